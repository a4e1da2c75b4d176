import re
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown

from runreport.errors import TemplateError
from runreport.pages.page import Chapter
from runreport.pages.render import (
    breakable,
    markdown_text,
    open_templates,
    render_chapter,
    render_run,
)
from runreport.pages.views import Hero, PageView, Section
from runreport.site.mkdocs import extensions

VIEW = PageView(
    Hero("Kind", "A title", "One sentence."), sections=(Section("A part", "Some text.", key="part"),)
)
FIELDS = {"path": "a.html", "title": "A title", "description": "One sentence."}


def as_engine(markdown: str) -> str:
    names = [one if isinstance(one, str) else next(iter(one)) for one in extensions()]
    options = {name: value for one in extensions() if isinstance(one, dict) for name, value in one.items()}
    return Markdown(extensions=names, extension_configs=options).convert(markdown)


def one_line(text: str) -> str:
    # HTML knows no control characters, and Markdown drops those that it works with.
    return " ".join(re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd\ufeff]", "", text).split())


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
@example(text="AT&T &amp; &#65; &lt;b&gt;")
@example(text="# heading * item - item 1. one > quote ``` fence ::: x")
@example(text="*a* **b** _c_ __d__ ~~e~~ ^^f^^ ==g== `h` ``i``")
@example(text="[a](b) ![c](d) [e]: f [^1] <http://example.org> https://example.org")
@example(text='{: #id .class } {{ 7*7 }} {% raw %} !!! note ??? x === "tab"')
@example(text="| a | b | --- | *[HTML]: x : definition")
@example(text="<script>alert(1)</script><!--rr:block:b1--> \\* &copy; a\\")
@example(text="1) one 1986. A year + plus")
def test_a_text_is_read_as_it_was_written_whatever_stands_in_it(parsed: Any, text: str) -> None:
    page = parsed(as_engine(f"## {markdown_text(text)} {{: #key }}\n\n{markdown_text(text)}\n"))
    wanted = one_line(text)
    if wanted:
        assert one_line(page.by_id("key").text).removesuffix("¶").strip() == wanted
        assert [one_line(element.text) for element in page.all("p")] == [wanted]
    assert {element.tag for element in page.elements} <= {"h2", "p", "a"}


def test_a_chapter_is_markdown_with_marks_for_finished_html() -> None:
    chapter = render_chapter(open_templates(), "summary", VIEW, FIELDS)
    assert isinstance(chapter, Chapter)
    assert "## A part" in chapter.markdown
    marks = re.findall(r"<!--rr:block:(\w+)-->", chapter.markdown)
    assert sorted(marks) == sorted(chapter.blocks)
    assert any("A title" in html for html in chapter.blocks.values())


def test_a_users_own_template_comes_before_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/data.md").write_text("My own words on {{ view.hero.title }}\n")
    own = open_templates(tmp_path)
    assert render_chapter(own, "data", VIEW, FIELDS).markdown == "My own words on A title\n"
    assert "My own words" not in render_chapter(own, "methods", VIEW, FIELDS).markdown


def test_a_users_own_partial_is_used_by_the_shipped_pages(tmp_path: Path) -> None:
    (tmp_path / "partials").mkdir()
    (tmp_path / "partials/hero.html").write_text("<h1>Mine</h1>")
    own = open_templates(tmp_path)
    assert "<h1>Mine</h1>" in render_chapter(own, "data", VIEW, FIELDS).blocks.values()
    assert "<h1>Mine</h1>" in render_run(own, VIEW, "runs/s/a.html", "A", "B").body


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Python is told to keep what it compiled."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "kept"


def test_shipped_templates_are_compiled_once_for_all_builds(kept: Path) -> None:
    fresh = render_chapter(open_templates(), "data", VIEW, FIELDS)
    files = {file: file.read_bytes() for file in kept.rglob("*.jinja")}
    assert len(files) >= 4
    assert render_chapter(open_templates(), "data", VIEW, FIELDS) == fresh
    assert {file: file.read_bytes() for file in kept.rglob("*") if file.is_file()} == files


@pytest.mark.parametrize("size", [0, 5, 20, 45, 60, 100, -200])
def test_a_damaged_compiled_template_is_compiled_again(kept: Path, size: int) -> None:
    fresh = render_chapter(open_templates(), "data", VIEW, FIELDS)
    whole = {file: file.read_bytes() for file in kept.rglob("*.jinja")}
    for file, data in whole.items():
        file.write_bytes(data[:size])
    assert render_chapter(open_templates(), "data", VIEW, FIELDS) == fresh
    assert {file: file.read_bytes() for file in whole} == whole


def test_where_nothing_can_be_kept_pages_are_made_all_the_same(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.write_text("no folder")
    assert "## A part" in render_chapter(open_templates(), "data", VIEW, FIELDS).markdown
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert "## A part" in render_chapter(open_templates(), "data", VIEW, FIELDS).markdown


def test_of_a_users_own_templates_nothing_is_kept(kept: Path, tmp_path: Path) -> None:
    render_chapter(open_templates(tmp_path), "data", VIEW, FIELDS)
    assert not list(kept.rglob("*.jinja"))


@pytest.mark.parametrize(
    ("file", "content", "line", "what"),
    [
        ("pages/summary.md", "fine\n\n{{ view.nothing }}\n", 3, "nothing"),
        ("pages/summary.md", "{{ unknown }}\n", 1, "unknown"),
        ("pages/summary.md", "fine\n{% if %}\n", 2, ""),
        ("pages/summary.md", "a\nb\n{% include 'partials/gone.html' %}\n", 3, "partials/gone.html"),
        ("pages/chapter.md", "\n{{ view.nothing }}\n", 2, "nothing"),
        ("partials/hero.html", "<p>\n<b>{{ hero.nothing }}</b>\n", 2, "nothing"),
        ("partials/hero.html", "<p>\n{% for %}\n", 2, ""),
    ],
)
def test_a_fault_in_a_template_names_its_file_and_line(
    tmp_path: Path, file: str, content: str, line: int, what: str
) -> None:
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_text(content)
    with pytest.raises(TemplateError) as error:
        render_chapter(open_templates(tmp_path), "summary", VIEW, FIELDS)
    assert f"{tmp_path / file}, line {line}: " in str(error.value)
    assert what in str(error.value)
    assert "\n" not in str(error.value)


def test_a_fault_in_the_template_of_run_pages_names_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/run.html").write_text("<p>\n\n{{ view.nothing }}")
    with pytest.raises(TemplateError, match=r"pages/run\.html, line 3: .*nothing"):
        render_run(open_templates(tmp_path), VIEW, "runs/s/a.html", "A", "B")


def test_what_a_view_says_is_text_and_never_markup() -> None:
    hostile = "<script>alert(1)</script>&amp;"
    view = PageView(Hero(hostile, hostile, hostile), sections=(Section(hostile, hostile, key="k"),))
    chapter = render_chapter(open_templates(), "data", view, FIELDS)
    whole = (
        chapter.markdown
        + "".join(chapter.blocks.values())
        + render_run(open_templates(), view, "r.html", "", "").body
    )
    assert "<script" not in whole


def test_a_long_name_may_break_after_its_marks_and_stays_a_text(parsed: Any) -> None:
    name = "optimizer.weight_decay/<b>-x"
    assert breakable(name).replace("<wbr>", "") == "optimizer.weight_decay/&lt;b&gt;-x"
    assert str(breakable(name)).count("<wbr>") == 4
    assert [element.tag for element in parsed(f"<p>{breakable(name)}</p>").elements] == ["p", *["wbr"] * 4]
