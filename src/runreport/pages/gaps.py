"""What the report cannot tell: found in the records, said on the first page."""

from collections.abc import Iterator

from runreport.language import say, say_count
from runreport.model import Better
from runreport.pages.answers import leads_untested
from runreport.pages.heads import DATA, METHODS, PROBLEMS
from runreport.pages.numbers import fixed
from runreport.pages.report import Report
from runreport.pages.sentences import some
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
    yield from _unrecorded(report)
    if report.problems:
        yield Link(
            say_count(
                len(report.problems),
                "What stands in {n} part of the records that could not be read.",
                "What stands in {n} parts of the records that could not be read.",
            ),
            href(PAGE, PROBLEMS),
        )
    unstated = sum(field.is_required and field.text is None for card in report.cards for field in card.fields)
    if unstated:
        yield Link(
            say_count(
                unstated,
                "{n} required line of the model cards that nobody has filled.",
                "{n} required lines of the model cards that nobody has filled.",
            ),
            href(PAGE, "models/index.html"),
        )


def _unrecorded(report: Report) -> Iterator[Link]:
    """Yield of how many runs the data and the version of the code are not known."""
    total = len(report.runs)
    no_data = sum(not run.datasets for run in report.runs.values())
    if no_data == total:
        said = say_count(
            total,
            "Which data the run used: it was not recorded.",
            "Which data any of the {n} runs used: it was not recorded.",
        )
    else:
        said = say_count(
            no_data,
            "Which data {n} run of {total} used: it was not recorded.",
            "Which data {n} of {total} runs used: it was not recorded.",
            total=fixed(total, 0),
        )
    if no_data:
        yield Link(said, href(PAGE, DATA))
    no_commit = sum(not run.source.commit for run in report.runs.values())
    if no_commit == total:
        said = say_count(
            total,
            "Which version of the code the run was made by: no commit was recorded.",
            "Which version of the code any of the {n} runs was made by: no commit was recorded.",
        )
    else:
        said = say_count(
            no_commit,
            "Which version of the code {n} run of {total} was made by: no commit was recorded.",
            "Which version of the code {n} of {total} runs were made by: no commit was recorded.",
            total=fixed(total, 0),
        )
    if no_commit:
        yield Link(said, href(PAGE, DATA))
