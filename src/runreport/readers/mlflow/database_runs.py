"""The runs in MLflow's database in one file: found, read, and what is said beside them."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from runreport.errors import ReaderError
from runreport.model import Omission, Problem, Run, RunRef, StoreFacts, StoreRef
from runreport.readers.mlflow.facts import experiments_in, registered_models_in
from runreport.readers.mlflow.found import (
    active_runs,
    count_others,
    experiment_name,
    row_of,
    unknown_schema,
    without_id,
)
from runreport.readers.mlflow.pool import kept_database
from runreport.readers.mlflow.record import OMITTED, Faults, run_of
from runreport.readers.mlflow.rows import Rows, record_of
from runreport.readers.mlflow.tables import Database, RowsError, open_tables
from runreport.readers.mlflow.tree import signature

_SCHEME = "sqlite:///"
# Counting goes by an index alone. Points are only ever added, so a changed row has a changed count.
_STATE = (
    ("metrics", "select count(*), max(rowid) from metrics where run_uuid = ?"),
    ("params", 'select "key", value from params where run_uuid = ? order by "key"'),
    ("tags", 'select "key", value from tags where run_uuid = ? order by "key"'),
    ("inputs", "select * from inputs where destination_type = 'RUN' and destination_id = ? order by 1"),
    (
        "logged_models",
        "select m.* from inputs i join logged_models m on m.model_id = i.destination_id"
        " where i.source_type = 'RUN_OUTPUT' and i.source_id = ? order by 1",
    ),
)


def find(store: StoreRef) -> Iterator[RunRef | Problem | Omission]:
    """Yield the runs by experiment and id; see `contract.Reader`."""
    faults = Faults(store.address)
    omitted: Counter[str] = Counter()
    database = open_tables(_path(store))
    with closing(database.opened):
        try:
            yield from _runs(store, database, omitted)
            count_others(database, omitted, faults)
            faults.problems += unknown_schema(store, database)
        except RowsError as error:
            raise ReaderError(f"{store.address}: {error}") from error
    yield from faults.problems
    for what, why in OMITTED.items():
        if omitted[what]:
            yield Omission(what, omitted[what], why, store.address)


def read(ref: RunRef) -> Run:
    """Return one run; see `contract.Reader`."""
    store, path = ref.store, _path(ref.store)

    def still_serves(database: Database) -> bool:
        row = row_of(database, ref.key)
        return bool(ref.stamp) and row is not None and _stamp(database, path, row) == ref.stamp

    try:
        database = kept_database(path, still_serves)
        row = row_of(database, ref.key)
        if row is None:
            raise ReaderError(
                f"{store.address}: there is no run {ref.key} (any more); build the report again"
            )
        faults = Faults(store.address, ref.key)
        record = record_of(Rows(database, path, row, faults), experiment_name(database, row))
    except RowsError as error:
        raise ReaderError(f"{store.address}: run {ref.key}: {error}") from error
    return run_of(ref, record, faults)


def describe(store: StoreRef) -> StoreFacts:
    """Return the active experiments, sorted by id, and the registered models, sorted by name."""
    faults = Faults(store.address)
    database = open_tables(_path(store))
    with closing(database.opened):
        try:
            experiments = experiments_in(database, faults)
            return StoreFacts(store, tuple(experiments), registered_models_in(database, faults)[0])
        except RowsError as error:
            raise ReaderError(f"{store.address}: {error}") from error


def _runs(store: StoreRef, database: Database, omitted: Counter[str]) -> Iterator[RunRef | Problem]:
    """Yield the runs; counts what is left out."""
    path = _path(store)
    for row in active_runs(database, omitted):
        if row["run_uuid"]:
            yield RunRef(store, str(row["run_uuid"]), _stamp(database, path, row))
        else:
            yield without_id(store)


def _stamp(database: Database, path: Path, run: Mapping[str, Any]) -> str:
    """Return a digest of a run's rows, of the count of its points, and of the files beside."""
    parts: list[object] = [sorted(run.items(), key=str), experiment_name(database, run)]
    for table, sql in _STATE:
        if table in database:
            parts.append(database.rows(sql, run["run_uuid"]))
    beside = Rows(database, path, run, Faults("")).folder(str(run["run_uuid"]))
    if beside is not None:
        parts += signature(beside.folder)
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()


def _path(store: StoreRef) -> Path:
    """Return the path of an address that may be a URL, whose query is for MLflow alone."""
    address = store.address
    if store.at or not address.startswith("sqlite:"):
        return store.path
    if not address.startswith(_SCHEME):
        raise ReaderError(f"{address}: the address names no file; write `sqlite:///` and the path")
    return Path(address.removeprefix(_SCHEME).partition("?")[0])
