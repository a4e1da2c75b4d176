"""The first page: the question, the answer, key figures, experiments, gaps, whom to ask."""

from runreport.analysis.findings import ExperimentFindings
from runreport.language import say, say_count
from runreport.model import Status
from runreport.pages.answers import sentences_of
from runreport.pages.changes import changes_box
from runreport.pages.checks import checks
from runreport.pages.gaps import gaps
from runreport.pages.heads import PROBLEMS, RUNS, fact
from runreport.pages.key_figures import key_figures
from runreport.pages.numbers import counted, day, span
from runreport.pages.overview import cards_section, experiments_section
from runreport.pages.prose import safe_html
from runreport.pages.reading import card_entry, reading_section
from runreport.pages.report import Report
from runreport.pages.sentences import counted_status
from runreport.pages.slugs import href
from runreport.pages.views import Entry, Fact, Hero, PageView

MOST_ANSWERS = 3
PAGE = "index.html"


def compose_summary(report: Report) -> PageView:
    """Return the summary."""
    changed = () if report.changes is None else (changes_box(report, report.changes),)
    sections = (reading_section(report), experiments_section(report), cards_section(report))
    return PageView(
        hero=_hero(report),
        figures=key_figures(report),
        prose=safe_html(report.cover.description) if report.cover.description else None,
        sections=tuple(section for section in sections if section is not None),
        boxes=(*changed, gaps(report), checks(report)),
    )


def _hero(report: Report) -> Hero:
    experiments = report.findings.experiments
    has_question = bool(report.cover.question)
    eyebrow, title = (
        (report.cover.title, report.cover.question) if has_question else (say("Summary"), report.cover.title)
    )
    if not has_question or not experiments:
        answers = tuple(_answer(report, found) for found in experiments[:MOST_ANSWERS])
        return Hero(eyebrow, title, _what_this_is(report), _more(report), answers, facts=_facts(report))
    first, *others = experiments
    card = card_entry(report, first)
    lead, *more = _said(report, first)
    shown = others[: MOST_ANSWERS - 1]
    return Hero(
        eyebrow,
        title,
        lead=lead,
        more=(*more, _what_this_is(report)),
        answers=(
            *(() if card is None else (card,)),
            *(_answer(report, found) for found in shown),
        ),
        fold=_fold(card is not None, len(shown)),
        facts=_facts(report),
    )


def _fold(has_card: bool, others: int) -> str:
    """Return what to click for the model and the other experiments."""
    if not others:
        return say("The model and its card") if has_card else ""
    if not has_card:
        return say_count(
            others, "What came out of {n} other experiment", "What came out of {n} other experiments"
        )
    return say_count(
        others,
        "The model, and what came out of {n} other experiment",
        "The model, and what came out of {n} other experiments",
    )


def _more(report: Report) -> tuple[str, ...]:
    left = len(report.findings.experiments) - MOST_ANSWERS
    return (
        (
            say(
                "Here is what came out of the first {n} experiments; the table below has all of them.",
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
    return Entry(report.title_of(found.name), " ".join(_said(report, found)), path)


def _said(report: Report, found: ExperimentFindings) -> tuple[str, ...]:
    groups = {group.key: group for group in found.groups}
    return sentences_of(found, groups, report.findings.metrics)


def _facts(report: Report) -> tuple[Fact, ...]:
    counts = dict.fromkeys(Status, 0)
    for found in report.findings.experiments:
        for status, count in found.statuses.items():
            counts[status] += count
    runs, left_out = href(PAGE, RUNS), f"{href(PAGE, PROBLEMS)}#left-out"
    facts = [
        fact(
            counted_status(status, count),
            f"{runs}#{'runs' if status is Status.FINISHED else status.value}",
        )
        for status, count in counts.items()
        if count
    ]
    facts += [
        fact(
            say_count(one.count, "{n} left out: {what}", "{n} left out: {what}", what=say(one.what)), left_out
        )
        for one in report.omissions
    ]
    if report.date is not None:
        facts.append(Fact(day(report.date), say("newest record")))
    return tuple(facts)
