"""On which line of a TOML text each key stands, since the standard library's parser does not say."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

KeyPath = tuple[str | int, ...]
"""Keys from the outermost inward; the index of a table in a list of tables is a number."""


def locate(text: str) -> dict[KeyPath, int]:
    """Return the line, counted from 1, on which each key of a valid TOML text first stands.

    Keys inside a value (an inline table, a list over several lines) stand where the value begins.
    """
    lines: dict[KeyPath, int] = {}
    seen: Counter[KeyPath] = Counter()
    table: KeyPath = ()
    for line, statement in _statements(text):
        is_header = statement.lstrip().startswith("[")
        if is_header:
            table = _header_path(statement, seen)
        for path in _prefixes(table) if is_header else _paths(table, tomllib.loads(statement)):
            lines.setdefault(path, line)
    return lines


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int | None:
    """Return the line of a key, or of the nearest one around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each statement with its first line: the fewest lines that are valid by themselves."""
    begun, collected = 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        if not collected:
            begun = number
        collected += f"{line}\n"
        try:
            is_empty = not tomllib.loads(collected)
        except tomllib.TOMLDecodeError:
            continue
        if not is_empty:
            yield begun, collected
        collected = ""


def _header_path(header: str, seen: Counter[KeyPath]) -> KeyPath:
    """Return the path of a table's header; tables of a list are counted in `seen`."""
    path: KeyPath = ()
    inner: Any = tomllib.loads(header)
    while inner:
        key, inner = next(iter(inner.items()))
        path += (key,)
        if isinstance(inner, list):
            seen[path] += 1
            inner = inner[0]
        if path in seen:
            path += (seen[path] - 1,)
    return path


def _prefixes(path: KeyPath) -> Iterator[KeyPath]:
    return (path[:length] for length in range(1, len(path) + 1))


def _paths(outer: KeyPath, value: Any) -> Iterator[KeyPath]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield (*outer, key)
        yield from _paths((*outer, key), part)
