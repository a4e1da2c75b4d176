"""How the headline goes with each setting. Nothing here shows a cause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, inf
from statistics import fmean

from runreport.analysis.estimates import estimates_of, within
from runreport.analysis.evidence import Evidence
from runreport.analysis.findings import Effect, Level
from runreport.analysis.settings import Settings, canonical, number_of, text_of
from runreport.analysis.trends import Trend, trend_of
from runreport.language import Number, text
from runreport.model import MetricInfo, Run

MOST_LEVELS = 20
"""Different values of a setting up to which each has a mean of its own."""
RUNS_A_LEVEL = 2
"""Runs for each different value, on average, under which means are not said to differ."""
ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Spread:
    """How the spread of the results divides between a setting's values and within them."""

    explained: float
    """Share that lies between, adjusted for how many values there are (adjusted eta squared)."""
    p: float
    """Of the F test that all means are equal; 1 where no value was tried twice."""


def effects_of(
    evidence: Evidence, settings: Settings, info: MetricInfo, again: frozenset[str] = frozenset()
) -> tuple[Effect, ...]:
    """Return how a metric goes with each varying setting, in order of setting.

    Over compared runs with a value that have the setting, but for those that did another one `again`. A
    setting that fewer than two of them have, or that is the same in all of them, is left out.
    """
    results = evidence.results(info.name)
    runs = [run for run in evidence.compared if run.uid in results and run.uid not in again]
    found = []
    for param in settings.varying:
        having = [run for run in runs if param in run.params]
        if len({canonical(run.params[param]) for run in having}) > 1:
            found.append((param, having))
    alpha = ALPHA / max(1, len(found))
    return tuple(_effect(param, having, results, info, alpha) for param, having in found)


def _effect(
    param: str, runs: Sequence[Run], results: Mapping[str, float], info: MetricInfo, alpha: float
) -> Effect:
    numbers = [number_of(run.params[param]) for run in runs]
    is_numeric = None not in numbers
    cells = [(canonical(run.params[param]), run) for run in runs]
    cells.sort(key=lambda cell: cell[0] if is_numeric else str(cell[0]))
    points = tuple((text_of(setting), results[run.uid], run.uid) for setting, run in cells)
    levels = _levels(points, info)
    trend = _trend(points, alpha) if is_numeric else None
    spread = spread_of(points)
    # Where hardly any value was tried twice, the few that were decide the test by chance.
    are_apart = spread.p < alpha and len(points) >= RUNS_A_LEVEL * len(levels)
    means = [level.estimate.value for level in levels]
    return Effect(
        param=param,
        metric=info.name,
        is_numeric=is_numeric,
        points=points,
        levels=levels,
        rank_correlation=None if trend is None else trend.rho,
        spread_between=max(means) - min(means) if len(means) > 1 else None,
        # Of many values each may stand for one group, which tells nothing of this setting.
        strength=max(spread.explained if levels else 0.0, 0.0 if trend is None else trend.rho**2),
        n=len(points),
        sentence=_sentence(param, info, Number(len(points)), levels, trend, are_apart=are_apart),
        rank_interval=None if trend is None else trend.interval,
    )


def _levels(points: Sequence[tuple[str, float, str]], info: MetricInfo) -> tuple[Level, ...]:
    """Return each setting's estimate in order; none where there are more settings than a table bears."""
    samples: dict[str, list[float]] = {}
    for setting, value, _ in points:
        samples.setdefault(setting, []).append(value)
    if len(samples) > MOST_LEVELS:
        return ()
    estimates = estimates_of([tuple(sample) for sample in samples.values()])
    return tuple(Level(setting, within(one, info)) for setting, one in zip(samples, estimates, strict=True))


def spread_of(points: Sequence[tuple[str, float, str]]) -> Spread:
    """Return how results divide between the values of a setting: (setting, result, uid) of each run."""
    # Shares know no unit, and the squares of the largest floats would be too large for one.
    unit = max((abs(value) for _, value, _ in points), default=0.0) or 1.0
    samples: dict[str, list[float]] = {}
    for setting, value, _ in points:
        samples.setdefault(setting, []).append(value / unit)
    n, k = len(points), len(samples)
    mean = fmean(value for sample in samples.values() for value in sample)
    total = fsum((value - mean) ** 2 for sample in samples.values() for value in sample)
    if n <= k or k < 2 or not total:
        return Spread(0.0, 1.0)
    # Not `scipy.stats.f`, which calls this and takes a third of a second to import.
    from scipy.special import fdtrc

    centers = {setting: fmean(sample) for setting, sample in samples.items()}
    within = fsum((value - centers[setting]) ** 2 for setting in samples for value in samples[setting])
    ratio = (max(0.0, total - within) / (k - 1)) / (within / (n - k)) if within else inf
    explained = max(0.0, 1 - (within / (n - k)) / (total / (n - 1)))
    return Spread(explained, float(fdtrc(k - 1, n - k, ratio)))


def _trend(points: Sequence[tuple[str, float, str]], alpha: float) -> Trend | None:
    return trend_of([float(setting) for setting, _, _ in points], [value for _, value, _ in points], alpha)


def _sentence(
    param: str, info: MetricInfo, n: int, levels: Sequence[Level], trend: Trend | None, *, are_apart: bool
) -> str:
    if trend is not None and (trend.is_clear and trend.strength):
        return _trend_sentence(param, info, n, trend)
    if trend is not None and not (levels and are_apart):
        return _no_trend_sentence(param, info, n, trend)
    if not levels:
        return text(
            "{n} runs with more than {most_levels} different values of {param}.",
            n=n,
            most_levels=MOST_LEVELS,
            param=param,
        )
    ordered = sorted(levels, key=lambda level: level.estimate.value)
    low, high = ordered[0], ordered[-1]
    if low.estimate.value == high.estimate.value:
        return text(
            "Over {n} runs, the mean {label} is the same for every {param}.",
            n=n,
            label=info.label,
            param=param,
        )
    if trend is not None:
        return text(
            "Over {n} runs, {label} goes neither up nor down all along {param}: its highest mean goes with "
            "{setting} ({runs}), its lowest with {setting_b} ({runs_b}).",
            n=n,
            label=info.label,
            param=param,
            setting=high.setting,
            runs=_runs(high.estimate.n),
            setting_b=low.setting,
            runs_b=_runs(low.estimate.n),
        )
    return text(
        "Over {n} runs, the highest mean {label} goes with {param} = {setting} ({runs}), the lowest "
        "with {param} = {setting_b} ({runs_b}).",
        n=n,
        label=info.label,
        param=param,
        setting=high.setting,
        runs=_runs(high.estimate.n),
        setting_b=low.setting,
        runs_b=_runs(low.estimate.n),
    )


def _trend_sentence(param: str, info: MetricInfo, n: int, trend: Trend) -> str:
    way = text("higher") if trend.rho > 0 else text("lower")
    said = {
        "n": n,
        "param": param,
        "strength": trend.strength,
        "way": way,
        "label": info.label,
        "rho": trend.rho,
    }
    if trend.low is None or trend.high is None:
        return text(
            "Over {n} runs, a higher {param} goes {strength} with a {way} {label} "
            "(rank correlation {rho:.2f}).",
            **said,
        )
    return text(
        "Over {n} runs, a higher {param} goes {strength} with a {way} {label} (rank correlation {rho:.2f}, "
        "95 % interval {low:.2f} to {high:.2f}).",
        **said,
        low=trend.low,
        high=trend.high,
    )


def _no_trend_sentence(param: str, info: MetricInfo, n: int, trend: Trend) -> str:
    """Return that there is no trend to speak of: not beyond chance, or too small to matter."""
    said = {
        "n": n,
        "label": info.label,
        "param": param,
        "rho": trend.rho,
        "low": trend.low,
        "high": trend.high,
    }
    if not trend.is_clear:
        return text(
            "Over {n} runs, no clear trend of {label} with {param} (rank correlation {rho:.2f}, "
            "95 % interval {low:.2f} to {high:.2f}).",
            **said,
        )
    return text(
        "Over {n} runs, {label} hardly goes with {param}: the trend is negligible (rank correlation "
        "{rho:.2f}, 95 % interval {low:.2f} to {high:.2f}).",
        **said,
    )


def _runs(n: int) -> str:
    return text("1 run") if n == 1 else text("{n} runs", n=Number(n))
