"""Watching what a reader does to files."""

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

CHANGES = frozenset(
    {
        "os.chflags",
        "os.chmod",
        "os.chown",
        "os.link",
        "os.mkdir",
        "os.mknod",
        "os.remove",
        "os.rename",
        "os.rmdir",
        "os.setxattr",
        "os.symlink",
        "os.truncate",
        "os.utime",
    }
)
LISTINGS = ("os.listdir", "os.scandir")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A store as it lies on the disk: every file and folder with content, time of change and mode."""

    entries: dict[str, tuple[str, int, int]]
    """Digest (empty for a folder), time of change in nanoseconds, and mode, by relative path."""

    def changes(self, later: "Snapshot") -> list[str]:
        """Return what is otherwise later, a sentence each."""
        before, after = self.entries, later.entries
        found = [f"{path} is gone" for path in sorted(before.keys() - after.keys())]
        found += [f"{path} is new" for path in sorted(after.keys() - before.keys())]
        for path in sorted(before.keys() & after.keys()):
            parts = zip(("content", "time of change", "mode"), before[path], after[path], strict=True)
            found += [f"{path} has another {part}" for part, old, new in parts if old != new]
        return found


def snapshot(path: Path) -> Snapshot:
    """Return the file or folder at `path` as it is now.

    A folder's time of change gives away files that came and went, such as locks and journals.
    """
    found = {}
    # The folder around it, since a journal lies beside a store that is a file.
    for entry in [path.parent, path, *sorted(path.rglob("*"))]:
        stat = entry.lstat()
        digest = hashlib.sha256(entry.read_bytes()).hexdigest() if entry.is_file() else ""
        found[os.path.relpath(entry, path.parent)] = (digest, stat.st_mtime_ns, stat.st_mode)
    return Snapshot(found)


@dataclass(slots=True)
class Watch:
    """What happened to files below a folder while it was watched."""

    folder: str
    opened: list[str] = field(default_factory=list)
    """Paths of files that were opened, relative to the folder, in order."""
    listed: list[str] = field(default_factory=list)
    """Paths of folders that were listed."""
    changed: list[str] = field(default_factory=list)
    """Changes that were tried, a sentence each."""

    def see(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take down an event of the interpreter, if it concerns the folder."""
        if event in CHANGES:
            paths = filter(None, map(self._inside, arguments[:2]))
            self.changed += [f"{event} is called on {path}" for path in paths]
        elif event in ("open", *LISTINGS) and (inside := self._inside(arguments[0])):
            (self.opened if event == "open" else self.listed).append(inside)
            if event == "open" and _is_writing(*arguments[1:3]):
                self.changed.append(f"{inside} is opened for writing")
        elif event == "sqlite3.connect" and (inside := self._inside(_writable_database(arguments[0]))):
            self.changed.append(f"{inside} is opened by SQLite without mode=ro")

    def _inside(self, path: object) -> str | None:
        if not isinstance(path, str | bytes | os.PathLike):
            return None
        shown = str(Path(os.fsdecode(path)).absolute())
        if shown != self.folder and not shown.startswith(self.folder + os.sep):
            return None
        return os.path.relpath(shown, self.folder).replace(os.sep, "/")


@contextmanager
def watching(folder: Path) -> Iterator[Watch]:
    """Watch what this process does to files below a folder, by the interpreter's audit events.

    Of what SQLite does, only the address is seen that it is given; `snapshot` sees what it leaves behind.
    """
    _install()
    watch = Watch(str(folder.absolute()))
    _WATCHES.append(watch)
    try:
        yield watch
    finally:
        _WATCHES.remove(watch)


@contextmanager
def untouched(store: Path) -> Iterator[None]:
    """Check that a store, and the folder around it, are left as they were.

    Raises:
        AssertionError: something was changed, or would have been.
    """
    before = snapshot(store)
    with watching(store.parent) as watch:
        yield
    changes = [*before.changes(snapshot(store)), *watch.changed]
    assert not changes, f"the store was changed: {changes}"


@contextmanager
def reversed_listings() -> Iterator[None]:
    """Let folders be listed backwards: their order is the file system's, and means nothing."""
    listdir, scandir = os.listdir, os.scandir
    os.listdir = lambda *arguments: listdir(*arguments)[::-1]  # type: ignore[assignment]
    os.scandir = lambda *arguments: _Reversed(scandir(*arguments))  # type: ignore[assignment]
    try:
        yield
    finally:
        os.listdir, os.scandir = listdir, scandir


class _Reversed:
    """A listing gone through backwards, with the manners of `os.scandir`'s."""

    def __init__(self, entries: Any) -> None:
        with entries:
            self._entries = reversed(list(entries))

    def __iter__(self) -> "_Reversed":
        return self

    def __next__(self) -> Any:
        return next(self._entries)

    def __enter__(self) -> "_Reversed":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._entries = iter(())


_WATCHES: list[Watch] = []


@cache
def _install() -> None:
    """Add the audit hook, once: there is no way to take one away."""
    sys.addaudithook(_told)


def _told(event: str, arguments: tuple[Any, ...]) -> None:
    for watch in tuple(_WATCHES):
        watch.see(event, arguments)


def _writable_database(address: str | bytes | os.PathLike[str]) -> str | None:
    """Return the path that SQLite is told to open for writing as well; None where only for reading."""
    text = os.fsdecode(address)
    if not text.startswith("file:"):
        return text
    parts = urlsplit(text)
    options = parse_qs(parts.query)
    is_reading = options.get("mode") == ["ro"] or options.get("immutable") == ["1"]
    return None if is_reading else unquote(parts.path)


def _is_writing(mode: object, flags: object) -> bool:
    named = isinstance(mode, str) and any(sign in mode for sign in "wax+")
    return named or (isinstance(flags, int) and bool(flags & WRITING))
