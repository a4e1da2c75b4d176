"""The numbers of a group of panels, as the script that draws them reads them."""

import json
import math

from runreport.figures.chart import Axis, Band, Bars, Chart, Line, Rule, Scale
from runreport.figures.curve_data import MOST_NUMBERS, curve_data

STEP, LOSS = Axis("step"), Axis("loss")


def chart(*marks, x=STEP, y=LOSS):
    return Chart("key", "title", "alt", x, y, marks)


def sent(*charts):
    return json.loads(curve_data(charts).text)


def test_places_that_curves_share_are_told_once():
    steps = (0.0, 10.0, 20.0)
    told = sent(chart(Line("a", steps, (1, 2, 3))), chart(Line("b", steps, (4, 5, 6), color=1)))
    assert told["x"] == [{"from": 0, "by": 10, "n": 3}]
    assert [panel["lines"] for panel in told["panels"]] == [
        [["a", 0, 0, 0, -1, -1, [1, 2, 3]]],
        [["b", 0, 1, 0, -1, -1, [4, 5, 6]]],
    ]


def test_what_the_records_call_a_metric_is_told_where_it_is_not_its_name():
    told = sent(
        chart(Line("Loss (training)", (0, 1), (2, 1), metric="train_loss"), Line("b", (0, 1), (2, 1)))
    )
    assert [line[:2] for line in told["panels"][0]["lines"]] == [["Loss (training)", "train_loss"], ["b", 0]]
    odd = sent(chart(Line("a", (0, 1), (2, 1), metric="\ud800 \u2028")))
    assert odd["panels"][0]["lines"][0][1] == "\ud800 \u2028"


def test_times_run_from_the_first_of_all_curves():
    clocks = [tuple(1_700_000_000 + 60.0 * at + late for at in range(3)) for late in (0, 90)]
    told = sent(
        chart(*(Line(f"{late}", (0, 1, 2), (1, 2, 3), times=times) for late, times in enumerate(clocks)))
    )
    assert [line[4] for line in told["panels"][0]["lines"]] == [0, 1]
    unit, rows = told["t"]["unit"], told["t"]["rows"]
    assert told["t"]["start"] == 1_700_000_000
    assert [(row["from"] * unit, row["by"] * unit, row["n"]) for row in rows] == [(0, 60, 3), (90, 60, 3)]
    uneven = sent(chart(Line("a", (0, 1, 2), (1, 2, 3), times=(5.0, 6.0, 8.5))))["t"]
    assert [delta * uneven["unit"] for delta in uneven["rows"][0]] == [0, 1, 2.5]


def test_each_of_many_curves_has_times_of_its_own():
    lines = [Line(f"{at}", (0, 1), (1, 2), times=(100.0 + at * at, 200.0 + 3 * at)) for at in range(12)]
    data = curve_data([chart(line) for line in lines])
    assert data.axes == ("time",)
    assert len(json.loads(data.text)["t"]["rows"]) == 12


def test_epochs_are_stairs_and_what_is_not_known_is_null():
    epochs = (0, 0, 0, 0, math.nan, 1, 1, 1)
    data = curve_data([chart(Line("a", tuple(range(8)), tuple(range(8)), epochs=epochs))])
    told = json.loads(data.text)
    row = told["x"][told["panels"][0]["lines"][0][5]]
    assert row == {"of": [0, None, 1], "n": [4, 1, 3]}
    assert data.axes == ("epoch",)
    assert curve_data([chart(Line("a", (0, 1), (1, 2)))]).axes == ()


def test_a_panel_says_what_lies_across_and_whether_it_is_logarithmic():
    told = sent(
        chart(Line("a", (1, 2), (1, 2)), x=Axis("Epoch"), y=Axis("loss", scale=Scale.LOG)),
        chart(Line("a", (1, 2), (1, 2)), Band("b", (1, 2), (0, 1), (2, 3), 2), Rule("target", 0.5)),
        chart(Bars("n", (1.0,)), x=Axis("", scale=Scale.CATEGORY, names=("a",))),
    )
    first, second, third = told["panels"]
    assert (first["across"], first["log"]) == ("Epoch", 1)
    assert "across" not in second
    assert "log" not in second
    assert (second["bands"], second["rules"]) == ([[2, 0, [0, 1], [2, 3]]], [["target", 0.5]])
    assert third is None


def test_charts_without_curves_have_no_numbers():
    assert curve_data([chart(Bars("n", (1.0,)), x=Axis("", scale=Scale.CATEGORY, names=("a",)))]) is None


def test_very_many_numbers_are_thinned_to_ends_and_extremes_and_it_says_so():
    size = MOST_NUMBERS
    peak = tuple(9.0 if at == 777 else math.sin(at) for at in range(size))
    data = curve_data(
        [
            chart(Line("a", tuple(map(float, range(size))), peak, times=tuple(map(float, range(size)))))
            for _ in range(2)
        ]
    )
    told = json.loads(data.text)
    assert data.thinned == told["thinned"] == MOST_NUMBERS // 2
    places = told["x"][0]
    assert {0, 777, size - 1} <= set(places)
    assert len(places) <= data.thinned + 3
