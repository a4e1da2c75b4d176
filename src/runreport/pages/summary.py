"""The first page: the question, the answer in a sentence, key figures, experiments, gaps, whom to ask."""

import re

import numpy as np

from runreport.analysis.findings import ExperimentFindings
from runreport.figures.inline import sparkline
from runreport.model import Status
from runreport.pages.changes import changes_box
from runreport.pages.gaps import gaps
from runreport.pages.heads import PROBLEMS
from runreport.pages.models import card_state
from runreport.pages.numbers import counted, day, duration, fixed, interval, short, span
from runreport.pages.prose import safe_html
from runreport.pages.reading import card_entry, reading_section
from runreport.pages.report import Report
from runreport.pages.rows import ARROWS
from runreport.pages.sentences import answer, baseline_sentence, caution, places_of, statuses
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
        (report.cover.title, report.cover.question) if has_question else ("Summary", report.cover.title)
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
    return (f"What came out of the first {MOST_ANSWERS}, the others stand below:",) if left > 0 else ()


def _what_this_is(report: Report) -> str:
    if not report.runs:
        return "No run could be read from the stores that were given."
    runs = counted(len(report.runs), "training run")
    experiments = counted(len(report.findings.experiments), "experiment")
    first = min((found.started for found in report.findings.experiments if found.started), default=None)
    last = max(
        (found.ended or found.started for found in report.findings.experiments if found.started), default=None
    )
    when = (
        f", made {'on' if first and last and first.date() == last.date() else 'from'} {span(first, last)}"
        if first
        else ""
    )
    return f"This report shows what came out of {runs} in {experiments}{when}."


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
    facts = [Fact(*statuses({status: count}).split(" ", 1)) for status, count in counts.items() if count]
    facts += [Fact(fixed(omission.count, 0), f"{omission.what} left out") for omission in report.omissions]
    if report.date is not None:
        facts.append(Fact(day(report.date), "newest record"))
    return tuple(facts)


def _figures(report: Report) -> tuple[KeyFigure, ...]:
    figures = [figure for found in report.findings.experiments if (figure := _best_figure(report, found))]
    figures = figures[: MOST_FIGURES - 1]
    known = [run.seconds for run in report.runs.values() if run.seconds is not None]
    if known:
        missing = len(report.runs) - len(known)
        notes = [f"over {counted(len(known), 'run')}"]
        if missing:
            notes.append(f"{counted(missing, 'run')} did not record it")
        figures.append(KeyFigure("Time of all runs together", duration(sum(known)), notes=tuple(notes)))
    return tuple(figures)


def _best_figure(report: Report, found: ExperimentFindings) -> KeyFigure | None:
    if found.headline is None or not found.ranking or not found.ranking.standings:
        return None
    info = report.info(found.headline)
    front = next(group for group in found.groups if group.key == found.ranking.standings[0].group)
    estimate = front.estimates[found.headline]
    places = places_of(estimate)
    notes = [f"{front.label}, in {report.title_of(found.name)}"]
    if estimate.low is not None:
        notes.append(f"mean of {estimate.n} repeats")
        notes.append(f"95 % interval {interval(estimate.low, estimate.high, places)}")
    else:
        mean = f"mean of {estimate.n} repeats, too few for a range"
        notes.append("trained once" if estimate.n == 1 else mean)
    value = fixed(estimate.value, places) if estimate.low is not None else short(estimate.value)
    return KeyFigure(
        f"Best {info.label}",
        value,
        info.unit,
        tuple(notes),
        href(PAGE, report.sitemap.experiments[found.name]),
    )


def _experiments(report: Report) -> Section | None:
    if not report.findings.experiments:
        return None
    columns = (
        Column("Experiment"),
        Column("Runs", "finished of all", is_number=True),
        Column("Compared by"),
        Column("Best single run", is_number=True),
        Column("Best so far", "over time"),
        Column("Newest record"),
    )
    rows = tuple(_experiment_row(report, found) for found in report.findings.experiments)
    title = "The experiments" if len(rows) > 1 else "The experiment"
    caption = (
        "How many runs of each finished, and the best result of one run by the number that compares them. "
        "It can be better than the key figure above, which is the mean where training was repeated."
    )
    return Section(title, table=TableView(title, columns, rows, caption), key="experiments")


def _experiment_row(report: Report, found: ExperimentFindings) -> tuple[Cell, ...]:
    title = report.title_of(found.name)
    name = Cell(
        title, found.name if title != found.name else "", href(PAGE, report.sitemap.experiments[found.name])
    )
    runs = Cell(f"{fixed(found.statuses.get(Status.FINISHED, 0), 0)} of {fixed(len(found.runs), 0)}")
    newest = Cell(day(found.ended))
    if found.headline is None:
        return name, runs, Cell("no number recorded", look="missing"), Cell("–"), Cell("–"), newest
    info = report.info(found.headline)
    arrow = ARROWS[info.better] or "direction not known"
    values = [best.value for best in found.progress]
    line = sparkline(np.arange(len(values)), np.array(values)) if len(values) > 2 else None
    best = found.progress[-1] if found.progress else None
    path = report.sitemap.runs.get(best.run) if best else None
    return (
        name,
        runs,
        Cell(info.label, arrow),
        Cell(short(best.value), info.unit, href(PAGE, path) if path else "")
        if best
        else Cell("–", look="missing", said="none called best"),
        Cell(spark=line) if line is not None and line.path else Cell("–", look="missing"),
        newest,
    )


def _cards(report: Report) -> Section | None:
    if not report.cards:
        return None
    columns = (
        Column("Model"),
        Column("What it is for"),
        Column("Card", "fields filled", is_number=True),
        Column("Chosen because"),
    )
    rows = tuple(
        (
            Cell(card.name, href=href(PAGE, report.sitemap.models[card.key])),
            Cell(card.summary or "Not stated", look="" if card.summary else "missing"),
            Cell(card_state(card)),
            Cell(card.why),
        )
        for card in report.cards
    )
    text = "What each model is, what it may be used for, how well it works, and what is not known of it."
    return Section("The models", text, table=TableView("Model cards", columns, rows), key="models")


def _checks(report: Report) -> Box:
    lines = []
    if report.cover.contact:
        lines.append(Link(f"Questions: {report.cover.contact}", _address(report.cover.contact)))
    if report.cover.authors:
        names = (
            f"{author.name}{f' ({author.role})' if author.role else ''}" for author in report.cover.authors
        )
        lines.append(Link(f"Written by {', '.join(names)}"))
    if report.cover.organization:
        lines.append(Link(report.cover.organization))
    for store in report.stores:
        lines.append(Link(f"Read from {store.address}: {counted(store.runs, 'run')}"))
    lines.append(Link(_withheld(report), href(PAGE, PROBLEMS) + "#withheld"))
    lines.append(Link("All records for machines: files/runs.csv", href(PAGE, "files/runs.csv")))
    lines.append(Link("Check this copy in its folder: sha256sum -c MANIFEST.sha256"))
    return Box("Whom to ask, and how to check", tuple(lines))


def _address(contact: str) -> str:
    """Return where a contact leads: a page or a mailbox; nothing for words."""
    if contact.startswith("https://") and len(contact.split()) == 1:
        return contact
    return f"mailto:{contact}" if MAILBOX.fullmatch(contact) else ""


def _withheld(report: Report) -> str:
    total = report.redactions.total
    return (
        f"{counted(total, 'private detail')} withheld from the records"
        if total
        else "Nothing in the records had to be withheld"
    )
