"""Numbers as short text, for ticks, labels and text alternatives."""

import math
import unicodedata
from functools import lru_cache

from runreport.language import MINUS, NARROW, active, localized, ltr, say_count

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
NOT_A_NUMBER = "NaN"
_FORMS = [f"%.{digits}g" for digits in range(18)]
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff")


def short(value: float, digits: int = 4) -> str:
    """Return `value` with at most `digits` significant digits and no trailing zeros.

    Whole parts are never cut below a million: 12345.6 is `12 346`, with a narrow space. From a
    million on, and below 0.0001, the form is scientific, such as `1.5×10⁻⁵`. A negative number
    starts with the minus sign U+2212, which screen readers speak. NaN is `NaN`, infinity `∞`.
    """
    size = abs(value)
    if 1e-4 <= size < 999.5 and 2 < digits < len(_FORMS):
        # Most numbers are such, and pages are full of them.
        text = _FORMS[digits] % size
        return localized(text if value > 0 else MINUS + text)
    if math.isnan(value):
        return NOT_A_NUMBER
    if math.isinf(value):
        return "∞" if value > 0 else localized(f"{MINUS}∞")
    if 0 < size < 1e-4 or size >= 999_999.5:
        return scientific(value, digits)
    text = f"{size:,.0f}" if size >= 10 ** (digits - 1) else f"{size:,.{digits}g}"
    return localized(f"{MINUS if value < 0 else ''}{text.replace(',', NARROW)}")


def scientific(value: float, digits: int) -> str:
    """Return `value` in the form `−1.5×10⁻⁵`, a power of ten as `10⁻⁵`."""
    mantissa, _, exponent = f"{abs(value):.{digits - 1}e}".partition("e")
    power = f"10{str(int(exponent)).translate(_SUPERSCRIPT)}"
    size = power if trimmed(mantissa) == "1" else f"{trimmed(mantissa)}×{power}"
    return ltr(localized(f"{MINUS if value < 0 else ''}{size}"))


def fixed(value: float, decimals: int) -> str:
    """Return `value` with exactly `decimals` decimals and grouped thousands."""
    text = f"{abs(value):,.{decimals}f}"
    sign = MINUS if value < 0 and text.strip("0.,") else ""
    return localized(f"{sign}{text.replace(',', NARROW)}")


def trimmed(text: str) -> str:
    """Return a decimal number's text without trailing zeros and bare point."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted(count: int, noun: str, plural: str = "") -> str:
    """Return `1 run`, `2 runs`, `1 000 runs`; a message, of its own, in other languages."""
    if active().is_english:
        return f"{fixed(count, 0)} {noun if count == 1 else plural or noun + 's'}"
    return say_count(count, f"{{n}} {noun}", f"{{n}} {plural or noun + 's'}")


@lru_cache(maxsize=4096)
def plain(text: str, length: int = 60) -> str:
    """Return `text` on one line, cut to `length` with an ellipsis.

    Control characters, which XML forbids, and directional marks, which would turn the text around
    them, are left out.
    """
    line = " ".join("".join(char for char in text if char.isspace() or _may_show(char)).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def _may_show(char: str) -> bool:
    return char not in _TURNING and unicodedata.category(char) not in {"Cc", "Cs"}
