"""Runs of an experiment that are told of apart: they did not finish, or lack the number that compares."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from runreport.analysis.findings import ExperimentFindings, Failure
from runreport.language import say, say_count
from runreport.model import Status
from runreport.pages.heads import run_cell
from runreport.pages.numbers import duration
from runreport.pages.report import Report
from runreport.pages.sentences import statuses
from runreport.pages.views import Cell, Column, Section, TableView

MOST = 200


def failure_sections(report: Report, found: ExperimentFindings, page: str) -> Iterator[Section]:
    """Yield the runs that did not finish, those that nothing compares, and those with a number that is none.

    A run stands in one of them: what else is known of it stands in its row.
    """
    lacking = {failure.run: failure for failure in found.without_result}
    broken = {failure.run: failure for failure in found.diverged}
    if found.failures:
        title, text = say("Runs that did not finish"), _unfinished(found)
        yield _section(report, page, title, text, found.failures, "failures")
    if lacking:
        told = tuple(_with_all(failure, broken.get(uid)) for uid, failure in lacking.items())
        title, text = _without(report, found)
        yield _section(report, page, title, text, told, "without-result")
    if others := tuple(failure for uid, failure in broken.items() if uid not in lacking):
        title = say("Runs with a number that is infinite or undefined")
        yield _section(report, page, title, _astray(others), others, "diverged")


def _unfinished(found: ExperimentFindings) -> str:
    """Return how many ended how, and why they are shown, where there are others to be held against."""
    ended = {status: sum(one.status is status for one in found.failures) for status in Status}
    if len(found.failures) == len(found.runs):
        return say_count(
            len(found.runs),
            "Its run did not finish: {statuses}.",
            "None of its {n} runs finished: {statuses}.",
            statuses=statuses(ended),
        )
    return say(
        "{statuses}. They are shown because leaving them out would make the rest look better than it was.",
        statuses=statuses(ended),
    )


def _without(report: Report, found: ExperimentFindings) -> tuple[str, str]:
    """Return what the runs are called that have not what compares, and how many there are."""
    n = len(found.without_result)
    have_finished = _have_finished(found.without_result)
    if found.headline is None:
        title = say("Finished runs without a result") if have_finished else say("Runs without a result")
        return title, _without_any(n, have_finished)
    label = report.info(found.headline).label
    if have_finished:
        return say("Finished runs without a value of {label}", label=label), say_count(
            n,
            "{n} run finished, but has no value of {label}, by which runs are compared.",
            "{n} runs finished, but have no value of {label}, by which runs are compared.",
            label=label,
        )
    return say("Runs without a value of {label}", label=label), say_count(
        n,
        "{n} run that is not known to have failed has no value of {label}, by which runs are compared.",
        "{n} runs that are not known to have failed have no value of {label}, by which runs are compared.",
        label=label,
    )


def _without_any(n: int, have_finished: bool) -> str:
    if have_finished:
        return say_count(
            n,
            "{n} run finished, but recorded no number that would compare it.",
            "{n} runs finished, but recorded no number that would compare them.",
        )
    return say_count(
        n,
        "{n} run that is not known to have failed recorded no number that would compare it.",
        "{n} runs that are not known to have failed recorded no number that would compare them.",
    )


def _astray(told: Sequence[Failure]) -> str:
    if _have_finished(told):
        return say_count(
            len(told),
            "In {n} finished run, a number was infinite or undefined at some point.",
            "In {n} finished runs, a number was infinite or undefined at some point.",
        )
    return say_count(
        len(told),
        "In {n} run that is not known to have failed, a number was infinite or undefined at some point.",
        "In {n} runs that are not known to have failed, a number was infinite or undefined at some point.",
    )


def _have_finished(told: Sequence[Failure]) -> bool:
    """Return whether all runs are recorded as finished, rather than without an end."""
    return all(one.status is Status.FINISHED for one in told)


def _with_all(failure: Failure, broken: Failure | None) -> Failure:
    """Return why a run has no result, and what else in it was no finite number."""
    if broken is None or failure.reason in broken.reason:
        return failure if broken is None else broken
    return replace(failure, reason=f"{failure.reason}; {broken.reason}")


def _section(report: Report, page: str, title: str, text: str, told: Sequence[Failure], key: str) -> Section:
    columns = (
        Column(say("Run")),
        Column(say("State")),
        Column(say("What its record says")),
        Column(say("Time"), is_number=True),
    )
    rows = tuple(
        (
            run_cell(report, page, failure.run),
            Cell(status=failure.status.value),
            Cell(failure.reason),
            Cell(duration(report.runs[failure.run].seconds)),
        )
        for failure in told[:MOST]
    )
    more = len(told) - MOST
    note = further_runs(more) if more > 0 else ""
    return Section(title, text, table=TableView(title, columns, rows, note=note, is_wide=True), key=key)


def further_runs(more: int) -> str:
    """Return where the runs are that a table of an experiment's page has no room for."""
    return say_count(more, "{n} further run is in the comparison.", "{n} further runs are in the comparison.")
