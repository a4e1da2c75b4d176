"""What records say of a model, field by field; None where they are silent."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from runreport.analysis.evidence import is_evaluation
from runreport.analysis.settings import text_of
from runreport.cards.card import Result
from runreport.cards.subjects import Subject
from runreport.cards.words import counted, duration, joined, number, states
from runreport.language import text
from runreport.model import Better, Dataset, Measured, MetricInfo, Run

LEADING_PACKAGES = (
    *("scikit-learn", "torch", "tensorflow", "keras", "jax", "transformers"),
    *("xgboost", "lightgbm", "catboost", "statsmodels", "numpy", "pandas"),
)
KIND_KEYS = (
    "model_type",
    "architecture",
    "arch",
    "model",
    "model_name",
    "estimator",
    "classifier",
    "backbone",
)
SIZE_KEYS = ("n_params", "num_params", "num_parameters", "n_parameters", "total_params", "parameter_count")
BASE_KEYS = ("base_model", "model_name_or_path", "pretrained_model_name_or_path", "pretrained")
TASK_KEYS = ("task", "task_type", "pipeline_tag", "problem_type")
THRESHOLD_KEYS = ("threshold", "decision_threshold")


@dataclass(frozen=True, slots=True)
class Material:
    """All that a field can be filled from."""

    subject: Subject
    results: tuple[Result, ...]
    infos: Mapping[str, MetricInfo]
    withheld: str | None


Fill = Callable[[Material], str | None]
RunFill = Callable[[Run], str | None]


def record_text(key: str, material: Material) -> str | None:
    """Return what the records say for a field, as plain text."""
    run = material.subject.run
    if key in _FROM_ALL:
        return _FROM_ALL[key](material)
    return _FROM_RUN[key](run) if run is not None and key in _FROM_RUN else None


def _version(material: Material) -> str | None:
    version = material.subject.version
    if version is None:
        return None
    model = material.subject.model
    aliases = {name for name, of in (model.aliases if model else {}).items() if of == version.version}
    said = sorted(aliases | set(version.aliases))
    named = text("alias {names}", names=", ".join(said)) if said else None
    stage = (
        text("stage {stage}", stage=version.stage)
        if version.stage and version.stage.lower() != "none"
        else None
    )
    return joined((version.version, named, stage))


def _date(material: Material) -> str | None:
    version, run = material.subject.version, material.subject.run
    moments = (version.created if version else None, run.ended if run else None, run.started if run else None)
    moment = next((moment for moment in moments if moment is not None), None)
    return moment.date().isoformat() if moment else None


def _description(material: Material) -> str | None:
    model, version, run = material.subject.model, material.subject.version, material.subject.run
    texts = (model.description if model else None, version.description if version else None)
    return joined(texts, "\n\n") or (run.notes if run else None)


def _kind(material: Material) -> str | None:
    run, version = material.subject.run, material.subject.version
    flavors = [version.flavor] if version else []
    flavors += [model.flavor for model in run.models] if run else []
    flavor = next((text("saved with {flavor}", flavor=flavor) for flavor in flavors if flavor), None)
    return joined((_said(run, KIND_KEYS) if run else None, flavor))


def _signature(material: Material) -> str | None:
    run, version = material.subject.run, material.subject.version
    models = ((version,) if version else ()) + (run.models if run else ())
    return next((model.signature for model in models if model.signature), None)


def _repeats(material: Material) -> str | None:
    group, found = material.subject.group, material.subject.found
    if group is None:
        return None
    seeds = (
        text("seeds {seeds}", seeds=", ".join(group.seeds)) if group.seeds else text("no seed is recorded")
    )
    names = f" ({', '.join(found.seeds)})" if found and found.seeds else ""
    return text(
        "{runs} with these settings; {seeds}{names}",
        runs=counted(len(group.finished), "finished run"),
        seeds=seeds,
        names=names,
    )


def _runs(material: Material) -> str | None:
    found = material.subject.found
    if found is None:
        return None
    said = joined((states(status, count) for status, count in found.statuses.items()), ", ")
    return text(
        "{runs} in {name}: {states}", runs=counted(len(found.runs), "run"), name=found.name, states=said
    )


def _results(material: Material) -> str | None:
    wholes = [result for result in material.results if "/" not in result.metric] or list(material.results)
    return joined(_result(result, material.infos) for result in wholes)


def _result(result: Result, infos: Mapping[str, MetricInfo]) -> str:
    info = infos.get(result.metric, MetricInfo(result.metric, result.metric))
    ends = (result.low, result.high)
    between = (
        text(", {low} to {high}", low=number(ends[0]), high=number(ends[1]))
        if ends[0] is not None and ends[1] is not None
        else ""
    )
    with_unit = joined((number(result.value), info.unit), " ")
    value = text("{label} {value}", label=info.label, value=with_unit)
    return text(
        "{value}{between} (n = {n}; {method})", value=value, between=between, n=result.n, method=result.method
    )


def _group_results(material: Material) -> str | None:
    found = material.subject.found
    info = material.infos.get(found.headline or "") if found else None
    if info is None:
        return None
    parts = [(part, r) for r in material.results if (part := part_of(r.metric, info.name)) is not None]
    if not parts:
        return None
    each = ", ".join(f"{part} {number(result.value)}" for part, result in parts)
    if info.better is Better.UNKNOWN or len(parts) < 2:
        return f"{info.label}: {each}"
    pick = min if info.better is Better.HIGHER else max
    worst, result = pick(parts, key=lambda pair: pair[1].value)
    return text(
        "{label}: {each}; worst: {worst}, {number}",
        label=info.label,
        each=each,
        worst=worst,
        number=number(result.value),
    )


def part_of(metric: str, whole: str) -> str | None:
    """Return which part a metric is of: `site_a` for `site_a/auc` or `auc/site_a`, of `auc`."""
    if metric.endswith(f"/{whole}"):
        return metric.removesuffix(f"/{whole}")
    return metric.removeprefix(f"{whole}/") if metric.startswith(f"{whole}/") else None


def _duration(material: Material) -> str | None:
    run, found = material.subject.run, material.subject.found
    own = run.seconds if run else None
    all_runs = None
    if found is not None and found.seconds is not None:
        known = text(
            "known of {runs_with_seconds} of {runs}",
            runs_with_seconds=found.runs_with_seconds + found.holders_with_seconds,
            runs=counted(len(found.runs), "run"),
        )
        all_runs = text("all runs: {seconds}, {known}", seconds=duration(found.seconds), known=known)
    return joined(
        (
            None if own is None else text("this run: {own}", own=duration(own)),
            all_runs,
            _not_added(found.holders_with_seconds) if found is not None and all_runs is not None else None,
        )
    )


def _not_added(holders: int) -> str | None:
    """Return how many runs hold others, whose time is in theirs, in the words of the summary."""
    if not holders:
        return None
    return text("{runs} not added, with the time of others in it", runs=counted(holders, "run"))


def _said(run: Run, keys: Iterable[str]) -> str | None:
    values = (text_of(source[key]) for key in keys for source in (run.params, run.tags) if key in source)
    return next((value for value in values if value), None)


def _training_data(run: Run) -> str | None:
    used = [data for data in run.datasets if not is_evaluation(data)]
    return joined((_data(data) for data in used), "\n")


def _evaluation_data(run: Run) -> str | None:
    trained = {
        data.digest for data in run.datasets if data.digest and not is_evaluation(data) and data.context
    }
    texts = []
    for data in evaluated_on(run):
        same = text("; the same digest as the training data") if data.digest in trained else ""
        texts.append(text("{data}{same}", data=_data(data), same=same))
    return joined(texts, "\n")


def evaluated_on(run: Run) -> tuple[Dataset, ...]:
    """Return the data that the record names as validation or test data."""
    return tuple(data for data in run.datasets if is_evaluation(data))


def _data(data: Dataset) -> str:
    parts = (
        data.name,
        text("digest {digest}", digest=data.digest) if data.digest else text("no digest"),
        counted(data.rows, "row") if data.rows is not None else None,
        text("from {source}", source=data.source) if data.source else None,
        text("used for {context}", context=data.context)
        if data.context
        else text("what it was used for is not recorded"),
    )
    return joined(parts, ", ") or data.name


def _hyperparameters(run: Run) -> str | None:
    return joined(
        f"{name} = {text_of(value) or text('(empty)')}" for name, value in sorted(run.params.items())
    )


def _code(run: Run) -> str | None:
    source = run.source
    if source.commit is None and source.repository is None:
        return None
    states = {True: text("with uncommitted changes"), False: text("no uncommitted changes"), None: None}
    commit = text("commit {commit}", commit=source.commit) if source.commit else text("no commit is recorded")
    branch = text("branch {branch}", branch=source.branch) if source.branch else None
    return joined((source.repository, commit, branch, states[source.dirty]), ", ")


def _software(run: Run) -> str | None:
    packages = run.environment.packages
    leading = [f"{name} {packages[name]}" for name in LEADING_PACKAGES if name in packages]
    among = text(", among them {leading}", leading=", ".join(leading)) if leading else ""
    return joined(
        (
            text("Python {python}", python=run.environment.python) if run.environment.python else None,
            text("{packages} recorded{among}", packages=counted(len(packages), "package"), among=among)
            if packages
            else None,
        )
    )


def _energy(run: Run) -> str | None:
    cost = run.cost
    return joined(
        (_measured(cost.energy_kwh, text("kWh")), _measured(cost.emissions_kg, text("kg CO2 equivalent")))
    )


def _measured(cost: Measured | None, unit: str) -> str | None:
    return text("{value} {unit} ({how})", value=number(cost.value), unit=unit, how=cost.how) if cost else None


_FROM_ALL: Mapping[str, Fill] = {
    "name": lambda material: material.subject.name,
    "version": _version,
    "date": _date,
    "description": _description,
    "model_type": _kind,
    "inputs_outputs": _signature,
    "repeats": _repeats,
    "runs": _runs,
    "results": _results,
    "group_results": _group_results,
    "duration": _duration,
    "withheld": lambda material: material.withheld,
}
_FROM_RUN: Mapping[str, RunFill] = {
    "parameter_count": lambda run: _said(run, SIZE_KEYS),
    "base_model": lambda run: _said(run, BASE_KEYS),
    "task": lambda run: _said(run, TASK_KEYS),
    "threshold": lambda run: _said(run, THRESHOLD_KEYS),
    "training_data": _training_data,
    "evaluation_data": _evaluation_data,
    "hyperparameters": _hyperparameters,
    "code": _code,
    "entry_point": lambda run: run.source.command or run.source.entry_point,
    "software": _software,
    "hardware": lambda run: joined((run.environment.hardware, run.environment.platform)),
    "energy": _energy,
}
