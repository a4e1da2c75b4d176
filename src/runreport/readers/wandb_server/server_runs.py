"""The runs on W&B's server: found and read."""

from collections.abc import Iterator
from typing import Any

from runreport.errors import ReaderError
from runreport.model import Omission, Problem, Run, RunRef, Status, StoreRef
from runreport.readers.shelf import Shelf, shelf_of
from runreport.readers.wandb_server.address import parsed
from runreport.readers.wandb_server.answers import (
    METADATA,
    REQUIREMENTS,
    Files,
    artifacts_of,
    facts_of,
    fetched,
    readings_of,
)
from runreport.readers.wandb_server.history import Part, history_of, kept_history
from runreport.readers.wandb_server.listing import projects_of, runs_of
from runreport.readers.wandb_server.record import Answers, run_of
from runreport.readers.wandb_server.session import asking, session


def find(store: StoreRef) -> Iterator[RunRef | Problem | Omission]:
    """Yield the runs by project, oldest first, without settings and results; see `contract.Reader`."""
    address = parsed(store.address)
    api = session(is_new=True)
    for project in projects_of(api, store, address):
        yield from runs_of(api, store, address, project)


def read(ref: RunRef) -> Run:
    """Return one run, from the shelf where it is there as the list of runs had it."""
    address = parsed(ref.store.address)
    project, run_id = address.run_of(ref.key)
    shelf = shelf_of(ref.store) if ref.stamp else Shelf(None)
    kept = _kept(ref, shelf)
    if kept is not None:
        said, parts = kept
        files = Files(lambda _paths, _most: {}, kept=dict(said["files"]))
        return run_of(ref, Answers(project, said, parts, files))
    if not project or not run_id:
        raise ReaderError(f"{ref.store.address}: there is no run {ref.key}; build the report again")
    return _asked(ref, f"{address.entity}/{project}/{run_id}", shelf)


def _kept(ref: RunRef, shelf: Shelf) -> tuple[dict[str, Any], list[Part]] | None:
    said = shelf.get(ref.key, ref.stamp)
    if said is None:
        return None
    parts = kept_history(shelf, ref.key, ref.stamp, said["parts"])
    return None if parts is None else (said, parts)


def _asked(ref: RunRef, path: str, shelf: Shelf) -> Run:
    what = f"{ref.store.address}: run {ref.key}"
    api = session()
    with asking(what):
        api.flush()
        run = api.run(path)
        said = facts_of(run)
        api.flush()
    faults: list[str] = []
    parts: list[Part] = []
    try:
        parts += history_of(run, f"{what}: history", shelf, ref.key, ref.stamp)
    except ReaderError as error:
        # A curve that breaks off would have a wrong last value: rather none, with the fault told.
        parts = []
        faults.append(str(error))
    for ask in (readings_of, artifacts_of):
        try:
            said |= ask(run, what)
        except ReaderError as error:
            faults.append(str(error))
    files = Files(lambda paths, most: fetched(run, paths, most, what), faults)
    files.ask([METADATA, REQUIREMENTS])
    found = run_of(ref, Answers(path.split("/")[1], said, parts, files))
    # The list may show the same of a run that goes on, and have more of it.
    if not faults and found.status is not Status.RUNNING:
        shelf.put(ref.key, ref.stamp, {**said, "parts": len(parts), "files": files.kept})
    return found
