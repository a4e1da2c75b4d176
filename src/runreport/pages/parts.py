"""Results for parts of the data, such as one hospital or one class: where a model works less well."""

from collections.abc import Iterable, Mapping, Sequence

from runreport.analysis.findings import Estimate, ExperimentFindings
from runreport.analysis.parts import by_measure, measure_info, measure_of
from runreport.language import say
from runreport.model import Better, MetricInfo, Run
from runreport.pages.heads import behind
from runreport.pages.numbers import decimals, fixed
from runreport.pages.report import Report
from runreport.pages.rows import estimate_column, metric_column, missing
from runreport.pages.slope import slope_entry
from runreport.pages.views import Cell, Column, Section, TableView

MOST_GROUPS, MOST_PARTS = 5, 40


def parts_section(report: Report, found: ExperimentFindings, page: str) -> Section | None:
    """Return the headline's results for parts of the data, by setting; None where there are none."""
    measures = by_measure(found.metrics)
    if not measures or not found.groups:
        return None
    measure = measure_of(measures, found.headline)
    parts = measures[measure]
    groups = [group for group in found.groups if any(name in group.estimates for name in parts.values())]
    groups = groups[:MOST_GROUPS]
    if not groups:
        return None
    columns = (
        Column(say("Part of the data")),
        *(Column(group.label, is_number=True, href=behind(report, page, group)) for group in groups),
    )
    cells = [tuple(Cell(part) for part in parts)]
    cells += [
        estimate_column([group.estimates.get(name) for name in parts.values()], (), ()) for group in groups
    ]
    table = TableView(
        label=say("{measure} by part of the data", measure=measure),
        columns=columns,
        rows=tuple(zip(*cells, strict=True))[:MOST_PARTS],
        caption=say(
            "Mean over repeats, with the 95 % interval where there are three or more. It covers repeated training, not other people: a small part can differ by chance."
        ),
    )
    more = slope_entry(report, found, page)
    return Section(
        _heading(report, measure, parts, groups[0].estimates),
        entries=() if more is None else (more,),
        table=table,
        key="parts",
    )


def _heading(
    report: Report, measure: str, parts: Mapping[str, str], estimates: Mapping[str, Estimate]
) -> str:
    info = report.info(next(iter(parts.values())))
    base = report.findings.metrics.get(measure, info)
    better = base.better if base.better is not Better.UNKNOWN else info.better
    known = {part: estimates[name].value for part, name in parts.items() if name in estimates}
    label = measure_info(measure, report.findings.metrics).label
    if better is Better.UNKNOWN or len(known) < 2:
        return say("{label} by part of the data", label=label)
    worst = (min if better is Better.HIGHER else max)(known, key=lambda part: (known[part], part))
    return say("{label} is worst for {worst}", label=label, worst=worst)


def run_parts(run: Run, infos: Mapping[str, MetricInfo]) -> Section | None:
    """Return a run's results for parts of the data as one table; None where there are none."""
    measures = by_measure(run.metrics)
    if not measures:
        return None
    parts = sorted({part for names in measures.values() for part in names})
    columns = part_columns(measures, infos)
    values = [[_last(run, names.get(part)) for part in parts] for names in measures.values()]
    cells = [tuple(Cell(part) for part in parts), *(_cells(column) for column in values)]
    table = TableView(say("Results by part of the data"), columns, tuple(zip(*cells, strict=True)))
    return Section(say("Results by part of the data"), table=table, key="parts")


def part_columns(measures: Iterable[str], infos: Mapping[str, MetricInfo]) -> tuple[Column, ...]:
    """Return the heads of a table of parts, a column a measure; of a count, say, no direction is missing."""
    heads = (
        Column(info.label, info.unit, is_number=True)
        if info.better is Better.UNKNOWN
        else metric_column(info)
        for info in (measure_info(measure, infos) for measure in measures)
    )
    return Column(say("Part of the data")), *heads


def _last(run: Run, name: str | None) -> float | None:
    return run.metrics[name].stats.last if name is not None else None


def _cells(values: Sequence[float | None]) -> tuple[Cell, ...]:
    places = decimals(value for value in values if value is not None)
    return tuple(missing() if value is None else Cell(fixed(value, places)) for value in values)
