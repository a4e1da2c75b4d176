"""What pages share at their top and between their parts: crumbs, facts, links to runs."""

from collections.abc import Iterable

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
METHODS, GLOSSARY, PROBLEMS = "methods.html", "glossary.html", "problems.html"


def crumbs(page: str, steps: Iterable[tuple[str, str]], here: str) -> tuple[Link, ...]:
    """Return the way from the summary to this page: (text, path) of each step, then where one is."""
    way = ((say("Summary"), SUMMARY), *steps)
    return (*(Link(text, href(page, path) if path else "") for text, path in way), Link(here))


def experiment_facts(found: ExperimentFindings) -> tuple[Fact, ...]:
    """Return how many runs an experiment has, how they ended, and when they were made."""
    facts = [fact(counted(len(found.runs), "run"))]
    facts += [
        fact(counted_status(status, found.statuses[status]))
        for status in Status
        if found.statuses.get(status)
    ]
    if found.started is not None:
        facts.append(Fact(period(found), ""))
    return tuple(facts)


def fact(said: str) -> Fact:
    """Return a counted noun as a fact whose number stands out, where the number stands in front."""
    number, _, noun = said.partition(" ")
    return Fact(number, noun) if noun and number[:1].isdigit() else Fact("", said)


def run_cell(report: Report, page: str, uid: str, sub: str = "") -> Cell:
    """Return the heading cell of a run: its name, which leads to its page."""
    path = report.sitemap.runs.get(uid)
    return Cell(report.runs[uid].title, sub, href=href(page, path) if path else "")


def group_cell(report: Report, page: str, group: Group, look: str = "") -> Cell:
    """Return the heading cell of a group, with its whole name: a single run leads to its page."""
    name = group.whole or group.label
    if len(group.runs) == 1 and (path := report.sitemap.runs.get(group.runs[0])):
        return Cell(name, href=href(page, path), look=look)
    return Cell(name, look=look)


def duration_of(runs: Iterable[Run]) -> float | None:
    """Return the mean time of the runs that say how long they took."""
    known = [run.seconds for run in runs if run.seconds is not None]
    return sum(known) / len(known) if known else None
