"""Which chapters a report has, in the order of the navigation, and what composes each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from runreport.language import message, say
from runreport.pages.all_runs import compose_runs, count_pages, listed_runs, page_of
from runreport.pages.changes import compose_changes
from runreport.pages.comparison import compose_comparison
from runreport.pages.data import compose_data
from runreport.pages.drawings import Drawn
from runreport.pages.experiment import compose_experiment
from runreport.pages.heads import (
    CHANGES,
    COMPARE,
    DATA,
    EXPERIMENTS,
    GLOSSARY,
    METHODS,
    MODELS,
    PROBLEMS,
    RUNS,
    SUMMARY,
)
from runreport.pages.lists import compose_comparisons, compose_experiments
from runreport.pages.methods import compose_glossary, compose_methods
from runreport.pages.models import compose_model, compose_models
from runreport.pages.page import Tab
from runreport.pages.problems import compose_problems
from runreport.pages.report import Report
from runreport.pages.summary import compose_summary
from runreport.pages.views import PageView

View = PageView | tuple[PageView, Sequence[Drawn]]
"""A page, and the figures of its own that are to be printed."""

_TABS = (
    (message("Summary"), SUMMARY),
    (message("Experiments"), EXPERIMENTS),
    (message("Compare"), COMPARE),
    (message("Runs"), RUNS),
    (message("Models"), MODELS),
    (message("Data"), DATA),
    (message("Problems"), PROBLEMS),
    (message("Methods"), METHODS),
    (message("Glossary"), GLOSSARY),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter, before it is composed."""

    kind: str
    path: str
    nav: str
    """Path of the tab that it belongs to."""
    compose: Callable[[], View]


def tabs() -> tuple[Tab, ...]:
    """Return the entries of the navigation."""
    return tuple(Tab(say(title), path) for title, path in _TABS)


def contents(report: Report) -> Iterator[Part]:
    """Yield every page but the runs' own."""
    yield Part("summary", SUMMARY, SUMMARY, partial(compose_summary, report))
    if report.changes is not None:
        yield Part("changes", CHANGES, SUMMARY, partial(compose_changes, report, report.changes))
    yield Part("experiments", EXPERIMENTS, EXPERIMENTS, partial(compose_experiments, report))
    yield Part("comparisons", COMPARE, COMPARE, partial(compose_comparisons, report))
    for found in report.findings.experiments:
        path = report.sitemap.experiments[found.name]
        yield Part("experiment", path, EXPERIMENTS, partial(compose_experiment, report, found))
        path = report.sitemap.comparisons[found.name]
        yield Part("comparison", path, COMPARE, partial(compose_comparison, report, found))
    runs = listed_runs(report)
    for number in range(count_pages(len(runs))):
        yield Part("runs", page_of(number), RUNS, partial(compose_runs, report, runs, number))
    yield Part("models", MODELS, MODELS, partial(compose_models, report))
    for card in report.cards:
        path = report.sitemap.models[card.key]
        yield Part("model", path, MODELS, partial(compose_model, report, card))
    yield Part("data", DATA, DATA, partial(compose_data, report))
    yield Part("problems", PROBLEMS, PROBLEMS, partial(compose_problems, report))
    yield Part("methods", METHODS, METHODS, partial(compose_methods, report))
    yield Part("glossary", GLOSSARY, GLOSSARY, partial(compose_glossary, report))
