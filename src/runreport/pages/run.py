"""The page of one run: its whole record, calm and complete."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from runreport.analysis.findings import ExperimentFindings
from runreport.analysis.metrics import is_cost
from runreport.figures.compose import run_curves
from runreport.model import Better, Run, Series
from runreport.pages.drawings import panels
from runreport.pages.heads import EXPERIMENTS, crumbs
from runreport.pages.numbers import counted, duration, fixed, listed, minute, short, size
from runreport.pages.parts import by_measure, is_part, run_parts
from runreport.pages.prose import safe_html
from runreport.pages.report import Report
from runreport.pages.rows import ARROWS, MISSING
from runreport.pages.runs_table import setting_text
from runreport.pages.sentences import DIRECTION, ordinal, run_sentence, with_unit
from runreport.pages.slugs import href
from runreport.pages.views import Cell, Column, Entry, Fact, Hero, KeyFigure, PageView, Section, TableView

MOST_FIGURES, MOST_ARTIFACTS, MOST_CURVES, MOST_ROWS = 4, 200, 24, 11
_FORGE = re.compile(
    r"^(?:https?://|ssh://|git://)?(?:[^@/\s]+@)?(?P<host>github\.com|gitlab\.com|codeberg\.org|bitbucket\.org)"
    r"[:/](?P<path>[\w.-]+(?:/[\w.-]+)+?)(?:\.git)?/?(?:#.*)?$"
)
_COMMIT_PATH = {
    "github.com": "commit",
    "gitlab.com": "-/commit",
    "codeberg.org": "commit",
    "bitbucket.org": "commits",
}


@dataclass(frozen=True, slots=True)
class Kin:
    """What a run's page says of other runs."""

    ranks: Mapping[str, tuple[int, int]]
    """(place, of how many) by uid, among the runs of its experiment with a value of the headline metric."""
    children: Mapping[str, tuple[str, ...]]
    """Uids by the parent's uid, in order of start."""


def kin_of(report: Report) -> Kin:
    """Return the ranks and the families of all runs, found once for all pages."""
    ranks: dict[str, tuple[int, int]] = {}
    for found in report.findings.experiments:
        if found.headline is None or report.info(found.headline).better is Better.UNKNOWN:
            continue
        valued = [uid for uid in found.runs if _has_value(report.runs[uid], found.headline)]
        ranks |= {uid: (place, len(valued)) for place, uid in enumerate(valued, 1)}
    children: dict[str, list[Run]] = {}
    for run in report.runs.values():
        if run.parent is not None:
            children.setdefault(f"{run.ref.store.address}::{run.parent}", []).append(run)
    families = {
        uid: tuple(child.uid for child in sorted(runs, key=lambda run: (str(run.started), run.uid)))
        for uid, runs in children.items()
    }
    return Kin(ranks, families)


def _has_value(run: Run, metric: str) -> bool:
    return metric in run.metrics and run.metrics[metric].stats.last_finite_step is not None


def compose_run(report: Report, found: ExperimentFindings, run: Run, kin: Kin) -> PageView:
    """Return the page of a run."""
    page = report.sitemap.runs[run.uid]
    sections = (
        _results(report, found, run),
        run_parts(run),
        _curves(report, run),
        _entries("Settings", "params", ((name, setting_text(value)) for name, value in run.params.items())),
        _notes(run),
        _data(run),
        _code(run),
        _models(report, run, page),
        _artifacts(run),
        _family(report, run, page, kin),
        _entries("Tags", "tags", run.tags.items()),
        _problems(run),
        _origin(report, run),
    )
    return PageView(
        hero=_hero(report, found, run, page, kin),
        figures=_figures(report, found, run),
        sections=tuple(section for section in sections if section is not None),
    )


def _hero(report: Report, found: ExperimentFindings, run: Run, page: str, kin: Kin) -> Hero:
    more = []
    if found.headline is not None and _has_value(run, found.headline):
        info = report.info(found.headline)
        value = with_unit(short(run.metrics[found.headline].stats.last_finite), info)
        place, of = kin.ranks.get(run.uid, (0, 0))
        standing = f", the {ordinal(place)} best of {of} runs with a value" if of > 1 else ""
        more.append(f"Its {info.label} is {value}{standing}.")
    facts = [Fact(report.title_of(run.experiment), "")]
    if run.started is not None:
        facts.append(Fact(minute(run.started), "UTC"))
    if run.source.commit:
        facts.append(Fact(run.source.commit[:10], "commit"))
    return Hero(
        eyebrow="Run",
        title=run.title,
        lead=run_sentence(run),
        more=tuple(more),
        facts=tuple(facts),
        crumbs=crumbs(
            page,
            (
                ("Experiments", EXPERIMENTS),
                (report.title_of(run.experiment), report.sitemap.experiments[run.experiment]),
            ),
            run.title,
        ),
        badge=run.status.value,
    )


def _figures(report: Report, found: ExperimentFindings, run: Run) -> tuple[KeyFigure, ...]:
    figures = []
    results = [
        name for name in found.metrics if name in run.metrics and not is_cost(name) and not is_part(name)
    ]
    for name in results[:MOST_FIGURES]:
        info, stats = report.info(name), run.metrics[name].stats
        notes = [DIRECTION[info.better]] if info.better is not Better.UNKNOWN else []
        if stats.count > 1:
            notes.append(_best_words(run.metrics[name], info.better))
        if stats.last_finite_step is None:
            figures.append(KeyFigure(info.label, "–", "", ("no finite value was recorded",)))
        else:
            figures.append(
                KeyFigure(
                    info.label, short(stats.last_finite), info.unit, tuple(note for note in notes if note)
                )
            )
    return tuple(figures)


def _best(series: Series, better: Better) -> tuple[float, int] | None:
    stats = series.stats
    if better is Better.UNKNOWN or stats.argmin is None or stats.argmax is None:
        return None
    return (stats.min, stats.argmin) if better is Better.LOWER else (stats.max, stats.argmax)


def _best_words(series: Series, better: Better) -> str:
    best = _best(series, better)
    return "" if best is None else f"best {short(best[0])} at step {fixed(best[1], 0)}"


def _results(report: Report, found: ExperimentFindings, run: Run) -> Section | None:
    if not run.metrics and not run.summary:
        return Section("Results", "This run recorded no numbers.", key="results")
    columns = (
        Column("Metric"),
        Column("Last value", is_number=True),
        Column("Best", "and its step", is_number=True),
        Column("Points", is_number=True),
    )
    rows = tuple(_metric_row(report, name, series) for name, series in _in_order(found, run))
    rows += tuple(
        (Cell(name, "in the store's summary"), Cell(setting_text(value)), MISSING, MISSING)
        for name, value in run.summary.items()
        if name not in run.metrics
    )
    return Section("Results", table=TableView("Metrics of this run", columns, rows), key="results")


def _in_order(found: ExperimentFindings, run: Run) -> list[tuple[str, Series]]:
    """Return the metrics of all data, those that most runs have first; parts have a table of their own."""
    in_tables = {name for parts in by_measure(run.metrics).values() for name in parts.values()}
    names = [name for name in found.metrics if name in run.metrics and name not in in_tables]
    return [(name, run.metrics[name]) for name in sorted(names, key=is_cost)]


def _metric_row(report: Report, name: str, series: Series) -> tuple[Cell, ...]:
    info, stats = report.info(name), series.stats
    label = info.label if info.label == name else f"{info.label}"
    best = _best(series, info.better) if stats.count > 1 else None
    points = counted(stats.non_finite, "is", "are") + " not finite" if stats.non_finite else ""
    return (
        Cell(
            label,
            " ".join(
                part for part in (name if label != name else "", ARROWS[info.better], info.unit) if part
            ),
        ),
        Cell(short(stats.last, 6) if stats.last == stats.last else "not a number"),
        Cell("–", look="missing") if best is None else Cell(short(best[0], 6), f"step {fixed(best[1], 0)}"),
        Cell(fixed(stats.count, 0), points),
    )


def _curves(report: Report, run: Run) -> Section | None:
    charts = run_curves(run, report.findings.metrics)
    drawn = panels(charts[:MOST_CURVES], most_rows=MOST_ROWS)
    if drawn is None:
        return None
    more = len(charts) - MOST_CURVES
    text = f"{counted(more, 'further curve')} in the records." if more > 0 else ""
    return Section("How training went", text, panels=drawn, key="curves")


def _entries(title: str, key: str, pairs: Iterable[tuple[str, str]]) -> Section | None:
    entries = tuple(Entry(name, text or "(empty)") for name, text in pairs)
    return Section(title, entries=entries, key=key) if entries else None


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


def commit_link(repository: str | None, commit: str | None) -> str:
    """Return the permanent address of a commit on a forge that we know; empty elsewhere."""
    found = _FORGE.match(repository or "")
    if found is None or not commit:
        return ""
    return f"https://{found['host']}/{found['path']}/{_COMMIT_PATH[found['host']]}/{commit}"


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


def _models(report: Report, run: Run, page: str) -> Section | None:
    if not run.models:
        return None
    columns = (
        Column("Model"),
        Column("Version"),
        Column("Stage or alias"),
        Column("Kind"),
        Column("Signature"),
    )
    cards = {card.name: report.sitemap.models[card.key] for card in report.cards}
    rows = tuple(
        (
            Cell(
                model.name,
                href=href(page, cards[model.name]) if model.is_registered and model.name in cards else "",
            ),
            Cell(model.version or "not registered"),
            Cell(", ".join(filter(None, (model.stage, *model.aliases))) or "–"),
            Cell(model.flavor or "not stated"),
            Cell(model.signature or "not stated"),
        )
        for model in run.models
    )
    return Section("Models", table=TableView("Models of this run", columns, rows), key="models")


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


def _family(report: Report, run: Run, page: str, kin: Kin) -> Section | None:
    entries = []
    if run.parent is not None:
        uid = f"{run.ref.store.address}::{run.parent}"
        known = report.runs.get(uid)
        text = known.title if known else f"{run.parent}, which is not among the records"
        path = report.sitemap.runs.get(uid)
        entries.append(Entry("Part of", text, href=href(page, path) if path else ""))
    for uid in kin.children.get(run.uid, ()):
        path = report.sitemap.runs.get(uid)
        entries.append(Entry("Child run", report.runs[uid].title, href=href(page, path) if path else ""))
    return Section("Related runs", entries=tuple(entries), key="family") if entries else None


def _problems(run: Run) -> Section | None:
    if not run.problems:
        return None
    columns = (Column("What could not be read"), Column("Where"), Column("What to do"))
    rows = tuple((Cell(problem.what), Cell(problem.where), Cell(problem.remedy)) for problem in run.problems)
    return Section(
        "Problems in this record", table=TableView("Problems of this run", columns, rows), key="problems"
    )


def _origin(report: Report, run: Run) -> Section:
    reader = next(
        (store.reader for store in report.stores if store.address == run.ref.store.address),
        run.ref.store.reader,
    )
    entries = (
        Entry("Store", run.ref.store.address, is_code=True),
        Entry("Run id", run.id, is_code=True),
        Entry("Read by", reader),
        Entry("Experiment", run.experiment),
        Entry("Time", duration(run.seconds) if run.seconds is not None else ""),
        Entry("Ended", f"{minute(run.ended)} UTC" if run.ended else ""),
    )
    return Section("Where this record comes from", entries=entries, key="origin")
