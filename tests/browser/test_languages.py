"""Reports in other languages, in a real Chromium: longer words fit on a phone, and Arabic runs leftwards."""

import pytest

from runreport.config import load_config
from runreport.language.pseudo import CODE
from runreport.pipeline import build_report

PHONE = 360
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
KINDS = ("index", "experiments/*", "compare/*", "models/*", "runs/*/*", "data", "methods", "problems")


@pytest.fixture(scope="module")
def report_in(tmp_path_factory, sample_runs):
    """Return a function from a language to the folder of the sample report in it."""

    def build(language):
        config = load_config(sample_runs / "runreport.toml").with_language(language)
        return build_report(config, output=tmp_path_factory.mktemp(language) / "site").output

    return build


def one_of_each_kind(site):
    return [next(iter(sorted(site.glob(f"{kind}.html")))) for kind in KINDS]


@pytest.mark.parametrize("language", [CODE, "ar"])
def test_no_page_moves_sideways_on_a_phone(report_in, browser_page, language):
    page = browser_page(width=PHONE)
    for path in one_of_each_kind(report_in(language)):
        page.goto(path.as_uri())
        needed, given = page.evaluate(WIDTHS)
        assert needed == given, path.name


def test_an_arabic_page_begins_at_the_right_and_its_curves_at_the_left(report_in, browser_page):
    page = browser_page(width=1280)
    site = report_in("ar")
    page.goto((site / "index.html").as_uri())
    heading = page.locator("h1").bounding_box()
    boxes = [entry.bounding_box() for entry in page.locator("nav a").all() if entry.is_visible()]
    assert heading["x"] + heading["width"] > 1280 / 2
    assert boxes[0]["x"] > boxes[-1]["x"], "the first entry of the navigation stands rightmost"
    page.goto(next(iter(sorted(site.glob("experiments/screening-sim*.html")))).as_uri())
    assert page.locator(".plot").first.evaluate("one => getComputedStyle(one).direction") == "ltr"


def test_tables_are_explored_in_french(report_in, browser_page):
    page = browser_page(width=1280)
    page.goto((report_in("fr") / "compare/screening-simulated-sites.html").as_uri())
    page.get_by_text("25 sur 25 exécutions").wait_for()
    page.get_by_label("Filtrer").fill("model = random_forest")
    page.get_by_text("5 sur 25 exécutions", exact=True).wait_for()
