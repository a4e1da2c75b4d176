"""What `define_metric` says of metrics: the axis, which way is better, and patterns of names.

Field numbers: `wandb/proto/wandb_internal.proto`, message `MetricRecord`. Which summary is kept (`min`,
`max`) is no word on which way is better, and is not taken for one; the goal, up to 0.25, is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from runreport.model import Better, MetricInfo
from runreport.readers.wandb.wire import Message, inner, number, text

_GOALS = {1: Better.LOWER, 2: Better.HIGHER}


@dataclass(frozen=True, slots=True)
class Definition:
    """One metric record."""

    name: str
    """Empty for a pattern."""
    pattern: str
    step_metric: str = ""
    better: Better = Better.UNKNOWN
    is_new: bool = False
    """Whether it replaces what was said before, where it would else add to it."""

    def fits(self, metric: str) -> bool:
        """Return whether it speaks of a metric; a pattern ends in a star, and has no other."""
        if self.pattern:
            return self.pattern.endswith("*") and metric.startswith(self.pattern[:-1])
        return metric == self.name


def definition_of(fields: Message) -> Definition:
    """Return what a metric record says.

    Raises:
        ValueError: a message in it is no protobuf.
    """
    return Definition(
        name=text(fields, 1).replace("\\.", "."),
        pattern=text(fields, 2).replace("\\.", "."),
        step_metric=text(fields, 4).replace("\\.", "."),
        better=_GOALS.get(number(fields, 8), Better.UNKNOWN),
        is_new=bool(number(inner(fields, 9), 1)),
    )


def definitions_for(said: Sequence[Definition], metrics: Iterable[str]) -> dict[str, MetricInfo]:
    """Return what the records say of each metric; what names it exactly goes before patterns."""
    found = {}
    for metric in metrics:
        info = MetricInfo(metric, metric)
        for one in sorted((one for one in said if one.fits(metric)), key=lambda one: not one.pattern):
            if one.is_new:
                info = MetricInfo(metric, metric)
            info = replace(
                info,
                step_metric=info.step_metric if one.step_metric in ("", metric) else one.step_metric,
                better=info.better if one.better is Better.UNKNOWN else one.better,
            )
        if info.better is not Better.UNKNOWN:
            info = replace(info, known_from="record")
        if info != MetricInfo(metric, metric):
            found[metric] = info
    return found
