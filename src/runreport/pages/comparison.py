"""The comparison of one experiment: differences from the baseline, and every run side by side."""

from collections.abc import Iterator, Mapping, Sequence

from runreport.analysis.findings import Difference, ExperimentFindings, Group, Verdict
from runreport.figures.compose import ranking_chart
from runreport.figures.parallel import parallel_chart
from runreport.language import ltr, message, say
from runreport.model import Run
from runreport.pages.between import code_section, files_section
from runreport.pages.columns import columns_path
from runreport.pages.drawings import Drawn, figures_of, to_print
from runreport.pages.heads import COMPARE, crumbs, experiment_facts, group_cell
from runreport.pages.numbers import counted, decimals, fixed, listed, signed
from runreport.pages.report import Report
from runreport.pages.rows import metric_column
from runreport.pages.runs_table import further_in_file, run_table, setting_text, settings_told_first
from runreport.pages.slope import slope_section, slopes
from runreport.pages.slugs import href
from runreport.pages.views import Cell, Column, Entry, Hero, PageView, Section, TableView

MOST_RUNS, MOST_PARAMS, MOST_METRICS, MOST_GROUPS = 200, 40, 40, 200
_LOOKS = {
    Verdict.BETTER: "up",
    Verdict.WORSE: "down",
    Verdict.CANNOT_TELL: "flat",
    Verdict.NOT_JUDGED: "flat",
}
_VERDICTS = {
    Verdict.BETTER: message("better"),
    Verdict.WORSE: message("worse"),
    Verdict.CANNOT_TELL: message("cannot tell apart"),
    Verdict.NOT_JUDGED: message("not judged"),
}


def compose_comparison(report: Report, found: ExperimentFindings) -> tuple[PageView, tuple[Drawn, ...]]:
    """Return an experiment's comparison, and the figures that were drawn for it."""
    page = report.sitemap.comparisons[found.name]
    ranking = _ranking(report, found, page)
    before_after = slopes(report, found, page)
    sections = (
        _intervals(ranking),
        slope_section(before_after),
        _differences(report, found, page),
        _explored(report, found),
        _all_runs(report, found, page),
        code_section(report, found),
        files_section(report, found),
        _varied_around(report, found),
        _constant(found),
    )
    view = PageView(
        _hero(report, found, page), sections=tuple(section for section in sections if section is not None)
    )
    return view, (*ranking, *before_after)


def _hero(report: Report, found: ExperimentFindings, page: str) -> Hero:
    title = report.title_of(found.name)
    settings = (
        say("{settings} varied", settings=counted(len(found.varying), "setting"))
        if found.varying
        else say("no setting varied")
    )
    lead = (
        say(
            "Here the {runs} of {title} stand side by side: {settings}, {numbers} recorded.",
            runs=counted(len(found.runs), "run"),
            title=title,
            settings=settings,
            numbers=counted(len(found.metrics), "number"),
        )
        if len(found.runs) > 1
        else say("{title} has one run, so there is nothing to compare it with.", title=title)
    )
    experiment = href(page, report.sitemap.experiments[found.name])
    return Hero(
        eyebrow=say("Comparison"),
        title=title,
        lead=lead,
        more=(_baseline_words(found),) if len(found.runs) > 1 else (),
        facts=experiment_facts(found, "#all", f"{experiment}#failures"),
        crumbs=crumbs(page, ((say("Compare"), COMPARE),), title),
    )


def _baseline_words(found: ExperimentFindings) -> str:
    baseline = next((group.label for group in found.groups if group.key == found.baseline), None)
    if baseline is not None:
        return say("Differences are against the baseline, {baseline}.", baseline=baseline)
    return found.baseline_reason or say(
        "No baseline was chosen, so differences are not shown; the configuration can name one."
    )


def _ranking(report: Report, found: ExperimentFindings, page: str) -> tuple[Drawn, ...]:
    valued = [group for group in found.groups if found.headline in group.estimates]
    chart = ranking_chart(found, report.findings.metrics) if len(valued) > 1 else None
    return () if chart is None else (to_print(report, chart, page),)


def _intervals(drawn: tuple[Drawn, ...]) -> Section | None:
    return Section(drawn[0].figure.title, figures=figures_of(drawn), key="intervals") if drawn else None


def _differences(report: Report, found: ExperimentFindings, page: str) -> Section | None:
    if not found.differences:
        return None
    groups = {group.key: group for group in found.groups}
    base = groups[found.baseline or ""]
    metrics = [name for name in found.metrics if any(d.metric == name for d in found.differences)][
        :MOST_METRICS
    ]
    by_place = {(d.group, d.metric): d for d in found.differences}
    keys = [
        group.key
        for group in found.groups
        if group.key != base.key and any((group.key, m) in by_place for m in metrics)
    ]
    columns = [
        Column(say("Setting")),
        *(metric_column(report.info(metric), say("difference")) for metric in metrics),
    ]
    cells = [tuple(group_cell(report, page, groups[key]) for key in keys[:MOST_GROUPS])]
    cells += [
        tuple(_difference_cells([by_place.get((key, metric)) for key in keys[:MOST_GROUPS]]))
        for metric in metrics
    ]
    rows = (_baseline_row(report, page, base, metrics), *zip(*cells, strict=True))
    caption = say(
        "Mean of the setting minus mean of the baseline; in brackets the 95 % interval, and what it bears. {method}",
        method=found.differences[0].method,
    )
    table = TableView(
        say("Differences from {label}", label=base.label), tuple(columns), rows, caption, is_wide=True
    )
    return Section(
        say("Differences from the baseline, {label}", label=base.label), table=table, key="differences"
    )


def _baseline_row(report: Report, page: str, base: Group, metrics: Sequence[str]) -> tuple[Cell, ...]:
    head = group_cell(report, page, base)
    estimates = [base.estimates.get(metric) for metric in metrics]
    return (
        Cell(head.text, say("baseline"), head.href),
        *(
            Cell(fixed(e.value, decimals([e.value], [e.spread])), say("value"))
            if e
            else Cell("–", look="missing")
            for e in estimates
        ),
    )


def _difference_cells(differences: Sequence[Difference | None]) -> Iterator[Cell]:
    known = [d for d in differences if d is not None]
    halves = [None if d.low is None or d.high is None else (d.high - d.low) / 2 for d in known]
    places = decimals([d.value for d in known], halves)
    for difference in differences:
        if difference is None:
            yield Cell("–", look="missing", said=say("not recorded"))
            continue
        ends = ""
        if difference.low is not None:
            bounds = {"low": signed(difference.low, places), "high": signed(difference.high, places)}
            ends = f"{ltr(say('[{low}, {high}]', **bounds))} "
        yield Cell(
            signed(difference.value, places),
            f"{ends}{say(_VERDICTS[difference.verdict])}",
            look=_LOOKS[difference.verdict],
        )


def _explored(report: Report, found: ExperimentFindings) -> Section | None:
    """Return the runs as lines over their settings; where scripts run, they filter the table below."""
    chart = parallel_chart(found, report.runs, report.findings.metrics)
    return Section(chart.title, parallel=chart, key="parallel") if chart else None


def _all_runs(report: Report, found: ExperimentFindings, page: str) -> Section:
    table = run_table(
        report,
        found,
        page,
        params=settings_told_first(report, found, found.runs)[:MOST_PARAMS],
        are_params_first=True,
        metrics=found.metrics[:MOST_METRICS],
        limit=MOST_RUNS,
        further=further_in_file,
        data=href(page, columns_path(page)),
    )
    hidden = max(0, len(found.varying) - MOST_PARAMS), max(0, len(found.metrics) - MOST_METRICS)
    left = [
        counted(number, noun) for number, noun in zip(hidden, ("setting", "metric"), strict=True) if number
    ]
    text = say("Every run with the settings that varied and the numbers it recorded.")
    if left:
        text += " " + say("{left} more stand in files/runs.csv.", left=listed(left))
    return Section(
        say("All runs"),
        text,
        entries=(Entry(say("As a file"), "runs.csv", href=href(page, "files/runs.csv")),),
        table=table,
        key="all",
    )


def _varied_around(report: Report, found: ExperimentFindings) -> Section | None:
    """Return what differed around the runs: code, Python, packages, data."""
    runs = [report.runs[uid] for uid in found.runs]
    rows = tuple(_variants(runs))
    if not rows:
        return None
    columns = (
        Column(say("What")),
        Column(say("Variants"), is_number=True),
        Column(say("Which, and in how many runs")),
    )
    text = say("A difference between results can also come from these.")
    return Section(
        say("What differed around the runs"),
        text,
        table=TableView(say("Differences of code, environment and data"), columns, rows),
        key="around",
    )


def _variants(runs: Sequence[Run]) -> Iterator[tuple[Cell, ...]]:
    aspects: Mapping[str, list[str | None]] = {
        message("Commit"): [run.source.commit for run in runs],
        message("Branch"): [run.source.branch for run in runs],
        message("Entry point"): [run.source.entry_point for run in runs],
        message("Python"): [run.environment.python for run in runs],
        message("Platform"): [run.environment.platform for run in runs],
        message("Recorded by"): [run.environment.tracker for run in runs],
        message("Packages"): [
            "; ".join(f"{k} {v}" for k, v in sorted(run.environment.packages.items())) or None for run in runs
        ],
        message("Data"): [
            "; ".join(sorted(f"{d.name} {d.digest or ''}".strip() for d in run.datasets)) or None
            for run in runs
        ],
    }
    for name, values in aspects.items():
        counts = {value: values.count(value) for value in dict.fromkeys(values)}
        if len(counts) > 1:
            yield Cell(say(name)), Cell(fixed(len(counts), 0)), Cell(_counted_variants(counts))


def _counted_variants(counts: Mapping[str | None, int], most: int = 5) -> str:
    shown = [
        f"{_cut(value or say('not recorded'))} ({count})" for value, count in list(counts.items())[:most]
    ]
    more = len(counts) - most
    return ", ".join([*shown, say("{n} more", n=fixed(more, 0))] if more > 0 else shown)


def _cut(text: str, most: int = 80) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _constant(found: ExperimentFindings) -> Section | None:
    if not found.constant:
        return None
    entries = tuple(
        Entry(name, setting_text(value) or say("(empty)")) for name, value in found.constant.items()
    )
    return Section(say("What was the same in all runs"), entries=entries, key="constant")
