"""What `define_metric` says of metrics, which W&B keeps in the settings under `_wandb.m`.

Each entry has the fields of `MetricRecord` in `wandb/proto/wandb_internal.proto` by number: 1 name, 2
pattern, 4 step metric, 5 place of the step metric in the list, from 1, 8 goal. Which summary is kept is no
word on which way is better, and is not taken for one.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from runreport.model import MetricInfo
from runreport.model.metric import Better
from runreport.readers.wandb_server.values import mapping

_GOALS = {1: Better.LOWER, 2: Better.HIGHER}


def definitions_in(config: Mapping[str, Any], metrics: Iterable[str]) -> dict[str, MetricInfo]:
    """Return what is defined of each metric; what names it exactly goes before patterns."""
    said = mapping(config.get("_wandb")).get("m")
    entries = [mapping(one) for one in said] if isinstance(said, list) else []
    found = {}
    for metric in metrics:
        step_metric, better = "", Better.UNKNOWN
        fitting = [one for one in entries if _fits(one, metric)]
        for one in sorted(fitting, key=lambda one: "1" in one):
            step_metric = _step_metric(one, entries) or step_metric
            goal = _GOALS.get(one["8"]) if isinstance(one.get("8"), int) else None
            better = goal or better
        if step_metric or better is not Better.UNKNOWN:
            known_from = "record" if better is not Better.UNKNOWN else ""
            found[metric] = MetricInfo(
                metric, metric, better=better, known_from=known_from, step_metric=step_metric
            )
    return found


def _fits(entry: Mapping[str, Any], metric: str) -> bool:
    if "1" in entry:
        return _unescaped(entry["1"]) == metric
    pattern = _unescaped(entry.get("2"))
    return pattern.endswith("*") and metric.startswith(pattern[:-1])


def _step_metric(entry: Mapping[str, Any], entries: list[dict[str, Any]]) -> str:
    place = entry.get("5")
    if isinstance(place, int) and 0 < place <= len(entries):
        return _unescaped(entries[place - 1].get("1"))
    return _unescaped(entry.get("4"))


def _unescaped(said: object) -> str:
    return said.replace("\\.", ".") if isinstance(said, str) else ""
