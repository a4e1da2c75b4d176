"""What could not be read, and what was left out on purpose: values, never silence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read; the rest of the report stands without it."""

    what: str
    """What is wrong, in a sentence without its end stop."""
    remedy: str
    """What the reader of the message can do about it."""
    store: str = ""
    """Address of the store, as it was given or found."""
    run: str | None = None
    """Key of the run, where it concerns one."""
    file: str | None = None
    """Path of the file, relative to the store where it lies inside."""
    line: int | None = None
    """Line in the file, counted from 1."""

    @property
    def where(self) -> str:
        """The place as one text: store, file and line, or run."""
        place = self.file or (f"run {self.run}" if self.run else "")
        if place and self.line is not None:
            place = f"{place}, line {self.line}"
        return ": ".join(part for part in (self.store, place) if part)

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.remedy}" if self.where else f"{self.what}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Omission:
    """Records that were found and left out by a rule, counted so that the sums come out."""

    what: str
    """Plural noun for what was left out, such as `deleted runs`."""
    count: int
    why: str
    """The rule, in a sentence without its end stop."""
    store: str = ""

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError("an omission counts at least one record")
