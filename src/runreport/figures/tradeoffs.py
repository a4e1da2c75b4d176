"""The headline against another metric that disagrees with it: which settings nothing beats in both."""

from dataclasses import dataclass

from runreport.analysis.findings import ExperimentFindings
from runreport.analysis.tradeoffs import TradeOff
from runreport.figures.alt import described
from runreport.figures.chart import Chart
from runreport.figures.front import Spot, front_marks, unbeaten
from runreport.figures.numbers import counted
from runreport.figures.outliers import fitted
from runreport.figures.places import Infos, chart_key, info_of, metric_axis
from runreport.language import message, say
from runreport.model import Better

_WHERE = {
    (Better.HIGHER, Better.HIGHER): message("Better is up and to the right."),
    (Better.LOWER, Better.HIGHER): message("Better is up and to the left."),
    (Better.HIGHER, Better.LOWER): message("Better is down and to the right."),
    (Better.LOWER, Better.LOWER): message("Better is down and to the left."),
}
"""By the directions on x and on y."""


@dataclass(frozen=True, slots=True)
class TradeOffChart:
    """A chart of the headline against another metric, and the settings on its front."""

    chart: Chart
    metric: str
    spots: tuple[Spot, ...]
    """None beaten in both; best by the other metric first. A spot's cost is that metric's mean."""


def tradeoff_chart(found: ExperimentFindings, pair: TradeOff, infos: Infos) -> TradeOffChart:
    """Return the settings by both metrics, the headline upwards."""
    y, x = info_of(infos, found.headline or ""), info_of(infos, pair.metric)
    spots = [
        Spot(group, group.estimates[x.name].value, group.estimates[y.name].value) for group in pair.groups
    ]
    sign = 1.0 if x.better is Better.LOWER else -1.0
    places = unbeaten([sign * spot.cost for spot in spots], [spot.value for spot in spots], y.better)
    front = tuple(spots[place] for place in places)
    rest = [spot for place, spot in enumerate(spots) if place not in places]
    chart = Chart(
        key=chart_key("tradeoff", found.name, y.name, x.name),
        title=_title(front, len(spots), y.label, x.label),
        alt="",
        x=metric_axis(x, (spot.cost for spot in spots)),
        y=metric_axis(y, (spot.value for spot in spots)),
        marks=tuple(front_marks(front, rest)),
        runs=tuple(uid for spot in spots for uid in spot.group.runs),
        note=_note(y.label, x.label, say(_WHERE[x.better, y.better])),
    )
    return TradeOffChart(described(fitted(chart, "setting")), x.name, front)


def _title(front: tuple[Spot, ...], of: int, label: str, other: str) -> str:
    if len({(spot.cost, spot.value) for spot in front}) == 1:
        return say(
            "{name}, of {settings}, is best in both {label} and {other}",
            name=front[0].group.label,
            settings=counted(of, "setting"),
            label=label,
            other=other,
        )
    return say(
        "No setting is best in both {label} and {other}: {front} of {settings} are not beaten in both",
        label=label,
        other=other,
        front=len(front),
        settings=counted(of, "setting"),
    )


def _note(label: str, other: str, where: str) -> str:
    return say(
        "Each point is a setting: mean {other} and mean {label} of its runs. {where} "
        "Squares: no other setting is at least as good in both and better in one. "
        "Differences of means can be chance; the ranking says which can be told apart.",
        other=other,
        label=label,
        where=where,
    )
