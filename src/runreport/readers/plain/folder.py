"""Plain folders: one folder a run, with `run.json` and `metrics.csv` or `metrics.jsonl` in it.

The files are described in `docs/plain-records.md`. A store is a folder with such folders in it, or one
of them alone; a run's folder inside another's is its child.
"""

from collections.abc import Iterator

from runreport.model import Problem, Run, RunRef, StoreRef
from runreport.readers.contract import Claim, Coverage, Place
from runreport.readers.listing import is_there

FILES: tuple[str, ...] = ()
RECORD = "run.json"
JUDGED = 8
"""Records looked at before a folder is given up: the first may be damaged, or another tool's."""

COVERAGE = Coverage(
    store="one folder a run with `run.json` and its metrics ([format](plain-records.md))",
    found_by="a `run.json` of this form",
    parts={
        "settings": "yes",
        "curves": "yes",
        "status and times": "yes",
        "tags and notes": "yes",
        "data sets": "yes",
        "models": "yes",
        "code": "yes",
        "environment": "yes",
        "artifacts": "yes",
        "pictures": "yes",
        "tables": "yes",
        "parents and groups": "yes",
    },
)


def recognizes(place: Place) -> Claim | None:
    """Claim a folder with a plain `run.json` in it, or one most of whose folders have one.

    Where runs lie among other folders, each run is a store of its own, so that the others are looked
    into as well.
    """
    if not place.is_folder:
        return None
    if RECORD in place.files:
        return Claim(f"a plain {RECORD}") if _is_record(place.head(RECORD)) else None
    with_record = [name for name in sorted(place.folders) if is_there(f"{place.path}/{name}/{RECORD}")]
    if 2 * len(with_record) <= len(place.folders):
        return None
    for name in with_record[:JUDGED]:
        if _is_record(place.head(f"{name}/{RECORD}")):
            return Claim(f"folders with a plain {RECORD} each, such as {name}")
    return None


def _is_record(head: bytes) -> bool:
    from runreport.readers.plain.head import is_run_head

    return is_run_head(head)


def find(store: StoreRef) -> Iterator[RunRef | Problem]:
    """Yield the runs in order of their folders' paths; a run's key is that path.

    A folder with metrics but without `run.json` is a damaged run, and listed.

    Raises:
        ReaderError: the folder cannot be listed.
    """
    from runreport.readers.plain.folder_runs import find

    return find(store)


def read(ref: RunRef) -> Run:
    """Return one run with all its points; what is damaged in it is in its problems.

    Raises:
        ReaderError: neither `run.json` nor a metrics file can be read.
    """
    from runreport.readers.plain.folder_runs import read

    return read(ref)
