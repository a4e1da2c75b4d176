"""Brings the catalogs of translations up to the code: `make languages`.

Every message stands in the code as a whole English sentence: as the first argument of `say`, `text` and
`message`, as the first two texts of `say_count`, `text_count` and `counted`. They are collected from Python
by its own syntax tree, from templates by jinja2, from the browser's code by Babel's lexer of JavaScript.
What is written depends on nothing but the code and the translations: no dates, no line numbers.
"""

import ast
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from runreport.analysis.naming import SPLITS
from runreport.analysis.well_known import WELL_KNOWN
from runreport.cards.fields import FIELDS, SECTIONS
from runreport.language.catalogs import SHIPPED, TEMPLATE
from runreport.pages.sentences import COUNTED as STATES
from runreport.privacy.walk import KINDS

REPOSITORY = Path(__file__).resolve().parents[1]
ENGLISH_ONLY = frozenset({"cli", "config", "readers", "testing"})
"""Folders whose words are for the person who builds."""
ONE = frozenset({"say", "text", "message"})
COUNTED = frozenset({"say_count", "text_count"})
NOUNS = frozenset({"counted"})
KEYWORDS = {"say": None, "say_count": (2, 3)}
"""Of templates, as Babel wants them."""
_TEXT = r'("(?:[^"\\\\]|\\\\.)*")'
SAID = re.compile(r"\bsay\(" + _TEXT)
SAID_COUNT = re.compile(r"\bsayCount\([^,]+, " + _TEXT + ", " + _TEXT)
UNITS = re.compile(r'("\{n\} [a-z]+")\]')

Found = Mapping[str | tuple[str, str], set[str]]
"""Files by message, or by singular and plural."""


def messages() -> Found:
    """Return every message in the code, with the files that have it."""
    found: dict[str | tuple[str, str], set[str]] = {}
    for path, message in _all():
        found.setdefault(message, set()).add(path.relative_to(REPOSITORY).as_posix())
    # What is counted somewhere needs no entry of its own.
    counted = {message[0] for message in found if isinstance(message, tuple)}
    return {message: files for message, files in found.items() if message not in counted}


def _all() -> Iterator[tuple[Path, str | tuple[str, str]]]:
    package = REPOSITORY / "src" / "runreport"
    for path in sorted(package.rglob("*.py")):
        if path.relative_to(package).parts[0] in ENGLISH_ONLY:
            yield from ((path, text) for text in _omissions(path))
            continue
        for message in _in_python(path):
            yield path, message
    for folder in ("pages", "partials", "theme"):
        for path in sorted((REPOSITORY / "site_templates" / folder).rglob("*.[hm]*")):
            for message in _in_template(path):
                yield path, message
    yield from _in_tables()
    for path in sorted((REPOSITORY / "site_templates" / "browser").rglob("*.ts")):
        for message in _in_browser(path):
            yield path, message


def _omissions(path: Path) -> Iterator[str]:
    """Yield what a reader calls what it left out, which pages say."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id
            in (
                "Omission",
                "message",
                "text",
            )
        ):
            yield from (text for place in node.args for text in _texts(place))


def _in_python(path: Path) -> Iterator[str | tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        name, args = node.func.id, node.args
        if name in ONE and args:
            yield from _texts(args[0])
        elif name in COUNTED and len(args) > 2:
            for one, many in zip(_texts(args[1]), _texts(args[2]), strict=True):
                yield one, many
        elif name in NOUNS and len(args) > 1:
            for one in _texts(args[1]):
                many = next(iter(_texts(args[2])), "") if len(args) > 2 else ""
                yield f"{{n}} {one}", f"{{n}} {many or one + 's'}"


def _texts(node: ast.expr) -> list[str]:
    """Return a constant text, or both of a choice between two."""
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _in_template(path: Path) -> Iterator[str | tuple[str, str]]:
    options = {"encoding": "utf-8", "trim_blocks": "true", "silent": "false"}
    for _, name, texts, _ in babel_extract(io.BytesIO(path.read_bytes()), KEYWORDS, (), options):
        if name == "say":
            yield texts if isinstance(texts, str) else texts[0]
        elif name == "say_count":
            yield texts[-2], texts[-1]


def _in_browser(path: Path) -> Iterator[str | tuple[str, str]]:
    code = path.read_text(encoding="utf-8")
    for found in SAID.finditer(code):
        yield json.loads(found[1])
    for found in SAID_COUNT.finditer(code):
        yield json.loads(found[1]), json.loads(found[2])
    yield from (json.loads(found[1]) for found in UNITS.finditer(code))


def _in_tables() -> Iterator[tuple[Path, str | tuple[str, str]]]:
    """Yield the texts of tables that are values: the fields of cards, and what metrics mean."""
    cards, metrics = (
        REPOSITORY / "src/runreport/cards/fields.py",
        REPOSITORY / "src/runreport/analysis/well_known.py",
    )
    sentences = REPOSITORY / "src/runreport/pages/sentences.py"
    yield from ((sentences, (f"{{n}} {word}", f"{{n}} {word}")) for word in STATES.values())
    walk = REPOSITORY / "src/runreport/privacy/walk.py"
    yield from ((walk, kind) for kind in sorted(set(KINDS.values())))
    yield from ((cards, title) for title in SECTIONS.values())
    yield from ((cards, text) for field in FIELDS for text in (field.label, field.hint))
    yield from ((metrics, split) for split in sorted(set(SPLITS.values())))
    yield from (
        (metrics, text)
        for one in WELL_KNOWN
        for text in (one.label, one.sentence(True), one.sentence(False))
        if text
    )


def template(found: Found) -> Catalog:
    """Return the messages as a catalog without translations."""
    catalog = Catalog(charset="utf-8")
    for message, files in found.items():
        catalog.add(message, locations=[(file, 0) for file in sorted(files)])
    return catalog


def text_of(catalog: Catalog, head: str) -> str:
    """Return a catalog as it is written: sorted, below its head."""
    out = io.BytesIO()
    write_po(
        out, catalog, width=0, omit_header=True, sort_output=True, include_lineno=False, ignore_obsolete=True
    )
    return f"{head.rstrip()}\n\n{out.getvalue().decode().strip()}\n"


def head_of(path: Path) -> str:
    """Return a catalog's head: its remarks, among them the glossary, and its settings."""
    return path.read_text(encoding="utf-8").partition("\n\n")[0]


def updated(path: Path, found: Found) -> str:
    """Return a catalog with the messages of the code: known ones keep their translations."""
    with path.open("rb") as stream:
        old = read_po(stream)
    new = template(found)
    new._num_plurals, new._plural_expr = old.num_plurals, old.plural_expr
    for entry in new:
        known = old.get(entry.id[0] if isinstance(entry.id, tuple) else entry.id) if entry.id else None
        if known is not None and isinstance(known.id, tuple) == isinstance(entry.id, tuple):
            entry.string = known.string
            entry.user_comments = known.user_comments
    return text_of(new, head_of(path))


def main() -> None:
    """Write the template and every catalog again."""
    found = messages()
    TEMPLATE.write_text(text_of(template(found), head_of(TEMPLATE)), encoding="utf-8", newline="\n")
    for path in sorted(SHIPPED.glob("*.po")):
        path.write_text(updated(path, found), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
