"""What MLflow's database says beside its runs: experiments and the model registry."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from runreport.model import Experiment, RegisteredModel
from runreport.readers.mlflow.record import IS_PROMPT, NOTE, Faults, moment, text_or_none
from runreport.readers.mlflow.registered import logged_model_id, version_of, with_copied_runs
from runreport.readers.mlflow.tables import Tables

_EXPERIMENTS = "select * from experiments order by experiment_id"
_EXPERIMENT_TAGS = 'select experiment_id as owner, "key", value from experiment_tags order by "key"'
_MODELS = "select * from registered_models order by name"
_MODEL_TAGS = 'select name as owner, "key", value from registered_model_tags order by "key"'
_ALIASES = (
    'select name as owner, alias as "key", version as value from registered_model_aliases order by alias'
)
_VERSIONS = "select * from model_versions order by name, version"
_VERSION_TAGS = 'select name, version, "key", value from model_version_tags order by "key"'
_MAKERS = "select model_id, source_run_id from logged_models"


def experiments_in(database: Tables, faults: Faults) -> list[Experiment]:
    """Return the experiments that are not deleted, sorted by id.

    Raises:
        RowsError: the database cannot be read there.
    """
    tags = _by_owner(database, "experiment_tags", _EXPERIMENT_TAGS)
    return [
        Experiment(
            name=str(row["name"]),
            key=str(row["experiment_id"]),
            description=tags[str(row["experiment_id"])].get(NOTE),
            tags=_sorted(tags[str(row["experiment_id"])]),
            created=moment(row.get("creation_time"), "creation_time", faults),
        )
        for row in database.rows(_EXPERIMENTS)
        if row.get("lifecycle_stage") != "deleted"
    ]


def registered_models_in(database: Tables, faults: Faults) -> tuple[tuple[RegisteredModel, ...], int]:
    """Return the registered models, sorted by name, and how many prompts stand beside them.

    Raises:
        RowsError: the database cannot be read there.
    """
    if "registered_models" not in database or "model_versions" not in database:
        return (), 0
    tags = _by_owner(database, "registered_model_tags", _MODEL_TAGS)
    aliases = _by_owner(database, "registered_model_aliases", _ALIASES)
    versions = _versions(database, aliases, faults)
    # Each database has an order of texts of its own.
    rows = sorted(database.rows(_MODELS), key=lambda row: str(row["name"]))
    models = [row for row in rows if IS_PROMPT not in tags[str(row["name"])]]
    found = tuple(
        RegisteredModel(
            name=str(row["name"]),
            versions=tuple(with_copied_runs(versions[str(row["name"])])),
            description=text_or_none(row.get("description")),
            tags=_sorted(tags[str(row["name"])]),
            aliases=_sorted(aliases[str(row["name"])]),
            created=moment(row.get("creation_time"), "creation_time", faults),
        )
        for row in models
    )
    return found, len(rows) - len(models)


def _versions(
    database: Tables, aliases: Mapping[str, Mapping[str, str]], faults: Faults
) -> defaultdict[str, list[Any]]:
    """Return each model's versions with the rows that they were made of."""
    tags: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    if "model_version_tags" in database:
        for row in database.rows(_VERSION_TAGS):
            tags[str(row["name"]), str(row["version"])][str(row["key"])] = str(row["value"])
    makers = {}
    if "logged_models" in database:
        makers = {row["model_id"]: text_or_none(row["source_run_id"]) for row in database.rows(_MAKERS)}
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in database.rows(_VERSIONS):
        name, version = str(row["name"]), str(row["version"])
        run = makers.get(logged_model_id(row))
        made = version_of(row, aliases[name], _sorted(tags[name, version]), run, {}, faults)
        found[name].append((made, row))
    return found


def _by_owner(database: Tables, table: str, sql: str) -> defaultdict[str, dict[str, str]]:
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    if table in database:
        for row in database.rows(sql):
            found[str(row["owner"])][str(row["key"])] = str(row["value"])
    return found


def _sorted(texts: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(texts.items()))
