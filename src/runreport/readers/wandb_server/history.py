"""Every row of a run's history, in parts that are kept as they come, so that a stopped reading goes on.

Goes by `Run.scan_history`, which hands out rows by ranges of steps; `Run.history` would thin them. wandb's
own cache of histories is not asked: it goes by the run's name alone, so that it is stale once the run has
gone on. Source: `wandb/apis/public/history.py` and `core/internal/runhistoryreader/reader.go`.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from runreport.readers.shelf import Shelf
from runreport.readers.wandb_server.session import asking, failures, known

Row = dict[str, Any]
Part = list[Row]
T = TypeVar("T")

STEP = "_step"
PART = 5000
"""Rows that are kept together."""
PART_SECONDS = 600
"""To wait for the rows of a part; wandb itself would wait for as long as a server asks it to."""
_PAGE = 1000
_MOST_PAGES = 1000
"""Where the server does not say how many rows there are."""
_WIDEST = 2**31 - 1
"""Steps that one request can ask for."""


def history_of(run: Any, what: str, shelf: Shelf, key: str, stamp: str) -> Iterator[Part]:
    """Yield a run's rows in order of step, each step once; keeps each part before it is yielded.

    Args:
        run: a `wandb` run, loaded.
        what: is asked for, as a message names it.
        shelf: where parts are kept.
        key: the run's, in the store.
        stamp: the run's; parts under another one are not used.

    Raises:
        ReaderError: the server failed.
    """
    next_step = number = 0
    while (part := shelf.get(part_key(key, number), stamp)) is not None:
        yield part
        next_step, number = part[-1][STEP] + 1, number + 1
    rows = _rows(run, what, next_step)
    while part := list(islice(rows, PART)):
        shelf.put(part_key(key, number), stamp, part)
        yield part
        number += 1


def kept_history(shelf: Shelf, key: str, stamp: str, count: int) -> list[Part] | None:
    """Return the parts of a history that was read to its end; None where one is gone."""
    parts: list[Part] = []
    for number in range(count):
        part = shelf.get(part_key(key, number), stamp)
        if part is None:
            return None
        parts.append(part)
    return parts


def part_key(key: str, number: int) -> str:
    """Return under which key a part of a run's history is kept."""
    return f"{key} history {number}"


def _rows(run: Any, what: str, next_step: int) -> Iterator[Row]:
    last, count = _last_step(run), getattr(run, "historyLineCount", None)
    if last is None or last < next_step or count == 0:
        return
    size = _page_size(last + 1 - next_step, count)
    options = known(run.scan_history, min_step=next_step, use_cache=False)
    with asking(what):
        # A generator, for the scan itself begins anew each time that it is asked for an iterator.
        scan = (row for row in run.scan_history(page_size=size, **options))
    while True:
        with asking(what):
            rows = within(PART_SECONDS, lambda: list(islice(scan, _PAGE)))
        if not rows:
            return
        for row in rows:
            step = row.get(STEP, next_step)
            # A server that knows no ranges hands out the same rows again.
            if isinstance(step, int | float) and step >= next_step:
                next_step = int(step) + 1
                yield {**row, STEP: next_step - 1}


def _last_step(run: Any) -> int | None:
    keys = getattr(run, "historyKeys", None)
    last = keys.get("lastStep") if isinstance(keys, Mapping) else None
    return int(last) if isinstance(last, int | float) and last >= 0 else None


def _page_size(steps: int, count: object) -> int:
    """Return how many steps to ask for at once: steps may be far apart, and each page is a request."""
    pages = max(1, count // _PAGE) if isinstance(count, int) else _MOST_PAGES
    return min(max(_PAGE, -(-steps // pages)), _WIDEST)


def within(seconds: float, call: Callable[[], T]) -> T:
    """Return what a call of wandb returns, if it does in time.

    Raises:
        TimeoutError: it did not; it is left alone, for there is no way to stop it.
    """
    found: list[T] = []
    faults: list[Exception] = []

    def run() -> None:
        try:
            found.append(call())
        except failures() as error:
            faults.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    for fault in faults:
        raise fault
    if not found:
        raise TimeoutError(f"no answer in time: {seconds} seconds")
    return found[0]
