"""Numbers, times and lists in the plain text of a card."""

import math
from collections.abc import Iterable


def number(value: float) -> str:
    """Return a number with four significant digits, whole ones in full below a million."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "infinite"
    whole = 1000 <= abs(value) < 1e6
    return (f"{value:,.0f}" if whole else f"{value:.4g}").replace("-", "−" if value < 0 else "-", 1)


def duration(seconds: float) -> str:
    """Return a span of time in its largest fitting unit."""
    for length, unit in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{seconds / length:.3g} {unit}"
    return f"{seconds:.3g} seconds"


def counted(count: int, noun: str, plural: str = "") -> str:
    """Return `1 run`, `2 runs`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def joined(parts: Iterable[str | None], mark: str = "; ") -> str | None:
    """Return what there is, with a mark between; None where there is nothing."""
    return mark.join(part for part in parts if part) or None
