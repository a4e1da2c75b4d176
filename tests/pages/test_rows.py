import math

import pytest

from runreport.analysis.findings import Estimate
from runreport.model import Better, MetricInfo
from runreport.pages.rows import estimate_column, marks_of, metric_column, range_column, value_column

SCORE = MetricInfo("score", "Score")


def looks(values: list[float | None], better: Better) -> list[str]:
    return [cell.said for cell in value_column(values, better)]


def estimate(value: float, half: float | None = None, n: int = 3) -> Estimate:
    ends = (None, None) if half is None else (value - half, value + half)
    return Estimate(value, *ends, n, None, "")


def test_the_best_and_the_second_best_are_said_in_words_too() -> None:
    assert looks([0.7, 0.9, 0.8], Better.HIGHER) == ["", "best", "second best"]
    assert looks([0.7, 0.9, 0.8], Better.LOWER) == ["best", "", "second best"]


def test_equal_values_share_a_mark() -> None:
    assert looks([0.9, 0.9, 0.8, 0.8, 0.7], Better.HIGHER) == [
        "best",
        "best",
        "second best",
        "second best",
        "",
    ]


@pytest.mark.parametrize(
    ("values", "better"),
    [
        ([0.7, 0.9, 0.8], Better.UNKNOWN),
        ([0.7], Better.HIGHER),
        ([0.7, 0.7], Better.HIGHER),
        ([0.7, None, math.nan], Better.LOWER),
        ([], Better.HIGHER),
    ],
)
def test_nothing_is_called_best_without_a_direction_or_something_to_beat(
    values: list[float | None], better: Better
) -> None:
    assert not {"best", "second best"} & set(looks(values, better))
    assert marks_of(values, better).best is None


@pytest.mark.parametrize("better", [Better.HIGHER, Better.LOWER])
def test_what_is_not_finite_is_never_best(better: Better) -> None:
    values = [math.inf, -math.inf, math.nan, None, 0.1, 0.2]
    assert looks(values, better)[:4] == ["", "", "", "not recorded"]


def test_a_column_has_the_same_decimals_all_the_way_down() -> None:
    assert [cell.text for cell in value_column([0.5, 0.12345, None], Better.HIGHER)] == [
        "0.5000",
        "0.1235",
        "–",
    ]
    assert [cell.text for cell in value_column([3.0, 12.0], Better.LOWER)] == ["3", "12"]


def test_a_value_that_is_not_there_is_no_zero() -> None:
    missing = value_column([None, 0.0], Better.HIGHER)
    assert missing[0].text != missing[1].text
    assert missing[0].said == "not recorded"


def test_the_head_of_a_metric_says_unit_and_direction_and_admits_an_unknown_one() -> None:
    head = metric_column(MetricInfo("rmse", "Typical error", "mm", Better.LOWER))
    assert head.title == "Typical error"
    assert head.sub.startswith("mm, ↓ lower")
    assert "not known" in metric_column(MetricInfo("x", "X")).sub


def test_an_estimate_shows_its_interval_with_the_decimals_that_it_bears() -> None:
    cells = estimate_column([estimate(0.91234, 0.021), estimate(0.8, None, 1), None], [0], [])
    assert [cell.text for cell in cells] == ["0.912", "0.800", "–"]
    assert cells[0].sub == "[0.891, 0.933]"
    assert cells[1].sub == ""
    assert [cell.said for cell in cells] == ["best", "", "not recorded"]


def percent(text: str) -> float:
    return float(text.removesuffix("%"))


def test_ranges_stand_on_one_track_in_order_of_their_values() -> None:
    estimates = [estimate(0.8, 0.02), None, estimate(0.9, 0.01), estimate(0.85)]
    ends, cells = range_column(estimates, estimates[0], [1, 2, 3, 4], SCORE)
    assert ends is not None
    assert float(ends[0]) < 0.78 < 0.91 < float(ends[1])
    rows = [cell.range for cell in cells]
    assert rows[1] is None
    assert rows[0] is not None
    assert rows[2] is not None
    assert rows[3] is not None
    assert (
        0
        <= percent(rows[0].low)
        < percent(rows[0].value)
        < percent(rows[3].value)
        < percent(rows[2].high)
        <= 100
    )
    assert rows[0].value == rows[2].reference
    assert rows[3].low == ""


def test_one_far_away_does_not_press_all_others_together() -> None:
    estimates = [estimate(value) for value in (0.80, 0.81, 0.82, 0.83, 0.84, 9e9)]
    _, cells = range_column(estimates, None, [1] * 6, SCORE)
    assert cells[-1].range is None
    assert cells[-1].text
    assert percent(cells[4].range.value) - percent(cells[0].range.value) > 50  # type: ignore[union-attr]


def test_there_is_no_track_without_a_width() -> None:
    assert range_column([estimate(0.8), estimate(0.8)], None, [1, 1], SCORE) == (None, ())
    assert range_column([estimate(0.8)], None, [1], SCORE) == (None, ())
    assert range_column([None, estimate(math.nan)], None, [1, 1], SCORE) == (None, ())


def test_only_what_is_compared_can_be_best() -> None:
    cells = value_column([0.9, 0.99, 0.8, 0.9], Better.HIGHER, [True, False, True, False])
    assert [cell.said for cell in cells] == ["best", "", "second best", ""]


def test_a_track_ends_where_the_metric_does() -> None:
    accuracy = MetricInfo("accuracy", "Accuracy", low=0.0, high=1.0)
    ends, (first, second) = range_column([estimate(1.0), estimate(0.9)], None, [1, 2], accuracy)
    assert ends == ("0.894", "1.000")
    assert first.range is not None
    assert second.range is not None
    assert (first.range.value, second.range.value) == ("100.0%", "5.7%")
    # A range that somebody stated and the records do not keep holds nothing back.
    ends, _ = range_column([estimate(1.2), estimate(0.9)], None, [1, 2], accuracy)
    assert ends is not None
    assert float(ends[1]) == 1.2
