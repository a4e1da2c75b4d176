"""One page of each kind, as text that a reviewer can read in a diff.

`make golden` writes `pages/` again after a change that is meant; the diff is the review.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from runreport.config import load_config
from runreport.pages.compose import compose_pages
from runreport.pages.report import Report
from runreport.pipeline.assemble import assemble
from runreport.pipeline.gather import gather

HERE = Path(__file__).parent
BLOCK = re.compile(r"<!--rr:block:(\w+)-->")
SVG = re.compile(r"(<svg\b[^>]*>|</svg>)")
KINDS = {
    "summary",
    "experiments",
    "experiment",
    "comparisons",
    "comparison",
    "runs",
    "models",
    "model",
    "data",
    "problems",
    "methods",
    "glossary",
}


def without_drawings(html: str) -> str:
    """Return HTML in which drawings, which have tests of their own, keep only their outermost tag."""
    kept, depth = [], 0
    for piece in SVG.split(html):
        depth -= piece == "</svg>"
        if depth == 0:
            kept.append(piece)
        depth += piece.startswith("<svg")
    return "".join(kept)


def readable(html: str) -> str:
    """Return HTML with a cell and an entry a line, so that a diff shows what changed."""
    lines = re.sub(r"(?=<(?:tr|td|th|li|dd|dt|figcaption)\b)", "\n", without_drawings(html)).splitlines()
    return "\n".join(filter(None, map(str.rstrip, lines)))


@pytest.fixture(scope="module")
def report() -> Iterator[Report]:
    """Return the report on the records."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        config = load_config(HERE / "records/runreport.toml")
        yield assemble(gather(config, is_aligned=True), config)


@pytest.fixture(scope="module")
def pages(report: Report) -> Mapping[str, str]:
    """Return what the pages hold, by the name of their file here."""
    made = {}
    chapters, run_pages = compose_pages(report)
    for chapter in (one.chapter for one in chapters):
        place = re.sub(r"\W+", "-", chapter.path.removesuffix(".html"))
        text = BLOCK.sub(lambda mark, blocks=chapter.blocks: readable(blocks[mark[1]]), chapter.markdown)
        made[f"{place}.md"] = f"{chapter.kind}: {chapter.title}\n{chapter.description}\n\n{text.rstrip()}\n"
    for page in run_pages:
        if page.path.endswith(("/forest-curve.html", "/torn-curve.html", "/f3.html")):
            place = re.sub(r"\W+", "-", page.path.removesuffix(".html"))
            made[f"{place}.html"] = f"<!-- {page.title}: {page.description} -->\n{readable(page.body)}\n"
    return made


def test_every_kind_of_page_is_among_them(report: Report) -> None:
    assert {chapter.kind for chapter in (one.chapter for one in compose_pages(report)[0])} == KINDS


def test_the_pages_are_as_they_were(pages: Mapping[str, str]) -> None:
    folder = HERE / "pages"
    if os.environ.get("RUNREPORT_GOLDEN") == "write":
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, text in pages.items():
            (folder / name).write_text(text, encoding="utf-8")
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert sorted(there) == sorted(pages), "run `make golden`, and read the diff"
    for name, text in pages.items():
        assert text == there[name], f"{name} has changed; run `make golden`, and read the diff"
