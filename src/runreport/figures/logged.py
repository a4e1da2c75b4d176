"""Charts of what a run logged whole: histograms, precision-recall and ROC curves, plain lines.

Of one name, the newest is drawn; of curves, those of earlier steps stand behind it, faint.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

from runreport.figures.alt import described
from runreport.figures.calibration import calibration_chart
from runreport.figures.chart import BASELINE, Axis, Chart, Line, Scale
from runreport.figures.histograms import histogram_chart
from runreport.figures.numbers import counted, plain, short
from runreport.figures.places import COLORED, chart_key, spans_decades
from runreport.language import message, say
from runreport.model import LoggedTable, Run, TableKind

MOST_EARLIER = 12
LOW_ALARMS, HIGH_PRECISION = 0.1, 0.9
"""Where titles read a curve: what is found at few false alarms, and how far precision stays high."""
_AXES = {
    TableKind.ROC: (message("false positive rate"), message("true positive rate")),
    TableKind.PR: (message("recall"), message("precision")),
    TableKind.LINE: ("x", "y"),
}
_NUMBERS = frozenset({"threshold", "step"})

Curve = tuple[tuple[float, ...], tuple[float, ...]]


def logged_chart(run: Run, series: Sequence[LoggedTable]) -> Chart | None:
    """Return tables of one kind and name, by step, as a chart; None where they are no such thing."""
    newest = series[-1]
    if newest.kind is TableKind.HISTOGRAM:
        return histogram_chart(run.uid, series)
    if newest.kind is TableKind.CALIBRATION:
        return calibration_chart(run.uid, newest)
    return _curve_chart(run, series) if newest.kind in _AXES else None


def by_name(run: Run) -> Iterator[list[LoggedTable]]:
    """Yield the tables of each kind and name, by step."""
    found: dict[tuple[TableKind, str], list[LoggedTable]] = {}
    for table in run.tables:
        found.setdefault((table.kind, table.name), []).append(table)
    for tables in found.values():
        yield sorted(tables, key=lambda table: -1 if table.step is None else table.step)


def at_step(table: LoggedTable) -> str:
    """Return a table's name with its step."""
    return (
        table.name if table.step is None else say("{name} at step {step}", name=table.name, step=table.step)
    )


def _curve_chart(run: Run, series: Sequence[LoggedTable]) -> Chart | None:
    newest = series[-1]
    curves = _curves(newest)
    if not curves:
        return None
    x, y = map(say, _AXES[newest.kind])
    xs, ys = ([value for curve in curves.values() for value in curve[side]] for side in (0, 1))
    marks = [Line(name or y, *curve, color=place) for place, (name, curve) in enumerate(curves.items())]
    earlier = [table for table in series[:-1] if _curves(table)][-MOST_EARLIER:]
    faint = [Line("", *curve, faint=True) for table in earlier for curve in _curves(table).values()]
    notes = [say("Faint: {steps}.", steps=_steps(earlier))] if faint else []
    if newest.kind is TableKind.ROC:
        faint.append(Line(say("chance"), (0.0, 1.0), (0.0, 1.0), BASELINE, dashed=True, faint=True))
        notes.insert(0, say("Dashed: chance."))
    more = newest.rows_in_store - len(newest.rows)
    notes += [say("{points} in the store.", points=counted(more, "further point"))] if more > 0 else []
    chart = Chart(
        key=chart_key("logged", newest.kind.value, newest.name, run.uid),
        title=_title(run, newest, curves),
        alt="",
        x=_axis(newest.kind, x, xs),
        y=_axis(newest.kind, y, ys),
        marks=(*faint, *marks),
        runs=(run.uid,),
        note=" ".join(notes),
    )
    return described(chart)


def _axis(kind: TableKind, label: str, values: Sequence[float]) -> Axis:
    """Return the axis: from 0 to 1 for shares, else as far as the values go."""
    if kind is not TableKind.LINE:
        return Axis(label, low=0.0, high=1.0)
    return Axis(label, scale=Scale.LOG if spans_decades(values) else Scale.LINEAR)


def _steps(tables: Sequence[LoggedTable]) -> str:
    steps = [str(table.step) for table in tables if table.step is not None]
    if not steps:
        return say("logged before")
    return (
        say("step {step}", step=steps[0])
        if len(steps) == 1
        else say("steps {steps} and {last}", steps=", ".join(steps[:-1]), last=steps[-1])
    )


def _curves(table: LoggedTable) -> Mapping[str, Curve]:
    """Return x and y by the name of a curve, five at most; nothing where the table lacks its columns."""
    columns = {name: place for place, name in enumerate(table.columns)}
    x, y = _AXES[table.kind]
    if x not in columns or y not in columns:
        return {}
    names = [name for name in columns if name not in {x, y, *_NUMBERS, "auc"}]
    points: dict[str, tuple[list[float], list[float]]] = {}
    for row in table.rows:
        cells = [row[columns[name]] if columns[name] < len(row) else None for name in (x, y)]
        name = ", ".join(str(row[columns[one]]) for one in names if columns[one] < len(row))
        curve = points.setdefault(name, ([], []))
        for column, cell in zip(curve, cells, strict=True):
            column.append(float(cell) if isinstance(cell, int | float) else math.nan)
    kept = list(points.items())[:COLORED]
    return {name: (tuple(xs), tuple(ys)) for name, (xs, ys) in kept if _has_points(xs, ys)}


def _has_points(xs: Sequence[float], ys: Sequence[float]) -> bool:
    return any(math.isfinite(x) and math.isfinite(y) for x, y in zip(xs, ys, strict=True))


def _title(run: Run, table: LoggedTable, curves: Mapping[str, Curve]) -> str:
    name = plain(at_step(table))
    area = _stated_area(run, table)
    if area is not None:
        return say("{name}: area under the curve {area}", name=name, area=short(area))
    if len(curves) > 1:
        return name
    points = [
        pair for curve in curves.values() for pair in zip(*curve, strict=True) if math.isfinite(sum(pair))
    ]
    if table.kind is TableKind.ROC:
        found = max((y for x, y in points if x <= LOW_ALARMS), default=0.0)
        return say(
            "{name}: finds {found} of the cases at a false positive rate of {low_alarms} or less",
            name=name,
            found=short(found),
            low_alarms=LOW_ALARMS,
        )
    if table.kind is TableKind.PR:
        reached = max((x for x, y in points if y >= HIGH_PRECISION), default=0.0)
        best = max(y for _, y in points)
        return (
            say(
                "{name}: precision stays at {high_precision} or more up to a recall of {reached}",
                name=name,
                high_precision=HIGH_PRECISION,
                reached=short(reached),
            )
            if reached
            else say("{name}: precision reaches {best} at most", name=name, best=short(best))
        )
    x, y = max(points, key=lambda pair: pair[1])
    return say("{name}: highest {y} at {x}", name=name, y=short(y), x=short(x))


def _stated_area(run: Run, table: LoggedTable) -> float | None:
    """Return the area that the record itself states for the curve: in its table, or as a metric."""
    if table.kind is TableKind.LINE:
        return None
    if "auc" in table.columns:
        place = table.columns.index("auc")
        stated = {row[place] for row in table.rows if place < len(row)}
        value = stated.pop() if len(stated) == 1 else None
        return float(value) if isinstance(value, int | float) else None
    stem = _folded(table.name).removesuffix("curve")
    for metric, series in run.metrics.items():
        stats = series.stats
        is_of_it = _folded(metric) in {f"{stem}auc", f"{stem}curveauc"}
        if is_of_it and table.step in {None, stats.last_finite_step} and math.isfinite(stats.last_finite):
            return stats.last_finite
    return None


def _folded(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum() or char == "/")
