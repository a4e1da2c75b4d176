"""Quality against cost: which settings nothing beats in both, the Pareto front."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from runreport.analysis.findings import ExperimentFindings, Group
from runreport.figures.alt import described
from runreport.figures.chart import BASELINE, Axis, Chart, Line, Mark, Points, Scale
from runreport.figures.numbers import counted, short
from runreport.figures.outliers import fitted
from runreport.figures.places import Infos, best_word, chart_key, info_of, metric_axis, spans_decades
from runreport.figures.table import axis_title
from runreport.language import message, say
from runreport.model import Better, Run

TIME = message("time of a run")
COSTS = {TIME: "", message("energy"): "kWh", message("emissions"): "kg CO₂e", message("money"): ""}
"""Costs with their units; that of time is chosen by its length, and of money nobody recorded one."""
SECONDS, MINUTE, HOUR = 1.0, 60.0, 3600.0
MOST_NAMED = 8
"""Points with a name in a chart: all of them, or else those on the front."""

Runs = Mapping[str, Run]


@dataclass(frozen=True, slots=True)
class Spot:
    """A group's mean cost and result."""

    group: Group
    cost: float
    value: float


@dataclass(frozen=True, slots=True)
class Front:
    """A chart of quality against one cost, and the spots on its front, cheapest first."""

    chart: Chart
    cost: str
    """Name of the cost with its unit, such as `time of a run (seconds)`."""
    spots: tuple[Spot, ...]
    """None beaten in both; empty where the better direction is unknown."""


def unbeaten(costs: Sequence[float], values: Sequence[float], better: Better) -> list[int]:
    """Return the places that none beats, in order of cost; the less cost the better.

    One beats another where it is at least as good in both and better in one. Equal ones share a place
    on the front. Empty where the direction of the values is unknown.
    """
    if better is Better.UNKNOWN:
        return []
    sign = 1.0 if better is Better.HIGHER else -1.0
    ordered = sorted(range(len(costs)), key=lambda at: (costs[at], -sign * values[at], at))
    kept: list[int] = []
    for at in ordered:
        last = kept[-1] if kept else None
        is_equal = last is not None and (costs[last], values[last]) == (costs[at], values[at])
        if last is None or is_equal or sign * values[at] > sign * values[last]:
            kept.append(at)
    return kept


def front_charts(found: ExperimentFindings, runs: Runs, infos: Infos) -> tuple[Front, ...]:
    """Return the headline against each cost that differs between groups: time, energy, emissions, money."""
    fronts = (_front(found, runs, infos, label, unit) for label, unit in COSTS.items())
    return tuple(front for front in fronts if front is not None)


def _cost_of(run: Run, label: str) -> float | None:
    if label == TIME:
        return run.seconds
    kept = {"energy": run.cost.energy_kwh, "emissions": run.cost.emissions_kg, "money": run.cost.money}
    measured = kept[label]
    return None if measured is None else measured.value


def _front(found: ExperimentFindings, runs: Runs, infos: Infos, label: str, unit: str) -> Front | None:
    if found.headline is None:
        return None
    info = info_of(infos, found.headline)
    spots = _spots(found, runs, label)
    if len({spot.cost for spot in spots}) < 2:
        return None
    factor, unit = _time_unit([spot.cost for spot in spots]) if label == TIME else (1.0, unit)
    spots = [Spot(spot.group, spot.cost / factor, spot.value) for spot in spots]
    costs, values = [spot.cost for spot in spots], [spot.value for spot in spots]
    places = unbeaten(costs, values, info.better)
    front = tuple(spots[place] for place in places)
    rest = [spot for place, spot in enumerate(spots) if place not in places]
    x = Axis(say(label), unit, Scale.LOG if spans_decades(costs) else Scale.LINEAR)
    chart = Chart(
        key=chart_key("cost", found.name, info.name, *(() if label == TIME else (label,))),
        title=_title(front, len(spots), say(label), info.label, best_word(info)),
        alt="",
        x=x,
        y=metric_axis(info, values),
        marks=tuple(front_marks(front, rest)),
        runs=tuple(uid for spot in spots for uid in spot.group.runs),
        note=_note(info.label, say(label), is_known=bool(front)),
    )
    return Front(described(fitted(chart, "setting")), axis_title(x), front)


def _spots(found: ExperimentFindings, runs: Runs, label: str) -> list[Spot]:
    spots = []
    for group in found.groups:
        known = [cost for uid in group.runs if (cost := _cost_of(runs[uid], label)) is not None]
        metric = found.headline or ""
        if known and metric in group.estimates:
            spots.append(Spot(group, sum(known) / len(known), group.estimates[metric].value))
    return spots


def front_marks(front: Sequence[Spot], rest: Sequence[Spot]) -> list[Mark]:
    """Return the points beaten and not, and the front between; it holds each value until the next cost."""
    marks: list[Mark] = []
    if rest:
        name = say("beaten in both") if front else say("settings")
        x, y = tuple(spot.cost for spot in rest), tuple(spot.value for spot in rest)
        marks.append(Points(name, x, y, BASELINE, names=_names(rest, len(front) + len(rest))))
    if front:
        x, y = tuple(spot.cost for spot in front), tuple(spot.value for spot in front)
        if len(set(x)) > 1:
            marks.append(Line("front", x, y, color=0, dashed=True, faint=True, steps=True))
        names = _names(front, len(front))
        marks.append(Points(say("not beaten"), x, y, color=0, is_square=True, names=names))
    return marks


def _names(spots: Sequence[Spot], of: int) -> tuple[str, ...]:
    """Return what the points are called, where so few of a kind are named."""
    return tuple(spot.group.uncut for spot in spots) if of <= MOST_NAMED else ()


def _title(front: Sequence[Spot], of: int, cost: str, label: str, word: str) -> str:
    if not front:
        return say("{label} against {cost}", label=label, cost=cost)
    if len(front) == 1:
        who = say("{label}, of {settings},", label=front[0].group.label, settings=counted(of, "setting"))
        return say(
            "{who} has both the {word} {label} and the least {cost}",
            who=who,
            word=word,
            label=label,
            cost=cost,
        )
    return say(
        "{front} of {settings} are not beaten in both {label} and {cost}",
        front=len(front),
        settings=counted(of, "setting"),
        label=label,
        cost=cost,
    )


def _note(label: str, cost: str, *, is_known: bool) -> str:
    said = say("Each point is a setting: mean {cost} and mean {label} of its runs.", cost=cost, label=label)
    if not is_known:
        return say(
            "{said} No front is drawn, since it is not known whether a higher {label} is better.",
            said=said,
            label=label,
        )
    return say(
        "{said} Squares: no other setting is at least as good in both and better in one. "
        "Differences of means can be chance; the ranking says which can be told apart.",
        said=said,
    )


def front_words(spot: Spot) -> tuple[str, str]:
    """Return a spot's cost and value as texts."""
    return short(spot.cost), short(spot.value)


def _time_unit(seconds: Sequence[float]) -> tuple[float, str]:
    longest = max(seconds)
    if longest >= 2 * HOUR:
        return HOUR, say("hours")
    return (MINUTE, say("minutes")) if longest >= 2 * MINUTE else (SECONDS, say("seconds"))
