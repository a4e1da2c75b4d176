"""A run's pictures and logged tables in a real Chromium."""

import json
from io import BytesIO

import pytest
from PIL import Image

from runreport import build_report, load_config

pytestmark = pytest.mark.browser

OPEN_ALL = "() => document.querySelectorAll('details').forEach(part => { part.open = true })"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def picture(width, height):
    file = BytesIO()
    Image.new("RGB", (width, height), (90, 20, 60)).save(file, "PNG")
    return file.getvalue()


def matrix(count):
    return [[50 if row == column else (row * column) % 4 for column in range(count)] for row in range(count)]


@pytest.fixture(scope="session")
def media_site(tmp_path_factory):
    """A report on a run that logged a bit of everything."""
    folder = tmp_path_factory.mktemp("media")
    artifacts = folder / "runs/one/artifacts"
    artifacts.mkdir(parents=True)
    for name, size in {
        "wide.png": (2400, 300),
        "tall.png": (300, 900),
        "0.png": (28, 28),
        "1.png": (28, 28),
    }.items():
        (artifacts / name).write_bytes(picture(*size))
    named = [{"path": f"{step}.png", "name": "samples", "step": step, "caption": "an 8"} for step in (0, 1)]
    tables = [
        {
            "name": f"m{count}",
            "kind": "confusion matrix",
            "labels": [f"class {n}" for n in range(count)],
            "matrix": matrix(count),
        }
        for count in (4, 20, 45)
    ]
    tables += [
        {
            "name": "h",
            "kind": "histogram",
            "columns": ["low", "high", "count"],
            "rows": [[0, 1, 5], [1, 4, 9]],
        },
        {
            "name": "r",
            "kind": "ROC curve",
            "columns": ["false positive rate", "true positive rate"],
            "rows": [[0, 0], [1, 1]],
        },
        {"name": "t", "columns": ["case", "score"], "rows": [[f"case {n}", n / 7] for n in range(60)]},
    ]
    record = {"experiment": "e", "metrics": {"auc": 0.5}, "pictures": named, "tables": tables}
    (folder / "runs/one/run.json").write_text(json.dumps(record))
    (folder / "runreport.toml").write_text('stores = ["runs"]\n')
    build_report(load_config(folder / "runreport.toml"), output=folder / "site")
    return folder / "site"


@pytest.fixture
def run_page(media_site, browser_page):
    def open_page(**options):
        tab = browser_page(**options)
        tab.goto((media_site / "runs/runs/one.html").as_uri())
        return tab

    return open_page


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(run_page, axe, width, scheme):
    tab = run_page(width=width, scheme=scheme)
    tab.evaluate(OPEN_ALL)
    assert axe(tab) == []
    assert tab.evaluate(SIDEWAYS) <= 0


@pytest.mark.parametrize("width", [1280, 390])
def test_a_picture_takes_its_room_before_it_is_there(run_page, width):
    tab = run_page(width=width)
    measure = "all => all.map(one => one.getBoundingClientRect().height)"
    pictures = tab.locator(".pics:not(details *) img")
    after = pictures.evaluate_all(
        "all => Promise.all(all.map(one => { one.loading = 'eager'; return one.decode() }))"
    )
    assert len(after) == 3
    loaded = pictures.evaluate_all(measure)
    pictures.evaluate_all("all => all.forEach(one => { one.src = '' })")
    assert pictures.evaluate_all(measure) == pytest.approx(loaded, abs=1)


def test_each_picture_has_a_text_and_opens_its_file(run_page, media_site):
    tab = run_page()
    texts = tab.locator(".pic img").evaluate_all("all => all.map(one => one.alt)")
    assert "Picture samples at step 1 of run one: an 8" in texts
    assert len(set(texts)) == 4
    for href in tab.locator(".pic a").evaluate_all("all => all.map(one => one.getAttribute('href'))"):
        assert (media_site / "runs/runs" / href).resolve().is_file()


def test_the_newest_of_a_series_stands_first_and_earlier_ones_open(run_page):
    tab = run_page()
    assert tab.locator(".pics").first.locator("figcaption").first.inner_text().split() == [
        "samples",
        "an",
        "8",
        "step",
        "1",
    ]
    earlier = tab.locator("details", has_text="1 earlier picture of samples")
    assert not earlier.locator("img").is_visible()
    earlier.locator("summary").click()
    assert earlier.locator("img").is_visible()


def test_what_was_right_is_framed_and_said_not_only_colored(run_page):
    tab = run_page()
    right = tab.locator(".matrix:not(.compact) td.right")
    assert right.count() == 4
    assert "(correct)" in right.first.text_content()
    assert right.first.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    shades = tab.locator("#confusion td[class*='h']").evaluate_all("all => all.map(one => one.className)")
    assert len(set(shades)) >= 2
