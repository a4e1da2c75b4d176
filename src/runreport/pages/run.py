"""The page of one run: its whole record, calm and complete."""

import math
from collections.abc import Sequence

from runreport.analysis.metrics import is_cost
from runreport.analysis.parts import by_measure, is_part
from runreport.figures.chart import Chart
from runreport.figures.compose import run_curves, system_curves
from runreport.language import say, say_count
from runreport.model import Better, MetricInfo, Run, Scalar, Series
from runreport.pages.case import RunCase, value_of
from runreport.pages.drawings import panels
from runreport.pages.gallery import pictures_section
from runreport.pages.heads import EXPERIMENTS, crumbs
from runreport.pages.logged import logged_sections
from runreport.pages.numbers import counted, fixed, minute, short
from runreport.pages.parts import run_parts
from runreport.pages.rows import ARROWS, missing
from runreport.pages.run_record import record_sections, recorded_as
from runreport.pages.runs_table import setting_text
from runreport.pages.sentences import DIRECTION, ordinal, run_sentence, with_unit
from runreport.pages.views import (
    Cell,
    Column,
    Fact,
    Hero,
    KeyFigure,
    Link,
    PageView,
    Panels,
    Section,
    TableView,
)

MOST_FIGURES, MOST_CURVES, MOST_ROWS = 4, 24, 11
MOST_POINTS = 3_000
"""Drawn of all curves together: a page with thirty of them has to stay light."""


def compose_run(case: RunCase) -> PageView:
    """Return the page of a run."""
    *drawn, tables = logged_sections(case.run)
    sections = (
        _results(case),
        run_parts(case.run, case.infos),
        _curves(case),
        *drawn,
        pictures_section(case),
        tables,
        _machine(case),
        *record_sections(case),
    )
    return PageView(
        hero=_hero(case),
        figures=_figures(case),
        sections=tuple(section for section in sections if section is not None),
    )


def _hero(case: RunCase) -> Hero:
    run = case.run
    facts = [Fact(case.experiment_title, "")]
    if run.started is not None:
        facts.append(Fact(minute(run.started), say("UTC")))
    if run.source.commit:
        facts.append(Fact(run.source.commit[:10], say("commit")))
    return Hero(
        eyebrow=say("Run"),
        title=run.title,
        lead=run_sentence(run),
        more=_standing(case),
        facts=tuple(facts),
        crumbs=crumbs(
            case.path,
            (
                (say("Experiments"), EXPERIMENTS),
                (case.experiment_title, case.experiment_path),
            ),
            run.title,
        ),
        badge=run.status.value,
    )


def _standing(case: RunCase) -> tuple[str, ...]:
    """Return the value that compares the run, and its place among the others where it has one."""
    value = None if case.headline is None else value_of(case.run, case.headline)
    if case.headline is None or value is None:
        return ()
    info = case.infos[case.headline]
    said = {"metric": info.label, "value": with_unit(short(value), info)}
    place, of = case.rank or (0, 0)
    if of < 2:
        return (say("Its {metric} is {value}.", **said),)
    if place == 1:
        return (say("Its {metric} is {value}, the best of {n} runs that are compared.", **said, n=str(of)),)
    return (
        say(
            "Its {metric} is {value}, the {ordinal} best of {n} runs that are compared.",
            **said,
            ordinal=ordinal(place),
            n=str(of),
        ),
    )


def _figures(case: RunCase) -> tuple[KeyFigure, ...]:
    run = case.run
    results = [
        name
        for name in case.metrics
        if (name in run.metrics or value_of(run, name) is not None)
        and not is_cost(name)
        and not is_part(name)
    ]
    return tuple(_figure(run, name, case.infos[name]) for name in results[:MOST_FIGURES])


def _figure(run: Run, name: str, info: MetricInfo) -> KeyFigure:
    value, series = value_of(run, name), run.metrics.get(name)
    if value is None:
        return KeyFigure(info.label, "–", "", (Link(say("no finite value was recorded")),))
    notes = [say(DIRECTION[info.better])] if info.better is not Better.UNKNOWN else []
    if _differs(run, name):
        notes.append(say("as the store's summary has it"))
    if series is not None and series.stats.count > 1:
        notes.append(_best_words(series, info.better))
    return KeyFigure(info.label, short(value), info.unit, tuple(Link(note) for note in notes if note))


def _differs(run: Run, name: str) -> bool:
    """Return whether the store's summary has another value than the end of the curve."""
    if name not in run.summary:
        return False
    value, series = value_of(run, name), run.metrics.get(name)
    last = math.nan if series is None else series.stats.last_finite
    return value is not None and not math.isclose(value, last, rel_tol=1e-6)


def _best(series: Series, better: Better) -> tuple[float, int] | None:
    stats = series.stats
    if better is Better.UNKNOWN or stats.argmin is None or stats.argmax is None:
        return None
    return (stats.min, stats.argmin) if better is Better.LOWER else (stats.max, stats.argmax)


def _best_words(series: Series, better: Better) -> str:
    best = _best(series, better)
    return (
        "" if best is None else say("best {best} at step {step}", best=short(best[0]), step=fixed(best[1], 0))
    )


def _results(case: RunCase) -> Section:
    run = case.run
    if not run.metrics and not run.summary:
        return Section(say("Results"), say("This run recorded no numbers."), key="results")
    columns = (
        Column(say("Metric")),
        Column(say("Last value"), is_number=True),
        Column(say("Best"), say("and its step"), is_number=True),
        Column(say("Points"), is_number=True),
    )
    rows = tuple(_metric_row(case, name, series) for name, series in _in_order(case))
    rows += tuple(
        (_summary_name(case, name), Cell(_summary_text(value)), missing(), missing())
        for name, value in run.summary.items()
        if name not in run.metrics
    )
    return Section(say("Results"), table=TableView(say("Metrics of this run"), columns, rows), key="results")


def _summary_name(case: RunCase, name: str) -> Cell:
    """Return what a number is called that stands in the store's summary alone."""
    label = case.infos[name].label if name in case.infos else name
    own = say("{name}, in the store's summary", name=name) if label != name else say("in the store's summary")
    return Cell(label, own)


def _summary_text(value: Scalar) -> str:
    return short(value, 6) if isinstance(value, float) and math.isfinite(value) else setting_text(value)


def _in_order(case: RunCase) -> list[tuple[str, Series]]:
    """Return the metrics of all data, those that most runs have first; parts have a table of their own."""
    run = case.run
    in_tables = {name for parts in by_measure(run.metrics).values() for name in parts.values()}
    names = [name for name in case.metrics if name in run.metrics and name not in in_tables]
    return [(name, run.metrics[name]) for name in sorted(names, key=is_cost)]


def _metric_row(case: RunCase, name: str, series: Series) -> tuple[Cell, ...]:
    info, stats = case.infos[name], series.stats
    label = info.label if info.label == name else f"{info.label}"
    best = _best(series, info.better) if stats.count > 1 else None
    points = (
        say_count(stats.non_finite, "{n} is not finite", "{n} are not finite") if stats.non_finite else ""
    )
    notes = (
        name if label != name else "",
        ARROWS[info.better],
        info.unit,
        recorded_as(case.run, name),
        _store_of(case.run, name) if case.run.joined else "",
    )
    return (
        Cell(label, " ".join(filter(None, notes))),
        Cell(
            short(stats.last, 6) if stats.last == stats.last else say("not a number"),
            say("{value} in the store's summary", value=short(value_of(case.run, name), 6))
            if _differs(case.run, name)
            else "",
        ),
        Cell("–", look="missing")
        if best is None
        else Cell(short(best[0], 6), say("step {step}", step=fixed(best[1], 0))),
        Cell(fixed(stats.count, 0), points),
    )


def _store_of(run: Run, metric: str) -> str:
    """Return which other store a metric of a joined run comes from; empty where it is the run's own."""
    stores = (part.ref.store.address for part in run.joined if metric in part.metrics)
    return next((say("from {store}", store=store) for store in stores), "")


def _curves(case: RunCase) -> Section | None:
    charts = run_curves(case.run, case.infos)
    drawn = _panels(charts)
    if drawn is None:
        return None
    more = len(charts) - MOST_CURVES
    text = say("{curves} in the records.", curves=counted(more, "further curve")) if more > 0 else ""
    return Section(say("How training went"), text, panels=drawn, key="curves")


def _panels(charts: Sequence[Chart]) -> Panels | None:
    return panels(charts, most_rows=MOST_ROWS, most_drawn=MOST_CURVES, most_points=MOST_POINTS)


def _machine(case: RunCase) -> Section | None:
    """Return what the machine did during the run: readings that are no results."""
    if not case.run.system:
        return None
    rows = tuple(
        (Cell(name), Cell(short(one.stats.mean)), Cell(short(one.stats.max)), Cell(fixed(one.stats.count, 0)))
        for name, one in sorted(case.run.system.items())
    )
    columns = (
        Column(say("Reading")),
        *(Column(title, is_number=True) for title in (say("Mean"), say("Highest"), say("Points"))),
    )
    return Section(
        say("The machine during the run"),
        panels=_panels(system_curves(case.run)),
        table=TableView(say("Readings of the machine"), columns, rows),
        key="machine",
    )
