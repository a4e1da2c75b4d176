"""Numbers and times on a card."""

import pytest

from runreport.cards.words import duration, number


@pytest.mark.parametrize(
    ("value", "said"), [(-0.0, "0"), (0.12345, "0.1235"), (-2.5, "−2.5"), (float("nan"), "not a number")]
)
def test_numbers_have_four_digits_and_zero_no_sign(value: float, said: str) -> None:
    assert number(value) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.1, "0.1 seconds"), (1.0, "1 second"), (60, "60 seconds"), (180, "3 minutes")]
)
def test_times_are_in_the_largest_unit_that_fits(seconds: float, said: str) -> None:
    assert duration(seconds) == said
