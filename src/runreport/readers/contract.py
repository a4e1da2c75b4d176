"""What a reader promises: one page, kept by `runreport.testing.ReaderSuite`.

A reader is a module, or any object, in the entry-point group `runreport.readers`. Its name there is
its name everywhere. It has a docstring that says in its first line which store it reads, and the
functions below. The readers that come with runreport are registered in the same way.

Throughout: importing the module imports no vendor's library; nothing is ever written to the store,
not even a lock or a journal.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from runreport.model import Omission, Problem, Run, RunRef, StoreFacts, StoreRef
from runreport.model.frozen import frozen_mapping

ENTRY_POINTS = "runreport.readers"
HEAD_BYTES = 4096
BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder that detection came by, with its listing."""

    path: str
    is_folder: bool
    folders: frozenset[str] = field(default_factory=frozenset)
    """Names of the folders in it."""
    files: frozenset[str] = field(default_factory=frozenset)
    """Names of the files in it."""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.replace("\\", "/").rstrip("/").rpartition("/")[2]

    def head(self, relative: str = "") -> bytes:
        """Return at most `HEAD_BYTES` of the file, or of one inside; empty where unreadable."""
        # Bare descriptors: detection may come by hundreds of thousands of files.
        try:
            file = os.open(f"{self.path}/{relative}" if relative else self.path, os.O_RDONLY | BINARY)
        except (OSError, ValueError):
            return b""
        try:
            return os.read(file, HEAD_BYTES)
        except OSError:
            return b""
        finally:
            os.close(file)


@dataclass(frozen=True, slots=True)
class Claim:
    """A reader's word that it can read a place, and why it thinks so."""

    because: str
    """What was seen there, in a sentence without its end stop."""
    is_loose: bool = False
    """Whether it goes by what lies in the folder's folders alone, of which some may be another's.

    Where another reader claims anything below, there is no such store, and its folders are looked at.
    """


PARTS = (
    "settings",
    "curves",
    "results",
    "status and times",
    "tags and notes",
    "data sets",
    "models",
    "code",
    "environment",
    "machine readings",
    "artifacts",
    "pictures",
    "tables",
    "console output",
    "parents and groups",
    "deleted runs",
)
"""What a store may hold of a run, in the order of the table in `docs/stores.md`."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a reader reads, for people: a column of the table in `docs/stores.md`."""

    store: str
    """Which store, with the versions that wrote what was tried, in a phrase."""
    found_by: str
    """What it is recognized by, in a phrase."""
    parts: Mapping[str, str]
    """By name in `PARTS`: `yes`, or with which limit; a part that is not there is not read."""
    speed: str = ""
    """Points a second, as `docs/speed.md` measured it; empty where that was not measured."""

    def __post_init__(self) -> None:
        if unknown := set(self.parts) - set(PARTS):
            raise ValueError(f"no part of a run is called {sorted(unknown)[0]}")
        object.__setattr__(self, "parts", frozen_mapping(self.parts))


class Reader(Protocol):
    """The functions of a reader. `SCHEMES`, `FILES`, `COVERAGE` and `describe` may be left out."""

    SCHEMES: tuple[str, ...]
    """URL schemes that the reader opens besides paths, such as `("sqlite",)`."""

    FILES: tuple[str, ...]
    """Patterns, in lower case, of the names of files that it could claim, such as `("*.csv", "*tfevents*")`.

    Of other files it is asked only where the user names them; empty where it claims folders alone.
    Without it, it is asked about every file, which takes a while in large trees.
    """

    COVERAGE: Coverage
    """What it reads, for the documents."""

    def recognizes(self, place: Place) -> Claim | None:
        """Return a claim if this very file or folder is a store, else None.

        Goes by names, and by at most 4 KiB of one file (`Place.head`). Never raises for a place that
        exists.
        """

    def find(self, store: StoreRef) -> Iterator[RunRef | Problem | Omission]:
        """Yield every run, lazily, in a fixed order, with unique keys, reading no metrics.

        A damaged run is listed too. What concerns the store but no single run is a `Problem`;
        runs left out by a rule, such as deleted ones, are counted in an `Omission`.

        Raises:
            ReaderError: the store as a whole cannot be read.
        """

    def read(self, ref: RunRef) -> Run:
        """Return one run, whole; what is damaged in it goes into `Run.problems`.

        Raises:
            ReaderError: nothing of it can be read; the text names run and file.
            MissingLibraryError: an optional library is needed; the text names the extra.
        """

    def describe(self, store: StoreRef) -> StoreFacts:
        """Return what the store says beside its runs: experiments and registered models.

        Raises:
            ReaderError: the store as a whole cannot be read.
        """
