"""Charts of how metrics developed: all groups in one chart, or one panel a group."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from runreport.analysis.findings import ExperimentFindings, Group
from runreport.analysis.metrics import is_counter
from runreport.figures.align import MeanCurve, is_curve, mean_curves
from runreport.figures.alt import described, level_words
from runreport.figures.chart import BASELINE, Axis, Band, Chart, Line, Mark, Rule
from runreport.figures.numbers import counted, short
from runreport.figures.places import (
    Infos,
    best_word,
    chart_key,
    colors_by_group,
    info_of,
    metric_axis,
    named_groups,
)
from runreport.figures.scales import extremes, span
from runreport.language import message, say
from runreport.model import Better, MetricInfo, Run, Series

MOST_FAINT = 45
BAND = message("lowest to highest repeat")

Runs = Mapping[str, Run]


@dataclass(frozen=True, slots=True)
class GroupCurve:
    """A group with its curve in one metric."""

    group: Group
    curve: MeanCurve
    color: int
    is_baseline: bool

    @property
    def end(self) -> float:
        """The last finite value; NaN where there is none."""
        return next((value for value in reversed(self.curve.mean) if math.isfinite(value)), math.nan)


def curve_charts(
    found: ExperimentFindings, runs: Runs, infos: Infos, most: int | None = None
) -> tuple[Chart, ...]:
    """Return a chart for each metric that was logged at more than one step, the headline first.

    The five best groups and the baseline have their names and, with repeats, a band from the lowest
    to the highest; the others are faint. With `most`, so many charts are made.
    """
    charts = (
        curve_chart(found, runs, info_of(infos, metric)) for metric in curve_metrics(found, runs)[:most]
    )
    return tuple(chart for chart in charts if chart is not None)


def curve_metrics(found: ExperimentFindings, runs: Runs) -> list[str]:
    """Return the metrics that a run logged at more than one step, the headline first."""
    return [
        metric
        for metric in found.metrics
        if not is_counter(metric)
        and any(is_curve(one) for group in found.groups for one in _series(group, runs, metric))
    ]


def curve_chart(found: ExperimentFindings, runs: Runs, info: MetricInfo) -> Chart | None:
    """Return one metric's curves of all groups; None where no run logged it at two steps."""
    curves = _curves(found, runs, info.name)
    if not curves:
        return None
    named_keys = {group.key for group in named_groups(found)}
    if not any(curve.group.key in named_keys for curve in curves):
        named_keys = {curves[0].group.key}
    named = [curve for curve in curves if curve.group.key in named_keys]
    others = [curve for curve in curves if curve.group.key not in named_keys]
    if len(others) == 1:
        named, others = [*named, *others], []
    faint = [_line(curve, faint=True) for curve in others[:MOST_FAINT]]
    marks: list[Mark] = [*faint, *_bands(named), *(_line(curve) for curve in named)]
    values = [value for curve in curves for value in curve.curve.mean]
    chart = Chart(
        key=chart_key("curves", found.name, info.name),
        title=_title(curves, named, info),
        alt="",
        x=Axis(say("step")),
        y=metric_axis(info, values),
        marks=tuple(marks),
        runs=tuple(uid for curve in curves for uid in curve.group.runs),
        note=_note(named, others),
    )
    return described(chart)


def group_panels(found: ExperimentFindings, runs: Runs, info: MetricInfo, most: int = 6) -> tuple[Chart, ...]:
    """Return one panel for each of the best groups on shared axes, the baseline dashed in each."""
    curves = _curves(found, runs, info.name)
    baseline = next((curve for curve in curves if curve.is_baseline), None)
    shown = [curve for curve in curves if not curve.is_baseline][:most]
    reference = _baseline_mark(found, baseline, info)
    marks = [(*_bands([curve]), _line(curve), *reference) for curve in shown]
    if not shown:
        return ()
    x, y = _shared(marks, info)
    return tuple(
        described(_panel(found, curve, info, Chart("", "", "", x, y, drawn)))
        for curve, drawn in zip(shown, marks, strict=True)
    )


def _curves(found: ExperimentFindings, runs: Runs, metric: str) -> list[GroupCurve]:
    colors = colors_by_group(found)
    series = [[one for one in _series(group, runs, metric) if is_curve(one)] for group in found.groups]
    groups = [group for group, long in zip(found.groups, series, strict=True) if long]
    means = mean_curves([long for long in series if long])
    return [
        GroupCurve(group, mean, colors[group.key], group.key == found.baseline)
        for group, mean in zip(groups, means, strict=True)
    ]


def _series(group: Group, runs: Runs, metric: str) -> Iterator[Series]:
    """Yield what each run of a group logged of a metric."""
    for uid in group.runs:
        series = runs[uid].metrics.get(metric)
        if series is not None:
            yield series


def _line(curve: GroupCurve, *, faint: bool = False) -> Line:
    steps, mean = curve.curve.steps, curve.curve.mean
    return Line(curve.group.label, steps, mean, curve.color, dashed=curve.is_baseline, faint=faint)


def _bands(curves: Sequence[GroupCurve]) -> list[Band]:
    return [
        Band(say(BAND), one.curve.steps, one.curve.low, one.curve.high, one.color)
        for one in curves
        if one.curve.n > 1
    ]


def _title(curves: Sequence[GroupCurve], named: Sequence[GroupCurve], info: MetricInfo) -> str:
    ends = [curve for curve in curves if math.isfinite(curve.end)]
    word = best_word(info)
    if len(curves) == 1 and ends:
        finite = [value for value in ends[0].curve.mean if math.isfinite(value)]
        first, end = short(finite[0]), short(finite[-1])
        if first == end:
            return level_words(finite, info.label)
        return say("{label} goes from {first} to {end}", label=info.label, first=first, end=end)
    if not ends or not word:
        return say("{label} by step", label=info.label)
    pick = max if info.better is Better.HIGHER else min
    front = pick(ends, key=lambda curve: curve.end)
    if front not in named or sum(curve.end == front.end for curve in ends) > 1:
        return say("{label} by step", label=info.label)
    return say(
        "{metric}: {name} ends {word}, at {end}",
        metric=info.label,
        name=front.group.label,
        word=word,
        end=short(front.end),
    )


def _note(named: Sequence[GroupCurve], others: Sequence[GroupCurve]) -> str:
    parts = [_repeats([curve.curve.n for curve in named])]
    widest = max(curve.curve.bin_width for curve in named)
    if widest:
        parts.append(
            say(
                "Repeats logged at different steps: means over {widest} steps or fewer.",
                widest=short(widest, 2),
            )
        )
    if others:
        drawn = min(len(others), MOST_FAINT)
        left = say(", {others} more are not drawn", others=len(others) - drawn) if len(others) > drawn else ""
        parts.append(
            say("Faint: {groups} further down the ranking{left}.", groups=counted(drawn, "group"), left=left)
        )
    return " ".join(part for part in parts if part)


def _repeats(counts: Sequence[int]) -> str:
    low, high = min(counts), max(counts)
    if high == 1:
        return say("Each line is one run.")
    n = str(high) if low == high else say("{low} to {high}", low=low, high=high)
    return say(
        "Lines: mean of n = {n} runs, up to the end of the shortest. Bands: {band}.", n=n, band=say(BAND)
    )


def _baseline_mark(
    found: ExperimentFindings, baseline: GroupCurve | None, info: MetricInfo
) -> tuple[Line | Rule, ...]:
    """Return the baseline's curve, or its result where it has no curve."""
    if baseline is not None:
        return (_line(baseline),)
    group = next((group for group in found.groups if group.key == found.baseline), None)
    estimate = group.estimates.get(info.name) if group else None
    return (Rule(group.label, estimate.value),) if group and estimate else ()


def _shared(marks: Sequence[tuple[Mark, ...]], info: MetricInfo) -> tuple[Axis, Axis]:
    xs, ys = extremes(mark for drawn in marks for mark in drawn)
    y = metric_axis(info, ys)
    limits = span(y, ys, 4, is_tight=False)
    return Axis(say("step"), low=min(xs), high=max(xs)), replace(y, low=limits.low, high=limits.high)


def _panel(found: ExperimentFindings, curve: GroupCurve, info: MetricInfo, bare: Chart) -> Chart:
    return replace(
        bare,
        key=chart_key("panel", found.name, info.name, curve.group.key),
        title=curve.group.label,
        runs=curve.group.runs,
        note=" ".join(part for part in (_against(bare, info), _repeats([curve.curve.n])) if part),
    )


def _against(panel: Chart, info: MetricInfo) -> str:
    """Return since which step the first line is on the better side of the dashed baseline."""
    lines = [mark for mark in panel.marks if isinstance(mark, Line)]
    rule = next((mark.value for mark in panel.marks if isinstance(mark, Rule)), None)
    reference = [mark.y[-1] for mark in lines if mark.color == BASELINE and mark.dashed]
    level = rule if rule is not None else reference[0] if reference else math.nan
    if info.better is Better.UNKNOWN or not math.isfinite(level):
        return ""
    is_above = info.better is Better.HIGHER
    sign = 1 if is_above else -1
    since = None
    for step, value in zip(lines[0].x, lines[0].y, strict=True):
        if not (value - level) * sign > 0:
            since = None
        elif since is None:
            since = step
    if since is None:
        return (
            say("Does not end above the baseline's end.")
            if is_above
            else say("Does not end below the baseline's end.")
        )
    return (
        say("Above the baseline's end from step {step} on.", step=short(since))
        if is_above
        else say("Below the baseline's end from step {step} on.", step=short(since))
    )
