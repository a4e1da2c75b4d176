"""Plain text as HTML, where a page holds so many texts that a template engine would be slow."""

import re

from markupsafe import Markup, escape

_SPECIAL = re.compile("[&<>\"']")


def escaped(text: str) -> str:
    """Return a plain text so that HTML sees nothing in it but text, the same as a template would."""
    # Few texts have anything to escape, and to see that is quicker than to escape them.
    return text if _SPECIAL.search(text) is None else str(escape(text))


def escaped_value(value: object) -> str:
    """Return what a template shows of a value, the same as `markupsafe.escape` does."""
    if type(value) is str:
        return escaped(value)
    return value if type(value) is Markup else escape(value)
