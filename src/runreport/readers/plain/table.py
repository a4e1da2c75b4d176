"""Plain tables: one row a run, in CSV, JSON Lines or Parquet.

The columns are described in `docs/plain-records.md`. A `runs.toml` beside a table says what its
columns mean where they have other names.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from runreport.errors import ReaderError
from runreport.model import Problem, Run, RunRef, StoreRef
from runreport.readers.contract import Claim, Coverage, Place
from runreport.readers.listing import is_there
from runreport.readers.plain.columns import (
    SIDECAR,
    columns_seen,
    is_record,
    may_hold_metrics,
    names_beside,
    record_of,
)
from runreport.readers.plain.ledger import Ledger
from runreport.readers.plain.record import run_of
from runreport.readers.plain.rows import SUFFIXES, Row, table_at

FILES = tuple(f"*{suffix}" for suffix in SUFFIXES)
TABLES_KEPT = 4

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
    names = names_beside(store.path)
    table = table_at(store.path)
    for column, count in Counter(table.columns).items():
        if count > 1 and column:
            what = f"the column `{column}` stands {count} times in the header; the first is taken"
            yield Problem(what, "give each column a name of its own", store.address)
    meaning = blake2b(repr(sorted(names.items())).encode(), digest_size=4).hexdigest()
    for row in table.rows:
        yield RunRef(store, _key(row, names), f"{row.stamp}-{meaning}")


def read(ref: RunRef) -> Run:
    """Return one row as a run; each metric is a series of one point at step 0.

    Raises:
        ReaderError: the row is gone, or cannot be taken apart.
        MissingLibraryError: it is a Parquet file, and there is no pyarrow.
    """
    path = ref.store.path
    table = _opened(path)
    row = table.rows.get(ref.key)
    if row is None:
        raise ReaderError(f"run {ref.key} is no longer in {path.name}; build the report again")
    ledger = Ledger(ref, line=row.line)
    try:
        decoded = row.decode()
    except ValueError as error:
        place = f"{path.name}, line {row.line}" if row.line else f"{path.name}, row {row.number}"
        raise ReaderError(f"run {ref.key} ({place}) cannot be read: {error}; mend the row") from error
    for fault in decoded.faults:
        ledger.note(fault)
    record = record_of(decoded.cells, table.names, is_text=path.suffix.lower() == ".csv")
    return run_of(record, ledger, experiment=path.stem, curves={})


@dataclass(frozen=True, slots=True)
class _Opened:
    rows: Mapping[str, Row]
    """By key; the first of those that share one."""
    names: Mapping[str, str]


def _opened(path: Path) -> _Opened:
    """Return the table with its rows by key, read once as long as it does not change."""
    sidecar = path.with_name(SIDECAR)
    try:
        stamps = [(file.stat().st_mtime_ns, file.stat().st_size) for file in (path, sidecar) if file.exists()]
    except OSError as error:
        raise ReaderError(f"{path.name} cannot be opened: {error.strerror}; make it readable") from error
    return _indexed(path.absolute(), tuple(stamps))


@lru_cache(maxsize=TABLES_KEPT)
def _indexed(path: Path, _stamps: tuple[tuple[int, int], ...]) -> _Opened:
    names = names_beside(path)
    rows: dict[str, Row] = {}
    for row in table_at(path).rows:
        rows.setdefault(_key(row, names), row)
    return _Opened(rows, names)


def _key(row: Row, names: Mapping[str, str]) -> str:
    try:
        cells = row.decode().cells
    except ValueError:
        return f"row-{row.number}"
    given = (cells[column] for column in cells if names.get(column, column) == "id")
    return str(next(given, "")) or f"row-{row.number}"
