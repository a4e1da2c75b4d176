"""Cards filled from records as far as these go, and with what people say."""

import hashlib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from runreport.analysis.findings import Estimate, Findings
from runreport.analysis.metrics import is_cost
from runreport.analysis.results import results_of
from runreport.cards.card import ANNOTATION, Card, Field, FilledBy, Result, Section
from runreport.cards.fields import FIELDS, SECTIONS, SUMMARY, FieldSpec, Filler
from runreport.cards.person import PersonCard
from runreport.cards.records import Material, evaluated_on, record_text
from runreport.cards.subjects import Choice, Subject, subjects_of
from runreport.language import text
from runreport.model import MetricInfo, Problem, Run, StoreFacts

__all__ = ["Choice", "fill_cards", "unused_person_cards"]

NOBODY = PersonCard("")
_UNSAFE = re.compile(r"[^a-z0-9]+")


def fill_cards(
    findings: Findings,
    runs: Mapping[str, Run],
    facts: Sequence[StoreFacts],
    persons: Mapping[str, PersonCard],
    choices: Sequence[Choice] = (),
    withheld: str | None = None,
) -> tuple[Card, ...]:
    """Return a card for each registered or chosen model, and for the best run of each other experiment.

    Args:
        findings: of all experiments.
        runs: by uid, redacted.
        facts: what stores say beside their runs.
        persons: what people wrote, by the model's name or by the card's key.
        choices: models that the configuration names.
        withheld: what redaction took out, in a sentence; None where nobody can say.

    Raises:
        ConfigError: a choice names what is not there.
    """
    subjects = subjects_of(findings, runs, facts, choices)
    names = _names(subjects)
    keys = _keys(names)
    return tuple(
        _card(key, name, subject, findings.metrics, persons.get(name, persons.get(key, NOBODY)), withheld)
        for key, name, subject in zip(keys, names, subjects, strict=True)
    )


def unused_person_cards(persons: Mapping[str, PersonCard], cards: Sequence[Card]) -> tuple[Problem, ...]:
    """Return a problem for each person's card that belongs to no model."""
    known = {name for card in cards for name in (card.name, card.key)}
    names = ", ".join(sorted(f"`{card.name}`" for card in cards)) or "none"
    return tuple(
        Problem(
            what=f"there is no model `{name}`, so that this card is shown nowhere",
            remedy=f"name the file after a model (there are: {names}), or add it to the configuration",
            file=person.path,
        )
        for name, person in sorted(persons.items())
        if name not in known
    )


def _names(subjects: Sequence[Subject]) -> list[str]:
    """Return the models' names, with their experiment or store where two would be alike."""
    uses = Counter(subject.name for subject in subjects)
    return [
        subject.name
        if uses[subject.name] == 1 or subject.model is not None
        else f"{subject.name} ({subject.found.name if subject.found else subject.why})"
        for subject in subjects
    ]


def _keys(names: Sequence[str]) -> list[str]:
    """Return a file name for each card; those that would be alike get a digest and, if need be, a number."""
    plain = [_slug(name) for name in names]
    uses = Counter(plain)
    keys: list[str] = []
    for name, slug in zip(names, plain, strict=True):
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:6]
        key = slug if slug and uses[slug] == 1 else f"{slug}-{digest}".lstrip("-")
        again = sum(other == key or other.startswith(f"{key}-no-") for other in keys)
        keys.append(f"{key}-no-{again + 1}" if again else key)
    return keys


def _slug(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return _UNSAFE.sub("-", ascii_name.lower()).strip("-")[:56].strip("-")


def _card(
    key: str,
    name: str,
    subject: Subject,
    infos: Mapping[str, MetricInfo],
    person: PersonCard,
    withheld: str | None,
) -> Card:
    material = Material(subject, _results(subject), infos, withheld)
    sections = tuple(
        Section(
            section,
            title,
            tuple(_field(spec, material, person) for spec in FIELDS if spec.section == section),
        )
        for section, title in SECTIONS.items()
    )
    run = subject.run
    return Card(
        key=key,
        name=name,
        summary=person.fields.get(SUMMARY),
        is_registered=subject.model is not None,
        experiment=subject.found.name if subject.found else None,
        run=run.uid if run else None,
        why=subject.why,
        sections=sections,
        results=material.results,
        body=person.body,
        evaluated_on=evaluated_on(run) if run else (),
    )


def _field(spec: FieldSpec, material: Material, person: PersonCard) -> Field:
    """Return a field with the record's text first; a person adds to it, and never replaces it."""
    recorded = record_text(spec.key, material) if spec.filler is not Filler.PERSON else None
    stated = person.fields.get(spec.key)
    text, filled_by = recorded, FilledBy.RECORD
    if recorded is None:
        text, filled_by = stated, FilledBy.PERSON if stated else FilledBy.NOBODY
    elif stated:
        text = f"{recorded}{ANNOTATION}{stated}"
    run = material.subject.run
    return Field(
        key=spec.key,
        label=spec.label,
        text=text,
        filled_by=filled_by,
        is_required=spec.is_required,
        asked_by=spec.asked_by,
        hint=spec.hint,
        run=run.uid if run and filled_by is FilledBy.RECORD else None,
    )


def _results(subject: Subject) -> tuple[Result, ...]:
    """Return the run's results, the headline first: its group's mean where it finished, else its own."""
    run, found, group = subject.run, subject.found, subject.group
    if run is None:
        return ()
    own = results_of(run)
    order = dict.fromkeys((*(found.metrics if found else ()), *own))
    results = []
    for metric in (name for name in order if not is_cost(name)):
        estimate = group.estimates.get(metric) if group else None
        if estimate is not None and math.isfinite(estimate.value):
            results.append(_result(metric, estimate, run))
        elif metric in own and math.isfinite(own[metric]):
            how = text("a single run") if group else text("a single run that is not known to have finished")
            results.append(Result(metric, own[metric], None, None, 1, how, run.uid))
    return tuple(results)


def _result(metric: str, estimate: Estimate, run: Run) -> Result:
    return Result(metric, estimate.value, estimate.low, estimate.high, estimate.n, estimate.method, run.uid)
