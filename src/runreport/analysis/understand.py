"""From records and tables to findings: one experiment after the other."""

from collections import Counter
from collections.abc import Mapping, Sequence

from runreport.analysis.baseline import differences_from, find_baseline
from runreport.analysis.effects import effects_of
from runreport.analysis.evidence import Evidence, best_first, gather
from runreport.analysis.findings import Difference, ExperimentFindings, Findings
from runreport.analysis.groups import Repeats, group_runs
from runreport.analysis.headline import choose_headline
from runreport.analysis.metrics import describe_metrics, recorded_infos, rescaled
from runreport.analysis.options import Options
from runreport.analysis.outcomes import (
    costs_of,
    diverged_of,
    failures_of,
    has_unfinished_results,
    progress_of,
    without_result,
)
from runreport.analysis.ranking import different_data, in_order, rank_groups
from runreport.analysis.settings import settings_of
from runreport.language import text
from runreport.model import Better, MetricInfo, Run, Status


def understand(runs: Sequence[Run], options: Options | None = None) -> Findings:
    """Return what the records show, by experiment, merged over stores by its name.

    Args:
        runs: all runs, in any order: the order does not change the findings.
        options: what a person says of metrics, headline, baseline and seeds.
    """
    options = options or Options()
    gathered = gather(runs)
    infos = _describe(gathered, options, recorded_infos(runs))
    return Findings(tuple(_understand_one(evidence, infos, options) for evidence in gathered), infos)


def _describe(
    gathered: Sequence[Evidence], options: Options, recorded: Mapping[str, MetricInfo]
) -> dict[str, MetricInfo]:
    names = (name for evidence in gathered for name in evidence.metrics)
    infos = describe_metrics(names, options.metrics, recorded)
    extremes: dict[str, tuple[float, float]] = {}
    for evidence in gathered:
        for metric, values in evidence.values.items():
            low, high = extremes.get(metric, (float("inf"), float("-inf")))
            extremes[metric] = min(low, *values.values()), max(high, *values.values())
    return {
        name: rescaled(info, *extremes[name]) if name in extremes else info for name, info in infos.items()
    }


def _understand_one(evidence: Evidence, infos: dict[str, MetricInfo], options: Options) -> ExperimentFindings:
    configured = options.headline.get(evidence.name, options.headline.get(""))
    chosen = choose_headline(evidence, infos, configured)
    info = None if chosen.metric is None else infos[chosen.metric]
    apart = evidence.containers(chosen.metric)
    settings = settings_of([run for run in evidence.runs if run.uid not in apart], options.seeds)
    repeats = group_runs(evidence, settings, infos, apart)
    repeats = repeats if info is None else in_order(repeats, info)
    again = frozenset(uid for one in repeats for uid in one.group.again)
    baseline, said, differences = _against_baseline(evidence, repeats, infos, options)
    costs = costs_of(evidence)
    ranking = None if info is None else rank_groups(repeats, evidence, info)
    best_run = _best_run(evidence, info, repeats)
    return ExperimentFindings(
        name=evidence.name,
        runs=_ordered_runs(evidence, info),
        statuses=_statuses(evidence),
        metrics=_ordered_metrics(evidence, chosen.metric),
        headline=chosen.metric,
        headline_reason=chosen.reason,
        varying=settings.varying,
        constant=settings.constant,
        seeds=settings.seeds,
        groups=tuple(one.group for one in repeats),
        ranking=ranking,
        best_run=best_run,
        baseline=None if baseline is None else baseline.key,
        baseline_reason=said,
        differences=differences,
        effects=() if info is None else effects_of(evidence, settings, info, again),
        progress=() if info is None or best_run is None else progress_of(evidence, info),
        failures=failures_of(evidence),
        without_result=without_result(evidence, chosen.metric),
        diverged=diverged_of(evidence),
        has_unfinished_results=has_unfinished_results(evidence),
        started=costs.started,
        ended=costs.ended,
        seconds=costs.seconds,
        runs_with_seconds=costs.runs_with_seconds,
        holders_with_seconds=costs.holders_with_seconds,
    )


def _against_baseline(
    evidence: Evidence, repeats: Sequence[Repeats], infos: Mapping[str, MetricInfo], options: Options
) -> tuple[Repeats | None, str, tuple[Difference, ...]]:
    """Return the baseline's group, how it was found, and the others' differences from it."""
    wanted = options.baselines.get(evidence.name, options.baselines.get(""))
    if wanted is None:
        return None, "", ()
    called = (
        text("the configured rule")
        if callable(wanted)
        else text("the configured baseline {wanted}", wanted=wanted)
    )
    baseline = find_baseline(repeats, wanted)
    if baseline is None:
        return None, text("{called} matches no run with results", called=called), ()
    return baseline, called, differences_from(baseline, repeats, evidence, infos)


def _ordered_runs(evidence: Evidence, info: MetricInfo | None) -> tuple[str, ...]:
    ranked = [] if info is None else best_first(evidence.results(info.name), info)
    placed = set(ranked)
    return (*ranked, *(run.uid for run in evidence.runs if run.uid not in placed))


def _ordered_metrics(evidence: Evidence, headline: str | None) -> tuple[str, ...]:
    return tuple(sorted(evidence.metrics, key=lambda name: (name != headline, -evidence.metrics[name], name)))


def _best_run(evidence: Evidence, info: MetricInfo | None, repeats: Sequence[Repeats]) -> str | None:
    if info is None or info.better is Better.UNKNOWN:
        return None
    if different_data([one for one in repeats if info.name in one.group.estimates]):
        return None
    return best_first(evidence.results(info.name), info)[0]


def _statuses(evidence: Evidence) -> dict[Status, int]:
    counts = Counter(run.status for run in evidence.runs)
    return {status: counts[status] for status in Status if counts[status]}
