"""Numbers, times and lists in the plain text of a card."""

import math
from collections.abc import Iterable

from runreport.language import message, text, text_count, text_joined, text_number
from runreport.model import Status

_STATES = {
    Status.FINISHED: "finished",
    Status.FAILED: "failed",
    Status.KILLED: "stopped",
    Status.RUNNING: "still running",
    Status.UNKNOWN: "without a recorded end",
}


def number(value: float) -> str:
    """Return a number with four significant digits, whole ones in full below a million."""
    if not math.isfinite(value):
        return text("not a number") if math.isnan(value) else text("infinite")
    whole = 1000 <= abs(value) < 1e6
    value += 0.0  # a zero without its sign
    said = (f"{value:,.0f}" if whole else f"{value:.4g}").replace("-", "−" if value < 0 else "-", 1)
    return text_number(said)


def duration(seconds: float) -> str:
    """Return a span of time in its largest fitting unit."""
    for length, unit in (
        (86_400, message("{n:.3g} days")),
        (3_600, message("{n:.3g} hours")),
        (60, message("{n:.3g} minutes")),
    ):
        if seconds >= 2 * length:
            return text(unit, n=seconds / length)
    return text("1 second") if f"{seconds:.3g}" == "1" else text("{n:.3g} seconds", n=seconds)


def counted(count: int, noun: str, plural: str = "") -> str:
    """Return `1 run`, `2 runs`."""
    return text_count(count, f"{{n}} {noun}", f"{{n}} {plural or noun + 's'}", n=f"{count:,}")


def states(status: Status, count: int) -> str:
    """Return how many runs ended in a state: `36 finished`."""
    return text_count(count, f"{{n}} {_STATES[status]}", f"{{n}} {_STATES[status]}", n=f"{count:,}")


def joined(parts: Iterable[str | None], mark: str = "; ") -> str | None:
    """Return what there is, with a mark between; None where there is nothing."""
    return text_joined([part for part in parts if part], mark) or None
