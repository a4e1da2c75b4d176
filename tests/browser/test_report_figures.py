"""The demonstration report's charts, for those who do not see them, in the dark, and all of it on paper."""

import re

import pytest

pytestmark = pytest.mark.browser

EXPERIMENT = "experiments/screening-simulated-sites.html"
COMPARISON = "compare/digits.html"
RUN, DIVERGED = "neural_network-seed0", "neural_network-diverged"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
DRAWINGS = """() => [...document.querySelectorAll("svg[role=img]")].map(one => ({
  text: one.getAttribute("aria-label") ?? "",
  numbers: [...one.closest(".card").querySelectorAll("details tbody td")].map(cell => cell.textContent)}))"""
EXTREMES = re.compile(r"Highest (?:[^;]*? )?([−\d.]*\d), lowest (?:[^;]*? )?([−\d.]*\d)[;.] ")
SHEET_PX, ACROSS_PX = 690, 1032
"""How wide the text is on a sheet of A4, upright and laid across."""


@pytest.mark.parametrize("page", [EXPERIMENT, COMPARISON, RUN, DIVERGED])
def test_every_drawing_has_a_short_text_whose_numbers_stand_in_its_table(opened, page):
    drawings = opened(page).evaluate(DRAWINGS)
    assert drawings
    for drawing in drawings:
        assert 20 < len(drawing["text"]) <= 250
        said = EXTREMES.search(drawing["text"])
        assert said, drawing["text"]
        numbers = [number for text in drawing["numbers"] if (number := as_number(text)) is not None]
        for extreme in map(as_number, said.groups()):
            assert any(abs(number - extreme) <= 5e-4 * abs(extreme) for number in numbers), drawing["text"]


def as_number(text):
    found = re.match(r"[−\d.]*\d", text)
    return float(found[0].replace("−", "-")) if found else None


def test_a_chart_with_nothing_to_draw_is_a_sentence_and_not_an_empty_frame(opened):
    tab = opened(DIVERGED)
    empty = tab.locator(".panel", has_text="has no finite value")
    assert empty.count() == 1
    assert "40 values cannot be drawn (not finite)." in empty.inner_text()
    assert empty.locator("svg").count() == 0
    assert tab.locator(".panel svg[role=img]").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_stand_out_from_the_surface(opened, scheme):
    surface, lines = opened(EXPERIMENT, scheme=scheme).evaluate(
        """() => { const rgb = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
          const surface = rgb(getComputedStyle(document.querySelector('.card')).backgroundColor);
          const marks = document.querySelectorAll('.plot .line, .spark path, svg.range circle, .key');
          return [surface, [...marks].map(one => rgb(getComputedStyle(one).color))]; }"""
    )
    assert len({tuple(line) for line in lines}) >= 4
    assert min(contrast(line, surface) for line in lines) >= 3


def contrast(one, other):
    """WCAG's contrast ratio of two colors, each red, green and blue from 0 to 255."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color):
    parts = [part / 255 for part in color]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("page", ["index.html", EXPERIMENT, "models/screening.html", "data.html", RUN])
def test_a_page_prints_without_its_navigation_and_nothing_is_cut_off(opened, page):
    tab = opened(page, width=SHEET_PX, scheme="dark")
    tab.emulate_media(media="print")
    assert tab.locator(".tabs").is_hidden()
    assert tab.locator("h1").is_visible()
    assert tab.evaluate(SIDEWAYS) <= 0
    regions = tab.locator(".scroll").evaluate_all(
        "all => all.map(one => [getComputedStyle(one).overflowX, one.scrollWidth <= one.clientWidth + 1])"
    )
    assert all(region == ["visible", True] for region in regions)
    assert tab.evaluate("getComputedStyle(document.body).color") == "rgb(25, 30, 36)"


def test_paper_shows_closed_parts_and_a_border_around_a_state(opened):
    tab = opened(RUN)
    numbers = tab.locator("details table").first
    assert numbers.is_hidden()
    tab.emulate_media(media="print")
    assert numbers.is_visible()
    assert tab.locator(".hero .status").evaluate("one => getComputedStyle(one).borderTopStyle") == "solid"


def test_a_table_of_very_many_columns_is_printed_on_sheets_laid_across(opened):
    tab = opened(COMPARISON, width=ACROSS_PX)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", tab.pdf(prefer_css_page_size=True))
    across = [float(width) > float(height) for width, height in boxes]
    assert not across[0]
    assert any(across)
    tab.emulate_media(media="print")
    table = tab.locator("table:has(th:nth-child(20))")
    assert table.evaluate("one => one.offsetWidth <= one.closest('.scroll').clientWidth")
    names = table.locator("tbody th").evaluate_all("all => all.map(one => one.clientWidth)")
    assert min(names) > 40
