"""Draws the gallery of the demonstration report's pages again: `make gallery`, after `make demo`.

Each kind of page, on a desk and on a phone, by day and at night, as pictures in `docs/gallery/` and a page
that shows them. Not part of `make docs`: browsers draw texts differently from machine to machine.
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
    ("runs", "All runs", "runs/index.html", ""),
    ("run", "A run of Weights & Biases", "runs/wandb/w64s0.html", ""),
    ("matrix", "What a run logged beside its numbers", "runs/comet/*.html", "table.matrix"),
    ("card", "A model card", "models/screening.html", ""),
    ("data", "Data and provenance", "data.html", ""),
    ("problems", "What is not shown, and why", "problems.html", ""),
    ("methods", "Methods", "methods.html", ""),
    ("glossary", "Glossary", "glossary.html", ""),
)
VIEWS = (
    ("desk-day", "on a desk, by day", 1280, "light"),
    ("desk-night", "on a desk, at night", 1280, "dark"),
    ("phone-day", "on a phone, by day", 390, "light"),
    ("phone-night", "on a phone, at night", 390, "dark"),
)
HEIGHT = 1200
QUALITY = 55


def main() -> None:
    """Draw every page in every view, and write the page that shows them."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for view, _, width, scheme in VIEWS:
            for name, _, path, at in PAGES:
                picture = drawn(browser, path, at, width, scheme)
                picture.save(OUT / f"{name}-{view}.webp", quality=QUALITY, method=6)
        browser.close()
    write_page()


def drawn(browser: Browser, path: str, at: str, width: int, scheme: str) -> Image.Image:
    """Return the top of a page, or what begins at the first element that `at` selects."""
    page = next(iter(sorted(SITE.glob(path))))
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme)  # type: ignore[arg-type]
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
    heads = " | ".join(said for _, said, _, _ in VIEWS)
    for name, title, _, _ in PAGES:
        pictures = " | ".join(f"![{title}, {said}](gallery/{name}-{view}.webp)" for view, said, _, _ in VIEWS)
        lines += [f"## {title}", "", f"| {heads} |", f"|{'---|' * len(VIEWS)}", f"| {pictures} |", ""]
    (HERE / "gallery.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
