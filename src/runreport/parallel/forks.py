"""Forks of this process: whether there can be any, how many, and how they begin and end."""

import os
import signal
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection, current_process, parent_process
from threading import Thread

from runreport.cores import cores
from runreport.interruption import put_off

CAN_FORK = sys.platform == "linux"
WORTH_IT = 4000
"""Runs below which starting processes and sending runs between them costs more than it brings."""
WORTH_A_FORK = 64 if CAN_FORK else WORTH_IT
"""The same where the processes need not be sent anything, and send back less than a run."""
PATIENCE_S = 3.0
"""With a process that is to end."""


def default_workers(n_items: int, worth_it: int = WORTH_IT) -> int:
    """Return how many processes to use for `n_items` runs: one below `worth_it`, else one for each core."""
    return cores() if n_items >= worth_it else 1


def is_forking() -> bool:
    """Return whether other processes are forks, which have all that this one has."""
    if not CAN_FORK:
        return False
    # Who chose a backend has imported joblib, and for anybody else it would take long to import.
    joblib = sys.modules.get("joblib.parallel")
    return joblib is None or isinstance(
        joblib.get_active_backend()[0], joblib.BACKENDS[joblib.DEFAULT_BACKEND]
    )


def may_have_children() -> bool:
    """Return whether this process may begin others, which the workers of `multiprocessing.Pool` may not."""
    return not current_process().daemon


@contextmanager
def forking() -> Iterator[None]:
    """Let forks begin in the block."""
    # An interruption between the halves of a fork would be lost in the interpreter's own callbacks.
    with put_off(), warnings.catch_warnings():
        # Python warns of forks beside threads. Those here are the linear algebra's, which stops them for
        # a fork, and the progress bar's, which holds nothing that a worker needs.
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def end_with_parent() -> None:
    """End this fork when the process that gives out the work is killed, and not when that is interrupted."""
    # An interruption is for the process that gives out the work, which then ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
        # For one that puts something in order first.
        time.sleep(PATIENCE_S)
        os._exit(1)
