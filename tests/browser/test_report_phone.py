"""The first page on a funder's phone: two minutes, one thumb, no scripts."""

import pytest

pytestmark = pytest.mark.browser

SUMMARY = "index.html"
EXPERIMENT = "experiments/screening-simulated-sites.html"
OPEN_ALL = "() => document.querySelectorAll('details').forEach(part => { part.open = true })"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
STACKED = "all => all.map(one => one.scrollWidth - one.clientWidth)"
HEIGHT = "document.documentElement.scrollHeight"


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def phone(request, opened):
    """The first page at the width of a phone."""
    return opened(SUMMARY, width=390, javascript=request.param)


def test_the_answer_is_read_without_scrolling(phone):
    answer = phone.locator(".answer strong")
    box = answer.bounding_box()
    assert "No setting could be shown to be better" in answer.inner_text()
    assert box["y"] + box["height"] < 844
    lines = box["height"] / answer.evaluate("one => parseFloat(getComputedStyle(one).lineHeight)")
    assert lines <= 3.2


def test_the_page_is_short_and_nothing_is_lost(phone):
    assert phone.evaluate(SIDEWAYS) <= 0
    short = phone.evaluate(HEIGHT)
    assert short < 3400
    hidden = phone.get_by_text("What was chosen before training")
    assert not hidden.is_visible()
    phone.get_by_text("words explained").click()
    assert hidden.is_visible()
    phone.evaluate(OPEN_ALL)
    assert phone.evaluate(HEIGHT) > short
    assert phone.evaluate(SIDEWAYS) <= 0


def test_its_tables_are_cards_that_name_each_value(phone):
    phone.evaluate(OPEN_ALL)
    assert phone.locator(".stacked").count() == 2
    assert max(phone.locator(".stacked").evaluate_all(STACKED)) <= 0
    row = phone.locator(".stacked tbody tr", has_text="Digits by width").first
    assert "Best single run" in row.inner_text()


def test_on_a_desk_and_on_paper_all_of_it_stands_open(opened):
    tab = opened(SUMMARY, javascript=False)
    hidden = tab.get_by_text("What was chosen before training")
    assert hidden.is_visible()
    assert not tab.get_by_text("words explained").is_visible()
    narrow = opened(SUMMARY, width=390, javascript=False)
    narrow.emulate_media(media="print")
    assert narrow.get_by_text("What was chosen before training").is_visible()


def test_the_mean_leads_to_its_runs_and_these_stand_out(opened):
    tab = opened(SUMMARY, width=390, javascript=False)
    tab.get_by_role("link", name="mean of these 5 runs").click()
    assert EXPERIMENT in tab.url
    part = tab.locator("tbody:target")
    assert part.get_by_role("link").count() == 5
    assert part.bounding_box()["y"] < 900
    marked, plain = (
        tab.locator(f"tbody{which} td").first.evaluate("one => getComputedStyle(one).backgroundColor")
        for which in (":target", "[id]:not(:target)")
    )
    assert marked != plain
