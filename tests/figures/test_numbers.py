import math
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runreport.figures.numbers import counted, fixed, plain, short


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (0.5, "0.5"),
        (0.79131, "0.7913"),
        (2.0, "2"),
        (-3.14159, "−3.142"),
        (1234, "1\u202f234"),
        (12345.6, "12\u202f346"),
        (999_999, "999\u202f999"),
        (0.00025, "0.00025"),
        (1e-5, "10⁻⁵"),
        (-1.5e-5, "−1.5×10⁻⁵"),
        (2_500_000, "2.5×10⁶"),
        (math.nan, "NaN"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_a_number_is_written_short(value, text):
    assert short(value) == text


@given(st.floats(1e-4, 2e3), st.integers(1, 20))
def test_common_numbers_are_written_as_python_rounds_them(value, digits):
    text = f"{value:,.0f}" if value >= 10 ** (digits - 1) else f"{value:,.{digits}g}"
    assert short(value, digits) == text.replace(",", "\u202f")
    assert short(-value, digits) == f"−{text}".replace(",", "\u202f")


def read(text):
    """The number in a text, by its own small grammar."""
    plain_digits = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    power = re.fullmatch("(−?)(?:([0-9.]+)×)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", text)
    if power:
        return Decimal(f"{power[1]}{power[2] or 1}e{power[3].translate(plain_digits)}".replace("−", "-"))
    return Decimal(text.replace("−", "-").replace("\u202f", ""))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_short_number_reads_back_to_four_digits(value):
    exact = Decimal(value)
    assert abs(read(short(value)) - exact) <= abs(exact) * Decimal("0.0006")


def test_fixed_decimals_never_show_a_negative_zero():
    assert fixed(-0.001, 2) == "0.00"
    assert fixed(-1234.5, 1) == "−1\u202f234.5"


def test_a_text_loses_what_would_break_a_page_and_nothing_else():
    assert plain("a\nb\t c\x00\x1b") == "a b c"
    assert plain("left\u202eright") == "leftright"
    assert plain("क्‍ष é 名") == "क्‍ष é 名"


def test_a_long_text_is_cut_with_an_ellipsis():
    assert plain("x" * 100, 10) == "x" * 9 + "…"


def test_counts_agree_with_their_noun():
    assert [counted(1, "run"), counted(2, "run"), counted(1000, "entry", "entries")] == [
        "1 run",
        "2 runs",
        "1\u202f000 entries",
    ]
