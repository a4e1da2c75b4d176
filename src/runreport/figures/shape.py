"""One piece of an inline drawing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """One `path`."""

    d: str
    kind: str
    """Class: `grid`, `base`, `band`, `bar`, `line`, `range`, `point` or `end`."""
    color: str = ""
    """Class of the color, `k1` to `k6`; empty for the grid."""
    dashed: bool = False
    faint: bool = False

    @property
    def css(self) -> str:
        """All classes, with a space between them."""
        name = f"{self.kind} {self.color}" if self.color else self.kind
        return f"{name}{' dashed' if self.dashed else ''}{' faint' if self.faint else ''}"


def color_class(color: int) -> str:
    """Return the class that sets a palette color: `k1` for the first."""
    return f"k{color + 1}"
