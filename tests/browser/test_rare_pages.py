"""Pages that the demonstration report lacks: changes since an earlier report, a long list of runs."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from runreport.config import load_config
from runreport.pipeline import build_report

pytestmark = pytest.mark.browser

PAGES = ("index.html", "changes.html", "runs/index.html", "runs/page-2.html", "experiments/study.html")
RUNS = 600


def table(runs: int, lift: float) -> Iterator[str]:
    """Yield the rows of a table of runs whose results get better by `lift`."""
    chance = random.Random(3)
    yield "name,experiment,params.model,params.lr,metric.accuracy,metric.loss\n"
    for at in range(runs):
        model = ("ridge", "tree", "forest")[at % 3]
        accuracy = chance.betavariate(8, 3) + lift * (model == "forest")
        rate, loss = 10 ** -chance.uniform(1, 4), chance.random()
        yield f"run {at},study,{model},{rate:.5f},{accuracy:.4f},{loss:.4f}\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on 600 runs, compared with one on 580 of them whose results were other ones."""
    folder = tmp_path_factory.mktemp("rare")
    config = folder / "runreport.toml"
    config.write_text('title = "Study"\nstores = ["runs.csv"]\n')
    (folder / "runs.csv").write_text("".join(table(RUNS - 20, 0)))
    build_report(load_config(config), output=folder / "then")
    (folder / "runs.csv").write_text("".join(table(RUNS, 0.2)))
    config.write_text(config.read_text() + '\n[output]\nprevious = "then/report.json"\n')
    return build_report(load_config(config), output=folder / "now").output


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_and_nothing_goes_sideways(
    browser_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    site: Path,
    page: str,
    width: int,
    scheme: str,
) -> None:
    tab = browser_page(width=width, scheme=scheme)
    tab.goto((site / page).as_uri())
    assert axe(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_run_of_a_long_list_is_reached_without_scripts(
    browser_page: Callable[..., Page], site: Path
) -> None:
    tab = browser_page(javascript=False)
    tab.goto((site / "index.html").as_uri())
    tab.get_by_role("navigation").get_by_role("link", name="Runs", exact=True).click()
    tab.get_by_role("link", name="Runs 501 to 600").first.click()
    tab.locator("tbody a").last.click()
    assert tab.locator("h1").inner_text().startswith("run ")
    assert "/runs/runs-csv/" in tab.url
