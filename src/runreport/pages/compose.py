"""All pages of a report, in the order of the navigation."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import count
from pathlib import Path

from jinja2 import Environment

from runreport.language import Language, active, message, say, speaking
from runreport.pages.case import RunCase, cases_of
from runreport.pages.changes import compose_changes
from runreport.pages.comparison import compose_comparison
from runreport.pages.data import compose_data
from runreport.pages.drawings import files_of
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
from runreport.pages.lists import compose_comparisons, compose_experiments, compose_runs
from runreport.pages.methods import compose_glossary, compose_methods
from runreport.pages.models import compose_model, compose_models
from runreport.pages.page import Chapter, RunPage, Tab
from runreport.pages.problems import compose_problems
from runreport.pages.render import open_templates, render_chapter, render_run
from runreport.pages.report import Report
from runreport.pages.run import compose_run
from runreport.pages.shards import shard_path, shelved
from runreport.pages.summary import compose_summary
from runreport.pages.views import PageView
from runreport.parallel import map_ordered

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


def tabs() -> tuple[Tab, ...]:
    """Return the entries of the navigation."""
    return tuple(Tab(say(title), path) for title, path in _TABS)


_BUILDS = count()
"""Tells builds of one process apart: between two, a user may have changed a template."""


@dataclass(frozen=True, slots=True)
class Composed:
    """The chapters, and the files that were made on the way: figures, and the numbers of curves."""

    chapters: tuple[Chapter, ...]
    files: tuple[tuple[str, bytes], ...]


def compose_chapters(report: Report, templates: Environment) -> Composed:
    """Return every page but the runs' own."""
    chapters: list[Chapter] = []
    files: list[tuple[str, bytes]] = []

    def add(kind: str, path: str, nav: str, bare: PageView, has_toc: bool = False) -> None:
        shard = f"{path.removesuffix('.html')}-curves.js"
        view, numbers = shelved(bare, path, shard, "0")
        if numbers:
            files.append((shard, numbers.encode("utf-8", "backslashreplace")))
        fields = {
            "path": path,
            "title": view.hero.title,
            "description": view.hero.lead,
            "nav": nav,
            "has_toc": has_toc,
        }
        chapters.append(render_chapter(templates, kind, view, fields))

    add("summary", SUMMARY, SUMMARY, compose_summary(report))
    if report.changes is not None:
        add("changes", CHANGES, SUMMARY, compose_changes(report, report.changes))
    add("experiments", EXPERIMENTS, EXPERIMENTS, compose_experiments(report))
    add("comparisons", COMPARE, COMPARE, compose_comparisons(report))
    for found in report.findings.experiments:
        view, figures = compose_experiment(report, found)
        add("experiment", report.sitemap.experiments[found.name], EXPERIMENTS, view)
        files += files_of(figures)
        view, figures = compose_comparison(report, found)
        add("comparison", report.sitemap.comparisons[found.name], COMPARE, view)
        files += files_of(figures)
    add("runs", RUNS, RUNS, compose_runs(report))
    add("models", MODELS, MODELS, compose_models(report))
    for card in report.cards:
        add("model", report.sitemap.models[card.key], MODELS, compose_model(report, card))
    add("data", DATA, DATA, compose_data(report))
    add("problems", PROBLEMS, PROBLEMS, compose_problems(report))
    add("methods", METHODS, METHODS, compose_methods(report))
    add("glossary", GLOSSARY, GLOSSARY, compose_glossary(report))
    return Composed(tuple(chapters), tuple(files))


def compose_run_pages(
    report: Report, own: Path | None = None, workers: int = 1, aside: Path | None = None
) -> Iterator[RunPage]:
    """Return the pages of the runs that have one, in order.

    Args:
        report: all that is known.
        own: the user's templates.
        workers: processes that compose; with more than one they begin at once.
        aside: a folder for pages that wait for their turn; see `map_ordered`.
    """
    return map_ordered(
        partial(_run_page, build=(own, next(_BUILDS)), language=active()),
        cases_of(report),
        workers,
        is_busy=True,
        aside=aside,
    )


def _run_page(case: RunCase, build: tuple[Path | None, int], language: Language) -> RunPage:
    # A fork knows the language already; another process does not.
    with speaking(language):
        shard, place = shard_path(case.place), case.place.partition("#")[2]
        view, numbers = shelved(compose_run(case), case.path, shard, place)
        page = render_run(_templates(build), view, case.path, view.hero.title, view.hero.lead)
    return replace(page, shard=shard, numbers=numbers)


@lru_cache(maxsize=1)
def _templates(build: tuple[Path | None, int]) -> Environment:
    """Return the templates, opened once for each build in each process."""
    return open_templates(build[0])
