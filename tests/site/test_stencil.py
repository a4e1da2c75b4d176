"""Run pages are stamped from one built page, at any depth."""

import pytest

from runreport.errors import SiteError
from runreport.site.mkdocs import build_chapters
from runreport.site.stencil import MARKS, Stencil, stamp
from runreport.site.tree import RunPage

PAGE = (
    '<html><head><title>RR-TITLE · R</title> <meta content="RR-DESCRIPTION">\n'
    '<link href="../../../a.css"></head>'
    '<body><a href="#main">x</a><main><!--rr:body--></main></body></html>'
)


@pytest.mark.parametrize(
    ("path", "root"),
    [("a.html", "./a.css"), ("runs/a.html", "../a.css"), ("r/s/t/u/a.html", "../../../../a.css")],
)
def test_links_start_at_the_root_from_any_depth(path, root):
    assert f'href="{root}"' in stamp(Stencil.of(PAGE), RunPage(path, "T", "D", "B"))


def test_texts_are_escaped_and_the_body_is_not():
    page = stamp(Stencil.of(PAGE), RunPage("a.html", "<T> & Co", 'D "d"', "<h1>B</h1>"))
    assert "<title>&lt;T&gt; &amp; Co · R</title>" in page
    assert 'content="D &quot;d&quot;"' in page
    assert "<main><h1>B</h1></main>" in page


@pytest.mark.parametrize("mark", ["RR-TITLE", "RR-DESCRIPTION", "<!--rr:body-->"])
def test_a_mark_that_is_lost_or_doubled_is_an_error(mark):
    with pytest.raises(SiteError, match="marks"):
        Stencil.of(PAGE.replace(mark, ""))
    with pytest.raises(SiteError, match="marks"):
        Stencil.of(PAGE.replace(mark, mark + mark))


@pytest.mark.parametrize("link", ["a.css", "/a.css", "../../a.css"])
def test_a_link_that_does_not_start_at_the_root_is_an_error(link):
    with pytest.raises(SiteError, match="not from the root"):
        Stencil.of(PAGE.replace("../../../a.css", link))


def test_a_root_outside_of_a_link_is_an_error():
    with pytest.raises(SiteError, match="roots"):
        Stencil.of(PAGE.replace("<main>", "<main>../../.."))


def test_the_engine_builds_the_stencil_with_its_marks_and_without_the_theme_style(make_tree, tmp_path):
    stencil = Stencil.of(build_chapters(make_tree(), tmp_path).stencil)
    marks = stencil.pieces[1::2]
    assert sorted(set(marks)) == sorted({"RR-TITLE", "RR-DESCRIPTION", "<!--rr:body-->", "../../.."})
    assert marks.count("../../..") == 5 + len(make_tree().tabs)
    page = stamp(stencil, RunPage("runs/a.html", "T", "D", ""))
    assert len(page) < 3000
    assert not MARKS.search(page.replace("../", ""))
    assert "engine.css" not in page
    assert '<body class="rr-run">' in page
