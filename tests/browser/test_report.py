"""The demonstration report in a real Chromium, opened from the disk: how every kind of page looks."""

import pytest

pytestmark = pytest.mark.browser

SUMMARY = "index.html"
EXPERIMENT = "experiments/screening-simulated-sites.html"
COMPARISON = "compare/screening-simulated-sites.html"
KINDS = (
    SUMMARY,
    "experiments/index.html",
    EXPERIMENT,
    "experiments/digits.html",
    "compare/index.html",
    COMPARISON,
    "compare/digits.html",
    "runs/index.html",
    "models/index.html",
    "models/screening.html",
    "data.html",
    "problems.html",
    "methods.html",
    "glossary.html",
    "404.html",
)
RUNS = ("neural_network-seed0", "neural_network-diverged", "logistic_regression-gaps", "network-seed0")
SOME = (SUMMARY, EXPERIMENT, COMPARISON, "models/screening.html", RUNS[1])
OPEN_ALL = "() => document.querySelectorAll('details').forEach(part => { part.open = true })"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """() => [...document.querySelectorAll('.rr :is(td, th)')]
  .filter(cell => getComputedStyle(cell).overflowX === 'hidden' && cell.scrollWidth > cell.clientWidth + 1)
  .map(cell => cell.textContent)"""


def in_each(opened, pages, look, **options):
    """What `look` finds in each page with all its closed parts open, where it finds anything."""
    tab, found = None, {}
    for page in pages:
        tab = opened(page, tab, **options)
        tab.evaluate(OPEN_ALL)
        found[page] = look(tab)
    return {page: faults for page, faults in found.items() if faults}


def overflow(tab):
    return max(0, tab.evaluate(SIDEWAYS))


@pytest.mark.parametrize("page", [*KINDS, *RUNS])
def test_every_kind_of_page_opens_with_a_heading_and_a_sentence(opened, page):
    tab = opened(page)
    assert tab.locator("h1").count() == 1
    if page != "404.html":
        sentence = tab.locator(".answer strong").inner_text()
        assert sentence.endswith(".")
        assert len(sentence.split()) > 3
        assert (
            tab.locator("[style], script:not([src], [type='application/json']), iframe, object").count() == 0
        )
        assert tab.locator("meta[http-equiv='Content-Security-Policy']").count() == 1


@pytest.mark.parametrize(
    ("width", "scheme", "pages"),
    [(1280, "light", KINDS + RUNS), (360, "dark", KINDS + RUNS), (1280, "dark", SOME), (360, "light", SOME)],
    ids=["desk", "phone at night", "desk at night", "phone"],
)
def test_axe_finds_nothing_on_any_kind_of_page_with_everything_open(opened, axe, width, scheme, pages):
    assert in_each(opened, pages, axe, width=width, scheme=scheme) == {}


@pytest.mark.parametrize("width", [320, 360, 390, 768, 1280, 2560])
def test_no_kind_of_page_scrolls_sideways(opened, width):
    assert in_each(opened, KINDS + RUNS, overflow, width=width) == {}


@pytest.mark.parametrize("width", [1280, 390])
def test_no_cell_of_a_table_hides_a_part_of_its_text(opened, width):
    assert in_each(opened, KINDS + RUNS, lambda tab: tab.evaluate(CUT), width=width) == {}


def test_nothing_is_lost_when_the_page_is_twice_as_large(opened):
    assert in_each(opened, SOME, overflow, width=640, device_scale_factor=2) == {}


@pytest.mark.parametrize("width", [1280, 360])
def test_a_report_from_right_to_left_does_not_scroll_sideways(opened, width):
    def mirrored(tab):
        tab.evaluate("document.documentElement.dir = 'rtl'")
        return overflow(tab)

    assert in_each(opened, SOME, mirrored, width=width) == {}


def test_forced_colors_leave_a_state_its_border_and_curves_their_lines(opened):
    tab = opened(RUNS[0], forced_colors="active")
    assert tab.locator(".hero .status").evaluate("one => getComputedStyle(one).borderTopStyle") == "solid"
    lines = tab.locator(".plot .line").evaluate_all("all => all.map(one => getComputedStyle(one).stroke)")
    ground = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert lines
    assert not {ground, "none"} & set(lines)


def test_long_sentences_in_a_table_are_given_room(opened):
    """On a phone, a sentence in a narrow column would make a row as tall as the screen."""
    for page in ("models/screening.html", "methods.html", SUMMARY):
        tab = opened(page, width=390)
        tab.evaluate(OPEN_ALL)
        widths = tab.locator("td.text").evaluate_all("all => all.map(one => one.clientWidth)")
        assert widths
        assert min(widths) >= 200


def test_a_name_stands_beside_its_color(opened):
    tab = opened(EXPERIMENT, width=390)
    named = tab.locator("th.key").evaluate_all(
        "all => all.map(one => [one.firstElementChild.getBoundingClientRect().top"
        " - one.getBoundingClientRect().top, parseFloat(getComputedStyle(one).paddingTop)])"
    )
    assert len(named) >= 5
    whole = [top - padding for top, padding in named if top < 30]
    assert len(whole) == len(named), "a name has slipped below its color"
