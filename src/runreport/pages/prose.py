"""People's Markdown as safe HTML."""

import re
from functools import lru_cache

import nh3
from markdown import Markdown
from markupsafe import Markup, escape

_TAGS = {
    *[
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "code",
        "dd",
        "del",
        "details",
        "dl",
        "dt",
        "em",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "small",
    ],
    *["strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"],
}
_ATTRIBUTES = {"a": {"href", "title"}, "th": {"align", "scope"}, "td": {"align"}, "abbr": {"title"}}
_HEADING = re.compile(r"(</?h)([1-6])(?=[\s>])")
_WEB = re.compile(r"(https?|mailto):", re.IGNORECASE)
_MOST = {"[": 1000, "<": 5000}
"""Beyond that many, Markdown takes time by their square, and the text is no prose."""


@lru_cache(maxsize=4096)
def safe_html(text: str) -> Markup:
    """Return Markdown as HTML without scripts, styles, pictures or ids.

    Headings are lowered below the page's own, and links may only lead to the web or to an e-mail address.
    What no Markdown could be made of, since it is nested without end, is shown as it was written.
    """
    if any(text.count(mark) > most for mark, most in _MOST.items()):
        return _as_written(text)
    try:
        html = Markdown(extensions=["tables", "fenced_code", "sane_lists"]).convert(text)
    except RecursionError:
        return _as_written(text)
    lowered = _HEADING.sub(lambda found: f"{found[1]}{min(6, int(found[2]) + 2)}", html)
    return Markup(  # noqa: S704 -- this is the sanitizer's output
        nh3.clean(lowered, tags=_TAGS, attributes=_ATTRIBUTES, attribute_filter=_allowed)
    )


def _allowed(_tag: str, name: str, value: str) -> str | None:
    return None if name == "href" and not _WEB.match(value) else value


def _as_written(text: str) -> Markup:
    return Markup("<pre>{}</pre>").format(escape(text))
