"""Curves under the pointer, and series to hide: as they were recorded."""

import re
import shutil

import pytest

pytestmark = pytest.mark.browser

PAGE = "experiments/digits-by-width.html"


def pointed_at(tab, share):
    """Return the lines that show with the pointer at a share of the first chart's width."""
    plot = tab.locator(".panel .plot").first
    plot.scroll_into_view_if_needed()
    box = plot.locator("svg svg").bounding_box()
    tab.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
    tab.wait_for_selector("[data-told]")
    return tab.locator(".tip > span").all_inner_texts()


def test_the_pointer_shows_the_values_of_all_series_at_the_nearest_step(opened):
    tab = opened(PAGE)
    first, *series = pointed_at(tab, 1.0)
    assert first == "step 14"
    assert len(series) == 3
    shown = {name: float(value) for name, value in (line.rsplit(" ", 1) for line in series)}
    legend = tab.locator(".panel .legend").first.inner_text()
    for name, value in shown.items():
        told = float(re.search(rf"{name}\s+(\d\.\d+)", legend)[1])
        assert value == pytest.approx(told, abs=5e-4)
    tab.mouse.move(5, 5)
    assert tab.locator(".tip").count() == 0


def test_without_numbers_values_are_read_off_the_drawing(demo_site, chromium, tmp_path):
    elsewhere = shutil.ignore_patterns("*-curves.js", "runs", "files", "data")
    tab = chromium.new_page()
    tab.goto((shutil.copytree(demo_site, tmp_path / "site", ignore=elsewhere) / PAGE).as_uri())
    plot = tab.locator(".panel .plot").first
    plot.scroll_into_view_if_needed()
    box = plot.locator("svg svg").bounding_box()
    tab.mouse.move(box["x"] + box["width"], box["y"] + box["height"] / 2)
    first, *series = tab.locator(".tip > span").all_inner_texts()
    assert first == "at 14"
    legend = tab.locator(".panel .legend").first.inner_text()
    for name, value in (line.split(" ≈ ") for line in series):
        assert float(value) == pytest.approx(float(re.search(rf"{name}\s+(\d\.\d+)", legend)[1]), abs=1e-3)
    assert len(series) == 3
    tab.close()


def test_nothing_moves_when_the_pointer_comes(opened):
    tab = opened(PAGE)
    drawing = tab.locator(".panel .plot svg svg").first
    drawing.scroll_into_view_if_needed()
    before = drawing.bounding_box()
    assert pointed_at(tab, 0.5)
    assert drawing.bounding_box() == before


def test_a_switch_in_the_legend_hides_a_series_and_brings_it_back(opened):
    tab = opened(PAGE)
    switch = tab.locator(".panel").first.get_by_role("button", name="16 units wide")
    curve = tab.locator(".panel").first.locator("path.line.k2")
    assert curve.is_visible()
    switch.press("Enter")
    assert switch.get_attribute("aria-pressed") == "false"
    assert not curve.is_visible()
    assert not [line for line in pointed_at(tab, 0.5) if line.startswith("16 units wide")]
    switch.press("Space")
    assert curve.is_visible()


def test_a_chart_of_one_run_tells_its_value(opened):
    tab = opened("width64-seed0")
    first, value = pointed_at(tab, 0.0)[:2]
    assert re.fullmatch(r"Epoch \d+", first)
    assert re.fullmatch(r".* \d[\d.]*", value)


def test_without_scripts_the_legend_is_plain_text(opened):
    tab = opened(PAGE, javascript=False)
    assert tab.locator(".legend button").count() == 0
    assert "16 units wide" in tab.locator(".legend").first.inner_text()
