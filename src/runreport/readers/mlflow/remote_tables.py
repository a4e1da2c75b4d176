"""The tables of MLflow's database on a server of PostgreSQL or MySQL, seen at one moment, never written.

All is read in one transaction that is read-only and sees one state (`repeatable read`), through
SQLAlchemy. Rows of a run are asked for together with those of its neighbors.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from runreport.errors import MissingLibraryError, ReaderError
from runreport.readers.mlflow.sql import DRIVERS
from runreport.readers.mlflow.tables import NEEDED, RowsError
from runreport.readers.remote.address import clean, scrubbed

if TYPE_CHECKING:
    import sqlalchemy as sa


_OWNER = " as owner"
_AT_ONCE = 10_000
"""Rows that are fetched at once from a long answer."""
_COLUMNS = "select table_name, column_name from information_schema.columns where table_schema = ?"
# There is no order of insertion; MLflow's client orders so, too.
_POINTS = (
    'select run_uuid as owner, "key", value, timestamp, step, is_nan from metrics where run_uuid = ?'
    " order by step, timestamp, value, is_nan"
)


class RemoteTables:
    """An open database; see `tables.Tables`."""

    def __init__(self, address: str) -> None:
        self.shown = clean(address)
        self._held = ExitStack()
        try:
            self._connection = self._held.enter_context(_connected(address))
            with _told():
                self.columns = _columns(self._connection)
        except RowsError as error:
            self.close()
            raise ReaderError(f"{self.shown}: {error}") from error
        if not self.columns.keys() >= NEEDED or not self.columns["metrics"] >= {"run_uuid", "is_nan", "step"}:
            self.close()
            missing = ", ".join(sorted(NEEDED - self.columns.keys())) or "columns of metrics"
            what = f"this is no database of MLflow 1.1 or later: it lacks {missing}"
            raise ReaderError(f"{self.shown}: {what}; check the database's name")
        self._neighbors: tuple[str, ...] = ()
        self._fetched: dict[str, defaultdict[str, list[tuple[Any, ...]]]] = {}
        self._names: dict[str, list[str]] = {}

    def close(self) -> None:
        """Let go of the connection."""
        self._held.close()

    def __contains__(self, table: str) -> bool:
        return table in self.columns

    def look_at(self, neighbors: Sequence[str]) -> None:
        """Ask for the rows of these runs together from now on; forget those of others."""
        self._neighbors = tuple(neighbors)
        self._fetched = {}

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """See `Tables`."""
        names, rows = self._rows(sql, values)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def points(self, run: str) -> list[tuple[Any, ...]]:
        """See `Tables`."""
        _, rows = self._rows(_POINTS, (run,))
        return [row[1:] for row in rows]

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a long answer, of which only a part is held at a time.

        Raises:
            RowsError: they cannot be read.
        """
        with _told():
            # Of the statement: those of a connection would hold for all that follow.
            statement = _text(sql).execution_options(stream_results=True, yield_per=_AT_ONCE)
            for row in self._connection.execute(statement):
                yield tuple(row)

    def _rows(self, sql: str, values: Sequence[object]) -> tuple[list[str], list[tuple[Any, ...]]]:
        if _OWNER in sql and len(values) == 1 and values[0] in self._neighbors:
            if sql not in self._fetched:
                self._names[sql], rows = self._ask(sql.replace("= ?", "in ?"), [self._neighbors])
                by_owner: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
                for row in rows:
                    by_owner[str(row[0])].append(row)
                self._fetched[sql] = by_owner
            return self._names[sql], self._fetched[sql][str(values[0])]
        return self._ask(sql, values)

    def _ask(self, sql: str, values: Iterable[object]) -> tuple[list[str], list[tuple[Any, ...]]]:
        with _told():
            given = {f"v{number}": value for number, value in enumerate(values)}
            answer = self._connection.execute(_text(sql), given)
            return list(answer.keys()), [tuple(row) for row in answer]


@contextmanager
def _connected(address: str) -> Iterator["sa.Connection"]:
    """Yield a connection in a transaction that is read-only and sees one state."""
    sqlalchemy = _sqlalchemy(address)
    with _told():
        try:
            url = sqlalchemy.make_url(address)
            driver = DRIVERS[url.drivername.lower()]
            engine = sqlalchemy.create_engine(url.set(drivername=driver), poolclass=sqlalchemy.pool.NullPool)
        except (sqlalchemy.exc.ArgumentError, ValueError, KeyError) as error:
            raise RowsError("this is no address of a database; write `postgresql://host/database`") from error
        except ImportError as error:
            raise _missing(address) from error
        connection = engine.connect()
    try:
        with _told():
            if driver.startswith("postgresql"):
                level = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
                connection = connection.execution_options(**level)
            else:
                # Names stand in `"`, as the standard has it; and nothing can be written from here on.
                connection.exec_driver_sql("set session sql_mode = concat(@@sql_mode, ',ANSI_QUOTES')")
                connection.exec_driver_sql("set session transaction isolation level repeatable read")
                connection.exec_driver_sql("set session transaction read only")
                connection.rollback()
        yield connection
    finally:
        # A connection that broke off cannot be closed in good order.
        with suppress(sqlalchemy.exc.SQLAlchemyError):
            connection.close()
        engine.dispose()


@contextmanager
def _told() -> Iterator[None]:
    """Turn errors of SQLAlchemy into `RowsError`, without statements and secrets."""
    import sqlalchemy

    try:
        yield
    except sqlalchemy.exc.SQLAlchemyError as error:
        cause = getattr(error, "orig", None)
        said = scrubbed(str(cause or type(error).__name__))[:200].replace("; ", ", ")
        what = f"the database does not answer as it should ({said})"
        raise RowsError(f"{what}; check address, user and password, and whether it is up") from None


def _text(sql: str) -> "sa.TextClause":
    import sqlalchemy

    count = sql.count("?")
    for number in range(count):
        sql = sql.replace("?", f":v{number}", 1)
    lists = [int(found) for found in re.findall(r" in :v(\d+)", sql)]
    return sqlalchemy.text(sql).bindparams(*(sqlalchemy.bindparam(f"v{at}", expanding=True) for at in lists))


def _columns(connection: "sa.Connection") -> dict[str, frozenset[str]]:
    here = "current_schema()" if connection.dialect.name == "postgresql" else "database()"
    found: dict[str, set[str]] = {}
    for table, column in connection.execute(_text(_COLUMNS.replace("?", here))):
        found.setdefault(str(table), set()).add(str(column))
    return {table: frozenset(columns) for table, columns in found.items()}


def _sqlalchemy(address: str) -> Any:
    try:
        import sqlalchemy
    except ImportError as error:
        raise _missing(address) from error
    return sqlalchemy


def _missing(address: str) -> MissingLibraryError:
    what = "databases on servers are read with SQLAlchemy and a driver, which are not installed"
    return MissingLibraryError(f"{clean(address)}: {what}; install `ml-runreport[sql]`")
