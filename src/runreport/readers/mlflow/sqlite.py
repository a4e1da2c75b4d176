"""SQLite files opened so that nothing is ever written beside them.

SQLite makes or removes `-wal`, `-shm` and `-journal` files when it opens a database that has one or
is in WAL mode, even to read. Such a database is copied to a folder of our own with what lies beside
it, and opened there; any other is opened with `mode=ro`, which takes locks but writes nothing.
`immutable=1` would miss what is still in the WAL. Source: https://www.sqlite.org/wal.html and
https://www.sqlite.org/fileformat.html (1.3, the header).
"""

import shutil
import sqlite3
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from runreport.errors import ReaderError
from runreport.interruption import new_folder

MAGIC = b"SQLite format 3\0"
WAIT_S = 2.0
"""How long a writer may keep the database locked before it counts as locked."""

_HEADER_BYTES = 100
_IN_WAL_MODE = 2
_SIDES = ("-wal", "-journal")
_ATTEMPTS = 5


@dataclass(slots=True)
class Opened:
    """An open database, and what must be let go with it."""

    connection: sqlite3.Connection
    identity: tuple[object, ...]
    """Changes whenever the file or its WAL does."""
    _held: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        """Close the connection and remove the copy, if there is one."""
        self._held.close()


def open_database(path: Path) -> Opened:
    """Return the database at `path`, open for reading.

    Raises:
        ReaderError: there is no database in it that can be read now; the text says why.
    """
    header = _header(path)
    identity = identity_of(path)
    try:
        with ExitStack() as held:
            if header[18] == _IN_WAL_MODE or _side(path, "-wal") is not None:
                connection = _open_copy(path, held)
            else:
                connection = _open_in_place(path, held)
            return Opened(connection, identity, held.pop_all())
    except sqlite3.Error as error:
        raise ReaderError(f"{path}: {reason(error)}") from error
    except OSError as error:
        raise ReaderError(
            f"{path}: the database cannot be copied: {error.strerror}; free some space"
        ) from error


def identity_of(path: Path) -> tuple[object, ...]:
    """Return what tells one state of a database from the next: sizes and times of its files."""
    found: list[object] = []
    for name in (path, *(Path(f"{path}{side}") for side in _SIDES)):
        try:
            stat = name.stat()
        except OSError:
            found.append(None)
        else:
            found.append((stat.st_ino, stat.st_size, stat.st_mtime_ns))
    return tuple(found)


def reason(error: sqlite3.Error) -> str:
    """Return what an error of SQLite means to a user, and what to do."""
    if "locked" in str(error):
        return "the database is locked by a program that writes to it; wait until it is done, or give a copy"
    return f"the database is damaged or incomplete ({error}); give a whole copy, or mend it with `.recover`"


def peek(path: Path) -> dict[str, str]:
    """Return the SQL of each table by name; empty where that cannot be read at once.

    Reads the schema alone, takes no lock, and does not see what is still in a WAL.
    """
    try:
        connection = _connect(path, "immutable=1")
        try:
            return dict(connection.execute("select name, sql from sqlite_master where type = 'table'"))
        finally:
            connection.close()
    except sqlite3.Error:
        return {}


def _header(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except OSError as error:
        raise ReaderError(
            f"{path}: the database cannot be opened: {error.strerror}; check the path"
        ) from error
    if not header:
        raise ReaderError(f"{path}: the database is empty (0 bytes); let MLflow write a run, or take it out")
    if not header.startswith(MAGIC) or len(header) < _HEADER_BYTES:
        raise ReaderError(
            f"{path}: this is no SQLite database; give the file that MLflow writes, `mlflow.db`"
        )
    return header


def _open_in_place(path: Path, held: ExitStack) -> sqlite3.Connection:
    connection = _connect(path, "mode=ro")
    try:
        connection.execute("select count(*) from sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        # A writer died and left a journal, which SQLite would have to play back into the file.
        if _side(path, "-journal") is None or "locked" in str(error):
            raise
        return _open_copy(path, held)
    except sqlite3.Error:
        connection.close()
        raise
    held.callback(connection.close)
    return connection


def _open_copy(path: Path, held: ExitStack) -> sqlite3.Connection:
    copy = new_folder(held.callback) / "store.db"
    for _ in range(_ATTEMPTS):
        before = _state(path)
        _copy(path, copy)
        if _state(path) == before:
            break
    else:
        raise ReaderError(
            f"{path}: the database changes faster than it can be copied; stop what writes to it"
        )
    connection = _connect(copy, "mode=rw")
    held.callback(connection.close)
    connection.execute("select count(*) from sqlite_master").fetchone()
    return connection


def _copy(path: Path, copy: Path) -> None:
    shutil.copyfile(path, copy)
    for side in _SIDES:
        Path(f"{copy}{side}").unlink(missing_ok=True)
        # Gone again means played back into the file, and so another state.
        with suppress(FileNotFoundError):
            if (beside := _side(path, side)) is not None:
                shutil.copyfile(beside, f"{copy}{side}")


def _state(path: Path) -> tuple[object, ...]:
    """Return what must not change while file and WAL are copied.

    A WAL may grow meanwhile: what its copy has too much or too little of is a transaction that was
    not committed. Its header changes when it starts over, after it was played back into the file.
    """
    stat = path.stat()
    wal = _side(path, "-wal")
    if wal is None:
        return stat.st_size, stat.st_mtime_ns, b""
    try:
        with wal.open("rb") as file:
            return stat.st_size, stat.st_mtime_ns, file.read(32)
    except FileNotFoundError:
        return stat.st_size, stat.st_mtime_ns, b""


def _side(path: Path, side: str) -> Path | None:
    """Return the file beside a database, if it is there and not empty."""
    beside = Path(f"{path}{side}")
    try:
        return beside if beside.stat().st_size else None
    except OSError:
        return None


def _connect(path: Path, options: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?{options}", uri=True, timeout=WAIT_S, check_same_thread=False
    )
