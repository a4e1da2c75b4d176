"""Histograms as charts: bins as wide as they are, and as high as what each unit of their width holds."""

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from runreport.figures.alt import described
from runreport.figures.chart import Axis, Bins, Chart
from runreport.figures.numbers import counted, plain, short
from runreport.figures.places import chart_key
from runreport.language import say
from runreport.model import LoggedTable

MOST_BINS = 64
"""Narrower ones are drawn together with their neighbors: on a screen they would be lines."""
MOST_EARLIER = 4
COLUMNS = ("low", "high", "count")


class Bin(NamedTuple):
    """One stretch, and how many values lie in it."""

    low: float
    high: float
    number: float


def histogram_chart(uid: str, series: Sequence[LoggedTable]) -> Chart | None:
    """Return the newest histogram of a name as a chart; None where its table is none.

    Args:
        uid: of the run.
        series: tables of one name, by step.
    """
    newest = series[-1]
    bins = bins_of(newest)
    if not bins:
        return None
    drawn = merged(bins)
    widths = [one.high - one.low for one in drawn]
    is_even = max(widths) - min(widths) <= max(widths) * 1e-3
    values = [one.number if is_even else one.number / (one.high - one.low) for one in drawn]
    label = say("values in a bin") if is_even else say("values per unit")
    notes = [] if is_even else [say("Bars are as wide as their bins; their areas are the counts.")]
    if len(drawn) < len(bins):
        notes.append(
            say("{bins} of the record drawn as {drawn}.", bins=counted(len(bins), "bin"), drawn=len(drawn))
        )
    notes += _earlier(series[:-1])
    name = (
        newest.name
        if newest.step is None
        else say("{name} at step {step}", name=newest.name, step=newest.step)
    )
    chart = Chart(
        key=chart_key("logged", newest.kind.value, newest.name, uid),
        title=f"{plain(name)}: {middle(bins)}",
        alt="",
        x=Axis(say("value")),
        y=Axis(label, low=0.0),
        marks=(Bins(label, *_columns(drawn), tuple(values)),),
        runs=(uid,),
        note=" ".join(notes),
    )
    return described(chart)


def bins_of(table: LoggedTable) -> list[Bin]:
    """Return the bins of a histogram, in order; nothing where the table holds anything else."""
    if not set(COLUMNS) <= set(table.columns):
        return []
    places = [table.columns.index(name) for name in COLUMNS]
    bins = []
    for row in table.rows:
        cells = [row[place] if place < len(row) else None for place in places]
        numbers = [float(cell) for cell in cells if isinstance(cell, int | float) and math.isfinite(cell)]
        if len(numbers) < 3 or numbers[1] <= numbers[0] or numbers[2] < 0:
            return []
        bins.append(Bin(*numbers))
    bins.sort()
    return bins if sum(one.number for one in bins) > 0 else []


def merged(bins: Sequence[Bin]) -> list[Bin]:
    """Return the bins, those narrower than a `MOST_BINS`th of all together with the next ones."""
    least = (bins[-1].high - bins[0].low) / MOST_BINS * (1 - 1e-9)
    drawn: list[Bin] = []
    for one in bins:
        last = drawn[-1] if drawn else None
        # A gap between bins stays a gap.
        if last is not None and last.high - last.low < least and one.low <= last.high + least * 1e-3:
            drawn[-1] = Bin(last.low, one.high, last.number + one.number)
        else:
            drawn.append(one)
    return drawn


def middle(bins: Sequence[Bin]) -> str:
    """Return between which bounds the middle half of the values lies, as far as the bins tell."""
    low, high = _middle_half(bins)
    return say(
        "the middle half of {total} values lies between {low} and {high}",
        total=short(sum(one.number for one in bins)),
        low=short(low),
        high=short(high),
    )


def _middle_half(bins: Sequence[Bin]) -> tuple[float, float]:
    total = sum(one.number for one in bins)
    reached = list(accumulate(one.number for one in bins))
    first = next(one for one, up_to in zip(bins, reached, strict=True) if up_to >= total / 4)
    last = next(one for one, up_to in zip(bins, reached, strict=True) if up_to >= total * 3 / 4)
    return first.low, last.high


def _earlier(series: Sequence[LoggedTable]) -> list[str]:
    """Return where the middle half lay at some steps before, the first and the last among them."""
    known = [table for table in series if table.step is not None and bins_of(table)]
    if len(known) > MOST_EARLIER:
        picked = {round(index * (len(known) - 1) / (MOST_EARLIER - 1)) for index in range(MOST_EARLIER)}
        known = [known[place] for place in sorted(picked)]
    if not known:
        return []
    said = [say("step {step}, {bounds}", step=table.step, bounds=_bounds(table)) for table in known]
    return [say("The middle half before: {said}.", said="; ".join(said))]


def _bounds(table: LoggedTable) -> str:
    low, high = _middle_half(bins_of(table))
    return say("between {low} and {high}", low=short(low), high=short(high))


def _columns(bins: Sequence[Bin]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tuple(one.low for one in bins), tuple(one.high for one in bins)
