"""CSV as people and programs really write it: one damaged record never takes the next ones along.

Source: RFC 4180, and what spreadsheets do besides: semicolons, tabs, a byte order mark.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t")
BOM = b"\xef\xbb\xbf"
MAX_LINES = 1000
"""Lines that one quoted cell may go on for; a quote left open would swallow the whole file otherwise."""


@dataclass(frozen=True, slots=True)
class CsvRecord:
    """One record, whole or damaged."""

    line: int
    """Of its first line, counted from 1."""
    raw: bytes
    cells: tuple[str, ...] | None
    """None where it cannot be taken apart."""
    faults: tuple[str, ...] = ()
    """What is wrong with it, each a sentence without its end stop."""


def delimiter_of(header: bytes) -> str:
    """Return the delimiter that takes a header apart into most cells; the comma where none does.

    Where quotes are still open at the end, as in a header of two lines, all delimiters in it count.
    """
    text = header.removeprefix(BOM).decode("utf-8", "replace")
    return max(DELIMITERS, key=lambda mark: len(split(text, mark) or text.split(mark)))


def records(data: bytes, delimiter: str, width: int | None = None) -> Iterator[CsvRecord]:
    """Yield the records of a file, blank lines left out.

    Args:
        data: the whole file, with its header.
        delimiter: one character.
        width: cells in a record, where known; it tells a quoted line break from a quote left open.
    """
    lines = data.removeprefix(BOM).splitlines(keepends=True)
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        record = _single(lines[at], at + 1, delimiter)
        if record.cells is None:
            record = _spread(lines, at, delimiter, width) or record
        width = width or len(record.cells or ())
        yield record
        at += len(record.raw.splitlines())


def _single(raw: bytes, line: int, delimiter: str) -> CsvRecord:
    text, faults = _decoded(raw)
    cells = split(text, delimiter)
    if cells is None:
        faults = (*faults, "the quotes do not close, or close too early")
    return CsvRecord(line, raw, cells, faults)


def _spread(lines: Sequence[bytes], at: int, delimiter: str, width: int | None) -> CsvRecord | None:
    """Return the record that begins in this line and ends in a later one, if there is one."""
    if lines[at].count(b'"') % 2 == 0:
        return None
    for end in range(at + 1, min(len(lines), at + MAX_LINES)):
        if lines[end].count(b'"') % 2:
            record = _single(b"".join(lines[at : end + 1]), at + 1, delimiter)
            is_whole = record.cells is not None and width in (None, len(record.cells))
            return record if is_whole else None
    return None


def _decoded(raw: bytes) -> tuple[str, tuple[str, ...]]:
    faults = []
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
        faults.append("some bytes are not UTF-8, and are shown as �")
    if "\0" in text:
        text = text.replace("\0", "")
        faults.append("it holds zero bytes, which are left out")
    return text, tuple(faults)


def allow_cells(length: int) -> None:
    """Let the standard library take cells of so many characters; its limit is only ever widened.

    The limit is one for the whole process, and 131,072 at first.
    """
    if length > csv.field_size_limit():
        csv.field_size_limit(length)


def split(text: str, delimiter: str) -> tuple[str, ...] | None:
    """Return the cells of exactly one record; None where it is not one."""
    allow_cells(len(text))
    try:
        rows = list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return tuple(rows[0]) if len(rows) == 1 else None
