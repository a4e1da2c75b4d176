"""All pages of a report, composed: chapters, then the pages of runs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import count
from pathlib import Path
from typing import cast

from jinja2 import Environment

from runreport.figures.press import Order, Press, Print
from runreport.language import Language, active, speaking
from runreport.pages.case import RunCase, cases_of
from runreport.pages.contents import Part, contents
from runreport.pages.drawings import files_of, filled
from runreport.pages.page import Chapter, RunPage
from runreport.pages.render import open_templates, render_chapter, render_run
from runreport.pages.report import Report
from runreport.pages.run import compose_run
from runreport.pages.shards import shard_path, shelved
from runreport.pages.views import PageView
from runreport.parallel import is_forking, map_ordered

_BUILDS = count()
"""Tells builds of one process apart: between two, a user may have changed a template."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A chapter, and the files that were made on the way: figures, and the numbers of curves."""

    chapter: Chapter
    files: tuple[tuple[str, bytes], ...]
    orders: tuple[Order, ...] = ()
    """Charts that are still to be printed; marks in the chapter stand for them."""


def compose_pages(
    report: Report,
    own: Path | None = None,
    workers: int = 1,
    aside: Path | None = None,
    press: Press | None = None,
) -> tuple[list[Composed], Iterator[RunPage]]:
    """Return the chapters, and the pages of the runs that have one, both in order.

    Args:
        report: all that is known.
        own: the user's templates.
        workers: processes that compose. Forks share chapters and runs out among them; others need the
            records sent, so that chapters are composed here meanwhile. With one, a run's page is composed
            when it is asked for.
        aside: a folder for pages that wait for their turn; see `map_ordered`.
        press: prints the charts of the chapters; None for this process.

    Raises:
        TemplateError: a template of the user's is wrong.
    """
    parts, cases = list(contents(report)), cases_of(report)
    compose = partial(_composed, build=(own, next(_BUILDS)), language=active())
    if not is_forking():
        pages = map_ordered(compose, cases, workers, is_busy=True)
        chapters = [cast("Composed", compose(part)) for part in parts]
        return _printed(chapters, press), cast("Iterator[RunPage]", pages)
    made = map_ordered(compose, (*parts, *cases), workers, is_busy=True, heavy=len(parts), aside=aside)
    chapters = [cast("Composed", next(made)) for _ in parts]
    return _printed(chapters, press), cast("Iterator[RunPage]", made)


def _printed(chapters: Sequence[Composed], press: Press | None) -> list[Composed]:
    """Return the chapters with their charts printed."""
    orders = [order for one in chapters for order in one.orders]
    prints = iter((press or Press(1)).print_all(orders))
    return [_with_prints(one, [(order, next(prints)) for order in one.orders]) for one in chapters]


def _with_prints(one: Composed, made: Sequence[tuple[Order, Print]]) -> Composed:
    """Return a chapter with what was printed at its marks and among its files."""
    if not made:
        return one
    prints = {order.chart.key: done for order, done in made}
    blocks = {key: filled(html, prints) for key, html in one.chapter.blocks.items()}
    chapter = replace(one.chapter, markdown=filled(one.chapter.markdown, prints), blocks=blocks)
    files = (file for order, done in made for file in files_of(order, done))
    return Composed(chapter, (*one.files, *files))


def _composed(item: Part | RunCase, build: tuple[Path | None, int], language: Language) -> Composed | RunPage:
    # A fork knows the language already; another process does not.
    with speaking(language):
        templates = _templates(build)
        return _chapter(item, templates) if isinstance(item, Part) else _run_page(item, templates)


def _chapter(part: Part, templates: Environment) -> Composed:
    found = part.compose()
    bare, drawn = (found, ()) if isinstance(found, PageView) else found
    shard = f"{part.path.removesuffix('.html')}-curves.js"
    view, numbers = shelved(bare, part.path, shard, "0")
    files = [(shard, numbers.encode("utf-8", "backslashreplace"))] if numbers else []
    fields = {"path": part.path, "title": view.hero.title, "description": view.hero.lead, "nav": part.nav}
    chapter = render_chapter(templates, part.kind, view, fields)
    return Composed(chapter, tuple(files), tuple(one.order for one in drawn))


def _run_page(case: RunCase, templates: Environment) -> RunPage:
    shard, place = shard_path(case.place), case.place.partition("#")[2]
    view, numbers = shelved(compose_run(case), case.path, shard, place)
    page = render_run(templates, view, case.path, view.hero.title, view.hero.lead)
    return replace(page, shard=shard, numbers=numbers)


@lru_cache(maxsize=1)
def _templates(build: tuple[Path | None, int]) -> Environment:
    """Return the templates, opened once for each build in each process."""
    return open_templates(build[0])
