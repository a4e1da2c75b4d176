"""What changed since an earlier report: a few sentences for the summary, and a page with all of it."""

import math
from collections.abc import Iterator

from runreport.analysis.changes import BestChange, Changed, Changes, Front
from runreport.analysis.findings import Verdict
from runreport.language import message, say
from runreport.model import Scalar, Status
from runreport.pages.heads import CHANGES, SUMMARY, crumbs, run_cell
from runreport.pages.numbers import counted, day, listed, minute, short
from runreport.pages.report import Report
from runreport.pages.runs_table import setting_text
from runreport.pages.sentences import some, status_word, with_unit
from runreport.pages.slugs import href
from runreport.pages.views import Box, Cell, Column, Entry, Hero, Link, PageView, Section, TableView

MOST_ROWS, MOST_BEST, MOST_NAMES = 500, 3, 3
_JUDGED = {
    Verdict.BETTER: message("The one in front now is better, as far as repeated training can tell."),
    Verdict.CANNOT_TELL: message("We cannot tell the two apart with these repeats."),
}
_NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_NOT_JUDGED = message("How much of the difference is chance is not known.")


def changes_box(report: Report, changes: Changes) -> Box:
    """Return what the summary says of the changes."""
    lines = [Link(line) for line in _sentences(report, changes)]
    return Box(_title(changes), (*lines, Link(say("Everything that changed"), href(SUMMARY, CHANGES))))


def compose_changes(report: Report, changes: Changes) -> PageView:
    """Return the page with everything that changed."""
    sections = (
        _best(report, changes),
        _new(report, changes),
        _gone(changes),
        _values(report, changes),
        _compared(changes),
    )
    lead, *more = _sentences(report, changes)
    hero = Hero(
        say("Changes"), _title(changes), lead, tuple(more), crumbs=crumbs(CHANGES, (), say("Changes"))
    )
    return PageView(hero, sections=tuple(section for section in sections if section is not None))


def _title(changes: Changes) -> str:
    when = say("of {day}", day=day(changes.date)) if changes.date else say("before")
    return say("What changed since the report {when}", when=when)


def _sentences(report: Report, changes: Changes) -> Iterator[str]:
    if changes.is_nothing:
        yield say(
            "Nothing: {runs}, with the same settings and results as then.",
            runs=counted(len(report.runs), "run"),
        )
        return
    yield _counts(report, changes)
    yield from _best_sentences(report, changes)
    yield from _experiment_sentences(changes)
    if changes.gone:
        names = some([run.name or run.id[:12] for run in changes.gone])
        yield say(
            "{what} no longer in the records: {names}.",
            what=counted(len(changes.gone), "run is", "runs are"),
            names=names,
        )
    if changes.values:
        runs = len({one.run for one in changes.values})
        values = counted(len(changes.values), "value is", "values are")
        yield say(
            "{values} not what the earlier report said, in {runs}.", values=values, runs=counted(runs, "run")
        )
    for name in changes.models[:MOST_NAMES]:
        yield say("The card of {name} is that of another run now.", name=name)


def _best_sentences(report: Report, changes: Changes) -> Iterator[str]:
    for one in changes.best[:MOST_BEST]:
        yield _best_sentence(report, one)
    if len(changes.best) > MOST_BEST:
        more = counted(len(changes.best) - MOST_BEST, "further experiment")
        yield say("The best changed in {more} too.", more=more)
    if changes.otherwise:
        names = some([report.title_of(name) for name in changes.otherwise])
        yield say(
            "The best of then and now are not held against each other in {names}, whose runs are compared by another number or direction now.",
            names=names,
        )
    elif not changes.best:
        yield say("No experiment has another best result than then.")


def _experiment_sentences(changes: Changes) -> Iterator[str]:
    if changes.new_experiments:
        yield say("New experiments: {names}.", names=some(changes.new_experiments))
    if changes.gone_experiments:
        yield say("Experiments no longer there: {names}.", names=some(changes.gone_experiments))


def _counts(report: Report, changes: Changes) -> str:
    if not changes.new:
        return say("No run is new.")
    experiments = dict.fromkeys(report.runs[uid].experiment for uid in changes.new)
    names = some([report.title_of(name) for name in experiments])
    return say("{what} new, in {names}.", what=counted(len(changes.new), "run is", "runs are"), names=names)


def _best_sentence(report: Report, one: BestChange) -> str:
    info, title = report.info(one.metric), report.title_of(one.experiment)
    before, now = (with_unit(short(front.value), info) for front in (one.before, one.now))
    if one.before.label == one.now.label:
        return say(
            "{title}: the best {metric} was {before} and is {now}, both times with {name} (n = {n} then, {new} now).",
            title=title,
            metric=info.label,
            before=before,
            now=now,
            name=one.now.label,
            n=str(one.before.n),
            new=str(one.now.n),
        )
    return say(
        "{title}: the best {metric} was {before} with {old} and is {now} with {name}. {judged}",
        title=title,
        metric=info.label,
        before=before,
        old=one.before.label,
        now=now,
        name=one.now.label,
        judged=_judged(one),
    )


def _judged(one: BestChange) -> str:
    return say(_JUDGED.get(one.verdict, _NOT_JUDGED))


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
            Cell(_judged(one)),
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
