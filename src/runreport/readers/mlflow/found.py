"""Which runs a database of MLflow holds, and how many are left out, wherever it is."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from runreport.model import Problem, StoreRef
from runreport.readers.mlflow.facts import registered_models_in
from runreport.readers.mlflow.record import Faults
from runreport.readers.mlflow.revisions import KNOWN
from runreport.readers.mlflow.tables import Tables

_RUNS = "select * from runs order by experiment_id, run_uuid"
_RUN = "select * from runs where run_uuid = ?"
_EXPERIMENT = "select name from experiments where experiment_id = ?"
_DELETED = "select experiment_id from experiments where lifecycle_stage = 'deleted'"
_TRACES = "select count(*) as n from trace_info"
_REVISION = "select version_num from alembic_version"


def active_runs(database: Tables, omitted: Counter[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of runs that are not deleted, by experiment and id; counts what is left out.

    A row without an id is yielded, too.

    Raises:
        RowsError: the database cannot be read there.
    """
    deleted = {row["experiment_id"] for row in database.rows(_DELETED)}
    omitted["deleted experiments"] = len(deleted)
    for row in database.rows(_RUNS):
        if row.get("lifecycle_stage") == "deleted" or row["experiment_id"] in deleted:
            omitted["deleted runs"] += 1
        else:
            yield row


def without_id(store: StoreRef) -> Problem:
    """Return the problem of a row of runs without an id."""
    return Problem("a row of runs has no run_uuid", "remove the row from the database", store.address)


def count_others(database: Tables, omitted: Counter[str], faults: Faults) -> None:
    """Count what is left out beside runs.

    Raises:
        RowsError: the database cannot be read there.
    """
    omitted["traces"] = database.rows(_TRACES)[0]["n"] if "trace_info" in database else 0
    omitted["prompts"] = registered_models_in(database, faults)[1]


def unknown_schema(store: StoreRef, database: Tables) -> Iterator[Problem]:
    """Yield a problem for a schema that is newer than this reader.

    Raises:
        RowsError: the database cannot be read there.
    """
    revisions = database.rows(_REVISION) if "alembic_version" in database else []
    for revision in (str(row["version_num"]) for row in revisions):
        if revision not in KNOWN:
            what = f"the database has the schema {revision[:40]}, which is newer than this version knows"
            remedy = "what it shares with older ones is read; compare with MLflow, and update runreport"
            yield Problem(what, remedy, store.address)


def row_of(database: Tables, key: str) -> dict[str, Any] | None:
    """Return the row of one run; None where there is none.

    Raises:
        RowsError: the database cannot be read there.
    """
    rows = database.rows(_RUN, key)
    return rows[0] if rows else None


def experiment_name(database: Tables, run: Mapping[str, Any]) -> str:
    """Return the name of a run's experiment.

    Raises:
        RowsError: the database cannot be read there.
    """
    rows = database.rows(_EXPERIMENT, run["experiment_id"])
    return str(rows[0]["name"] if rows else run["experiment_id"])
