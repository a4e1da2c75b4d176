import pytest

from runreport.figures.chart import Axis, Chart, Line
from runreport.pages.drawings import panels


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
