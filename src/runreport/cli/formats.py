"""Runs in the formats of `runreport runs` that are data. Each writer takes runs and a binary file."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any

from runreport.errors import MissingLibraryError
from runreport.export.table import cell_text, columns_of, csv_bytes, flat_row
from runreport.model import Run
from runreport.model.record import record_of


def write_json(runs: Iterable[Run], file: IO[bytes]) -> None:
    """Write a list of records, one a line, as they come."""
    before = b"[\n"
    for run in runs:
        file.write(before + _json(run))
        before = b",\n"
    file.write(b"[]\n" if before == b"[\n" else b"\n]\n")


def write_jsonl(runs: Iterable[Run], file: IO[bytes]) -> None:
    """Write a record a line, as they come."""
    for run in runs:
        file.write(_json(run) + b"\n")


def write_csv(runs: Iterable[Run], file: IO[bytes]) -> None:
    """Write a flat row a run; the plain-table reader reads it back."""
    file.write(csv_bytes(runs))


def write_parquet(runs: Iterable[Run], file: IO[bytes]) -> None:
    """Write a flat row a run: metrics as doubles, times as UTC timestamps, the rest as text.

    Raises:
        MissingLibraryError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # type: ignore[import-untyped]
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise MissingLibraryError(
            "Parquet needs pyarrow; install it with `pip install 'ml-runreport[parquet]'`"
        ) from error
    held = list(runs)
    rows = [flat_row(run) for run in held]
    columns: dict[str, Any] = {}
    for name in columns_of(rows):
        values = [row.get(name) for row in rows]
        if name in ("started", "ended"):
            columns[name] = pa.array([getattr(run, name) for run in held], pa.timestamp("us", tz="UTC"))
        elif name.startswith("metric."):
            columns[name] = pa.array(values, pa.float64())
        else:
            texts = [None if value is None else cell_text(value) for value in values]
            columns[name] = pa.array(texts, pa.string())
    parquet.write_table(pa.table(columns), file)


WRITERS: Mapping[str, Callable[[Iterable[Run], IO[bytes]], None]] = {
    "json": write_json,
    "jsonl": write_jsonl,
    "csv": write_csv,
    "parquet": write_parquet,
}


def _json(run: Run) -> bytes:
    # In ASCII, so that halves of surrogate pairs, which some stores hold, can be written at all.
    return json.dumps(record_of(run), allow_nan=False).encode("ascii")
