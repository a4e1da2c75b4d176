"""What pages share at their top and between their parts: crumbs, facts, links to runs."""

from collections.abc import Iterable

from runreport.analysis.evidence import COMPARED
from runreport.analysis.findings import ExperimentFindings, Group
from runreport.language import say
from runreport.model import Run, Status
from runreport.pages.numbers import counted
from runreport.pages.report import Report
from runreport.pages.sentences import counted_status, period
from runreport.pages.slugs import href
from runreport.pages.views import Cell, Fact, Link

SUMMARY, EXPERIMENTS, COMPARE = "index.html", "experiments/index.html", "compare/index.html"
RUNS, MODELS, DATA = "runs/index.html", "models/index.html", "data.html"
CHANGES = "changes.html"
MOST_GROUPS = 25
"""Settings of an experiment that its page ranks, and lists the runs of."""
METHODS, GLOSSARY, PROBLEMS = "methods.html", "glossary.html", "problems.html"


def crumbs(page: str, steps: Iterable[tuple[str, str]], here: str) -> tuple[Link, ...]:
    """Return the way from the summary to this page: (text, path) of each step, then where one is."""
    way = ((say("Summary"), SUMMARY), *steps)
    return (*(Link(text, href(page, path) if path else "") for text, path in way), Link(here))


def experiment_facts(found: ExperimentFindings, runs: str, ended: str) -> tuple[Fact, ...]:
    """Return how many runs an experiment has, how they ended, and when they were made.

    Args:
        found: the experiment.
        runs: where its runs are listed.
        ended: where those are told of that did not finish.
    """
    facts = [fact(counted(len(found.runs), "run"), runs)]
    facts += [
        fact(counted_status(status, found.statuses[status]), runs if status in COMPARED else ended)
        for status in Status
        if found.statuses.get(status)
    ]
    if found.started is not None:
        facts.append(Fact(period(found), ""))
    return tuple(facts)


def fact(said: str, path: str = "") -> Fact:
    """Return a counted noun as a fact whose number stands out, where the number stands in front."""
    number, _, noun = said.partition(" ")
    return Fact(number, noun, path) if noun and number[:1].isdigit() else Fact("", said, path)


def run_cell(report: Report, page: str, uid: str, sub: str = "") -> Cell:
    """Return the heading cell of a run: its name, which leads to its page."""
    path = report.sitemap.runs.get(uid)
    return Cell(report.runs[uid].title, sub, href=href(page, path) if path else "")


def group_cell(report: Report, page: str, group: Group, look: str = "") -> Cell:
    """Return the heading cell of a group: it leads to its run's page, or to the runs behind its means."""
    return Cell(group.uncut, group.recorded, href=behind(report, page, group), look=look)


def behind(report: Report, page: str, group: Group) -> str:
    """Return where the records of a group's numbers are: its run's page, or the list of its runs.

    Empty where there is neither: of very many settings, only the first have such a list.
    """
    if len(group.runs) == 1:
        path = report.sitemap.runs.get(group.runs[0])
        return href(page, path) if path else ""
    experiment = report.runs[group.runs[0]].experiment
    listed = report.experiment(experiment).groups[:MOST_GROUPS]
    is_listed = any(one.key == group.key for one in listed)
    return f"{href(page, report.sitemap.experiments[experiment])}#{anchor(group)}" if is_listed else ""


def anchor(group: Group) -> str:
    """Return the anchor of the list of a group's runs, on the page of its experiment."""
    return f"runs-of-{group.key}"


def duration_of(runs: Iterable[Run]) -> float | None:
    """Return the mean time of the runs that say how long they took."""
    known = [run.seconds for run in runs if run.seconds is not None]
    return sum(known) / len(known) if known else None
