"""Values as W&B keeps them: nested settings, numbers in words, and what was logged beside numbers."""

import json
import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from runreport.model import Scalar

TYPE = "_type"
_WORDS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def number_in(value: object) -> float | None:
    """Return a logged value as a number; None where it is none. W&B spells what JSON cannot say."""
    if isinstance(value, int | float):
        try:
            return float(value)
        except OverflowError:
            return None
    return _WORDS.get(value) if isinstance(value, str) else None


def leaves(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the values with their names joined by dots, in order; whatever has a `_type` is one value."""
    waiting = [(f"{above}{name}", value) for name, value in tree.items()][::-1]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, Mapping) and value and TYPE not in value:
            waiting += [(f"{name}.{inner}", below) for inner, below in value.items()][::-1]
        else:
            yield name, value


def scalar(value: object) -> Scalar:
    """Return a setting as it is; a list as Python writes it, as MLflow keeps it: one setting, one text."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)


def scalars(tree: Mapping[str, Any], *, is_result: bool = False) -> dict[str, Scalar]:
    """Return settings or results by name, without what W&B keeps for itself, and without media."""
    own = {name: value for name, value in tree.items() if not name.startswith("_")}
    found = {name: scalar(value) for name, value in leaves(own) if not is_media(value)}
    return {name: _WORDS.get(str(value), value) for name, value in found.items()} if is_result else found


def is_media(value: object) -> bool:
    """Return whether a value stands for files, a table or a histogram."""
    return isinstance(value, Mapping) and TYPE in value


def moment(said: object) -> datetime | None:
    """Return a time as the server writes it, in UTC; None where there is none or it is no time."""
    if not isinstance(said, str) or not said:
        return None
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def text_or_none(value: object) -> str | None:
    """Return a text; None for an empty one, and for what is none."""
    return value if isinstance(value, str) and value else None


def mapping(value: object) -> dict[str, Any]:
    """Return a mapping as it is, and an empty one for anything else."""
    return dict(value) if isinstance(value, Mapping) else {}


def decoded(text: bytes | None) -> Any:
    """Return what a JSON text says, with `NaN` and `Infinity` as W&B writes them; None where it is none."""
    try:
        return json.loads(text or b"null")
    except (ValueError, RecursionError):
        return None
