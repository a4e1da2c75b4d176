"""Curves explored in the reader's browser, from the disk: scale, zoom, files, address, keyboard."""

import csv
import gzip
import io
import json
import math
import random
import re
import shutil
from itertools import accumulate
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

import runreport

pytestmark = pytest.mark.browser

POINTS = 100
SECONDS = 30
GAP = range(40, 45)
CHANCE = random.Random(4)
RECORDS = {
    "train_loss": [math.exp(-step / 25) + CHANCE.random() / 30 for step in range(POINTS)],
    "val_loss": [math.exp(-step / 30) + 0.1 + CHANCE.random() / 20 for step in range(POINTS)],
    "gain": [-3.5 + step / 2 for step in range(POINTS)],
    "torn": [math.nan if step in GAP else 2 + math.sin(step / 9) for step in range(POINTS)],
}
EPOCH_STEPS, TOLD_STEPS = 10, 95
"""Steps of an epoch, and steps at which the run said which epoch it was."""
PIECE = re.compile(r"M[^M]*")
NUMBER = re.compile(r"-?[\d.]+")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A report on one run whose points are known."""
    base = tmp_path_factory.mktemp("curves")
    run = base / "store" / "a"
    run.mkdir(parents=True)
    (run / "run.json").write_text(json.dumps({"name": "known", "experiment": "known"}))
    rows = [
        f"{name},{step},{value!r},{1_767_312_000 + step * SECONDS}"
        for name, values in RECORDS.items()
        for step, value in enumerate(values)
    ]
    rows += [
        f"epoch,{step},{step // EPOCH_STEPS},{1_767_312_000 + step * SECONDS}" for step in range(TOLD_STEPS)
    ]
    (run / "metrics.csv").write_text("\n".join(["name,step,value,time", *rows]) + "\n")
    bare = base / "store" / "bare"
    bare.mkdir()
    (bare / "run.json").write_text(json.dumps({"name": "bare", "experiment": "known"}))
    (bare / "metrics.csv").write_text("name,step,value\nloss,0,2\nloss,1,1\n")
    runreport.build_report(runreport.Config(title="Known"), [str(base / "store")], output=base / "site")
    return base / "site"


@pytest.fixture
def known(site, browser_page):
    """Return a function that opens the run's page, with a fragment, and comes near its curves."""

    def open_page(fragment="", near=True, run="a", **options):
        tab = browser_page(**options)
        tab.goto((site / f"runs/store/{run}.html").as_uri() + fragment)
        if options.get("javascript", True):
            tab.wait_for_selector(".curve-tools")
            if near:
                tab.locator("[data-curves]").dispatch_event("pointerenter")
                tab.wait_for_selector("[data-told]")
        return tab

    return open_page


def panel(tab, text):
    return tab.locator(".panel", has=tab.locator("figcaption", has_text=text))


def places(tab, text, css):
    """Return where the points of a curve lie in per cent, from left and from top."""
    path = panel(tab, text).locator(f".plot svg svg path.line{css}").get_attribute("d")
    return [(left / 10, top / 10) for left, top in points_of(path)]


def points_of(path):
    """Return the points of a path of places, or of one that goes on by steps."""
    points = []
    for piece in PIECE.findall(path):
        numbers = [float(number) for number in NUMBER.findall(piece)]
        pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
        if "l" in piece:
            pairs = list(accumulate(pairs, lambda one, step: (one[0] + step[0], one[1] + step[1])))
        points += pairs
    return points


def ends(tab, text, axis):
    return [
        float(end)
        for end in panel(tab, text).locator("svg svg").get_attribute(f"data-{axis}").split()
        if end != "log"
    ]


def ticks(tab, text, axis):
    return panel(tab, text).locator(f".plot text.{axis}").all_text_contents()


def drag(tab, text, start, end):
    drawing = panel(tab, text).locator(".plot svg svg")
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    y = box["y"] + box["height"] / 2
    tab.mouse.move(box["x"] + start * box["width"], y)
    tab.mouse.down()
    tab.mouse.move(box["x"] + (start + end) / 2 * box["width"], y)
    tab.mouse.move(box["x"] + end * box["width"], y)
    tab.mouse.up()


def saved(tab, text, form):
    with tab.expect_download() as download:
        panel(tab, text).get_by_role("button", name=f"Save {form}").click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def log_button(tab):
    return tab.get_by_role("button", name="Logarithmic up")


def smooth(tab, weight):
    tab.get_by_role("slider", name="Smoothing").fill(str(weight))


def test_without_scripts_the_page_is_whole_and_has_no_tools(known):
    tab = known(javascript=False)
    assert tab.locator(".panel .plot path.line").count() == 4
    assert tab.locator(".curve-tools, .take").count() == 0
    assert "signs" not in tab.locator("main").inner_text()


SHARDS = "() => [...document.scripts].filter(one => one.src.includes('data/curves')).length"


def test_numbers_are_loaded_only_when_a_reader_comes_near(known):
    tab = known(near=False)
    assert tab.evaluate(SHARDS) == 0
    size = "() => [document.documentElement.scrollHeight, document.querySelector('.multi').offsetTop]"
    before = tab.evaluate(size)
    log_button(tab).focus()
    tab.wait_for_selector("[data-told]")
    assert tab.evaluate(SHARDS) == 1
    assert tab.evaluate(size) == before, "nothing moves"
    panel(tab, "gain").locator(".plot").hover()
    assert tab.evaluate(SHARDS) == 1
    touched = known(near=False)
    panel(touched, "gain").locator(".plot").hover()
    touched.wait_for_selector("[data-told]")


def test_an_address_with_a_view_loads_the_numbers_at_once(known):
    tab = known("#curves=log", near=False)
    tab.wait_for_selector("[data-told]")
    assert log_button(tab).get_attribute("aria-pressed") == "true"
    assert len(places(tab, "loss", ".k1")) == POINTS


def test_a_page_taken_from_its_report_says_that_the_numbers_are_elsewhere(site, chromium, tmp_path):
    alone = shutil.copytree(site, tmp_path / "alone", ignore=shutil.ignore_patterns("curves"))
    tab = chromium.new_page()
    tab.goto((alone / "runs/store/a.html").as_uri())
    before = places(tab, "loss", ".k1")
    panel(tab, "loss").locator(".plot").hover()
    said = tab.locator(".curve-tools [role=status]", has_text="cannot be loaded")
    said.wait_for()
    assert places(tab, "loss", ".k1") == before
    tab.close()


def test_a_logarithmic_axis_across_has_no_place_for_zero_and_says_so(known):
    tab = known()
    tab.get_by_role("button", name="Logarithmic across").click()
    low, high = math.log10(1), math.log10(99)
    room = (high - low) * 0.03
    low, high = low - room, high + room
    points = places(tab, "gain", ".k1")
    assert len(points) == POINTS - 1
    for step, (left, _) in enumerate(points, 1):
        assert left == pytest.approx((math.log10(step) - low) / (high - low) * 100, abs=0.02)
    assert "1 point has no place on the axis across" in panel(tab, "gain").inner_text()
    assert "2 points have no place on the axis across" in panel(tab, "loss").inner_text()
    assert ticks(tab, "gain", "x") == ["1", "2", "5", "10", "20", "50", "100"]
    assert tab.url.endswith("#curves=logx")
    drag(tab, "gain", 0.5, 0.9)
    low, high = ends(tab, "gain", "x")
    assert 5 < low < 10 < 40 < high < 99
    again = known("#" + tab.url.partition("#")[2])
    assert places(again, "gain", ".k1") == places(tab, "gain", ".k1")
    tab.get_by_role("button", name="Reset").click()
    assert len(places(tab, "gain", ".k1")) == POINTS


def test_epochs_run_across_where_the_run_recorded_them(known):
    tab = known()
    tab.get_by_role("combobox", name="Across").select_option("epoch")
    points = places(tab, "gain", ".k1")
    assert len(points) == TOLD_STEPS
    most = (TOLD_STEPS - 1) // EPOCH_STEPS
    for step, (left, _) in enumerate(points):
        assert left == pytest.approx(step // EPOCH_STEPS / most * 100, abs=0.01)
    left_out = f"{POINTS - TOLD_STEPS} points have no place on the axis across and are left out."
    assert left_out in panel(tab, "gain").inner_text()
    assert "epoch" in panel(tab, "gain").locator(".axis-name").inner_text()
    plot = panel(tab, "gain").locator(".plot")
    plot.focus()
    tab.keyboard.press("Home")
    said = tab.locator(".curve-tools [role=status]").inner_text()
    assert re.fullmatch(r"epoch 0; \S+ 1", said), "the last point of the epoch"
    rows = list(csv.DictReader(io.StringIO(saved(tab, "gain", "CSV")[1].decode())))
    assert [row["epoch"] for row in rows[:TOLD_STEPS]] == [
        str(step // EPOCH_STEPS) for step in range(TOLD_STEPS)
    ]
    assert {row["epoch"] for row in rows[TOLD_STEPS:]} == {"NaN"}


def test_what_a_run_did_not_record_is_not_offered_across(known):
    tab = known(run="bare")
    assert tab.get_by_role("combobox", name="Across").count() == 0
    assert log_button(tab).count() == 1
    assert known().get_by_role("combobox", name="Across").locator("option").all_inner_texts() == [
        "step",
        "time since the start",
        "epoch",
    ]


def test_the_untouched_page_is_drawn_as_it_came(known):
    drawings = "() => [...document.querySelectorAll('.plot > svg')].map(one => one.innerHTML)"
    before = known(javascript=False).content()
    tab = known()
    came = re.findall(r"<svg role=\"img\".*?>(<svg viewBox.*?)</svg></div>", before)
    assert tab.evaluate(drawings) == came
    log_button(tab).click()
    assert tab.evaluate(drawings) != came
    tab.get_by_role("button", name="Reset").click()
    assert tab.evaluate(drawings) == came


def test_values_lie_on_a_logarithmic_axis_where_their_logarithms_do(known):
    tab = known()
    log_button(tab).click()
    both = RECORDS["train_loss"] + RECORDS["val_loss"]
    low, high = math.log10(min(both)), math.log10(max(both))
    room = (high - low) * 0.03
    low, high = low - room, high + room
    for css, name in ((".k1", "train_loss"), (".k2", "val_loss")):
        points = places(tab, "loss", css)
        assert len(points) == POINTS
        for step, (left, top) in enumerate(points):
            wanted = 100 - (math.log10(RECORDS[name][step]) - low) / (high - low) * 100
            assert left == pytest.approx(step / 99 * 100, abs=0.01)
            assert top == pytest.approx(wanted, abs=0.02)
    assert ticks(tab, "loss", "y") == ["0.05", "0.1", "0.2", "0.5", "1"]


def test_what_a_logarithmic_axis_cannot_show_is_counted(known):
    tab = known()
    log_button(tab).click()
    at_most_zero = sum(value <= 0 for value in RECORDS["gain"])
    said = f"{at_most_zero} values cannot be shown on a logarithmic axis."
    assert said in panel(tab, "gain").inner_text()
    assert "cannot be shown" not in panel(tab, "loss").inner_text()
    assert len(places(tab, "gain", ".k1")) == POINTS - at_most_zero
    log_button(tab).click()
    assert "cannot be shown" not in panel(tab, "gain").inner_text()


@pytest.mark.parametrize("weight", [0.3, 0.6, 0.95])
def test_smoothing_is_the_average_that_pandas_computes(known, weight):
    tab = known()
    smooth(tab, weight)
    low, high = ends(tab, "loss", "y")
    for css, name in ((".k1", "train_loss"), (".k2", "val_loss")):
        wanted = pd.Series(RECORDS[name]).ewm(alpha=1 - weight, adjust=True).mean()
        shown = [high - top / 100 * (high - low) for _, top in places(tab, "loss", f"{css}:not(.raw)")]
        assert shown == pytest.approx(wanted.tolist(), abs=2e-4)
        raw = [high - top / 100 * (high - low) for _, top in places(tab, "loss", f"{css}.raw")]
        assert raw == pytest.approx(RECORDS[name], abs=2e-4)


def test_a_gap_stays_a_gap_when_smoothed(known):
    tab = known()
    smooth(tab, 0.8)
    path = panel(tab, "torn").locator("path.line:not(.raw)").get_attribute("d")
    assert path.count("M") == 2
    low, high = ends(tab, "torn", "y")
    wanted = pd.Series(RECORDS["torn"]).ewm(alpha=1 - 0.8, adjust=True, ignore_na=True).mean()
    wanted = [value for step, value in enumerate(wanted) if step not in GAP]
    shown = [high - top / 100 * (high - low) for _, top in places(tab, "torn", ":not(.raw)")]
    assert shown == pytest.approx(wanted, abs=0.01 * (high - low))


def test_dragging_zooms_every_panel_and_a_double_click_shows_all_again(known):
    tab = known()
    before = ticks(tab, "loss", "x")
    drag(tab, "loss", 0.2, 0.4)
    for name in ("loss", "gain", "torn"):
        low, high = ends(tab, name, "x")
        assert low == pytest.approx(0.2 * 99, abs=0.5)
        assert high == pytest.approx(0.4 * 99, abs=0.5)
    assert ticks(tab, "loss", "x") == ["20", "25", "30", "35"]
    low, high = ends(tab, "gain", "y")
    assert low <= -3.5 + 20 / 2 < -3.5 + 39 / 2 <= high < 20
    panel(tab, "gain").locator(".plot").dblclick()
    assert ticks(tab, "loss", "x") == before
    assert "#" not in tab.url


def test_time_runs_across_from_the_first_point(known):
    tab = known()
    tab.get_by_role("combobox", name="Across").select_option("time")
    low, high = ends(tab, "loss", "x")
    assert (low, high) == (0, pytest.approx(99 * SECONDS / 60))
    assert ticks(tab, "loss", "x") == ["0", "10", "20", "30", "40"]
    assert "minutes since the start" in panel(tab, "loss").inner_text()


def test_the_table_of_points_equals_the_records(known):
    name, content = saved(known(), "loss", "CSV")
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert name.endswith(".csv")
    assert [int(row["step"]) for row in rows] == list(range(POINTS))
    assert [float(row["seconds since the start"]) for row in rows] == [
        step * SECONDS for step in range(POINTS)
    ]
    for label, metric in zip(list(rows[0])[-2:], ("train_loss", "val_loss"), strict=True):
        assert [float(row[label]) for row in rows] == RECORDS[metric], "to the last bit"


def test_a_gap_is_not_a_number_in_the_table_of_points(known):
    rows = list(csv.reader(io.StringIO(saved(known(), "torn", "CSV")[1].decode())))
    assert [int(row[0]) for row in rows[1:] if row[-1] == "NaN"] == list(GAP)


def test_the_drawing_and_the_picture_open_elsewhere(known, browser_page, tmp_path):
    tab = known("#curves=log_smooth=0.5")
    name, content = saved(tab, "loss", "SVG")
    text = content.decode()
    assert text.count("<path") == 1 + 2 * 2 + 2
    assert "var(" not in text
    assert re.search(r'stroke="rgb\(\d+, \d+, \d+\)"', text)
    alone = tmp_path / name
    alone.write_bytes(content)
    other = browser_page()
    other.goto(alone.as_uri())
    assert (
        other.locator("svg > title").text_content() == panel(tab, "loss").locator("figcaption").inner_text()
    )
    picture = Image.open(io.BytesIO(saved(tab, "loss", "PNG")[1]))
    assert picture.format == "PNG"
    assert picture.size == (1440, 800)
    assert len(picture.convert("RGB").getcolors(100_000)) > 20, "more than an empty ground"


def test_a_series_is_alone_after_a_double_click_or_a_key_and_comes_back(known):
    tab = known()
    buttons = panel(tab, "loss").locator(".legend button")
    curves = panel(tab, "loss").locator(".plot path.line")
    buttons.nth(1).dblclick()
    assert [button.get_attribute("aria-pressed") for button in buttons.all()] == ["false", "true"]
    assert curves.count() == 1
    buttons.nth(1).press("i")
    assert [button.get_attribute("aria-pressed") for button in buttons.all()] == ["true", "true"]
    assert curves.count() == 2
    buttons.nth(0).click(modifiers=["Alt"])
    assert [button.get_attribute("aria-pressed") for button in buttons.all()] == ["true", "false"]


def test_the_address_shows_the_same_in_a_fresh_page(known):
    tab = known()
    log_button(tab).click()
    smooth(tab, 0.7)
    drag(tab, "gain", 0.5, 0.9)
    panel(tab, "loss").locator(".legend button").first.click()
    drawings = "() => [...document.querySelectorAll('.plot > svg')].map(one => one.innerHTML)"
    seen = tab.evaluate(drawings)
    tab.mouse.move(2, 2)
    fragment = "#" + tab.url.partition("#")[2]
    again = known(fragment)
    assert again.evaluate(drawings) == tab.evaluate(drawings)
    assert seen
    assert log_button(again).get_attribute("aria-pressed") == "true"
    assert again.get_by_role("slider", name="Smoothing").input_value() == "0.7"


@pytest.mark.parametrize(
    "fragment", ["#curves=zoom=9~2", "#curves=hide=~x.y_smooth=7", "#curves=!!!", "#results"]
)
def test_an_address_that_makes_no_sense_shows_the_page(known, fragment):
    tab = known(fragment)
    assert places(tab, "loss", ".k1")
    assert tab.get_by_role("button", name="Reset").is_disabled()


def test_all_is_done_with_the_keyboard_alone(known):
    tab = known()
    log_button(tab).focus()
    tab.keyboard.press("Enter")
    assert log_button(tab).get_attribute("aria-pressed") == "true"
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.press("ArrowRight")
    assert tab.get_by_role("slider", name="Smoothing").input_value() == "0.01"
    tab.get_by_role("button", name="Reset").press("Enter")
    plot = panel(tab, "gain").locator(".plot")
    plot.focus()
    said = tab.locator(".curve-tools [role=status]")
    tab.keyboard.press("Home")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowRight")
    assert re.fullmatch(r"step 2; \S+ \N{MINUS SIGN}2\.5", said.inner_text())
    tab.keyboard.press("+")
    low, high = ends(tab, "gain", "x")
    assert low < 2 < high < 99 * 0.6
    assert said.inner_text().startswith("From")
    tab.keyboard.press("-")
    tab.keyboard.press("-")
    assert ends(tab, "gain", "x") == [0, 99]
    tab.keyboard.press("+")
    tab.keyboard.press("Escape")
    assert ends(tab, "gain", "x") == [0, 99]


def test_two_parts_of_a_page_keep_their_views_in_one_address(opened):
    tab = opened("experiments/digits-by-width.html")
    tab.goto(f"{tab.url}#q=width&curves=log")
    tab.reload()
    log_button(tab).first.click()
    assert "q=width" in tab.url
    assert "linear" in tab.url
    table = opened("compare/screening-simulated-sites.html")
    table.goto(f"{table.url}#curves=log")
    table.reload()
    table.get_by_role("searchbox", name="Filter").fill("seed3")
    assert table.url.endswith("#q=seed3&curves=log")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(known, axe, width, scheme):
    tab = known("#curves=log_smooth=0.5_zoom=20~60", width=width, scheme=scheme)
    panel(tab, "loss").locator(".plot").focus()
    tab.keyboard.press("ArrowRight")
    assert axe(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    boxes = tab.locator(".curve-tools :is(button, input, select), .take button").all()
    assert all(min(box["width"], box["height"]) >= 24 for box in (one.bounding_box() for one in boxes))


def test_the_tools_are_not_printed(known):
    tab = known()
    tab.emulate_media(media="print")
    assert not tab.locator(".curve-tools").is_visible()
    assert not tab.locator(".take").first.is_visible()


def test_the_script_is_small(site):
    assert len(gzip.compress((site / "assets/curves.js").read_bytes())) <= 60_000
