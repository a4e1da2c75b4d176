"""What a person says about how to understand the records; everything has a default."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from runreport.analysis.settings import SEEDS
from runreport.model import MetricInfo, Run
from runreport.model.frozen import frozen_mapping

Baseline = str | Callable[[Run], bool]
"""A run's name, key or uid, a group's label or key; or a rule that a run of the group meets."""


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of the analysis."""

    metrics: Mapping[str, MetricInfo] = field(default_factory=dict)
    """What is stated of metrics, by name."""
    headline: Mapping[str, str] = field(default_factory=dict)
    """The metric to compare runs by, by experiment; under the empty name for all others."""
    baselines: Mapping[str, Baseline] = field(default_factory=dict)
    """What to compare with, by experiment; under the empty name for all others."""
    seeds: tuple[str, ...] = SEEDS
    """Settings that only tell repeats apart."""

    def __post_init__(self) -> None:
        for name in ("metrics", "headline", "baselines"):
            object.__setattr__(self, name, frozen_mapping(getattr(self, name)))
