"""The engine's successor builds the same pages from the same project and theme."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from runreport.site.mkdocs import BLOCK, STENCIL, build_chapters, write_project
from runreport.site.stencil import Stencil, stamp
from runreport.site.tree import Chapter, RunPage

ZENSICAL = Path(sys.executable).with_name("zensical")

pytestmark = pytest.mark.skipif(
    not ZENSICAL.exists() and shutil.which("zensical") is None, reason="zensical is not installed"
)


def test_the_successor_builds_the_same_pages(make_tree, tmp_path):
    text = "# One\n\n## Curves & `<b>`\n\n<!--rr:block:a-->\n\n| a |\n|--:|\n| 1 |\n\n!!! note\n    t\n"
    chapter = Chapter(
        "experiments/one.html", "<One>", 'D "d"', text, {"a": "<hr>"}, nav="index.html", has_toc=True
    )
    tree = make_tree(
        chapters=(Chapter("index.html", "S", "D", "# S\n"), chapter), site_url="https://example.org"
    )
    (tmp_path / "ours").mkdir()
    ours = build_chapters(tree, tmp_path / "ours")
    config = write_project(tree, tmp_path / "theirs")
    program = ZENSICAL if ZENSICAL.exists() else "zensical"
    subprocess.run(
        [program, "build", "-f", config.name], cwd=config.parent, check=True, capture_output=True, timeout=120
    )
    for path in ("index.html", "experiments/one.html"):
        page = (config.parent / "site" / path).read_text()
        assert squeezed(page).replace("<!--rr:block:a-->", "<hr>") == squeezed(ours.pages[path]), path
    assert BLOCK.search((config.parent / "site/experiments/one.html").read_text())
    run = RunPage("runs/a.html", "T", "D", "B")
    theirs = Stencil.of((config.parent / "site" / STENCIL.path).read_text())
    assert squeezed(stamp(theirs, run)) == squeezed(stamp(Stencil.of(ours.stencil), run))


def squeezed(page: str) -> str:
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", page).replace("&para;", "¶").replace('="./', '="')
