"""Open databases, kept from one run to the next: `read` is called once a run.

A connection is used by one thread of one process only. A few are kept; all are closed at the end.
"""

import atexit
import os
import threading
from collections.abc import Callable
from pathlib import Path

from runreport.readers.mlflow.sqlite import identity_of
from runreport.readers.mlflow.tables import Database, open_tables

_KEPT = 4
_open: dict[tuple[int, int, str], Database] = {}


def kept_database(path: Path, still_serves: Callable[[Database], bool]) -> Database:
    """Return the database at `path`, opened before or just so.

    Args:
        path: the file.
        still_serves: whether a database will do that was opened before the file changed; what is in
            WAL mode is a copy, and copying it for each run while something writes would take long.

    Raises:
        ReaderError: it cannot be opened.
    """
    owner = (os.getpid(), threading.get_ident())
    key = (*owner, str(path.absolute()))
    database = _open.pop(key, None)
    if database is not None and database.opened.identity != identity_of(path) and not still_serves(database):
        database.opened.close()
        database = None
    _open[key] = database or open_tables(path)
    own = [other for other in _open if other[:2] == owner]
    for oldest in own[:-_KEPT]:
        _open.pop(oldest).opened.close()
    return _open[key]


@atexit.register
def close_databases() -> None:
    """Close every database that this process keeps open, and remove the copies."""
    for key in [key for key in _open if key[0] == os.getpid()]:
        _open.pop(key).opened.close()
