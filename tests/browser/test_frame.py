"""Pages as a reader meets them: from the disk, by keyboard, on a phone, in the dark, on paper."""

import pytest

from runreport.site.links import broken_links

pytestmark = pytest.mark.browser

PAGES = ("index.html", "experiments/long.html", "runs/store/a.html", "data.html", "404.html")
OPEN = "document.querySelectorAll('details').forEach(each => (each.open = true))"
FOCUSED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect();
  const shown = e.id.startsWith("__tabbed") ? e.parentElement.querySelector(".tabbed-labels") : e;
  return {what: e.outerHTML.split(">")[0] + ">", body: e === document.body,
          outline: getComputedStyle(shown).outlineStyle,
          right: box.right, left: box.left, width: innerWidth, tall: box.height};
}"""
PARTS = (
    ".say",
    ".figures",
    ".claims",
    ".scroll",
    ".multi",
    ".fig",
    ".kv",
    "pre",
    ".two",
    ".diff",
    ".note",
    ".pager",
)
LOOK = """part => [part, ...part.querySelectorAll("*")].map(element => {
  const box = element.getBoundingClientRect(), own = element.getAttribute("class") ?? "", looks = [];
  for (const pseudo of [null, "::before", "::after"]) {
    const style = getComputedStyle(element, pseudo);
    if (pseudo && ["none", "normal"].includes(style.content)) continue;
    looks.push(["color", "backgroundColor", "borderColor", "borderWidth", "borderStyle", "boxShadow",
      "content", "fill", "fontFamily", "fontSize", "fontStyle", "fontWeight", "letterSpacing", "lineHeight",
      "listStyleType", "opacity",
      "padding", "stroke", "textAlign", "textDecoration", "textTransform", "verticalAlign", "whiteSpace"]
      .map(name => `${name}: ${style[name]}`).join("; "));
  }
  return [element.tagName, own, box.width.toFixed(1), box.height.toFixed(1), ...looks];
})"""
CONTROLS = """() => [...document.querySelectorAll("a[href], button, summary, input, [tabindex='0']")]
  .filter(e => e.tagName !== "INPUT" || e.checked)
  .filter(e => e.checkVisibility({visibilityProperty: true}) || e.tagName === "INPUT")
  .map(e => e.outerHTML.split(">")[0] + ">")"""


def address(site, page):
    return (site / page).as_uri()


def test_the_sample_has_no_broken_link(sample_site):
    assert broken_links(sample_site) == []


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_from_the_disk_with_no_request_and_no_error(browser_page, sample_site, page, javascript):
    opened = browser_page(javascript=javascript)
    opened.goto(address(sample_site, page))
    assert opened.locator("h1").count() == 1
    assert opened.locator("main").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(browser_page, sample_site, axe, page, width, scheme):
    opened = browser_page(width, scheme)
    opened.goto(address(sample_site, page))
    opened.evaluate(OPEN)
    assert axe(opened) == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("page", PAGES)
def test_no_page_scrolls_sideways(browser_page, sample_site, page, width):
    opened = browser_page(width)
    opened.goto(address(sample_site, page))
    assert opened.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("page", PAGES[:3])
def test_the_tab_key_reaches_every_control_and_shows_where_it_is(browser_page, sample_site, page, width):
    opened = browser_page(width)
    opened.goto(address(sample_site, page))
    opened.evaluate(OPEN)
    controls = opened.evaluate(CONTROLS)
    reached = []
    for _ in range(3 * len(controls)):
        opened.keyboard.press("Tab")
        focused = opened.evaluate(FOCUSED)
        if focused["body"]:
            break
        reached.append(focused["what"])
        assert focused["outline"] != "none", focused
        assert focused["right"] > 0, focused
        assert focused["left"] < focused["width"], focused
    assert reached[0].startswith('<a class="skip"')
    assert [control for control in controls if control not in reached] == []


def test_a_wide_table_of_an_author_is_reached_by_keyboard_where_it_scrolls(browser_page, sample_site):
    opened = browser_page(360)
    opened.goto(address(sample_site, "experiments/long.html"))
    opened.wait_for_selector("main table[tabindex='0']")
    assert opened.locator("table", has_text="hyperparameter_a").get_attribute("tabindex") == "0"
    assert opened.locator("table", has_text="Note").get_attribute("tabindex") is None


def test_the_skip_link_leads_past_the_navigation(browser_page, sample_site):
    opened = browser_page()
    opened.goto(address(sample_site, "index.html"))
    opened.keyboard.press("Tab")
    assert opened.locator(".skip").bounding_box()["y"] >= 0
    opened.keyboard.press("Enter")
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.closest('main') !== null")


def test_targets_are_large_enough_to_hit(browser_page, sample_site):
    opened = browser_page(360)
    opened.goto(address(sample_site, "index.html"))
    for control in opened.locator(".top a, .top button, summary").all():
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 24, control.inner_text()


def test_the_color_button_goes_round_and_is_remembered_on_other_pages(browser_page, sample_site):
    opened = browser_page(scheme="light")
    opened.goto(address(sample_site, "index.html"))
    ground = "getComputedStyle(document.body).backgroundColor"
    light = opened.evaluate(ground)
    button = opened.get_by_role("button", name="Colors: as the system")
    button.click()
    assert opened.evaluate(ground) == light
    opened.get_by_role("button", name="Colors: light").click()
    dark = opened.evaluate(ground)
    assert dark != light
    opened.goto(address(sample_site, "runs/store/a.html"))
    assert opened.evaluate(ground) == dark
    opened.get_by_role("button", name="Colors: dark").click()
    assert opened.evaluate(ground) == light
    assert button.is_visible()


def test_without_scripts_the_page_is_dark_where_the_system_is_and_has_no_dead_button(
    browser_page, sample_site
):
    grounds = {}
    for scheme in ("light", "dark"):
        opened = browser_page(scheme=scheme, javascript=False)
        opened.goto(address(sample_site, "index.html"))
        grounds[scheme] = opened.screenshot(clip={"x": 5, "y": 200, "width": 1, "height": 1})
        assert not opened.locator(".scheme").is_visible()
    assert grounds["light"] != grounds["dark"]


def test_code_is_copied_by_a_button_from_the_disk(browser_page, sample_site):
    opened = browser_page(permissions=["clipboard-read", "clipboard-write"])
    opened.goto(address(sample_site, "experiments/long.html"))
    opened.locator("pre").first.hover()
    opened.get_by_role("button", name="Copy").first.click()
    opened.get_by_role("button", name="Copied").wait_for()
    assert opened.evaluate("navigator.clipboard.readText()").startswith("# a comment\ndef run(")


def test_content_tabs_change_by_keyboard_and_without_scripts(browser_page, sample_site):
    opened = browser_page(javascript=False)
    opened.goto(address(sample_site, "experiments/long.html"))
    assert not opened.get_by_text("sha256sum -c MANIFEST.sha256").first.is_visible()
    opened.get_by_text("Shell", exact=True).click()
    assert opened.locator(".tabbed-block").nth(1).is_visible()
    opened.keyboard.press("ArrowLeft")
    assert opened.locator(".tabbed-block").nth(0).is_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_parts_look_the_same_in_a_chapter_and_on_a_run_page(browser_page, sample_site, width):
    """A chapter has the theme's style sheet a layer below ours; a run's page has not."""
    looks = []
    for path in ("index.html", "runs/store/a.html"):
        opened = browser_page(width)
        opened.goto(address(sample_site, path))
        looks.append([look for part in PARTS for look in opened.locator(part).first.evaluate(LOOK)])
    pairs = [(one, two) for one, two in zip(*looks, strict=True) if one != two]
    assert pairs == []


def test_a_phone_shows_the_narrow_figure_and_a_desk_the_wide_one(browser_page, sample_site):
    for width, shown, hidden in ((390, ".fig-narrow", ".fig-wide"), (1280, ".fig-wide", ".fig-narrow")):
        opened = browser_page(width)
        opened.goto(address(sample_site, "index.html"))
        assert opened.locator(shown).is_visible()
        assert not opened.locator(hidden).is_visible()


def test_paper_is_light_whole_and_without_controls(browser_page, sample_site):
    opened = browser_page(scheme="dark")
    opened.goto(address(sample_site, "index.html"))
    opened.emulate_media(media="print")
    assert opened.evaluate("getComputedStyle(document.body).color") == "rgb(25, 30, 36)"
    for gone in (".tabs", ".scheme", ".skip"):
        assert not opened.locator(gone).is_visible()
    assert opened.get_by_role("region", name="Numbers by epoch").is_visible()
    assert opened.evaluate("getComputedStyle(document.querySelector('.badge')).borderTopStyle") == "solid"


def test_nothing_is_cut_off_at_the_edge_of_the_paper(browser_page, sample_site):
    for path in PAGES[:3]:
        opened = browser_page(690)
        opened.goto(address(sample_site, path))
        opened.emulate_media(media="print")
        assert opened.evaluate("document.documentElement.scrollWidth") == 690
        assert opened.locator(".fig-wide").count() == opened.locator(".fig-wide:visible").count()


def test_paper_shows_where_links_elsewhere_lead(browser_page, sample_site):
    opened = browser_page()
    opened.goto(address(sample_site, "experiments/long.html"))
    opened.emulate_media(media="print")
    said = "e => getComputedStyle(e, '::after').content"
    assert "https://example.org/a" in opened.get_by_text("link elsewhere").evaluate(said)


def test_forced_colors_leave_badges_a_border_and_curves_visible(browser_page, sample_site):
    opened = browser_page(forced_colors="active")
    opened.goto(address(sample_site, "index.html"))
    assert opened.evaluate("getComputedStyle(document.querySelector('.badge')).borderTopStyle") == "solid"
    assert opened.evaluate("getComputedStyle(document.querySelector('.plot .line')).stroke") != "none"


def test_a_page_from_right_to_left_is_mirrored(browser_page, sample_site):
    opened = browser_page()
    opened.goto(address(sample_site, "index.html"))
    opened.evaluate("document.documentElement.dir = 'rtl'")
    brand, tabs = opened.locator(".brand").bounding_box(), opened.locator(".tabs").bounding_box()
    assert brand["x"] > tabs["x"]
    assert opened.evaluate("document.documentElement.scrollWidth") == 1280
