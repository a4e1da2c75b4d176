"""What a run's record says besides its numbers: data, code, models, files, relatives, origin."""

from collections.abc import Iterable, Iterator

from runreport.language import say
from runreport.model import Run
from runreport.pages.case import RunCase
from runreport.pages.forge import commit_link
from runreport.pages.logged import left_out_section
from runreport.pages.numbers import counted, duration, fixed, listed, minute, short, size
from runreport.pages.prose import safe_html
from runreport.pages.runs_table import setting_text
from runreport.pages.slugs import href
from runreport.pages.views import Cell, Column, Entry, Section, TableView

MOST_ARTIFACTS, MOST_NAMES = 200, 12
CONSOLE = "lines of console output"
"""What readers call the lines that they leave out."""


def record_sections(case: RunCase) -> tuple[Section | None, ...]:
    """Return the parts of a run's page below its results; None for what the record does not have."""
    run = case.run
    return (
        _settings(run),
        _notes(run),
        _data(run),
        _code(run),
        _models(case),
        _artifacts(run),
        _family(case),
        _entries(say("Tags"), "tags", run.tags.items()),
        _console(run),
        _problems(run),
        left_out_section(run),
        _origin(run),
    )


def _entries(title: str, key: str, pairs: Iterable[tuple[str, str]]) -> Section | None:
    entries = tuple(Entry(name, text or say("(empty)")) for name, text in pairs)
    return Section(title, entries=entries, key=key) if entries else None


def _settings(run: Run) -> Section | None:
    entries = tuple(
        Entry(name, setting_text(value) or say("(empty)"), sub=recorded_as(run, name))
        for name, value in run.params.items()
    )
    return Section(say("Settings"), entries=entries, key="params") if entries else None


def recorded_as(run: Run, name: str) -> str:
    """Return under which other name the record has a metric or setting; empty where it is the same."""
    return (
        say("recorded as {recorded_as}", recorded_as=run.recorded_as[name]) if name in run.recorded_as else ""
    )


def _notes(run: Run) -> Section | None:
    if not run.notes:
        return None
    return Section(
        say("Notes"), entries=(Entry(say("Written by the team"), html=safe_html(run.notes)),), key="notes"
    )


def _data(run: Run) -> Section:
    if not run.datasets:
        return Section(say("Data"), say("The record does not say which data the run used."), key="data")
    columns = (
        Column(say("Data set")),
        Column(say("Used for")),
        Column(say("Digest")),
        Column(say("Rows"), is_number=True),
        Column(say("Source")),
    )
    rows = tuple(
        (
            Cell(data.name),
            Cell(data.context or say("not stated")),
            Cell(data.digest or say("none recorded")),
            Cell("–" if data.rows is None else fixed(data.rows, 0)),
            Cell(data.source or say("not stated")),
        )
        for data in run.datasets
    )
    return Section(say("Data"), table=TableView(say("Data sets of this run"), columns, rows), key="data")


def _code(run: Run) -> Section:
    source, environment = run.source, run.environment
    changes = {
        None: "",
        True: say("yes: the commit alone does not give this result back"),
        False: say("none"),
    }[source.dirty]
    packages = ", ".join(
        f"{name} {version}".strip() for name, version in sorted(environment.packages.items())
    )
    entries = (
        Entry(say("Repository"), source.repository or ""),
        Entry(
            say("Commit"),
            source.commit or "",
            href=commit_link(source.repository, source.commit),
            is_code=True,
        ),
        Entry(say("Branch"), source.branch or ""),
        Entry(say("Uncommitted changes"), changes),
        Entry(say("Entry point"), source.entry_point or "", is_code=True),
        Entry(say("Command"), source.command or "", is_code=True),
        Entry(say("Python"), environment.python or ""),
        Entry(say("Packages"), packages),
        Entry(say("Platform"), environment.platform or ""),
        Entry(say("Hardware"), environment.hardware or ""),
        Entry(say("Recorded by"), environment.tracker or ""),
        Entry(say("User"), environment.user or ""),
        Entry(
            say("Energy"),
            ""
            if run.cost.energy_kwh is None
            else say(
                "{value} kWh, {how}", value=short(run.cost.energy_kwh.value), how=run.cost.energy_kwh.how
            ),
        ),
    )
    stated = tuple(entry for entry in entries if entry.text)
    missing = [entry.label.lower() for entry in entries if not entry.text]
    gaps = (Entry(say("Not recorded"), listed(missing)),) if missing else ()
    return Section(say("Code and environment"), entries=(*stated, *gaps), key="code")


def _models(case: RunCase) -> Section | None:
    if not case.run.models:
        return None
    columns = (
        Column(say("Model")),
        Column(say("Version")),
        Column(say("Stage or alias")),
        Column(say("Kind")),
    )
    rows = tuple(
        (
            Cell(
                model.name,
                href=href(case.path, case.cards[model.name])
                if model.is_registered and model.name in case.cards
                else "",
            ),
            Cell(model.version or say("not registered")),
            Cell(", ".join(filter(None, (model.stage, *model.aliases))) or "–"),
            Cell(model.flavor or say("not stated")),
        )
        for model in case.run.models
    )
    signatures = tuple(
        Entry(say("Inputs and outputs of {name}", name=model.name), model.signature)
        for model in case.run.models
        if model.signature
    )
    table = TableView(say("Models of this run"), columns, rows)
    return Section(say("Models"), entries=signatures, table=table, key="models")


def _artifacts(run: Run) -> Section | None:
    if not run.artifacts:
        return None
    columns = (Column(say("File")), Column(say("Size"), is_number=True), Column(say("Digest")))
    rows = tuple(
        (Cell(artifact.path), Cell(size(artifact.size_bytes)), Cell(artifact.digest or say("none recorded")))
        for artifact in run.artifacts[:MOST_ARTIFACTS]
    )
    more = len(run.artifacts) - MOST_ARTIFACTS
    note = say("{files} in the store.", files=counted(more, "further file")) if more > 0 else ""
    text = say("Files that the run left in its store. They are listed here, not copied.")
    return Section(
        say("Artifacts"),
        text,
        table=TableView(say("Artifacts of this run"), columns, rows, note=note),
        key="artifacts",
    )


def _family(case: RunCase) -> Section | None:
    entries = tuple(
        Entry(
            say("Part of") if one.is_parent else say("Child run"),
            one.text,
            href=href(case.path, one.path) if one.path else "",
        )
        for one in case.relatives
    )
    return Section(say("Related runs"), entries=entries, key="family") if entries else None


def _console(run: Run) -> Section | None:
    if not run.log:
        return None
    left = sum(one.count for one in run.omissions if one.what == CONSOLE)
    before = say("{lines} in the store.", lines=counted(left, "earlier line")) + " " if left else ""
    text = before + say("Progress bars are shown as they stood in the end.")
    return Section(say("What the run printed last"), text, console=run.log, key="console")


def _problems(run: Run) -> Section | None:
    if not run.problems:
        return None
    columns = (Column(say("What could not be read")), Column(say("Where")), Column(say("What to do")))
    rows = tuple((Cell(problem.what), Cell(problem.where), Cell(problem.remedy)) for problem in run.problems)
    return Section(
        say("Problems in this record"),
        table=TableView(say("Problems of this run"), columns, rows),
        key="problems",
    )


def _joined(run: Run) -> Iterator[Entry]:
    """Yield the other records of the run: where, by what they were recognized, and what came from there."""
    for part in run.joined:
        taken = (
            say("; from there: {metrics}", metrics=listed(sorted(part.metrics)[:MOST_NAMES]))
            if part.metrics
            else ""
        )
        more = len(part.metrics) - MOST_NAMES
        taken += " " + say("and {metrics}", metrics=counted(more, "further metric")) if more > 0 else ""
        same = say("; {metrics} the same in both", metrics=counted(part.same, "metric")) if part.same else ""
        where = say(
            "{address}, {key} (read by {reader})",
            address=part.ref.store.address,
            key=part.ref.key,
            reader=part.ref.store.reader,
        )
        yield Entry(say("Also recorded in"), where, sub=f"{part.because}{same}{taken}")


def _origin(run: Run) -> Section:
    entries = (
        Entry(say("Store"), run.ref.store.address, is_code=True),
        Entry(say("Run id"), run.id, is_code=True),
        Entry(say("Read by"), run.ref.store.reader),
        Entry(say("Experiment"), run.experiment),
        *_joined(run),
        Entry(
            say("Time"),
            duration(run.seconds) if run.seconds is not None else "",
            sub=run.cost.seconds.how if run.cost.seconds is not None else "",
        ),
        Entry(say("Ended"), say("{ended} UTC", ended=minute(run.ended)) if run.ended else ""),
    )
    return Section(say("Where this record comes from"), entries=entries, key="origin")
