"""What servers said, kept on this machine, so that the next build asks only for what has changed.

A shelf is a cache and nothing else: without it, or where it cannot be written, the records are the same.
It holds records as they came, so it is readable by its owner alone, and never published.
"""

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from runreport.model import StoreRef

FORM = 1
"""Of the files; those of another form are not looked at."""
_home: list[Path] = []


def keep_in(folder: Path | None) -> None:
    """Say where this process keeps its shelves; None for nowhere, as it is at first."""
    _home[:] = [] if folder is None else [folder]


@contextmanager
def keeping(folder: Path | None) -> Iterator[None]:
    """Keep the shelves of this process in a folder for a while, and after it where they were before."""
    before = home()
    keep_in(folder)
    try:
        yield
    finally:
        keep_in(before)


def home() -> Path | None:
    """Return where this process keeps its shelves; None where nothing is kept."""
    return _home[0] if _home else None


def leave_out_of_git(folder: Path) -> None:
    """Have git overlook a folder, which is there: what is kept in it is not for others.

    Raises:
        OSError: it cannot be written.
    """
    file = folder / ".gitignore"
    if not file.exists():
        file.write_text("*\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The kept answers of one store."""

    folder: Path | None
    """None where nothing is kept."""

    def get(self, key: str, stamp: str) -> Any | None:
        """Return the JSON value kept under a key, if it was kept under this very stamp; else None."""
        if self.folder is None:
            return None
        try:
            kept = json.loads(gzip.decompress(self._file(key).read_bytes()))
        except (OSError, EOFError, ValueError):
            return None
        is_same = isinstance(kept, dict) and (kept.get("form"), kept.get("key"), kept.get("stamp")) == (
            FORM,
            key,
            stamp,
        )
        return kept["value"] if is_same else None

    def put(self, key: str, stamp: str, value: Any) -> None:
        """Keep a JSON value; whoever reads meanwhile sees the old one or the new one, whole.

        NaN and infinities are kept as Python's `json` spells them, and come back as they were.
        """
        if self.folder is None:
            return
        text = json.dumps({"form": FORM, "key": key, "stamp": stamp, "value": value})
        data = gzip.compress(text.encode(), compresslevel=1, mtime=0)
        file = self._file(key)
        part = file.with_suffix(f".{os.getpid()}")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            leave_out_of_git(self.folder.parent)
            part.write_bytes(data)
            part.replace(file)
        except OSError:
            with suppress(OSError):
                part.unlink()

    def _file(self, key: str) -> Path:
        assert self.folder is not None
        return self.folder / f"{_digest(key)}.json.gz"


def shelf_of(store: StoreRef) -> Shelf:
    """Return the shelf of a store; one that keeps nothing where nowhere was said."""
    if not _home:
        return Shelf(None)
    return Shelf(_home[0] / f"{store.reader}-{_digest(store.address)}")


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
