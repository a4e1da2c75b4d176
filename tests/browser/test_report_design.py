"""The demonstration report under other conditions: long titles, paper, strong contrast, other screens."""

import json

import pytest

from runreport.config import Config
from runreport.pipeline import build_report

pytestmark = pytest.mark.browser

SUMMARY = "index.html"
EXPERIMENT = "experiments/screening-simulated-sites.html"
COMPARISON = "compare/screening-simulated-sites.html"
RUN = "neural_network-seed0"
PAGES = (SUMMARY, EXPERIMENT, COMPARISON, RUN)
LONG_TITLE = """() => { document.querySelector('.brand span').textContent =
  'A report with a title that is by far too long for the bar that it stands in, whoever wrote it'; }"""
LAST_ENTRY = """() => {
  const bar = document.querySelector('.tabs ul').getBoundingClientRect();
  const last = [...document.querySelectorAll('.tabs a')].at(-1).getBoundingClientRect();
  const icon = document.querySelector('.find').getBoundingClientRect();
  return {cut: last.right - bar.right, under: last.right - icon.left};
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
CLOSED_ON_PAPER = """() => [...document.querySelectorAll('.rr details:not([open]):not(.menu)')]
  .filter(part => [...part.children].every(one => one.tagName === 'SUMMARY' || !one.clientHeight))
  .map(part => part.querySelector('summary').textContent)"""


@pytest.mark.parametrize("width", [1024, 1280, 1366])
def test_the_last_entry_of_the_navigation_is_wholly_visible_beside_a_long_title(opened, width):
    tab = opened(SUMMARY, width=width)
    tab.evaluate(LONG_TITLE)
    found = tab.evaluate(LAST_ENTRY)
    assert found["cut"] <= 0
    assert found["under"] <= 0


def test_no_figure_stands_alone_beside_an_empty_half(opened):
    tab = opened(EXPERIMENT, width=1280)
    boxes = tab.evaluate(
        "() => [...document.querySelectorAll('.figs.pairs')].map(row => "
        "[row.clientWidth, [...row.children].map(one => one.clientWidth)])"
    )
    assert boxes
    for width, figures in boxes:
        if len(figures) % 2:
            assert figures[-1] >= width - 4
        assert all(one < width * 0.6 for one in figures[: len(figures) // 2 * 2])


@pytest.mark.parametrize("page", PAGES)
def test_paper_shows_what_is_closed_on_screen(opened, page):
    tab = opened(page)
    tab.emulate_media(media="print")
    assert tab.evaluate(CLOSED_ON_PAPER) == []


def test_paper_has_the_addresses_of_outside_links(opened):
    tab = opened(SUMMARY)
    tab.emulate_media(media="print")
    tab.evaluate(
        "() => document.querySelector('.prose, .rr p').insertAdjacentHTML('beforeend', "
        '\'<a id="out" href="https://example.org/study">study</a>\')'
    )
    shown = tab.evaluate("() => getComputedStyle(document.getElementById('out'), '::after').content")
    assert "example.org/study" in shown


def test_strong_contrast_is_given_to_who_asks_for_it(opened, axe):
    tab = opened(SUMMARY, contrast="more")
    contrast = tab.evaluate(
        "() => { const style = getComputedStyle(document.documentElement);"
        " return ['--line', '--line-strong', '--ink-3', '--ink'].map(name => style.getPropertyValue(name)); }"
    )
    assert contrast[0] == contrast[1]
    assert contrast[2] == contrast[3]
    assert axe(tab) == []


@pytest.mark.parametrize("page", [SUMMARY, COMPARISON])
def test_forced_colors_leave_states_and_the_present_page_recognizable(opened, page):
    tab = opened(page, forced_colors="active")
    borders = tab.evaluate(
        "() => [...document.querySelectorAll('.tabs a[aria-current], .card, .rr td .status')]"
        ".map(one => getComputedStyle(one).borderTopStyle)"
    )
    assert borders
    assert set(borders) == {"solid"}


@pytest.mark.parametrize("page", PAGES)
def test_at_twice_the_size_nothing_scrolls_sideways(opened, page):
    tab = opened(page, width=640, device_scale_factor=2)
    assert tab.evaluate(SIDEWAYS) <= 0


def test_a_large_screen_is_used_by_tables_and_charts_while_text_keeps_its_measure(opened):
    tab = opened(COMPARISON, width=2560)
    widths = tab.evaluate(
        "() => ({card: document.querySelector('.rr .scroll').clientWidth,"
        " text: Math.max(...[...document.querySelectorAll('main p')].map(one => {"
        " const range = document.createRange(); range.selectNodeContents(one);"
        " return range.getBoundingClientRect().width; }))})"
    )
    assert widths["card"] > 1700
    assert widths["text"] < 900


@pytest.mark.parametrize("width", [390, 1280])
def test_no_name_is_so_long_that_a_page_goes_sideways(browser_page, tmp_path, width):
    name = "n" * 300
    table = {"name": "cm", "kind": "confusion matrix", "labels": [name, "other"], "matrix": [[1, 2], [3, 4]]}
    record = {"name": name, "experiment": name, "params": {name: name}, "notes": name, "tables": [table]}
    record |= {"metrics": {name: [1, 2, 3]}, "tags": {name: name}, "datasets": [name], "models": [name]}
    (tmp_path / "runs/one").mkdir(parents=True)
    (tmp_path / "runs/one/run.json").write_text(json.dumps(record))
    site = build_report(Config(), [str(tmp_path / "runs")], output=tmp_path / "site").output
    tab = browser_page(width=width)
    for page in sorted(site.rglob("*.html")):
        tab.goto(page.as_uri())
        assert tab.evaluate(SIDEWAYS) <= 0, page.name
