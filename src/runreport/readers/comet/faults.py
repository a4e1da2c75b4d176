"""What was wrong in one run's records: noted as they are read, one problem a kind."""

from dataclasses import dataclass, field

from runreport.model import Problem

MEND = "restore it from a copy, or upload and download the run again; the rest of the run is in the report"


@dataclass(slots=True)
class Faults:
    """What was wrong, with the place where it came first."""

    store: str
    run: str | None = None
    _found: dict[tuple[str, str], list[int | None]] = field(default_factory=dict)
    _remedies: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, what: str, file: str = "", line: int | None = None, remedy: str = MEND) -> None:
        """Note a fault; of those with the same words in the same file, only the first line is told."""
        self._found.setdefault((what, file), []).append(line)
        self._remedies.setdefault((what, file), remedy)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """A problem a kind, in the order in which they were found."""
        return tuple(
            Problem(
                _counted(what, lines),
                self._remedies[what, file],
                self.store,
                self.run,
                file or None,
                lines[0],
            )
            for (what, file), lines in self._found.items()
        )


def _counted(what: str, lines: list[int | None]) -> str:
    return what if len(lines) == 1 else f"{what} (and {len(lines) - 1:,} more like it)"
