"""What the engine makes of chapters."""

import pytest

from runreport.errors import SiteError
from runreport.site.mkdocs import build_chapters, layered
from runreport.site.tree import Chapter


def built(make_tree, folder, chapter):
    return build_chapters(make_tree(chapters=(chapter,)), folder).pages[chapter.path]


def test_markdown_around_a_block_is_still_markdown(make_tree, tmp_path):
    text = "before *it*\n<!--rr:block:a-->\nafter **it**\n\n- item\n"
    page = built(make_tree, tmp_path, Chapter("a.html", "T", "D", text, {"a": "<figure>x</figure>"}))
    assert "<p>before <em>it</em></p>\n<figure>x</figure>\n<p>after <strong>it</strong></p>" in page


@pytest.mark.parametrize(
    ("text", "blocks", "said"),
    [
        ("none", {"a": "x"}, r"without a place: \['a'\]"),
        ("<!--rr:block:b-->", {}, r"without a block: \['b'\]"),
        ("<!--rr:block:a-->\n\n<!--rr:block:a-->", {"a": "x"}, r"without a block: \['a'\]"),
        ("`<!--rr:block:a-->`", {"a": "x"}, r"without a place: \['a'\]"),
    ],
)
def test_blocks_and_their_places_must_match(make_tree, tmp_path, text, blocks, said):
    with pytest.raises(SiteError, match=said):
        built(make_tree, tmp_path, Chapter("a.html", "T", "D", text, blocks))


def test_a_page_that_the_engine_leaves_out_is_an_error(make_tree, tmp_path):
    with pytest.raises(SiteError, match=r"\.hidden\.html: the site engine made no such page"):
        built(make_tree, tmp_path, Chapter(".hidden.html", "T", "D", "text"))


@pytest.mark.parametrize(
    "title", ["---", "a\n---\nb", "!ENV HOME", "*a: b", "\u2028", "[x]", "'\"", "null", "\t"]
)
def test_no_title_ends_the_front_matter_or_is_taken_for_yaml(make_tree, tmp_path, title):
    page = built(make_tree, tmp_path, Chapter("a.html", title, title, "Only this text.\n"))
    main = page.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    assert main.strip() == "<p>Only this text.</p>"
    assert (
        f"<title>{' '.join(title.split()).replace(chr(39), '&#x27;').replace(chr(34), '&quot;')} · " in page
    )


def test_headings_in_the_outline_stay_text(make_tree, tmp_path):
    chapter = Chapter("a.html", "T", "D", "# T\n\n## A `<script>` &lt;b> **c**\n", has_toc=True)
    outline = built(make_tree, tmp_path, chapter).partition('<nav class="outline"')[2].partition("</nav>")[0]
    assert "<script" not in outline
    assert "A &lt;script&gt; &lt;b&gt; c</a>" in outline


def test_the_tab_of_the_page_is_marked(make_tree, tmp_path):
    page = built(
        make_tree, tmp_path, Chapter("experiments/two.html", "T", "D", "x", nav="experiments/one.html")
    )
    assert '<a href="one.html" aria-current="true">Experiments</a>' in page
    assert '<a href="../index.html">Summary</a>' in page


def test_right_alignment_of_a_column_needs_no_style(make_tree, tmp_path):
    page = built(make_tree, tmp_path, Chapter("a.html", "T", "D", "| a | b |\n|---|--:|\n| 1 | 2 |\n"))
    assert '<td align="right">2</td>' in page
    assert "style=" not in page


def test_the_parts_that_authors_know_from_the_theme_are_there(make_tree, tmp_path):
    text = (
        '!!! note "N"\n    t\n\n??? tip\n    t\n\n=== "A"\n    a\n\n=== "B"\n    b\n\n'
        "```python\nx = 1\n```\n\nfoot[^1]\n\n[^1]: note\n\nTerm\n:   meaning\n"
    )
    page = built(make_tree, tmp_path, Chapter("a.html", "T", "D", text))
    for part in (
        'class="admonition note"',
        '<details class="tip">',
        'class="tabbed-set',
        'class="footnote"',
        "<dd>",
    ):
        assert part in page
    assert '<span class="mi">1</span>' in page


def test_links_between_pages_and_to_files_stay_as_they_are_written(make_tree, tmp_path):
    text = "[a](../files/runs.csv) [b](c.html#d) [e](mailto:a@example.org) ![f](f.png)"
    page = built(make_tree, tmp_path, Chapter("pages/a.html", "T", "D", text))
    for link in ('href="../files/runs.csv"', 'href="c.html#d"', 'src="f.png"'):
        assert link in page


def test_a_title_that_is_no_unicode_is_shown_escaped(make_tree, tmp_path):
    page = built(make_tree, tmp_path, Chapter("a.html", "run \ud800", "D", "x"))
    assert "<title>run \\ud800 · " in page
    assert '<body class="rr-chapter">' in page


def test_the_theme_style_is_a_layer_in_the_readers_own_rem():
    theirs = "a{margin:.8rem 1rem;width:2.5em}@media print{b{top:-.05rem}}"
    css = layered(f'@charset "UTF-8";{theirs}/*# sourceMappingURL=x */')
    assert css.endswith("@layer engine{a{margin:1rem 1.25rem;width:2.5em}@media print{b{top:-0.0625rem}}}\n")
    assert "MIT" in css
