"""How to call, print and judge each metric: from configuration, else from the record, else from its name."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from runreport.analysis.naming import Reading, phrase, read_name
from runreport.analysis.well_known import BY_NAME
from runreport.language import Text, text, text_joined
from runreport.model import Better, MetricInfo, Run

T = TypeVar("T")

FROM_CONFIGURATION = text("configuration")
FROM_RECORD = text("record")
FROM_NAME = text("well-known name")
AT_ODDS = text("nobody: the records of its runs disagree")
COUNTERS = frozenset({"epoch", "epochs", "step", "steps", "global_step", "iteration", "iter", "round"})
VAGUE = frozenset((BY_NAME["loss"], BY_NAME["error"]))


def describe_metrics(
    names: Iterable[str],
    configured: Mapping[str, MetricInfo],
    recorded: Mapping[str, MetricInfo] | None = None,
) -> dict[str, MetricInfo]:
    """Return a description by metric name, in order of name; no two have the same label.

    Args:
        names: as the stores have them; repeats allowed.
        configured: what the author says of some of them, by name.
        recorded: what the records say of some of them, by name; see `recorded_infos`.
    """
    described = {name: describe_metric(name, configured, recorded or {}) for name in sorted(set(names))}
    uses = Counter(info.label for info in described.values())
    return {
        name: info if uses[info.label] == 1 else replace(info, label=f"{info.label}, {name}")
        for name, info in described.items()
    }


def recorded_infos(runs: Iterable[Run]) -> dict[str, MetricInfo]:
    """Return what the runs' own records say of their metrics, by name, as far as no two of them disagree.

    Where two name different directions, the direction is unknown, and `known_from` says why.
    """
    said: dict[str, dict[MetricInfo, None]] = {}
    for run in runs:
        for name, info in run.definitions.items():
            said.setdefault(name, {})[info] = None
    return {name: _agreed(name, list(infos)) for name, infos in said.items()}


def _agreed(name: str, infos: Sequence[MetricInfo]) -> MetricInfo:
    directions = {info.better for info in infos} - {Better.UNKNOWN}
    better = directions.pop() if len(directions) == 1 else Better.UNKNOWN
    known_from = FROM_RECORD if better is not Better.UNKNOWN else AT_ODDS if directions else ""
    return MetricInfo(
        name,
        label=_one({info.label for info in infos if info.label != info.name}, "") or name,
        unit=_one({info.unit for info in infos}, ""),
        better=better,
        explain=_one({info.explain for info in infos}, ""),
        low=_one({info.low for info in infos}, None),
        high=_one({info.high for info in infos}, None),
        known_from=known_from,
        step_metric=_one({info.step_metric for info in infos}, ""),
    )


def _one(stated: set[T], nothing: T) -> T:
    """Return what is stated by whoever states anything, if they agree."""
    known = stated - {nothing}
    return known.pop() if len(known) == 1 else nothing


def describe_metric(
    name: str, configured: Mapping[str, MetricInfo], recorded: Mapping[str, MetricInfo] | None = None
) -> MetricInfo:
    """Return how to call, print and judge one metric.

    What the configuration leaves open comes from the record, and then from the name, if it is a
    well-known one; not so where records disagree on the direction. A metric that
    is configured lends direction, unit and range to its parts: `score` to `score/site_a`. A name
    that is unknown, or that says two things, has no better direction.

    Args:
        name: as the store has it.
        configured: by name; an empty label, unit or explanation, a label equal to the name, and an
            unknown direction count as not stated.
        recorded: what the records say, likewise.
    """
    recorded = recorded or {}
    known = _known(name, recorded)
    if name in configured:
        return _merged(configured[name], known)
    whole = name
    while "/" in whole:
        whole = whole.rpartition("/")[0]
        if whole in configured:
            part = name.removeprefix(f"{whole}/")
            stated = _merged(configured[whole], _known(whole, recorded))
            return replace(stated, name=name, label=f"{stated.label} ({part})")
    return known


def rescaled(info: MetricInfo, low: float, high: float) -> MetricInfo:
    """Return the description without its range where values lie outside, as percentages do.

    Args:
        info: any description; one whose range a person configured is returned as it is.
        low: lowest finite value in the records.
        high: highest finite value in the records.
    """
    fits = (info.low is None or low >= info.low) and (info.high is None or high <= info.high)
    if fits or info.known_from == FROM_CONFIGURATION:
        return info
    measures = read_name(info.name).measures
    explain = info.explain
    if len(measures) == 1 and explain == measures[0].sentence():
        explain = measures[0].sentence(with_scale=False)
    return replace(info, low=None, high=None, explain=explain)


def is_cost(name: str) -> bool:
    """Tell whether a metric counts time, memory or progress, and so is never a headline."""
    return read_name(name).is_cost


def _known(name: str, recorded: Mapping[str, MetricInfo]) -> MetricInfo:
    """Return what record and name say of a metric."""
    known = _from_name(name)
    if name not in recorded:
        return known
    stated = recorded[name]
    if stated.known_from == AT_ODDS:
        known = replace(known, better=Better.UNKNOWN, known_from=AT_ODDS)
    return _merged(stated, known, FROM_RECORD)


@lru_cache(maxsize=4096)
def is_counter(name: str) -> bool:
    """Tell whether a metric only counts steps or epochs, so that its curve says nothing."""
    return name.lower().replace("-", "_").rpartition("/")[2].lstrip("_") in COUNTERS


def _merged(stated: MetricInfo, known: MetricInfo, who: str = FROM_CONFIGURATION) -> MetricInfo:
    has_direction = stated.better is not Better.UNKNOWN
    has_range = stated.low is not None or stated.high is not None
    return MetricInfo(
        name=stated.name or known.name,
        label=stated.label if stated.label not in {"", stated.name} else known.label,
        unit=stated.unit or known.unit,
        better=stated.better if has_direction else known.better,
        explain=stated.explain or known.explain,
        low=stated.low if has_range else known.low,
        high=stated.high if has_range else known.high,
        known_from=who if has_direction else known.known_from,
        step_metric=stated.step_metric or known.step_metric,
    )


def _from_name(name: str) -> MetricInfo:
    reading = read_name(name)
    better = _direction(reading)
    info = MetricInfo(name, _label(name, reading), reading.unit, better)
    if better is Better.UNKNOWN:
        return info
    info = replace(info, known_from=FROM_NAME)
    if len(reading.measures) > 1 or reading.is_negated:
        return info
    known = reading.measures[0]
    factor = 100 if reading.unit == "%" else 1
    return replace(
        info,
        explain=known.sentence(with_scale=factor == 1),
        low=None if known.low is None else known.low * factor,
        high=None if known.high is None else known.high * factor,
    )


def _direction(reading: Reading) -> Better:
    directions = {known.better for known in reading.measures}
    if len(directions) != 1 or not reading.is_clear:
        return Better.UNKNOWN
    (better,) = directions
    if not reading.is_negated:
        return better
    # Only scikit-learn's habit is known: an error with its sign turned, so that higher is better. A
    # `neg_loss` may as well be the loss on negative cases.
    is_turned = better is Better.LOWER and not VAGUE.intersection(reading.measures)
    return Better.HIGHER if is_turned else Better.UNKNOWN


def _label(name: str, reading: Reading) -> str:
    """Return a label such as `AUC (validation, site a)`; a name without a measure in plain words."""
    head: str
    words = phrase(name)
    parts = [reading.split, words]
    if len(reading.measures) == 1 and reading.is_clear:
        head = text(reading.measures[0].label)
    elif not reading.measures and reading.unit and not reading.words:
        head, parts = text("Time") if reading.unit in {"s", "ms", "min", "h"} else name, [reading.split]
    elif not reading.measures and words:
        head, parts = words, [reading.split]
    else:
        head, parts = " ".join(name.replace("_", " ").split()), []
    said = [text(part) if part == reading.split else part for part in parts if part]
    if not isinstance(head, Text):
        head = head[:1].upper() + head[1:]
    return text("{name} ({part})", name=head, part=text_joined(said, ", ")) if said else head
