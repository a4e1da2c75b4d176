"""Data sets and the way from data over runs to models."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from runreport.analysis.findings import Caution
from runreport.analysis.lineage import DataUse, ModelUse
from runreport.language import say
from runreport.pages.heads import DATA, crumbs
from runreport.pages.numbers import counted, fixed, listed
from runreport.pages.report import Report
from runreport.pages.slugs import href
from runreport.pages.views import Cell, Column, Entry, Hero, PageView, Section, TableView

MOST_RUNS, MOST_DOUBTS, MOST_JOINED = 12, 50, 200


def compose_data(report: Report) -> PageView:
    """Return the page on data and provenance."""
    sections = (_cautions(report), _joined(report), _data(report), _models(report), _code(report))
    return PageView(_hero(report), sections=tuple(section for section in sections if section is not None))


def _hero(report: Report) -> Hero:
    way = report.lineage
    missing = len(way.runs_without_data)
    if not way.data:
        lead = say("No run recorded which data it used, so its results cannot be led back to data.")
    elif missing:
        lead = say(
            "{runs} of {all} recorded which data they used: {sets}.",
            runs=counted(len(report.runs) - missing, "run"),
            all=fixed(len(report.runs), 0),
            sets=counted(len(way.data), "data set"),
        )
    else:
        lead = say("Every run recorded which data it used: {sets}.", sets=counted(len(way.data), "data set"))
    more = say(
        "A digest is a fingerprint: two data sets with the same digest are the same, to the last byte that it covers."
    )
    return Hero(
        say("Data and provenance"),
        say("Where the results come from"),
        lead,
        (more,),
        crumbs=crumbs(DATA, (), say("Data")),
    )


def _cautions(report: Report) -> Section | None:
    cautions = (*report.lineage.cautions, *_doubts(report))
    if not cautions:
        return None
    columns = (Column(say("What was noticed")), Column(say("Runs"), is_number=True))
    rows = tuple((Cell(one.what), Cell(fixed(len(one.runs), 0))) for one in cautions)
    return Section(
        say("To be looked at"),
        table=TableView(say("What was noticed about data"), columns, rows),
        key="cautions",
    )


def _doubts(report: Report) -> Iterator[Caution]:
    """Yield the pairs of records that were not joined: the first ones, and the number of the others."""
    for doubt in report.doubts[:MOST_DOUBTS]:
        names = listed(report.runs[uid].title for uid in doubt.runs if uid in report.runs)
        yield replace(
            doubt,
            what=say("{names} may be one run, and are kept apart: {what}", names=names, what=doubt.what),
        )
    more = report.doubts[MOST_DOUBTS:]
    if more:
        runs = tuple(dict.fromkeys(uid for doubt in more for uid in doubt.runs))
        yield Caution(
            say("{pairs} of records may be of one run each", pairs=counted(len(more), "more pair")), runs
        )


def _joined(report: Report) -> Section | None:
    """Return which runs were put together from several stores, and by what evidence."""
    joined = [(run, part) for run in report.runs.values() for part in run.joined]
    if not joined:
        return None
    columns = (
        Column(say("Run")),
        Column(say("Also recorded in")),
        Column(say("As")),
        Column(say("Known by")),
    )
    rows = tuple(
        (
            Cell(
                run.title,
                href=href(DATA, report.sitemap.runs[run.uid]) if run.uid in report.sitemap.runs else "",
            ),
            Cell(part.ref.store.address),
            Cell(part.ref.key),
            Cell(part.because),
        )
        for run, part in joined[:MOST_JOINED]
    )
    more = len(joined) - MOST_JOINED
    note = (
        say("{records} on the runs' own pages.", records=counted(more, "further record")) if more > 0 else ""
    )
    text = say(
        "Records of one run in several stores are one run here. Each run's page says which number comes from where."
    )
    return Section(
        say("Runs that several stores recorded"),
        text,
        table=TableView(say("Runs joined from several stores"), columns, rows, note=note),
        key="joined",
    )


def _data(report: Report) -> Section | None:
    if not report.lineage.data:
        return None
    columns = (
        Column(say("Data set")),
        Column(say("Used for")),
        Column(say("Digest")),
        Column(say("Rows"), is_number=True),
        Column(say("Runs"), is_number=True),
        Column(say("Experiments")),
        Column(say("Source")),
    )
    rows = tuple(_data_row(report, use) for use in report.lineage.data)
    return Section(say("The data sets"), table=TableView(say("Data sets"), columns, rows), key="data")


def _data_row(report: Report, use: DataUse) -> tuple[Cell, ...]:
    return (
        Cell(use.name, look="address"),
        Cell(listed(use.contexts) or say("not stated")),
        Cell(use.digest or say("none recorded"), look="address" if use.digest else "missing"),
        Cell("–" if use.rows is None else fixed(use.rows, 0)),
        Cell(fixed(len(use.runs), 0)),
        Cell(listed(report.title_of(name) for name in use.experiments)),
        Cell(use.source or say("not stated"), look="address"),
    )


def _models(report: Report) -> Section | None:
    if not report.lineage.models:
        return None
    columns = (
        Column(say("Model")),
        Column(say("Version")),
        Column(say("Made by run")),
        Column(say("On data")),
        Column(say("With code")),
    )
    rows = tuple(_model_row(report, use) for use in report.lineage.models)
    text = say(
        "From each model back to the run that made it, the data that the run read, and the code that it ran."
    )
    return Section(
        say("From models back to data"),
        text,
        table=TableView(say("Models and their origin"), columns, rows),
        key="models",
    )


def _model_row(report: Report, use: ModelUse) -> tuple[Cell, ...]:
    run = report.runs.get(use.run or "")
    path = report.sitemap.runs.get(use.run or "")
    cards = {card.name: report.sitemap.models[card.key] for card in report.cards if card.is_registered}
    data = [f"{one.name} ({one.digest})" if one.digest else one.name for one in run.datasets] if run else []
    return (
        Cell(
            use.name,
            href=href(DATA, cards[use.name]) if use.version is not None and use.name in cards else "",
        ),
        Cell(use.version or say("not registered"), ", ".join(filter(None, (use.stage, *use.aliases)))),
        Cell(
            run.title if run else say("not in the records"),
            href=href(DATA, path) if path else "",
            look="" if run else "missing",
        ),
        Cell(_some(data) or say("not recorded"), look="" if data else "missing"),
        Cell(
            run.source.commit[:12] if run and run.source.commit else say("not recorded"),
            look="" if run and run.source.commit else "missing",
        ),
    )


def _code(report: Report) -> Section:
    commits: dict[tuple[str, str], int] = {}
    for run in report.runs.values():
        key = (run.source.commit or say("not recorded"), run.source.repository or say("not stated"))
        commits[key] = commits.get(key, 0) + 1
    columns = (Column(say("Commit")), Column(say("Repository")), Column(say("Runs"), is_number=True))
    ordered = sorted(commits.items(), key=lambda item: (-item[1], item[0]))
    rows = tuple(
        (Cell(commit), Cell(repository), Cell(fixed(count, 0)))
        for (commit, repository), count in ordered[:50]
    )
    more = len(ordered) - 50
    note = say("{commits} in files/runs.csv.", commits=counted(more, "further commit")) if more > 0 else ""
    stores = tuple(
        Entry(
            store.address,
            say(
                "{runs}, read as {reader}: {because}",
                runs=counted(store.runs, "run"),
                reader=store.reader,
                because=store.because,
            ),
        )
        for store in report.stores
    )
    return Section(
        say("The code, and the stores that were read"),
        entries=stores,
        table=TableView(say("Commits"), columns, rows, note=note),
        key="code",
    )


def _some(names: Sequence[str]) -> str:
    more = len(names) - MOST_RUNS
    return ", ".join([*names[:MOST_RUNS], say("{n} more", n=fixed(more, 0))] if more > 0 else names)
