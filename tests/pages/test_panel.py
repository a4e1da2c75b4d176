from typing import Any

from runreport.figures.chart import Axis, Chart, Intervals, Line, Points, Scale
from runreport.figures.inline import draw_inline
from runreport.pages.panel import panel

NAME = "<b>&\"'</b>"


def test_texts_of_a_panel_are_only_texts(parsed: Any) -> None:
    lines = (Line(NAME, (0, 1), (1.0, 2.0)), Line("other", (0, 1), (2.0, 1.0), color=1))
    chart = Chart("key", NAME, NAME, Axis(NAME), Axis("auc", NAME), lines, note=NAME)
    page = parsed(panel(draw_inline(chart)))
    assert [element.tag for element in page.elements if element.tag in {"b", "script"}] == ["b"] * 3
    assert [element.text for element in page.all("figcaption")] == [NAME]
    assert [element.text for element in page.all("span")] == [f"{NAME} 2", "other 1"]
    axes, note = (element.text for element in page.all("p"))
    assert axes == f"{NAME} · up: auc ({NAME})"
    assert note == NAME
    assert next(page.all("svg")).attributes["aria-label"] == NAME


def test_names_beside_the_rows_of_a_panel_are_only_texts(parsed: Any) -> None:
    rows = (Intervals("mean", (1.0, 2.0), (0.5, None), (1.5, None)),)
    chart = Chart("key", "title", "alt", Axis("auc"), Axis("", scale=Scale.CATEGORY, names=(NAME, "b")), rows)
    page = parsed(panel(draw_inline(chart)))
    assert [element.text for element in page.all("text")][:2] == [NAME, "b"]
    assert "names" in next(page.all("figure")).attributes["class"].split()


def test_a_panel_without_anything_to_draw_says_what_it_would_have_shown(parsed: Any) -> None:
    nothing = Points("runs", (float("nan"),), (1.0,))
    page = parsed(panel(draw_inline(Chart("key", "Nothing", "alt", Axis("step"), Axis("auc"), (nothing,)))))
    assert [element.text for element in page.all("figcaption")] == ["Nothing"]
    assert [element.text for element in page.all("p")] == ["1 value cannot be drawn (not finite)."]
    assert not list(page.all("svg"))
