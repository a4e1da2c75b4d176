"""The table that ranks an experiment's settings, and what its heading may say."""

from collections.abc import Sequence

from runreport.analysis.estimates import FEWEST
from runreport.analysis.findings import Estimate, ExperimentFindings, Group
from runreport.analysis.metrics import is_cost
from runreport.analysis.parts import is_part
from runreport.figures.inline import Spark, sparkline
from runreport.language import say, say_count
from runreport.pages.heads import MOST_GROUPS, duration_of, group_cell
from runreport.pages.numbers import counted, duration, fixed
from runreport.pages.report import Report
from runreport.pages.rows import estimate_column, metric_column, range_column
from runreport.pages.runs_table import is_told
from runreport.pages.sentences import DIRECTION, upper_first
from runreport.pages.views import Cell, Column, Section, TableView

MOST_METRICS = 4
COLORED = 5
"""Groups that have a color of their own, here and in the curves."""


def ranking_section(report: Report, found: ExperimentFindings, page: str) -> Section | None:
    """Return the ranked settings with their intervals; None where nothing compares them."""
    if found.headline is None or not found.groups:
        return None
    shown = found.groups[:MOST_GROUPS]
    columns, cells = _columns(report, found, shown, page)
    rows = tuple(zip(*cells, strict=True))
    table = TableView(
        label=say("Settings of {name}, ranked", name=found.name),
        columns=tuple(columns),
        rows=rows,
        caption=_caption(found, report),
        note=_left_out(found, report),
    )
    return Section(_heading(report, found), _method(found), table=table, key="ranking")


def _columns(
    report: Report, found: ExperimentFindings, shown: Sequence[Group], page: str
) -> tuple[list[Column], list[tuple[Cell, ...]]]:
    assert found.headline is not None
    headline = [group.estimates.get(found.headline) for group in shown]
    keys = [group.key for group in shown]
    best, second = _marked(found, keys)
    columns = [Column(say("Setting")), metric_column(report.info(found.headline))]
    cells = [_headings(report, found, shown, page), estimate_column(headline, best, second)]
    info = report.info(found.headline)
    axis, ranges = range_column(headline, _baseline(found, found.headline), _colors(found, shown), info)
    if axis is not None:
        columns.append(Column(say("Range"), axis=axis))
        cells.append(ranges)
    sparks = _sparks(report, shown, found.headline)
    if any(cell.spark for cell in sparks):
        columns.append(Column(say("Training"), say("over steps")))
        cells.append(sparks)
    for metric in other_metrics(found):
        columns.append(metric_column(report.info(metric)))
        cells.append(estimate_column([group.estimates.get(metric) for group in shown], (), ()))
    columns.append(Column(say("Repeats"), is_number=True))
    cells.append(tuple(Cell(fixed(len(group.runs), 0)) for group in shown))
    seconds = [duration_of(report.runs[uid] for uid in group.runs) for group in shown]
    if is_told(seconds):
        columns.append(Column(say("Time"), say("a run"), is_number=True))
        cells.append(tuple(Cell(duration(one)) for one in seconds))
    return columns, cells


def _headings(
    report: Report, found: ExperimentFindings, shown: Sequence[Group], page: str
) -> tuple[Cell, ...]:
    looks = (f"key k{color}" for color in _colors(found, shown))
    return tuple(
        Cell(cell.text, _beside(found, group), cell.href, look)
        for group, look, cell in ((g, next(looks), group_cell(report, page, g)) for g in shown)
    )


def _beside(found: ExperimentFindings, group: Group) -> str:
    """Return what stands beside a setting: the records' own name for it, and whether it is the baseline."""
    parts = (group.recorded, say("baseline") if group.key == found.baseline else "")
    return " · ".join(filter(None, parts))


def _colors(found: ExperimentFindings, shown: Sequence[Group]) -> tuple[int, ...]:
    """Return the palette place of each group, 1 to 6; 6 is the baseline's and of all that have none."""
    colors, free = [], iter(range(1, COLORED + 1))
    for group in shown:
        colors.append(6 if group.key == found.baseline else next(free, 6))
    return tuple(colors)


def _marked(found: ExperimentFindings, keys: Sequence[str]) -> tuple[list[int], list[int]]:
    standings = found.ranking.standings if found.ranking else ()
    best = [keys.index(one.group) for one in standings if one.is_best and one.group in keys]
    second = [keys.index(one.group) for one in standings if one.is_second and one.group in keys]
    return best, second


def _baseline(found: ExperimentFindings, metric: str) -> Estimate | None:
    return next((group.estimates.get(metric) for group in found.groups if group.key == found.baseline), None)


def other_metrics(found: ExperimentFindings) -> tuple[str, ...]:
    """Return the metrics that the ranking shows beside the headline; some setting in it has a value of each."""
    known = {name for group in found.groups[:MOST_GROUPS] for name in group.estimates}
    others = (name for name in found.metrics if name != found.headline and not is_part(name))
    return tuple(name for name in others if name in known and not is_cost(name))[: MOST_METRICS - 1]


def _sparks(report: Report, shown: Sequence[Group], metric: str) -> tuple[Cell, ...]:
    curves = []
    for group in shown:
        series = next(
            (report.runs[uid].metrics[metric] for uid in group.runs if metric in report.runs[uid].metrics),
            None,
        )
        curves.append(series if series is not None and len(series) > 2 else None)
    drawn = (
        sparkline(series.steps, series.values) if series is not None else Spark("", "") for series in curves
    )
    return tuple(
        Cell(spark=spark) if spark.path else Cell("–", look="missing", said=say("no curve recorded"))
        for spark in drawn
    )


def _heading(report: Report, found: ExperimentFindings) -> str:
    assert found.headline is not None
    info = report.info(found.headline)
    ranking = found.ranking
    if ranking is None or not ranking.top:
        return say("Settings and their {label}", label=info.label)
    front = next(group for group in found.groups if group.key == ranking.standings[0].group)
    if ranking.is_tested and len(ranking.top) > 1:
        return say(
            "The best {top} of {settings} cannot be told apart by {label}",
            top=fixed(len(ranking.top), 0),
            settings=counted(len(ranking.standings), "setting"),
            label=info.label,
        )
    if len(ranking.standings) == 1:
        return say("One setting has a value of {label}", label=info.label)
    if len(ranking.top) > 1:
        settings = counted(len(ranking.top), "setting")
        return say("{settings} share the first place by {label}", settings=settings, label=info.label)
    return say("{name} ranks first by {metric}", name=front.label, metric=info.label)


def _method(found: ExperimentFindings) -> str:
    method = found.ranking.method if found.ranking else f"{upper_first(found.headline_reason)}."
    again = sum(len(group.again) for group in found.groups)
    if not again:
        return method
    said = say_count(
        again,
        "{n} run did what another one did, with the same settings, seed and results, and does not count.",
        "{n} runs did what another one did, with the same settings, seed and results, and do not count.",
    )
    return f"{method} {said}"


def _caption(found: ExperimentFindings, report: Report) -> str:
    assert found.headline is not None
    direction = say(DIRECTION[report.info(found.headline).better])
    parts = [
        say(
            "Mean over repeats, {direction}; in brackets the 95 % interval, where there are three repeats or more.",
            direction=direction,
        )
    ]
    if found.baseline is not None:
        parts.append(say("The dashed line marks the baseline."))
    if found.ranking and found.ranking.is_tested:
        parts.append(say("Bold: cannot be told apart from the best."))
        if any(
            group.estimates[found.headline].n < FEWEST
            for group in found.groups
            if found.headline in group.estimates
        ):
            parts.append(
                say("Settings with fewer than three repeats were not tested, and stand by their mean.")
            )
    elif found.ranking and found.ranking.top:
        parts.append(say("Bold: best; underlined: second best."))
    return " ".join(parts)


def _left_out(found: ExperimentFindings, report: Report) -> str:
    """Return how many settings have no row, and how many of them the heading does not count for lack of a value."""
    left = found.groups[MOST_GROUPS:]
    if not left:
        return ""
    settings = counted(len(left), "further setting")
    without = sum(found.headline not in group.estimates for group in left)
    if not without:
        return say("{settings} in the comparison.", settings=settings)
    return say(
        "{settings} in the comparison, {n} without a value of {label}.",
        settings=settings,
        n=fixed(without, 0),
        label=report.info(found.headline or "").label,
    )
