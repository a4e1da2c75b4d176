"""The first page: the question, the answer in a sentence, key figures, experiments, gaps, whom to ask."""

import re
from collections.abc import Iterator

import numpy as np

from runreport.analysis.findings import ExperimentFindings
from runreport.analysis.results import seconds_of
from runreport.figures.inline import sparkline
from runreport.language import say
from runreport.model import Status
from runreport.pages.case import value_of
from runreport.pages.changes import changes_box
from runreport.pages.gaps import gaps
from runreport.pages.heads import PROBLEMS, fact
from runreport.pages.models import card_state
from runreport.pages.numbers import counted, day, duration, fixed, interval, short, span
from runreport.pages.prose import safe_html
from runreport.pages.reading import card_entry, reading_section
from runreport.pages.report import Report
from runreport.pages.rows import ARROWS
from runreport.pages.sentences import answer, baseline_sentence, caution, counted_status, places_of, some
from runreport.pages.slugs import href
from runreport.pages.views import (
    Box,
    Cell,
    Column,
    Entry,
    Fact,
    Hero,
    KeyFigure,
    Link,
    PageView,
    Section,
    TableView,
)

MOST_ANSWERS, MOST_FIGURES = 3, 4
MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PAGE = "index.html"


def compose_summary(report: Report) -> PageView:
    """Return the summary."""
    changed = () if report.changes is None else (changes_box(report, report.changes),)
    sections = (reading_section(report), _experiments(report), _cards(report))
    return PageView(
        hero=_hero(report),
        figures=_figures(report),
        prose=safe_html(report.cover.description) if report.cover.description else None,
        sections=tuple(section for section in sections if section is not None),
        boxes=(*changed, gaps(report), _checks(report)),
    )


def _hero(report: Report) -> Hero:
    experiments = report.findings.experiments
    has_question = bool(report.cover.question)
    eyebrow, title = (
        (report.cover.title, report.cover.question) if has_question else (say("Summary"), report.cover.title)
    )
    if not has_question or not experiments:
        answers = tuple(_answer(report, found) for found in experiments[:MOST_ANSWERS])
        return Hero(eyebrow, title, _what_this_is(report), _more(report), answers, _facts(report))
    first, *others = experiments
    card = card_entry(report, first)
    return Hero(
        eyebrow,
        title,
        lead=_said(report, first),
        more=(_what_this_is(report),),
        answers=(
            *(() if card is None else (card,)),
            *(_answer(report, found) for found in others[: MOST_ANSWERS - 1]),
        ),
        facts=_facts(report),
    )


def _more(report: Report) -> tuple[str, ...]:
    left = len(report.findings.experiments) - MOST_ANSWERS
    return (
        (
            say(
                "What came out of the first {n}, the others stand below:",
                n=MOST_ANSWERS,
            ),
        )
        if left > 0
        else ()
    )


def _what_this_is(report: Report) -> str:
    if not report.runs:
        return say("No run could be read from the stores that were given.")
    runs = counted(len(report.runs), "training run")
    experiments = counted(len(report.findings.experiments), "experiment")
    first = min((found.started for found in report.findings.experiments if found.started), default=None)
    last = max(
        (found.ended or found.started for found in report.findings.experiments if found.started), default=None
    )
    if not first:
        return say(
            "This report shows what came out of {runs} in {experiments}.", runs=runs, experiments=experiments
        )
    if first and last and first.date() == last.date():
        return say(
            "This report shows what came out of {runs} in {experiments}, made on {day}.",
            runs=runs,
            experiments=experiments,
            day=day(first),
        )
    return say(
        "This report shows what came out of {runs} in {experiments}, made from {days}.",
        runs=runs,
        experiments=experiments,
        days=span(first, last),
    )


def _answer(report: Report, found: ExperimentFindings) -> Entry:
    path = href(PAGE, report.sitemap.experiments[found.name])
    return Entry(report.title_of(found.name), _said(report, found), path)


def _said(report: Report, found: ExperimentFindings) -> str:
    groups = {group.key: group for group in found.groups}
    sentences = (
        baseline_sentence(found, groups),
        answer(found, groups, report.findings.metrics),
        caution(found),
    )
    return " ".join(sentence for sentence in sentences if sentence)


def _facts(report: Report) -> tuple[Fact, ...]:
    counts = dict.fromkeys(Status, 0)
    for found in report.findings.experiments:
        for status, count in found.statuses.items():
            counts[status] += count
    facts = [fact(counted_status(status, count)) for status, count in counts.items() if count]
    facts += [
        Fact(fixed(omission.count, 0), say("left out: {what}", what=say(omission.what)))
        for omission in report.omissions
    ]
    if report.date is not None:
        facts.append(Fact(day(report.date), say("newest record")))
    return tuple(facts)


def _figures(report: Report) -> tuple[KeyFigure, ...]:
    figures = [figure for found in report.findings.experiments if (figure := _best_figure(report, found))]
    return (*figures[: MOST_FIGURES - 1], *_time(report))


def _time(report: Report) -> Iterator[KeyFigure]:
    """Yield the time of all runs: a run that holds others has theirs in it, and is not added to them."""
    added = [found for found in report.findings.experiments if found.seconds is not None]
    if not added:
        return
    count = sum(found.runs_with_seconds for found in added)
    timed = sum(seconds_of(run) is not None for run in report.runs.values())
    notes = [say("over {runs}", runs=counted(count, "run"))]
    if timed > count:
        holders = counted(timed - count, "run")
        notes.append(say("{runs} not added, with the time of others in it", runs=holders))
    if timed < len(report.runs):
        notes.append(say("{runs} did not record it", runs=counted(len(report.runs) - timed, "run")))
    total = sum(found.seconds or 0.0 for found in added)
    yield KeyFigure(say("Time of all runs together"), duration(total), notes=tuple(notes))


def _best_figure(report: Report, found: ExperimentFindings) -> KeyFigure | None:
    if found.headline is None or not found.ranking or not found.ranking.top:
        return None
    info = report.info(found.headline)
    front = next(group for group in found.groups if group.key == found.ranking.standings[0].group)
    estimate = front.estimates[found.headline]
    places = places_of(estimate)
    labels = {group.key: group.label for group in found.groups}
    is_shared = not found.ranking.is_tested and len(found.ranking.top) > 1
    label = some([labels[key] for key in found.ranking.top], 1) if is_shared else front.label
    notes = [say("{label}, in {title}", label=label, title=report.title_of(found.name))]
    if estimate.low is not None:
        notes.append(say("mean of {n} repeats", n=str(estimate.n)))
        within = interval(estimate.low, estimate.high, places)
        notes.append(say("95 % interval {interval}", interval=within))
    else:
        mean = say("mean of {n} repeats, too few for a range", n=str(estimate.n))
        notes.append(say("trained once") if estimate.n == 1 else mean)
    value = fixed(estimate.value, places) if estimate.low is not None else short(estimate.value)
    return KeyFigure(
        say("Best {label}", label=info.label),
        value,
        info.unit,
        tuple(notes),
        href(PAGE, report.sitemap.experiments[found.name]),
    )


def _experiments(report: Report) -> Section | None:
    if not report.findings.experiments:
        return None
    columns = (
        Column(say("Experiment")),
        Column(say("Runs"), say("finished of all"), is_number=True),
        Column(say("Compared by")),
        Column(say("Best single run"), is_number=True),
        Column(say("Best so far"), say("over time")),
        Column(say("Newest record")),
    )
    rows = tuple(_experiment_row(report, found) for found in report.findings.experiments)
    title = say("The experiments") if len(rows) > 1 else say("The experiment")
    caption = say(
        "How many runs of each finished, and the best result of one run by the number that compares them. It can be better than the key figure above, which is the mean where training was repeated."
    )
    return Section(title, table=TableView(title, columns, rows, caption), key="experiments")


def _experiment_row(report: Report, found: ExperimentFindings) -> tuple[Cell, ...]:
    title = report.title_of(found.name)
    name = Cell(
        title, found.name if title != found.name else "", href(PAGE, report.sitemap.experiments[found.name])
    )
    runs = Cell(
        say("{n} of {all}", n=fixed(found.statuses.get(Status.FINISHED, 0), 0), all=fixed(len(found.runs), 0))
    )
    newest = Cell(day(found.ended))
    if found.headline is None:
        return name, runs, Cell(say("no number recorded"), look="missing"), Cell("–"), Cell("–"), newest
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
        Cell(short(best), info.unit, href(PAGE, path) if path else "")
        if best is not None
        else Cell("–", look="missing", said=say("none called best")),
        Cell(spark=line) if line is not None and line.path else Cell("–", look="missing"),
        newest,
    )


def _cards(report: Report) -> Section | None:
    if not report.cards:
        return None
    columns = (
        Column(say("Model")),
        Column(say("What it is for")),
        Column(say("Card"), say("fields filled"), is_number=True),
        Column(say("Chosen because")),
    )
    rows = tuple(
        (
            Cell(card.name, href=href(PAGE, report.sitemap.models[card.key])),
            Cell(card.summary or say("Not stated"), look="" if card.summary else "missing"),
            Cell(card_state(card)),
            Cell(card.why),
        )
        for card in report.cards
    )
    text = say("What each model is, what it may be used for, how well it works, and what is not known of it.")
    return Section(say("The models"), text, table=TableView(say("Model cards"), columns, rows), key="models")


def _checks(report: Report) -> Box:
    lines = []
    if report.cover.contact:
        questions = say("Questions: {contact}", contact=report.cover.contact)
        lines.append(Link(questions, _address(report.cover.contact)))
    if report.cover.authors:
        names = (
            f"{author.name}{f' ({author.role})' if author.role else ''}" for author in report.cover.authors
        )
        lines.append(Link(say("Written by {names}", names=", ".join(names))))
    if report.cover.organization:
        lines.append(Link(report.cover.organization))
    for store in report.stores:
        lines.append(
            Link(say("Read from {address}: {runs}", address=store.address, runs=counted(store.runs, "run")))
        )
    lines.append(Link(_withheld(report), href(PAGE, PROBLEMS) + "#withheld"))
    lines.append(Link(say("All records for machines: files/runs.csv"), href(PAGE, "files/runs.csv")))
    lines.append(Link(say("Check this copy in its folder: sha256sum -c MANIFEST.sha256")))
    return Box(say("Whom to ask, and how to check"), tuple(lines))


def _address(contact: str) -> str:
    """Return where a contact leads: a page or a mailbox; nothing for words."""
    if contact.startswith("https://") and len(contact.split()) == 1:
        return contact
    return f"mailto:{contact}" if MAILBOX.fullmatch(contact) else ""


def _withheld(report: Report) -> str:
    total = report.redactions.total
    return (
        say("{details} withheld from the records", details=counted(total, "private detail"))
        if total
        else say("Nothing in the records had to be withheld")
    )
