"""What a metric means to its reader."""

from dataclasses import dataclass
from enum import StrEnum


class Better(StrEnum):
    """Which way a metric improves."""

    LOWER = "lower"
    HIGHER = "higher"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class MetricInfo:
    """How to call, print and judge one metric."""

    name: str
    """As the store has it."""
    label: str
    """For people; the name where nobody gave one."""
    unit: str = ""
    better: Better = Better.UNKNOWN
    explain: str = ""
    """One sentence for readers who know no machine learning."""
    low: float | None = None
    """Least possible value, where there is one."""
    high: float | None = None
    """Greatest possible value, where there is one."""
    known_from: str = ""
    """Who says which way is better: `configuration`, `record`, `well-known name`; or why nobody does, or
    empty."""
    step_metric: str = ""
    """The metric that the record plots this one against; empty where it is the step."""
