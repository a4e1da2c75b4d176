"""The page of one run: its whole record, calm and complete."""

import math
from collections.abc import Sequence

from runreport.analysis.metrics import is_cost
from runreport.figures.chart import Chart
from runreport.figures.compose import run_curves, system_curves
from runreport.language import say, say_count
from runreport.model import Better, Run, Scalar, Series
from runreport.pages.case import RunCase, has_value
from runreport.pages.drawings import panels
from runreport.pages.gallery import pictures_section
from runreport.pages.heads import EXPERIMENTS, crumbs
from runreport.pages.logged import logged_sections
from runreport.pages.numbers import counted, fixed, minute, short
from runreport.pages.parts import by_measure, is_part, run_parts
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
        run_parts(case.run),
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
    run, more = case.run, []
    if case.headline is not None and has_value(run, case.headline):
        info = case.infos[case.headline]
        value = with_unit(short(run.metrics[case.headline].stats.last_finite), info)
        place, of = case.rank or (0, 0)
        if of > 1:
            more.append(
                say(
                    "Its {metric} is {value}, the {ordinal} best of {n} runs with a value.",
                    metric=info.label,
                    value=value,
                    ordinal=ordinal(place),
                    n=str(of),
                )
            )
        else:
            more.append(say("Its {metric} is {value}.", metric=info.label, value=value))
    facts = [Fact(case.experiment_title, "")]
    if run.started is not None:
        facts.append(Fact(minute(run.started), say("UTC")))
    if run.source.commit:
        facts.append(Fact(run.source.commit[:10], say("commit")))
    return Hero(
        eyebrow=say("Run"),
        title=run.title,
        lead=run_sentence(run),
        more=tuple(more),
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


def _figures(case: RunCase) -> tuple[KeyFigure, ...]:
    run, figures = case.run, []
    results = [
        name for name in case.metrics if name in run.metrics and not is_cost(name) and not is_part(name)
    ]
    for name in results[:MOST_FIGURES]:
        info, stats = case.infos[name], run.metrics[name].stats
        notes = [say(DIRECTION[info.better])] if info.better is not Better.UNKNOWN else []
        if stats.count > 1:
            notes.append(_best_words(run.metrics[name], info.better))
        if stats.last_finite_step is None:
            figures.append(KeyFigure(info.label, "–", "", (Link(say("no finite value was recorded")),)))
        else:
            figures.append(
                KeyFigure(
                    info.label,
                    short(stats.last_finite),
                    info.unit,
                    tuple(Link(note) for note in notes if note),
                )
            )
    return tuple(figures)


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
    return (
        Cell(
            label,
            " ".join(
                part
                for part in (
                    name if label != name else "",
                    ARROWS[info.better],
                    info.unit,
                    recorded_as(case.run, name),
                    _store_of(case.run, name),
                )
                if part
            ),
        ),
        Cell(short(stats.last, 6) if stats.last == stats.last else say("not a number")),
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
