"""A language of the tests' own, as a user would write it."""

import pytest

HEAD = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals={count}; plural={rule};\\n"
"""
ENTRIES = """
msgid "Summary"
msgstr "Samenvatting"

msgid "{n} run"
msgid_plural "{n} runs"
msgstr[0] "{n} uitvoering"
msgstr[1] "{n} uitvoeringen"

msgid "{runs} in {experiments}"
msgstr "In {experiments}: {runs}"
"""


@pytest.fixture
def write_catalog(tmp_path):
    """Return a function that writes a catalog into a folder `languages` and returns that folder."""

    def write(code="nl", entries=ENTRIES, count=2, rule="n != 1"):
        folder = tmp_path / "languages"
        folder.mkdir(exist_ok=True)
        text = HEAD.replace("{count}", str(count)).replace("{rule}", rule) + entries
        (folder / f"{code}.po").write_text(text, encoding="utf-8")
        return folder

    return write
