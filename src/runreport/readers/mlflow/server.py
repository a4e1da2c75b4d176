"""MLflow's tracking server, through its REST interface, of MLflow 1.28 and later.

Given as `mlflow+http://host:port[/prefix][?experiment=name]`, or `mlflow+https://`. Source of the
interface: `server/handlers.py` of MLflow 3.17.
"""

from collections.abc import Iterator

from runreport.model import (
    Omission,
    Problem,
    Run,
    RunRef,
    StoreFacts,
    StoreRef,
)
from runreport.readers.contract import Claim, Coverage, Place

SCHEMES: tuple[str, ...] = ("mlflow+http", "mlflow+https")
FILES: tuple[str, ...] = ()

COVERAGE = Coverage(
    store="MLflow's tracking server, with the extra `mlflow-server` (tried: MLflow 3.17)",
    found_by="an address `mlflow+http://host:port`, or `mlflow+https://`",
    parts={
        "settings": "yes",
        "curves": "yes",
        "status and times": "yes",
        "tags and notes": "yes",
        "data sets": "yes",
        "models": "yes",
        "code": "from MLflow's tags",
        "environment": "from the logged models' files",
        "machine readings": "yes",
        "artifacts": "path and size, up to 40 folders of a run",
        "pictures": "yes",
        "tables": "as `log_table` writes them",
        "parents and groups": "yes",
        "deleted runs": "left out and counted, and so are traces and prompts",
    },
    speed="35,000, of which most is the server's own time",
)


def recognizes(place: Place) -> Claim | None:  # noqa: ARG001 (the contract's name)
    """Return None: a server lies in no folder."""
    return None


def find(store: StoreRef) -> Iterator[RunRef | Problem | Omission]:
    """Yield the runs by experiment and id; see `contract.Reader`."""
    from runreport.readers.mlflow.server_runs import find

    return find(store)


def read(ref: RunRef) -> Run:
    """Return one run; see `contract.Reader`."""
    from runreport.readers.mlflow.server_runs import read

    return read(ref)


def describe(store: StoreRef) -> StoreFacts:
    """Return the wanted experiments, sorted by id, and the registered models, sorted by name."""
    from runreport.readers.mlflow.server_runs import describe

    return describe(store)
