from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from runreport.figures.dates import date_text, time_ticks


def seconds(*parts):
    return datetime(*parts, tzinfo=UTC).timestamp()


def texts(low, high, target=5):
    return [text for _, text in time_ticks(low, high, target)]


def test_hours_of_one_day_name_the_day_once():
    said = texts(seconds(2026, 9, 12, 8), seconds(2026, 9, 12, 20))
    assert said == ["12 Sep 2026 09:00", "12:00", "15:00", "18:00"]


def test_months_name_the_year_where_it_changes():
    said = texts(seconds(2025, 10, 5), seconds(2026, 3, 5))
    assert said == ["Nov 2025", "Dec", "Jan 2026", "Feb", "Mar"]


def test_decades_are_shown_in_round_years():
    assert texts(seconds(1971, 1, 1), seconds(2026, 1, 1), 5) == ["Jan 1980", "Jan 2000", "Jan 2020"]


def test_midnight_is_written_without_its_time():
    assert date_text(seconds(2026, 9, 12)) == "12 Sep 2026"
    assert date_text(seconds(2026, 9, 12, 14, 5)) == "12 Sep 2026 14:05"


@given(st.floats(-1e15, 1e15), st.floats(1e-3, 1e14), st.integers(2, 8))
def test_any_span_has_few_ticks_and_all_lie_inside(low, length, target):
    ticks = time_ticks(low, low + length, target)
    assert len(ticks) <= 3 * target + 2
    assert all(low <= value <= low + length for value, _ in ticks)
