"""What the columns of a plain table mean, by their own names or by a `runs.toml` beside it."""

import json
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from runreport.errors import ReaderError
from runreport.readers.contract import HEAD_BYTES, Place
from runreport.readers.plain.csv import delimiter_of, split
from runreport.readers.plain.record import KNOWN
from runreport.readers.plain.values import typed

SIDECAR = "runs.toml"
SECTIONS = {
    "param": "params",
    "metric": "metrics",
    "tag": "tags",
    "summary": "summary",
    "source": "source",
    "environment": "environment",
    "cost": "cost",
    "dataset": "datasets",
}
SHORT = {
    "commit": "source.commit",
    "repository": "source.repository",
    "branch": "source.branch",
    "dirty": "source.dirty",
    "entry_point": "source.entry_point",
    "command": "source.command",
    "python": "environment.python",
    "dataset": "dataset.name",
}
SETTINGS = ("params", "summary")
KEY = re.compile(r'"([^"\\]+)"\s*:\s*(\{)?')
# A column's name in a Parquet footer: field header, length below 128, text (compact Thrift protocol).
SCHEMA_NAME = re.compile(rb"(?=\x18([\x01-\x7f]))")
# What follows the name of an object of columns: the number of its children, and no other type.
OF_OBJECT = re.compile(rb"\x15[\x80-\xff]*[\x00-\x7f]\x00")


def may_hold_metrics(place: Place) -> bool:
    """Return whether it is worth looking closer at a table file without a `runs.toml`; quick."""
    if place.name.lower().endswith(".parquet"):
        return True
    head = place.head()
    return b"metric" in head or (len(head) == HEAD_BYTES and b"param" in head)


def columns_seen(place: Place) -> frozenset[str]:
    """Return the names of the columns that the first 4 KiB of a table file show, at least some of them.

    Nested objects count as columns with a dot. Never raises.
    """
    kind = Path(place.name).suffix.lower()
    if kind == ".parquet":
        footer = _footer(place.path)
        return _trusted(_schema_names(footer), len(footer) < HEAD_BYTES)
    head = place.head()
    lines = head.lstrip(b"\xef\xbb\xbf\r\n ").split(b"\n")
    is_cut = len(head) == HEAD_BYTES
    is_whole = len(lines) > 1 or not is_cut
    if kind == ".csv":
        cells = split(lines[0].decode("utf-8", "replace").strip(), delimiter_of(lines[0])) or ()
        return _trusted([cell.strip() for cell in (cells if is_whole else cells[:-1])], is_whole)
    texts = [line.decode("utf-8", "replace") for line in (is_cut and lines[:-1]) or lines]
    return _trusted([key for text in texts for key in _keys(text, is_whole)], is_whole)


def is_record(columns: Iterable[str], names: Mapping[str, str]) -> bool:
    """Return whether a table with such columns holds runs: metrics, and something that tells them apart.

    Args:
        columns: as the table calls them.
        names: what they mean, from `names_beside`; a table with a mapped column needs metrics only.
    """
    own = set(columns)
    meant = {names.get(column, column) for column in own}
    has_metrics = any(name.startswith("metric.") for name in meant)
    has_name = bool(meant & {"id", "name"}) or any(name.startswith("param.") for name in meant)
    return has_metrics and (has_name or not own.isdisjoint(names))


def names_beside(path: Path) -> Mapping[str, str]:
    """Return what `[columns]` in the `runs.toml` beside a table says: meaning by column; empty without one.

    Raises:
        ReaderError: the file cannot be read, or is not a table of texts.
    """
    sidecar = path.with_name(SIDECAR)
    try:
        columns = tomllib.loads(sidecar.read_text(encoding="utf-8")).get("columns", {})
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ReaderError(f"{SIDECAR} beside {path.name} cannot be read: {error}; correct it") from error
    if not isinstance(columns, dict) or not all(isinstance(name, str) for name in columns.values()):
        raise ReaderError(
            f'{SIDECAR} beside {path.name}: [columns] should hold texts; write "their column" = "metric.auc"'
        )
    return columns


def record_of(cells: Mapping[str, Any], names: Mapping[str, str], *, is_text: bool) -> dict[str, Any]:
    """Return a row as the record it stands for.

    Args:
        cells: by column, empty ones left out.
        names: what the columns mean, where they have other names; an empty text leaves a column out.
        is_text: whether the format knows texts only, so that settings are to be told from numbers.
    """
    record: dict[str, Any] = {}
    dataset: dict[str, Any] = {}
    for column, value in cells.items():
        name = names.get(column, column)
        name = SHORT.get(name, name)
        prefix, dot, rest = name.partition(".")
        section = SECTIONS.get(prefix, "") if dot and rest else ""
        if section == "datasets":
            dataset[rest] = value
        elif section:
            _add(record, section, rest, typed(value) if is_text and section in SETTINGS else value)
        elif name in KNOWN:
            record[name] = {**value, **record.get(name, {})} if isinstance(value, Mapping) else value
        elif name:
            _add(record, "tags", name, value)
    if dataset:
        record.setdefault("datasets", [dataset])
    return record


def _add(record: dict[str, Any], section: str, name: str, value: object) -> None:
    there = record.setdefault(section, {})
    if isinstance(there, dict):
        there.setdefault(name, value)


def _trusted(seen: Iterable[str], is_whole: bool) -> frozenset[str]:
    """Return the columns seen; where only the first are, and settings among them, metrics may follow."""
    has_settings = any(name.startswith("param.") for name in seen)
    return frozenset(seen) if is_whole or not has_settings else frozenset(seen) | {"metric.…"}


def _keys(line: str, is_whole: bool) -> frozenset[str]:
    """Return the keys of a JSON object, of which only the beginning may be there."""
    if not line.startswith("{"):
        return frozenset()
    if not is_whole:
        return frozenset(_dotted(key, bool(brace)) for key, brace in KEY.findall(line))
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return frozenset()
    return frozenset(_dotted(key, isinstance(value, dict) and bool(value)) for key, value in found.items())


def _dotted(key: str, is_nested: bool) -> str:
    return f"{key.removesuffix('s')}.…" if is_nested and key in SECTIONS.values() else key


def _footer(path: str) -> bytes:
    """Return the first 4 KiB of a Parquet file's footer, where the names of its columns stand.

    Source: the Parquet format, "File format": footer, its length in 4 bytes, `PAR1`.
    """
    try:
        with Path(path).open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(size - 8, 0))
            end = file.read(8)
            length = int.from_bytes(end[:4], "little")
            if end[4:] != b"PAR1" or length + 8 > size:
                return b""
            file.seek(size - 8 - length)
            return file.read(min(length, HEAD_BYTES))
    except OSError:
        return b""


def _schema_names(footer: bytes) -> frozenset[str]:
    found = set()
    for match in SCHEMA_NAME.finditer(footer):
        at = match.start() + 2
        end = at + match[1][0]
        is_object = OF_OBJECT.match(footer, end) is not None
        found.add(_dotted(footer[at:end].decode("utf-8", "replace"), is_object))
    return frozenset(found)
