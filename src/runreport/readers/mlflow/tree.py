"""Files below a run's folder in MLflow's file store: listed once, read in one call each.

A key with slashes is a path of folders, so `metrics/val/loss` holds the metric `val/loss`. Links are
never followed: they may lead out of the store, or in a circle.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from runreport.readers.mlflow.record import Faults

CHUNK_BYTES = 16384
"""Asked for at once; most files are smaller."""
BINARY = getattr(os, "O_BINARY", 0)

_LINK = "links are not followed; put the file itself in its place to have it read"
_ODD = "only regular files are read; remove it, or put a file in its place"
_DENIED = "let the user who builds the report read it"


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder of the store, and where it stands."""

    root: str
    """The store's path, for paths in messages; with forward slashes, as all paths here."""
    folder: str
    faults: Faults

    def below(self, name: str) -> "Tree":
        """Return the tree of a folder inside."""
        return Tree(self.root, f"{self.folder}/{name}", self.faults)

    def files(self) -> dict[str, os.DirEntry[str]]:
        """Return the regular files below by their path here, sorted; nothing for a missing folder."""
        found: dict[str, os.DirEntry[str]] = {}
        self._list("", found)
        return {path: found[path] for path in sorted(found)}

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a listed file by its path here; None, and a fault, where they cannot be."""
        try:
            return read_file(f"{self.folder}/{path}")
        except OSError as error:
            self.faults.add(f"it cannot be read: {error.strerror}", _DENIED, self.name_of(path))
            return None

    def texts(self, name: str) -> dict[str, str]:
        """Return the whole text of each file below the folder `name`, by its name there."""
        tree = self.below(name)
        found = {}
        for key in tree.files():
            data = tree.read(key)
            if data is not None:
                found[printable(key)] = tree.text(data, key)
        return found

    def text(self, data: bytes, path: str) -> str:
        """Return bytes as text; what is no UTF-8 becomes U+FFFD, and a fault."""
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            remedy = "the bytes in question are shown as U+FFFD; write the file as UTF-8"
            self.faults.add(f"it is not UTF-8 text at byte {error.start}", remedy, self.name_of(path))
            return data.decode("utf-8", "replace")

    def name_of(self, path: str = "") -> str:
        """Return how messages call a file or folder by its path here: relative to the store."""
        whole = f"{self.folder}/{path}".rstrip("/")
        return printable(whole.removeprefix(f"{self.root}/"))

    def _list(self, inside: str, found: dict[str, os.DirEntry[str]]) -> None:
        """Put the regular files at and below a folder here into `found`, by path."""
        try:
            with os.scandir(f"{self.folder}/{inside}") as listing:
                entries = list(listing)
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            self.faults.add(f"the folder cannot be listed: {error.strerror}", _DENIED, self.name_of(inside))
            return
        for entry in entries:
            path = inside + entry.name
            if entry.is_file(follow_symlinks=False):
                found[path] = entry
            elif entry.is_dir(follow_symlinks=False):
                self._list(f"{path}/", found)
            else:
                what, why = ("it is a link", _LINK) if entry.is_symlink() else ("it is no file", _ODD)
                self.faults.add(what, why, self.name_of(path))


def read_file(path: str) -> bytes:
    """Return all bytes of a file.

    Raises:
        OSError: it cannot be read.
    """
    # Bare descriptors: a store has tens of thousands of small files, and a file object asks the system
    # three times more for each.
    file = os.open(path, os.O_RDONLY | BINARY)
    try:
        data = os.read(file, CHUNK_BYTES)
        if len(data) < CHUNK_BYTES:
            return data
        parts = [data]
        while parts[-1]:
            parts.append(os.read(file, CHUNK_BYTES))
    finally:
        os.close(file)
    return b"".join(parts)


def stat_of(path: str) -> os.stat_result:
    """Return what the system says of a file or folder.

    Raises:
        OSError: there is none, or it cannot be looked at.
    """
    return os.stat(path)  # noqa: PTH116 -- making a path object takes longer than the answer


def printable(name: str) -> str:
    """Return a file's name as text that can be written; bytes that are no UTF-8 become U+FFFD."""
    if name.isascii():
        return name
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def signature(path: str) -> list[str]:
    """Return name, size and time of change of every file below a folder, in a fixed order."""
    try:
        with os.scandir(path) as listing:
            found = [
                "\n".join((entry.name, *signature(entry.path)))
                if entry.is_dir(follow_symlinks=False)
                else stamp_of(entry)
                for entry in listing
            ]
    except OSError as error:
        return [f"{path} {error.errno}"]
    found.sort()
    return found


def stamp_of(entry: os.DirEntry[str] | Path) -> str:
    """Return name, size and time of change of a file as text."""
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError as error:
        return f"{entry.name} {error.errno}"
    return f"{entry.name} {found.st_size} {found.st_mtime_ns}"
