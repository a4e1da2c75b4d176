"""Numbers, dates and sizes as people read them."""

import math
from collections.abc import Iterable
from datetime import datetime

from runreport.figures import numbers
from runreport.figures.numbers import counted
from runreport.language import MINUS, active, localized, ltr, message, say

__all__ = [
    "counted",
    "day",
    "decimals",
    "duration",
    "fixed",
    "interval",
    "listed",
    "minute",
    "percent",
    "short",
    "signed",
    "size",
    "span",
]

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SIZES = (message("{n} kB"), message("{n} MB"), message("{n} GB"), message("{n} TB"))
_UNITS = (
    (86400, message("{n} d")),
    (3600, message("{n} h")),
    (60, message("{n} min")),
    (1, message("{n} s")),
)


def decimals(values: Iterable[float], half_widths: Iterable[float | None] = ()) -> int:
    """Return how many decimals a column of numbers needs, between 0 and 6.

    Where there are intervals, as many as their median half width bears: one digit of it, two where the
    first is a 1 or a 2. Otherwise four digits of the largest value.
    """
    finite = [value for value in values if math.isfinite(value)]
    widths = sorted(
        width for width in half_widths if width is not None and width > 0 and math.isfinite(width)
    )
    if widths:
        half = widths[len(widths) // 2]
        exponent = math.floor(math.log10(half))
        return _clipped(-exponent + (half < 3 * 10.0**exponent))
    if not finite or all(float(value).is_integer() and abs(value) < 1e7 for value in finite):
        return 0
    largest = max(abs(value) for value in finite)
    return _clipped(3 - math.floor(math.log10(largest))) if largest else 0


def _clipped(places: int) -> int:
    return min(6, max(0, places))


def fixed(value: float | None, places: int) -> str:
    """Return the number with that many decimals, a whole one exactly, or what it is instead of a number.

    A number that they would make a zero has as many as show two of its digits.
    """
    if isinstance(value, int) and not places:
        return localized(f"{value:,}".replace("-", MINUS).replace(",", numbers.NARROW))
    if value is None or not math.isfinite(value):
        return _instead(value)
    is_hidden = bool(value) and not round(value, places)
    if abs(value) >= 1e7 or (is_hidden and abs(value) < 1e-4):
        return numbers.scientific(value, 3)
    # What so many decimals would hide is told by two digits.
    return numbers.fixed(value, 1 - math.floor(math.log10(abs(value))) if is_hidden else places)


def short(value: float | None, digits: int = 4) -> str:
    """Return a single number with at most `digits` significant digits and no zeros at its end."""
    return _instead(value) if value is None or not math.isfinite(value) else numbers.short(value, digits)


def _instead(value: float | None) -> str:
    if value is None:
        return "–"
    return say("not a number") if math.isnan(value) else ("∞" if value > 0 else localized(f"{MINUS}∞"))


def signed(value: float | None, places: int) -> str:
    """Return a difference with its sign; zero has none."""
    text = fixed(value, places)
    return ltr(f"+{text}") if value is not None and math.isfinite(value) and value > 0 else text


def interval(low: float | None, high: float | None, places: int) -> str:
    """Return `[low, high]`, or nothing where there is no interval."""
    if low is None or high is None:
        return ""
    return ltr(say("[{low}, {high}]", low=fixed(low, places), high=fixed(high, places)))


def duration(seconds: float | None) -> str:
    """Return a time span in its two largest units."""
    if seconds is None or not math.isfinite(seconds):
        return "–"
    if round(seconds * 1000) < 1000:
        return say("{n} ms", n=localized(f"{seconds * 1000:.0f}"))
    if seconds < 10:
        return say("{n} s", n=localized(f"{seconds:.1f}"))
    total = round(seconds)
    parts: list[tuple[int, str]] = []
    for length, unit in _UNITS:
        amount, total = divmod(total, length)
        if amount or parts:
            parts.append((amount, unit))
    return " ".join(say(unit, n=amount) for amount, unit in parts[:2] if amount)


def size(size_bytes: int | None) -> str:
    """Return a file size in decimal units."""
    if size_bytes is None:
        return "–"
    if size_bytes < 1000:
        return counted(size_bytes, "byte")
    amount, unit = size_bytes / 1000, 0
    while amount >= 999.5 and unit < len(_SIZES) - 1:
        amount, unit = amount / 1000, unit + 1
    text = f"{amount:.0f}" if amount >= 99.5 else f"{amount:.1f}"
    return say(_SIZES[unit], n=localized(text))


def day(moment: datetime | None) -> str:
    """Return the date in words, such as `12 September 2026`."""
    if moment is None:
        return "–"
    if not active().is_english:
        return active().date(moment.date())
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def minute(moment: datetime | None) -> str:
    """Return date and time in UTC, such as `12 September 2026, 14:03`."""
    return "–" if moment is None else say("{day}, {time}", day=day(moment), time=localized(f"{moment:%H:%M}"))


def span(first: datetime | None, last: datetime | None) -> str:
    """Return a range of dates without what both share."""
    if first is None or last is None:
        return day(first or last)
    if first.date() == last.date():
        return day(first)
    if not active().is_english:
        return active().span(first.date(), last.date())
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} to {day(last)}"
    return f"{day(first)} to {day(last)}"


def listed(words: Iterable[str]) -> str:
    """Return words as a sentence lists them: `a, b and c`."""
    items = list(words)
    return active().listed(items)


def percent(number: str) -> str:
    """Return a number that is written the English way as per cent."""
    return active().marks.percent.format(n=localized(number))
