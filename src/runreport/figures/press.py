"""Charts printed for pages and files, in other processes where cores have nothing else to do.

What prints is imported there alone: that takes as long as printing the charts of an experiment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from runreport.cores import cores
from runreport.interruption import put_off
from runreport.language import active, speak
from runreport.parallel import Aside

if TYPE_CHECKING:
    from runreport.figures.chart import Chart

NARROW_PX = 320
WORTH_A_PRESS = 12
"""Charts for which one more process is begun: it takes as long to begin as some ten charts."""


@dataclass(frozen=True, slots=True)
class Order:
    """A chart that is to be printed."""

    chart: "Chart"
    width_px: int
    """On wide screens."""
    formats: tuple[str, ...]
    """Of its files: `svg`, `png`, `pdf`."""


@dataclass(frozen=True, slots=True)
class Print:
    """A chart as it was printed."""

    wide: str
    """An `svg` element for pages on wide screens."""
    narrow: str
    files: tuple[bytes, ...]
    """A file in each format that was ordered, in that order."""


class Press(Aside):
    """Prints charts, until the end of a `with` block; in this process where it has none of its own.

    It is best begun first of all, when this process is small and has yet to import what it needs.
    """

    def __init__(self, workers: int | None = None) -> None:
        """Begin.

        Args:
            workers: processes that may be at work, one of them this one; None for one for each core.
        """
        self._most = cores() if workers is None else workers
        super().__init__(min(self._most - 1, 1))
        self.prepare(import_module, "matplotlib")

    def warm_up(self) -> None:
        """Prepare all that printing needs, while nothing is printed yet; in the language of this moment."""
        self.prepare(speak, active())
        self.prepare(_warm_up)

    def print_all(self, orders: Sequence[Order]) -> list[Print]:
        """Return the charts printed, in their order."""
        if self.count:
            self.begin(min(self._most, len(orders) // WORTH_A_PRESS) - self.count)
        self.prepare(speak, active())
        return self.do_all(print_chart, orders)


def _warm_up() -> None:
    from runreport.figures.chart import Axis, Chart, Points

    dot = Points("dot", (0.0, 1.0), (0.0, 1.0), 0)
    order = Order(Chart("warm-up", "", "", Axis("x"), Axis("y"), (dot,)), 500, ("svg",))
    # The first time ever, matplotlib makes a list of fonts, under a lock that nobody else would take away.
    with put_off():
        print_chart(order)


def print_chart(order: Order) -> Print:
    """Return a chart printed by matplotlib."""
    # Here, so that who lets others print imports nothing of it.
    from runreport.figures.print_files import WRITERS, to_svg
    from runreport.figures.print_style import style
    from runreport.figures.print_svg import inline_svg, inlined
    from runreport.figures.printed import draw_print

    chart = order.chart
    with style():
        figure = draw_print(chart, order.width_px)
        wide = to_svg(figure, chart.key)
        narrow = inline_svg(draw_print(chart, NARROW_PX), f"{chart.key}-n", chart.alt)
        files = tuple(wide if form == "svg" else WRITERS[form](figure, chart.key) for form in order.formats)
    return Print(inlined(wide, f"{chart.key}-w", chart.alt), narrow, files)
