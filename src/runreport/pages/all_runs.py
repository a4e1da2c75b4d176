"""The plain list of all runs, on as many pages as it needs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from runreport.language import message, say
from runreport.model import Run, Status
from runreport.pages.heads import RUNS, crumbs, run_cell
from runreport.pages.numbers import counted, duration, fixed, minute
from runreport.pages.report import Report
from runreport.pages.runs_table import further_in_file
from runreport.pages.slugs import href
from runreport.pages.views import Box, Cell, Column, Entry, Hero, Link, PageView, Section, TableView

RUNS_A_PAGE = 500
"""More take a browser longer to paint than a reader likes to wait."""
_ENDED = {
    Status.FAILED: message("Runs that failed"),
    Status.KILLED: message("Runs that were stopped"),
    Status.RUNNING: message("Runs that were still running when they were read"),
    Status.UNKNOWN: message("Runs without a recorded end"),
}


def listed_runs(report: Report) -> tuple[Run, ...]:
    """Return all runs by experiment and start."""
    return tuple(sorted(report.runs.values(), key=lambda run: (run.experiment, str(run.started), run.uid)))


def page_of(number: int) -> str:
    """Return the path of a page of the list, counted from 0."""
    return RUNS if not number else f"runs/page-{number + 1}.html"


def count_pages(total: int) -> int:
    """Return on how many pages so many runs are listed."""
    return max(1, -(-total // RUNS_A_PAGE))


def compose_runs(report: Report, runs: Sequence[Run], number: int) -> PageView:
    """Return one page of the list.

    Args:
        report: all that is known.
        runs: all of them, as `listed_runs` has them.
        number: of the page, counted from 0.
    """
    page, last = page_of(number), count_pages(len(runs)) - 1
    start = number * RUNS_A_PAGE
    beside = ((say("Before these"), number - 1), (say("After these"), number + 1))
    entries = tuple(
        Entry(label, _called(other, len(runs)), href=href(page, page_of(other)))
        for label, other in beside
        if 0 <= other <= last
    )
    hero = Hero(
        say("Runs"), say("All runs"), _lead(number, last, len(runs)), crumbs=crumbs(page, (), say("Runs"))
    )
    table = _table(report, say("All runs"), runs[start : start + RUNS_A_PAGE], page)
    return PageView(
        hero,
        sections=(
            Section(say("Runs"), entries=entries, table=table, key="runs"),
            *(() if number else _unfinished(report, runs, page)),
        ),
        boxes=(_pages(page, len(runs)),) if last else (),
    )


def _unfinished(report: Report, runs: Sequence[Run], page: str) -> Iterator[Section]:
    """Yield the runs that did not finish, by how they ended; each leads to its record."""
    for status, title in _ENDED.items():
        some = [run for run in runs if run.status is status]
        if some:
            table = _table(report, say(title), some[:RUNS_A_PAGE], page)
            more = len(some) - RUNS_A_PAGE
            table = replace(table, note=further_in_file(more) if more > 0 else "")
            yield Section(say(title), table=table, key=status.value)


def _table(report: Report, label: str, runs: Sequence[Run], page: str) -> TableView:
    columns = (
        Column(say("Run")),
        Column(say("Experiment")),
        Column(say("State")),
        Column(say("Started"), say("UTC")),
        Column(say("Time"), is_number=True),
        Column(say("Id")),
    )
    rows = tuple(
        (
            run_cell(report, page, run.uid),
            Cell(report.title_of(run.experiment)),
            Cell(status=run.status.value),
            Cell(minute(run.started)),
            Cell(duration(run.seconds)),
            Cell(run.id),
        )
        for run in runs
    )
    return TableView(label, columns, rows, is_wide=True)


def _lead(number: int, last: int, total: int) -> str:
    if not last:
        return say(
            "All {runs} of this report, by experiment and start; use the browser's search on this page to find one by name or id.",
            runs=counted(total, "run"),
        )
    return say(
        "{these} of {total}, by experiment and start; the search above finds any of them by name or id.",
        these=_called(number, total),
        total=fixed(total, 0),
    )


def _pages(page: str, total: int) -> Box:
    others = (
        Link(_called(number, total), "" if page_of(number) == page else href(page, page_of(number)))
        for number in range(count_pages(total))
    )
    return Box(say("All pages of this list"), tuple(others))


def _called(number: int, total: int) -> str:
    first, last = number * RUNS_A_PAGE + 1, min((number + 1) * RUNS_A_PAGE, total)
    return say("Runs {first} to {last}", first=fixed(first, 0), last=fixed(last, 0))
