"""The cells of a metrics file by column, and what of it had to be left out."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from runreport.readers.plain.csv import BOM, allow_cells, delimiter_of, records
from runreport.readers.plain.rows import json_object

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns of one length."""

    is_text: bool
    """Whether all cells are texts."""
    lines: Sequence[int]
    """Line of each row in the file, counted from 1."""
    columns: Mapping[str, Sequence[Any]]
    """By name; texts in a CSV file, where an empty one is absent; else values, where None is."""


@dataclass(frozen=True, slots=True)
class Faults:
    """Faults by kind, so that a million bad lines are one message."""

    first: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, what: str, line: int) -> None:
        """Count a fault; the first of its kind is the one to be told."""
        self.first.setdefault(kind, (what, line))
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def told(self) -> Iterator[tuple[str, int]]:
        """Yield a sentence and a line for each kind."""
        for kind, (what, line) in self.first.items():
            more = self.counts[kind] - 1
            yield (f"{what} (and {more:,} more like it)" if more else what), line

    def convert(
        self, grid: Grid, name: str, careful: Callable[[Any], T], quick: Callable[[str], T]
    ) -> list[T | None]:
        """Return a column converted; None where a cell is empty, or cannot be converted and is counted.

        Args:
            grid: the cells.
            name: of the column.
            careful: converts a cell, or says in a `ValueError` what is wrong with it.
            quick: does the same for most texts, in C; used where it takes the whole column.
        """
        cells = grid.columns[name]
        if grid.is_text and "_" not in "".join(cells):
            try:
                return list(map(quick, cells))
            except ValueError:
                pass
        return [self._one(name, cell, line, careful) for cell, line in zip(cells, grid.lines, strict=True)]

    def _one(self, name: str, cell: object, line: int, careful: Callable[[Any], T]) -> T | None:
        if cell is None or cell == "":
            return None
        try:
            return careful(cell)
        except ValueError as error:
            self.add(f"`{name}` cannot be converted", f"`{name}` {error}", line)
            return None


def csv_grid(data: bytes, faults: Faults) -> Grid:
    """Return the grid of a CSV file; rows that do not fit the header are left out and counted."""
    if (simple := _simple_grid(data)) is not None:
        return simple
    rows = list(_csv_rows(data, faults))
    if not rows:
        return Grid(True, (), {})
    header = [name.strip() for name in rows[0][1]]
    for name in {name for name in header if header.count(name) > 1}:
        faults.add(
            f"twice {name}", f"the column `{name}` stands twice in the header; the first is taken", rows[0][0]
        )
    good = []
    for line, cells in rows[1:]:
        if len(cells) == len(header):
            good.append((line, cells))
        else:
            what = f"the row has {len(cells)} cells, the header {len(header)}; it is left out"
            faults.add("wrong width", what, line)
    columns = zip(*(cells for _, cells in good), strict=True) if good else ((),) * len(header)
    by_name: dict[str, Sequence[Any]] = {}
    for name, column in zip(header, columns, strict=True):
        by_name.setdefault(name, column)
    return Grid(True, [line for line, _ in good], by_name)


def json_grid(data: bytes, faults: Faults) -> Grid:
    """Return the grid of a JSON Lines file; lines that are no objects are left out and counted."""
    good: list[tuple[int, dict[str, Any]]] = []
    for line, raw in enumerate(data.removeprefix(BOM).split(b"\n"), start=1):
        if not raw.strip():
            continue
        try:
            good.append((line, json_object(raw)))
        except ValueError as error:
            faults.add("not JSON", f"the line is left out: {error}", line)
    names = dict.fromkeys(name for _, row in good for name in row)
    columns = {name: [row.get(name) for _, row in good] for name in names}
    return Grid(False, [line for line, _ in good], columns)


def _simple_grid(data: bytes) -> Grid | None:
    """Return the grid of a file in which every line is a row like the header; None where it is not so plain.

    The usual case, at the speed of C: no quotes, blank lines or strange bytes.
    """
    if b'"' in data or b"\0" in data or not data.isascii():
        return None
    lines = data.decode("ascii").splitlines()
    delimiter = delimiter_of(data[: data.find(b"\n") + 1] or data)
    marks = lines[0].count(delimiter) if lines else 0
    header = [name.strip() for name in lines[0].split(delimiter)] if marks else []
    is_plain = len(set(header)) == len(header) > 1 and all(line.count(delimiter) == marks for line in lines)
    if not is_plain:
        return None
    cells = delimiter.join(lines[1:]).split(delimiter) if len(lines) > 1 else []
    columns = {name: cells[place :: marks + 1] for place, name in enumerate(header)}
    return Grid(True, range(2, len(lines) + 1), columns)


def _csv_rows(data: bytes, faults: Faults) -> Iterable[tuple[int, Sequence[str]]]:
    """Yield line and cells of each row; the plain way where no quotes or strange bytes are in the file."""
    delimiter = delimiter_of(data[: data.find(b"\n") + 1] or data)
    if b'"' not in data and b"\0" not in data and data.isascii():
        lines = data.decode("ascii").splitlines()
        allow_cells(max(map(len, lines), default=0))
        numbered = enumerate(csv.reader(lines, delimiter=delimiter), start=1)
        return ((line, cells) for line, cells in numbered if cells)
    return _careful_rows(data, delimiter, faults)


def _careful_rows(data: bytes, delimiter: str, faults: Faults) -> Iterator[tuple[int, Sequence[str]]]:
    for record in records(data, delimiter):
        for fault in record.faults:
            faults.add(fault, fault, record.line)
        if record.cells is not None:
            yield record.line, record.cells
