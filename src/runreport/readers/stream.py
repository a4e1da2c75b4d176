"""From stores to runs: one stream in which whatever could not be read is a value too."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from runreport.model import Omission, Problem, Run, RunRef, StoreFacts, StoreRef
from runreport.readers.catalog import Catalog
from runreport.readers.guard import bug, guarded


def stream(stores: Iterable[StoreRef], catalog: Catalog) -> Iterator[Run | Problem | Omission]:
    """Yield every run of the stores, whole, and every problem and omission, in a fixed order."""
    for found in find_runs(stores, catalog):
        yield read_run(found, catalog) if isinstance(found, RunRef) else found


def find_runs(stores: Iterable[StoreRef], catalog: Catalog) -> Iterator[RunRef | Problem | Omission]:
    """Yield the runs of each store in the reader's order, lazily.

    A key that comes twice is a problem the second time, and so is a store without any run.
    """
    for store in stores:
        yield from _find(store, catalog)


def read_run(ref: RunRef, catalog: Catalog) -> Run | Problem:
    """Return one run, or why it could not be read."""
    reader, store = ref.store.reader, ref.store.address
    run = guarded(lambda: catalog.get(reader).read(ref), reader=reader, store=store, run=ref.key)
    if isinstance(run, Problem):
        return run
    if not isinstance(run, Run) or run.ref != ref:
        said = f"another run, `{run.ref.key}`" if isinstance(run, Run) else f"a {type(run).__name__}"
        return bug(reader, f"read() returned {said}", store=store, run=ref.key)
    return run


def describe_store(store: StoreRef, catalog: Catalog) -> StoreFacts | Problem:
    """Return what the store says beside its runs; nothing where its reader has no `describe`."""
    facts = guarded(lambda: _describe(catalog, store), reader=store.reader, store=store.address)
    if isinstance(facts, StoreFacts | Problem):
        return facts
    return bug(store.reader, f"describe() returned a {type(facts).__name__}", store=store.address)


def _describe(catalog: Catalog, store: StoreRef) -> StoreFacts:
    describe: Callable[[StoreRef], StoreFacts] | None = getattr(catalog.get(store.reader), "describe", None)
    return StoreFacts(store) if describe is None else describe(store)


def _find(store: StoreRef, catalog: Catalog) -> Iterator[RunRef | Problem | Omission]:
    keys: set[str] = set()
    found: object = None
    for found in _steps(store, catalog):
        if isinstance(found, Problem | Omission):
            yield found
        elif not isinstance(found, RunRef):
            yield bug(store.reader, f"find() yielded a {type(found).__name__}", store=store.address)
        elif found.key in keys:
            yield _twice(found)
        else:
            keys.add(found.key)
            yield found
    if found is None:
        yield _empty(store)


def _steps(store: StoreRef, catalog: Catalog) -> Iterator[Any]:
    """Yield what the reader finds; where it fails, its problem as the last value."""
    run_reader = partial(guarded, reader=store.reader, store=store.address)
    found = run_reader(lambda: iter(catalog.get(store.reader).find(store)))
    if isinstance(found, Problem):
        yield found
        return
    while True:
        step = run_reader(lambda: tuple(islice(found, 1)))
        if isinstance(step, Problem):
            yield step
            return
        if not step:
            return
        yield step[0]


def _twice(ref: RunRef) -> Problem:
    return Problem(
        what=f"two runs have the key `{ref.key}`; only the first is in the report",
        remedy="give each run a key of its own",
        store=ref.store.address,
        run=ref.key,
    )


def _empty(store: StoreRef) -> Problem:
    return Problem(
        what="the store holds no runs",
        remedy="record a run, or take the store out of the report",
        store=store.address,
    )
