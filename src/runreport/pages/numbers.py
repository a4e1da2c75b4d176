"""Numbers, dates and sizes as people read them."""

import math
from collections.abc import Iterable
from datetime import datetime

MINUS = "\u2212"
NARROW = "\u202f"
_SUPERSCRIPT = str.maketrans(
    "-0123456789", "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
)
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
_SIZES = ("bytes", "kB", "MB", "GB", "TB")


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
    """Return the number with that many decimals, or what it is instead of a number; counts are exact."""
    if value is None:
        return "–"
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else ("∞" if value > 0 else f"{MINUS}∞")
    if isinstance(value, int) and not places:
        return f"{value:,}".replace("-", MINUS).replace(",", NARROW)
    rounded = round(value, places) + 0.0  # no minus before a zero
    if abs(value) >= 1e7 or (value and not rounded):
        return scientific(value)
    return f"{rounded:,.{places}f}".replace("-", MINUS).replace(",", NARROW)


def scientific(value: float, digits: int = 3) -> str:
    """Return a finite number as `1.23×10⁻⁵`."""
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}×10{str(int(exponent)).translate(_SUPERSCRIPT)}".replace("-", MINUS)


def short(value: float | None, digits: int = 4) -> str:
    """Return a single number with at most `digits` significant digits and no zeros at its end."""
    if value is None or not math.isfinite(value) or value == 0:
        return fixed(value, 0)
    if abs(value) < 1e-4 or abs(value) >= 1e7:
        return scientific(value, digits)
    if float(value).is_integer():
        return fixed(value, 0)
    text = fixed(value, max(0, digits - 1 - math.floor(math.log10(abs(value)))))
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(value: float | None, places: int) -> str:
    """Return a difference with its sign; zero has none."""
    text = fixed(value, places)
    return f"+{text}" if value is not None and math.isfinite(value) and value > 0 else text


def interval(low: float | None, high: float | None, places: int) -> str:
    """Return `[low, high]`, or nothing where there is no interval."""
    return "" if low is None or high is None else f"[{fixed(low, places)}, {fixed(high, places)}]"


def duration(seconds: float | None) -> str:
    """Return a time span in its two largest units."""
    if seconds is None or not math.isfinite(seconds):
        return "–"
    if round(seconds * 1000) < 1000:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 10:
        return f"{seconds:.1f} s"
    total = round(seconds)
    units = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
    parts: list[tuple[int, str]] = []
    for length, unit in units:
        amount, total = divmod(total, length)
        if amount or parts:
            parts.append((amount, unit))
    return " ".join(f"{amount} {unit}" for amount, unit in parts[:2] if amount)


def size(size_bytes: int | None) -> str:
    """Return a file size in decimal units."""
    if size_bytes is None:
        return "–"
    amount, unit = float(size_bytes), 0
    while amount >= 999.5 and unit < len(_SIZES) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.0f} {_SIZES[unit]}" if unit == 0 or amount >= 99.5 else f"{amount:.1f} {_SIZES[unit]}"


def day(moment: datetime | None) -> str:
    """Return the date in words, such as `12 September 2026`."""
    return "–" if moment is None else f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def minute(moment: datetime | None) -> str:
    """Return date and time in UTC, such as `12 September 2026, 14:03`."""
    return "–" if moment is None else f"{day(moment)}, {moment:%H:%M}"


def span(first: datetime | None, last: datetime | None) -> str:
    """Return a range of dates without what both share."""
    if first is None or last is None:
        return day(first or last)
    if first.date() == last.date():
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} to {day(last)}"
    return f"{day(first)} to {day(last)}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return the number with its noun: `1 run`, `2 runs`."""
    return f"{fixed(number, 0)} {noun if number == 1 else plural or noun + 's'}"


def listed(words: Iterable[str]) -> str:
    """Return words as a sentence lists them: `a, b and c`."""
    items = list(words)
    return " and ".join((", ".join(items[:-1]), items[-1])) if len(items) > 1 else "".join(items)
