"""Views into text: the only module that knows jinja2."""

import re
import traceback
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2 import TemplateError as JinjaError
from markupsafe import Markup, escape

from runreport.errors import TemplateError
from runreport.figures.inline import InlineChart, Tick
from runreport.figures.paths import SIZE
from runreport.language import say, say_count
from runreport.pages.page import Chapter, RunPage
from runreport.pages.shipped import shipped

_MARKDOWN = re.compile(r"([&\\`*_{}\[\]()#+\-.!|~^=:<>])")
_BLANKS = re.compile(r"\s+")
_APART = "\0"
_END = {-1: " first", 0: "", 1: " last"}
"""Class of a text at an end of the axis, which must not reach beyond it."""


def open_templates(own: Path | None = None) -> Environment:
    """Return the environment of the shipped templates; those in `own` come first."""
    folders = [*([own] if own else []), shipped("pages").parent]
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        # Every build opens its templates anew; within one, no file is looked at twice.
        auto_reload=False,
    )
    environment.globals |= {"say": say, "say_count": say_count}
    environment.filters["md"] = markdown_text
    environment.filters["drawing"] = drawing
    environment.filters["joined"] = joined
    environment.filters["breakable"] = breakable
    return environment


def markdown_text(text: object) -> Markup:
    """Return plain text so that neither Markdown nor HTML sees anything in it but text."""
    one_line = _BLANKS.sub(" ", str(text)).strip()
    marked = _MARKDOWN.sub(lambda found: f"&#{ord(found[1])};", one_line)
    return Markup(marked)  # noqa: S704 -- every special character has become a number above


def drawing(chart: InlineChart) -> Markup:
    """Return a chart's shapes and the texts at its axes as SVG: one text, since a page has hundreds of them."""
    paths = [f'<path class="{shape.css}" d="{shape.d}"/>' for shape in chart.shapes]
    arrows = [f'<text class="off" x="{x}%" y="{y}%" dy=".35em">{sign}</text>' for sign, x, y in chart.arrows]
    return Markup(  # noqa: S704 -- numbers, our own words, and escaped texts
        f'<svg role="img" aria-label="{escape(chart.alt)}">'
        f'<svg viewBox="0 0 {SIZE} {SIZE}" preserveAspectRatio="none" width="100%" height="100%"{_ends(chart)}>'
        f"{''.join(paths)}</svg>{_ups(chart.y_ticks)}{''.join(arrows)}{_along(chart.x_ticks)}</svg>"
    )


# Most charts share their ticks with others. Styles move the texts beside the axes: said once, not in each.
@lru_cache(maxsize=256)
def _ups(ticks: tuple[Tick, ...]) -> str:
    return "".join([f'<text class="y" y="{tick.at:g}%">{escape(tick.text)}</text>' for tick in ticks])


@lru_cache(maxsize=256)
def _along(ticks: tuple[Tick, ...]) -> str:
    ends = [_END[(tick.at > 94) - (tick.at < 6)] for tick in ticks]
    return "".join(
        [
            f'<text class="x{end}" x="{tick.at:g}%" y="100%">{escape(tick.text)}</text>'
            for tick, end in zip(ticks, ends, strict=True)
        ]
    )


def _ends(chart: InlineChart) -> str:
    """Return what a script needs to know to tell the values under the pointer."""
    return f' data-x="{chart.x_ends}" data-y="{chart.y_ends}"' if chart.x_ends and chart.y_ends else ""


def joined(texts: Iterable[str], between: str) -> Markup:
    """Return plain texts, escaped all at once, with markup of the template between them."""
    return Markup(str(escape(_APART.join(texts))).replace(_APART, between))  # noqa: S704 -- escaped


def breakable(name: str) -> Markup:
    """Return a name, escaped, that may break after its marks: names of settings can be very long."""
    parts = re.split(r"(?<=[._/-])(?=[^._/-])", name)
    return Markup("<wbr>").join(parts)


class Blocks:
    """Collects a chapter's finished HTML, and leaves a mark in the Markdown for each piece."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self.html: dict[str, str] = {}

    def __call__(self, partial: str, **values: Any) -> Markup:
        """Render `partials/<partial>.html` and return its mark."""
        key = f"b{len(self.html) + 1}"
        self.html[key] = self._environment.get_template(f"partials/{partial}.html").render(**values)
        return Markup(f"\n\n<!--rr:block:{key}-->\n\n")  # noqa: S704 -- a mark of ours


def render_chapter(environment: Environment, kind: str, view: Any, page: Mapping[str, Any]) -> Chapter:
    """Return the chapter made by `pages/<kind>.md`, or `pages/chapter.md`; `page` holds its own fields.

    Raises:
        TemplateError: a template is missing, malformed, or uses a name that the view does not have.
    """
    blocks = Blocks(environment)
    try:
        markdown = environment.select_template([f"pages/{kind}.md", "pages/chapter.md"]).render(
            view=view, block=blocks
        )
    except JinjaError as fault:
        raise _located(fault, f"pages/{kind}.md") from fault
    return Chapter(markdown=markdown.strip() + "\n", blocks=blocks.html, kind=kind, **page)


def render_run(environment: Environment, view: Any, path: str, title: str, description: str) -> RunPage:
    """Return a run's page made by `pages/run.html`.

    Raises:
        TemplateError: as in `render_chapter`.
    """
    try:
        body = environment.get_template("pages/run.html").render(view=view)
    except JinjaError as fault:
        raise _located(fault, "pages/run.html") from fault
    return RunPage(path=path, title=title, description=description, body=body)


def _located(fault: JinjaError, template: str) -> TemplateError:
    place = template
    if isinstance(fault, TemplateSyntaxError):
        place = f"{fault.filename or template}, line {fault.lineno}"
    else:
        for step in traceback.extract_tb(fault.__traceback__):
            if step.filename.endswith((".md", ".html")):
                place = f"{step.filename}, line {step.lineno}"
    what = f"there is no template `{fault}`" if isinstance(fault, TemplateNotFound) else fault.message
    return TemplateError(f"{place}: {what}; mend the template, or take it out to use the shipped one")
