"""Tables whose texts have no place to break, and lines that keep clear of names."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page

from runreport.config import Config
from runreport.pipeline import build_report

pytestmark = pytest.mark.browser

MODELS = ("random_forest", "extra_trees", "linear_model")
DIGEST = "56df93605dc91fbef342b76ea6a5449f"
SOURCE = "https://data.example.org/a/very/long/address/" + "of-some-hospital/" * 4 + "table.csv"
SERVER = "{'server': {'uri': 'localhost:50051', 'timeout': 30}, 'clients': 12, 'mode': 'equal', 'rounds': %d}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    runs = [
        {
            "id": f"run-{at}",
            "experiment": "study",
            "status": "finished",
            "params": {"model": MODELS[at % 3], "family": MODELS[at % 3], "depth": at, "server": SERVER % at},
            "metrics": {"accuracy": 0.9 - at / 100},
            "datasets": [{"name": DIGEST, "digest": DIGEST, "source": SOURCE}],
        }
        for at in range(12)
    ]
    (folder / "runs.jsonl").write_text("".join(f"{json.dumps(run)}\n" for run in runs))
    return build_report(Config(), [str(folder / "runs.jsonl")], output=folder / "site").output


def _pixels(where: Locator) -> Image.Image:
    return Image.open(io.BytesIO(where.screenshot())).convert("RGB")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_line_goes_through_a_name_on_an_axis(
    browser_page: Callable[..., Page], site: Path, scheme: str
) -> None:
    tab = browser_page(scheme=scheme)
    tab.goto((site / "compare/study.html").as_uri())
    named = tab.locator(".parallel .axis-of[data-column='params.model'] text", has_text="random_forest")
    named.evaluate("text => text.style.fill = getComputedStyle(text).stroke")
    image = _pixels(named)
    # The box has the halo's own edge, too.
    inside = image.crop((12, image.height // 3, image.width - 12, image.height * 2 // 3))
    assert max(high - low for low, high in inside.getextrema()) < 16


@pytest.mark.parametrize("part", [10.25, 10.5, 10.75])
@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_row_has_its_line_under_the_first_column_too(
    browser_page: Callable[..., Page], site: Path, width: int, scale: float, part: float
) -> None:
    tab = browser_page(width=width, device_scale_factor=scale)
    tab.goto((site / "experiments/study.html").as_uri())
    tab.set_viewport_size({"width": width, "height": 6000})
    table = tab.locator("[aria-label='Runs of study']")
    # Where a table begins between two pixels, its rows do.
    table.evaluate("(table, part) => table.style.marginTop = `${part}px`", part)
    top = table.bounding_box()["y"]
    image = _pixels(table).convert("L")
    second = table.locator("tbody td").first.bounding_box()["x"] - table.bounding_box()["x"]
    for row in table.locator("tbody tr").all()[1:8]:
        start = round((row.bounding_box()["y"] - top) * scale)
        for x in (4, second + 4):
            dark = [y for y in range(start - 3, start + 4) if image.getpixel((round(x * scale), y)) < 245]
            assert dark, f"no line at {x}, {start}"


@pytest.mark.parametrize(("width", "most"), [(1280, 64), (390, 104)])
def test_a_long_setting_makes_no_tall_rows(
    browser_page: Callable[..., Page], site: Path, width: int, most: int
) -> None:
    tab = browser_page(width=width)
    tab.goto((site / "experiments/study.html").as_uri())
    rows = tab.locator("[aria-label='Runs of study'] tbody tr").all()
    assert max(row.bounding_box()["height"] for row in rows) <= most


def test_addresses_and_digests_break_rather_than_leave_the_table(
    browser_page: Callable[..., Page], site: Path
) -> None:
    tab = browser_page()
    tab.goto((site / "data.html").as_uri())
    table = tab.locator("[aria-label='Data sets']")
    assert SOURCE in table.inner_text()
    assert table.evaluate("table => table.scrollWidth - table.clientWidth") == 0
