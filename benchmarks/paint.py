"""Opens pages from the disk in Chromium, and takes the times until they are there and answer."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WATCH = """
window.answers = {shift: 0};
new PerformanceObserver(list => { for (const one of list.getEntries()) answers.shift += one.value; })
  .observe({type: "layout-shift", buffered: true});
const ask = () => {
  const head = document.querySelector(".explored thead button");
  if (answers.table === undefined && head) {
    head.click();
    if (document.querySelector(".explored thead [aria-sort]:not([aria-sort=none])"))
      answers.table = performance.now();
  }
  const box = document.querySelector("dialog.search input");
  if (window.searching && answers.search === undefined) {
    if (!box) document.querySelector("button.find")?.click();
    else if (!box.value) {
      box.value = "e";
      box.dispatchEvent(new Event("input"));
    } else if (document.querySelector(".search [role=option]")) answers.search = performance.now();
  }
  setTimeout(ask, 2);
};
ask();
"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a page took, from the start of the navigation; medians, milliseconds."""

    site: str
    kind: str
    paint_ms: float
    slowest_paint_ms: float
    table_ms: float | None
    """Until a heading of the explored table sorts; None where there is no such table."""
    search_ms: float
    """Until the search box, asked for at once, shows what it found."""
    shift: float
    """The largest cumulative layout shift."""
    outside: int
    """Requests for anything but the site's own files."""

    def __str__(self) -> str:
        table = f", table {self.table_ms:,.0f} ms" if self.table_ms is not None else ""
        return (
            f"{self.site}, {self.kind}: first paint {self.paint_ms:,.0f} ms "
            f"(at most {self.slowest_paint_ms:,.0f}){table}, search answers {self.search_ms:,.0f} ms, "
            f"shift {self.shift:.3f}, outside {self.outside}"
        )


def open_pages(pages: list[tuple[str, str, Path]], repeats: int) -> list[Opened]:
    """Open each page that often, each time in a new context, after one time that does not count."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        opened = [_opened(browser, *page, repeats) for page in pages]
        browser.close()
    return opened


def _opened(browser: Browser, site: str, kind: str, page: Path, repeats: int) -> Opened:
    _visit(browser, page, False)
    plain = [_visit(browser, page, False) for _ in range(repeats)]
    asked = [_visit(browser, page, True) for _ in range(repeats)]
    paints = [one["paint"] for one in plain]
    tables = [one["table"] for one in plain if one.get("table") is not None]
    return Opened(
        site,
        kind,
        median(paints),
        max(paints),
        median(tables) if tables else None,
        median(one["search"] for one in asked),
        max(one["shift"] for one in plain),
        sum(one["outside"] for one in plain),
    )


def _visit(browser: Browser, page: Path, is_searching: bool) -> dict[str, Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    outside: list[str] = []
    context.on("request", lambda one: one.url.startswith(("file:", "data:")) or outside.append(one.url))
    tab = context.new_page()
    tab.add_init_script(f"window.searching = {str(is_searching).lower()};{WATCH}")
    tab.goto(page.as_uri(), wait_until="load")
    if is_searching:
        tab.wait_for_function("() => answers.search !== undefined")
    elif tab.locator("script[src$='explore.js']").count():
        tab.wait_for_function("() => answers.table !== undefined")
    tab.wait_for_function(PAINT)
    tab.wait_for_timeout(100)
    found = {**tab.evaluate("answers"), "paint": tab.evaluate(PAINT), "outside": len(outside)}
    context.close()
    return found
