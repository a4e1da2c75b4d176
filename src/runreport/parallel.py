"""One function over many runs, in order, on the cores of this machine.

joblib decides how: with `joblib.parallel_config(backend=...)` around the call, it is a cluster.
"""

import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import TypeVar

from joblib import Parallel, cpu_count, delayed  # type: ignore[import-untyped]

Item = TypeVar("Item")
Result = TypeVar("Result")

WORTH_IT = 4000
"""Runs below which starting processes and sending runs between them costs more than it brings."""

_CHUNKS_PER_WORKER = 8
_LARGEST_CHUNK = 256


def default_workers(n_items: int) -> int:
    """Return how many processes to use for `n_items` runs: one for few, else one for each core."""
    return int(cpu_count()) if n_items >= WORTH_IT else 1


def map_ordered(function: Callable[[Item], Result], items: Iterable[Item], workers: int) -> Iterator[Result]:
    """Return an iterator over `function` of each item, in the order of the items.

    With one worker this is `map`: nothing is done ahead. With more, the work begins at this call, and
    function, items and results travel between processes, so they must pickle.

    Args:
        function: of one item; what it raises is raised here, where its result would have been or
            before.
        items: any number of them; with more than one worker, listed before the work begins.
        workers: processes; one or fewer mean this one.
    """
    if workers <= 1:
        return (function(item) for item in items)
    listed = list(items)
    size = max(1, min(_LARGEST_CHUNK, len(listed) // (workers * _CHUNKS_PER_WORKER)))
    parallel = Parallel(n_jobs=workers, return_as="generator", batch_size=size)
    return _InTurn(parallel(delayed(function)(item) for item in listed))


class _InTurn(Iterator[Result]):
    """A pool's results; whoever stops before the last is not warned of work done in vain, as joblib would."""

    def __init__(self, results: Generator[Result, None, None]) -> None:
        self._results = results

    def __next__(self) -> Result:
        return next(self._results)

    def throw(self, error: type[BaseException]) -> Result:
        return self._results.throw(error)

    def __del__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            self._results.close()
