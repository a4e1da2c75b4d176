"""MLflow's database on a server of PostgreSQL or MySQL, of every schema since MLflow 1.1.

Given as MLflow writes it: `postgresql://user:password@host/database`, `mysql+pymysql://…`. Source of the
format: `store/tracking/dbmodels/models.py` and `store/db_migrations` of MLflow.
"""

from collections.abc import Iterator, Mapping

from runreport.model import Omission, Problem, Run, RunRef, StoreFacts, StoreRef
from runreport.readers.contract import Claim, Coverage, Place

DRIVERS: Mapping[str, str] = {
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "postgresql+psycopg2": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mysql+pymysql": "mysql+pymysql",
    "mysql+mysqldb": "mysql+pymysql",
}
"""By the scheme of an address, the driver that opens it."""
SCHEMES: tuple[str, ...] = tuple(DRIVERS)
FILES: tuple[str, ...] = ()

COVERAGE = Coverage(
    store="MLflow's database on a server, with the extra `sql` (tried: PostgreSQL 15, MariaDB 10.11)",
    found_by="an address `postgresql://user:password@host/database`, or `mysql://`, as MLflow writes it",
    parts={
        "settings": "yes",
        "curves": "yes",
        "status and times": "yes",
        "tags and notes": "yes",
        "data sets": "since MLflow 2.4",
        "models": "yes",
        "code": "from MLflow's tags",
        "machine readings": "yes",
        "parents and groups": "yes",
        "deleted runs": "left out and counted, and so are traces and prompts",
    },
)


def recognizes(place: Place) -> Claim | None:  # noqa: ARG001 (the contract's name)
    """Return None: such a database lies in no folder."""
    return None


def find(store: StoreRef) -> Iterator[RunRef | Problem | Omission]:
    """Yield the runs by experiment and id; see `contract.Reader`."""
    from runreport.readers.mlflow.sql_runs import find

    return find(store)


def read(ref: RunRef) -> Run:
    """Return one run; see `contract.Reader`."""
    from runreport.readers.mlflow.sql_runs import read

    return read(ref)


def describe(store: StoreRef) -> StoreFacts:
    """Return the active experiments, sorted by id, and the registered models, sorted by name."""
    from runreport.readers.mlflow.sql_runs import describe

    return describe(store)
