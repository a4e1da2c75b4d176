"""MLflow's database in one SQLite file, `mlflow.db`, of every schema since 1.0.

Given as a path or as `sqlite:///path`. Source of the format: `store/tracking/sqlalchemy_store.py`
and `store/db_migrations` of MLflow.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from runreport.errors import ReaderError
from runreport.model import Omission, Problem, Run, RunRef, StoreFacts, StoreRef
from runreport.readers.contract import Claim, Coverage, Place

SCHEMES: tuple[str, ...] = ("sqlite",)
FILES = ("*.db", "*.db3", "*.s3db", "*.sqlite", "*.sqlite3", "mlflow*", "mlruns*")
_NAME = re.compile(r"(mlflow|mlruns)[\w.-]*\.(db|sqlite3?)", re.IGNORECASE)

COVERAGE = Coverage(
    store="MLflow's database in one SQLite file, of every schema since 1.0; also as `sqlite:///PATH`",
    found_by="MLflow's tables in an SQLite file called `*.db`, `*.sqlite` or `mlflow*`, or named itself",
    parts={
        "settings": "yes",
        "curves": "yes",
        "status and times": "yes",
        "tags and notes": "yes",
        "data sets": "since MLflow 2.4",
        "models": "yes",
        "code": "from MLflow's tags",
        "environment": "where artifacts lie beside the file",
        "machine readings": "yes",
        "artifacts": "path and size, where they lie beside the file",
        "pictures": "where artifacts lie beside the file",
        "tables": "where artifacts lie beside the file",
        "parents and groups": "yes",
        "deleted runs": "left out and counted, and so are traces and prompts",
    },
    speed="500,000",
)


def recognizes(place: Place) -> Claim | None:
    """Claim a SQLite file that holds MLflow's tables; its name does not matter."""
    if place.is_folder:
        return None
    from runreport.readers.mlflow.sqlite import MAGIC, peek
    from runreport.readers.mlflow.tables import NEEDED, open_tables

    head = place.head()
    if not head.startswith(MAGIC):
        return None if head else _claim_by_name(place)
    tables = peek(Path(place.path))
    if not tables:
        # The schema may stand in the WAL alone, which only a copy can be asked for.
        try:
            database = open_tables(Path(place.path))
        except ReaderError:
            return _claim_by_name(place)
        database.opened.close()
    elif not tables.keys() >= NEEDED or "run_uuid" not in tables["metrics"]:
        return None
    return Claim("it is an SQLite file with MLflow's tables runs, experiments and metrics")


def _claim_by_name(place: Place) -> Claim | None:
    """Claim a database that cannot be opened where it bears MLflow's name, so that it is told of."""
    return Claim("it has the name of MLflow's database") if _NAME.fullmatch(place.name) else None


def find(store: StoreRef) -> Iterator[RunRef | Problem | Omission]:
    """Yield the runs by experiment and id; see `contract.Reader`."""
    from runreport.readers.mlflow.database_runs import find

    return find(store)


def read(ref: RunRef) -> Run:
    """Return one run; see `contract.Reader`."""
    from runreport.readers.mlflow.database_runs import read

    return read(ref)


def describe(store: StoreRef) -> StoreFacts:
    """Return the active experiments, sorted by id, and the registered models, sorted by name."""
    from runreport.readers.mlflow.database_runs import describe

    return describe(store)
