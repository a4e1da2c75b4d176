"""MLflow's file store, the folder `mlruns` of every version since 0.9.

A whole store, one experiment's folder or one run's folder can be read. Source of the format:
`store/tracking/file_store.py` of MLflow 0.9 to 3.17.
"""

from collections.abc import Iterator

from runreport.model import Omission, Problem, Run, RunRef, StoreFacts, StoreRef
from runreport.readers.contract import Claim, Coverage, Place
from runreport.readers.mlflow import layout

SCHEMES: tuple[str, ...] = ()
FILES: tuple[str, ...] = ()

_SEEN = {"experiment": "an experiment's folder of MLflow", "run": "a run's folder of MLflow"}

COVERAGE = Coverage(
    store="MLflow's file store, `mlruns/`, of every version since 0.9",
    found_by="a folder that holds an experiment's `meta.yaml`; also a single experiment or run",
    parts={
        "settings": "yes",
        "curves": "yes",
        "status and times": "yes",
        "tags and notes": "yes",
        "data sets": "since MLflow 2.4",
        "models": "yes",
        "code": "from MLflow's tags",
        "environment": "from the logged models' files",
        "machine readings": "yes",
        "artifacts": "yes",
        "pictures": "where the artifacts lie in the store",
        "tables": "as `log_table` writes them",
        "parents and groups": "yes",
        "deleted runs": "left out and counted, and so are traces and prompts",
    },
    speed="1,400,000",
)


def recognizes(place: Place) -> Claim | None:
    """Claim a store, an experiment's folder or a run's folder by the keys in one `meta.yaml`."""
    if not place.is_folder:
        return None
    if layout.META in place.files:
        kind = layout.kind_of(place.head(layout.META))
        return Claim(f"meta.yaml is that of {_SEEN[kind]}") if kind else None
    # Experiments are numbered; a store with other folders only was renamed by hand.
    for name in sorted(place.folders, key=lambda name: (not name.isdecimal(), name)):
        head = place.head(f"{name}/{layout.META}")
        if layout.kind_of(head) == "experiment":
            return Claim(f"{name}/meta.yaml is that of an experiment of MLflow")
    return None


def find(store: StoreRef) -> Iterator[RunRef | Problem | Omission]:
    """Yield the runs by experiment and id, as the folders are named; see `contract.Reader`."""
    from runreport.readers.mlflow.files_runs import find

    return find(store)


def read(ref: RunRef) -> Run:
    """Return one run; see `contract.Reader`."""
    from runreport.readers.mlflow.files_runs import read

    return read(ref)


def describe(store: StoreRef) -> StoreFacts:
    """Return the active experiments, sorted by folder, and the registered models, sorted by name."""
    from runreport.readers.mlflow.files_runs import describe

    return describe(store)
