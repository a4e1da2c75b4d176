"""The reference of all keys, as Markdown, made of what each key says of itself.

`python -m runreport.config.reference docs/configuration.md` puts it between the marks in that file.
"""

import ast
import inspect
import sys
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from enum import Enum
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any, Literal, get_args, get_origin

from runreport.config.settings import Config
from runreport.config.tables import Table, keys_of

BEGIN, END = "<!-- keys: made by runreport.config.reference -->", "<!-- end of keys -->"
_WORDS = {str: "text", float: "number", int: "whole number", bool: "true or false"}


def reference() -> str:
    """Return a section a table, with each key's type, default and description."""
    return "\n".join(_section("At the top", "", Config) + _sections(Config, ""))


def descriptions(table: type[Table]) -> Mapping[str, str]:
    """Return what the text below each key says of it, by key."""
    (definition,) = ast.parse(dedent(inspect.getsource(table))).body
    assert isinstance(definition, ast.ClassDef)
    return {
        key.target.id: inspect.cleandoc(text.value.value)
        for key, text in pairwise(definition.body)
        if isinstance(key, ast.AnnAssign)
        and isinstance(key.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


def _sections(table: type[Table], prefix: str) -> list[str]:
    lines: list[str] = []
    for name, kind in keys_of(table).items():
        inner = _table_in(kind)
        if inner is not None:
            path = _path(kind, prefix + name)
            brackets = f"[[{path}]]" if get_origin(kind) is tuple else f"[{path}]"
            lines += ["", *_section(f"`{brackets}`", inner.__doc__ or "", inner)]
    return lines


def _section(title: str, text: str, table: type[Table]) -> list[str]:
    lines = [f"### {title}", "", *_paragraphs(text), "| key | value | default | |", "|---|---|---|---|"]
    said = descriptions(table)
    described = {key.name: key for key in fields(table)}
    for name, kind in keys_of(table).items():
        lines.append(f"| `{name}` | {_kind(kind)} | {_default(described[name])} | {said[name]} |")
    return lines


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()] + [""] if text else []


def _path(kind: Any, path: str) -> str:
    is_by_name = get_origin(kind) is Mapping
    return f"{path}.NAME" if is_by_name else path


def _table_in(annotation: Any) -> type[Table] | None:
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return annotation
    inner = (_table_in(part) for part in get_args(annotation))
    return next((table for table in inner if table is not None), None)


def _kind(annotation: Any) -> str:
    """Return a type in words."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return "table"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return " or ".join(f"`{member}`" for member in annotation)
    if origin is Literal:
        return " or ".join(f"`{part}`" for part in parts)
    if origin is Mapping:
        return "tables by name" if _table_in(parts[1]) else f"{_kind(parts[1])}, by name"
    if origin is tuple:
        return f"list of: {_kind(parts[0])}" if parts[-1] is Ellipsis else f"[{', '.join(map(_kind, parts))}]"
    # What is left is a plain type, or one that may be left out.
    return _WORDS.get(annotation) or _kind(parts[0])


def _default(key: Field[Any]) -> str:
    value = key.default
    if key.default_factory is not MISSING or value is None or value in ((), ""):
        return ""
    if value is MISSING:
        return "needed"
    if isinstance(value, tuple):
        return f"`[{', '.join(_quoted(part) for part in value)}]`"
    return f"`{_quoted(value)}`"


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _with_reference(text: str) -> str:
    head, _, rest = text.partition(BEGIN)
    return f"{head}{BEGIN}\n\n{reference()}\n\n{END}{rest.partition(END)[2]}"


def update(document: Path) -> None:
    """Put the reference between the marks in the document."""
    document.write_text(_with_reference(document.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    update(Path(sys.argv[1]))
