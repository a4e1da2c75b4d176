import math

from runreport.figures.chart import Axis, Band, Bars, Chart, Intervals, Line, Points, Rule, Scale
from runreport.figures.table import chart_table, shared_tables

STEP, AUC = Axis("step"), Axis("AUC")


def table(*marks, x=STEP, y=AUC):
    return chart_table(Chart("key", "title", "", x, y, marks))


def test_lines_stand_side_by_side_with_their_bands():
    found = table(
        Band("lowest to highest", (0, 1), (0.1, 0.2), (0.3, 0.4)),
        Line("a", (0, 1), (0.2, 0.3)),
        Line("b", (1,), (0.9,), color=1),
    )
    assert found.headers == ("step", "a", "b", "a, lowest", "a, highest")
    assert found.rows == (("0", "0.2", "", "0.1", "0.3"), ("1", "0.3", "0.9", "0.2", "0.4"))
    assert found.note == ""


def test_a_long_line_is_thinned_to_thirty_rows_with_both_ends_and_says_so():
    found = table(Line("a", tuple(range(1000)), tuple(range(1000))))
    assert len(found.rows) == 30
    assert (found.rows[0][0], found.rows[-1][0]) == ("0", "999")
    assert found.note == "30 of 1\u202f000 places on the x axis, evenly chosen"


def test_lines_without_common_steps_stand_below_each_other():
    lines = [
        Line(name, tuple(n + shift for n in range(4)), (1, 2, 3, 4))
        for name, shift in zip("abc", (0, 10, 20), strict=True)
    ]
    found = table(*lines)
    assert found.headers == ("series", "step", "AUC")
    assert len(found.rows) == 12


def test_faint_lines_and_rules_are_named_in_the_note():
    found = table(Line("a", (0,), (1,)), Line("b", (0,), (2,), faint=True), Rule("baseline", 0.71))
    assert found.note == "1 faint line not listed; baseline: 0.71"


def test_not_a_number_is_shown_as_such():
    assert table(Line("a", (0,), (math.nan,))).rows == (("0", "NaN"),)


def test_points_in_time_have_their_date():
    found = table(Points("runs", (1_789_171_200.0,), (0.5,)), x=Axis("date", scale=Scale.TIME))
    assert found.rows == (("runs", "12 Sep 2026", "0.5"),)


def test_rows_and_bars_have_the_names_of_their_axis():
    names = Axis("site", scale=Scale.CATEGORY, names=("a", "b"))
    assert table(Bars("n", (3.0, 4.0)), x=names).rows == (("a", "3"), ("b", "4"))
    rows = table(Intervals("m", (1, 2), (0.5, None), (1.5, None)), x=Axis("AUC"), y=names)
    assert rows.rows == (("a", "1", "0.5", "1.5"), ("b", "2", "", ""))


def test_panels_at_the_same_steps_share_one_table():
    charts = [
        Chart(name, name, "", STEP, AUC, (Line(name, (0, 1), (value, value)),))
        for name, value in (("a", 0.1), ("b", 0.2))
    ]
    (found,) = shared_tables(charts)
    assert found.headers == ("step", "a", "b")
    assert found.rows == (("0", "0.1", "0.2"), ("1", "0.1", "0.2"))
    other = Chart("c", "c", "", STEP, AUC, (Line("c", (0, 5), (1, 1)),))
    assert len(shared_tables([*charts, other])) == 3
