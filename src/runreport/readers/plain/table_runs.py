"""The runs in a plain table: found and read."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from runreport.errors import ReaderError
from runreport.model import Problem, Run, RunRef, StoreRef
from runreport.readers.plain.columns import (
    SIDECAR,
    names_beside,
    record_of,
)
from runreport.readers.plain.ledger import Ledger
from runreport.readers.plain.record import run_of
from runreport.readers.plain.rows import Row, table_at

TABLES_KEPT = 4


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
