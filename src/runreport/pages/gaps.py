"""What the report cannot tell: found in the records, said on the first page."""

from collections.abc import Iterator

from runreport.model import Better
from runreport.pages.heads import DATA, METHODS, PROBLEMS
from runreport.pages.numbers import counted, listed
from runreport.pages.report import Report
from runreport.pages.slugs import href
from runreport.pages.views import Box, Link

PAGE = "index.html"


def gaps(report: Report) -> Box:
    """Return the limits that follow from the records."""
    lines = tuple(_lines(report))
    return Box(
        "What this report cannot tell",
        lines or (Link("No gap was found in the records by rule; that does not mean that there is none."),),
    )


def _lines(report: Report) -> Iterator[Link]:
    experiments = report.findings.experiments
    untested = [
        report.title_of(e.name)
        for e in experiments
        if e.ranking and len(e.ranking.standings) > 1 and not e.ranking.is_tested
    ]
    if untested:
        yield Link(f"How much of the lead in {_some(untested)} is chance: too few trainings were repeated.")
    unknown = sorted(
        {
            report.info(e.headline).label
            for e in experiments
            if e.headline and report.info(e.headline).better is Better.UNKNOWN
        }
    )
    if unknown:
        yield Link(
            f"Whether higher or lower is better for {_some(unknown)}: the configuration can say so.",
            href(PAGE, METHODS),
        )
    total = len(report.runs)
    no_data = sum(not run.datasets for run in report.runs.values())
    if no_data:
        yield Link(f"Which data {_of(no_data, total)} used: it was not recorded.", href(PAGE, DATA))
    no_commit = sum(not run.source.commit for run in report.runs.values())
    if no_commit:
        yield Link(f"Which version of the code {_of(no_commit, total)} ran: no commit was recorded.")
    if report.problems:
        yield Link(
            f"What stands in {counted(len(report.problems), 'part')} of the records that could not be read.",
            href(PAGE, PROBLEMS),
        )
    unstated = sum(field.is_required and field.text is None for card in report.cards for field in card.fields)
    if unstated:
        yield Link(
            f"{counted(unstated, 'required line')} of the model cards that nobody has filled.",
            href(PAGE, "models/index.html"),
        )


def _some(names: list[str], most: int = 3) -> str:
    more = len(names) - most
    return listed([*names[:most], f"{more} more"] if more > 0 else names)


def _of(part: int, total: int) -> str:
    if part == total:
        return "the run" if total == 1 else f"any of the {total} runs"
    return f"{part} of {counted(total, 'run')}"
