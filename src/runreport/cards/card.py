"""A model card as a plain value: fields with their sources."""

from dataclasses import dataclass
from enum import StrEnum

from runreport.model import Dataset

ANNOTATION = "\n\nStated by the authors: "
"""Between a record's text and what a person adds to it."""


class FilledBy(StrEnum):
    """Where a field's text comes from."""

    RECORD = "record"
    PERSON = "person"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a card."""

    key: str
    """Stable name, such as `intended_use`."""
    label: str
    text: str | None
    """Markdown where a person wrote it, plain text where a record did; None: not stated."""
    filled_by: FilledBy
    is_required: bool
    asked_by: tuple[str, ...]
    """Standards that ask for it, by short name."""
    hint: str
    """What belongs here, for the person who fills it."""
    run: str | None = None
    """Uid of the run whose record says so."""


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading."""

    key: str
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A measured number on a card."""

    metric: str
    value: float
    low: float | None
    high: float | None
    n: int
    method: str
    run: str
    """Uid of the run it stands for."""


@dataclass(frozen=True, slots=True)
class Card:
    """The card of one model."""

    key: str
    """Slug-safe and unique in the report."""
    name: str
    """The registered name, or what the best run calls its model."""
    summary: str | None
    """One plain sentence by a person; None: not stated."""
    is_registered: bool
    experiment: str | None
    run: str | None
    """Uid of the run that the card describes; None where the registry's run is not in the records."""
    why: str
    """How the model was chosen, such as `registered in mlruns` or `best run of screening by AUC`."""
    sections: tuple[Section, ...]
    results: tuple[Result, ...]
    body: str = ""
    """Markdown that a person wrote below the front matter."""
    evaluated_on: tuple[Dataset, ...] = ()
    """Data that the run was evaluated on, as far as its record says."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in order."""
        return tuple(field for section in self.sections for field in section.fields)

    @property
    def filled(self) -> int:
        """How many fields say something."""
        return sum(field.text is not None for field in self.fields)
