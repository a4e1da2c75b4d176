"""Which stores lie at the given addresses, and which reader takes each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from runreport.errors import ReaderError
from runreport.model import Omission, Problem, StoreRef
from runreport.readers import advice
from runreport.readers.catalog import Catalog
from runreport.readers.guard import problem_of
from runreport.readers.listing import Skipped, is_there
from runreport.readers.offers import URL, FoundStore, Offers, Root, identity
from runreport.readers.remote.address import ARCHIVE, remote_at
from runreport.readers.walk import walk


@dataclass(frozen=True, slots=True)
class Detection:
    """What came of looking at the given addresses."""

    stores: tuple[FoundStore, ...]
    """In order of the addresses, then of the walk; each store once."""
    problems: tuple[Problem, ...] = ()
    """Addresses without a store or inside of one, folders that cannot be listed, readers that failed."""
    skipped: tuple[Skipped, ...] = ()
    """What was not looked into, by a rule."""
    omissions: tuple[Omission, ...] = ()
    """What was not fetched of folders elsewhere, by a rule."""

    @property
    def refs(self) -> tuple[StoreRef, ...]:
        """The stores alone, as the stream takes them."""
        return tuple(found.ref for found in self.stores)


def detect(
    addresses: Sequence[str], catalog: Catalog, *, choose: Mapping[str, str] | None = None
) -> Detection:
    """Return the stores at and below the addresses; each folder is listed once.

    Folders elsewhere are copied to this machine first, as far as they have changed.

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
    found: dict[str, _Found] = {}
    empty: dict[str, Problem] = {}
    for address in dict.fromkeys([*addresses, *offers.choose]):
        if address in offers.choose and identity(address) in found:
            continue
        for item in _stores_at(address, offers):
            if isinstance(item, Problem):
                empty[address] = item
            else:
                found.setdefault(identity(item.ref.address), _Found(address, item))
    stores, inside = _apart(found)
    for address, problem in empty.items():
        outer = _around(identity(address), found)
        inside[address] = advice.inside_another(problem.store, outer.store.ref.address) if outer else problem
    problems = (*offers.broken.values(), *offers.problems, *inside.values())
    if not found:
        raise advice.nothing_anywhere((*catalog.problems, *problems), catalog)
    return Detection(tuple(stores), problems, tuple(offers.skipped), tuple(offers.omissions))


@dataclass(frozen=True, slots=True)
class _Found:
    given: str
    """The address that led to it."""
    store: FoundStore


def _apart(found: Mapping[str, _Found]) -> tuple[list[FoundStore], dict[str, Problem]]:
    """Return the stores that no other holds, and by given address a problem for those that one does.

    A reader that takes a folder reads all that is its own in it, and would count again what lies in it.
    """
    stores, problems = [], {}
    for place, one in found.items():
        outer = _around(place, found, one.store.ref.reader)
        if outer is None:
            stores.append(one.store)
        else:
            address = remote_at(one.given).address if URL.match(one.given) else one.given
            problems[one.given] = advice.inside_another(address, outer.store.ref.address)
    return stores, problems


def _around(place: str, found: Mapping[str, _Found], reader: str | None = None) -> _Found | None:
    """Return the store, of this reader if one is given, in which a place lies."""
    for at in range(len(place) - 1, 0, -1):
        outer = found.get(place[:at]) if place[at] in "/\\" else None
        if outer is not None and reader in (None, outer.store.ref.reader):
            return outer
    return None


def _stores_at(address: str, offers: Offers) -> Iterator[FoundStore | Problem]:
    """Yield the stores at an address; where there is none, why."""
    root = _root_of(address, offers)
    if not isinstance(root, Root):
        yield root
        return
    before = (offers.folders, offers.files, len(offers.skipped), len(offers.problems))
    is_empty_handed = True
    for store in walk(root, offers):
        is_empty_handed = False
        yield store
    if is_empty_handed and _is_archive(root):
        yield from _stores_at(f"{ARCHIVE}://{root.path}", offers)
    elif is_empty_handed and len(offers.problems) == before[3]:
        folders, files = offers.folders - before[0], offers.files - before[1]
        yield advice.nothing_at(root.address, folders, files, offers.skipped[before[2] :])


def _root_of(address: str, offers: Offers) -> Root | FoundStore | Problem:
    """Return where to look for stores; or the store itself, where its address alone says whose it is."""
    if URL.match(address):
        store = offers.url(address)
        if store is not None:
            return store
        return _copy_of(address, offers)
    if not is_there(Path(address)):
        raise advice.missing(address)
    return Root(Path(address).as_posix(), Path(address).as_posix())


def _is_archive(root: Root) -> bool:
    return not root.is_copy and root.path.lower().endswith(".zip") and Path(root.path).is_file()


def _copy_of(address: str, offers: Offers) -> Root | Problem:
    """Return where the copy of a folder elsewhere lies; or why there is none."""
    # Here, since most stores lie on this machine.
    from runreport.readers.remote.copy import copied

    remote = remote_at(address)
    try:
        copy = copied(remote, offers.declared)
    except ReaderError as error:
        problem = problem_of(error, store=remote.address)
        return replace(problem, what=problem.what.removeprefix(f"{remote.address}: "))
    offers.problems.extend(copy.problems)
    offers.omissions.extend(copy.omissions)
    offers.skipped.extend(copy.skipped)
    return Root(remote.address, copy.path)
