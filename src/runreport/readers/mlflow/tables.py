"""The tables of MLflow's database, of every schema since 1.0: `store/tracking/dbmodels/models.py`.

What a schema lacks is told by its columns, never by its revision.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from runreport.errors import ReaderError
from runreport.readers.mlflow.sqlite import Opened, open_database, reason


class RowsError(Exception):
    """Rows cannot be read; the text says why, and what to do."""


class Tables(Protocol):
    """The tables of a database of MLflow, wherever it is."""

    @property
    def columns(self) -> Mapping[str, frozenset[str]]:
        """Names of columns by table."""

    def __contains__(self, table: str) -> bool:
        """Return whether the schema has a table."""

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Return the rows of a query as mappings; `?` stands for a value, names in `"` are names.

        Raises:
            RowsError: they cannot be read.
        """

    def points(self, run: str) -> list[tuple[Any, ...]]:
        """Return key, value, time in ms, step and whether NaN of a run's points, as logged.

        Raises:
            RowsError: they cannot be read.
        """


NEEDED = frozenset({"runs", "experiments", "metrics"})

# Before 1.27 nothing but the key led to a run's rows, so each run would cost a whole scan.
_BY_RUN = {
    "metrics": (
        "create temp table metrics as select * from main.metrics order by rowid",
        "create index temp.metrics_by_run on metrics (run_uuid)",
    ),
    "params": (
        "create temp table params as select * from main.params order by rowid",
        "create index temp.params_by_run on params (run_uuid)",
    ),
    "tags": (
        "create temp table tags as select * from main.tags order by rowid",
        "create index temp.tags_by_run on tags (run_uuid)",
    ),
}
# In the order of logging. Columns that came later are 0 before: `step` in 1.0, `is_nan` in 1.1.
_POINTS = {
    frozenset({"step", "is_nan"}): "select key, value, timestamp, step, is_nan from metrics"
    " where run_uuid = ? order by rowid",
    frozenset(
        {"step"}
    ): "select key, value, timestamp, step, 0 from metrics where run_uuid = ? order by rowid",
    # Times were seconds before 1.0; as milliseconds, 1e11 is March 1973.
    frozenset(): "select key, value, case when timestamp < 1e11 then timestamp * 1000 else timestamp end,"
    " 0, 0 from metrics where run_uuid = ? order by rowid",
}


@dataclass(frozen=True, slots=True)
class Database:
    """An open database of MLflow."""

    opened: Opened
    columns: Mapping[str, frozenset[str]]
    """Names of columns by table."""

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """See `Tables`.

        Raises:
            RowsError: the database is damaged there.
        """
        names, rows = self._fetch(sql, values)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def __contains__(self, table: str) -> bool:
        return table in self.columns

    def points(self, run: str) -> list[tuple[Any, ...]]:
        """See `Tables`.

        Raises:
            RowsError: the database is damaged there.
        """
        late = self.columns["metrics"] & {"step", "is_nan"}
        return self._fetch(_POINTS[frozenset(late)], (run,))[1]

    def _fetch(self, sql: str, values: tuple[object, ...]) -> tuple[list[str], list[tuple[Any, ...]]]:
        connection = self.opened.connection
        try:
            cursor = connection.execute(sql, values)
            rows = cursor.fetchall()
        except sqlite3.Error as error:
            if "decode" not in str(error) or connection.text_factory is _decoded:
                raise RowsError(reason(error)) from error
            # Text that is no UTF-8; from here on the slower way, which shows such bytes as U+FFFD.
            connection.text_factory = _decoded
            return self._fetch(sql, values)
        return [column[0] for column in cursor.description], rows


def open_tables(path: Path) -> Database:
    """Return the database at `path`, with a quick way to each run's rows.

    Raises:
        ReaderError: it cannot be opened, or is none of MLflow.
    """
    opened = open_database(path)
    with ExitStack() as undo:
        undo.callback(opened.close)
        columns = _columns(opened.connection)
        if not columns.keys() >= NEEDED or not columns["metrics"] >= {"run_uuid", "key", "value"}:
            missing = ", ".join(sorted(NEEDED - columns.keys())) or "metrics.run_uuid"
            raise ReaderError(f"{path}: this is no database of MLflow: it lacks {missing}; check the path")
        for table, statements in _BY_RUN.items():
            if table in columns and not _leads_to_run(opened.connection, table):
                for statement in statements:
                    opened.connection.execute(statement)
        undo.pop_all()
    return Database(opened, columns)


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _columns(connection: sqlite3.Connection) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "select m.name, c.name from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table'"
    ):
        found.setdefault(table, set()).add(column)
    return {table: frozenset(columns) for table, columns in found.items()}


def _leads_to_run(connection: sqlite3.Connection, table: str) -> bool:
    sql = (
        "select 1 from pragma_index_list(?) l join pragma_index_info(l.name) i"
        " where i.seqno = 0 and i.name = 'run_uuid'"
    )
    return connection.execute(sql, (table,)).fetchone() is not None
