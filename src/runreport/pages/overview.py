"""The summary's tables: the experiments, and the models."""

import numpy as np

from runreport.analysis.findings import ExperimentFindings
from runreport.figures.inline import sparkline
from runreport.figures.numbers import plain
from runreport.language import say, say_count
from runreport.model import Status
from runreport.pages.case import value_of
from runreport.pages.heads import SUMMARY
from runreport.pages.models import card_state, without_card
from runreport.pages.numbers import day, fixed, short
from runreport.pages.report import Report
from runreport.pages.rows import ARROWS
from runreport.pages.sentences import NO_BREAK
from runreport.pages.slugs import href
from runreport.pages.views import Cell, Column, Section, TableView

MOST_OPEN = 3
LONGEST_NAME = 40
"""Experiments that a narrow screen shows without being asked."""


def experiments_section(report: Report) -> Section | None:
    """Return a row for each experiment; None where there are none."""
    if not report.findings.experiments:
        return None
    columns = (
        Column(say("Experiment")),
        Column(say("Runs"), say("finished of all"), is_number=True),
        Column(say("Compared by")),
        Column(say("Best single run")),
        Column(say("Best so far"), say("over time")),
        Column(say("Newest run")),
    )
    rows = tuple(_experiment_row(report, found) for found in report.findings.experiments)
    title = say("The experiments") if len(rows) > 1 else say("The experiment")
    caption = say(
        "How many runs of each finished, and the best result of one run by the number that compares them. Where training was repeated, it can be better than the mean of the repeats."
    )
    table = TableView(title, columns, rows, caption, is_stacked=True)
    fold = say_count(len(rows), "{n} experiment", "{n} experiments") if len(rows) > MOST_OPEN else ""
    return Section(title, table=table, key="experiments", fold=fold)


def _experiment_row(report: Report, found: ExperimentFindings) -> tuple[Cell, ...]:
    title = report.title_of(found.name)
    name = Cell(
        title,
        found.name if title != found.name else "",
        href(SUMMARY, report.sitemap.experiments[found.name]),
    )
    runs = Cell(
        say("{n} of {all}", n=fixed(found.statuses.get(Status.FINISHED, 0), 0), all=fixed(len(found.runs), 0))
    )
    newest = Cell(day(found.ended).replace(" ", NO_BREAK, 1))
    if found.headline is None:
        return (
            name,
            runs,
            Cell(say("nothing"), found.headline_reason, look="missing"),
            Cell("–"),
            Cell("–"),
            newest,
        )
    info = report.info(found.headline)
    arrow = ARROWS[info.better] or say("direction not known")
    values = [best.value for best in found.progress]
    line = sparkline(np.arange(len(values)), np.array(values)) if len(values) > 2 else None
    best = None if found.best_run is None else value_of(report.runs[found.best_run], found.headline)
    path = report.sitemap.runs.get(found.best_run or "")
    return (
        name,
        runs,
        Cell(info.label, arrow),
        Cell(
            short(best),
            _unit_and_name(info.unit, report, found.best_run),
            href(SUMMARY, path) if path else "",
        )
        if best is not None
        else Cell("–", look="missing", said=say("none called best")),
        Cell(spark=line) if line is not None and line.path else Cell("–", look="missing"),
        newest,
    )


def _unit_and_name(unit: str, report: Report, uid: str | None) -> str:
    """Return what stands below a run's value: its unit, and which run it is."""
    name = plain(report.runs[uid].title, LONGEST_NAME) if uid else ""
    return " · ".join(filter(None, (unit, name)))


def cards_section(report: Report) -> Section | None:
    """Return a row for each model card; None where there are none."""
    if not report.cards:
        return None
    columns = (
        Column(say("Model")),
        Column(say("What it is for")),
        Column(say("Card"), say("fields filled"), is_number=True),
        Column(say("Why this model")),
    )
    rows = tuple(
        (
            Cell(card.name, href=href(SUMMARY, report.sitemap.models[card.key])),
            Cell(card.summary or say("Not stated"), look="" if card.summary else "missing"),
            Cell(card_state(card)),
            Cell(card.why),
        )
        for card in report.cards
    )
    what = say("What each model is, what it may be used for, how well it works, and what is not known of it.")
    text = " ".join(filter(None, (what, without_card(report))))
    return Section(
        say("The models"),
        text,
        table=TableView(say("Model cards"), columns, rows, is_stacked=True),
        key="models",
        fold=say_count(len(rows), "{n} model card", "{n} model cards"),
    )
