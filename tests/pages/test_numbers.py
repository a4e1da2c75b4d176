import math
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runreport.pages.numbers import (
    counted,
    day,
    decimals,
    duration,
    fixed,
    interval,
    listed,
    minute,
    short,
    signed,
    size,
    span,
)

finite = st.floats(-1e300, 1e300, allow_nan=False, allow_subnormal=False)
ordinary = st.floats(min_value=-1e7, max_value=1e7, allow_nan=False, allow_subnormal=False)
SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def read(text: str) -> float:
    """Return the number that a person would read."""
    plain = re.sub(r"(?<![×\d])10(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])", "1×10", text)
    mantissa, times, power = plain.replace("\u2212", "-").replace("\u202f", "").partition("×10")
    exponent = int(power.translate(SUPERSCRIPTS)) if times else 0
    return float(f"{mantissa}e{exponent}")


@given(ordinary, st.integers(0, 6))
def test_a_number_with_fixed_decimals_reads_back_within_its_last_digit(value: float, places: int) -> None:
    text = fixed(value, places)
    slack = 0.005 * abs(value) if "×" in text else 0.5 * 10**-places
    assert read(text) == pytest.approx(value, rel=1e-12, abs=slack * (1 + 1e-9))


@given(ordinary, st.integers(0, 6))
def test_only_zero_is_printed_as_zero(value: float, places: int) -> None:
    assert (read(fixed(value, places)) == 0) == (value == 0)


@given(finite, st.integers(1, 8))
def test_a_single_number_keeps_its_significant_digits_and_no_zeros_behind(value: float, digits: int) -> None:
    text = short(value, digits)
    assert read(text) == pytest.approx(value, rel=0.5 * 10 ** (1 - digits) * (1 + 1e-9))
    assert not re.search(r"\.\d*0(?!\d)", text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.9873, "0.9873"),
        (0.5, "0.5"),
        (12345.0, "12\u202f345"),
        (-12.5, "\u221212.5"),
        (0.00001234, "1.234×10⁻⁵"),
        (3e12, "3×10¹²"),
        (math.nan, "not a number"),
        (math.inf, "∞"),
        (-math.inf, "\u2212∞"),
        (None, "–"),
    ],
)
def test_a_single_number_is_printed_as_people_write_it(value: float | None, text: str) -> None:
    assert short(value) == text


def test_no_number_is_printed_with_a_minus_before_zero() -> None:
    assert fixed(-0.0, 2) == "0.00"
    assert short(-0.0) == "0"


@given(st.lists(finite), st.lists(st.none() | finite))
def test_a_column_has_between_none_and_six_decimals(values: list[float], widths: list[float | None]) -> None:
    assert 0 <= decimals(values, widths) <= 6


@pytest.mark.parametrize(
    ("values", "widths", "places"),
    [
        ([], [], 0),
        ([1.0, 200.0], [], 0),
        ([0.91234, 0.5], [], 4),
        ([91.234], [], 2),
        ([54321.5], [], 0),
        ([math.nan, math.inf, 0.5], [], 4),
        ([0.91234], [0.013], 3),  # 0.912 ± 0.013
        ([0.91234], [0.04], 2),  # 0.91 ± 0.04
        ([0.91234], [0.0, None, math.nan], 4),
    ],
)
def test_a_column_has_as_many_decimals_as_its_uncertainty_bears(
    values: list[float], widths: list[float | None], places: int
) -> None:
    assert decimals(values, widths) == places


@given(ordinary, st.integers(0, 6))
def test_a_difference_shows_its_direction_and_zero_has_none(value: float, places: int) -> None:
    text = signed(value, places)
    assert text[0] == ("+" if value > 0 else "\u2212" if value < 0 else "0")


def test_what_has_no_difference_has_no_sign() -> None:
    assert signed(None, 2) == "–"
    assert signed(math.nan, 2) == "not a number"


def test_an_interval_is_there_only_with_both_of_its_ends() -> None:
    assert interval(0.1, 0.25, 2) == "[0.10, 0.25]"
    assert interval(None, 0.25, 2) == interval(0.1, None, 2) == ""


UNITS = {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86400}


@given(st.floats(0, 1e9, allow_nan=False, allow_subnormal=False))
def test_a_duration_reads_back_within_its_smallest_unit(seconds: float) -> None:
    parts = re.findall(r"([\d.]+) (ms|s|min|h|d)\b", duration(seconds))
    total = sum(float(amount) * UNITS[unit] for amount, unit in parts)
    below = {"ms": "ms", "s": "s", "min": "s", "h": "min", "d": "h"}[parts[0][1]]
    assert len(parts) <= 2
    assert abs(total - seconds) <= max(UNITS[below], 0.001)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (math.nan, "–"),
        (0.0124, "12 ms"),
        (0.9999, "1.0 s"),
        (4.26, "4.3 s"),
        (59.7, "1 min"),
        (3661, "1 h 1 min"),
        (86400, "1 d"),
        (90000, "1 d 1 h"),
    ],
)
def test_durations_are_said_in_their_two_largest_units(seconds: float | None, text: str) -> None:
    assert duration(seconds) == text


@given(st.integers(0, 10**15))
def test_a_size_reads_back_within_its_digits(size_bytes: int) -> None:
    amount, unit = size(size_bytes).split()
    factor = {"byte": 1, "bytes": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}[unit]
    assert float(amount) * factor == pytest.approx(size_bytes, rel=0.06)
    assert float(amount) < 1000 or unit == "TB"


def test_sizes_are_decimal() -> None:
    assert [size(n) for n in (None, 0, 1, 999, 1000, 1_500_000, 250_000_000)] == [
        "–",
        "0 bytes",
        "1 byte",
        "999 bytes",
        "1.0 kB",
        "1.5 MB",
        "250 MB",
    ]


def test_moments_are_in_words_and_do_not_depend_on_the_language_of_the_machine() -> None:
    moment = datetime(2026, 9, 2, 14, 3, 59, tzinfo=UTC)
    assert day(moment) == "2 September 2026"
    assert minute(moment) == "2 September 2026, 14:03"
    assert day(None) == minute(None) == "–"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ((2026, 9, 2), (2026, 9, 2), "2 September 2026"),
        ((2026, 9, 2), (2026, 9, 12), "2 to 12 September 2026"),
        ((2026, 9, 2), (2026, 10, 1), "2 September to 1 October 2026"),
        ((2025, 9, 2), (2026, 9, 2), "2 September 2025 to 2 September 2026"),
    ],
)
def test_a_range_of_dates_is_said_without_what_both_share(
    first: tuple[int, int, int], last: tuple[int, int, int], text: str
) -> None:
    assert span(datetime(*first, tzinfo=UTC), datetime(*last, tzinfo=UTC)) == text


def test_a_range_with_one_end_is_that_day() -> None:
    moment = datetime(2026, 9, 2, tzinfo=UTC)
    assert span(moment, None) == span(None, moment) == "2 September 2026"
    assert span(None, None) == "–"


def test_nouns_follow_their_number_and_words_are_listed() -> None:
    assert [counted(n, "run") for n in (0, 1, 2)] == ["0 runs", "1 run", "2 runs"]
    assert counted(2, "record was", "records were") == "2 records were"
    assert [listed(w) for w in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


@given(st.integers(-(2**63), 2**63))
def test_counts_and_steps_are_exact_however_large(number: int) -> None:
    assert int(fixed(number, 0).replace("\u2212", "-").replace("\u202f", "")) == number


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.000346, "0.00035"), (-0.0004, "−0.00040"), (0.0009, "0.001"), (0.00004, "4×10⁻⁵")],
)
def test_what_the_decimals_of_a_column_would_hide_is_told_by_two_digits(value: float, said: str) -> None:
    assert fixed(value, 3) == said
