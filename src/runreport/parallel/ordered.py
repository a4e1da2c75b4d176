"""One function over many runs, in order, in forks where they are safe, else as joblib decides."""

import gc
import pickle
import tempfile
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from runreport.errors import SiteError
from runreport.interruption import put_off
from runreport.parallel.forks import CAN_FORK, end_with_parent, forking, is_forking, may_have_children

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNKS_PER_WORKER = 4
_PIPE = 1 << 20
"""Bytes; as many as Linux lets anybody have."""
_LEAST_CHUNK, _LARGEST_CHUNK = 3, 64 if CAN_FORK else 256


def map_ordered(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    workers: int,
    *,
    is_busy: bool = False,
    heavy: int = 0,
    aside: Path | None = None,
) -> Iterator[Result]:
    """Return an iterator over `function` of each item, in the order of the items.

    With one worker, and in a process that may have no children, this is `map`: nothing is done ahead.
    With more, the work begins at this call, and results travel between processes, so they must pickle;
    where processes are no forks, function and items too.

    Args:
        function: of one item; what it raises is raised here, where its result would have been or
            before.
        items: any number of them; with more than one worker, listed before the work begins.
        workers: processes; one or fewer mean this one.
        is_busy: whether this process has work of its own meanwhile. It then is one of them: done with
            that, and asking for results, it does what no other has begun.
        heavy: how many of the first items take so long that each is given out alone; others go in chunks.
        aside: a folder that is removed later; where given, results that must wait for their turn may wait
            in files there rather than in memory. They must hold nothing that may not lie on this disk.

    Raises:
        SiteError: nothing more can be written to `aside`.
    """
    if workers <= 1 or not may_have_children():
        return (function(item) for item in items)
    listed = list(items)
    if is_forking():
        chunks = [*(range(place, place + 1) for place in range(heavy)), *_chunks(heavy, len(listed), workers)]
        return _forked(function, listed, workers - is_busy, chunks, is_helped=is_busy, aside=aside)
    from joblib import Parallel, delayed  # type: ignore[import-untyped]

    batch = _chunk_size(max(1, len(listed) - heavy), workers)
    parallel = Parallel(n_jobs=workers, return_as="generator", batch_size=batch)
    return _InTurn(parallel(delayed(function)(item) for item in listed))


def _chunks(start: int, stop: int, workers: int) -> Iterator[range]:
    """Yield the places from `start` to before `stop`, ever fewer at a time.

    A pool hands each of its processes a chunk or two ahead, which this one, done with all else, waits for.
    """
    while start < stop:
        size = _chunk_size(stop - start, workers)
        yield range(start, start + size)
        start += size


def _chunk_size(left: int, workers: int) -> int:
    fair, small = -(-left // workers), left // (workers * _CHUNKS_PER_WORKER)
    return min(fair, _LARGEST_CHUNK, max(_LEAST_CHUNK, small))


def _forked(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    forks: int,
    chunks: Sequence[range],
    *,
    is_helped: bool,
    aside: Path | None,
) -> "_InTurn[Result]":
    pool = ProcessPoolExecutor(forks, get_context("fork"), _begin, (function, items, aside))
    _widen(pool)
    # What is there before the fork stays as it is: looking through it for garbage would copy it, page by
    # page, on either side.
    gc.freeze()
    # Before its processes are there, so that whoever is interrupted then ends them too.
    _pools.add(pool)
    with forking():
        begun = deque((chunk, pool.submit(_work, chunk)) for chunk in chunks)
    done_here = function if is_helped else None
    return _InTurn(_results(begun, items, done_here), partial(_end, pool))


def _widen(pool: ProcessPoolExecutor) -> None:
    """Let a pool's pipe hold more than 64 kB: forks would wait for this process, which is busy meanwhile."""
    import fcntl

    # Neither is promised: where the pool is made otherwise, or the system refuses, forks wait as they did.
    with suppress(AttributeError, OSError):
        fcntl.fcntl(pool._result_queue._writer, fcntl.F_SETPIPE_SZ, _PIPE)  # type: ignore[attr-defined]


def _results(
    begun: deque[tuple[range, Future[list[bytes] | Path]]],
    items: Sequence[Item],
    done_here: Callable[[Item], Result] | None,
) -> Generator[Any, None, None]:
    """Yield the results in order; rather than wait for one, do what nobody has begun, where that is meant."""
    own: dict[range, list[Result]] = {}
    while begun:
        # Let go of each, since it holds its results.
        chunk, future = begun.popleft()
        while done_here is not None and not future.done():
            spare = _not_begun(chain([(chunk, future)], begun))
            if spare is None:
                break
            own[spare] = [done_here(items[place]) for place in spare]
        if future.cancelled():
            yield from own.pop(chunk)
        else:
            yield from _unpacked(future.result(), len(chunk))


def _unpacked(packed: list[bytes] | Path, count: int) -> Iterator[Any]:
    """Yield the results of a chunk; removes the file that holds them."""
    if isinstance(packed, list):
        yield from map(pickle.loads, packed)
        return
    with packed.open("rb") as file:
        packed.unlink()
        for _ in range(count):
            yield pickle.load(file)  # noqa: S301 -- a fork of this process wrote it, in a folder of its own


def _not_begun(chunks: Iterable[tuple[range, Future[list[bytes] | Path]]]) -> range | None:
    """Return the first chunk that no process has begun or ever will from now on; None if there is none."""
    return next((chunk for chunk, future in chunks if not future.cancelled() and future.cancel()), None)


def _end(pool: ProcessPoolExecutor) -> None:
    # Half a shutdown leaves a pool that complains when the interpreter ends.
    with put_off():
        pool.shutdown(cancel_futures=True)
        _pools.discard(pool)
        if not _pools:
            gc.unfreeze()


@contextmanager
def workers_ended() -> Iterator[None]:
    """End at the end of the block, however it ends, the processes that were begun in it."""
    before = set(_pools)
    try:
        yield
    finally:
        for pool in _pools - before:
            _end(pool)


_pools: set[ProcessPoolExecutor] = set()
"""Pools at work: who is interrupted leaves an iterator behind that nobody closes in time."""

_task: tuple[Callable[[Any], Any], Sequence[Any], Path | None]
"""Function, items and folder, in a worker: inherited, since sending items takes longer than most work."""


def _begin(function: Callable[[Any], Any], items: Sequence[Any], aside: Path | None) -> None:
    global _task  # noqa: PLW0603 -- a worker is told once
    _task = function, items, aside
    end_with_parent()


def _work(places: range) -> list[bytes] | Path:
    """Return results as they are sent, which is smaller: they may wait for their turn, or in which file."""
    function, items, aside = _task
    packed = [pickle.dumps(function(items[place]), pickle.HIGHEST_PROTOCOL) for place in places]
    if aside is None:
        return packed
    try:
        descriptor, name = tempfile.mkstemp(".results", dir=aside)
        with open(descriptor, "wb") as file:  # noqa: PTH123
            file.writelines(packed)
    except OSError as error:
        remedy = "make room on its disk, or name another one for temporary files in TMPDIR"
        raise SiteError(f"{aside}: {error.strerror}; {remedy}") from error
    return Path(name)


def _nothing() -> None:
    """Be done with it."""


class _InTurn(Iterator[Result]):
    """A pool's results; whoever stops before the last is not warned of work done in vain, as joblib would."""

    def __init__(self, results: Generator[Result, None, None], end: Callable[[], None] = _nothing) -> None:
        self._results = results
        self._end = end

    def __next__(self) -> Result:
        with ExitStack() as unless_one_comes:
            unless_one_comes.callback(self._end)
            result = next(self._results)
            unless_one_comes.pop_all()
        return result

    def throw(self, error: type[BaseException]) -> Result:
        return self._results.throw(error)

    def __del__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            self._results.close()
        # A generator that was never begun does not come to its own end.
        self._end()
