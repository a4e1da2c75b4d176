"""What the page of a run is made from: the run, and the little that it says of others.

A case holds no report, so that it can travel to another process.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite

from runreport.analysis.evidence import COMPARED
from runreport.analysis.findings import ExperimentFindings
from runreport.analysis.results import result_in
from runreport.language import say
from runreport.model import MetricInfo, Run
from runreport.pages.report import Report
from runreport.pages.shards import curve_places, neighbors


@dataclass(frozen=True, slots=True)
class Relative:
    """Another run that belongs to this one."""

    is_parent: bool
    text: str
    path: str
    """Of its page; empty where it has none."""


@dataclass(frozen=True, slots=True)
class RunCase:
    """One run with what its page needs."""

    run: Run
    path: str
    """Of its page."""
    experiment_title: str
    experiment_path: str
    headline: str | None
    metrics: tuple[str, ...]
    """Of the whole experiment, in its order."""
    infos: Mapping[str, MetricInfo]
    rank: tuple[int, int] | None
    """(place, of how many) among the experiment's compared runs with a value; None where nothing ranks it."""
    relatives: tuple[Relative, ...]
    """The parent, then children in order of start."""
    cards: Mapping[str, str]
    """Path of the card by the name of a registered model."""
    place: str
    """Where the numbers of its curves are told, as in `shards`."""


def cases_of(report: Report) -> Iterator[RunCase]:
    """Yield a case for each run that has a page, as `shards.neighbors` lie."""
    by_name = {found.name: found for found in report.findings.experiments}
    infos = dict(report.findings.metrics)
    cards = {card.name: report.sitemap.models[card.key] for card in report.cards if card.is_registered}
    ranks, children, places = _ranks(report), _children(report), curve_places(report)
    for uid, path in neighbors(report):
        run = report.runs[uid]
        found = by_name[run.experiment]
        yield RunCase(
            run=run,
            path=path,
            experiment_title=report.title_of(found.name),
            experiment_path=report.sitemap.experiments[found.name],
            headline=found.headline,
            metrics=found.metrics,
            infos=infos,
            rank=ranks.get(uid),
            relatives=(*_parent(report, run), *_relatives(report, children.get(uid, []))),
            cards=cards,
            place=places[uid],
        )


def value_of(run: Run, metric: str) -> float | None:
    """Return a run's value of a metric as tables show it, the store's own summary first; None for none."""
    value = result_in(run, metric)
    return value if isfinite(value) else None


def _ranks(report: Report) -> dict[str, tuple[int, int]]:
    ranks: dict[str, tuple[int, int]] = {}
    for found in report.findings.experiments:
        ranks |= dict(_places(report, found))
    return ranks


def _places(report: Report, found: ExperimentFindings) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the place of each run that is compared, best first; equal values share one."""
    if found.headline is None or found.best_run is None:
        return
    values = {
        uid: value
        for uid in found.runs
        if report.runs[uid].status in COMPARED
        and (value := value_of(report.runs[uid], found.headline)) is not None
    }
    place, last = 0, None
    for at, (uid, value) in enumerate(values.items(), 1):
        place = place if value == last else at
        last = value
        yield uid, (place, len(values))


def _children(report: Report) -> dict[str, list[Run]]:
    children: dict[str, list[Run]] = {}
    for run in sorted(report.runs.values(), key=lambda run: (str(run.started), run.uid)):
        if run.parent is not None:
            children.setdefault(_parent_uid(run), []).append(run)
    return children


def _parent_uid(run: Run) -> str:
    return f"{run.ref.store.address}::{run.parent}"


def _parent(report: Report, run: Run) -> Iterator[Relative]:
    if run.parent is not None:
        uid = _parent_uid(run)
        known = report.runs.get(uid)
        text = known.title if known else say("{parent}, which is not among the records", parent=run.parent)
        yield Relative(True, text, report.sitemap.runs.get(uid, ""))


def _relatives(report: Report, runs: list[Run]) -> Iterator[Relative]:
    for run in runs:
        yield Relative(False, run.title, report.sitemap.runs.get(run.uid, ""))
