"""A chart as a plain value: what it shows, for any drawer, comparable with `==`."""

from dataclasses import dataclass
from enum import StrEnum

BASELINE = 5
"""Place in the palette of the baseline, and of groups beyond the first five."""


class Scale(StrEnum):
    """How an axis runs."""

    LINEAR = "linear"
    LOG = "log"
    TIME = "time"
    """Values are seconds since 1970, UTC."""
    CATEGORY = "category"
    """Values are 0, 1, 2 …, names in `Axis.names`."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction of a chart."""

    label: str
    unit: str = ""
    scale: Scale = Scale.LINEAR
    low: float | None = None
    """Where the axis starts; None for a drawer's choice. Points beyond are arrows at the edge."""
    high: float | None = None
    names: tuple[str, ...] = ()
    """Names of the places of a category axis."""


@dataclass(frozen=True, slots=True)
class Line:
    """A curve; NaN breaks it."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    color: int = 0
    """Place in the palette, 0 to 5."""
    dashed: bool = False
    faint: bool = False
    """Behind the others, without a name of its own."""
    steps: bool = False
    """Held until the next point, as a best-so-far is."""
    times: tuple[float, ...] = ()
    """Seconds since 1970, UTC, of each point; empty where no record tells."""
    epochs: tuple[float, ...] = ()
    """Epoch of each point, NaN where the record does not tell; empty where it tells none."""
    metric: str = ""
    """What it is called in the records, by which runs are laid over one another; empty for other curves."""


@dataclass(frozen=True, slots=True)
class Band:
    """The space between two curves."""

    name: str
    """What the band covers, such as `lowest to highest seed`."""
    x: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    color: int = 0


@dataclass(frozen=True, slots=True)
class Points:
    """Single values."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    color: int = 0
    is_square: bool = False
    """Whether they stand out by their shape, as those of a front do."""
    names: tuple[str, ...] = ()
    """Of each, written beside it where there is room; none for points without."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Heights over the places of a category axis."""

    name: str
    values: tuple[float, ...]
    color: int = 0


@dataclass(frozen=True, slots=True)
class Bins:
    """Heights over stretches of a number axis, drawn as wide as they are."""

    name: str
    low: tuple[float, ...]
    """Where each begins."""
    high: tuple[float, ...]
    """Where each ends."""
    values: tuple[float, ...]
    color: int = 0


@dataclass(frozen=True, slots=True)
class Intervals:
    """Values with their ranges, one a place of the y axis (a category axis, from the top)."""

    name: str
    values: tuple[float, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    points: tuple[tuple[float, ...], ...] = ()
    """The single values behind each, where there are few."""
    colors: tuple[int, ...] = ()
    """Place in the palette of each; all 0 where empty."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A reference line across the chart."""

    name: str
    value: float
    is_vertical: bool = False


Mark = Line | Band | Points | Bars | Bins | Intervals | Rule


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart."""

    key: str
    """Unique in the report; a file name without its ending."""
    title: str
    """What it shows, as a finding where there is one."""
    alt: str
    """Text alternative, made from the data; at most 250 characters."""
    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    runs: tuple[str, ...] = ()
    """Uids of the runs it was made from."""
    note: str = ""
    """What lines, bands and n mean, for the caption."""
