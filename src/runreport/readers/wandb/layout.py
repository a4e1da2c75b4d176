"""Where a run's files lie: folders of every era, what a folder's name says, and what proves it.

Up to 0.9 a run's files lie in its folder; from 0.10 on they lie in `files/` beside the log. A run that was
resumed has several folders, and `latest-run`, a link, is a copy of one wherever it was copied.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from runreport.errors import ReaderError
from runreport.readers.contract import Place

RUN_FOLDER = re.compile(r"(?:offline-|dryrun-)?run-(\d{8}_\d{6})-(.+)", re.DOTALL)
LOG_FILE = re.compile(r"(?:run-)?(.+)\.wandb", re.DOTALL)
LOG_SUFFIX = ".wandb"
LATEST = "latest-run"
FILES = "files"
CONFIG, SUMMARY, METADATA = "config.yaml", "wandb-summary.json", "wandb-metadata.json"
HISTORY, EVENTS, PACKAGES = "wandb-history.jsonl", "wandb-events.jsonl", "requirements.txt"
PATCH, CONSOLE = "diff.patch", "output.log"
SIDECARS = (CONFIG, SUMMARY, METADATA, HISTORY, EVENTS, PACKAGES)
OWN_FILES = frozenset({*SIDECARS, CONSOLE, "conda-environment.yaml", PATCH})
_MARKS = (METADATA, SUMMARY, HISTORY, EVENTS)
_NEW_MARKS = (*_MARKS, CONFIG, PACKAGES, CONSOLE)
_FOLDERS_KEPT = 64


@dataclass(frozen=True, slots=True)
class Piece:
    """One log with the files beside it, or the files alone: a run, or a part of one that was resumed."""

    id: str
    time: str
    """As the folder's name has it; empty for `latest-run`, and for a log without a folder."""
    folder: str
    """Name of the run's folder in the store; empty where the store is that folder, or the log."""
    log: str | None = None
    """Name of the log in the folder; None where it is gone, or there never was one."""
    files: str = ""
    """Name of the folder for the other files in the run's folder; empty where they lie beside the log."""

    def inside(self, name: str) -> str:
        """Return the path, in the store, of one of the other files."""
        return "/".join(part for part in (self.folder, self.files, name) if part)

    @property
    def log_path(self) -> str:
        """The path of the log in the store."""
        return "/".join(part for part in (self.folder, self.log or "") if part)


def looks_like_run(place: Place) -> bool:
    """Return whether a folder is that of one run, as far as names tell."""
    has_log = any(name.endswith(LOG_SUFFIX) for name in place.files)
    if RUN_FOLDER.fullmatch(place.name) or place.name == LATEST:
        return has_log or holds_run(place.path)
    return has_log and FILES in place.folders


def holds_run(folder: str, run: str = "") -> bool:
    """Return whether a folder has one of the files by which a run's folder is known."""
    names = [f"run-{run}.wandb"] if run else []
    names += [*_MARKS, *(f"{FILES}/{name}" for name in _NEW_MARKS)]
    return any(os.path.lexists(f"{folder}/{name}") for name in names) or (not run and bool(_logs_in(folder)))


def _logs_in(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.name.endswith(LOG_SUFFIX))
    except OSError:
        return []


def store_root(path: Path) -> Path:
    """Return the folder that paths of pieces are relative to."""
    return path if path.is_dir() else path.parent


def pieces_of(path: Path) -> tuple[Piece, ...]:
    """Return the pieces of all runs of a store, by time and name of their folders, the latest last.

    Args:
        path: a folder with runs' folders in it, one of these, or a single log.

    Raises:
        ReaderError: it cannot be listed.
    """
    try:
        if not path.is_dir():
            path.stat()
            return tuple(_logs(path.stem.removeprefix("run-"), "", "", [path.name], ""))
        return _pieces(str(path), path.stat().st_mtime_ns)
    except OSError as error:
        raise ReaderError(f"{path.name}: it cannot be opened: {error.strerror}; make it readable") from error


@lru_cache(maxsize=_FOLDERS_KEPT)
def _pieces(root: str, _changed: int) -> tuple[Piece, ...]:
    with os.scandir(root) as entries:
        listed = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    folders = [name for name, is_folder in listed if is_folder]
    own = Place(
        root, True, frozenset(folders), frozenset(name for name, is_folder in listed if not is_folder)
    )
    inner = [(match[1], name) for name in folders if (match := RUN_FOLDER.fullmatch(name))]
    if not inner and LATEST not in folders and looks_like_run(own):
        return tuple(_piece(root, "", Path(root).resolve().name))
    found = [piece for _, name in sorted(inner) for piece in _piece(root, name, name)]
    if LATEST in folders:
        known = {piece.id for piece in found}
        found += [piece for piece in _piece(root, LATEST, LATEST) if piece.id not in known]
    return tuple(found)


def _piece(root: str, folder: str, name: str) -> Iterator[Piece]:
    try:
        with os.scandir(f"{root}/{folder}") as entries:
            names = sorted(entry.name for entry in entries)
    except OSError:
        names = []
    match = RUN_FOLDER.fullmatch(name)
    run, time = (match[2], match[1]) if match else (name, "")
    files = FILES if FILES in names and not set(_MARKS) & set(names) else ""
    yield from _logs(run, time, folder, [one for one in names if one.endswith(LOG_SUFFIX)], files)


def _logs(run: str, time: str, folder: str, logs: Iterable[str], files: str) -> Iterator[Piece]:
    found = False
    for log in logs:
        match = LOG_FILE.fullmatch(log)
        found = True
        yield Piece(match[1] if match else run, time, folder, log, files)
    if not found:
        yield Piece(run, time, folder, None, files)


def links_in(path: Path) -> list[str]:
    """Return the names of links, called as runs' folders are, which are not followed."""
    if not path.is_dir():
        return []
    with os.scandir(path) as entries:
        return sorted(one.name for one in entries if RUN_FOLDER.fullmatch(one.name) and one.is_symlink())


def copies_in(path: Path) -> int:
    """Return how many folders are copies of runs that the store has in a folder of their own."""
    if not path.is_dir() or (path / LATEST).is_symlink() or not (path / LATEST).is_dir():
        return 0
    known = {piece.id for piece in pieces_of(path) if piece.folder != LATEST}
    return sum(piece.id in known for piece in _piece(str(path), LATEST, LATEST))


def sweep_of(path: Path, run: str) -> str:
    """Return the id of the sweep that has a choice of settings for a run; empty where there is none."""
    if not path.is_dir() or "/" in run:
        return ""
    found = sorted(
        one.parent.name for one in path.glob("sweep-*/config-*.yaml") if one.stem == f"config-{run}"
    )
    return found[0].removeprefix("sweep-") if found else ""


def stamp_of(root: Path, pieces: Iterable[Piece]) -> str:
    """Return a digest of names, sizes and times of change of the files that pieces are read from."""
    seen = []
    for piece in pieces:
        names = [piece.log_path] if piece.log else []
        names += (
            [piece.inside(name) for name in (*SIDECARS, CONSOLE)] if piece.folder or not piece.log else []
        )
        for name in names:
            try:
                found = (root / name).stat()
            except (OSError, ValueError):
                continue
            seen.append((name, found.st_size, found.st_mtime_ns))
    return blake2b(repr(seen).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
