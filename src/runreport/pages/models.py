"""Model cards as pages."""

from markupsafe import Markup

from runreport.analysis.findings import Estimate
from runreport.analysis.parts import by_measure
from runreport.cards.card import Card, Field, FilledBy, Result
from runreport.language import message, say, say_count
from runreport.pages.heads import MODELS, crumbs
from runreport.pages.numbers import counted, fixed, interval
from runreport.pages.parts import part_columns
from runreport.pages.prose import safe_html
from runreport.pages.report import Report
from runreport.pages.rows import estimate_column, metric_column
from runreport.pages.sentences import places_of, with_unit
from runreport.pages.slugs import href
from runreport.pages.views import Box, Cell, Column, Entry, Fact, Hero, Link, PageView, Section, TableView

FILLED_WORDS = {
    FilledBy.RECORD: message("from the record"),
    FilledBy.PERSON: message("written by the team"),
    FilledBy.NOBODY: "",
}


def card_state(card: Card) -> str:
    """Return how much of a card is filled."""
    return say("{n} of {all}", n=fixed(card.filled, 0), all=fixed(len(card.fields), 0))


def compose_models(report: Report) -> PageView:
    """Return the list of the cards."""
    columns = (
        Column(say("Model")),
        Column(say("Summary")),
        Column(say("Fields filled"), is_number=True),
        Column(say("Required and not stated"), is_number=True),
        Column(say("Why this model")),
    )
    rows = tuple(
        (
            Cell(
                card.name,
                "registered" if card.is_registered else say("not registered"),
                href(MODELS, report.sitemap.models[card.key]),
            ),
            Cell(card.summary or say("Not stated"), look="" if card.summary else "missing"),
            Cell(card_state(card)),
            Cell(fixed(len(unstated(card)), 0)),
            Cell(card.why),
        )
        for card in report.cards
    )
    lead = (
        say_count(
            len(report.cards),
            "{n} model of this report has a card that says what it is for, how well it works, and what is not known of it.",
            "{n} models of this report have a card that says what it is for, how well it works, and what is not known of it.",
        )
        if report.cards
        else say(
            "No run of this report could be called best, and no model is registered, so there is no model card."
        )
    )
    sections = (
        (Section(say("The cards"), table=TableView(say("Model cards"), columns, rows), key="cards"),)
        if rows
        else ()
    )
    return PageView(
        Hero(
            say("Models"),
            say("Model cards"),
            lead,
            more=tuple(filter(None, (without_card(report),))) if rows else (),
            crumbs=crumbs(MODELS, (), say("Models")),
        ),
        sections=sections,
    )


def without_card(report: Report) -> str:
    """Return how many experiments no card speaks of, and why; nothing where there are none."""
    covered = {card.experiment for card in report.cards}
    n = sum(found.name not in covered for found in report.findings.experiments)
    if not n:
        return ""
    return say_count(
        n,
        "{n} experiment has no card: no run of it could be called best, and no registered or chosen model came from it.",
        "{n} experiments have no card: none of their runs could be called best, and no registered or chosen model came from them.",
    )


def unstated(card: Card) -> tuple[Field, ...]:
    """Return the required fields that say nothing."""
    return tuple(field for field in card.fields if field.is_required and field.text is None)


def compose_model(report: Report, card: Card) -> PageView:
    """Return the page of one card."""
    page = report.sitemap.models[card.key]
    sections = [
        _section(report, page, say(section.title), section.key, section.fields) for section in card.sections
    ]
    if card.results:
        sections[:0] = [_results(report, card, page), *_parts(report, card)]
    return PageView(
        hero=_hero(report, card, page),
        prose=safe_html(card.body) if card.body else None,
        sections=tuple(sections),
        boxes=_boxes(card, page),
    )


def _hero(report: Report, card: Card, page: str) -> Hero:
    return Hero(
        eyebrow=say("Model card"),
        title=card.name,
        lead=card.summary or say("Nobody has yet said in a sentence what this model is for."),
        more=(_result_sentence(report, card.results[0]),) if card.results else (),
        facts=(Fact(card_state(card), say("fields filled")), Fact("", card.why)),
        crumbs=crumbs(page, ((say("Models"), MODELS),), card.name),
    )


def _result_sentence(report: Report, result: Result) -> str:
    info = report.info(result.metric)
    places = places_of(estimate_of(result))
    value = with_unit(fixed(result.value, places), info)
    if result.low is None or result.high is None:
        return say(
            "Its {label} is {value}, from {trainings}; the range is not known.",
            label=info.label,
            value=value,
            trainings=counted(result.n, "training", "trainings"),
        )
    return say(
        "Its {label} is {value} on average over {repeats}, between {low} and {high} if training were repeated.",
        label=info.label,
        value=value,
        repeats=counted(result.n, "repeat"),
        low=fixed(result.low, places),
        high=fixed(result.high, places),
    )


def _results(report: Report, card: Card, page: str) -> Section:
    columns = (
        Column(say("Result")),
        Column(say("Value"), say("with 95 % interval"), is_number=True),
        Column(say("Repeats"), is_number=True),
        Column(say("Better")),
        Column(say("What it means")),
        Column(say("From")),
    )
    in_parts = {
        name for parts in by_measure(r.metric for r in card.results).values() for name in parts.values()
    }
    rows = []
    for result in (result for result in card.results if result.metric not in in_parts):
        info = report.info(result.metric)
        places = places_of(estimate_of(result))
        path = report.sitemap.runs.get(result.run)
        run = report.runs.get(result.run)
        rows.append(
            (
                Cell(info.label, info.unit),
                Cell(fixed(result.value, places), interval(result.low, result.high, places)),
                Cell(fixed(result.n, 0)),
                Cell(metric_column(info).sub),
                Cell(info.explain or say("not explained")),
                Cell(run.title if run else result.run, href=href(page, path) if path else ""),
            )
        )
    return Section(
        say("How well it works"),
        table=TableView(say("Results of this model"), columns, tuple(rows)),
        key="results",
    )


def _parts(report: Report, card: Card) -> tuple[Section, ...]:
    """Return the results for parts of the data as one table; none where there are none."""
    values = {result.metric: result for result in card.results}
    measures = by_measure(values)
    if not measures:
        return ()
    parts = sorted({part for names in measures.values() for part in names})
    columns = part_columns(measures, report.findings.metrics)
    cells = [tuple(Cell(part) for part in parts)]
    for names in measures.values():
        found = [values.get(names.get(part, "")) for part in parts]
        cells.append(
            estimate_column([None if result is None else estimate_of(result) for result in found], (), ())
        )
    table = TableView(say("Results by part of the data"), columns, tuple(zip(*cells, strict=True)))
    text = say(
        "Mean over repeats, with the 95 % interval of repeated training. A small part can differ by chance."
    )
    return (Section(say("How well it works for parts of the data"), text, table=table, key="parts"),)


def estimate_of(result: Result) -> Estimate:
    """Return a card's result as the analysis has it."""
    return Estimate(result.value, result.low, result.high, result.n, None, result.method)


def _section(report: Report, page: str, title: str, key: str, fields: tuple[Field, ...]) -> Section:
    return Section(title, entries=tuple(_entry(report, page, field) for field in fields), key=key)


def _entry(report: Report, page: str, field: Field) -> Entry:
    path = report.sitemap.runs.get(field.run or "")
    html: Markup | None = None
    if field.filled_by is FilledBy.PERSON and field.text:
        html = safe_html(field.text)
    sub = (
        say(FILLED_WORDS[field.filled_by])
        if field.text
        else f"{say('required') if field.is_required else say('optional')}; {say(field.hint)}"
    )
    return Entry(
        say(field.label),
        field.text or "",
        sub=sub,
        sub_href=href(page, path) if path and field.text else "",
        html=html,
    )


def _boxes(card: Card, page: str) -> tuple[Box, ...]:
    missing = unstated(card)
    lines = tuple(Link(say(field.label)) for field in missing) or (
        Link(say("Every required field says something.")),
    )
    files = (
        Link(say("This card as Markdown"), href(page, f"files/cards/{card.key}.md")),
        Link(say("This card as JSON"), href(page, f"files/cards/{card.key}.json")),
        Link(say("A file to fill in"), href(page, f"files/cards/{card.key}-to-fill.md")),
        Link(
            say("To fill this card: put that file at cards/{key}.md, write, and build again.", key=card.key)
        ),
    )
    return Box(say("Required and not stated"), lines), Box(say("Take it along"), files)
