"""Links of a finished site are checked as a reader's click would."""

from runreport.site.links import broken_links

GOOD = {
    "index.html": '<a href="a/b.html#here">x</a> <a href="#top" id="top">y</a> <img src="p%20q.png">'
    '<a href="mailto:x@example.org">z</a>',
    "a/b.html": '<h2 id="here">x</h2><a href="../index.html">x</a><a href="https://example.org/none">x</a>'
    '<a href="b.html?x=1">x</a>',
    "p q.png": "",
}


def site(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def test_a_whole_site_has_no_broken_link(tmp_path):
    assert broken_links(site(tmp_path, GOOD)) == []


def test_each_kind_of_broken_link_is_named(tmp_path):
    bad = {
        "c.html": '<a href="none.html">1</a><a href="a/b.html#none">2</a><a href="/index.html">3</a>'
        '<a href="a/">4</a><script src="none.js"></script><link href="none.css">'
        '<svg><use href="#none"/></svg>'
        '<a href="Index.html">5</a>'
    }
    assert broken_links(site(tmp_path, GOOD | bad)) == [
        "c.html: none.html leads to no file of the site",
        "c.html: a/b.html#none leads to no element of a/b.html",
        "c.html: /index.html leads to no file of the site",
        "c.html: a/ leads to no file of the site",
        "c.html: none.js leads to no file of the site",
        "c.html: none.css leads to no file of the site",
        "c.html: #none leads to no element of c.html",
        "c.html: Index.html leads to no file of the site",
    ]


def test_what_only_looks_like_a_link_is_none(tmp_path):
    text = (
        """<script type="application/json">{"a": "<a href='none.html'>"}</script>"""
        """<!-- <a href="none.html"> --><p>href="none.html"</p>"""
    )
    assert broken_links(site(tmp_path, {"a.html": text})) == []
