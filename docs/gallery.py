"""Draws the gallery of the demonstration report's pages again: `make gallery`, after `make demo`.

Each kind of page, on a desk by day and on a phone at night, as pictures in `docs/gallery/` and a page that
shows them. Not part of `make docs`: browsers draw texts differently from machine to machine.
"""

import io
import os
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
SITE = HERE.parent / "site"
OUT = HERE / "gallery"
PAGES = (
    ("summary", "Summary", "index.html", ""),
    ("experiment", "An experiment", "experiments/digits-by-width.html", ""),
    (
        "comparison",
        "Runs compared, explored in the browser",
        "compare/screening-simulated-sites.html",
        ".tools",
    ),
    ("run", "A run of Weights & Biases", "runs/wandb/w64s0.html", ""),
    ("matrix", "What a run logged beside its numbers", "runs/comet/*.html", "table.matrix"),
    ("card", "A model card", "models/screening.html", ""),
    ("data", "Data and provenance", "data.html", ""),
    ("problems", "What is not shown, and why", "problems.html", ""),
)
VIEWS = (("desk", 1280, "light", 1500), ("phone", 390, "dark", 1500))
QUALITY = 72


def main() -> None:
    """Draw every page in every view, and write the page that shows them."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for view, width, scheme, height in VIEWS:
            for name, _, path, at in PAGES:
                picture = drawn(browser, path, at, width, scheme, height)
                picture.save(OUT / f"{name}-{view}.webp", quality=QUALITY, method=6)
        browser.close()
    write_page()


def drawn(browser: Browser, path: str, at: str, width: int, scheme: str, height: int) -> Image.Image:
    """Return the top of a page, or what begins at the first element that `at` selects."""
    page = next(iter(sorted(SITE.glob(path))))
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    tab = context.new_page()
    tab.goto(page.as_uri())
    tab.wait_for_timeout(500)
    if at:
        tab.locator(at).first.evaluate(
            "one => scrollBy({top: one.getBoundingClientRect().top - 200, behavior: 'instant'})"
        )
        tab.wait_for_timeout(300)
    content = tab.screenshot()
    context.close()
    return Image.open(io.BytesIO(content))


def write_page() -> None:
    """Write the page that shows the pictures side by side."""
    lines = ["# Gallery", "", "The demonstration report (`make demo`), drawn by `make gallery`.", ""]
    for name, title, _, _ in PAGES:
        lines += [f"## {title}", "", "| on a desk, by day | on a phone, at night |", "|---|---|"]
        lines += [f"| ![{title}](gallery/{name}-desk.webp) | ![{title}](gallery/{name}-phone.webp) |", ""]
    (HERE / "gallery.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
