from playwright.sync_api import expect

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
    expect(filtered).to_have_value("max_depth >= 6.5 and max_depth <= 8")
    assert "max_depth" in page.url
    expect(page.locator(".parallel path:not(.out)")).to_have_count(3)
    filtered.fill("n_estimators = 50")
    expect(page.locator(".parallel path:not(.out)")).to_have_count(3)
    expect(page.locator(".parallel .brush[visibility=visible]")).to_have_count(1)
    assert axe(page) == []
