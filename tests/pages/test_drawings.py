"""How finely curves are drawn: the more share a page, the fewer points each, and no extreme is lost."""

import math
import re

import pytest

from runreport.figures.chart import Axis, Chart, Line
from runreport.figures.press import Print
from runreport.pages.drawings import FEWEST_COLUMNS, MOST_COLUMNS, filled, panels

POINTS, PEAK = 2_000, 1_234
STEPS = tuple(map(float, range(POINTS)))
VALUES = tuple(5.0 if step == PEAK else math.sin(step) for step in range(POINTS))


def drawn(charts: int, faint: int = 0, **limits: int) -> list[int]:
    """Return how many points of each named curve are drawn; each of them shows the peak."""
    marks = (Line("a", STEPS, VALUES), *(Line("", STEPS, VALUES, faint=True) for _ in range(faint)))
    axes = Axis("step"), Axis("value", low=-1, high=5)
    found = panels([Chart(f"{at}", "t", "a", *axes, marks) for at in range(charts)], **limits)
    assert found is not None
    counts = []
    for chart in found.charts:
        (path,) = [shape.d for shape in chart.shapes if shape.kind == "line" and not shape.faint]
        numbers = [int(number) for number in re.findall(r"-?\d+", path)]
        tops = [sum(numbers[1 : at + 2 : 2]) for at in range(0, len(numbers), 2)]
        assert min(tops) == 0, "the peak is at the top"
        counts.append(len(tops))
    return counts


def test_a_curve_alone_is_drawn_as_finely_as_its_panel_shows() -> None:
    (count,) = drawn(1)
    assert MOST_COLUMNS * 0.8 < count <= MOST_COLUMNS + 3


def test_many_curves_are_drawn_more_coarsely_but_never_to_nothing() -> None:
    assert all(80 < count <= 103 for count in drawn(30, most_points=3_000))
    assert all(FEWEST_COLUMNS * 0.8 < count <= FEWEST_COLUMNS + 3 for count in drawn(80, most_points=3_000))


def test_curves_without_a_name_do_not_make_the_others_coarser() -> None:
    assert drawn(2, faint=20) == drawn(2)


def test_charts_that_are_not_drawn_still_give_their_numbers() -> None:
    found = panels(
        [
            Chart(f"{at}", "t", "a", Axis("x"), Axis("y"), (Line("a", (0.0, 1.0), (1.0, 2.0)),))
            for at in range(3)
        ],
        most_drawn=2,
    )
    assert found is not None
    assert len(found.charts) == 2
    assert found.data is not None
    assert found.data.text.count('"lines"') == 3


def chart_of(key, note, value=1.0):
    line = Line("a", (0.0, 1.0), (0.0, value))
    return Chart(key, key, "alt", Axis("step"), Axis(key), (line,), note=note)


@pytest.mark.parametrize("note", ["", "Seven runs are not drawn."])
def test_what_all_panels_say_alike_is_said_once(note):
    group = panels([chart_of("loss", "Mean of 3 runs."), chart_of("auc", "Mean of 3 runs.")], note)
    assert [chart.note for chart in group.charts] == ["", ""]
    assert group.note == f"Mean of 3 runs. {note}".strip()


def test_what_one_panel_says_stands_below_it():
    group = panels([chart_of("loss", "Mean of 3 runs."), chart_of("auc", "Mean of 2 runs.")])
    assert [chart.note for chart in group.charts] == ["Mean of 3 runs.", "Mean of 2 runs."]
    assert group.note == ""
    assert [chart.note for chart in panels([chart_of("loss", "Mean of 3 runs.")]).charts] == [
        "Mean of 3 runs."
    ]


def test_what_was_printed_stands_at_its_marks_and_nothing_else_is_touched() -> None:
    marks = "<!--rr:print:a:wide--> <!--rr:print:a:narrow--> <!--rr:print:b--c:wide-->"
    others = "&lt;!--rr:print:a:wide--&gt; <!--rr:print:z:wide--> <!--rr:print:a:files--> rr:print:a:wide"
    prints = {key: Print(f"<svg>{key}</svg>", f"<svg>{key}, narrow</svg>", ()) for key in ("a", "b--c")}
    assert filled(marks, prints) == "<svg>a</svg> <svg>a, narrow</svg> <svg>b--c</svg>"
    assert filled(others, prints) == others
