"""Which folders are runs, and what their paths say.

A run is a folder that directly holds an event file; its key is its path from the log folder, `.` for that
itself, as TensorBoard names it. Sources: `backend/event_processing/io_wrapper.py` of tensorboard for the
files; for their names TensorFlow's `events_writer.cc`, `SummaryWriter` of PyTorch and of tensorboardX; for
`train` and `validation` the `TensorBoard` callback of Keras.
"""

import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath

from runreport.model import StoreRef

ROOT = "."
SETTINGS = "hparams.yaml"
"""What Lightning writes beside the events."""
PARTS = ("train", "training", "validation", "val", "valid", "test", "eval", "evaluation")
"""Names of folders that hold one part of a run's curves each."""

_PLACES = frozenset({"logs", "log", "runs", "tb", "tensorboard", "tb_logs", "tensorboard_logs", "summaries"})
"""Names that say that there are logs in a folder, and nothing of the run."""
_HOST = re.compile(r"events\.out\.tfevents\.\d+\.(.+?)(?:\.\d+\.\d+(?:\..*)?)?(?:\.v2)?")
_USUAL = re.compile(r"events\.out\.tfevents\.\d{9,}\..+")
_PROFILE = ".profile-empty"


def is_event_file(name: str) -> bool:
    """Return whether TensorBoard takes a file of this name for one of events."""
    return "tfevents" in name and not name.endswith(_PROFILE)


def is_usual_name(name: str) -> bool:
    """Return whether only a tracker gives a file such a name."""
    return _USUAL.fullmatch(name) is not None and not name.endswith((".txt", _PROFILE))


def event_files(names: Iterable[str]) -> list[str]:
    """Return the event files among names in the order in which they are read."""
    return sorted(filter(is_event_file, names))


def host_in(name: str) -> str | None:
    """Return the machine that an event file's name tells of."""
    match = _HOST.fullmatch(name) if is_usual_name(name) else None
    return match[1] if match else None


def folder_of(root: Path, key: str) -> Path:
    """Return the folder of a run."""
    return root if key == ROOT else root / key


def runs_above(root: Path, key: str) -> list[str]:
    """Return the keys of the runs in whose folders a run's folder lies, the nearest first."""
    above = [] if key == ROOT else [parent.as_posix() for parent in PurePosixPath(key).parents]
    return [one for one in above if holds_events(folder_of(root, one))]


def holds_events(folder: Path) -> bool:
    """Return whether a folder is a run's; False where it cannot be listed."""
    try:
        changed = folder.stat().st_mtime_ns
    except OSError:
        return False
    return _holds_events(str(folder), changed)


def part_of(root: Path, key: str) -> str | None:
    """Return the key of the folder of whose run this one holds a part, beside other parts; else None."""
    path = PurePosixPath(key)
    if path.name not in PARTS:
        return None
    whole = path.parent.as_posix()
    others = [folder_of(root, whole) / name for name in PARTS if name != path.name]
    is_part = any(map(holds_events, [folder_of(root, whole), *others]))
    return whole if is_part else None


def experiment_of(store: StoreRef, key: str) -> str:
    """Return the path of the folder that holds the runs' folders; the log folder's name where it does.

    Folders in a run's folder belong to the run, and so do names that only say that there are logs.
    """
    root = store.path
    outermost = [key, *runs_above(root, key)][-1]
    path = PurePosixPath(outermost)
    while path.name in _PLACES or path.name in PARTS:
        path = path.parent
    above = path.parent.as_posix()
    if above != ROOT:
        return above
    # A copy of a folder elsewhere may be called otherwise.
    return (PurePosixPath(store.address).name if store.at else root.resolve().name) or "runs"


@lru_cache(maxsize=1024)
def _holds_events(folder: str, changed: int) -> bool:  # noqa: ARG001 - what is kept holds until the folder changes
    return any(map(is_event_file, _names(folder)))


def _names(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            yield from (entry.name for entry in entries)
    except OSError:
        return
