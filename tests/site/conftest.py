"""Small trees for the site's tests."""

from collections.abc import Callable
from typing import Any

import pytest

from runreport.site.tree import Chapter, RunPage, SiteTree, Tab

TABS = (Tab("Summary", "index.html"), Tab("Experiments", "experiments/one.html"))


@pytest.fixture
def make_tree() -> Callable[..., SiteTree]:
    """Return a function that makes a small tree, with fields changed by name."""

    def make(**changes: Any) -> SiteTree:
        chapters = (
            Chapter(
                "index.html",
                "Summary",
                "What was found.",
                "<!--rr:block:hero-->\n\n## What it means\n\nSee [one](experiments/one.html#curves).\n",
                {"hero": '<h1 id="top">A question?</h1>'},
                "summary",
                "index.html",
            ),
            Chapter(
                "experiments/one.html",
                "Experiment one",
                "One experiment.",
                "# Experiment one\n\n## Curves\n\n[A run](../runs/store/a.html)\n\n## Groups\n\nText.\n",
                kind="experiment",
                nav="experiments/one.html",
                has_toc=True,
            ),
        )
        runs = (
            RunPage(
                "runs/store/a.html", "Run a", "A run.", '<h1>Run a</h1><a href="../../index.html#top">up</a>'
            ),
            RunPage("runs/store/deep/b.html", "Run b", "Another.", '<h1>Run b</h1><a href="../a.html">a</a>'),
        )
        fields: dict[str, Any] = {
            "title": "A report",
            "language": "en",
            "chapters": chapters,
            "run_pages": runs,
            "files": (("report.json", b"{}\n"), ("files/runs.csv", b"run\na\nb\n")),
            "tabs": TABS,
            "footer": "Questions to the authors.",
        }
        return SiteTree(**(fields | changes))

    return make
