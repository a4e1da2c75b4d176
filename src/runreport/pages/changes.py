"""What changed since an earlier report: a few sentences for the summary, and a page with all of it."""

import math

from runreport.analysis.changes import Changed, Changes, Front
from runreport.language import say
from runreport.model import Scalar, Status
from runreport.pages.change_words import change_sentences, changes_title, judged_words
from runreport.pages.heads import CHANGES, SUMMARY, crumbs, run_cell
from runreport.pages.numbers import counted, day, listed, minute, short
from runreport.pages.report import Report
from runreport.pages.runs_table import setting_text
from runreport.pages.sentences import status_word
from runreport.pages.slugs import href
from runreport.pages.views import Box, Cell, Column, Entry, Hero, Link, PageView, Section, TableView

MOST_ROWS = 500
_NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def changes_box(report: Report, changes: Changes) -> Box:
    """Return what the summary says of the changes."""
    lines = [Link(line) for line in change_sentences(report, changes)]
    return Box(changes_title(changes), (*lines, Link(say("Everything that changed"), href(SUMMARY, CHANGES))))


def compose_changes(report: Report, changes: Changes) -> PageView:
    """Return the page with everything that changed."""
    sections = (
        _best(report, changes),
        _new(report, changes),
        _gone(changes),
        _values(report, changes),
        _compared(changes),
    )
    lead, *more = change_sentences(report, changes)
    hero = Hero(
        say("Changes"), changes_title(changes), lead, tuple(more), crumbs=crumbs(CHANGES, (), say("Changes"))
    )
    return PageView(hero, sections=tuple(section for section in sections if section is not None))


def _best(report: Report, changes: Changes) -> Section | None:
    if not changes.best:
        return None
    heads = (
        say("Experiment"),
        say("Compared by"),
        say("Best then"),
        say("Best now"),
        say("What can be said"),
    )
    columns = tuple(map(Column, heads))
    rows = tuple(
        (
            Cell(
                report.title_of(one.experiment),
                href=href(CHANGES, report.sitemap.experiments[one.experiment]),
            ),
            Cell(report.info(one.metric).label),
            _front_cell(one.before),
            _front_cell(one.now),
            Cell(judged_words(one)),
        )
        for one in changes.best
    )
    return Section(
        say("The best results"), table=TableView(say("Best results then and now"), columns, rows), key="best"
    )


def _front_cell(front: Front) -> Cell:
    return Cell(short(front.value), f"{front.label}, n = {front.n}")


def _new(report: Report, changes: Changes) -> Section | None:
    if not changes.new:
        return None
    columns = (
        Column(say("Run")),
        Column(say("Experiment")),
        Column(say("State")),
        Column(say("Started"), say("UTC")),
    )
    rows = tuple(
        (
            run_cell(report, CHANGES, uid),
            Cell(report.title_of(report.runs[uid].experiment)),
            Cell(status=report.runs[uid].status.value),
            Cell(minute(report.runs[uid].started)),
        )
        for uid in changes.new[:MOST_ROWS]
    )
    table = TableView(say("New runs"), columns, rows, note=_more(len(changes.new)), is_wide=True)
    return Section(f"{counted(len(changes.new), 'new run')}", table=table, key="new")


def _gone(changes: Changes) -> Section | None:
    if not changes.gone:
        return None
    columns = (
        Column(say("Run")),
        Column(say("Experiment")),
        Column(say("State then")),
        Column(say("Id")),
        Column(say("Store")),
    )
    rows = tuple(
        (
            Cell(run.name or run.id[:12]),
            Cell(run.experiment),
            Cell(_state(run.status)),
            Cell(run.id),
            Cell(run.store),
        )
        for run in changes.gone[:MOST_ROWS]
    )
    text = say("They stood in the earlier report. Why they are gone, the records do not say.")
    table = TableView(say("Runs that are gone"), columns, rows, note=_more(len(changes.gone)), is_wide=True)
    return Section(
        say("{runs} no longer there", runs=counted(len(changes.gone), "run")), text, table=table, key="gone"
    )


def _values(report: Report, changes: Changes) -> Section | None:
    if not changes.values:
        return None
    columns = (
        Column(say("Run")),
        Column(say("What")),
        Column(say("Then"), is_number=True),
        Column(say("Now"), is_number=True),
    )
    rows = tuple(
        (
            run_cell(report, CHANGES, one.run),
            Cell(_called(report, one), say(one.kind) if one.name else ""),
            Cell(_said(one, one.before)),
            Cell(_said(one, one.now)),
        )
        for one in changes.values[:MOST_ROWS]
    )
    text = say("What the earlier report said of these runs, and what their records say now.")
    table = TableView(say("Changed values"), columns, rows, note=_more(len(changes.values)), is_wide=True)
    return Section(f"{counted(len(changes.values), 'changed value')}", text, table=table, key="values")


def _called(report: Report, one: Changed) -> str:
    if one.kind == "state":
        return say("State")
    if one.kind == "experiment":
        return say("Experiment")
    info = report.findings.metrics.get(one.name) if one.kind == "result" else None
    return info.label if info else one.name


def _said(one: Changed, value: Scalar) -> str:
    if value is None:
        return say("not recorded")
    if one.kind == "state":
        return _state(str(value))
    if one.kind == "result" and value in _NOT_FINITE:
        return short(_NOT_FINITE[str(value)])
    return short(value, 12) if isinstance(value, float) else setting_text(value)


def _state(status: str) -> str:
    return status_word(Status(status)) if status in set(Status) else status


def _more(count: int) -> str:
    return say("{n} more in report.json.", n=str(count - MOST_ROWS)) if count > MOST_ROWS else ""


def _compared(changes: Changes) -> Section:
    entries = (
        Entry(say("Report"), changes.title),
        Entry(say("Its newest record"), day(changes.date) if changes.date else ""),
        Entry(say("File"), changes.file, is_code=True),
        Entry(say("SHA-256 of the file"), changes.digest, is_code=True),
        Entry(say("New experiments"), listed(changes.new_experiments) or say("none")),
        Entry(say("Experiments no longer there"), listed(changes.gone_experiments) or say("none")),
    )
    text = say(
        "The same file gives the same digest: so it can be checked which report this one was held against."
    )
    return Section(say("The report that this one was compared with"), text, entries=entries, key="compared")
