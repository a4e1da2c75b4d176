"""Weights & Biases servers, wandb.ai or one of your own: `wandb://ENTITY/PROJECT`, or `wandb://ENTITY`.

Needs the extra `wandb`, and a login (`wandb login`, or WANDB_API_KEY); WANDB_BASE_URL names a server of
your own. What the server said of a run is kept on a shelf under a stamp of the list of runs, so that a
second build asks only for runs that changed. Source of the format: `wandb/apis/public` of 0.31.
"""

from collections.abc import Iterator

from runreport.model import Omission, Problem, Run, RunRef, StoreRef
from runreport.readers.contract import Claim, Coverage, Place
from runreport.readers.wandb_server.address import SCHEME

SCHEMES: tuple[str, ...] = (SCHEME,)
FILES: tuple[str, ...] = ()

COVERAGE = Coverage(
    store="Weights & Biases servers, tried with wandb 0.31 (extra `wandb`)",
    found_by="an address `wandb://ENTITY/PROJECT` or `wandb://ENTITY`",
    parts={
        "settings": "yes",
        "curves": "yes, every row",
        "results": "yes",
        "status and times": "yes; the end is the last sign of life",
        "tags and notes": "yes",
        "data sets": "yes",
        "models": "yes",
        "code": "yes",
        "environment": "yes",
        "machine readings": "1000 of them; of more, the server hands out a sample, and the report says so",
        "artifacts": "yes, without their files",
        "pictures": "yes, within limits",
        "tables": "yes, within limits",
        "parents and groups": "groups and sweeps",
        "deleted runs": "the server does not list them",
    },
)


def recognizes(place: Place) -> Claim | None:  # noqa: ARG001 - a server lies in no folder
    """Claim nothing: a server is named by its address."""
    return None


def find(store: StoreRef) -> Iterator[RunRef | Problem | Omission]:
    """Yield the runs by project, oldest first, without settings and results; see `contract.Reader`."""
    from runreport.readers.wandb_server.server_runs import find

    return find(store)


def read(ref: RunRef) -> Run:
    """Return one run, from the shelf where it is there as the list of runs had it."""
    from runreport.readers.wandb_server.server_runs import read

    return read(ref)
