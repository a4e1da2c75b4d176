"""Whether a folder is a log folder: by names alone, and by one head where names leave it open.

A log folder holds event files, or most of its folders do somewhere inside. Only a few folders are looked
into, so that a walk over any tree stays a walk. Where another tracker's records lie among them, they are not
a log folder together, and are looked at one by one.
"""

import os
from collections.abc import Collection, Iterator

from runreport.readers.contract import Claim, Place
from runreport.readers.listing import NEVER
from runreport.readers.tensorboard.layout import event_files, is_usual_name

OTHERS = frozenset({"wandb", "mlruns", "mlartifacts"})
"""Folders in which other trackers keep their records."""

_OTHERS_FILES = frozenset({"meta.yaml", "run.json"})
_OTHERS_ENDINGS = (".wandb",)
_JUDGED = 5
"""Folders of which most must hold event files."""
_TRIED = 3
"""Folders looked into at each place inside of these."""
_DEEPEST = 6
_MOST_LISTED = 10
"""Folders listed in one of those that are judged."""
_MOST_NAMES = 5_000
"""In a folder that is worth a look."""


class _OthersFoundError(Exception):
    """Another tracker's records lie there."""


def claim_of(place: Place) -> Claim | None:
    """Return a claim if the place is a log folder."""
    own = event_files(place.files)
    if own:
        is_one = any(map(is_usual_name, own)) or _begins_so(place.head(own[0]))
        return Claim(f"event files of TensorBoard, such as {own[0]}") if is_one else None
    try:
        found = _most(place)
    except _OthersFoundError:
        return None
    if found is None:
        return None
    is_one = is_usual_name(found.rpartition("/")[2]) or _begins_so(place.head(found))
    because = f"folders with event files of TensorBoard, such as {found}"
    return Claim(because, is_loose=True) if is_one else None


def _begins_so(head: bytes) -> bool:
    # Here, since the names say it nearly always.
    from runreport.readers.tensorboard.records import is_head_of_events

    return is_head_of_events(head)


def _most(place: Place) -> str | None:
    """Return the first event file found below the place; None unless most of its folders have one."""
    if place.name in OTHERS or not OTHERS.isdisjoint(place.folders):
        raise _OthersFoundError
    folders = _spread(place.folders, _JUDGED)
    found: list[str] = []
    for number, name in enumerate(folders):
        file = _Search(place.path).first(name)
        found += [file] if file else []
        lacking = number + 1 - len(found)
        if 2 * lacking >= len(folders):
            return None
    return found[0] if found else None


class _Search:
    """A search for an event file, which gives up soon."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._left = _MOST_LISTED

    def first(self, inside: str, depth: int = 1) -> str | None:
        """Return the path of an event file in a folder or below; None where none is found.

        Raises:
            _OthersFoundError: another tracker's records lie there.
        """
        if depth > _DEEPEST or not self._left:
            return None
        self._left -= 1
        files, folders = _listed(f"{self._root}/{inside}")
        own = event_files(files)
        if own:
            return f"{inside}/{own[0]}"
        if not OTHERS.isdisjoint(folders) or any(map(_is_others, files)):
            raise _OthersFoundError
        below = (self.first(f"{inside}/{name}", depth + 1) for name in _spread(folders, _TRIED))
        return next(filter(None, below), None)


def _is_others(name: str) -> bool:
    return name in _OTHERS_FILES or name.endswith(_OTHERS_ENDINGS)


def _spread(names: Collection[str], count: int) -> list[str]:
    """Return at most so many names, evenly over all that are worth a look."""
    shown = sorted(name for name in names if name not in NEVER and not name.startswith("."))
    return [shown[place * len(shown) // count] for place in range(count)] if len(shown) > count else shown


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """Return the names of files and of folders; none where there are too many, or it cannot be listed."""
    files: list[str] = []
    folders: list[str] = []
    for number, entry in enumerate(_entries(folder)):
        if number == _MOST_NAMES:
            return [], []
        is_folder = entry.is_dir(follow_symlinks=False)
        (folders if is_folder else files).append(entry.name)
    return files, folders


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except OSError:
        return
