"""A run's folder as it is read: its files, and what is wrong with them."""

from dataclasses import dataclass, field
from pathlib import Path

from runreport.model import Problem, RunRef
from runreport.readers.tensorboard.layout import ROOT, folder_of

_KEEP = "what else was read of the run is shown; restore the file from a copy if there is one"
_DENIED = "let the user who builds the report read it"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a run is read from."""

    ref: RunRef
    problems: list[Problem] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """The run's folder."""
        return folder_of(self.ref.store.path, self.ref.key)

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file in the folder; None, and a problem, where they cannot be read."""
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            self.fault(f"it cannot be opened: {error.strerror}", name, _DENIED)
            return None

    def fault(self, what: str, name: str | None, remedy: str = _KEEP) -> None:
        """Note what is wrong with a file in the folder, or with the run."""
        inside = name if name is None or self.ref.key == ROOT else f"{self.ref.key}/{name}"
        self.problems.append(Problem(what, remedy, self.ref.store.address, self.ref.key, inside))
