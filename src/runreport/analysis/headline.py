"""The metric by which an experiment's runs are compared."""

from collections.abc import Mapping
from dataclasses import dataclass

from runreport.analysis.evidence import Evidence
from runreport.analysis.naming import TRAINING, VALIDATION, read_name
from runreport.analysis.well_known import RANK
from runreport.language import text, text_joined
from runreport.model import Better, MetricInfo

ENOUGH = 0.8
"""A metric can be the headline if it has this share of the runs that the most frequent one has."""
LEAST = 0.5
"""This share suffices for a metric with a known direction where no more frequent one has any."""
STEADY = 3
"""A metric with the same value in all of so many runs or more tells none of them apart."""

UNSET = {"hp_metric": -1.0}
"""What PyTorch Lightning logs as the result of a run that names none."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The choice and its reason."""

    metric: str | None
    reason: str
    """A sentence without its end stop."""


def choose_headline(evidence: Evidence, infos: dict[str, MetricInfo], configured: str | None) -> Headline:
    """Return the metric to compare runs by.

    The configured one, if a run has it. Else, among the metrics that nearly as many runs have as
    have the most frequent one, and that count no time, memory or progress: one with a known
    direction before one without, measured on other than training data, of the whole rather than of
    a part such as a site, the best known (in the order of `WELL_KNOWN`), on validation data, in
    most runs, first by name.
    """
    counts = {metric: len(evidence.results(metric)) for metric in evidence.values}
    if configured is not None and counts.get(configured):
        return Headline(configured, text("it is configured"))
    prefix = (
        ""
        if configured is None
        else text("the configured {configured} has no value in any run; ", configured=configured)
    )
    frequent = {
        metric: n
        for metric, n in counts.items()
        if n and not read_name(metric).is_cost and not _is_unset(metric, evidence.results(metric))
    }
    if not frequent:
        return Headline(None, _after(prefix, text("no finished run has a result")))
    steady = {metric for metric in frequent if _is_steady(evidence.results(metric))}
    able = _able(frequent, steady, infos)
    chosen = min(able, key=lambda metric: _preference(metric, frequent[metric], infos[metric]))
    reason = _reason(
        frequent[chosen], len(evidence.compared), infos[chosen], able == _often(frequent) == [chosen]
    )
    return Headline(chosen, _after(prefix, reason))


def _able(frequent: Mapping[str, int], steady: set[str], infos: Mapping[str, MetricInfo]) -> list[str]:
    """Return the metrics that may be the headline, by the number of runs that have each."""
    most = max(frequent.values())
    known = [metric for metric, info in infos.items() if metric in frequent and _says_better(metric, info)]
    telling = [metric for metric in known if frequent[metric] >= LEAST * most and metric not in steady]
    kept = {
        metric: n
        for metric, n in frequent.items()
        if metric not in steady or (metric in known and not telling)
    }
    able = _often(kept or frequent)
    if any(infos[metric].better is not Better.UNKNOWN for metric in able):
        return able
    return [metric for metric in telling if not read_name(metric).is_part] or able


def _often(counts: Mapping[str, int]) -> list[str]:
    """Return the metrics that nearly as many runs have as have the most frequent one."""
    most = max(counts.values())
    return [metric for metric, n in counts.items() if n >= ENOUGH * most]


def _says_better(metric: str, info: MetricInfo) -> bool:
    """Tell whether a metric's direction is known, and it was not measured on training data."""
    return info.better is not Better.UNKNOWN and read_name(metric).split != TRAINING


def _is_steady(results: Mapping[str, float]) -> bool:
    return len(results) >= STEADY and len(set(results.values())) == 1


def _after(prefix: str, reason: str) -> str:
    return text_joined([prefix, reason], "") if prefix else reason


def _is_unset(metric: str, results: Mapping[str, float]) -> bool:
    """Tell whether a metric only holds what a library puts where nobody set it."""
    return metric in UNSET and set(results.values()) == {UNSET[metric]}


def _preference(metric: str, n: int, info: MetricInfo) -> tuple[bool, bool, bool, int, bool, int, str]:
    reading = read_name(metric)
    known = reading.measures[0].label if len(reading.measures) == 1 else ""
    return (
        info.better is Better.UNKNOWN,
        reading.split == TRAINING,
        reading.is_part,
        RANK.get(known, len(RANK)),
        reading.split != VALIDATION,
        -n,
        metric,
    )


def _reason(n: int, of: int, info: MetricInfo, is_alone: bool) -> str:
    having = text("runs with results that have it: {n} of {of}", n=n, of=of)
    if is_alone:
        return text("it is the only result that most runs have; {having}", having=having)
    if info.better is Better.UNKNOWN:
        return text("{having}; which way is better is not known for it", having=having)
    return text("it is the best known measure with a known direction; {having}", having=having)
