"""The demonstration report in a real Chromium, opened from the disk: every kind of page."""

import re

import pytest

pytestmark = pytest.mark.browser

SUMMARY = "index.html"
EXPERIMENT = "experiments/screening-simulated-sites.html"
KINDS = (
    SUMMARY,
    "experiments/index.html",
    EXPERIMENT,
    "experiments/digits.html",
    "compare/index.html",
    "compare/screening-simulated-sites.html",
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
OPEN_ALL = "() => document.querySelectorAll('details').forEach(part => { part.open = true })"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="session")
def run_pages(demo_site):
    """The pages of some runs by their names: with curves, diverged, failed, from the database."""
    found = {}
    for path in sorted((demo_site / "runs").glob("*/*.html")):
        title = re.search(r"<h1[^>]*>([^<]*)</h1>", path.read_text(encoding="utf-8"))
        if title:
            found.setdefault(title[1], path.relative_to(demo_site).as_posix())
    return {name: found[name] for name in RUNS}


@pytest.fixture
def opened(browser_page, demo_site, run_pages):
    """Return a function that opens a page of the report by its path, or a run's by its name."""

    def open_page(page, **options):
        tab = browser_page(**options)
        tab.goto((demo_site / run_pages.get(page, page)).as_uri())
        return tab

    return open_page


@pytest.mark.parametrize("page", [*KINDS, *RUNS])
def test_every_kind_of_page_opens_with_a_heading_and_a_sentence(opened, page):
    tab = opened(page)
    assert tab.locator("h1").count() == 1
    if page != "404.html":
        sentence = tab.locator(".answer strong").inner_text()
        assert sentence.endswith(".")
        assert len(sentence.split()) > 3
        assert tab.locator("[style], script:not([src]), iframe, object").count() == 0
        assert tab.locator("meta[http-equiv='Content-Security-Policy']").count() == 1


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")], ids=str
)
def test_axe_finds_nothing_on_any_kind_of_page_with_everything_open(
    opened, axe, demo_site, run_pages, width, scheme
):
    tab = opened(SUMMARY, width=width, scheme=scheme)
    found = {}
    for page in (*KINDS, *run_pages.values()):
        tab.goto((demo_site / page).as_uri())
        tab.evaluate(OPEN_ALL)
        found[page] = axe(tab)
    assert {page: faults for page, faults in found.items() if faults} == {}


@pytest.mark.parametrize("width", [320, 360, 768, 1280, 2560])
def test_no_kind_of_page_scrolls_sideways(opened, demo_site, run_pages, width):
    tab = opened(SUMMARY, width=width)
    wide = {}
    for page in (*KINDS, *run_pages.values()):
        tab.goto((demo_site / page).as_uri())
        tab.evaluate(OPEN_ALL)
        wide[page] = tab.evaluate(SIDEWAYS)
    assert {page: by for page, by in wide.items() if by > 0} == {}


@pytest.mark.parametrize("page", [EXPERIMENT, "neural_network-seed0", "models/screening.html"])
def test_without_scripts_a_page_says_the_same(opened, page):
    with_scripts, without = opened(page), opened(page, javascript=False)
    assert without.locator("main").inner_text() == with_scripts.locator("main").inner_text()
    assert without.locator("nav a:visible").count() > 5


@pytest.mark.parametrize("width", [1280, 360])
def test_the_keyboard_reaches_every_link_and_control_of_the_summary(opened, width):
    tab = opened(SUMMARY, width=width)
    reachable = tab.locator(
        "a[href]:visible, button:visible, summary:visible, [tabindex='0']:visible"
    ).count()
    seen = set()
    for _ in range(reachable + 5):
        tab.keyboard.press("Tab")
        seen.add(tab.evaluate("() => [...document.querySelectorAll('*')].indexOf(document.activeElement)"))
    assert (
        len(seen - {tab.evaluate("() => [...document.querySelectorAll('*')].indexOf(document.body)")})
        >= reachable
    )


def test_from_the_summary_to_a_run_and_back(opened):
    tab = opened(SUMMARY)
    tab.get_by_role("link", name="Digits", exact=True).last.click()
    assert tab.locator("h1").inner_text() == "Digits"
    tab.locator("#runs ~ .scroll a, section#runs a, table a").first.click()
    assert "/runs/" in tab.url
    tab.locator(".crumbs a").last.click()
    assert tab.locator("h1").inner_text() == "Digits"
    tab.locator(".crumbs a").first.click()
    assert tab.url.endswith("index.html")


def test_best_and_second_are_said_and_a_state_is_a_word(opened):
    tab = opened(EXPERIMENT)
    for look in ("best", "second"):
        cells = tab.locator(f"td.{look}")
        assert cells.count() > 0
        assert all("best" in text for text in cells.locator(".hide").all_text_contents())
    assert {"Finished", "Failed", "Stopped", "Running"} <= set(tab.locator(".status").all_inner_texts())


@pytest.mark.parametrize("page", [EXPERIMENT, "neural_network-seed0", "compare/digits.html"])
def test_every_drawing_has_a_text_and_its_numbers(opened, page):
    tab = opened(page)
    texts = tab.locator("svg[role=img]").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert texts
    assert all(text and len(text) <= 250 for text in texts)
    tab.evaluate(OPEN_ALL)
    assert tab.locator("details table").count() > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_stand_out_from_the_surface(opened, scheme):
    tab = opened(EXPERIMENT, scheme=scheme)
    colors = tab.evaluate(
        """() => { const rgb = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
          const surface = rgb(getComputedStyle(document.querySelector('.card')).backgroundColor);
          const lines = [...document.querySelectorAll('.plot .line')];
          return [surface, lines.map(one => rgb(getComputedStyle(one).stroke))]; }"""
    )
    surface, lines = colors
    assert lines
    assert min(contrast(line, surface) for line in lines) >= 3


def contrast(one, other):
    """WCAG's contrast ratio of two colors, each red, green and blue from 0 to 255."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color):
    parts = [part / 255 for part in color]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("page", [SUMMARY, EXPERIMENT, "neural_network-seed0"])
def test_a_page_prints_without_its_navigation_and_nothing_is_cut_off(opened, page):
    tab = opened(page, width=690)
    tab.emulate_media(media="print")
    assert tab.locator(".tabs").is_hidden()
    assert tab.evaluate(SIDEWAYS) <= 0
    assert tab.locator("h1").is_visible()
    cut = tab.evaluate(
        "() => [...document.querySelectorAll('.scroll')].map(one => getComputedStyle(one).overflowX)"
    )
    assert set(cut) <= {"visible"}
