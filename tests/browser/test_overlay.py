"""Curves of chosen runs, laid over one another below the table that they were chosen in."""

import csv
import io
import json
import math
from pathlib import Path

import pytest

import runreport

pytestmark = pytest.mark.browser

RUNS, MOST, POINTS = 14, 12, 400
VALUES = {f"run-{at:02}": [math.exp(-step / (20 + 9 * at)) for step in range(POINTS)] for at in range(RUNS)}
ONLY = ("run-00", "run-03")
"""Runs with a second metric."""


def write_run(folder, name, metrics):
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"id": name, "name": name, "experiment": "many"}))
    rows = [
        f"{metric},{step},{value!r},{1_767_312_000 + step * 10}"
        for metric, values in metrics.items()
        for step, value in enumerate(values)
    ]
    (folder / "metrics.csv").write_text("\n".join(["name,step,value,time", *rows]) + "\n")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A report on runs whose points are known; one of them has no curve."""
    base = tmp_path_factory.mktemp("overlay")
    for name, values in VALUES.items():
        more = {"val_auc": [1 - value / 2 for value in values]} if name in ONLY else {}
        rest = {f"part_{part}": [value + part for value in values] for part in (1, 2)}
        write_run(base / "store" / name, name, {"loss": values, **more, **rest})
    write_run(base / "store" / "bare", "bare", {"loss": [0.5]})
    runreport.build_report(runreport.Config(title="Many"), [str(base / "store")], output=base / "site")
    assert len(list((base / "site/data/curves").iterdir())) > 1
    return base / "site"


@pytest.fixture
def chosen(site, browser_page):
    """Return a function that opens the comparison with chosen runs, and waits for the curves."""

    def open_page(*runs, more="", **options):
        tab = browser_page(**options)
        tab.goto((site / "compare/many.html").as_uri() + f"#runs={'%2C'.join(runs)}&compare=1{more}")
        tab.wait_for_selector("#chosen-curves .curve-tools")
        return tab

    return open_page


def panel(tab, text):
    return tab.locator("#chosen-curves .panel", has=tab.locator("figcaption", has_text=text))


def lines(tab, text):
    return panel(tab, text).locator(".plot path.line").count()


def test_each_metric_has_a_panel_and_each_chosen_run_a_line(chosen):
    tab = chosen("run-00", "run-05", "run-13")
    titles = tab.locator("#chosen-curves figcaption").all_inner_texts()
    assert len(titles) == 4
    assert lines(tab, "Loss") == 3
    assert lines(tab, "AUC") == 1
    assert tab.locator("#chosen-curves .legend span").all_inner_texts() == ["run-00", "run-05", "run-13"]
    ends = {name: VALUES[name][-1] for name in ("run-00", "run-05", "run-13")}
    assert min(ends, key=ends.get) == "run-00"
    assert panel(tab, "Loss").locator("figcaption").inner_text().startswith("Loss: run-00 ends lowest, at ")


def test_nothing_is_loaded_until_runs_are_compared(site, browser_page):
    tab = browser_page()
    tab.goto((site / "compare/many.html").as_uri())
    tab.wait_for_selector(".explored tbody tr")
    shards = "() => [...document.scripts].filter(one => /data.curves/.test(one.src)).length"
    assert tab.evaluate(shards) == 0
    assert not tab.locator("#chosen-curves").is_visible()
    for box in tab.get_by_role("checkbox", name="run-").all()[:2]:
        box.check()
    tab.get_by_role("button", name="Compare 2 runs").press("Enter")
    tab.wait_for_selector("#chosen-curves .curve-tools")
    assert 0 < tab.evaluate(shards) <= 2
    assert tab.locator("#chosen-curves .legend button").count() == 2
    tab.get_by_role("button", name="Hide comparison").click()
    assert not tab.locator("#chosen-curves").is_visible()


def test_the_values_are_those_of_the_records(chosen):
    tab = chosen("run-00", "run-03")
    with tab.expect_download() as download:
        panel(tab, "Loss").get_by_role("button", name="Save CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text())))
    for name in ("run-00", "run-03"):
        assert [float(row[name]) for row in rows] == VALUES[name]
    assert [float(row["seconds since the start"]) for row in rows] == [step * 10 for step in range(POINTS)]
    panel(tab, "Loss").locator(".plot").focus()
    for key in ("Home", "ArrowRight", "ArrowRight"):
        tab.keyboard.press(key)
    said = tab.locator("#chosen-curves [role=status]").inner_text()
    assert said == "; ".join(["step 2", *(f"{name} {VALUES[name][2]:.6g}" for name in ("run-00", "run-03"))])


def test_what_is_left_out_and_what_has_no_curves_is_said(chosen):
    tab = chosen(*VALUES, "bare")
    assert lines(tab, "Loss") == MOST
    text = tab.locator("#chosen-curves > p").inner_text()
    assert f"{RUNS - MOST} more chosen runs have curves; those of at most {MOST} are drawn." in text
    assert "Without curves here: bare." in text
    dashed = panel(tab, "Loss").locator(".plot path.line.dashed").count()
    assert dashed == MOST - 6, "no two lines look alike"
    colors = (
        "all => new Set(all.map(one => getComputedStyle(one).color + one.classList.contains('dashed'))).size"
    )
    assert panel(tab, "Loss").locator(".plot path.line").evaluate_all(colors) == MOST


def test_runs_without_any_curve_say_so(site, browser_page):
    tab = browser_page()
    tab.goto((site / "compare/many.html").as_uri() + "#runs=bare,run-01&compare=1")
    tab.wait_for_selector("#chosen-curves .curve-tools")
    assert tab.locator("#chosen-curves .legend button").count() == 1


def test_a_run_is_hidden_on_all_panels_and_the_address_keeps_it(chosen):
    tab = chosen("run-00", "run-03")
    tab.locator("#chosen-curves .legend button", has_text="run-03").click()
    assert (lines(tab, "Loss"), lines(tab, "AUC")) == (1, 1)
    tab.locator("#chosen-curves").get_by_role("button", name="Logarithmic up").click()
    fragment = tab.url.partition("#")[2]
    assert "compare=1" in fragment
    drawings = "() => [...document.querySelectorAll('#chosen-curves .plot > svg')].map(one => one.innerHTML)"
    again = chosen("run-00", "run-03", more="&" + fragment.partition("compare=1&")[2])
    assert again.evaluate(drawings) == tab.evaluate(drawings)
    assert "log" in panel(again, "Loss").locator(".plot svg svg").get_attribute("data-y")


def test_other_tools_of_the_table_leave_the_curves_alone(chosen):
    tab = chosen("run-00", "run-03")
    tab.locator("#chosen-curves .card").evaluate("card => { card.dataset.mark = 'here' }")
    tab.get_by_role("searchbox", name="Filter").fill("run-0")
    assert tab.locator("#chosen-curves .card[data-mark]").count() == 1
    tab.get_by_role("checkbox", name="run-04").check()
    tab.locator("#chosen-curves .legend button", has_text="run-04").wait_for()
    assert lines(tab, "Loss") == 3


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chosen, axe, width, scheme):
    tab = chosen(*list(VALUES)[:MOST], more="&curves=log_smooth=0.5", width=width, scheme=scheme)
    panel(tab, "Loss").locator(".plot").focus()
    tab.keyboard.press("ArrowRight")
    assert axe(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    boxes = tab.locator("#chosen-curves :is(button, input, select)").all()
    assert all(min(box["width"], box["height"]) >= 24 for box in (one.bounding_box() for one in boxes))
