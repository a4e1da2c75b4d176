"""Which stores lie in the given folders, and which reader takes each."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from runreport.model import Problem, StoreRef
from runreport.readers import advice
from runreport.readers.catalog import Catalog, schemes
from runreport.readers.contract import Place
from runreport.readers.listing import Listing, Skipped, is_there, join, list_folder, printable, reason_to_skip
from runreport.readers.offers import URL, FoundStore, Offers, identity


@dataclass(frozen=True, slots=True)
class Detection:
    """What came of looking at the given addresses."""

    stores: tuple[FoundStore, ...]
    """In order of the addresses, then of the walk; each store once."""
    problems: tuple[Problem, ...] = ()
    """Addresses without a store, folders that cannot be listed, readers that failed."""
    skipped: tuple[Skipped, ...] = ()
    """What was not looked into, by a rule."""

    @property
    def refs(self) -> tuple[StoreRef, ...]:
        """The stores alone, as the stream takes them."""
        return tuple(found.ref for found in self.stores)


def detect(
    addresses: Sequence[str], catalog: Catalog, *, choose: Mapping[str, str] | None = None
) -> Detection:
    """Return the stores at and below the addresses; each folder is listed once.

    Args:
        addresses: paths or URLs as the user gave them; a store's address is one of them, joined with
            the way from there by forward slashes.
        catalog: the readers to ask.
        choose: name of the reader by path or URL; it takes that place whatever any reader says of it.

    Raises:
        ReaderError: a path does not exist, two readers claim one place, a chosen reader is unknown, or
            there is no store at all.
    """
    offers = Offers(catalog, choose or {})
    found: dict[str, FoundStore] = {}
    for address in dict.fromkeys([*addresses, *offers.choose]):
        if address in offers.choose and identity(address) in found:
            continue
        for store in _stores_at(address, offers):
            found.setdefault(identity(store.ref.address), store)
    problems = (*offers.broken.values(), *offers.problems)
    if not found:
        raise advice.nothing_anywhere((*catalog.problems, *problems), catalog)
    return Detection(tuple(found.values()), problems, tuple(offers.skipped))


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
    answers: tuple[Answer, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The whole as plain text, one line a reader."""
        return (f"{self.path}: {self.seen}", *map(_line, self.answers))


def explain(path: str, catalog: Catalog) -> Explanation:
    """Return what lies at this very path, and what each reader says of it.

    Raises:
        ReaderError: the path does not exist.
    """
    if URL.match(path):
        return _explained_url(path, catalog)
    if not is_there(Path(path)):
        raise advice.missing(path)
    if not Path(path).is_dir():
        return Explanation(path, "a file", _answers(Place(path, False), catalog))
    listing = list_folder(Path(path).as_posix(), os.path.realpath(path))
    if isinstance(listing, Problem):
        return Explanation(path, str(listing), ())
    why = reason_to_skip(listing.place)
    seen = f"{why} and is left out" if why else advice.contents(listing.place)
    return Explanation(path, seen, _answers(listing.place, catalog))


def _explained_url(address: str, catalog: Catalog) -> Explanation:
    scheme = address.partition("://")[0].lower()
    answers = tuple(
        Answer(
            name, catalog.reads(name), f"opens {scheme}:// addresses" if scheme in schemes(reader) else None
        )
        for name, reader in catalog.readers.items()
    )
    return Explanation(address, f"an address of the scheme {scheme}", answers)


def _answers(place: Place, catalog: Catalog) -> tuple[Answer, ...]:
    answers = []
    for name, reader in catalog.readers.items():
        offers = Offers(Catalog({name: reader}), {})
        store = offers.place(place)
        answers.append(
            Answer(name, catalog.reads(name), store.because if store else None, offers.broken.get(name))
        )
    return tuple(answers)


def _line(answer: Answer) -> str:
    if answer.problem:
        return f"  {answer.reader}: {answer.problem.what}"
    verdict = f"claims it: {answer.because}" if answer.because else "does not recognize it"
    return f"  {answer.reader} ({answer.reads}) {verdict}"


def _stores_at(address: str, offers: Offers) -> Iterator[FoundStore]:
    if URL.match(address):
        yield offers.url(address)
        return
    if not is_there(Path(address)):
        raise advice.missing(address)
    before = (offers.folders, offers.files, len(offers.skipped), len(offers.problems))
    is_empty_handed = True
    for store in _walk(Path(address).as_posix(), offers):
        is_empty_handed = False
        yield store
    if is_empty_handed and len(offers.problems) == before[3]:
        folders, files = offers.folders - before[0], offers.files - before[1]
        offers.problems.append(advice.nothing_at(address, folders, files, offers.skipped[before[2] :]))


def _walk(start: str, offers: Offers) -> Iterator[FoundStore]:
    """Yield the stores at and below a path, depth first in order of name.

    Files that lie directly in a store are still offered, its folders are not; what the reader of the
    store claims of them is a part of it.
    """
    if not Path(start).is_dir():
        yield from _taken(offers.place(Place(start, False)), offers)
        return
    home, stack = os.path.realpath(start), [start]
    while stack:
        path = stack.pop()
        listing = _listed(path, home, offers)
        if listing is None:
            continue
        store = offers.place(listing.place)
        yield from _taken(store, offers)
        for name in listing.files:
            inside = offers.place(Place(join(path, name), False))
            if not (store and inside and inside.ref.reader == store.ref.reader):
                yield from _taken(inside, offers)
        if store is None:
            offers.skipped.extend(listing.skipped)
            stack.extend(join(path, name) for name in reversed(listing.folders))


def _listed(path: str, home: str, offers: Offers) -> Listing | None:
    listing = list_folder(path, home)
    if isinstance(listing, Problem):
        offers.problems.append(listing)
        return None
    if why := reason_to_skip(listing.place):
        offers.skipped.append(Skipped(printable(path), why))
        return None
    return listing


def _taken(store: FoundStore | None, offers: Offers) -> Iterator[FoundStore]:
    """Yield the store, unless its path cannot be written down."""
    if store is None:
        return
    shown = printable(store.ref.address)
    if shown == store.ref.address:
        yield store
    else:
        offers.problems.append(Problem("the store's path is not valid UTF-8", "rename it", store=shown))
