"""The points in a metric file of MLflow's file store.

One point a line, fields parted by one blank, values as Python's `repr` writes them:
`time value` before MLflow 1.0, `time value step` since, and since 3.0 also
`time value step dataset_name dataset_digest`. Times are milliseconds since 1970; those of 0.x are
seconds. Source: `store/tracking/file_store.py` of MLflow 0.9 to 3.17.
"""

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import orjson
from numpy.typing import NDArray

from runreport.model.series import Columns

_NUMERIC = b"0123456789.eE+-naif"
_TO_JSON = bytes.maketrans(b" \n", b",,")
# Beyond this a float no longer tells neighboring whole numbers apart.
_EXACT = 2.0**53
_INT64 = range(-(2**63), 2**63)
# As milliseconds this is March 1973, as seconds the year 5138.
_SECONDS_BELOW = 1e11


@dataclass(frozen=True, slots=True)
class Points:
    """n points in the order they were logged, and what could not be read."""

    steps: NDArray[np.int64]
    values: NDArray[np.float64]
    """NaN and infinities as logged."""
    times: NDArray[np.float64]
    """Seconds since 1970, UTC; NaN where the line has none."""
    bad_lines: tuple[int, ...] = ()
    """Lines left out, counted from 1."""
    torn: bool = False
    """Whether the last line has no end, so that its number may be cut short; it is left out."""


def parse_joined(files: Sequence[bytes]) -> tuple[Columns, list[int]] | None:
    """Return the points in the bytes of all metric files, and how many are in each.

    Most files hold a single point, so they are parsed together; None where a file among them is empty
    or not regular, so that they must be parsed one by one.
    """
    counts = [data.count(b"\n") for data in files]
    are_whole = all(data.endswith(b"\n") for data in files)
    joined = _bulk(_unix(b"".join(files)), sum(counts)) if are_whole else None
    return None if joined is None else (joined, counts)


def parse_points(data: bytes) -> Points:
    """Return the points in the bytes of one metric file."""
    data = _unix(data)
    end = data.rfind(b"\n") + 1
    whole, rest = data[:end], data[end:]
    count = whole.count(b"\n")
    points = _bulk(whole, count)
    if points is None:
        return _line_by_line(whole, rest)
    return Points(*points, bad_lines=(count + 1,) if rest else (), torn=bool(rest))


def _unix(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n") if b"\r" in data else data


def _bulk(data: bytes, count: int) -> Columns | None:
    """Return steps, values and times of `count` lines with three good fields in each, else None."""
    if not count or data.translate(None, _NUMERIC) != b"  \n" * count:
        return None
    try:
        table = _floats(_numbers(data), 3 * count).reshape(count, 3)
    except (ValueError, OverflowError):
        return None
    steps = table[:, 2]
    if not (np.abs(steps) < _EXACT).all() or (steps != np.floor(steps)).any():
        return None
    return steps.astype(np.int64), table[:, 1].copy(), table[:, 0] / 1000.0


def _floats(numbers: list[float | None], count: int) -> NDArray[np.float64]:
    """Return numbers as an array of so many.

    Raises:
        ValueError: there are fewer.
    """
    try:
        # A quarter faster than NumPy, which in turn knows None.
        return np.frombuffer(struct.pack(f"{count}d", *numbers))
    except struct.error:
        return np.fromiter(numbers, np.float64, count)


def _numbers(data: bytes) -> list[float | None]:
    """Return the numbers of lines without anything else; None for NaN, which is what NumPy makes of it.

    Raises:
        ValueError: one is no number.
    """
    # A scanner of JSON is the fastest exact parser of numbers at hand; the fastest of them knows no infinity.
    array = b"[" + data[:-1].translate(_TO_JSON) + b"]"
    if b"n" in data:
        array = array.replace(b"nan", b"null").replace(b"inf", b"Infinity")
    found: list[float | None] = (json if b"I" in array else orjson).loads(array)
    return found


def _line_by_line(data: bytes, rest: bytes) -> Points:
    lines = data.split(b"\n")[:-1]
    kept: list[tuple[int, float, float]] = []
    bad: list[int] = []
    for number, line in enumerate(lines, start=1):
        point = _point(line)
        if point is not None:
            kept.append(point)
        elif line:
            bad.append(number)
    if rest:
        bad.append(len(lines) + 1)
    return Points(
        np.array([point[0] for point in kept], np.int64),
        np.array([point[1] for point in kept], np.float64),
        np.array([point[2] for point in kept], np.float64),
        tuple(bad),
        torn=bool(rest),
    )


def _point(line: bytes) -> tuple[int, float, float] | None:
    """Return step, value and time in seconds; None for a line that holds no point."""
    fields = line.split(b" ")
    if len(fields) not in (2, 3, 5):
        return None
    try:
        time, value = float(fields[0]), float(fields[1])
        step = _step(fields[2]) if len(fields) > 2 else 0
    except ValueError:
        return None
    if step is None or step not in _INT64:
        return None
    in_seconds = len(fields) == 2 and abs(time) < _SECONDS_BELOW
    return step, value, time if in_seconds else time / 1000.0


def _step(field: bytes) -> int | None:
    try:
        return int(field)
    except ValueError:
        number = float(field)
        return int(number) if number.is_integer() else None
