"""The files beside a log, read as far as they are needed, each by its name and none from elsewhere."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from runreport.model import Artifact, Problem, RunRef
from runreport.readers.console import NOTHING, Console, console_file
from runreport.readers.listing import list_folder, printable
from runreport.readers.wandb import layout, sidecars
from runreport.readers.wandb.journal import Journal
from runreport.readers.wandb.layout import Piece

T = TypeVar("T")

NEVER = frozenset({"logs", "tmp"})
"""Folders that are never looked into: the logs of wandb itself may hold the user's key."""
_MEND = "restore it from a copy; the rest of the run is in the report"


@dataclass(slots=True)
class Ledger:
    """What was wrong in one run's record."""

    ref: RunRef
    problems: list[Problem] = field(default_factory=list)

    def note(self, what: str, remedy: str, file: str, line: int | None = None) -> None:
        """Add a problem of this run; the file relative to the store."""
        self.problems.append(
            Problem(what, remedy, self.ref.store.address, self.ref.key, printable(file), line)
        )


@dataclass(frozen=True, slots=True)
class Beside:
    """The folder of a piece, and the ledger for what is wrong in it."""

    root: Path
    piece: Piece
    ledger: Ledger

    @property
    def has_files(self) -> bool:
        """Whether there are other files than the log: a log without a folder of its own has none."""
        return bool(self.piece.folder or self.piece.files or not self.piece.log)

    def bytes_of(self, path: str) -> bytes | None:
        """Return the bytes of a file in the store; None where there is none, or it cannot be read."""
        try:
            return (self.root / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:
            said = error.strerror if isinstance(error, OSError) else "its path is none"
            self.ledger.note(f"the file cannot be opened: {said}", "make it readable", path)
            return None

    def size_of(self, name: str) -> int:
        """Return how many bytes a file beside the log has; 0 where there is none."""
        try:
            return (self.root / self.piece.inside(name)).stat().st_size
        except OSError:
            return 0

    def read(self, name: str, take: Callable[[bytes], T]) -> T | None:
        """Return what a file beside the log says; None where it is not there, or is damaged and noted."""
        data = self.bytes_of(self.piece.inside(name)) if self.has_files else None
        if not data:
            return None
        try:
            return take(data)
        except ValueError as error:
            self.ledger.note(f"{name} cannot be read: {error}", _MEND, self.piece.inside(name))
            return None

    def lines(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a file of JSON lines."""
        found = self.read(name, sidecars.rows_of)
        if found is None:
            return []
        rows, bad, is_torn = found
        if bad:
            what = "the last line breaks off, and is left out"
            if bad > 1 or not is_torn:
                what = f"{bad:,} lines hold no JSON object, and are left out"
            self.ledger.note(what, _MEND, self.piece.inside(name))
        return rows

    def console(self, logged: Console) -> Console:
        """Return the end of what the run printed: from its file, or else what the log has of it."""
        path = self.piece.inside(layout.CONSOLE)
        try:
            return console_file(self.root / path) if self.has_files else logged
        except (FileNotFoundError, NotADirectoryError):
            return logged
        except OSError as error:
            self.ledger.note(f"the file cannot be opened: {error.strerror}", "make it readable", path)
            return NOTHING

    def file(self, path: str) -> str | None:
        """Return the path in the store of a file that a record names; None where it is none of the run's."""
        parts = PurePosixPath(path.replace("\\", "/"))
        if (
            not path
            or "\0" in path
            or parts.is_absolute()
            or ".." in parts.parts
            or parts.parts[:1] == ("logs",)
        ):
            return None
        inside = self.piece.inside(parts.as_posix())
        home = os.path.realpath(self.root / self.piece.inside(""))
        target = os.path.realpath(self.root / inside)
        is_inside = target.startswith(home + os.sep)
        return inside if is_inside and os.path.isfile(target) else None  # noqa: PTH113 -- pathlib's may raise

    def artifacts(self) -> list[Artifact]:
        """Return the files that the run left, by path; those that W&B writes for itself are left out."""
        base = self.root / self.piece.inside("")
        home, found, waiting = os.path.realpath(base), [], [""] if self.has_files else []
        while waiting:
            inside = waiting.pop()
            listing = list_folder(str(base / inside), home)
            if isinstance(listing, Problem):
                continue
            own = layout.OWN_FILES if not inside else frozenset()
            hidden = NEVER if not inside else frozenset()
            waiting += [f"{inside}/{name}".lstrip("/") for name in listing.folders if name not in hidden]
            for name in listing.files:
                if name not in own and not name.endswith(".wandb"):
                    found.append(self._artifact(base, f"{inside}/{name}".lstrip("/")))
        return sorted(found, key=lambda one: one.path)

    def _artifact(self, base: Path, path: str) -> Artifact:
        try:
            size = (base / path).stat().st_size
        except OSError:
            size = None
        return Artifact(printable(path), size)


def complete(journal: Journal, beside: Beside) -> tuple[sidecars.Metadata | None, dict[str, str]]:
    """Add what only the files beside a log say; return the metadata, where it is needed, and the packages.

    The log goes first. Settings are taken from `config.yaml` where the log is damaged or gone.
    """
    is_whole = bool(journal.facts.id) and not journal.faults
    if not is_whole:
        journal.config = {**(beside.read(layout.CONFIG, sidecars.config_of) or {}), **journal.config}
    journal.summary = {**(beside.read(layout.SUMMARY, sidecars.object_of) or {}), **journal.summary}
    if beside.piece.log is None:
        journal.history = sidecars.history_in(beside.lines(layout.HISTORY))
        journal.readings = sidecars.readings_in(beside.lines(layout.EVENTS))
        for name, found in ((layout.HISTORY, journal.history), (layout.EVENTS, journal.readings)):
            if found.bad:
                what = f"{found.bad:,} rows have no whole number as their step, and are left out"
                beside.ledger.note(what, _MEND, beside.piece.inside(name))
    metadata = None
    if not is_whole or not journal.surroundings.environment.platform:
        said = beside.read(layout.METADATA, sidecars.object_of)
        metadata = None if said is None else sidecars.metadata_of(said)
    return metadata, beside.read(layout.PACKAGES, sidecars.packages_of) or {}
