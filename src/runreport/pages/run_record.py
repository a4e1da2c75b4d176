"""What a run's record says besides its numbers: data, code, models, files, relatives, origin."""

from collections.abc import Iterable, Iterator

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
        _entries("Tags", "tags", run.tags.items()),
        _console(run),
        _problems(run),
        left_out_section(run),
        _origin(run),
    )


def _entries(title: str, key: str, pairs: Iterable[tuple[str, str]]) -> Section | None:
    entries = tuple(Entry(name, text or "(empty)") for name, text in pairs)
    return Section(title, entries=entries, key=key) if entries else None


def _settings(run: Run) -> Section | None:
    entries = tuple(
        Entry(name, setting_text(value) or "(empty)", sub=recorded_as(run, name))
        for name, value in run.params.items()
    )
    return Section("Settings", entries=entries, key="params") if entries else None


def recorded_as(run: Run, name: str) -> str:
    """Return under which other name the record has a metric or setting; empty where it is the same."""
    return f"recorded as {run.recorded_as[name]}" if name in run.recorded_as else ""


def _notes(run: Run) -> Section | None:
    if not run.notes:
        return None
    return Section("Notes", entries=(Entry("Written by the team", html=safe_html(run.notes)),), key="notes")


def _data(run: Run) -> Section:
    if not run.datasets:
        return Section("Data", "The record does not say which data the run used.", key="data")
    columns = (
        Column("Data set"),
        Column("Used for"),
        Column("Digest"),
        Column("Rows", is_number=True),
        Column("Source"),
    )
    rows = tuple(
        (
            Cell(data.name),
            Cell(data.context or "not stated"),
            Cell(data.digest or "none recorded"),
            Cell("–" if data.rows is None else fixed(data.rows, 0)),
            Cell(data.source or "not stated"),
        )
        for data in run.datasets
    )
    return Section("Data", table=TableView("Data sets of this run", columns, rows), key="data")


def _code(run: Run) -> Section:
    source, environment = run.source, run.environment
    changes = {None: "", True: "yes: the commit alone does not give this result back", False: "none"}[
        source.dirty
    ]
    packages = ", ".join(
        f"{name} {version}".strip() for name, version in sorted(environment.packages.items())
    )
    entries = (
        Entry("Repository", source.repository or ""),
        Entry(
            "Commit", source.commit or "", href=commit_link(source.repository, source.commit), is_code=True
        ),
        Entry("Branch", source.branch or ""),
        Entry("Uncommitted changes", changes),
        Entry("Entry point", source.entry_point or "", is_code=True),
        Entry("Command", source.command or "", is_code=True),
        Entry("Python", environment.python or ""),
        Entry("Packages", packages),
        Entry("Platform", environment.platform or ""),
        Entry("Hardware", environment.hardware or ""),
        Entry("Recorded by", environment.tracker or ""),
        Entry("User", environment.user or ""),
        Entry(
            "Energy",
            ""
            if run.cost.energy_kwh is None
            else f"{short(run.cost.energy_kwh.value)} kWh, {run.cost.energy_kwh.how}",
        ),
    )
    stated = tuple(entry for entry in entries if entry.text)
    missing = [entry.label.lower() for entry in entries if not entry.text]
    gaps = (Entry("Not recorded", listed(missing)),) if missing else ()
    return Section("Code and environment", entries=(*stated, *gaps), key="code")


def _models(case: RunCase) -> Section | None:
    if not case.run.models:
        return None
    columns = (
        Column("Model"),
        Column("Version"),
        Column("Stage or alias"),
        Column("Kind"),
    )
    rows = tuple(
        (
            Cell(
                model.name,
                href=href(case.path, case.cards[model.name])
                if model.is_registered and model.name in case.cards
                else "",
            ),
            Cell(model.version or "not registered"),
            Cell(", ".join(filter(None, (model.stage, *model.aliases))) or "–"),
            Cell(model.flavor or "not stated"),
        )
        for model in case.run.models
    )
    signatures = tuple(
        Entry(f"Inputs and outputs of {model.name}", model.signature)
        for model in case.run.models
        if model.signature
    )
    table = TableView("Models of this run", columns, rows)
    return Section("Models", entries=signatures, table=table, key="models")


def _artifacts(run: Run) -> Section | None:
    if not run.artifacts:
        return None
    columns = (Column("File"), Column("Size", is_number=True), Column("Digest"))
    rows = tuple(
        (Cell(artifact.path), Cell(size(artifact.size_bytes)), Cell(artifact.digest or "none recorded"))
        for artifact in run.artifacts[:MOST_ARTIFACTS]
    )
    more = len(run.artifacts) - MOST_ARTIFACTS
    note = f"{counted(more, 'further file')} in the store." if more > 0 else ""
    text = "Files that the run left in its store. They are listed here, not copied."
    return Section(
        "Artifacts", text, table=TableView("Artifacts of this run", columns, rows, note=note), key="artifacts"
    )


def _family(case: RunCase) -> Section | None:
    entries = tuple(
        Entry(
            "Part of" if one.is_parent else "Child run",
            one.text,
            href=href(case.path, one.path) if one.path else "",
        )
        for one in case.relatives
    )
    return Section("Related runs", entries=entries, key="family") if entries else None


def _console(run: Run) -> Section | None:
    if not run.log:
        return None
    left = sum(one.count for one in run.omissions if one.what == CONSOLE)
    before = f"{counted(left, 'earlier line')} in the store. " if left else ""
    text = f"{before}Progress bars are shown as they stood in the end."
    return Section("What the run printed last", text, console=run.log, key="console")


def _problems(run: Run) -> Section | None:
    if not run.problems:
        return None
    columns = (Column("What could not be read"), Column("Where"), Column("What to do"))
    rows = tuple((Cell(problem.what), Cell(problem.where), Cell(problem.remedy)) for problem in run.problems)
    return Section(
        "Problems in this record", table=TableView("Problems of this run", columns, rows), key="problems"
    )


def _joined(run: Run) -> Iterator[Entry]:
    """Yield the other records of the run: where, by what they were recognized, and what came from there."""
    for part in run.joined:
        taken = f"; from there: {listed(sorted(part.metrics)[:MOST_NAMES])}" if part.metrics else ""
        more = len(part.metrics) - MOST_NAMES
        taken += f" and {counted(more, 'further metric')}" if more > 0 else ""
        same = f"; {counted(part.same, 'metric')} the same in both" if part.same else ""
        where = f"{part.ref.store.address}, {part.ref.key} (read by {part.ref.store.reader})"
        yield Entry("Also recorded in", where, sub=f"{part.because}{same}{taken}")


def _origin(run: Run) -> Section:
    entries = (
        Entry("Store", run.ref.store.address, is_code=True),
        Entry("Run id", run.id, is_code=True),
        Entry("Read by", run.ref.store.reader),
        Entry("Experiment", run.experiment),
        *_joined(run),
        Entry("Time", duration(run.seconds) if run.seconds is not None else ""),
        Entry("Ended", f"{minute(run.ended)} UTC" if run.ended else ""),
    )
    return Section("Where this record comes from", entries=entries, key="origin")
