"""Charts of results: the ranking, progress over time, and what goes with a setting."""

import math
from collections.abc import Mapping, Sequence

from runreport.analysis.findings import Effect, Estimate, ExperimentFindings
from runreport.analysis.results import result_in
from runreport.analysis.settings import number_of
from runreport.figures.alt import described
from runreport.figures.chart import BASELINE, Axis, Chart, Intervals, Line, Mark, Points, Rule, Scale
from runreport.figures.numbers import counted, short
from runreport.figures.outliers import fitted
from runreport.figures.places import (
    Infos,
    best_word,
    chart_key,
    colors_by_group,
    info_of,
    metric_axis,
    spans_decades,
)
from runreport.language import say
from runreport.model import MetricInfo, Run, Status

MOST_ROWS = 12
MOST_POINTS_A_ROW = 12
MOST_LEVELS = 15
FEWEST_FOR_LINE = 3
"""Different values of a setting under which no line joins their means: two points make any line."""

Runs = Mapping[str, Run]


def ranking_chart(found: ExperimentFindings, infos: Infos) -> Chart | None:
    """Return the groups' means with their intervals by the headline metric, best first.

    The first `MOST_ROWS`, and the baseline where it is not among them. None where no group has a value.
    """
    metric = found.headline
    rated = [group for group in found.groups if metric in group.estimates]
    if metric is None or not rated:
        return None
    info = info_of(infos, metric)
    shown = rated[:MOST_ROWS] + [group for group in rated[MOST_ROWS:] if group.key == found.baseline]
    estimates = [group.estimates[metric] for group in shown]
    colors = colors_by_group(found)
    rows = _rows(info.label, estimates, tuple(colors[group.key] for group in shown))
    baseline = [group for group in shown if group.key == found.baseline]
    rules = [
        Rule(say("baseline: {label}", label=group.label), group.estimates[metric].value, True)
        for group in baseline
    ]
    values = [*rows.values, *(value for values in rows.points for value in values)]
    chart = Chart(
        key=chart_key("ranking", found.name, metric),
        title=_ranking_title(found, info),
        alt="",
        x=metric_axis(info, values),
        y=Axis("", scale=Scale.CATEGORY, names=tuple(group.uncut for group in shown)),
        marks=(*rules, rows),
        runs=tuple(uid for group in shown for uid in group.runs),
        note=_ranking_note(estimates, len(rated) - len(shown), has_points=bool(rows.points)),
    )
    return described(fitted(chart, "mean"))


def _rows(name: str, estimates: Sequence[Estimate], colors: tuple[int, ...]) -> Intervals:
    singles = tuple(e.values if 1 < len(e.values) <= MOST_POINTS_A_ROW else () for e in estimates)
    return Intervals(
        name=name,
        values=tuple(estimate.value for estimate in estimates),
        low=tuple(estimate.low for estimate in estimates),
        high=tuple(estimate.high for estimate in estimates),
        points=singles if any(singles) else (),
        colors=colors,
    )


def _ranking_title(found: ExperimentFindings, info: MetricInfo) -> str:
    ranking = found.ranking
    labels = {group.key: group.label for group in found.groups}
    if ranking is None or not ranking.top or ranking.metric != info.name:
        return say("{label} by group", label=info.label)
    if not ranking.is_tested and len(ranking.top) > 1:
        return say(
            "{groups} share the {best_word} {label}; too few repeats for a test",
            groups=counted(len(ranking.top), "group"),
            best_word=best_word(info),
            label=info.label,
        )
    if not ranking.is_tested:
        first = labels[ranking.standings[0].group]
        return say(
            "{first} has the {best_word} {label}; too few repeats for a test",
            first=first,
            best_word=best_word(info),
            label=info.label,
        )
    if len(ranking.top) == 1:
        return say(
            "{labels} is best by {label}, and told apart from all others",
            labels=labels[ranking.top[0]],
            label=info.label,
        )
    return say(
        "{groups} cannot be told apart at the top by {label}",
        groups=counted(len(ranking.top), "group"),
        label=info.label,
    )


def _ranking_note(estimates: Sequence[Estimate], left: int, *, has_points: bool) -> str:
    low, high = min(e.n for e in estimates), max(e.n for e in estimates)
    n = str(low) if low == high else say("{low} to {high}", low=low, high=high)
    parts = [say("Large point: mean of n = {n} runs.", n=n) if high > 1 else say("Each point is one run.")]
    methods = list(dict.fromkeys(e.method for e in estimates if e.low is not None))
    if methods:
        parts.append(say("Bar: {methods}.", methods="; ".join(methods)))
    if has_points:
        parts.append(say("Small points: single runs."))
    if left:
        parts.append(say("{groups} further down not drawn.", groups=counted(left, "group")))
    return " ".join(parts)


def progress_chart(found: ExperimentFindings, runs: Runs, infos: Infos) -> Chart | None:
    """Return the best value so far over time, with every run that has a value as a point.

    None where there is no progress to show: the better direction is unknown, or no run has a time.
    """
    if found.headline is None or not found.progress:
        return None
    info = info_of(infos, found.headline)
    finished = _points_in_time(found, runs, info.name, is_finished=True)
    others = _points_in_time(found, runs, info.name, is_finished=False)
    best = [(step.when.timestamp(), step.value) for step in found.progress]
    everything = (*finished, *others, *best)
    # The best holds until the last record, not only until it was found.
    best_line = [*best, (max(when for when, _ in everything), best[-1][1])]
    points = (
        Points(say("finished runs"), *_columns(finished)),
        Points(say("other runs"), *_columns(others), BASELINE),
    )
    chart = Chart(
        key=chart_key("progress", found.name, info.name),
        title=_progress_title(info, [value for _, value in best]),
        alt="",
        x=Axis(say("date"), scale=Scale.TIME),
        y=metric_axis(info, (value for _, value in everything)),
        marks=(
            *(mark for mark in points if mark.x),
            Line(say("best so far"), *_columns(best_line), color=1, steps=True),
        ),
        runs=found.runs,
        note=_progress_note(len(finished), len(others), len(found.runs)),
    )
    return described(fitted(chart))


def _points_in_time(
    found: ExperimentFindings, runs: Runs, metric: str, *, is_finished: bool
) -> list[tuple[float, float]]:
    points = []
    for uid in found.runs:
        run = runs[uid]
        moment = run.ended or run.started
        value = result_in(run, metric)
        is_right = (run.status is Status.FINISHED) == is_finished
        if is_right and moment is not None and math.isfinite(value):
            points.append((moment.timestamp(), value))
    return sorted(points)


def _progress_title(info: MetricInfo, best: Sequence[float]) -> str:
    if len(best) == 1:
        return say(
            "{label}: the first run with a value, {best}, is still the best",
            label=info.label,
            best=short(best[0]),
        )
    went = say("from {start} to {end}", start=short(best[0]), end=short(best[-1]))
    return say(
        "The best {label} went {went} in {improvements}",
        label=info.label,
        went=went,
        improvements=counted(len(best) - 1, "improvement"),
    )


def _progress_note(finished: int, others: int, of: int) -> str:
    parts = [say("Each point is a run, n = {finished}.", finished=short(finished + others))]
    if others:
        parts.append(say("{runs} not known to have finished: gray.", runs=counted(others, "run")))
    left = of - finished - others
    if left:
        parts.append(say("{runs} without a value or a time not drawn.", runs=counted(left, "run")))
    return " ".join(parts)


def effect_chart(effect: Effect, found: ExperimentFindings, infos: Infos) -> Chart:
    """Return how a metric goes with one setting: runs as points, and the mean of each of its values.

    Numbers run along x, on a logarithmic axis where they span decades; words stand in rows.
    """
    info = info_of(infos, effect.metric)
    key = chart_key("effect", found.name, effect.metric, effect.param)
    runs = tuple(uid for _, _, uid in effect.points)
    numbers = [number_of(setting) for setting, _, _ in effect.points]
    # Between two values an axis of numbers has only places that nobody tried.
    if effect.is_numeric and len(set(numbers)) > 2 and all(number is not None for number in numbers):
        x, y, marks = _numeric(effect, info, [float(number) for number in numbers if number is not None])
        note = say("Each point is a run, n = {n}.", n=short(effect.n))
        note += f" {say('Line: mean at each value.')}" if len(marks) > 1 else ""
    else:
        x, y, rows = _in_rows(effect, info)
        marks = (rows,)
        note = say("Large point: mean of the runs with this value, n = {n} in all.", n=short(effect.n))
        note += f" {say('Small points: single runs.')}" if rows.points else ""
    noun = "run" if isinstance(marks[0], Points) else "mean"
    return described(fitted(Chart(key, effect.sentence, "", x, y, marks, runs, note), noun))


def _numeric(
    effect: Effect, info: MetricInfo, numbers: Sequence[float]
) -> tuple[Axis, Axis, tuple[Mark, ...]]:
    results = [value for _, value, _ in effect.points]
    scale = Scale.LOG if spans_decades(numbers) else Scale.LINEAR
    points = Points(say("runs"), tuple(numbers), tuple(results))
    levels = [(number_of(level.setting), level.estimate.value) for level in effect.levels]
    means = sorted((float(number), value) for number, value in levels if number is not None)
    marks: tuple[Mark, ...] = (points,)
    if FEWEST_FOR_LINE <= len(means) < len(results):
        marks = (points, Line(say("mean"), *_columns(means), color=1))
    return Axis(effect.param, scale=scale), metric_axis(info, results), marks


def _in_rows(effect: Effect, info: MetricInfo) -> tuple[Axis, Axis, Intervals]:
    levels = effect.levels[:MOST_LEVELS]
    rows = _rows(info.label, [level.estimate for level in levels], ())
    names = tuple(level.setting for level in levels)
    return metric_axis(info, rows.values), Axis(effect.param, scale=Scale.CATEGORY, names=names), rows


def _columns(pairs: Sequence[tuple[float, float]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tuple(x for x, _ in pairs), tuple(y for _, y in pairs)
