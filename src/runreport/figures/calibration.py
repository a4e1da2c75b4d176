"""Reliability diagrams: whether what a model says with 70 % comes true in 70 of 100 cases."""

import math

from runreport.figures.alt import described
from runreport.figures.chart import BASELINE, Axis, Chart, Line
from runreport.figures.numbers import counted, plain, short
from runreport.figures.places import chart_key
from runreport.language import say
from runreport.model import LoggedTable

COLUMNS = ("predicted", "observed", "count")
FEW = 20
"""Cases under which a bin is said to be small."""

Bin = tuple[float, float, float]


def calibration_chart(uid: str, table: LoggedTable) -> Chart | None:
    """Return observed shares by predicted chances beside the diagonal; None where there are no such bins.

    Bins without cases, without numbers or beyond 0 to 1 are left out, and said.
    """
    if not set(COLUMNS) <= set(table.columns):
        return None
    bins = _bins(table)
    if not bins:
        return None
    cases = sum(count for *_, count in bins)
    error = math.fsum(abs(observed - predicted) * count for predicted, observed, count in bins) / cases
    name = plain(
        table.name if table.step is None else say("{name} at step {step}", name=table.name, step=table.step)
    )
    x, y = tuple(one[0] for one in bins), tuple(one[1] for one in bins)
    chart = Chart(
        key=chart_key("logged", table.kind.value, table.name, uid),
        title=say("{name}: predicted chances are off by {error} on average", name=name, error=short(error)),
        alt="",
        x=Axis(say("predicted chance"), low=0.0, high=1.0),
        y=Axis(say("observed share"), low=0.0, high=1.0),
        marks=(
            Line(say("as predicted"), (0.0, 1.0), (0.0, 1.0), BASELINE, dashed=True, faint=True),
            Line(say("observed"), x, y, color=0),
        ),
        runs=(uid,),
        note=_note(bins, cases, table),
    )
    return described(chart)


def _bins(table: LoggedTable) -> list[Bin]:
    """Return (predicted, observed, count) of the bins that hold cases, by predicted chance."""
    places = [table.columns.index(name) for name in COLUMNS]
    rows = [[row[at] if at < len(row) else None for at in places] for row in table.rows]
    numbers = [tuple(float(cell) for cell in row if isinstance(cell, int | float)) for row in rows]
    found = [(one[0], one[1], one[2]) for one in numbers if len(one) == len(COLUMNS)]
    return sorted(
        (predicted, observed, count)
        for predicted, observed, count in found
        if 0 <= predicted <= 1 and 0 <= observed <= 1 and 0 < count < math.inf
    )


def _note(bins: list[Bin], cases: float, table: LoggedTable) -> str:
    counts = [count for *_, count in bins]
    smallest, largest = short(min(counts)), short(max(counts))
    size = smallest if smallest == largest else say("{low} to {high}", low=smallest, high=largest)
    parts = [
        say(
            "Dashed: as predicted. {bins} of {size} cases, n = {cases}.",
            bins=counted(len(bins), "bin"),
            size=size,
            cases=short(cases),
        )
    ]
    small = sum(count < FEW for count in counts)
    parts += (
        [say("Of under {few} cases, shares vary by chance: {small} of the bins.", few=FEW, small=small)]
        if small
        else []
    )
    left = table.rows_in_store - len(bins)
    parts += [say("Left out: {left}, without cases or beyond 0 to 1.", left=left)] if left > 0 else []
    return " ".join(parts)
