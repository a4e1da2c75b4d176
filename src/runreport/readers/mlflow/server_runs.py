"""The runs on MLflow's server: found, read, and what is said beside them."""

from collections.abc import Iterator, Mapping
from typing import Any

from runreport.errors import ReaderError
from runreport.model import (
    Dataset,
    Experiment,
    ModelVersion,
    Omission,
    Problem,
    Run,
    RunRef,
    StoreFacts,
    StoreRef,
)
from runreport.readers.mlflow.block import Answer
from runreport.readers.mlflow.dataset import CONTEXT, EVALUATED, dataset_of, evaluated_datasets
from runreport.readers.mlflow.lists import Lists, links_of, omitted_by, rows_in, texts_in
from runreport.readers.mlflow.model import (
    HISTORY,
    ModelFolder,
    environment_of,
    history_folders,
    logged_model,
    models_of,
)
from runreport.readers.mlflow.record import NOTE, OMITTED, Faults, Record, moment, objects_in, run_of
from runreport.readers.mlflow.served import registered_models_of
from runreport.readers.mlflow.session import sessions
from runreport.readers.remote.address import clean


def find(store: StoreRef) -> Iterator[RunRef | Problem | Omission]:
    """Yield the runs by experiment and id; see `contract.Reader`."""
    session = sessions.begin(store)
    for key, stamp in session.stamps.items():
        yield RunRef(store, key, stamp)
    counts = omitted_by(session.wire, session.crew, session.lists)
    yield from session.lists.faults.problems
    for what, why in OMITTED.items():
        if counts[what]:
            yield Omission(what, counts[what], why, store.address)


def read(ref: RunRef) -> Run:
    """Return one run; see `contract.Reader`."""
    session = sessions.of(ref)
    if ref.key not in session.stamps:
        shown = clean(ref.store.address)
        raise ReaderError(f"{shown}: there is no run {ref.key} (any more); build the report again")
    answer = session.answer(ref.key)
    faults = Faults(ref.store.address, ref.key)
    faults.problems += answer.problems
    return run_of(ref, _record(session.lists, ref.key, answer, faults), faults)


def describe(store: StoreRef) -> StoreFacts:
    """Return the wanted experiments, sorted by id, and the registered models, sorted by name."""
    session = sessions.listed(store)
    faults = Faults(store.address)
    experiments = tuple(_experiment(key, row, faults) for key, row in session.lists.experiments.items())
    return StoreFacts(store, experiments, registered_models_of(session.wire, session.lists, faults))


def _record(lists: Lists, key: str, answer: Answer, faults: Faults) -> Record:
    run = lists.runs[key]
    tags = texts_in(run, "data", "tags")
    history = objects_in(tags, HISTORY, faults)
    folders = answer.kept.models
    return Record(
        fields=run["info"],
        experiment=lists.experiment_of(run),
        params=texts_in(run, "data", "params"),
        tags=tags,
        metrics={metric: one.series() for metric, one in answer.histories.items() if one.steps.size},
        artifacts=answer.kept.artifacts,
        datasets=(*_datasets(run), *evaluated_datasets(objects_in(tags, EVALUATED, faults))),
        models=(*models_of(history, folders, key), *_logged_models(lists, key, answer, faults)),
        media=answer.kept.media,
        tables=answer.kept.tables,
        omissions=answer.kept.omissions,
        environment=environment_of([*folders, *answer.folders.values(), *history_folders(history)]),
    )


def _datasets(run: Mapping[str, Any]) -> list[Dataset]:
    found = [
        dataset_of(row["dataset"], texts_in(row, "tags").get(CONTEXT))
        for row in rows_in(run, "inputs", "dataset_inputs")
        if isinstance(row.get("dataset"), dict)
    ]
    return sorted(found, key=lambda one: (one.name, one.digest or "", one.context or ""))


def _logged_models(lists: Lists, key: str, answer: Answer, faults: Faults) -> Iterator[ModelVersion]:
    """Yield the models that a run made, then those of other runs that it took."""
    run = lists.runs[key]
    made = links_of(run, "outputs", "model_outputs")
    taken = [model for model in answer.taken if model not in made]
    for model in (*made, *taken):
        fields = lists.models.get(model)
        if fields is None:
            faults.add(f"the logged model {model} is not listed", "it was deleted in MLflow, or is hidden")
        elif model in made or fields.get("source_run_id") in lists.runs:
            folder = answer.folders.get(model, ModelFolder(""))
            yield logged_model(fields, texts_in(fields, "tags"), folder, key, faults)


def _experiment(key: str, row: Mapping[str, Any], faults: Faults) -> Experiment:
    tags = texts_in(row, "tags")
    return Experiment(
        name=str(row.get("name") or key),
        key=key,
        description=tags.get(NOTE),
        tags=tags,
        created=moment(row.get("creation_time"), "creation_time", faults),
    )
