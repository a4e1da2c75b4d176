from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runreport.pages.prose import safe_html

ALLOWED = {"href", "title", "rel", "align", "scope"}
VOID = {"br", "hr"}


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    found: list[tuple[str, dict[str, str | None]]] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attrs)))

    parser = Parser()
    parser.feed(html)
    parser.close()
    return found


HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//e.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "![pixel](https://e.example/pixel.png)",
    "<iframe src='https://e.example'></iframe>",
    "<p style='position:fixed' class='hide' id='top'>x</p>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x]( javascript:alert(1) )",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x) [y](file:///etc/passwd) [z](//e.example/x) [k](../../../secret) [m](#top)",
    "<a href=https://e.example ping=https://e.example/p onclick=x target=_blank>x</a>",
    "<form action=https://e.example><input name=a><button>b</button></form>",
    "<link rel=stylesheet href=https://e.example/x.css><style>*{display:none}</style>",
    "<base href=https://e.example><meta http-equiv=refresh content='0;https://e.example'>",
    "<object data=x></object><embed src=x><video src=x></video><math><mi//xlink:href='data:x'></math>",
    "<!--rr:block:b1--> <!--rr:body-->",
    "```html\n<script>alert(1)</script>\n```",
    "</div></section></main><h1>Another page</h1>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<table><td background=https://e.example/x.png>x</table>",
    "<details open ontoggle=alert(1)>x</details>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_peoples_words_runs_loads_or_takes_the_page_over(text: str) -> None:
    assert_harmless(safe_html(text))


@given(
    st.lists(st.sampled_from([*HOSTILE, "\n\n", "> ", "- ", "`", "```\n", "|", "# ", "<", '"', "--"])).map(
        "".join
    )
)
def test_nor_does_any_mixture(text: str) -> None:
    assert_harmless(safe_html(text))


def assert_harmless(html: str) -> None:
    for tag, attributes in tags(html):
        assert tag not in {"script", "style", "img", "iframe", "svg", "form", "input", "object", "h1", "h2"}
        assert set(attributes) <= ALLOWED
        assert str(attributes.get("href") or "https:").lower().startswith(("http:", "https:", "mailto:"))
    assert "<!--" not in html


def test_ordinary_markdown_is_shown_as_it_is_meant() -> None:
    html = safe_html(
        "## Data\n\nTwo *sites*, **see** [the paper](https://example.org/p).\n\n"
        "| a | b |\n|--|--|\n| 1 | 2 |\n"
    )
    assert [tag for tag, _ in tags(html)][:5] == ["h4", "p", "em", "strong", "a"]
    assert "<td>2</td>" in html
    assert 'href="https://example.org/p"' in html


def test_headings_stand_below_those_of_the_page_however_they_are_written() -> None:
    html = safe_html("# One\n\nTwo\n===\n\nThree\n---\n\n<h1>Four</h1>\n\n###### Six\n")
    assert [tag for tag, _ in tags(html)] == ["h3", "h3", "h4", "h3", "h6"]


def test_code_is_shown_letter_by_letter() -> None:
    assert "# a comment\n" in safe_html("```python\n# a comment\nx = 1\n```\n")
    assert "<code># no heading</code>" in safe_html("`# no heading`")


@pytest.mark.parametrize(
    "text", ["- " * 3000 + "a", "> " * 3000 + "a", "".join("  " * n + "- a\n" for n in range(400))]
)
def test_what_is_nested_without_end_is_shown_as_written(text: str) -> None:
    html = safe_html(text)
    assert "a" in html
    assert_harmless(html)


@pytest.mark.parametrize(
    "text", ["[" * 50_000, "![" * 50_000, "[a](" * 50_000, "<a " * 50_000, "<b>[" * 9000]
)
def test_a_note_of_marks_without_end_is_shown_as_written(text: str) -> None:
    # Markdown would take minutes for these.
    assert safe_html(text).startswith("<pre>")
    assert_harmless(safe_html(text))
