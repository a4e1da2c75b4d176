"""Results for parts of the data, such as one hospital or one class: where a model works less well.

A metric such as `site_a/val_auc` or `recall/digit_3` is read as a measure of one part when the same
measure was recorded for another part too. `train/loss` is none: training and validation are no parts
of the people that a model is for.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from runreport.analysis.findings import Estimate, ExperimentFindings
from runreport.analysis.naming import SPLITS, read_name
from runreport.language import say
from runreport.model import Better, Run
from runreport.pages.heads import behind
from runreport.pages.numbers import decimals, fixed
from runreport.pages.report import Report
from runreport.pages.rows import estimate_column, missing
from runreport.pages.views import Cell, Column, Section, TableView

MOST_GROUPS, MOST_PARTS = 5, 40


@lru_cache(maxsize=8192)
def split_part(name: str) -> tuple[str, str] | None:
    """Return (part, measure) of a metric's name; None for one that stands for all of the data."""
    first, slash, second = name.partition("/")
    if not slash or not first or not second or "/" in second:
        return None
    if first.lower() in SPLITS or second.lower() in SPLITS:
        return None
    if read_name(first).measures and not read_name(second).measures:
        return second, first
    return first, second


def is_part(name: str) -> bool:
    """Return whether a metric looks like that of a part of the data."""
    return split_part(name) is not None


def by_measure(names: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """Return metric by part by measure, for measures with two parts or more; parts in order of name."""
    found: dict[str, dict[str, str]] = {}
    for name in sorted(names):
        split = split_part(name)
        if split is not None:
            part, measure = split
            found.setdefault(measure, {})[part] = name
    return {measure: parts for measure, parts in found.items() if len(parts) > 1}


def parts_section(report: Report, found: ExperimentFindings, page: str) -> Section | None:
    """Return the headline's results for parts of the data, by setting; None where there are none."""
    measures = by_measure(found.metrics)
    if not measures or not found.groups:
        return None
    measure = found.headline if found.headline is not None and found.headline in measures else min(measures)
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
    return Section(_heading(report, measure, parts, groups[0].estimates), table=table, key="parts")


def _heading(
    report: Report, measure: str, parts: Mapping[str, str], estimates: Mapping[str, Estimate]
) -> str:
    info = report.info(next(iter(parts.values())))
    base = report.findings.metrics.get(measure, info)
    better = base.better if base.better is not Better.UNKNOWN else info.better
    known = {part: estimates[name].value for part, name in parts.items() if name in estimates}
    label = base.label if measure in report.findings.metrics else measure
    if better is Better.UNKNOWN or len(known) < 2:
        return say("{label} by part of the data", label=label)
    worst = (min if better is Better.HIGHER else max)(known, key=lambda part: (known[part], part))
    return say("{label} is worst for {worst}", label=label, worst=worst)


def run_parts(run: Run) -> Section | None:
    """Return a run's results for parts of the data as one table; None where there are none."""
    measures = by_measure(run.metrics)
    if not measures:
        return None
    parts = sorted({part for names in measures.values() for part in names})
    columns = (Column(say("Part of the data")), *(Column(measure, is_number=True) for measure in measures))
    values = [[_last(run, names.get(part)) for part in parts] for names in measures.values()]
    cells = [tuple(Cell(part) for part in parts), *(_cells(column) for column in values)]
    table = TableView(say("Results by part of the data"), columns, tuple(zip(*cells, strict=True)))
    return Section(say("Results by part of the data"), table=table, key="parts")


def _last(run: Run, name: str | None) -> float | None:
    return run.metrics[name].stats.last if name is not None else None


def _cells(values: Sequence[float | None]) -> tuple[Cell, ...]:
    places = decimals(value for value in values if value is not None)
    return tuple(missing() if value is None else Cell(fixed(value, places)) for value in values)
