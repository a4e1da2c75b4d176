import re
import xml.etree.ElementTree as ET

import pytest

from runreport.figures.chart import Axis, Chart, Line
from runreport.figures.press import WORTH_A_PRESS, Order, Press
from runreport.language import Language, speaking
from runreport.language.marks import marks_of
from runreport.parallel import CAN_FORK

needs_forks = pytest.mark.skipif(not CAN_FORK, reason="processes are not forks here")


def order(key: str, *formats: str) -> Order:
    line = Line("a", (0.0, 1.0, 2.0), (0.25, 0.5, 0.75))
    return Order(Chart(key, "title", f"Alt of {key}", Axis("step"), Axis("AUC"), (line,)), 600, formats)


def test_a_chart_is_printed_twice_for_a_page_and_once_for_each_format() -> None:
    with Press(1) as press:
        (made,) = press.print_all([order("one", "svg", "png")])
    widths = [ET.fromstring(svg).attrib["viewBox"].split()[2] for svg in (made.wide, made.narrow)]
    assert widths == ["600", "320"]
    svg, png = made.files
    assert ET.fromstring(svg).attrib["width"] == "600pt"
    assert png.startswith(b"\x89PNG")


@needs_forks
def test_all_processes_print_alike_and_in_order() -> None:
    orders = [order(f"chart-{number}", "svg", "pdf") for number in range(4)]
    with Press(1) as alone, Press(2) as pressing:
        pressing.warm_up()
        assert (alone.count, pressing.count) == (0, 1)
        assert pressing.print_all(orders) == alone.print_all(orders)


@needs_forks
def test_more_processes_begin_where_there_is_much_to_print() -> None:
    orders = [order(f"chart-{number}") for number in range(2 * WORTH_A_PRESS)]
    with Press(3) as press:
        prints = press.print_all(orders)
        assert press.count == 2
    assert [re.findall('Alt of [^"]*', made.wide) for made in prints] == [
        [f"Alt of chart-{number}"] for number in range(2 * WORTH_A_PRESS)
    ]


@pytest.mark.parametrize("workers", [1, 2])
def test_charts_speak_the_language_in_which_they_are_ordered(workers: int) -> None:
    with Press(workers) as press, speaking(Language("fr", "fr", marks=marks_of("fr"))):
        press.warm_up()
        (made,) = press.print_all([order("one")])
    assert ">0,4<" in made.wide
