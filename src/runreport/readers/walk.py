"""Going through a folder for stores, depth first in order of name; each folder is listed once."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from runreport.errors import ReaderError
from runreport.model import Problem
from runreport.readers.contract import Place
from runreport.readers.listing import Listing, Skipped, join, list_folder, printable, reason_to_skip
from runreport.readers.offers import FoundStore, Offers, Root


def walk(root: Root, offers: Offers) -> Iterator[FoundStore]:
    """Yield the stores at and below a path.

    Files that lie directly in a store are still offered, to other readers than the one that has it; its
    folders are not.

    Raises:
        ReaderError: several readers claim one place.
    """
    if not Path(root.path).is_dir():
        offers.files += 1
        yield from _taken(offers.place(Place(root.path, False), root, is_named=True), offers)
        return
    home, stack = os.path.realpath(root.path), [root.path]
    while stack:
        path = stack.pop()
        listing = _listed(path, home, root, offers)
        if listing is None:
            continue
        offers.folders += 1
        store = offers.place(listing.place, root)
        if store is not None and store.is_loose and _holds_others(store, listing, root, offers):
            store = None
        yield from _taken(store, offers)
        holder = store.ref.reader if store else None
        for name in offers.candidates(listing.files):
            yield from _taken(offers.place(Place(join(path, name), False), root, holder=holder), offers)
        if store is None:
            offers.skipped.extend(replace(skip, path=root.called(skip.path)) for skip in listing.skipped)
            stack.extend(join(path, name) for name in reversed(listing.folders))


def _holds_others(store: FoundStore, listing: Listing, root: Root, offers: Offers) -> bool:
    """Tell whether another reader claims anything in the folders of a store."""
    others = offers.without(store.ref.reader)
    below = (join(listing.place.path, name) for name in listing.folders)
    try:
        return any(True for path in below for _ in walk(Root(root.called(path), path), others))
    except ReaderError:
        # Several claim one place: the walk comes by it, and says so.
        return True


def _listed(path: str, home: str, root: Root, offers: Offers) -> Listing | None:
    listing = list_folder(path, home)
    if isinstance(listing, Problem):
        offers.problems.append(replace(listing, file=printable(root.called(path))))
        return None
    if why := reason_to_skip(listing.place):
        offers.skipped.append(Skipped(printable(root.called(path)), why))
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
