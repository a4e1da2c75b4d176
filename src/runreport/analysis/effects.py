"""How the headline goes with each setting. Nothing here shows a cause."""

from collections.abc import Mapping, Sequence
from math import fsum, isnan
from statistics import fmean

from runreport.analysis.estimates import estimates_of
from runreport.analysis.evidence import Evidence
from runreport.analysis.findings import Effect, Level
from runreport.analysis.settings import Settings, canonical, number_of, text_of
from runreport.language import text
from runreport.model import MetricInfo, Run

FEWEST_FOR_TREND = 8
"""Runs under which no rank correlation is given."""
FEWEST_DISTINCT = 3
"""Different numbers under which no rank correlation is given."""
MOST_LEVELS = 20
"""Different values of a setting up to which each has a mean of its own."""
ALPHA = 0.05


def effects_of(evidence: Evidence, settings: Settings, info: MetricInfo) -> tuple[Effect, ...]:
    """Return how a metric goes with each varying setting, in order of setting.

    Over compared runs with a value that have the setting; a setting that fewer than two of them
    have, or that is the same in all of them, is left out.
    """
    results = evidence.results(info.name)
    runs = [run for run in evidence.compared if run.uid in results]
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
    levels = _levels(points)
    rho, p = _trend(points) if is_numeric else (None, 1.0)
    means = [level.estimate.value for level in levels]
    return Effect(
        param=param,
        metric=info.name,
        is_numeric=is_numeric,
        points=points,
        levels=levels,
        rank_correlation=rho,
        spread_between=max(means) - min(means) if len(means) > 1 else None,
        strength=max(_explained(points), (rho or 0.0) ** 2),
        n=len(points),
        sentence=_sentence(param, info, len(points), levels, rho, p < alpha),
    )


def _levels(points: Sequence[tuple[str, float, str]]) -> tuple[Level, ...]:
    """Return each setting's estimate in order; none where there are more settings than a table bears."""
    samples: dict[str, list[float]] = {}
    for setting, value, _ in points:
        samples.setdefault(setting, []).append(value)
    if len(samples) > MOST_LEVELS:
        return ()
    estimates = estimates_of([tuple(sample) for sample in samples.values()])
    return tuple(Level(setting, one) for setting, one in zip(samples, estimates, strict=True))


def _explained(points: Sequence[tuple[str, float, str]]) -> float:
    """Return the share of the variance that lies between settings, adjusted for how many there are."""
    samples: dict[str, list[float]] = {}
    for setting, value, _ in points:
        samples.setdefault(setting, []).append(value)
    n, k = len(points), len(samples)
    mean = fmean(value for _, value, _ in points)
    total = fsum((value - mean) ** 2 for _, value, _ in points)
    if n <= k or not total:
        return 0.0
    centers = {setting: fmean(sample) for setting, sample in samples.items()}
    within = fsum((value - centers[setting]) ** 2 for setting, value, _ in points)
    return max(0.0, 1 - (within / (n - k)) / (total / (n - 1)))


def _trend(points: Sequence[tuple[str, float, str]]) -> tuple[float | None, float]:
    """Return Spearman's rank correlation and its two-sided p; None where the runs are too few."""
    values = [value for _, value, _ in points]
    settings = [setting for setting, _, _ in points]
    if len(points) < FEWEST_FOR_TREND or len(set(settings)) < FEWEST_DISTINCT or len(set(values)) < 2:
        return None, 1.0
    from scipy import stats

    found = stats.spearmanr([float(setting) for setting in settings], values)
    return (None, 1.0) if isnan(found.statistic) else (float(found.statistic), float(found.pvalue))


def _sentence(
    param: str, info: MetricInfo, n: int, levels: Sequence[Level], rho: float | None, is_clear: bool
) -> str:
    if rho is not None:
        if not is_clear:
            return text(
                "Over {n} runs, no clear trend of {label} with {param} (rank correlation {rho:.2f}).",
                n=n,
                label=info.label,
                param=param,
                rho=rho,
            )
        way = text("higher") if rho > 0 else text("lower")
        return text(
            "Over {n} runs, a higher {param} goes with a {way} {label} (rank correlation {rho:.2f}).",
            n=n,
            param=param,
            way=way,
            label=info.label,
            rho=rho,
        )
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


def _runs(n: int) -> str:
    return text("1 run") if n == 1 else text("{n} runs", n=n)
