from itertools import combinations

import numpy as np
import pytest

from runreport.analysis.findings import Group
from runreport.figures.chart import Axis, Chart, Line, Points
from runreport.figures.front import MOST_NAMED, Spot, front_marks
from runreport.figures.printed import draw_print

X, Y = (0.1, 0.11, 0.12, 0.9), (0.5, 0.51, 0.9, 0.1)
NAMES = (
    "logistic_regression",
    "random_forest",
    "something that goes on and on without any end",
    "near the edge",
)


def names_in(figure):
    """Return the extent of each name written in the figure, by its first word."""
    boxes = {text.get_text(): text.get_window_extent() for text in figure.texts}
    starts = {name.split("_")[0].split(" ")[0]: name for name in NAMES}
    return {start: box for start in starts for text, box in boxes.items() if text.startswith(start)}


@pytest.mark.parametrize("width", [320, 1000])
@pytest.mark.parametrize("has_line", [True, False])
def test_names_stand_beside_their_points_inside_the_figure_and_not_on_one_another(width, has_line):
    marks = (Line("front", X, Y, faint=True),) if has_line else ()
    marks += (Points("settings", X, Y, names=NAMES),)
    axes = Axis("time", low=0, high=1), Axis("auc", low=0, high=1)
    figure = draw_print(Chart("k", "t", "a", *axes, marks), width)
    found = names_in(figure)
    assert len(found) == 4
    for box in found.values():
        assert 0 <= box.x0 < box.x1 <= figure.bbox.width
        assert 0 <= box.y0 < box.y1 <= figure.bbox.height
    inner = [box.shrunk(0.9, 0.9) for box in found.values()]
    assert not any(one.overlaps(other) for one, other in combinations(inner, 2))
    places = figure.axes[0].transData.transform(np.column_stack((X, Y)))
    for place, box in zip(places, found.values(), strict=True):
        nearest = np.clip(place, (box.x0, box.y0), (box.x1, box.y1))
        assert np.hypot(*(nearest - place)) < 25


def test_no_name_lies_over_the_texts_beside_the_axes():
    for length in range(20, 32):
        points = Points("settings", (0.5,), (0.5,), names=("n" * length,))
        axes = Axis("time", low=0, high=1), Axis("auc", low=0, high=1)
        figure = draw_print(Chart("k", "t", "a", *axes, (points,)), 340)
        left = figure.axes[0].get_window_extent().x0
        found = [text.get_window_extent() for text in figure.texts if text.get_text().startswith("nn")]
        assert all(box.x0 > left - 1 for box in found)


def test_a_name_without_room_is_left_out():
    points = Points("settings", (0.5,) * 12, (0.5,) * 12, names=tuple(f"name{at}" for at in range(12)))
    figure = draw_print(Chart("k", "t", "a", Axis("time"), Axis("auc"), (points,)))
    named = [text.get_text() for text in figure.texts if text.get_text().startswith("name")]
    assert 1 <= len(named) <= 6


def make_spot(name, cost, value):
    return Spot(Group(name, name, (name,), {}, (), {}), cost, value)


def test_the_front_is_named_and_the_rest_where_both_are_few():
    front, rest = [make_spot("best", 1, 1)], [make_spot(f"other{at}", 2, at) for at in range(3)]
    behind, line = (mark for mark in front_marks(front, rest) if isinstance(mark, Points))
    assert (behind.names, line.names) == (("other0", "other1", "other2"), ("best",))
    many = [make_spot(f"other{at}", 2, at) for at in range(MOST_NAMED)]
    behind, line = (mark for mark in front_marks(front, many) if isinstance(mark, Points))
    assert (behind.names, line.names) == ((), ("best",))
