"""Every text in a record, found by the shape of its dataclasses.

A field that is added to the model later is walked without a word here. A type that nobody thought of
is an error, so that nothing passes unseen.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from functools import lru_cache
from itertools import repeat
from typing import Any, NamedTuple, TypeVar

from runreport.model import LoggedTable, Picture, Series

T = TypeVar("T")

Visit = Callable[[str | int | float, str, str], str | int | float | None]
"""Given a text or number, the name that it stands under, and its kind: what stands there afterwards.

None takes it away, with its key where it has one.
"""

REMOVED = "[removed]"
"""Stands where a text was taken away and its place cannot be empty."""

KINDS = {
    ("Run", "name"): "run name",
    ("Run", "experiment"): "experiment name",
    ("Run", "params"): "parameter",
    ("Run", "metrics"): "metric name",
    ("Run", "system"): "metric name",
    ("Run", "tags"): "tag",
    ("Run", "summary"): "summary",
    ("Run", "group"): "group",
    ("Run", "job_type"): "job type",
    ("Run", "source"): "source",
    ("Run", "environment"): "environment",
    ("Run", "cost"): "cost",
    ("Run", "notes"): "note",
    ("Run", "log"): "console output",
    ("Run", "parent"): "run key",
    ("Run", "definitions"): "metric name",
    ("Run", "artifacts"): "artifact",
    ("Run", "media"): "picture",
    ("Run", "omissions"): "omission",
    ("Run", "folders"): "path",
    ("Run", "joined"): "joined record",
    ("Run", "recorded_as"): "metric name",
    ("Run", "datasets"): "data set",
    ("Run", "models"): "model",
    ("Run", "tables"): "table",
    ("Run", "problems"): "problem",
    ("RunRef", "key"): "run key",
    ("StoreRef", "address"): "store address",
    ("StoreFacts", "experiments"): "experiment",
    ("StoreFacts", "models"): "model",
    ("ModelVersion", "run"): "run key",
    ("Problem", "run"): "run key",
    ("Problem", "store"): "store address",
    ("Omission", "store"): "store address",
    ("Source", "repository"): "repository",
    ("Source", "command"): "command",
}
"""What readers of the report call a field; one that is not here has its holder's kind, or its name."""


class _Field(NamedTuple):
    name: str
    kind: str | None
    may_be_none: bool


@lru_cache(maxsize=256)
def _fields_of(cls: type[Any]) -> tuple[_Field, ...]:
    return tuple(_Field(f.name, KINDS.get((cls.__name__, f.name)), f.default is None) for f in fields(cls))


def rebuild(record: T, visit: Visit, kind: str = "") -> T:
    """Return `record` with every text and number as `visit` has it; itself where nothing changed.

    Args:
        record: a dataclass of the model.
        visit: called in a fixed order; for a mapping, with its keys under the name "" and with its
            values under their keys; for a table's cells, under their columns' names.
        kind: of fields that have no kind of their own.

    Raises:
        TypeError: a field holds a type that is not known here.
    """
    cls: type[Any] = type(record)
    changes: dict[str, Any] = {}
    for name, own_kind, may_be_none in _fields_of(cls):  # type: ignore[arg-type]
        value = getattr(record, name)
        if value is None:
            continue
        field_kind = own_kind or kind or name.replace("_", " ")
        new = _value(value, visit, name, field_kind)
        if new is not value:
            changes[name] = REMOVED if new is None and not may_be_none else new
    if isinstance(record, LoggedTable):
        changes |= _rows(record, visit, kind)
    return replace(record, **changes) if changes else record  # type: ignore[type-var]


def _value(value: Any, visit: Visit, name: str, kind: str) -> Any:
    if type(value) is str:
        return visit(value, name, kind)
    is_picture = name == "content" and isinstance(value, bytes)
    if value is None or is_picture or isinstance(value, bool | Series | Enum | datetime | Picture):
        return value
    if isinstance(value, str | int | float):
        return visit(value, name, kind)
    if isinstance(value, Mapping):
        return _mapping(value, visit, kind)
    if isinstance(value, tuple):
        return value if name == "rows" else _tuple(value, visit, name, kind)
    if is_dataclass(value):
        return rebuild(value, visit, kind)
    raise TypeError(f"redaction does not know what to do with a {type(value).__name__} in {name}")


def _tuple(values: tuple[Any, ...], visit: Visit, name: str, kind: str) -> tuple[Any, ...]:
    news = [_value(value, visit, name, kind) for value in values]
    if all(new is old for new, old in zip(news, values, strict=True)):
        return values
    return tuple(REMOVED if new is None else new for new in news)


def _mapping(mapping: Mapping[str, Any], visit: Visit, kind: str) -> Mapping[str, Any]:
    news: dict[str, Any] = {}
    changed = False
    for key, value in mapping.items():
        new_key = visit(key, "", kind)
        new = _value(value, visit, key, kind)
        changed = changed or new_key is not key or new is not value
        if new is not None or value is None:
            shown = REMOVED if new_key is None else str(new_key)
            news[shown if shown == key else _untaken(shown, news, mapping)] = new
    return news if changed else mapping


def _untaken(key: str, *taken: Any) -> str:
    """Return `key`, numbered where another one reads the same: two e-mail addresses stay two keys."""
    number, candidate = 1, key
    while any(candidate in keys for keys in taken):
        number += 1
        candidate = f"{key} ({number})"
    return candidate


def _rows(table: LoggedTable, visit: Visit, kind: str) -> dict[str, Any]:
    columns = (*table.columns, *repeat("", max(map(len, table.rows), default=0)))
    rows = tuple(
        tuple(_value(cell, visit, column, kind) for column, cell in zip(columns, row, strict=False))
        for row in table.rows
    )
    return {} if rows == table.rows else {"rows": rows}
