from hypothesis import given
from hypothesis import strategies as st

from runreport.figures.front import front_charts, unbeaten
from runreport.model import Better

SMALL = st.integers(0, 6).map(float)


@given(st.lists(st.tuples(SMALL, SMALL), max_size=30), st.sampled_from([Better.HIGHER, Better.LOWER]))
def test_that_the_front_is_what_nothing_beats(spots, better):
    sign = 1 if better is Better.HIGHER else -1
    wanted = {
        at
        for at, (cost, value) in enumerate(spots)
        if not any(c <= cost and sign * v >= sign * value and (c, v) != (cost, value) for c, v in spots)
    }
    found = unbeaten([cost for cost, _ in spots], [value for _, value in spots], better)
    assert set(found) == wanted
    assert len(found) == len(wanted)


def test_that_no_front_is_drawn_where_the_better_direction_is_unknown():
    assert unbeaten([1.0, 2.0], [1.0, 2.0], Better.UNKNOWN) == []


def test_that_quality_stands_against_the_time_of_a_run(found, runs, infos):
    (front,) = front_charts(found, runs, infos)
    assert front.chart.x.label == "time of a run"
    assert [spot.cost for spot in front.spots] == sorted(spot.cost for spot in front.spots)
