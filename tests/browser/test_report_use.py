"""The demonstration report in use: by keyboard, by links, without scripts, without seeing it."""

import pytest

pytestmark = pytest.mark.browser

SUMMARY = "index.html"
EXPERIMENT = "experiments/screening-simulated-sites.html"
RUN = "neural_network-seed0"
PAGES = (
    SUMMARY,
    EXPERIMENT,
    "compare/digits.html",
    "models/screening.html",
    "data.html",
    "problems.html",
    RUN,
)
OPEN_ALL = "() => document.querySelectorAll('details').forEach(part => { part.open = true })"
CONTROLS = "a[href], button:enabled, select, summary, input, [tabindex='0']"
NUMBER_CONTROLS = f"""() => [...document.querySelectorAll("{CONTROLS}")]
  .filter(one => one.checkVisibility({{visibilityProperty: true}}))
  .map((one, at) => {{ one.dataset.at = at; return one.outerHTML.split(">")[0]; }})"""
FOCUSED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  return {at: Number(one.dataset.at ?? -1), what: one.outerHTML.split(">")[0],
    shown: getComputedStyle(one).outlineStyle !== "none" && box.right > 0 && box.left < innerWidth
      && box.bottom > 0 && box.top < innerHeight};
}"""
SCROLLING = """() => [...document.querySelectorAll("main *")]
  .filter(one => ["auto", "scroll"].includes(getComputedStyle(one).overflowX))
  .filter(one => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight)
  .map(one => [one.tabIndex, one.getAttribute("role"), (one.getAttribute("aria-label") ?? "").length > 3])"""


@pytest.mark.parametrize(("page", "width"), [(SUMMARY, 1280), (SUMMARY, 360), (EXPERIMENT, 1280), (RUN, 360)])
def test_the_keyboard_reaches_everything_shows_where_it_is_and_is_not_caught(opened, page, width):
    tab = opened(page, width=width)
    tab.evaluate(OPEN_ALL)
    controls = tab.evaluate(NUMBER_CONTROLS)
    reached = []
    for _ in range(len(controls) + 5):
        tab.keyboard.press("Tab")
        focused = tab.evaluate(FOCUSED)
        if focused["at"] < 0:
            break
        assert focused["shown"], focused["what"]
        reached.append(focused["at"])
    assert [controls[at] for at in range(len(controls)) if at not in reached] == []
    assert reached == sorted(reached)


@pytest.mark.parametrize("width", [1280, 360])
def test_what_scrolls_has_a_name_and_is_reached_by_keyboard(opened, width):
    tab, count = None, 0
    for page in PAGES:
        tab = opened(page, tab, width=width)
        tab.evaluate(OPEN_ALL)
        regions = tab.evaluate(SCROLLING)
        assert [region for region in regions if region != [0, "region", True]] == [], page
        count += len(regions)
    assert count > 3


def test_a_wide_table_is_moved_by_the_arrow_keys(opened):
    tab = opened("compare/digits.html")
    region = tab.locator(".scroll.wide").first
    region.focus()
    for _ in range(5):
        tab.keyboard.press("ArrowRight", delay=50)
    assert region.evaluate("one => one.scrollLeft") > 0


WITHOUT_TABLE = """main => {
  for (const one of main.querySelectorAll("[data-rows], .tools, .curve-tools, .take")) one.remove();
  return main.innerText;
}"""


def test_without_scripts_every_page_says_the_same(opened):
    """But for what scripts add to explore tables and curves, which has tests of its own."""
    with_scripts = without = None
    for page in PAGES:
        with_scripts = opened(page, with_scripts)
        without = opened(page, without, javascript=False)
        said = without.locator("main").evaluate(WITHOUT_TABLE)
        assert said == with_scripts.locator("main").evaluate(WITHOUT_TABLE)
        assert len(said) > 200


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_from_the_summary_to_a_run_and_back(opened, javascript):
    tab = opened(SUMMARY, javascript=javascript)
    tab.get_by_role("link", name="Digits", exact=True).last.click()
    assert tab.locator("h1").inner_text() == "Digits"
    tab.locator("table").get_by_role("link", name="knn-seed1", exact=True).first.click()
    assert "/runs/" in tab.url
    assert tab.locator("h1").inner_text() == "knn-seed1"
    tab.locator(".crumbs a").last.click()
    assert tab.locator("h1").inner_text() == "Digits"
    tab.locator(".crumbs a").first.click()
    assert tab.url.endswith("index.html")
    tab.locator(".tabs").get_by_role("link", name="Methods").click()
    assert tab.url.endswith("methods.html")


def test_links_lead_to_files_of_the_report_or_elsewhere_over_https(opened, demo_site):
    tab = None
    for page in PAGES:
        tab = opened(page, tab)
        links = tab.locator("a[href]").evaluate_all(
            "all => all.map(one => [one.getAttribute('href'), one.href])"
        )
        assert len(links) > 8
        for written, leads in links:
            inside = leads.startswith(demo_site.as_uri() + "/") and not written.startswith(("/", "file:"))
            assert inside or written.startswith("https://"), written


def test_the_best_and_the_second_are_marked_also_for_those_who_do_not_see_it(opened):
    tab = opened(EXPERIMENT)
    for look, words in (("best", "best"), ("second", "second best")):
        cells = tab.locator(f"td.{look}")
        assert cells.count() > 0
        assert all(words in cell.locator(".hide").text_content() for cell in cells.all())


def test_a_state_is_a_word_wherever_it_stands(opened):
    states = set(opened(EXPERIMENT).locator(".status").all_inner_texts())
    assert states == {"Finished", "Failed", "Stopped", "Running"}
    assert opened("logistic_regression-gaps").locator(".hero .status").inner_text() == "Failed"


def test_tables_say_what_their_rows_and_columns_are(opened):
    tab = opened(EXPERIMENT)
    for table in tab.locator("main table").all():
        assert table.locator("thead th:not([scope='col'])").count() == 0
        assert table.locator("tbody tr").count() == table.locator("tbody th[scope='row']").count()
