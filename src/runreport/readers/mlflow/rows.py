"""One run in MLflow's database, read whole, with the artifacts that lie beside the file."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from runreport.model import Dataset, ModelVersion, Series
from runreport.readers.mlflow.dataset import EVALUATED, dataset_of, evaluated_datasets
from runreport.readers.mlflow.kept import kept_in, logged_model_folder
from runreport.readers.mlflow.model import (
    HISTORY,
    ModelFolder,
    environment_of,
    history_folders,
    logged_model,
    models_of,
)
from runreport.readers.mlflow.record import Faults, Record, objects_in
from runreport.readers.mlflow.series import series_of
from runreport.readers.mlflow.tables import RowsError, Tables
from runreport.readers.mlflow.tree import Tree

# Where MLflow keeps artifacts by default: the client's folder, the server's, or the database's own.
_BESIDE = ("mlruns", "mlartifacts", "")
_MEND = "give a whole copy of the database; the rest of the run is shown"

# Each names the run as `owner`, so that those of many runs can be asked for at once.
_PARAMS = 'select run_uuid as owner, "key", value from params where run_uuid = ? order by "key"'
_TAGS = 'select run_uuid as owner, "key", value from tags where run_uuid = ? order by "key"'
_DATASETS = (
    "select i.destination_id as owner, d.name, d.digest, d.dataset_source as source,"
    " d.dataset_source_type as source_type, d.dataset_schema as data_schema, d.dataset_profile as profile,"
    " i.input_uuid as input from inputs i join datasets d on d.dataset_uuid = i.source_id"
    " where i.destination_type = 'RUN' and i.source_type = 'DATASET' and i.destination_id = ?"
    " order by d.name, d.digest, i.input_uuid"
)
_CONTEXTS = (
    "select i.destination_id as owner, t.input_uuid as input, t.value from input_tags t"
    " join inputs i on i.input_uuid = t.input_uuid where t.name = 'mlflow.data.context'"
    " and i.destination_type = 'RUN' and i.destination_id = ? order by t.input_uuid"
)
_MODELS = (
    "select i.source_id as owner, m.* from inputs i join logged_models m on m.model_id = i.destination_id"
    " where i.source_type = 'RUN_OUTPUT' and i.source_id = ? order by i.destination_id"
)
_MODEL_TAGS = (
    "select i.source_id as owner, t.model_id, t.tag_key, t.tag_value from logged_model_tags t"
    " join inputs i on i.destination_id = t.model_id"
    " where i.source_type = 'RUN_OUTPUT' and i.source_id = ? order by t.tag_key"
)


class Rows:
    """The rows of one run; a part of a damaged database that cannot be read becomes a fault."""

    def __init__(self, database: Tables, path: Path | None, run: Mapping[str, Any], faults: Faults) -> None:
        self.database = database
        self.path = path
        self.fields = run
        self.key = str(run["run_uuid"])
        self.faults = faults

    def texts(self, sql: str, value: object, *needs: str) -> dict[str, str]:
        """Return values by key as text, sorted; `needs` are the tables of the query."""
        found = {str(row["key"]): str(row["value"]) for row in self.rows(sql, value, *needs)}
        # Each database has an order of texts of its own.
        return dict(sorted(found.items()))

    def rows(self, sql: str, value: object, *needs: str) -> list[dict[str, Any]]:
        """Return the rows of a query; none where the schema lacks a table."""
        if not all(table in self.database for table in needs):
            return []
        try:
            return self.database.rows(sql, value)
        except RowsError as error:
            self.faults.add(f"rows of {needs[0]} cannot be read: {error}", _MEND)
            return []

    def series(self) -> dict[str, Series]:
        """Return the metrics by name."""
        try:
            found, lost = series_of(self.database.points(self.key))
        except RowsError as error:
            self.faults.add(f"rows of metrics cannot be read: {error}", _MEND)
            return {}
        if lost:
            self.faults.add(f"{lost} rows of metrics hold no number or no step and are left out", _MEND)
        return found

    def folder(self, *parts: str) -> Tree | None:
        """Return a folder of the run's experiment, where artifacts lie beside the database."""
        if self.path is None:
            return None
        here = self.path.absolute().parent
        for name in _BESIDE:
            folder = here.joinpath(name, str(self.fields["experiment_id"]), *parts)
            if folder.is_dir():
                return Tree(here.as_posix(), folder.as_posix(), self.faults)
        return None


def record_of(rows: Rows, experiment: str) -> Record:
    """Return what the database, and the files beside it, hold of a run."""
    tags = rows.texts(_TAGS, rows.key, "tags")
    beside = rows.folder(rows.key, "artifacts")
    kept = None if beside is None else kept_in(beside, tags)
    folders = [] if kept is None else list(kept.models)
    history = objects_in(tags, HISTORY, rows.faults)
    logged = list(_logged_models(rows))
    return Record(
        fields=rows.fields,
        experiment=experiment,
        params=rows.texts(_PARAMS, rows.key, "params"),
        tags=tags,
        metrics=rows.series(),
        artifacts=kept.artifacts if kept else (),
        datasets=(*_datasets(rows), *evaluated_datasets(objects_in(tags, EVALUATED, rows.faults))),
        models=(
            *models_of(history, folders, rows.key),
            *(version for version, _ in logged),
        ),
        media=kept.media if kept else (),
        tables=kept.tables if kept else (),
        omissions=kept.omissions if kept else (),
        environment=environment_of([*folders, *(folder for _, folder in logged), *history_folders(history)]),
    )


def _datasets(rows: Rows) -> Iterator[Dataset]:
    found = rows.rows(_DATASETS, rows.key, "datasets", "inputs")
    marked = rows.rows(_CONTEXTS, rows.key, "input_tags", "inputs") if found else []
    contexts = {row["input"]: str(row["value"]) for row in marked}
    for row in sorted(found, key=lambda row: (str(row["name"]), str(row["digest"]), str(row["input"]))):
        yield dataset_of({**row, "schema": row["data_schema"]}, contexts.get(row["input"]))


def _logged_models(rows: Rows) -> Iterator[tuple[ModelVersion, ModelFolder]]:
    found = rows.rows(_MODELS, rows.key, "logged_models", "inputs")
    tagged = rows.rows(_MODEL_TAGS, rows.key, "logged_model_tags", "inputs") if found else []
    for row in found:
        own = {
            str(tag["tag_key"]): str(tag["tag_value"]) for tag in tagged if tag["model_id"] == row["model_id"]
        }
        beside = rows.folder("models", str(row["model_id"]), "artifacts")
        folder = ModelFolder("") if beside is None else logged_model_folder(beside)
        yield logged_model(row, dict(sorted(own.items())), folder, rows.key, rows.faults), folder
