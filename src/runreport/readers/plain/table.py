"""Plain tables: one row a run, in CSV, JSON Lines or Parquet.

The columns are described in `docs/plain-records.md`. A `runs.toml` beside a table says what its
columns mean where they have other names.
"""

from collections.abc import Iterator
from pathlib import Path

from runreport.errors import ReaderError
from runreport.model import Problem, Run, RunRef, StoreRef
from runreport.readers.contract import Claim, Coverage, Place
from runreport.readers.listing import is_there
from runreport.readers.plain import SUFFIXES

FILES = tuple(f"*{suffix}" for suffix in SUFFIXES)

COVERAGE = Coverage(
    store="one row a run, in CSV, JSON Lines or Parquet ([format](plain-records.md))",
    found_by="a column `metric.*` beside `id`, `name` or `param.*`; or a `runs.toml` beside the table",
    parts={
        "settings": "yes",
        "curves": "one point a metric",
        "status and times": "yes",
        "tags and notes": "yes",
        "data sets": "one in CSV, several in JSON Lines and Parquet",
        "models": "in JSON Lines and Parquet",
        "code": "yes",
        "environment": "in JSON Lines and Parquet",
        "artifacts": "in JSON Lines and Parquet",
        "parents and groups": "yes",
    },
)


def recognizes(place: Place) -> Claim | None:
    """Claim a table file that has a `metric.…` column, and an `id`, a `name` or a `param.…` column."""
    if place.is_folder or not place.name.lower().endswith(SUFFIXES):
        return None
    from runreport.readers.plain.columns import (
        SIDECAR,
        columns_seen,
        is_record,
        may_hold_metrics,
        names_beside,
    )

    has_sidecar = is_there(Path(place.path).with_name(SIDECAR))
    if not has_sidecar and not may_hold_metrics(place):
        return None
    seen = columns_seen(place)
    try:
        names = names_beside(Path(place.path)) if has_sidecar and seen else {}
    except ReaderError:
        # The file beside it is for a table like this one; opening the table says what is wrong.
        return Claim(f"a table with a {SIDECAR} beside it")
    if not is_record(seen, names):
        return None
    example = min(column for column in seen if names.get(column, column).startswith("metric."))
    return Claim(f"a table with metrics in columns such as `{example}`")


def find(store: StoreRef) -> Iterator[RunRef | Problem]:
    """Yield the runs in the order of their rows.

    A run's key is what stands under `id`, or `row-` and its number where nothing does.

    Raises:
        ReaderError: the table, or the `runs.toml` beside it, cannot be read.
        MissingLibraryError: it is a Parquet file, and there is no pyarrow.
    """
    from runreport.readers.plain.table_runs import find

    return find(store)


def read(ref: RunRef) -> Run:
    """Return one row as a run; each metric is a series of one point at step 0.

    Raises:
        ReaderError: the row is gone, or cannot be taken apart.
        MissingLibraryError: it is a Parquet file, and there is no pyarrow.
    """
    from runreport.readers.plain.table_runs import read

    return read(ref)
