"""What the report cannot tell: found in the records, said on the first page."""

from collections.abc import Iterator

from runreport.language import say
from runreport.model import Better
from runreport.pages.heads import DATA, METHODS, PROBLEMS
from runreport.pages.numbers import counted, fixed
from runreport.pages.report import Report
from runreport.pages.sentences import leads_untested, some
from runreport.pages.slugs import href
from runreport.pages.views import Box, Link

PAGE = "index.html"


def gaps(report: Report) -> Box:
    """Return the limits that follow from the records."""
    lines = tuple(_lines(report))
    return Box(
        say("What this report cannot tell"),
        lines
        or (Link(say("No gap was found in the records by rule; that does not mean that there is none.")),),
    )


def _lines(report: Report) -> Iterator[Link]:
    experiments = report.findings.experiments
    untested = [report.title_of(e.name) for e in experiments if leads_untested(e)]
    elsewhere = [report.title_of(e.name) for e in experiments if e.is_on_different_data]
    if elsewhere:
        yield Link(
            say(
                "Which setting in {some} is best: they were evaluated on different data.",
                some=some(elsewhere),
            ),
            href(PAGE, DATA),
        )
    if untested:
        yield Link(
            say(
                "How much of the lead in {some} is chance: too few trainings were repeated.",
                some=some(untested),
            )
        )
    unknown = sorted(
        {
            report.info(e.headline).label
            for e in experiments
            if e.headline and report.info(e.headline).better is Better.UNKNOWN
        }
    )
    if unknown:
        yield Link(
            say(
                "Whether higher or lower is better for {some}: the configuration can say so.",
                some=some(unknown),
            ),
            href(PAGE, METHODS),
        )
    total = len(report.runs)
    no_data = sum(not run.datasets for run in report.runs.values())
    if no_data:
        yield Link(
            say("Which data {of} used: it was not recorded.", of=_of(no_data, total)), href(PAGE, DATA)
        )
    no_commit = sum(not run.source.commit for run in report.runs.values())
    if no_commit:
        yield Link(
            say("Which version of the code {of} ran: no commit was recorded.", of=_of(no_commit, total))
        )
    if report.problems:
        yield Link(
            say(
                "What stands in {parts} of the records that could not be read.",
                parts=counted(len(report.problems), "part"),
            ),
            href(PAGE, PROBLEMS),
        )
    unstated = sum(field.is_required and field.text is None for card in report.cards for field in card.fields)
    if unstated:
        yield Link(
            say(
                "{lines} of the model cards that nobody has filled.", lines=counted(unstated, "required line")
            ),
            href(PAGE, "models/index.html"),
        )


def _of(part: int, total: int) -> str:
    if part == total:
        return say("the run") if total == 1 else say("any of the {total} runs", total=fixed(total, 0))
    return say("{n} of {runs}", n=fixed(part, 0), runs=counted(total, "run"))
