"""What was wrong in one run's plain record: noted as it is read, and nothing else is lost by it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from runreport.model import Problem, RunRef

T = TypeVar("T")

MEND = "correct the record; everything else of the run is in the report"


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was wrong in one run's record, and where the record stands."""

    ref: RunRef
    file: str | None = None
    """Relative to the store; None where the store is the file."""
    line: int | None = None
    problems: list[Problem] = field(default_factory=list)

    def note(
        self, what: str, remedy: str = MEND, *, file: str | None = None, line: int | None = None
    ) -> None:
        """Add a problem of this run."""
        place = (file, line) if file else (self.file, line or self.line)
        store = self.ref.store.address
        self.problems.append(Problem(what, remedy, store, self.ref.key, *place))

    def take(self, name: str, value: object, convert: Callable[[Any], T]) -> T | None:
        """Return the converted value; None where it is absent, or cannot be converted and is noted."""
        if value is None or value == "":
            return None
        try:
            return convert(value)
        except (ValueError, OverflowError) as error:
            self.note(f"`{name}` {error}")
            return None

    def mapping(self, name: str, value: object) -> Mapping[str, Any]:
        """Return the section called `name`; empty where it is absent, or is none and is noted."""
        if isinstance(value, Mapping):
            return value
        if value not in (None, "", []):
            self.note(f"`{name}` should be an object of names and values, and is {_kind(value)}")
        return {}

    def entries(self, name: str, value: object) -> Sequence[Any]:
        """Return the list called `name`; empty where it is absent, or is none and is noted."""
        if isinstance(value, list | tuple):
            return value
        if value not in (None, "", {}):
            self.note(f"`{name}` should be a list, and is {_kind(value)}")
        return ()


def _kind(value: object) -> str:
    kinds = {str: "a text", list: "a list", dict: "an object", bool: "true or false"}
    return kinds.get(type(value), "a number")
