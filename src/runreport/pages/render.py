"""Views into text: the only module that knows jinja2."""

import re
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    compiler,
)
from jinja2 import TemplateError as JinjaError
from jinja2.bccache import Bucket
from markupsafe import Markup

from runreport.errors import TemplateError
from runreport.language import say, say_count
from runreport.pages.cells import cells, entry, number_rows, status
from runreport.pages.escaping import escaped_value
from runreport.pages.page import Chapter, RunPage
from runreport.pages.panel import panel
from runreport.pages.shipped import shipped

_MARKDOWN = re.compile(r"([&\\`*_{}\[\]()#+\-.!|~^=:<>])")
_BLANKS = re.compile(r"\s+")
_COMPILED_BY = tuple(Path(file).stat().st_mtime_ns for file in (__file__, compiler.__file__))


def open_templates(own: Path | None = None) -> Environment:
    """Return the environment of the shipped templates; those in `own` come first."""
    folders = [*([own] if own else []), shipped("pages").parent]
    environment = Templates(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        # Every build opens its templates anew; within one, no file is looked at twice.
        auto_reload=False,
        bytecode_cache=None if own else _kept(),
    )
    environment.globals |= {"say": say, "say_count": say_count}
    environment.filters["md"] = markdown_text
    environment.filters["panel"] = panel
    environment.filters["cells"] = cells
    environment.filters["entry"] = entry
    environment.filters["number_rows"] = number_rows
    environment.filters["status"] = status
    environment.filters["breakable"] = breakable
    return environment


class _QuickEscape(compiler.CodeGenerator):
    """Has templates escape by `escaped`, which looks first; the hook is the one that Jinja's own subclass uses."""

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"environment.escaped({finalize.src or ''}")


class Templates(Environment):
    """Jinja's environment of templates whose values are escaped."""

    code_generator_class = _QuickEscape
    escaped = staticmethod(escaped_value)


class _Kept(FileSystemBytecodeCache):
    """What our templates were compiled to, which takes Jinja longer than to write a page of 1,000 runs with them."""

    def get_source_checksum(self, source: str) -> str:
        """Return what changes with a template, with what is set here, and with Jinja."""
        return super().get_source_checksum(f"{_COMPILED_BY}{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template that is kept; one that is damaged is compiled again."""
        try:
            super().load_bytecode(bucket)
        except (EOFError, OSError, TypeError, ValueError, UnpicklingError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template, where there is room and permission for it."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _kept() -> _Kept | None:
    """Return the compiled templates that lie beside the templates, as Python's own do beside modules."""
    if sys.dont_write_bytecode:
        return None
    folder = Path(cache_from_source(str(shipped("pages").with_name("templates.py")))).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return _Kept(str(folder), f"%s.{sys.implementation.cache_tag}.jinja")


def markdown_text(text: object) -> Markup:
    """Return plain text so that neither Markdown nor HTML sees anything in it but text."""
    one_line = _BLANKS.sub(" ", str(text)).strip()
    marked = _MARKDOWN.sub(lambda found: f"&#{ord(found[1])};", one_line)
    return Markup(marked)  # noqa: S704 -- every special character has become a number above


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
