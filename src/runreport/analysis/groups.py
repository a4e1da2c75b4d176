"""Runs with the same settings but for their seeds, with an estimate of every metric."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from runreport.analysis.estimates import FEWEST, Pair, estimates_of, within
from runreport.analysis.evidence import Evidence, Values, evaluation_digests
from runreport.analysis.findings import Estimate, Group
from runreport.analysis.labels import label_groups, stem_of
from runreport.analysis.repeats import done_again, telling
from runreport.analysis.setting_labels import Label
from runreport.analysis.settings import Settings, canonical, is_choice, text_of
from runreport.model import MetricInfo, Run


@dataclass(frozen=True, slots=True)
class Repeats:
    """A group with its records, for the questions that need them."""

    group: Group
    runs: tuple[Run, ...]
    """All of them, in order."""
    seeds: tuple[str, ...]
    """The seed as text of each of `group.runs`; empty where its record has none."""
    evaluated_on: frozenset[str]
    """Digests of the data it was evaluated on; empty where unknown."""

    @property
    def key(self) -> str:
        """The group's key."""
        return self.group.key

    def by_seed(self, evidence: Evidence, metric: str) -> dict[str, float]:
        """Return a metric's value by seed; empty unless every run has a seed of its own and a value."""
        if "" in self.seeds:
            return {}
        values = evidence.values.get(metric, {})
        found = {
            seed: values[uid] for seed, uid in zip(self.seeds, self.group.runs, strict=True) if uid in values
        }
        return found if len(found) == len(self.seeds) else {}


def group_runs(
    evidence: Evidence, settings: Settings, infos: Mapping[str, MetricInfo], apart: frozenset[str]
) -> list[Repeats]:
    """Return the groups of the compared runs, in order of their first run; those `apart` are in none.

    Runs are repeats if all their settings but the seeds are equal, as numbers or as text, and so is
    their kind of job. Without any such setting, runs that have seeds are repeats if they have the
    same name but for the seed, and runs without seeds stand alone.
    """
    values = telling(evidence.values)
    members: dict[tuple[object, ...], list[Run]] = {}
    for run in evidence.compared:
        if run.uid in apart:
            continue
        members.setdefault(_identity(run, settings), []).append(run)
    labels = label_groups(list(members.values()), settings)
    seeds = {run.uid: seed_of(run, settings) for runs in members.values() for run in runs}
    counted = [_counted(runs, seeds, values) for runs in members.values()]
    estimates = _estimates(evidence, counted, infos)
    return [
        _repeats(identity, runs, once, label, found, settings, seeds)
        for (identity, runs), once, label, found in zip(
            members.items(), counted, labels, estimates, strict=True
        )
    ]


def pair_up(first: Repeats, second: Repeats, evidence: Evidence, metric: str) -> Pair:
    """Return two groups' values: by seed, where both have the same seeds, each once, and enough of them."""
    alone = Pair(first.group.estimates[metric].values, second.group.estimates[metric].values, False)
    if min(len(alone.first), len(alone.second)) < FEWEST:
        return alone
    one, other = first.by_seed(evidence, metric), second.by_seed(evidence, metric)
    if not one or one.keys() != other.keys():
        return alone
    seeds = sorted(one)
    return Pair(tuple(one[seed] for seed in seeds), tuple(other[seed] for seed in seeds), True)


def seed_of(run: Run, settings: Settings) -> str:
    """Return the values of a run's seeds as one text; empty where it has none."""
    values = (run.params.get(name) for name in settings.seeds)
    texts = (text_of(canonical(value)) for value in values if value is not None)
    return " / ".join(dict.fromkeys(texts))


def _identity(run: Run, settings: Settings) -> tuple[object, ...]:
    told = tuple(
        (name, canonical(value))
        for name, value in sorted(run.params.items())
        if name not in settings.seeds and is_choice(name)
    )
    if told:
        return run.job_type, told
    seed = seed_of(run, settings)
    return (run.job_type, stem_of(run.name, seed)) if seed else (run.uid,)


def _counted(runs: Sequence[Run], seeds: Mapping[str, str], values: Values) -> list[Run]:
    """Return the runs of a group that tell something of their own."""
    again = done_again(runs, [seeds[run.uid] for run in runs], values)
    return [run for at, run in enumerate(runs) if at not in again]


def _estimates(
    evidence: Evidence, members: Sequence[Sequence[Run]], infos: Mapping[str, MetricInfo]
) -> list[dict[str, Estimate]]:
    """Return each group's estimates by metric, in order of metric, made all at once."""
    samples: dict[tuple[int, str], tuple[float, ...]] = {}
    groups = [[run.uid for run in runs] for runs in members]
    for metric in sorted(evidence.values):
        values = evidence.values[metric]
        for at, uids in enumerate(groups):
            sample = tuple([values[uid] for uid in uids if uid in values])
            if sample:
                samples[at, metric] = sample
    found: list[dict[str, Estimate]] = [{} for _ in members]
    for (at, metric), estimate in zip(samples, estimates_of(list(samples.values())), strict=True):
        found[at][metric] = within(estimate, infos[metric])
    return found


def _repeats(
    identity: tuple[object, ...],
    runs: list[Run],
    counted: list[Run],
    label: Label,
    estimates: dict[str, Estimate],
    settings: Settings,
    seed_by_run: Mapping[str, str],
) -> Repeats:
    seeds = tuple(seed_by_run[run.uid] for run in counted)
    once = tuple(run.uid for run in counted)
    digest = sha256(repr((runs[0].experiment, *identity)).encode(errors="backslashreplace")).hexdigest()
    group = Group(
        key=runs[0].uid if len(runs) == 1 else f"group-{digest[:12]}",
        label=label.short,
        runs=once,
        params={name: runs[0].params[name] for name in settings.varying if name in runs[0].params},
        seeds=tuple(dict.fromkeys(seed for seed in seeds if seed)),
        estimates=estimates,
        whole="" if label.whole == label.short else label.whole,
        again=tuple(run.uid for run in runs if run.uid not in once) if len(once) < len(runs) else (),
    )
    return Repeats(group, tuple(runs), seeds, evaluation_digests(runs))
