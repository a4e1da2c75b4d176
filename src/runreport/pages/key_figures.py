"""The numbers that the summary is about, each with the way to the records that it was made from."""

from runreport.analysis.findings import Estimate, ExperimentFindings, Group
from runreport.language import say, say_count
from runreport.pages.heads import RUNS, SUMMARY, behind
from runreport.pages.numbers import counted, duration, fixed, interval
from runreport.pages.report import Report
from runreport.pages.sentences import places_of, some, spoken
from runreport.pages.slugs import href
from runreport.pages.views import KeyFigure, Link

MOST = 4


def key_figures(report: Report) -> tuple[KeyFigure, ...]:
    """Return the best mean of the first experiments, and the time of all runs."""
    time = _time(report)
    return (*(_best(report, found) for found in leading(report)), *(() if time is None else (time,)))


def leading(report: Report) -> list[ExperimentFindings]:
    """Return the first experiments of which something is best."""
    ranked = (found for found in report.findings.experiments if found.ranking and found.ranking.top)
    return [found for found in ranked if found.headline is not None][: MOST - 1]


def _best(report: Report, found: ExperimentFindings) -> KeyFigure:
    assert found.headline is not None
    assert found.ranking is not None
    info = report.info(found.headline)
    front = next(group for group in found.groups if group.key == found.ranking.standings[0].group)
    estimate = front.estimates[found.headline]
    places = places_of(estimate)
    labels = {group.key: spoken(group.label) for group in found.groups}
    is_shared = not found.ranking.is_tested and len(found.ranking.top) > 1
    label = some([labels[key] for key in found.ranking.top], 1) if is_shared else labels[front.key]
    notes = [
        Link(say("{label}, in {title}", label=label, title=report.title_of(found.name))),
        Link(_made_of(front, estimate), behind(report, SUMMARY, front)),
    ]
    if estimate.low is not None:
        within = interval(estimate.low, estimate.high, places)
        notes.append(Link(say("95 % interval {interval}", interval=within)))
    return KeyFigure(
        say("Best {label}", label=info.label),
        fixed(estimate.value, places),
        info.unit,
        tuple(notes),
        href(SUMMARY, report.sitemap.experiments[found.name]),
    )


def _made_of(front: Group, estimate: Estimate) -> str:
    if estimate.n == 1:
        return say("from this run") if len(front.runs) == 1 else say("from one of these runs")
    if estimate.low is None:
        return say_count(
            estimate.n,
            "mean of this {n} run, too few for a range",
            "mean of these {n} runs, too few for a range",
        )
    return say_count(estimate.n, "mean of this {n} run", "mean of these {n} runs")


def _time(report: Report) -> KeyFigure | None:
    """Return the time of all runs: one that holds others has theirs in it, and is not added to them."""
    added = [found for found in report.findings.experiments if found.seconds is not None]
    if not added:
        return None
    count = sum(found.runs_with_seconds for found in added)
    holding = sum(found.holders_with_seconds for found in report.findings.experiments)
    notes = [Link(say_count(count, "over {n} run", "over {n} runs"), href(SUMMARY, RUNS))]
    if holding:
        holders = counted(holding, "run")
        notes.append(Link(say("{runs} not added, with the time of others in it", runs=holders)))
    if missing := len(report.runs) - count - holding:
        notes.append(Link(say_count(missing, "{n} run did not record it", "{n} runs did not record it")))
    total = sum(found.seconds or 0.0 for found in added)
    return KeyFigure(say("Time of all runs together"), duration(total), notes=tuple(notes))
