"""The site engine: the only module that knows MkDocs and its Material theme.

The engine is given Markdown and a theme of ours, and what is taken from it is text: the finished
pages, the stencil, and one style sheet. Everything else that it writes stays behind.
See docs/engine.md for the settings and their reasons.
"""

import html
import io
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import yaml
from mkdocs.commands.build import build as build_docs
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, MkDocsException

from runreport.errors import SiteError
from runreport.language import active, direction_of, message, say
from runreport.pages.shipped import shipped
from runreport.site.tree import Chapter, SiteTree

STENCIL = Chapter(
    path="rr/rr/rr/stencil.html", title="RR-TITLE", description="RR-DESCRIPTION", markdown="", kind="run"
)
"""The page that run pages are stamped from; so deep that its root, `../../..`, is like nothing else."""

CONFIG = "mkdocs.yml"
BLOCK = re.compile(r"<!--rr:block:([^<>]+?)-->")
WORDS = {
    "skip": message("Skip to content"),
    "report": message("Report"),
    "search": message("Search this report"),
    "search_key": message("Search (/)"),
    "colors": message("Colors: as the system"),
    "outline": message("On this page"),
    "check": message("Check this copy:"),
}
"""What the theme says besides a page's own words."""
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
LICENSE = "/*! Material for MkDocs, (c) Martin Donath, MIT License: github.com/squidfunk/mkdocs-material */\n"


@dataclass(frozen=True, slots=True)
class Built:
    """What is kept of the engine's work."""

    pages: Mapping[str, str]
    """Finished HTML by path in the site, in the order of the tree's chapters."""
    stencil: str
    """The built stencil page, marks and all."""
    stylesheet: str
    """The theme's style sheet as a cascade layer, to stand below ours."""


def build_chapters(tree: SiteTree, folder: Path) -> Built:
    """Return the tree's chapters and the stencil, built by the engine.

    Args:
        tree: only its chapters, tabs and texts are used.
        folder: an empty folder for the engine's own files; the caller removes it.

    Raises:
        SiteError: the engine refuses or warns, a page does not come out, or a chapter's blocks and
            their places do not match one to one.
    """
    _write_pages(tree, folder / "docs")
    with _warnings_raised():
        css = _run(_settings(tree), folder, tree.templates)
    site = folder / "site"
    pages = {chapter.path: _with_blocks(chapter, _read(site, chapter)) for chapter in tree.chapters}
    return Built(pages, _read(site, STENCIL), layered(css))


def write_project(tree: SiteTree, folder: Path) -> Path:
    """Write what the engine is given, Markdown and configuration, into `folder`; return the latter's path."""
    _write_pages(tree, folder / "docs")
    config = folder / CONFIG
    config.write_text(_dump(_settings(tree)), encoding="utf-8", newline="\n")
    return config


def _write_pages(tree: SiteTree, docs: Path) -> None:
    for chapter in (*tree.chapters, STENCIL):
        page = docs / PurePosixPath(chapter.path).with_suffix(".md")
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(_front_matter(chapter) + chapter.markdown + "\n", encoding="utf-8", newline="\n")


def layered(css: str) -> str:
    """Return the theme's style sheet as the cascade layer `engine`, measured in the reader's own rem.

    Rules outside of a layer win over those in one, however specific, so ours need not fight. The
    theme counts in rem of 20 px and sets the page's type to 125 % for it; ours leaves the type at
    what the reader has chosen, so each of the theme's lengths is multiplied instead.
    """
    css = re.sub(r'@charset "[^"]*";|/\*# sourceMappingURL=.*?\*/', "", css)
    css = re.sub(r"([\d.]+)rem\b", lambda match: f"{round(float(match[1]) * 1.25, 4):g}rem", css)
    return f"{LICENSE}@layer engine{{{css.strip()}}}\n"


def _settings(tree: SiteTree) -> dict[str, object]:
    quiet = {"not_found": "ignore", "absolute_links": "ignore", "unrecognized_links": "ignore"}
    language = tree.language.lower()
    return {
        "site_name": "report",
        "docs_dir": "docs",
        "site_dir": "site",
        "use_directory_urls": False,
        "plugins": [],
        "theme": {"name": "material", "custom_dir": str(shipped("theme")), "font": False, "language": "en"},
        "markdown_extensions": extensions(),
        "validation": {"nav": {"omitted_files": "ignore"}, "links": {**quiet, "anchors": "ignore"}},
        "extra": {
            "report": {
                "title": _text(tree.title),
                "footer": _text(tree.footer),
                "language": _text(tree.language or "en"),
                "direction": direction_of(language),
                "has_words": not active().is_english,
                "words": {name: _text(say(english)) for name, english in WORDS.items()},
                "tabs": [{"title": _text(tab.title), "path": tab.path} for tab in tree.tabs],
                "url": _text(tree.site_url.rstrip("/")) if tree.site_url else "",
            }
        },
    }


def extensions() -> list[object]:
    """Return what Markdown may use besides its own."""
    return [
        "abbr",
        "admonition",
        "attr_list",
        "def_list",
        "footnotes",
        "md_in_html",
        {"tables": {"use_align_attribute": True}},
        {"toc": {"permalink": True, "permalink_title": say("Link to this section")}},
        "pymdownx.details",
        {"pymdownx.highlight": {"use_pygments": True, "auto_title": False}},
        "pymdownx.inlinehilite",
        "pymdownx.superfences",
        {"pymdownx.tabbed": {"alternate_style": True}},
    ]


def _front_matter(chapter: Chapter) -> str:
    """Return the page's own settings, texts all of them: engines differ in what else they know."""
    is_stencil = chapter is STENCIL
    values = {
        "title": chapter.title if is_stencil else _text(chapter.title),
        "description": chapter.description if is_stencil else _text(chapter.description),
        "kind": chapter.kind,
        "tab": chapter.nav,
        "path": chapter.path,
        "toc": "yes" if chapter.has_toc else "no",
        "stencil": "yes" if is_stencil else "no",
    }
    return f"---\n{_dump(values)}---\n\n"


def _text(text: str) -> str:
    """Return plain text as HTML that holds none of the stencil's marks, whatever the text says.

    Half of a pair of code units, which names of files can hold, is written as Python would.
    """
    text = " ".join(text.split()).encode("utf-8", "backslashreplace").decode()
    return html.escape(text).replace("RR-", "RR&#45;").replace("../", "..&#47;")


def _dump(values: object) -> str:
    """Return `values` as YAML, each text in ASCII on one line, so that none can end the front matter."""
    return yaml.dump(values, Dumper=_DUMPER, width=1 << 30, allow_unicode=False, sort_keys=False)


def _run(settings: Mapping[str, object], folder: Path, templates: Path | None) -> str:
    """Build the pages in `folder`; return the theme's style sheet."""
    own = templates / "theme" if templates else None
    try:
        # Handed over as they are: as a file they would be read by YAML's slow reader.
        config = load_config(io.BytesIO(), config_file_path=str(folder / CONFIG), **settings)
        theme = config.theme
        theme.static_templates = set()
        if own and own.is_dir():
            theme.dirs.insert(0, str(own))
        css = _theme_css(theme.dirs)
        if not (own and own.is_dir()):
            # Of Material's fifteen thousand files, which the engine looks through, ours asks for none.
            theme.dirs = [str(shipped("theme"))]
        build_docs(config)
    except (MkDocsException, Abort) as error:
        raise SiteError(f"the site engine stopped: {_one_line(error)}") from error
    return css


@contextmanager
def _warnings_raised() -> Iterator[None]:
    """Keep what the engine logs from the terminal, and raise it as one `SiteError`.

    The engine logs what stops it, a broken template for one, before it raises that; so a line from
    the log takes the place of an exception whose kind nobody above could know.
    """
    log, collector = logging.getLogger("mkdocs"), _Collector()
    before = log.handlers, log.propagate, log.level
    log.handlers, log.propagate = [collector], False
    log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        log.handlers, log.propagate = before[:2]
        log.setLevel(before[2])
        if collector.said:
            raise SiteError(f"the site engine says: {'; '.join(collector.said)}")


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(_one_line(record.getMessage()))


def _read(site: Path, chapter: Chapter) -> str:
    try:
        return (site / chapter.path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SiteError(f"{chapter.path}: the site engine made no such page; choose another name") from None


def _theme_css(folders: Iterable[str]) -> str:
    """Return the theme's style sheet, from the first of its folders that has it."""
    sheets = [sheet for folder in folders for sheet in Path(folder).glob("assets/stylesheets/main.*.css")]
    if len({sheet.name for sheet in sheets}) != 1:
        raise SiteError(
            f"the theme has {len(sheets)} main style sheets instead of one; use mkdocs-material 9"
        )
    return sheets[0].read_text(encoding="utf-8")


def _with_blocks(chapter: Chapter, page: str) -> str:
    """Return the page with each block in its place, in one pass: nothing is looked for in a block."""
    pieces = BLOCK.split(page)
    keys = pieces[1::2]
    if sorted(keys) != sorted(chapter.blocks):
        lost = sorted(set(chapter.blocks) - set(keys))
        extra = sorted({key for key in keys if key not in chapter.blocks or keys.count(key) > 1})
        raise SiteError(f"{chapter.path}: blocks without a place: {lost}; places without a block: {extra}")
    pieces[1::2] = [chapter.blocks[key] for key in keys]
    return "".join(pieces)


def _one_line(text: object) -> str:
    return " ".join(str(text).split())
