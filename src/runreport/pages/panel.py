"""A chart as the HTML of its panel: one text, since a report has thousands of them."""

from functools import lru_cache

from markupsafe import Markup

from runreport.figures.inline import InlineChart, LegendEntry, Tick
from runreport.figures.paths import SIZE
from runreport.language import say
from runreport.pages.escaping import escaped

_END = {-1: " first", 0: "", 1: " last"}
"""Class of a text at an end of the axis, which must not reach beyond it."""


def panel(chart: InlineChart) -> Markup:
    """Return a chart with its title, the names of its axes, its legend and its note; texts are escaped."""
    names = " names" if chart.has_names_on_y else ""
    note = f'\n<p class="small">{escaped(chart.note)}</p>' if chart.note else ""
    return Markup(  # noqa: S704 -- numbers, our own words, and escaped texts
        f'<figure class="panel{names}"><figcaption><b>{escaped(chart.title)}</b></figcaption>'
        f"{_plot(chart) if len(chart.shapes) > 1 else ''}{note}\n</figure>"
    )


def _plot(chart: InlineChart) -> str:
    """Return the shapes and the texts at the axes as SVG, and what stands below them."""
    paths = [f'<path class="{shape.css}" d="{shape.d}"/>' for shape in chart.shapes]
    arrows = [f'<text class="off" x="{x}%" y="{y}%" dy=".35em">{sign}</text>' for sign, x, y in chart.arrows]
    return (
        f'\n<div class="plot"><svg role="img" aria-label="{escaped(chart.alt)}">'
        f'<svg viewBox="0 0 {SIZE} {SIZE}" preserveAspectRatio="none" width="100%" height="100%"{_ends(chart)}>'
        f"{''.join(paths)}</svg>{_ups(chart.y_ticks)}{''.join(arrows)}{_along(chart.x_ticks)}</svg></div>"
        f'\n<p class="small axis-name">{escaped(chart.x_label)}{_up(chart)}</p>{_legend(chart.legend)}'
    )


def _up(chart: InlineChart) -> str:
    if chart.has_names_on_y or chart.y_label == chart.title:
        return ""
    return f" · {escaped(say('up: {label}', label=chart.y_label))}"


def _legend(entries: tuple[LegendEntry, ...]) -> str:
    if len(entries) < 2:
        return ""
    items = [
        f'<li class="{entry.color}"><svg viewBox="0 0 28 12" aria-hidden="true">{_sample(entry)}</svg>'
        f"<span>{escaped(entry.text)}{f' <b>{escaped(entry.value)}</b>' if entry.value else ''}</span></li>"
        for entry in entries
    ]
    return f'\n<ul class="legend small">{"".join(items)}</ul>'


def _sample(entry: LegendEntry) -> str:
    if entry.kind in {"band", "bar"}:
        return f'<rect width="28" height="12" class="{entry.kind}"/>'
    if entry.kind == "point":
        return '<path class="end" d="M14 6h0"/>'
    return f'<path class="{"dash" if entry.dashed else ""}" d="M1 6H27"/>'


# Most charts share their ticks with others. Styles move the texts beside the axes: said once, not in each.
@lru_cache(maxsize=4096)
def _ups(ticks: tuple[Tick, ...]) -> str:
    return "".join([f'<text class="y" y="{tick.at:g}%">{escaped(tick.text)}</text>' for tick in ticks])


@lru_cache(maxsize=256)
def _along(ticks: tuple[Tick, ...]) -> str:
    ends = [_END[(tick.at > 94) - (tick.at < 6)] for tick in ticks]
    return "".join(
        [
            f'<text class="x{end}" x="{tick.at:g}%" y="100%">{escaped(tick.text)}</text>'
            for tick, end in zip(ticks, ends, strict=True)
        ]
    )


def _ends(chart: InlineChart) -> str:
    """Return what a script needs to know to tell the values under the pointer."""
    return f' data-x="{chart.x_ends}" data-y="{chart.y_ends}"' if chart.x_ends and chart.y_ends else ""
