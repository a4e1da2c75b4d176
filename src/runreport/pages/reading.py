"""What a reader needs to understand the answer: the words in it, and the card of the model it speaks of."""

from collections.abc import Iterator

from runreport.analysis.findings import ExperimentFindings
from runreport.language import say
from runreport.pages.heads import GLOSSARY, SUMMARY
from runreport.pages.models import card_state
from runreport.pages.report import Report
from runreport.pages.sentences import answer, baseline_sentence
from runreport.pages.slugs import href
from runreport.pages.views import Entry, Section


def reading_section(report: Report) -> Section | None:
    """Return the words that the first answer uses, a line each; None where it uses none of them."""
    experiments = report.findings.experiments
    entries = tuple(_words(report, experiments[0])) if experiments else ()
    if not entries:
        return None
    entries += (
        Entry(say("More words"), say("All of them are in the glossary"), href=href(SUMMARY, GLOSSARY)),
    )
    return Section(say("How to read this"), entries=entries, key="reading")


def _words(report: Report, found: ExperimentFindings) -> Iterator[Entry]:
    groups = {group.key: group for group in found.groups}
    said = f"{baseline_sentence(found, groups)} {answer(found, groups, report.findings.metrics)}"
    if found.headline is not None and found.ranking:
        info = report.info(found.headline)
        yield Entry(info.label, info.explain or say("The number by which the runs are compared."))
    if "setting" in said:
        yield Entry(say("Setting"), say("What was chosen before training, such as the kind of model."))
    if "baseline" in said:
        yield Entry(
            say("Baseline"), say("What the others are held against: the method in use, or the simplest one.")
        )
    if "repeat" in said:
        yield Entry(say("Repeats"), say("The same training, run again from another random start."))
    if "between" in said:
        yield Entry(
            say("95 % interval"),
            say(
                "Where the mean would be expected in 95 of 100 cases if training were repeated. It says nothing of other people or other data."
            ),
        )
    if "told apart" in said:
        yield Entry(
            say("Cannot be told apart"), say("They may be equal, or there may be too few repeats to tell.")
        )


def card_entry(report: Report, found: ExperimentFindings) -> Entry | None:
    """Return the way to the card of an experiment's model, registered ones first; None where there is none."""
    cards = [card for card in report.cards if card.experiment == found.name]
    card = min(cards, key=lambda one: not one.is_registered, default=None)
    if card is None:
        return None
    purpose = card.summary or say("What it is for, nobody has stated.")
    text = say(
        "{purpose} {filled} lines of its card are filled. Chosen because: {why}.",
        purpose=purpose,
        filled=card_state(card),
        why=card.why,
    )
    return Entry(
        say("The model and its card: {name}", name=card.name),
        text,
        href(SUMMARY, report.sitemap.models[card.key]),
    )
