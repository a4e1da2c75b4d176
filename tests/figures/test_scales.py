import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runreport.figures.chart import Axis, Bars, Chart, Intervals, Line, Points, Scale
from runreport.figures.scales import Span, nice_step, place, span, spans, unplaced

X, Y = Axis("x"), Axis("y")


def chart(*marks, x=X, y=Y):
    return Chart("key", "title", "", x, y, marks)


def test_ticks_are_round_and_share_their_decimals():
    found = span(Axis("y"), [0.512, 0.788], 4, is_tight=False)
    assert (found.low, found.high) == (pytest.approx(0.5), pytest.approx(0.8))
    assert [text for _, text in found.ticks] == ["0.50", "0.55", "0.60", "0.65", "0.70", "0.75", "0.80"]


def test_a_tight_axis_ends_at_its_data():
    found = span(Axis("x"), [0, 41], 5, is_tight=True)
    assert (found.low, found.high) == (0, 41)
    assert [text for _, text in found.ticks] == ["0", "10", "20", "30", "40"]


def test_an_axis_keeps_the_limits_it_is_given():
    found = span(Axis("y", low=0.0, high=1.0), [0.4, 0.6], 4, is_tight=False)
    assert (found.low, found.high) == (0.0, 1.0)


def test_a_logarithmic_axis_has_powers_of_ten():
    found = span(Axis("lr", scale=Scale.LOG), [1e-5, 1e-1], 5, is_tight=False)
    assert [text for _, text in found.ticks] == ["10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹"]
    assert place(found, [1e-3]).tolist() == pytest.approx([50.0])


def test_a_short_logarithmic_axis_still_has_ticks():
    assert len(span(Axis("lr", scale=Scale.LOG), [3.1, 4.2], 4, is_tight=False).ticks) >= 2


def test_names_of_categories_stand_in_the_middle_of_their_places():
    found = span(Axis("", scale=Scale.CATEGORY, names=("a", "b")), [], 4, is_tight=False)
    assert place(found, [0, 1]).tolist() == [25, 75]


def test_the_largest_floats_lie_at_the_ends_of_the_axis():
    axis = Span(Scale.LINEAR, -1e300, 1e300, ())
    assert place(axis, [1.7976931348623157e308, 0.0, -1.7976931348623157e308]).tolist() == [100, 50, 0]
    assert np.array_equal(place(axis, [math.inf, 0.0, -math.inf]), [math.nan, 50, math.nan], equal_nan=True)


def test_what_has_no_place_is_nan_and_counted():
    found = span(Axis("lr", scale=Scale.LOG), [1, 10], 4, is_tight=True)
    assert np.isnan(place(found, [0, -1, math.nan, math.inf])).all()
    drawn = chart(Line("loss", (0, 1, 2, 3), (0.0, 1.0, math.nan, math.inf)), y=Axis("", scale=Scale.LOG))
    assert unplaced(drawn, drawn.marks) == 3


def test_bars_start_at_zero():
    _, y = spans(chart(Bars("n", (612.0, 538.0)), x=Axis("", scale=Scale.CATEGORY, names=("a", "b"))))
    assert y.low == 0


def test_intervals_make_room_for_their_ends_and_single_values():
    rows = Intervals("m", (0.5,), (0.2,), (0.8,), ((0.95, 0.4),))
    x, _ = spans(chart(rows, y=Axis("", scale=Scale.CATEGORY, names=("a",))))
    assert x.low <= 0.2
    assert x.high >= 0.95


@given(st.floats(1e-200, 1e200))
def test_a_step_is_one_two_or_five_and_near_to_the_wish(wish):
    step = nice_step(wish)
    mantissa = float(f"{step:e}".split("e")[0])
    assert mantissa in (1, 2, 5)
    assert wish / 1.6 <= step <= wish * 1.6


@given(
    st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=8),
    st.sampled_from([Scale.LINEAR, Scale.LOG, Scale.TIME]),
    st.booleans(),
)
def test_any_numbers_get_an_axis_that_holds_them(numbers, scale, is_tight):
    marks = (Points("p", tuple(numbers), tuple(numbers)),)
    if is_tight:
        marks = (Line("l", tuple(numbers), tuple(numbers)),)
    for found in spans(chart(*marks, x=Axis("x", scale=scale), y=Axis("y", scale=scale))):
        assert math.isfinite(found.low)
        assert found.low < found.high
        assert len(found.ticks) <= 25
        placed = place(found, numbers)
        drawable = [math.isfinite(n) and (n > 0 or scale is not Scale.LOG) for n in numbers]
        assert np.isfinite(placed).tolist() == drawable
