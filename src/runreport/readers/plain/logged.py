"""Pictures and tables of a plain run: `pictures` and `tables` in `run.json`, and picture files it left."""

import mimetypes
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runreport.model import Artifact, LoggedTable, Media, Omission, TableKind
from runreport.readers.limits import SHOWN_TYPES, pictures_within, tables_within
from runreport.readers.plain.ledger import Ledger
from runreport.readers.plain.values import scalar, shown, text, whole

LOGGED = frozenset({"pictures", "tables"})
"""Keys of `run.json` that are read here where they hold lists; else they are tags, like any other."""
NEEDED = {
    TableKind.TABLE: (),
    TableKind.HISTOGRAM: ("low", "high", "count"),
    TableKind.CONFUSION: ("actual", "predicted", "count"),
    TableKind.PR: ("recall", "precision"),
    TableKind.ROC: ("false positive rate", "true positive rate"),
    TableKind.CALIBRATION: ("predicted", "observed", "count"),
    TableKind.LINE: ("x", "y"),
}
"""Columns that each kind of table has to have."""
_TYPES = mimetypes.MimeTypes()
_TYPES.add_type("image/webp", ".webp")


@dataclass(frozen=True, slots=True)
class Logged:
    """What a run logged beside its numbers."""

    media: tuple[Media, ...] = ()
    tables: tuple[LoggedTable, ...] = ()
    omissions: tuple[Omission, ...] = ()


NOTHING_LOGGED = Logged()


def is_logged(key: str, value: object) -> bool:
    """Return whether a key of a record is read here."""
    return key in LOGGED and isinstance(value, list)


def logged_of(
    record: Mapping[str, Any], ledger: Ledger, artifacts: Sequence[Artifact], folder: Path
) -> Logged:
    """Return the pictures among the artifacts, and the tables of the record, as far as limits go.

    Args:
        record: the run's.
        ledger: where to note what is wrong.
        artifacts: what lies in the artifacts folder.
        folder: that folder.
    """
    media, fewer_pictures = _pictures(record, ledger, artifacts, folder)
    tables, fewer_tables = tables_within(tuple(_tables(record, ledger)))
    return Logged(media, tables, (*fewer_pictures, *fewer_tables))


def _pictures(
    record: Mapping[str, Any], ledger: Ledger, artifacts: Sequence[Artifact], folder: Path
) -> tuple[tuple[Media, ...], tuple[Omission, ...]]:
    types = {one.path: _TYPES.guess_type(one.path.lower())[0] or "" for one in artifacts}
    sizes = {one.path: one.size_bytes for one in artifacts if types[one.path] in SHOWN_TYPES}
    named = list(_named(record, ledger, sizes, types))
    told = {one.path for one in named}
    others = (Media(path, types[path], path) for path in sizes if path not in told)

    def read(media: Media) -> bytes | None:
        try:
            return (folder / media.path).read_bytes()
        except OSError as error:
            ledger.note(f"the picture {media.path} cannot be opened: {error.strerror}", "make it readable")
            return None

    return pictures_within((*named, *others), read, lambda media: sizes[media.path])


def _named(
    record: Mapping[str, Any], ledger: Ledger, sizes: Mapping[str, int | None], types: Mapping[str, str]
) -> Iterator[Media]:
    for entry in _listed("pictures", record):
        given = {"path": entry} if isinstance(entry, str) else ledger.mapping("pictures", entry)
        path = ledger.take("pictures.path", given.get("path"), text)
        if path is None:
            ledger.note(f"`pictures` has an entry without a path, which is left out: {shown(entry)}")
        elif path not in sizes:
            what = "is no PNG, JPEG, GIF or WebP" if path in types else "does not lie in artifacts/"
            ledger.note(f"`pictures` names {path}, which {what}")
        else:
            yield Media(
                name=ledger.take("pictures.name", given.get("name"), text) or path,
                media_type=types[path],
                path=path,
                step=ledger.take("pictures.step", given.get("step"), whole),
                caption=ledger.take("pictures.caption", given.get("caption"), text),
            )


def _tables(record: Mapping[str, Any], ledger: Ledger) -> Iterator[LoggedTable]:
    for entry in _listed("tables", record):
        given = ledger.mapping("tables", entry)
        name = ledger.take("tables.name", given.get("name"), text)
        if not name:
            ledger.note(f"`tables` has an entry without a name, which is left out: {shown(entry)}")
            continue
        kind = ledger.take(f"tables.{name}.kind", given.get("kind"), _kind) or TableKind.TABLE
        step = ledger.take(f"tables.{name}.step", given.get("step"), whole)
        try:
            columns, rows = _matrix(given) if "matrix" in given else _rows(given)
            if missing := [column for column in NEEDED[kind] if column not in columns]:
                raise ValueError(f"is a {kind} and has no column `{missing[0]}`")
        except ValueError as error:
            ledger.note(f"the table {name} {error}")
            continue
        yield LoggedTable(name, columns, rows, len(rows), kind, step)


def _listed(name: str, record: Mapping[str, Any]) -> Sequence[Any]:
    given = record.get(name)
    return given if isinstance(given, list) else ()


def _kind(value: object) -> TableKind:
    word = text(value).strip().lower()
    for kind in TableKind:
        if word == kind.lower():
            return kind
    raise ValueError(f"should be one of {', '.join(TableKind)}, and is {shown(value)}")


def _rows(given: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    columns, rows = given.get("columns"), given.get("rows")
    if not isinstance(columns, list) or not isinstance(rows, list):
        raise ValueError("has no `columns` and `rows`, or these are no lists")
    if not all(isinstance(row, list) and len(row) == len(columns) for row in rows):
        raise ValueError("has rows that are not as long as its columns")
    return tuple(map(text, columns)), tuple(tuple(map(scalar, row)) for row in rows)


def _matrix(given: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """Return a confusion matrix, given as `labels` and a list of rows of counts, as a row a cell."""
    labels, matrix = given.get("labels"), given["matrix"]
    if not isinstance(labels, list) or not isinstance(matrix, list) or len(matrix) != len(labels):
        raise ValueError("has a `matrix` without a row for each of its `labels`")
    if not all(isinstance(row, list) and len(row) == len(labels) for row in matrix):
        raise ValueError("has a `matrix` whose rows are not as long as its `labels`")
    names = [text(label) for label in labels]
    cells = ((actual, row) for actual, row in zip(names, matrix, strict=True))
    return NEEDED[TableKind.CONFUSION], tuple(
        (actual, predicted, scalar(count))
        for actual, row in cells
        for predicted, count in zip(names, row, strict=True)
    )
