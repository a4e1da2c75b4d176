"""Turning what people write into files into typed values; each function refuses what it cannot tell.

Every refusal is a `ValueError` whose text follows the name of the field: "`started` is …".
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from runreport.model import Scalar, Series, Status

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INTEGER = re.compile(r"[+-]?(0|[1-9][0-9]{0,18})")
NUMBER = re.compile(
    r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?(nan|inf|infinity)", re.IGNORECASE
)
PLAIN_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")
PLAIN_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*([eE][+-]?[0-9]{1,3})?|[eE][+-]?[0-9]{1,3})")
DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+([eE][+-]?[0-9]+)?")
BASIC_DATE = re.compile(r"(19|20)[0-9]{6}")
SECONDS_BELOW = 10**11
STATUSES = {
    Status.FINISHED: "finished completed complete success successful succeeded done ok",
    Status.FAILED: "failed failure error crashed died",
    Status.KILLED: "killed canceled cancelled aborted interrupted stopped",
    Status.RUNNING: "running started active",
    Status.UNKNOWN: "unknown",
}
STATUS_OF = {word: status for status, words in STATUSES.items() for word in words.split()}
SHOWN = 40


def text(value: object) -> str:
    """Return a text, or a number as one."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    raise ValueError(f"should be a text, and is {shown(value)}")


def number(value: object) -> float:
    """Return a float; NaN and infinities are numbers, and what is too large for a float is infinite."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            return math.copysign(math.inf, value)
    if isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        return float(value)
    hint = (
        ": write decimals with a point" if isinstance(value, str) and DECIMAL_COMMA.fullmatch(value) else ""
    )
    raise ValueError(f"is not a number: {shown(value)}{hint}")


def amount(value: object) -> float:
    """Return a finite float of zero or more."""
    found = number(value)
    if not math.isfinite(found):
        raise ValueError(f"is not a finite number: {shown(value)}")
    if found < 0:
        raise ValueError(f"is below zero: {shown(value)}")
    return found


def whole(value: object) -> int:
    """Return an integer of 64 bits, also from a text or a float without a fraction."""
    if isinstance(value, str) and INTEGER.fullmatch(value.strip()):
        value = int(value)
    found = value if isinstance(value, int) and not isinstance(value, bool) else _whole_float(value)
    if not -(2**63) <= found < 2**63:
        raise ValueError(f"is beyond 64 bits: {shown(value)}")
    return found


def flag(value: object) -> bool:
    """Return a truth value, also from a text such as `yes` or `0`."""
    word = str(value).strip().lower()
    if word in ("true", "yes", "1"):
        return True
    if word in ("false", "no", "0"):
        return False
    raise ValueError(f"should be true or false, and is {shown(value)}")


def status(value: object) -> Status:
    """Return the status that a word means."""
    found = STATUS_OF.get(str(value).strip().lower())
    if found is None:
        known = ", ".join(status.value for status in STATUSES)
        raise ValueError(f"is not known: {shown(value)} (known are {known})")
    return found


def moment(value: object) -> datetime:
    """Return a time in UTC.

    ISO 8601 without an offset is UTC. A number counts from 1970 in UTC: seconds below 10^11 (the year
    5138), milliseconds below 10^14, microseconds below 10^17, else nanoseconds; likewise below zero.
    """
    if isinstance(value, datetime):
        return _in_utc(value)
    if isinstance(value, str):
        value = value.strip()
        if BASIC_DATE.fullmatch(value) or not NUMBER.fullmatch(value):
            return _from_iso(value)
        value = int(value) if INTEGER.fullmatch(value) else float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"is not a time: {shown(value)}")
    try:
        return EPOCH + _since_epoch(value)
    except OverflowError:
        raise ValueError(f"is outside the years 1 to 9999: {shown(value)}") from None


def seconds(value: object) -> float:
    """Return a time as seconds since 1970 in UTC."""
    return (moment(value) - EPOCH) / timedelta(seconds=1)


def series(value: object) -> Series:
    """Return the curve of one number, or of a list of numbers at steps 0, 1, 2 …; null is NaN in a list."""
    values = value if isinstance(value, list | tuple) else [value]
    if not values:
        raise ValueError("has no points")
    points = [math.nan if point is None else number(point) for point in values]
    return Series.of(np.arange(len(points)), points)


def scalar(value: object) -> Scalar:
    """Return a setting as it is; a list, or anything else that is no scalar, as JSON text."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def typed(cell: str) -> Scalar:
    """Return the setting that a cell of a text table means: integer, float, true or false, else text.

    What would not read back the same stays a text: `007`, `+5`, `nan`.
    """
    if PLAIN_INTEGER.fullmatch(cell):
        return int(cell)
    if PLAIN_FLOAT.fullmatch(cell) and math.isfinite(float(cell)):
        return float(cell)
    return {"true": True, "false": False}.get(cell.lower(), cell)


def flatten(nested: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the leaves of nested mappings under keys joined with dots; an empty mapping is a leaf."""
    waiting = list(nested.items())[::-1]
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, Mapping) and value:
            waiting.extend((f"{key}.{name}", inner) for name, inner in list(value.items())[::-1])
        else:
            yield str(key), value


def shown(value: object) -> str:
    """Return a value for a message, on one line and cut short."""
    line = json.dumps(value, ensure_ascii=False, default=str)
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def _whole_float(value: object) -> int:
    found = number(value)
    if not math.isfinite(found) or found != math.floor(found):
        raise ValueError(f"is not a whole number: {shown(value)}")
    return int(found)


def _from_iso(value: str) -> datetime:
    try:
        return _in_utc(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        raise ValueError(f"is not a time: {shown(value)} (write ISO 8601, or seconds since 1970)") from None


def _in_utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _since_epoch(value: float) -> timedelta:
    size = abs(value)
    if size < SECONDS_BELOW:
        return timedelta(seconds=value)
    if size < SECONDS_BELOW * 10**3:
        return timedelta(milliseconds=value)
    if size < SECONDS_BELOW * 10**6:
        return timedelta(microseconds=value)
    return timedelta(microseconds=value // 1000)
