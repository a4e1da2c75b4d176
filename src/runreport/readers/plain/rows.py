"""The rows of a table, whichever of the three formats it has."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from runreport.errors import MissingLibraryError, ReaderError
from runreport.readers.plain import SUFFIXES
from runreport.readers.plain.csv import BOM, CsvRecord, delimiter_of, records
from runreport.readers.plain.values import DECIMAL_COMMA

HEADER_BYTES = 1 << 20
LOT = 500


@dataclass(frozen=True, slots=True)
class Decoded:
    """What one row says, by column as the table calls it."""

    cells: Mapping[str, Any]
    """Empty cells left out; of a CSV table texts, else typed values."""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row, not yet decoded where that takes time."""

    number: int
    """Counted from 1, the header left out."""
    line: int | None
    """In the file, from 1; None where the format has no lines."""
    stamp: str
    decode: Callable[[], Decoded]
    """Raises `ValueError` where the row cannot be read at all."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is open to be gone through once."""

    columns: tuple[str, ...]
    """As its header has them; empty for JSON Lines, which has none."""
    rows: Iterator[Row]


def table_at(path: Path) -> Table:
    """Return the table in a file, with its rows in order.

    Raises:
        ReaderError: the file as a whole cannot be read.
        MissingLibraryError: it is a Parquet file, and there is no pyarrow.
    """
    kind = path.suffix.lower()
    if kind not in SUFFIXES:
        known = ", ".join(SUFFIXES[:-1])
        raise ReaderError(f"{path.name} does not end in {known} or {SUFFIXES[-1]}; unpack or convert it")
    if kind == ".parquet":
        return _parquet(path)
    try:
        data = path.read_bytes().removeprefix(BOM)
    except OSError as error:
        raise ReaderError(f"{path.name} cannot be opened: {error.strerror}; make it readable") from error
    if not data.strip():
        raise ReaderError(f"{path.name} is empty; write a row a run, or take it out of the report")
    return _csv(data, path.name) if kind == ".csv" else Table((), _json_rows(data))


def _csv(data: bytes, name: str) -> Table:
    delimiter = delimiter_of(data[:HEADER_BYTES].lstrip().splitlines()[0])
    found = records(data, delimiter)
    header = next(found)
    if header.cells is None:
        raise ReaderError(f"{name}, line {header.line}: the header cannot be taken apart; mend its quotes")
    return Table(tuple(map(str.strip, header.cells)), _csv_rows(header, found, delimiter))


def _csv_rows(header: CsvRecord, found: Iterator[CsvRecord], delimiter: str) -> Iterator[Row]:
    names = tuple(map(str.strip, header.cells or ()))
    salt = blake2b(header.raw, digest_size=16).digest()
    for number, record in enumerate(found, start=1):
        if record.cells is None or any(map(str.strip, record.cells)):
            decode = partial(_csv_cells, names, record.cells, record.faults, delimiter)
            yield Row(number, record.line, _digest(record.raw, salt), decode)


def _csv_cells(
    names: tuple[str, ...], cells: tuple[str, ...] | None, faults: tuple[str, ...], delimiter: str
) -> Decoded:
    if cells is None:
        raise ValueError("; ".join(faults))
    if len(cells) != len(names):
        faults = (*faults, f"the row has {len(cells)} cells, the header {len(names)}")
    found: dict[str, Any] = {}
    for name, cell in zip(names, map(str.strip, cells), strict=False):
        if name and cell:
            found.setdefault(name, _with_point(cell) if delimiter == ";" else cell)
    return Decoded(found, faults)


def _with_point(cell: str) -> str:
    """Return a number with a decimal point; spreadsheets that part by semicolons write a comma."""
    return cell.replace(",", ".") if DECIMAL_COMMA.fullmatch(cell) else cell


def _json_rows(data: bytes) -> Iterator[Row]:
    lines = enumerate(data.split(b"\n"), start=1)
    filled = ((line, raw) for line, raw in lines if raw.strip())
    for number, (line, raw) in enumerate(filled, start=1):
        yield Row(number, line, _digest(raw), partial(_json_cells, raw))


def _json_cells(raw: bytes) -> Decoded:
    found = json_object(raw)
    return Decoded({name: value for name, value in found.items() if value is not None})


def json_object(raw: bytes) -> dict[str, Any]:
    """Return the JSON object in these bytes.

    Raises:
        ValueError: it is none; the text says where it breaks.
    """
    try:
        found = json.loads(raw)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not whole JSON: {error.msg} at character {error.pos + 1}") from error
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error
    except RecursionError as error:
        raise ValueError("its objects are nested too deep") from error
    if not isinstance(found, dict):
        raise ValueError("it is JSON, but not an object")
    return found


def _parquet(path: Path) -> Table:
    try:
        import pyarrow as pa  # type: ignore[import-untyped]
        from pyarrow.parquet import ParquetFile  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingLibraryError(
            f"{path.name} needs pyarrow; install it with `pip install ml-runreport[parquet]`"
        ) from error
    try:
        with ParquetFile(path) as file:
            table = file.read()
        stat = path.stat()
    except (pa.ArrowException, OSError) as error:
        raise ReaderError(f"{path.name} cannot be read as Parquet: {error}; write it anew") from error
    stamp = f"{stat.st_size}-{stat.st_mtime_ns}"
    numbers = range(table.num_rows)
    # Column by column is slow for one row: some are decoded at once, and the last such lot is kept.
    lot = lru_cache(maxsize=1)(lambda place: table.slice(place * LOT, LOT).to_pylist())
    found = (Row(number + 1, None, stamp, partial(_parquet_cells, lot, number)) for number in numbers)
    return Table(tuple(table.column_names), found)


def _parquet_cells(lot: Callable[[int], list[dict[str, Any]]], number: int) -> Decoded:
    cells = lot(number // LOT)[number % LOT]
    return Decoded({name: _as_json(value) for name, value in cells.items() if value is not None})


def _as_json(value: Any) -> Any:
    """Return a value of a Parquet cell as JSON has it: times as ISO 8601, decimals as floats."""
    match value:
        case date() | time():
            value = value.isoformat()
        case timedelta():
            value = value.total_seconds()
        case Decimal():
            value = float(value)
        case bytes():
            value = value.decode("utf-8", "replace")
        case list():
            value = [_as_json(inner) for inner in value]
        case dict():
            value = {name: _as_json(inner) for name, inner in value.items()}
    return value


def _digest(raw: bytes, salt: bytes = b"") -> str:
    return blake2b(raw, digest_size=12, key=salt).hexdigest()
