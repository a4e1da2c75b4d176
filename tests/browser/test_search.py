"""The search box: from the disk, by keyboard, and readable to those who do not see it."""

import pytest

pytestmark = pytest.mark.browser

PAGES = ("index.html", "experiments/digits.html", "svm-seed1")


def asked(opened, words, page="index.html", **options):
    """Return a page with the search box open and words in it."""
    tab = opened(page, **options)
    tab.keyboard.press("/")
    tab.get_by_role("combobox", name="Search this report").fill(words)
    tab.locator(".search [role=status]:not(:empty)").filter(has_not_text="Loading").wait_for()
    return tab


def titles(tab):
    return tab.locator(".search .title").all_inner_texts()


@pytest.mark.parametrize("page", PAGES)
def test_a_run_is_found_and_opened_by_keyboard_from_any_depth(opened, page):
    tab = asked(opened, "svm-seed2", page)
    assert titles(tab) == ["svm-seed2"]
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/runs/**")
    assert tab.locator("h1").inner_text() == "svm-seed2"


@pytest.mark.parametrize(
    ("words", "title", "kind"),
    [
        ("digits", "Digits", "Experiment"),
        ("screening", "screening", "Model"),
        ("baseline", "Baseline", "Word"),
        ("svm seed1 finished", "svm-seed1", "Run"),
        ("SVM", "svm", "Model"),
    ],
)
def test_everything_that_has_a_page_is_found(opened, words, title, kind):
    tab = asked(opened, words)
    found = list(zip(tab.locator(".search .kind").all_inner_texts(), titles(tab), strict=True))
    assert (kind, title) in found


def test_the_arrows_choose_and_a_click_opens(opened):
    tab = asked(opened, "svm")
    box = tab.get_by_role("combobox")
    first = box.get_attribute("aria-activedescendant")
    tab.keyboard.press("ArrowDown")
    second = box.get_attribute("aria-activedescendant")
    assert first != second
    tab.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") == first
    chosen = tab.locator(".search [aria-selected] .title").inner_text()
    tab.locator(f".search .title >> text={chosen}").first.click()
    tab.wait_for_url(lambda url: not url.endswith("/index.html"))
    assert chosen.lower() in tab.locator("h1").inner_text().lower()


def test_nothing_found_is_said_and_escape_closes(opened):
    tab = asked(opened, "no such words anywhere")
    assert tab.get_by_role("status").inner_text() == "Nothing found"
    tab.keyboard.press("Escape")
    assert not tab.get_by_role("dialog").is_visible()


def test_the_button_opens_it_and_a_slash_in_a_field_stays_a_slash(opened):
    tab = opened("index.html", width=360)
    tab.get_by_role("button", name="Search this report").click()
    tab.keyboard.type("a/b")
    assert tab.get_by_role("combobox").input_value() == "a/b"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_axe_finds_nothing_in_the_open_box(opened, axe, width, scheme):
    tab = asked(opened, "svm", width=width, scheme=scheme)
    assert axe(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_there_is_no_button_and_the_list_of_runs_stands_in(opened):
    tab = opened("index.html", javascript=False)
    assert not tab.locator(".find").is_visible()
    assert tab.get_by_role("link", name="Runs", exact=True).is_visible()
