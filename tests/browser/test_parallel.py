import json
import re

import pytest
from playwright.sync_api import expect

from runreport import build_report, load_config

PAGE = "compare/screening-settings-sweep-simulated-sites.html"


def test_that_a_brush_writes_the_filter_and_the_filter_lights_up_lines(opened, axe):
    page = opened(PAGE)
    hit = page.locator(".parallel .hit").first
    hit.scroll_into_view_if_needed()
    box = hit.bounding_box()
    x = box["x"] + box["width"] / 2
    page.mouse.move(x, box["y"] + 1)
    page.mouse.down()
    page.mouse.move(x, box["y"] + box["height"] / 4, steps=3)
    page.mouse.up()
    filtered = page.locator(".filter input")
    expect(filtered).to_have_value("max_depth >= 7 and max_depth <= 8")
    assert "max_depth" in page.url
    expect(page.locator(".parallel path:not(.out)")).to_have_count(3)
    filtered.fill("n_estimators = 50")
    expect(page.locator(".parallel path:not(.out)")).to_have_count(3)
    expect(page.locator(".parallel .brush[visibility=visible]")).to_have_count(1)
    assert axe(page) == []


def brush(page, axis, start, end):
    """Drag over an axis from one part of its height to another, from the top."""
    hit = page.locator(".parallel .hit").nth(axis)
    hit.scroll_into_view_if_needed()
    box = hit.bounding_box()
    x = box["x"] + box["width"] / 2
    page.mouse.move(x, box["y"] + start * (box["height"] - 2) + 1)
    page.mouse.down()
    page.mouse.move(x, box["y"] + end * (box["height"] - 2) + 1, steps=3)
    page.mouse.up()


def test_that_brushes_join_with_what_the_filter_asks_and_a_click_takes_one_away(opened):
    page = opened(PAGE)
    filtered = page.locator(".filter input")
    filtered.fill("depth-8 or n_estimators = 10")
    brush(page, 0, 0.25, 1)
    asked = "(depth-8 or n_estimators = 10) and max_depth >= 2 and max_depth <= 6"
    expect(filtered).to_have_value(asked)
    brush(page, 1, 0.9, 1)
    expect(filtered).to_have_value(
        re.compile(re.escape(asked) + r" and n_estimators >= 0 and n_estimators <= 1\d$")
    )
    expect(page.locator(".parallel path:not(.out)")).to_have_count(2)
    brush(page, 1, 0.5, 0.5)
    expect(filtered).to_have_value(asked)
    brush(page, 0, 0.5, 0.5)
    expect(filtered).to_have_value("(depth-8 or n_estimators = 10)")


def test_that_a_line_shines_for_each_run_in_the_filtered_table(opened):
    page = opened(PAGE)
    page.locator(".filter input").fill("val_auc >= 0.93 and max_depth <= 4")
    expect(page.locator(".explored tbody tr")).to_have_count(2)
    expect(page.locator(".parallel path:not(.out)")).to_have_count(2)
    expect(page.locator(".parallel .brush[visibility=visible]")).to_have_count(2)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", [PAGE, PAGE.replace("compare", "experiments")])
def test_that_charts_of_a_search_are_accessible_and_never_scroll_the_page(opened, axe, page, width, scheme):
    tab = opened(page, width=width, scheme=scheme)
    assert axe(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_that_the_lines_and_the_grid_stand_there_without_scripts(opened):
    tab = opened(PAGE, javascript=False)
    expect(tab.locator(".parallel path[data-row]")).to_have_count(9)
    grid = opened(PAGE.replace("compare", "experiments"), javascript=False).locator("table.search")
    expect(grid.locator("td.right")).to_contain_text("0.9460 (best)")


@pytest.fixture(scope="module")
def search_page(tmp_path_factory):
    """A comparison of eight runs, of which two do not record their depth, and a failed one no result."""
    folder = tmp_path_factory.mktemp("search")
    runs = [
        {
            "id": f"r{at}",
            "experiment": "search",
            "status": "failed" if at == 7 else "finished",
            "params": {"lr": 0.1 * (1 + at), "kind": "ab"[at % 2]} | ({} if at in (2, 5) else {"depth": at}),
            "metrics": {} if at == 7 else {"val_auc": 0.5 + at / 100},
        }
        for at in range(8)
    ]
    (folder / "runs.jsonl").write_text("".join(f"{json.dumps(run)}\n" for run in runs))
    build_report(load_config(None, folder=folder), output=folder / "site")
    return folder / "site/compare/search.html"


def foot(page, key):
    return page.locator(f"svg.axis-of[data-column='{key}'] .hit").nth(1)


def test_that_a_click_on_the_foot_asks_for_what_is_not_recorded(browser_page, search_page):
    page = browser_page()
    page.goto(search_page.as_uri())
    filtered = page.locator(".filter input")
    foot(page, "params.depth").click()
    expect(filtered).to_have_value('not depth ~ ""')
    expect(page.locator(".explored tbody tr")).to_have_count(2)
    expect(page.locator(".explored tbody th")).to_have_text(["r5", "r2"])
    expect(page.locator(".parallel path:not(.out)")).to_have_count(2)
    brush = page.locator("svg.axis-of[data-column='params.depth'] .brush")
    expect(brush).to_be_visible()
    assert brush.bounding_box()["y"] >= foot(page, "params.depth").bounding_box()["y"] - 1
    foot(page, "metrics.val_auc").click()
    expect(filtered).to_have_value('not depth ~ "" and not val_auc ~ ""')
    expect(page.locator(".parallel path:not(.out)")).to_have_count(0)
    foot(page, "params.depth").click()
    expect(filtered).to_have_value('not val_auc ~ ""')
    expect(page.locator(".explored tbody th")).to_have_text(["r7"])


def test_that_a_brush_takes_the_place_of_the_foot_and_axes_without_gaps_have_none(browser_page, search_page):
    page = browser_page()
    page.goto(search_page.as_uri())
    expect(page.locator("svg.axis-of .hit")).to_have_count(4 + 2)
    foot(page, "params.depth").click()
    place = page.locator("svg.axis-of[data-column='params.depth'] .hit").first.evaluate(
        "one => [...document.querySelectorAll('.parallel .hit')].indexOf(one)"
    )
    brush(page, place, 0.5, 1)
    expect(page.locator(".filter input")).to_have_value(re.compile(r"^depth >= 0 and depth <= \d$"))


def test_that_words_say_which_place_is_the_foot(browser_page, search_page):
    page = browser_page(javascript=False)
    page.goto(search_page.as_uri())
    expect(page.locator(".parallel .foot-name")).to_have_text(["not recorded", "not recorded"])
    expect(page.locator(".parallel path[data-row]")).to_have_count(8)
