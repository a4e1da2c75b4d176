"""How a run ended, when, and what it took."""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from runreport.model import Cost, Measured, Status
from runreport.readers.wandb.parts import Part

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def times_and_status(
    parts: Sequence[Part], begun: float | None, summary: Mapping[str, Any]
) -> tuple[datetime | None, datetime | None, Status]:
    """Return start, end and status; without an exit record there is neither end nor status.

    The record has no end of its own: the latest time in it is taken for it.
    """
    last = parts[-1]
    said = last.metadata
    starts = [
        begun,
        *(part.journal.surroundings.started for part in parts if not part.journal.facts.id),
    ]
    started = min((one for one in starts if one is not None), default=None)
    if last.journal.exit is None:
        ended = None if said is None else said.ended
        return _moment(started), _moment(ended), (said and said.status) or Status.UNKNOWN
    times = [
        time for part in parts for time in (part.journal.history.last_time, part.journal.readings.last_time)
    ]
    if started is not None:
        times += [
            started + seconds for seconds in (last.journal.exit.seconds, _seconds(summary) or 0) if seconds
        ]
    status = Status.FAILED if last.journal.exit.code else Status.FINISHED
    return _moment(started), _moment(max((one for one in times if one is not None), default=None)), status


def _seconds(summary: Mapping[str, Any]) -> float | None:
    own = summary.get("_wandb")
    said = own.get("runtime") if isinstance(own, dict) else None
    said = summary.get("_runtime") if said is None else said
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    return float(said) if math.isfinite(said) and said > 0 else None


def cost_of(summary: Mapping[str, Any]) -> Cost:
    """Return how long the run took by its own summary, which W&B counts over all its pieces."""
    seconds = _seconds(summary)
    return Cost() if seconds is None else Cost(seconds=Measured(seconds, "measured by W&B (_runtime)"))


def _moment(seconds: float | None) -> datetime | None:
    try:
        return None if seconds is None else _EPOCH + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None
