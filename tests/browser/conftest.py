"""A real Chromium that opens pages from the disk, and a sample site with every part of a page in it."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from runreport.site.build import build_site
from runreport.site.tree import Chapter, RunPage, SiteTree, Tab

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
TABS = ("index", "experiments/long", "compare/all", "models/one", "data", "methods", "glossary", "problems")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium of this system, or Playwright's own; where CI is set, a missing one is a failure."""
    with sync_playwright() as playwright:
        named = [os.environ.get("CHROMIUM", ""), *NAMES]
        path = next((found for name in named if name and (found := shutil.which(name))), None)
        path = path or playwright.chromium.executable_path
        if not Path(path).exists():
            complain = pytest.fail if os.environ.get("CI") else pytest.skip
            complain(
                "there is no Chromium here; install Debian's package chromium, or set CHROMIUM to its path"
            )
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens an empty page of a given width, color scheme, and with or without scripts.

    When the test ends, no page may have asked for anything but a file of the disk, and none may have
    written an error or a warning to its console: refused styles and scripts are among these.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def note(request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "blob:", "about:")):
            faults.append(f"asked for {request.url}")

    def open_page(width: int = 1280, scheme: str = "light", javascript: bool = True, **options: Any) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=javascript,
            offline=True,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.on("request", note)
        context.on(
            "console", lambda message: message.type in ("error", "warning") and faults.append(message.text)
        )
        context.on("weberror", lambda error: faults.append(str(error.error)))
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Return a function that gives what axe finds wrong in a page: rule, element and reason."""
    source = (HERE / "vendor/axe.min.js").read_text(encoding="utf-8")

    def violations(page: Page) -> list[str]:
        page.evaluate(source)
        options = {"runOnly": {"type": "tag", "values": list(RULES)}, "preload": False}
        found = page.evaluate("options => axe.run(document, options)", options)["violations"]
        return [
            f"{rule['id']}: {node['html']}: {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
        ]

    return violations


@pytest.fixture(scope="session")
def run_pages(demo_site: Path) -> dict[str, str]:
    """The pages of the demonstration report's runs by the runs' names; of runs with one name, the first."""
    found: dict[str, str] = {}
    for path in sorted((demo_site / "runs").glob("*/*.html")):
        if title := re.search(r"<h1[^>]*>([^<]*)</h1>", path.read_text(encoding="utf-8")):
            found.setdefault(title[1], path.relative_to(demo_site).as_posix())
    return found


@pytest.fixture
def opened(
    browser_page: Callable[..., Page], demo_site: Path, run_pages: dict[str, str]
) -> Callable[..., Page]:
    """Return a function that opens a page of the demonstration report by its path, or a run's by its name.

    With `tab`, that tab goes there; otherwise a new one does, with the options of `browser_page`.
    """

    def open_page(page: str, tab: Page | None = None, **options: Any) -> Page:
        tab = tab or browser_page(**options)
        tab.goto((demo_site / run_pages.get(page, page)).as_uri())
        return tab

    return open_page


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that has each class of the style sheet on it, in a chapter and on a run's page."""
    parts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((HERE / "sample").glob("*.html"))}
    long = (HERE / "sample/long.md").read_text(encoding="utf-8")
    tabs = tuple(Tab(path.split("/")[0].replace("index", "summary").title(), f"{path}.html") for path in TABS)
    others = tuple(
        Chapter(tab.path, tab.title, "A page.", f"# {tab.title}\n\nText.\n", nav=tab.path) for tab in tabs[2:]
    )
    summary = Chapter("index.html", "Summary", "What was found.", _summary(), parts, "summary", "index.html")
    text = Chapter(
        "experiments/long.html",
        "A long page",
        "Text.",
        long,
        kind="experiment",
        nav=tabs[1].path,
        has_toc=True,
    )
    tree = SiteTree(
        title="Screening models, autumn 2026",
        language="en",
        chapters=(summary, text, *others),
        run_pages=(RunPage("runs/store/a.html", "Run a", "One run.", _run(parts)),),
        files=(("report.json", b"{}\n"),),
        tabs=tabs,
        footer="Questions to the authors.",
    )
    site = tmp_path_factory.mktemp("sample") / "site"
    build_site(tree, site)
    return site


def _summary() -> str:
    return (
        "<!--rr:block:hero-->\n\n"
        "## What was claimed\n\nEach was written down before the last runs.\n\n<!--rr:block:claims-->\n\n"
        "## The large network finds the most {: #models }\n\n<!--rr:block:table-->\n\n"
        "## It climbs highest\n\nBy epoch.\n\n<!--rr:block:charts-->\n\n"
        "## Records\n\n<!--rr:block:records-->\n"
    )


def _run(parts: dict[str, str]) -> str:
    crumbs = (
        '<nav class="crumbs" aria-label="Where this page stands"><ol>'
        '<li><a href="index.html">Summary</a></li>'
        '<li><span aria-current="page">Run a</span></li></ol></nav>'
    )
    heads = {"claims": "What was claimed", "table": "The table", "charts": "The charts", "records": "Records"}
    sections = "".join(
        f'<section id="{key}"><div class="head"><h2>{title}</h2><p>Text.</p></div>{parts[key]}</section>'
        for key, title in heads.items()
    )
    page = f"{crumbs}{parts['hero']}{sections}"
    for link in ("index.html", "runs/store/a.html", "report.json"):
        page = page.replace(f'href="{link}"', f'href="../../{link}"')
    return page
