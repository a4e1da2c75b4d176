"""What the browser's code says, as a script that comes with reports in other languages than English."""

import json

from runreport.language.catalogs import messages_of
from runreport.language.language import Language
from runreport.language.pseudo import pseudo
from runreport.language.speaking import active

BROWSER = "site_templates/browser/"
"""Where the messages of the browser's code stand."""


def browser_script() -> str:
    """Return a script that sets `rrWords`: messages, plurals and marks of the language of this build."""
    language = active()
    words = {
        one: _said(language, one, many)
        for one, many, files in messages_of()
        if any(file.startswith(BROWSER) for file in files)
    }
    marks = {"decimal": language.marks.decimal, "group": language.marks.group}
    rule = language.plural_rule
    # The rule is arithmetic that gettext has read already: the same in C and in JavaScript.
    language.plural_index(1)
    head = json.dumps({"messages": words, **marks}, separators=(",", ":"))
    return f'rrWords={head.removesuffix("}")},"plural":n=>Number({rule})}};\n'


def _said(language: Language, one: str, many: str) -> str | list[str]:
    if language.is_pseudo:
        return [pseudo(one), pseudo(many)] if many else pseudo(one)
    found = language.messages.get(one)
    if found is None:
        return [one, many] if many else one
    return list(found) if isinstance(found, tuple) else found
