"""Where results come from: data to run to model."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from runreport.analysis.evidence import by_start, is_evaluation
from runreport.analysis.findings import Caution
from runreport.analysis.settings import number_of
from runreport.language import text
from runreport.model import Dataset, ModelVersion, Run, StoreFacts


@dataclass(frozen=True, slots=True)
class DataUse:
    """One data set, by its name and digest, with the runs that read it."""

    key: str
    """Unique in the report."""
    name: str
    digest: str | None
    """None where no store says; such data are taken as one by their name."""
    source: str | None
    """As the first run has it."""
    rows: int | None
    contexts: tuple[str, ...]
    """What it was used for, in order; such as `training`."""
    runs: tuple[str, ...]
    """Uids, in order of start."""
    experiments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelUse:
    """A model or one of its versions, with the run that made it."""

    key: str
    """Unique in the report."""
    name: str
    version: str | None
    """None for a model that is in no registry."""
    stage: str | None
    aliases: tuple[str, ...]
    store: str
    """Address."""
    run: str | None
    """Uid of the run that made it; None where its record is not in the report."""


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """One step of the way, from data to run or from run to model."""

    source: str
    """Key of data, or uid of a run."""
    target: str
    """Uid of a run, or key of a model."""
    label: str = ""
    """What the data was used for; empty where nobody says, and for models."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """All data, models, and ways between them."""

    data: tuple[DataUse, ...]
    """In order of name and digest."""
    models: tuple[ModelUse, ...]
    """In order of store, name and version, newest version last."""
    edges: tuple[Edge, ...]
    cautions: tuple[Caution, ...]
    runs_without_data: tuple[str, ...]
    """Uids of runs whose record names no data, in order of start."""


def lineage(runs: Iterable[Run], facts: Sequence[StoreFacts]) -> Lineage:
    """Return the ways from data over runs to models, with what is doubtful about the data.

    Args:
        runs: all runs, in any order.
        facts: what the stores say beside their runs; the registered models are from there.
    """
    ordered = sorted(runs, key=by_start)
    models = _models(ordered, facts)
    reads = [Edge(_data_key(data), run.uid, data.context or "") for run in ordered for data in run.datasets]
    makes = [Edge(model.run, model.key) for model in models if model.run is not None]
    return Lineage(
        data=_data(ordered),
        models=models,
        edges=tuple(sorted({*reads, *makes})),
        cautions=(*_same_name(ordered), *_trained_and_tested(ordered)),
        runs_without_data=tuple(run.uid for run in ordered if not run.datasets),
    )


def _data_key(data: Dataset) -> str:
    return f"data:{data.name}@{data.digest or ''}"


def _data(runs: Sequence[Run]) -> tuple[DataUse, ...]:
    uses: dict[tuple[str, str], list[tuple[Run, Dataset]]] = defaultdict(list)
    for run in runs:
        for data in run.datasets:
            uses[data.name, data.digest or ""].append((run, data))
    return tuple(
        DataUse(
            key=_data_key(used[0][1]),
            name=name,
            digest=digest or None,
            source=next((data.source for _, data in used if data.source), None),
            rows=next((data.rows for _, data in used if data.rows is not None), None),
            contexts=tuple(sorted({data.context for _, data in used if data.context})),
            runs=tuple(dict.fromkeys(run.uid for run, _ in used)),
            experiments=tuple(sorted({run.experiment for run, _ in used})),
        )
        for (name, digest), used in sorted(uses.items())
    )


def _models(runs: Sequence[Run], facts: Sequence[StoreFacts]) -> tuple[ModelUse, ...]:
    known = {run.uid for run in runs}
    found: dict[str, ModelUse] = {}
    for store, owner, version in _versions(runs, facts):
        made_by = f"{store}::{version.run}" if version.run else owner
        made_by = made_by if made_by in known else owner
        # Without a version a name is only a path in its run, and tells nothing apart by itself.
        place = f"@{version.version}" if version.is_registered else f"#{made_by or ''}"
        key = f"model:{store}:{version.name}{place}"
        if key not in found:
            found[key] = ModelUse(
                key, version.name, version.version, version.stage, version.aliases, store, made_by
            )
    return tuple(sorted(found.values(), key=_model_order))


def _versions(
    runs: Sequence[Run], facts: Sequence[StoreFacts]
) -> Iterator[tuple[str, str | None, ModelVersion]]:
    """Yield store, run and model: those of the registries first, which know most."""
    for fact in facts:
        for model in fact.models:
            for version in model.versions:
                yield fact.store.address, None, version
    for run in runs:
        for version in run.models:
            yield run.ref.store.address, run.uid, version


def _model_order(model: ModelUse) -> tuple[str, str, float, str, str]:
    number = number_of(model.version)
    return model.store, model.name, -1.0 if number is None else float(number), model.version or "", model.key


def _same_name(runs: Sequence[Run]) -> Iterator[Caution]:
    """Yield a caution for each name that stands for different data, by its use."""
    digests: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        for data in run.datasets:
            if data.digest:
                digests[data.name, data.context or ""][data.digest].append(run.uid)
    for (name, context), by_digest in sorted(digests.items()):
        if len(by_digest) > 1:
            users = {uid for uids in by_digest.values() for uid in uids}
            yield Caution(
                _called_alike(len(by_digest), name, context),
                tuple(run.uid for run in runs if run.uid in users),
            )


def _called_alike(count: int, name: str, context: str) -> str:
    if not context:
        return text(
            "{count} different sets of data are called {name}, by their digests", count=count, name=name
        )
    return text(
        "{count} different sets of data are called {name} for {context}, by their digests",
        count=count,
        name=name,
        context=context,
    )


def _trained_and_tested(runs: Sequence[Run]) -> Iterator[Caution]:
    """Yield a caution for each digest that runs used both for training and for evaluation."""
    users: dict[tuple[str, str], list[str]] = defaultdict(list)
    for run in runs:
        learned = {data.digest for data in run.datasets if "train" in (data.context or "").lower()}
        for data in run.datasets:
            if data.digest and data.digest in learned and is_evaluation(data):
                users[data.name, data.digest].append(run.uid)
    for (name, digest), uids in sorted(users.items()):
        yield Caution(
            text(
                "{name} (digest {digest}) was used both for training and for evaluation",
                name=name,
                digest=digest,
            ),
            tuple(dict.fromkeys(uids)),
        )
