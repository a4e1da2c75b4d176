"""Every group against the one that the author, or the field, takes as the measure."""

import re
from collections.abc import Callable, Mapping, Sequence

from runreport.analysis.estimates import FEWEST, Contrast, contrasts_of
from runreport.analysis.evidence import Evidence
from runreport.analysis.findings import Difference, Verdict
from runreport.analysis.groups import Repeats, pair_up
from runreport.analysis.naming import read_name
from runreport.analysis.options import Baseline
from runreport.analysis.ranking import different_data
from runreport.language import text
from runreport.model import Better, MetricInfo

_WORD = re.compile(r"[^\W_]+")


def find_baseline(repeats: Sequence[Repeats], baseline: Baseline) -> Repeats | None:
    """Return the group that the baseline names; of several the one with most repeats, then the first.

    A name is looked for among groups' labels and keys, then runs' keys and uids, then runs' names, then
    labels and names without regard to case and separators: `logistic regression` is `Logistic_Regression`.
    """
    for meets in _rules(baseline):
        found = [one for one in repeats if meets(one)]
        if found:
            return max(found, key=lambda one: len(one.runs))
    return None


def differences_from(
    baseline: Repeats, repeats: Sequence[Repeats], evidence: Evidence, infos: Mapping[str, MetricInfo]
) -> tuple[Difference, ...]:
    """Return each other group's difference from the baseline, by group as given and then by metric.

    In every metric that both have, those of time, memory and progress aside. Intervals are for one
    difference each; the more groups, the more likely that some interval misses the truth.
    """
    metrics = [metric for metric in baseline.group.estimates if not read_name(metric).is_cost]
    couples = [
        (one, metric)
        for one in repeats
        if one.key != baseline.key
        for metric in metrics
        if metric in one.group.estimates
    ]
    pairs = [pair_up(one, baseline, evidence, metric) for one, metric in couples]
    contrasts = contrasts_of(pairs)
    return tuple(
        _difference(one, baseline, infos[metric], contrast, pair.is_paired)
        for (one, metric), pair, contrast in zip(couples, pairs, contrasts, strict=True)
    )


def _rules(baseline: Baseline) -> list[Callable[[Repeats], bool]]:
    if callable(baseline):
        rule = baseline
        return [lambda one: any(rule(run) for run in one.runs)]
    return [
        lambda one: baseline in {one.group.label, one.key},
        lambda one: any(baseline in {run.id, run.uid} for run in one.runs),
        lambda one: any(baseline == run.name for run in one.runs),
        lambda one: _plain(baseline) in {_plain(name) for name in (one.group.label, *_names(one))},
    ]


def _names(one: Repeats) -> list[str]:
    return [run.name for run in one.runs]


def _plain(name: str) -> str:
    return " ".join(_WORD.findall(name.casefold()))


def _difference(
    one: Repeats, baseline: Repeats, info: MetricInfo, contrast: Contrast, is_paired: bool
) -> Difference:
    mismatch = different_data((one, baseline))
    low, high = (None, None) if mismatch else (contrast.low, contrast.high)
    return Difference(
        group=one.key,
        metric=info.name,
        value=contrast.value,
        low=low,
        high=high,
        n=one.group.estimates[info.name].n,
        n_baseline=baseline.group.estimates[info.name].n,
        verdict=_verdict(low, high, info.better),
        method=mismatch or _method(contrast, is_paired),
    )


def _verdict(low: float | None, high: float | None, better: Better) -> Verdict:
    if low is None or high is None:
        return Verdict.NOT_JUDGED
    if low <= 0 <= high:
        return Verdict.CANNOT_TELL
    if better is Better.UNKNOWN:
        return Verdict.NOT_JUDGED
    return Verdict.BETTER if (low > 0) == (better is Better.HIGHER) else Verdict.WORSE


def _method(contrast: Contrast, is_paired: bool) -> str:
    if contrast.low is None:
        return text("difference of means; fewer than {fewest} repeats, so no interval", fewest=FEWEST)
    return text("95 % paired t interval on the same seeds") if is_paired else text("95 % Welch t interval")
