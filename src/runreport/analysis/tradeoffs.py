"""Metrics that disagree with the headline about the best setting, as specificity does with sensitivity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from runreport.analysis.findings import Estimate, ExperimentFindings, Group
from runreport.analysis.metrics import VAGUE
from runreport.analysis.naming import read_name
from runreport.analysis.parts import is_part
from runreport.model import Better, MetricInfo

FEWEST = 3
"""Settings with both metrics under which there is nothing to choose from."""
LEAST_LOSS = 0.1
"""Part of a metric's range that a trade-off costs at least; less is a tie for practical purposes."""

Infos = Mapping[str, MetricInfo]


@dataclass(frozen=True, slots=True)
class TradeOff:
    """A metric against the headline, over the settings that have both."""

    metric: str
    groups: tuple[Group, ...]
    """In the order of the findings."""
    best: Group
    """The best by the headline, of ties the better one by the other metric."""
    other: Group
    """The best by the other metric, likewise."""
    strength: float
    """What choosing the best by one metric costs in the other, in parts of its range over the settings: the
    smaller of the two costs, from 0 (one setting is best in both) to 1 (each best is worst in the other)."""


def tradeoffs_of(
    found: ExperimentFindings, infos: Infos, chosen: Sequence[str] | None
) -> tuple[TradeOff, ...]:
    """Return the metrics that disagree with the headline, the strongest disagreement first.

    A metric counts where its direction is known and it measures something of the same data: neither
    cost nor training beside validation, nor a part of the data, nor a loss, which training itself
    weighs. It disagrees where no setting is best in both, each best costs `LEAST_LOSS` in the other, and
    repeats, where their intervals tell, do not leave the two bests equal. None where runs were evaluated
    on different data, of which no setting is called best.

    Args:
        found: of one experiment.
        infos: of all metrics.
        chosen: the metrics that a person named, which come in that order whether they disagree or not;
            None for a choice by these rules.
    """
    headline = infos.get(found.headline or "")
    if headline is None or headline.better is Better.UNKNOWN or found.is_on_different_data:
        return ()
    if chosen is not None:
        named = (_tradeoff(found, headline, infos[name]) for name in chosen if name in infos)
        return tuple(one for one in named if one is not None)
    able = (infos[name] for name in found.metrics if name in infos and _is_able(infos[name], headline))
    pairs = (_tradeoff(found, headline, info) for info in able)
    telling = [one for one in pairs if one is not None and one.strength >= LEAST_LOSS]
    return tuple(sorted(telling, key=lambda one: (-one.strength, one.metric)))


def _is_able(info: MetricInfo, headline: MetricInfo) -> bool:
    own, front = read_name(info.name), read_name(headline.name)
    is_vague = bool(VAGUE.intersection(own.measures))
    return own.split == front.split and not own.is_cost and not is_part(info.name) and not is_vague


def _tradeoff(found: ExperimentFindings, headline: MetricInfo, info: MetricInfo) -> TradeOff | None:
    if info.name == headline.name or info.better is Better.UNKNOWN:
        return None
    groups = [one for one in found.groups if headline.name in one.estimates and info.name in one.estimates]
    if len(groups) < FEWEST:
        return None
    one, other = headline, info
    best = max(groups, key=lambda group: (_signed(group, one), _signed(group, other)))
    second = max(groups, key=lambda group: (_signed(group, other), _signed(group, one)))
    costs = (_cost(groups, best, second, other), _cost(groups, second, best, one))
    return TradeOff(info.name, tuple(groups), best, second, min(costs))


def _signed(group: Group, info: MetricInfo) -> float:
    """Return a group's mean, turned around where lower is better."""
    return group.estimates[info.name].value * (1 if info.better is Better.HIGHER else -1)


def _cost(groups: Sequence[Group], chosen: Group, best: Group, info: MetricInfo) -> float:
    """Return how far a group is below the best, in parts of the range; 0 where repeats leave it open."""
    values = [_signed(group, info) for group in groups]
    reach = max(values) - min(values)
    if not reach or _overlap(chosen.estimates[info.name], best.estimates[info.name]):
        return 0.0
    return (_signed(best, info) - _signed(chosen, info)) / reach


def _overlap(one: Estimate, other: Estimate) -> bool:
    """Return whether two intervals overlap; False where one of them has none."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.low <= other.high and other.low <= one.high
