"""What is wrong with a configuration, in words: file, line, key, what to do."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args, get_origin

from runreport.config.locate import KeyPath, line_of
from runreport.config.settings import Config
from runreport.config.tables import Table, keys_of

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_LONGEST_VALUE = 60
_PLACES_SHOWN = 2
_EXPECTED = {
    "dataclass_type": "a table",
    "dict_type": "a table",
    "mapping_type": "a table",
    "tuple_type": "a list",
    "string_type": "a text",
    "float_type": "a number",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "too_long": "a list of two numbers",
    "finite_number": "a finite number",
}
_REMEDIES = {
    "tuple_type": "; put it in [ ]",
    "string_type": "; put it in quotes",
    "float_type": "; write it without quotes",
    "int_type": "; write it without quotes",
}


def fault_text(fault: "ErrorDetails", file: str, lines: Mapping[KeyPath, int], prefix: KeyPath = ()) -> str:
    """Return one of pydantic's faults as one line.

    Args:
        fault: as `ValidationError.errors()` has it.
        file: as the user calls it.
        lines: where the keys of the file stand.
        prefix: the table of the file that holds the settings.
    """
    path = prefix + tuple(fault["loc"])
    line = line_of(lines, path)
    place = file if line is None else f"{file}, line {line}"
    return f"{place}: {key_text(path)}: {_what(fault)}"


def key_text(path: KeyPath) -> str:
    """Return a path as one writes it, such as `models[1].name`; entries are counted from 0."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            bare = part if part.replace("_", "").replace("-", "").isalnum() else f'"{part}"'
            text += f".{bare}" if text else bare
    return text


def _what(fault: "ErrorDetails") -> str:
    kind = fault["type"]
    if kind == "unexpected_keyword_argument":
        return _unknown_key(fault["loc"])
    if kind == "runreport":
        return fault["msg"]
    if kind == "missing":
        return "is missing here; add it"
    expected = _EXPECTED.get(kind) or fault["msg"].removeprefix("Input should be ")
    remedy = _nearest_value(fault) if kind in ("enum", "literal_error") else _REMEDIES.get(kind, "")
    return f"should be {expected}, not {_shown(fault['input'])}{remedy}"


def _shown(value: Any) -> str:
    """Return a value as TOML would have it, or nearly, and cut."""
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _nearest_value(fault: "ErrorDetails") -> str:
    allowed = re.findall(r"'([^']*)'", fault["ctx"]["expected"])
    near = get_close_matches(str(fault["input"]).lower(), allowed, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def _unknown_key(path: KeyPath) -> str:
    key, here = str(path[-1]), _table_at(path[:-1])
    elsewhere = [place for place, table in _tables(Config, ()) if key in keys_of(table)]
    near = get_close_matches(key.lower().replace("-", "_"), keys_of(here), n=1)
    if 0 < len(elsewhere) <= _PLACES_SHOWN:
        places = (
            f"in [{key_text(place)}]" if place else "at the top, before any [table]" for place in elsewhere
        )
        return f"unknown key here; it belongs {' or '.join(places)}"
    if near:
        return f"unknown key; did you mean '{near[0]}'?"
    return f"unknown key; known are: {', '.join(keys_of(here))}"


def _table_at(path: KeyPath) -> type[Table]:
    """Return the table that a path leads to; names within a mapping and indices lead no further."""
    table: type[Table] = Config
    for part in path:
        if isinstance(part, str) and part in keys_of(table):
            table = next(_tables_in(keys_of(table)[part]), table)
    return table


def _tables(table: type[Table], path: KeyPath) -> Iterator[tuple[KeyPath, type[Table]]]:
    yield path, table
    for name, kind in keys_of(table).items():
        for inner in _tables_in(kind):
            is_by_name = get_origin(kind) is Mapping
            yield from _tables(inner, (*path, name, "NAME") if is_by_name else (*path, name))


def _tables_in(annotation: Any) -> Iterator[type[Table]]:
    if isinstance(annotation, type) and issubclass(annotation, Table):
        yield annotation
    for part in get_args(annotation):
        yield from _tables_in(part)
