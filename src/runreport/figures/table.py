"""The numbers behind a chart as a small table of texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from runreport.figures.chart import Axis, Band, Bars, Bins, Chart, Intervals, Line, Points, Rule, Scale
from runreport.figures.dates import date_text
from runreport.figures.numbers import counted, fixed, plain, short
from runreport.language import say

ROWS_PER_LINE = 30
ROWS_OF_POINTS = 100
DIGITS = 6
LONGEST_NAME = 200
"""Of settings and series: charts cut names, and here they stand whole."""
Row = tuple[str, ...]
Rows = tuple[Row, tuple[Row, ...], str]
Say = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class ChartTable:
    """Texts, row by row; the first column is the row's heading."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    """What the table leaves out; empty where it holds everything."""


def shared_tables(charts: Sequence[Chart], most_rows: int = ROWS_PER_LINE) -> tuple[ChartTable, ...]:
    """Return the numbers of several charts: in one table where all are lines at the same places."""
    marks = tuple(mark for chart in charts for mark in chart.marks)
    lines = [mark for mark in marks if isinstance(mark, Line) and not mark.faint]
    if len(charts) > 1 and len(lines) == len(marks) and _have_one_x(lines):
        return (chart_table(replace(charts[0], marks=marks), most_rows),)
    return tuple(chart_table(chart, most_rows) for chart in charts)


def chart_table(chart: Chart, most_rows: int = ROWS_PER_LINE) -> ChartTable:
    """Return the chart's numbers; a long line is thinned to `most_rows` rows, and the note says so."""
    for mark in chart.marks:
        if isinstance(mark, Intervals):
            return ChartTable(*_interval_rows(chart, mark), _rules(chart))
        if isinstance(mark, Bars):
            return ChartTable(*_bar_rows(chart, mark), _rules(chart))
        if isinstance(mark, Bins):
            return ChartTable(*_bin_rows(chart, mark, most_rows))
    lines = [mark for mark in chart.marks if isinstance(mark, Line) and not mark.faint]
    points = [mark for mark in chart.marks if isinstance(mark, Points)]
    if points or not _share_places(lines):
        headers, rows, note = _long_rows(chart, [*lines, *points], most_rows)
    else:
        headers, rows, note = _wide_rows(chart, lines, most_rows)
    return ChartTable(headers, rows, "; ".join(text for text in (note, _faint(chart), _rules(chart)) if text))


def axis_title(axis: Axis) -> str:
    """Return the label with its unit in brackets."""
    label = plain(axis.label, 80)
    return f"{label} ({axis.unit})" if axis.unit else label


def _whole(name: str) -> str:
    return plain(name, LONGEST_NAME)


def _say(axis: Axis) -> Say:
    if axis.scale is Scale.TIME:
        return date_text
    if axis.scale is Scale.CATEGORY:
        return lambda value: _whole(axis.names[int(value)]) if 0 <= value < len(axis.names) else ""
    return lambda value: short(value, DIGITS)


def _faint(chart: Chart) -> str:
    count = sum(isinstance(mark, Line) and mark.faint for mark in chart.marks)
    return say("{lines} not listed", lines=counted(count, "faint line")) if count else ""


def _rules(chart: Chart) -> str:
    rules = (mark for mark in chart.marks if isinstance(mark, Rule))
    return "; ".join(f"{_whole(rule.name)}: {short(rule.value, DIGITS)}" for rule in rules)


def _share_places(lines: Sequence[Line]) -> bool:
    """Return whether most places on x have a value in more than a few of the lines."""
    longest = max((len(line.x) for line in lines), default=0)
    return len(_places(lines)) <= 2 * longest


def _places(lines: Sequence[Line]) -> tuple[float, ...]:
    """Return every place on x at which a line has a value, in order."""
    if _have_one_x(lines):
        return _in_order(lines[0].x)
    return tuple(sorted({place for line in lines for place in line.x}))


def _have_one_x(lines: Sequence[Line]) -> bool:
    # Curves of one run share theirs, and to look through two for a difference takes long.
    return bool(lines) and all(line.x is lines[0].x or line.x == lines[0].x for line in lines)


@lru_cache(maxsize=16)
def _in_order(x: tuple[float, ...]) -> tuple[float, ...]:
    places = tuple(sorted(set(x)))
    return x if x == places else places


def _wide_rows(chart: Chart, lines: Sequence[Line], most_rows: int) -> Rows:
    """Return one row a place on x, one column a line; empty where a line has no value there."""
    places = _places(lines)
    picked = _picked(len(places), most_rows)
    columns = [_column(line.x, line.y, places, picked) for line in lines]
    headers = [axis_title(chart.x), *(_whole(line.name) for line in lines)]
    for band in (mark for mark in chart.marks if isinstance(mark, Band)):
        owner = next((line.name for line in lines if line.color == band.color), band.name)
        headers += [
            say("{owner}, lowest", owner=_whole(owner)),
            say("{owner}, highest", owner=_whole(owner)),
        ]
        columns += [_column(band.x, ends, places, picked) for ends in (band.low, band.high)]
    write = _say(chart.x)
    rows = zip([write(places[at]) for at in picked], *columns, strict=True)
    thinned = say(
        "{picked} of {places} places on the x axis, evenly chosen",
        picked=len(picked),
        places=fixed(len(places), 0),
    )
    return tuple(headers), tuple(rows), thinned if len(picked) < len(places) else ""


def _column(
    x: tuple[float, ...], values: tuple[float, ...], places: tuple[float, ...], picked: Sequence[int]
) -> list[str]:
    """Return the values at the picked places, empty where there is none; of two at one place, the later."""
    if x is places or x == places:
        return [short(values[at], DIGITS) for at in picked]
    known = dict(zip(x, values, strict=True))
    return [_number(known.get(places[at])) for at in picked]


def _long_rows(chart: Chart, marks: Sequence[Line | Points], most_rows: int) -> Rows:
    """Return one row a value: series, x, y."""
    write = _say(chart.x)
    rows: list[Row] = []
    for mark in marks:
        picked = _picked(len(mark.x), most_rows if isinstance(mark, Line) else ROWS_OF_POINTS)
        rows += [(_whole(mark.name), write(mark.x[at]), short(mark.y[at], DIGITS)) for at in picked]
    count = sum(len(mark.x) for mark in marks)
    note = (
        say("{rows} of {count} values, evenly chosen", rows=len(rows), count=fixed(count, 0))
        if len(rows) < count
        else ""
    )
    return (say("series"), axis_title(chart.x), axis_title(chart.y)), tuple(rows), note


def _bar_rows(chart: Chart, mark: Bars) -> tuple[Row, tuple[Row, ...]]:
    pairs = zip(chart.x.names, mark.values, strict=True)
    return (axis_title(chart.x), axis_title(chart.y)), tuple((_whole(n), short(v, DIGITS)) for n, v in pairs)


def _bin_rows(chart: Chart, mark: Bins, most_rows: int) -> Rows:
    picked = _picked(len(mark.values), most_rows)
    columns = (mark.low, mark.high, mark.values)
    rows = tuple(tuple(short(column[at], DIGITS) for column in columns) for at in picked)
    note = (
        say("{rows} of {values} bins, evenly chosen", rows=len(rows), values=fixed(len(mark.values), 0))
        if len(rows) < len(mark.values)
        else ""
    )
    return (say("{axis} from", axis=axis_title(chart.x)), say("to"), axis_title(chart.y)), rows, note


def _interval_rows(chart: Chart, mark: Intervals) -> tuple[Row, tuple[Row, ...]]:
    ranges = zip(chart.y.names, mark.values, mark.low, mark.high, strict=True)
    rows = tuple((_whole(name), *(_number(end) for end in ends)) for name, *ends in ranges)
    return (axis_title(chart.y), axis_title(chart.x), say("interval from"), say("to")), rows


def _picked(count: int, limit: int) -> list[int]:
    if count <= limit:
        return list(range(count))
    return [round(index * (count - 1) / (limit - 1)) for index in range(limit)]


def _number(value: float | None) -> str:
    return "" if value is None else short(value, DIGITS)
