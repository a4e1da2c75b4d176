"""What was seen at a path, what each reader makes of it, and what lies below."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from runreport.errors import ReaderError
from runreport.model import Problem
from runreport.readers import advice
from runreport.readers.catalog import Catalog, schemes
from runreport.readers.contract import Place
from runreport.readers.listing import is_there, list_folder, reason_to_skip
from runreport.readers.offers import URL, Offers, Root
from runreport.readers.remote.address import is_remote, remote_at, scheme_of
from runreport.readers.remote.copy import copied
from runreport.readers.walk import walk

SHOWN = 20
"""Lines of each kind on what lies below."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one reader says of a place."""

    reader: str
    reads: str
    """Which store it reads, in a line."""
    because: str | None
    """Why it claims the place; None where it does not, or cannot tell."""
    problem: Problem | None = None
    """How it failed, where it did."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was seen at a path, and what each reader makes of it."""

    path: str
    seen: str
    answers: tuple[Answer, ...] = ()
    below: tuple[str, ...] = ()
    """What a walk finds and leaves out below the path, one line each."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The whole as plain text, one line a reader, and then what lies below."""
        return (f"{self.path}: {self.seen}", *map(_line, self.answers), *self.below)


def explain(path: str, catalog: Catalog) -> Explanation:
    """Return what lies at this very path, what each reader says of it, and what a walk finds below.

    Raises:
        ReaderError: the path does not exist, or cannot be copied from where it lies.
    """
    if URL.match(path):
        scheme = scheme_of(path)
        if not is_remote(path) or any(scheme in schemes(reader) for reader in catalog.readers.values()):
            return _explained_url(path, scheme, catalog)
        remote = remote_at(path)
        copy = copied(remote, Offers(catalog, {}).declared)
        more = [*map(str, copy.problems), *(f"{one.count:,} {one.what}: {one.why}" for one in copy.omissions)]
        explained = _explained(Root(remote.address, copy.path), catalog)
        pruned = (f"{skip.path}: {skip.why}" for skip in copy.skipped)
        return replace(explained, below=(*explained.below, *_some("not copied", [*more, *pruned])))
    if not is_there(Path(path)):
        raise advice.missing(path)
    return _explained(Root(path, path), catalog)


def _explained(root: Root, catalog: Catalog) -> Explanation:
    if not Path(root.path).is_dir():
        return Explanation(root.address, "a file", _answers(Place(root.path, False), root, catalog))
    listing = list_folder(Path(root.path).as_posix(), os.path.realpath(root.path))
    if isinstance(listing, Problem):
        return Explanation(root.address, str(listing))
    why = reason_to_skip(listing.place)
    seen = f"{why} and is left out" if why else advice.contents(listing.place)
    answers = _answers(listing.place, root, catalog)
    return Explanation(root.address, seen, answers, () if why else _below(root, catalog))


def _explained_url(address: str, scheme: str, catalog: Catalog) -> Explanation:
    answers = tuple(
        Answer(
            name, catalog.reads(name), f"opens {scheme}:// addresses" if scheme in schemes(reader) else None
        )
        for name, reader in catalog.readers.items()
    )
    return Explanation(address, f"an address of the scheme {scheme}", answers)


def _answers(place: Place, root: Root, catalog: Catalog) -> tuple[Answer, ...]:
    answers = []
    for name, reader in catalog.readers.items():
        offers = Offers(Catalog({name: reader}), {})
        store = offers.place(place, root, is_named=True)
        answers.append(
            Answer(name, catalog.reads(name), store.because if store else None, offers.broken.get(name))
        )
    return tuple(answers)


def _below(root: Root, catalog: Catalog) -> tuple[str, ...]:
    """Return what a walk finds below a folder, what it leaves out and why, and what stands in its way."""
    root = Root(Path(root.address).as_posix(), Path(root.path).as_posix()) if not root.is_copy else root
    offers, claimed, faults = Offers(catalog, {}), [], []
    try:
        for store in walk(root, offers):
            if store.ref.address != root.address:
                claimed.append(f"{store.ref.address}: {store.ref.reader}, because {store.because}")
    except ReaderError as error:
        faults.append(str(error))
    faults += map(str, offers.problems)
    left_out = [f"{skip.path}: {skip.why}" for skip in offers.skipped]
    return (*_some("claimed", claimed), *_some("not looked into", left_out), *_some("problem", faults))


def _some(kind: str, lines: Iterable[str]) -> tuple[str, ...]:
    whole = list(lines)
    more = (f"  {kind}: {len(whole) - SHOWN:,} more",) if len(whole) > SHOWN else ()
    return (*(f"  {kind}: {line}" for line in whole[:SHOWN]), *more)


def _line(answer: Answer) -> str:
    if answer.problem:
        return f"  {answer.reader}: {answer.problem.what}"
    verdict = f"claims it: {answer.because}" if answer.because else "does not recognize it"
    return f"  {answer.reader} ({answer.reads}) {verdict}"
