"""All pages of a report, in the order of the navigation."""

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment

from runreport.pages.comparison import compose_comparison
from runreport.pages.data import compose_data
from runreport.pages.drawings import Drawn
from runreport.pages.experiment import compose_experiment
from runreport.pages.heads import (
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
from runreport.pages.render import render_chapter, render_run
from runreport.pages.report import Report
from runreport.pages.run import compose_run, kin_of
from runreport.pages.summary import compose_summary
from runreport.pages.views import PageView

TABS = (
    Tab("Summary", SUMMARY),
    Tab("Experiments", EXPERIMENTS),
    Tab("Compare", COMPARE),
    Tab("Runs", RUNS),
    Tab("Models", MODELS),
    Tab("Data", DATA),
    Tab("Problems", PROBLEMS),
    Tab("Methods", METHODS),
    Tab("Glossary", GLOSSARY),
)


@dataclass(frozen=True, slots=True)
class Composed:
    """The chapters, and the figures that were drawn on the way."""

    chapters: tuple[Chapter, ...]
    drawn: tuple[Drawn, ...]


def compose_chapters(report: Report, templates: Environment) -> Composed:
    """Return every page but the runs' own."""
    chapters: list[Chapter] = []
    drawn: list[Drawn] = []

    def add(kind: str, path: str, nav: str, view: PageView, has_toc: bool = False) -> None:
        fields = {
            "path": path,
            "title": view.hero.title,
            "description": view.hero.lead,
            "nav": nav,
            "has_toc": has_toc,
        }
        chapters.append(render_chapter(templates, kind, view, fields))

    add("summary", SUMMARY, SUMMARY, compose_summary(report))
    add("experiments", EXPERIMENTS, EXPERIMENTS, compose_experiments(report))
    add("comparisons", COMPARE, COMPARE, compose_comparisons(report))
    for found in report.findings.experiments:
        view, figures = compose_experiment(report, found)
        add("experiment", report.sitemap.experiments[found.name], EXPERIMENTS, view)
        drawn += figures
        view, figures = compose_comparison(report, found)
        add("comparison", report.sitemap.comparisons[found.name], COMPARE, view)
        drawn += figures
    add("runs", RUNS, RUNS, compose_runs(report))
    add("models", MODELS, MODELS, compose_models(report))
    for card in report.cards:
        add("model", report.sitemap.models[card.key], MODELS, compose_model(report, card))
    add("data", DATA, DATA, compose_data(report))
    add("problems", PROBLEMS, PROBLEMS, compose_problems(report))
    add("methods", METHODS, METHODS, compose_methods(report))
    add("glossary", GLOSSARY, GLOSSARY, compose_glossary(report))
    return Composed(tuple(chapters), tuple(drawn))


def compose_run_pages(report: Report, templates: Environment) -> Iterator[RunPage]:
    """Yield the pages of the runs that have one, one after the other."""
    kin = kin_of(report)
    by_name = {found.name: found for found in report.findings.experiments}
    for uid, path in report.sitemap.runs.items():
        run = report.runs[uid]
        view = compose_run(report, by_name[run.experiment], run, kin)
        yield render_run(templates, view, path, view.hero.title, view.hero.lead)
