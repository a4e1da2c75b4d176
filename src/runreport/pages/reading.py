"""What a reader needs to understand the answer: the words in it, and the card of the model it speaks of."""

from collections.abc import Iterator, Sequence

from runreport.analysis.findings import Estimate, ExperimentFindings
from runreport.language import say, say_count
from runreport.pages.answers import baseline_sentence
from runreport.pages.heads import GLOSSARY, SUMMARY
from runreport.pages.key_figures import leading
from runreport.pages.methods import TERMS
from runreport.pages.models import card_state
from runreport.pages.report import Report
from runreport.pages.slugs import href
from runreport.pages.views import Entry, Section


def reading_section(report: Report) -> Section | None:
    """Return the words that the first answer uses, a line each; None where it uses none of them."""
    experiments = report.findings.experiments
    entries = tuple(_words(report, experiments[0])) if experiments else ()
    if not entries:
        return None
    entries += (*_numbers(report, experiments), *_others(report))
    entries += (
        Entry(say("More words"), say("All of them are in the glossary"), href=href(SUMMARY, GLOSSARY)),
    )
    return Section(
        say("How to read this"),
        entries=entries,
        key="reading",
        fold=say_count(len(entries) - 1, "{n} word explained", "{n} words explained"),
    )


def _numbers(report: Report, experiments: Sequence[ExperimentFindings]) -> Iterator[Entry]:
    """Yield the numbers of the other key figures, where anything explains them."""
    said = {report.info(experiments[0].headline).label} if experiments[0].headline else set()
    for found in leading(report)[1:]:
        info = report.info(found.headline or "")
        if info.explain and info.label not in said:
            said.add(info.label)
            yield Entry(info.label, info.explain)


def _others(report: Report) -> Iterator[Entry]:
    """Yield the words of the parts below, as the glossary has them."""
    terms = dict(TERMS)
    for term in ("Run", "Experiment", *(("Model card",) if report.cards else ())):
        yield Entry(say(term), say(terms[term]))


def _words(report: Report, found: ExperimentFindings) -> Iterator[Entry]:
    groups = {group.key: group for group in found.groups}
    if found.headline is None or found.ranking is None:
        return
    info = report.info(found.headline)
    yield Entry(info.label, info.explain or say("The number by which the runs are compared."))
    if found.ranking.standings:
        yield Entry(say("Setting"), say("What was chosen before training, such as the kind of model."))
    if baseline_sentence(found, groups):
        yield Entry(
            say("Baseline"), say("What the others are held against: the method in use, or the simplest one.")
        )
    if found.ranking.standings:
        yield from _words_of_the_front(groups[found.ranking.standings[0].group].estimates[found.headline])
    if found.ranking.is_tested and len(found.ranking.top) > 1:
        yield Entry(
            say("Cannot be told apart"), say("They may be equal, or there may be too few repeats to tell.")
        )


def _words_of_the_front(estimate: Estimate) -> Iterator[Entry]:
    if estimate.n > 1:
        yield Entry(say("Repeats"), say("The same training, run again from another random start."))
    if estimate.low is not None:
        yield Entry(
            say("95 % interval"),
            say(
                "Where the mean would be expected in 95 of 100 cases if training were repeated. It says nothing of other people or other data."
            ),
        )


def card_entry(report: Report, found: ExperimentFindings) -> Entry | None:
    """Return the way to the card of an experiment's model, registered ones first; None where there is none."""
    cards = [card for card in report.cards if card.experiment == found.name]
    card = min(cards, key=lambda one: not one.is_registered, default=None)
    if card is None:
        return None
    purpose = card.summary or say("What it is for, nobody has stated.")
    text = say(
        "{purpose} {filled} lines of its card are filled. Why this model: {why}.",
        purpose=purpose,
        filled=card_state(card),
        why=card.why,
    )
    return Entry(
        say("The model and its card: {name}", name=card.name),
        text,
        href(SUMMARY, report.sitemap.models[card.key]),
    )
