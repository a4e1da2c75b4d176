"""Which models get a card: registered ones, chosen ones, and each experiment's best."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from runreport.analysis.evidence import best_first
from runreport.analysis.findings import ExperimentFindings, Findings, Group
from runreport.analysis.results import result_in
from runreport.errors import ConfigError
from runreport.language import text
from runreport.model import Better, MetricInfo, ModelVersion, RegisteredModel, Run, StoreFacts

FIRST_ALIASES = ("champion", "production")
LONGEST_NAME = 60
"""A longer text, or one of several lines, describes a model and does not name it."""
NAME_KEYS = ("model", "model_name", "model_type", "architecture", "arch", "estimator", "classifier")
"""Settings and tags in which runs say what their model is, the likeliest first."""

Runs = Mapping[str, Run]


@dataclass(frozen=True, slots=True)
class Choice:
    """A model that the configuration names; None for what it leaves open."""

    name: str
    metric: str | None = None
    """The run that is best by this metric."""
    experiment: str | None = None
    """In this experiment; in any where it is left open."""
    run: str | None = None
    """Or this run, by its key, name or uid."""

    @property
    def says_which(self) -> bool:
        """Whether it chooses a run."""
        return self.metric is not None or self.run is not None


@dataclass(frozen=True, slots=True)
class Subject:
    """A model that gets a card, with all that records know of it."""

    name: str
    why: str
    run: Run | None
    found: ExperimentFindings | None
    """Findings of the run's experiment."""
    group: Group | None
    """The run's group; None where it did not finish."""
    model: RegisteredModel | None = None
    version: ModelVersion | None = None


def subjects_of(
    findings: Findings, runs: Runs, facts: Sequence[StoreFacts], choices: Sequence[Choice]
) -> tuple[Subject, ...]:
    """Return the models in order of name, registered ones first.

    Raises:
        ConfigError: a choice names a run, metric or experiment that is not in the records, or a metric
            whose better direction is unknown.
    """
    chosen = {choice.name: choice for choice in choices if choice.says_which}
    registered = [
        _registered(findings, runs, store, model, chosen) for store in facts for model in store.models
    ]
    names = {subject.name for subject in registered}
    others = [_chosen(findings, runs, chosen[name]) for name in sorted(chosen.keys() - names)]
    covered = {subject.found.name for subject in (*registered, *others) if subject.found}
    best = [
        _best(found, runs, findings.metrics[found.headline])
        for found in findings.experiments
        if found.best_run and found.headline and found.name not in covered
    ]
    by_name = sorted((*others, *best), key=lambda subject: subject.name)
    return (*sorted(registered, key=lambda subject: (subject.name, subject.why)), *by_name)


def _subject(name: str, why: str, run: Run | None, findings: Iterable[ExperimentFindings]) -> Subject:
    found = next((one for one in findings if run is not None and run.uid in one.runs), None)
    groups = found.groups if found else ()
    return Subject(name, why, run, found, next((g for g in groups if run and run.uid in g.finished), None))


def _registered(
    findings: Findings, runs: Runs, facts: StoreFacts, model: RegisteredModel, chosen: Mapping[str, Choice]
) -> Subject:
    version = _version(model)
    key = version.run if version else None
    run = runs.get(f"{facts.store.address}::{key}")
    why: str = text("registered in {address}", address=facts.store.address)
    if model.name in chosen:
        picked = _chosen(findings, runs, chosen[model.name])
        run, why = picked.run, f"{why}; {picked.why}"
        version = next((v for v in model.versions if run and v.run == run.id), None)
    elif run is None:
        why += (
            text("; the run that made it is not in the records") if key else text("; no run is named there")
        )
    base = _subject(model.name, why, run, findings.experiments)
    return Subject(base.name, why, run, base.found, base.group, model, version)


def _version(model: RegisteredModel) -> ModelVersion | None:
    """Return the version in use by its alias or stage, else the latest."""
    by_alias = {name.lower(): version for name, version in model.aliases.items()}
    for alias in FIRST_ALIASES:
        for version in reversed(model.versions):
            aliases = {name.lower() for name in version.aliases}
            if by_alias.get(alias) == version.version or alias in aliases:
                return version
    in_use = [version for version in model.versions if (version.stage or "").lower() == "production"]
    return next(reversed(in_use or model.versions), None)


def _chosen(findings: Findings, runs: Runs, choice: Choice) -> Subject:
    if choice.run is not None:
        return _subject(
            choice.name,
            text("run {run}, as chosen", run=choice.run),
            _run_named(runs, choice),
            findings.experiments,
        )
    metric = choice.metric or ""
    info = findings.metrics.get(metric)
    if info is None:
        raise ConfigError(f"models, `{choice.name}`: no run has the metric `{metric}`; correct `choose`")
    if info.better is Better.UNKNOWN:
        raise ConfigError(
            f"models, `{choice.name}`: it is unknown whether a higher `{metric}` is better; "
            f'set `better` in [metrics."{metric}"]'
        )
    run = _best_by(findings, runs, choice, info)
    return _subject(
        choice.name,
        text("best run of {experiment} by {label}, as chosen", experiment=run.experiment, label=info.label),
        run,
        findings.experiments,
    )


def _run_named(runs: Runs, choice: Choice) -> Run:
    named = [run for run in runs.values() if choice.run in {run.uid, run.id, run.name}]
    if len(named) == 1:
        return named[0]
    said = text("no run has") if not named else text("{named} runs have", named=len(named))
    raise ConfigError(f"models, `{choice.name}`: {said} the name or id `{choice.run}`; write one run's id")


def _best_by(findings: Findings, runs: Runs, choice: Choice, info: MetricInfo) -> Run:
    experiments = [found for found in findings.experiments if choice.experiment in {None, found.name}]
    if not experiments:
        raise ConfigError(
            f"models, `{choice.name}`: there is no experiment `{choice.experiment}`; "
            f"there are {', '.join(found.name for found in findings.experiments)}"
        )
    values = dict(_finished_values(experiments, runs, info.name))
    if not values:
        raise ConfigError(
            f"models, `{choice.name}`: no finished run has the metric `{info.name}` there; correct `choose`"
        )
    return runs[best_first(values, info)[0]]


def _finished_values(
    experiments: Iterable[ExperimentFindings], runs: Runs, metric: str
) -> Iterator[tuple[str, float]]:
    for found in experiments:
        finished = {uid for group in found.groups for uid in group.finished}
        for uid in (uid for uid in found.runs if uid in finished):
            value = result_in(runs[uid], metric)
            if math.isfinite(value):
                yield uid, value


def _best(found: ExperimentFindings, runs: Runs, info: MetricInfo) -> Subject:
    run = runs[found.best_run or ""]
    said = (str(source[key]) for key in NAME_KEYS for source in (run.params, run.tags) if source.get(key))
    name = next((text for text in said if len(text) <= LONGEST_NAME and text.isprintable()), run.title)
    why = text("best run of {name} by {label}", name=found.name, label=info.label)
    return _subject(name, why, run, (found,))
