"""What charts of one report share: keys, colors by rank, metrics' axes."""

import hashlib
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from runreport.analysis.findings import ExperimentFindings, Group
from runreport.figures.chart import BASELINE, Axis, Scale
from runreport.figures.column import ends_of
from runreport.language import say
from runreport.model import Better, MetricInfo

COLORED = 5
"""Groups that have a color of their own; the rest share the baseline's gray."""
DECADES = 100.0
"""Positive numbers that differ by this factor are drawn on a logarithmic axis."""

Infos = Mapping[str, MetricInfo]

_UNSAFE = re.compile(r"[^a-z0-9]+")


def chart_key(kind: str, *parts: str) -> str:
    """Return a file name for a chart, unique by its parts, the same at every build."""
    exact = "\0".join((kind, *parts))
    folded = unicodedata.normalize("NFKD", " ".join((kind, *parts))).encode("ascii", "ignore").decode()
    digest = hashlib.sha256(exact.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{_UNSAFE.sub('-', folded.lower()).strip('-')[:48].strip('-')}-{digest}"


def colors_by_group(found: ExperimentFindings) -> dict[str, int]:
    """Return each group's place in the palette: the first five by rank, gray for the others."""
    free = iter(range(COLORED))
    return {
        group.key: BASELINE if group.key == found.baseline else next(free, BASELINE) for group in found.groups
    }


def named_groups(found: ExperimentFindings) -> list[Group]:
    """Return the groups that have a color, and the baseline, best first."""
    colors = colors_by_group(found)
    return [g for g in found.groups if colors[g.key] != BASELINE or g.key == found.baseline]


def info_of(infos: Infos, metric: str) -> MetricInfo:
    """Return what is known of a metric; its bare name where nothing is."""
    return infos.get(metric) or MetricInfo(metric, metric)


def metric_axis(info: MetricInfo, values: Iterable[float] = ()) -> Axis:
    """Return a metric's axis; logarithmic where the values span decades and have no upper limit."""
    is_log = info.high is None and spans_decades(values)
    return Axis(info.label, info.unit, Scale.LOG if is_log else Scale.LINEAR)


def spans_decades(values: Iterable[float]) -> bool:
    """Return whether all finite values are positive and the largest is many times the smallest."""
    known = tuple(values)
    finite = known if math.isfinite(sum(known)) else [value for value in known if math.isfinite(value)]
    return bool(finite) and min(finite) > 0 and max(finite) / min(finite) >= DECADES


def ends_of_all(columns: Sequence[Sequence[float]]) -> list[float]:
    """Return the lowest and the highest of each column, which tell whether all of them span decades."""
    found: list[float] = []
    for column in columns:
        found.extend(ends_of(column) or column)
    return found


def best_word(info: MetricInfo) -> str:
    """Return `highest` or `lowest`, whichever is better; empty where that is unknown."""
    if info.better is Better.UNKNOWN:
        return ""
    return say("highest") if info.better is Better.HIGHER else say("lowest")
