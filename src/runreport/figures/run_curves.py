"""Charts of a single run's page: metrics that belong together in one chart."""

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from runreport.analysis.metrics import is_counter
from runreport.figures.align import is_curve, last_of_each_step, last_points
from runreport.figures.alt import described
from runreport.figures.chart import Axis, Chart, Line
from runreport.figures.column import Column, columns_of
from runreport.figures.epochs import epochs_of
from runreport.figures.numbers import short
from runreport.figures.places import (
    COLORED,
    Infos,
    best_word,
    ends_of_all,
    info_of,
    metric_axis,
)
from runreport.language import say
from runreport.model import Better, MetricInfo, Run, Series


@dataclass(frozen=True, slots=True)
class Logged:
    """The points of a metric that a chart shows: the last at each step."""

    steps: NDArray[np.int64]
    values: Column
    times: tuple[float, ...]
    """Empty where the store keeps none."""


_SPLITS = "training|train|trn|validation|valid|val|dev|evaluation|eval|testing|test|holdout"
_BEFORE = re.compile(rf"^({_SPLITS})(?=[/._\- ])[/._\- ]+", re.IGNORECASE)
_AFTER = re.compile(rf"[/._\- ]+({_SPLITS})$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def family_of(metric: str) -> str:
    """Return a metric's name without the part of the data it was measured on: `val/loss` to `loss`."""
    for pattern in (_BEFORE, _AFTER):
        short_name = pattern.sub("", metric)
        if short_name and short_name != metric:
            return short_name
    return metric


def run_curves(run: Run, infos: Infos) -> tuple[Chart, ...]:
    """Return charts of all metrics that a run logged at more than one step, related ones together.

    `train_loss` and `val_loss` share a chart, five lines at most; charts are in order of name.
    """
    return _charts(run, run.metrics, infos, "run")


def system_curves(run: Run) -> tuple[Chart, ...]:
    """Return charts of what the machine did, in order of name."""
    return _charts(run, run.system, {}, "system")


def _charts(run: Run, metrics: Mapping[str, Series], infos: Infos, kind: str) -> tuple[Chart, ...]:
    families: dict[tuple[str, str, str], list[str]] = {}
    for name in sorted(metrics):
        if is_curve(metrics[name]) and not is_counter(name):
            info = info_of(infos, name)
            axis = info.step_metric if against(metrics, info) is not None else ""
            families.setdefault((family_of(name), info.unit, axis), []).append(name)
    points = _points_of(metrics, [name for names in families.values() for name in names])
    return tuple(
        _chart(run, metrics, infos, points, _key(kind, family, run.uid, *part), part, axis)
        for (family, _, axis), names in sorted(families.items())
        for part in (names[at : at + COLORED] for at in range(0, len(names), COLORED))
    )


def _key(*parts: str) -> str:
    """Return what tells a chart from any other of the report; none of these is a file of its own."""
    exact = "\0".join(parts).encode("utf-8", "surrogatepass")
    return f"{parts[0]}-{hashlib.sha256(exact).hexdigest()[:16]}"


def _points_of(metrics: Mapping[str, Series], names: Sequence[str]) -> dict[str, Logged]:
    """Return the last point of each step of metrics, as charts have them."""
    last: list[tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64] | None]] = []
    for name in names:
        last.append(last_points(metrics[name], last[-1][0] if last else None))
    values = columns_of([values for _, values, _ in last])
    # Metrics that were logged together share their times, as one array.
    clocks = {id(times): times for _, _, times in last if times is not None}
    columns = dict(zip(clocks, columns_of([*clocks.values()]), strict=True))
    return {
        name: Logged(steps, column, () if times is None else columns[id(times)])
        for name, (steps, _, times), column in zip(names, last, values, strict=True)
    }


def against(metrics: Mapping[str, Series], info: MetricInfo) -> tuple[float, ...] | None:
    """Return where the points of a metric lie on the one that its record plots it against.

    None where it names none, or where that one has no finite value at each of the steps, or falls: then
    points lie at the tracker's steps, and no other name is given to these.
    """
    if info.step_metric in {"", info.name} or info.step_metric not in metrics:
        return None
    steps, _ = last_of_each_step(metrics[info.name])
    known_steps, known = last_of_each_step(metrics[info.step_metric])
    places = np.searchsorted(known_steps, steps)
    if places[-1] >= known_steps.size or not np.array_equal(known_steps[places], steps):
        return None
    x = known[places]
    return tuple(x.tolist()) if np.isfinite(x).all() and (np.diff(x) >= 0).all() else None


def _chart(
    run: Run,
    metrics: Mapping[str, Series],
    infos: Infos,
    points: Mapping[str, Logged],
    key: str,
    names: Sequence[str],
    axis: str,
) -> Chart:
    known = [info_of(infos, name) for name in names]
    lines = tuple(_line(metrics, points[info.name], info, place) for place, info in enumerate(known))
    scale = metric_axis(known[0], ends_of_all([line.y for line in lines]))
    label = known[0].label if len(known) == 1 else family_of(names[0])
    title = "; ".join(_finding(info, metrics[info.name]) for info in known[:3])
    y = Axis(label, scale.unit, scale.scale)
    x = Axis(info_of(infos, axis).label if axis else say("step"))
    return described(Chart(key, title, "", x, y, lines, (run.uid,)))


def _line(metrics: Mapping[str, Series], points: Logged, info: MetricInfo, color: int) -> Line:
    return Line(
        info.label,
        against(metrics, info) or _floats(points.steps.tobytes()),
        points.values,
        color,
        times=points.times,
        epochs=epochs_of(metrics, points.steps),
        metric=info.name,
    )


@lru_cache(maxsize=64)
def _floats(steps: bytes) -> Column:
    """Return steps as a chart has them; most curves of a run share theirs."""
    return columns_of([np.frombuffer(steps, np.int64).astype(np.float64)])[0]


def _finding(info: MetricInfo, series: Series) -> str:
    """Return how a curve ended, and its best point where that is another."""
    stats = series.stats
    if not math.isfinite(stats.last_finite):
        return say("{label} has no finite value", label=info.label)
    ends = say("{label} ends at {end}", label=info.label, end=short(stats.last_finite))
    if stats.non_finite and not math.isfinite(stats.last):
        ends = say(
            "{label} stops being a number after step {step}",
            label=info.label,
            step=stats.last_finite_step,
        )
    if info.better is Better.UNKNOWN:
        return ends
    best, at = (stats.max, stats.argmax) if info.better is Better.HIGHER else (stats.min, stats.argmin)
    return (
        ends
        if best == stats.last_finite
        else say(
            "{ends} ({word} {best} at step {step})",
            ends=ends,
            word=best_word(info),
            best=short(best),
            step=at,
        )
    )
