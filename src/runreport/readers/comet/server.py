"""Comet's server, read through Comet's own client: `comet://workspace/project` or `comet://workspace`.

Needs the extra `comet`, and a key in `COMET_API_KEY`. What the server said of a run is kept on a shelf
under a stamp from the list of runs, so that only runs that changed are asked for again.
"""

from collections.abc import Iterator

from runreport.model import Omission, Problem, Run, RunRef, StoreRef
from runreport.readers.contract import Claim, Coverage, Place

SCHEMES: tuple[str, ...] = ("comet",)
FILES: tuple[str, ...] = ()
COVERAGE = Coverage(
    store="Comet's server, with the extra `comet` (tried: comet_ml 3.58 against a stand-in for the server)",
    found_by="an address `comet://workspace/project`, or `comet://workspace` for all its projects",
    parts={
        "settings": "yes",
        "curves": "yes, never sampled",
        "status and times": "yes",
        "tags and notes": "tags and others",
        "data sets": "name and hash, where logged",
        "code": "commit, branch, repository, command",
        "environment": "yes",
        "machine readings": "yes",
        "artifacts": "name and size",
        "pictures": "yes",
        "tables": "CSV, confusion matrices, histograms, curves, texts",
        "deleted runs": "archived runs are left out and counted",
    },
)


def recognizes(place: Place) -> Claim | None:  # noqa: ARG001 - no file or folder is a server
    """Claim nothing: a server is named by its address."""
    return None


def find(store: StoreRef) -> Iterator[RunRef | Problem | Omission]:
    """Yield the runs by project, start and key, from lists alone; archived ones are counted.

    Raises:
        ReaderError: the server refuses, or does not answer.
    """
    from runreport.readers.comet.server_runs import find

    return find(store)


def read(ref: RunRef) -> Run:
    """Return one run, from the shelf where it is there as the list of runs had it.

    Raises:
        ReaderError: the server has no such run, refuses, or does not answer.
    """
    from runreport.readers.comet.server_runs import read

    return read(ref)
