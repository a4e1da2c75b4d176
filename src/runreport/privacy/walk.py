"""Every text in a record, found by the shape of its dataclasses.

A field that is added to the model later is walked without a word here. A type that nobody thought of
is an error, so that nothing passes unseen.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import lru_cache
from itertools import repeat
from operator import attrgetter, is_
from types import MappingProxyType, NoneType
from typing import Any, NamedTuple, TypeVar

from runreport.model import LoggedTable, Picture, Series

T = TypeVar("T")

Visit = Callable[[str | int | float, str, str], str | int | float | None]
"""Given a text or number, the name that it stands under, and its kind: what stands there afterwards.

None takes it away, with its key where it has one.
"""

Idle = set[tuple[str, str, str]] | frozenset[tuple[str, str, str]]
"""Texts on which a visit does nothing, with the name that each stands under, and its kind."""

REMOVED = "[removed]"
"""Stands where a text was taken away and its place cannot be empty."""

PACKAGE = "package"
"""Kind of the versions of packages: what they stand under names no setting, `SecretStorage` no secret."""

_WITHOUT_TEXT = (NoneType, bool, Series, Enum, datetime, Picture)
_COLLECTIONS = (tuple, MappingProxyType)

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
    ("Environment", "packages"): PACKAGE,
    ("Source", "repository"): "repository",
    ("Source", "command"): "command",
}
"""What readers of the report call a field; one that is not here has its holder's kind, or its name."""


class _Plan(NamedTuple):
    """How to walk a class's records."""

    fields: tuple[tuple[str, str, bool], ...]
    """Name, kind, and whether it may be None."""
    values_of: Callable[[Any], tuple[Any, ...]]
    """Returns the fields' values, all at once."""


@lru_cache(maxsize=256)
def _plan_of(cls: type[Any], kind: str) -> _Plan:
    """Return the plan for records that stand in a field of a kind."""
    # The other fields are made of these.
    found = [field for field in fields(cls) if field.init]
    names = [field.name for field in found]
    kinds = [KINDS.get((cls.__name__, name)) or kind or name.replace("_", " ") for name in names]
    may_be_none = [field.default is None for field in found]
    return _Plan(
        tuple(zip(names, kinds, may_be_none, strict=True)),
        # With a single name, it would return a bare value.
        attrgetter(*names) if len(names) > 1 else lambda record: (getattr(record, names[0]),),
    )


def rebuild(record: T, visit: Visit, kind: str = "", idle: Idle = frozenset()) -> T:
    """Return `record` with every text and number as `visit` has it; itself where nothing changed.

    Args:
        record: a dataclass of the model.
        visit: called in a fixed order; for a mapping, with its keys under the name "" and with its
            values under their keys, the text "" for truth values and gaps; for a table's cells, under
            their columns' names.
        kind: of fields that have no kind of their own.
        idle: texts, with name and kind, on which a visit is known to do nothing; it is then not made.

    Raises:
        TypeError: a field holds a type that is not known here.
    """
    cls: type[Any] = type(record)
    plan = _plan_of(cls, kind)  # type: ignore[arg-type]
    values = plan.values_of(record)
    changes: dict[str, Any] = {}
    for (name, own_kind, may_be_none), value in zip(plan.fields, values, strict=True):
        if value is None or (type(value) in _COLLECTIONS and not value):
            continue
        new = _value(value, visit, name, own_kind, idle)
        if new is not value:
            changes[name] = REMOVED if new is None and not may_be_none else new
    if isinstance(record, LoggedTable):
        changes |= _rows(record, visit, kind, idle)
    if not changes:
        return record
    # `replace` does the same and takes twice as long.
    rebuilt: T = cls(**{field[0]: value for field, value in zip(plan.fields, values, strict=True)} | changes)
    return rebuilt


def _value(value: Any, visit: Visit, name: str, kind: str, idle: Idle) -> Any:
    cls = type(value)
    if cls is str and (value, name, kind) in idle:
        return value
    shape = _shape_of(cls)  # type: ignore[arg-type]
    if shape is _Shape.TEXT:
        return visit(value, name, kind)
    if shape is _Shape.RECORD:
        return rebuild(value, visit, kind, idle)
    if shape is _Shape.MAPPING:
        return _mapping(value, visit, kind, idle)
    if shape is _Shape.TUPLE:
        return value if name == "rows" else _tuple(value, visit, name, kind, idle)
    if shape is _Shape.OTHER and not (name == "content" and isinstance(value, bytes)):
        raise TypeError(f"redaction does not know what to do with a {cls.__name__} in {name}")
    return value


class _Shape(Enum):
    """What a value is to the walk."""

    TEXT = "text or number"
    RECORD = "record"
    MAPPING = "mapping"
    TUPLE = "tuple"
    WITHOUT_TEXT = "without text"
    OTHER = "other"


@lru_cache(maxsize=256)
def _shape_of(cls: type[Any]) -> _Shape:
    shapes: tuple[tuple[tuple[type[Any], ...], _Shape], ...] = (
        (_WITHOUT_TEXT, _Shape.WITHOUT_TEXT),
        ((str, int, float), _Shape.TEXT),
        ((Mapping,), _Shape.MAPPING),
        ((tuple,), _Shape.TUPLE),
    )
    known = next((shape for classes, shape in shapes if issubclass(cls, classes)), None)
    return known or (_Shape.RECORD if is_dataclass(cls) else _Shape.OTHER)


def _tuple(values: tuple[Any, ...], visit: Visit, name: str, kind: str, idle: Idle) -> tuple[Any, ...]:
    news = [_value(value, visit, name, kind, idle) for value in values]
    if all(map(is_, news, values)):
        return values
    return tuple(REMOVED if new is None else new for new in news)


def _mapping(mapping: Mapping[str, Any], visit: Visit, kind: str, idle: Idle) -> Mapping[str, Any]:
    if _is_idle(mapping, kind, idle):
        return mapping
    news: dict[str, Any] = {}
    changed = False
    for key, value in mapping.items():
        new_key = key if (key, "", kind) in idle else visit(key, "", kind)
        # Truth values and gaps have no text, and yet a rule may take them away by their name.
        is_bare = value is None or isinstance(value, bool)
        new = _value("" if is_bare else value, visit, key, kind, idle)
        is_gone = new is None
        new = value if is_bare else new
        changed = changed or is_gone or new_key is not key or new is not value
        if not is_gone:
            shown = REMOVED if new_key is None else str(new_key)
            news[shown if shown == key else _untaken(shown, news, mapping)] = new
    return news if changed else mapping


def _is_idle(mapping: Mapping[str, Any], kind: str, idle: Idle) -> bool:
    """Return whether no visit to a mapping's keys and values does anything, as far as that is known."""
    if not idle.issuperset(zip(mapping, repeat(""), repeat(kind))):
        return False
    types = set(map(type, mapping.values()))
    if types == {str}:
        return idle.issuperset(zip(mapping.values(), mapping, repeat(kind)))
    if types <= {bool, NoneType}:
        return idle.issuperset(zip(repeat(""), mapping, repeat(kind)))
    return types.isdisjoint({bool, NoneType}) and all(_shape_of(cls) is _Shape.WITHOUT_TEXT for cls in types)


def _untaken(key: str, *taken: Any) -> str:
    """Return `key`, numbered where another one reads the same: two e-mail addresses stay two keys."""
    number, candidate = 1, key
    while any(candidate in keys for keys in taken):
        number += 1
        candidate = f"{key} ({number})"
    return candidate


def _rows(table: LoggedTable, visit: Visit, kind: str, idle: Idle) -> dict[str, Any]:
    columns = (*table.columns, *repeat("", max(map(len, table.rows), default=0)))
    rows = tuple(
        tuple(_value(cell, visit, column, kind, idle) for column, cell in zip(columns, row, strict=False))
        for row in table.rows
    )
    return {} if rows == table.rows else {"rows": rows}
