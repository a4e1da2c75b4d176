"""JSON as Comet writes it: quickly, and with NaN and numbers of any length where they come."""

import json
from typing import Any

import orjson


def parsed(text: bytes) -> Any:
    """Return the value that a JSON text stands for.

    Raises:
        ValueError: it is no JSON, not UTF-8, or nested too deeply.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def object_in(text: bytes) -> dict[str, Any]:
    """Return the object that a JSON text holds.

    Raises:
        ValueError: it is none.
    """
    value = parsed(text)
    if not isinstance(value, dict):
        raise ValueError("it is no JSON object")
    return value


def as_scalar(value: Any) -> str | int | float | bool | None:
    """Return the value itself, or as JSON text where it is a list or an object."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return json.dumps(value, ensure_ascii=False)


def as_text(value: Any) -> str:
    """Return a value as one text: texts as they are, others as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
