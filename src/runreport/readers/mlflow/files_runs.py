"""The runs in MLflow's folders: found, read, and what is said beside them."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from runreport.errors import ReaderError
from runreport.model import Experiment, Omission, Problem, Run, RunRef, StoreFacts, StoreRef
from runreport.readers.mlflow import layout
from runreport.readers.mlflow.folder import record_of
from runreport.readers.mlflow.record import NOTE, OMITTED, Faults, moment, run_of
from runreport.readers.mlflow.registry import read_registry
from runreport.readers.mlflow.tree import Tree, signature, stamp_of
from runreport.readers.stamps import are_wanted

_NO_STORE = "name the folder that holds the experiments' folders, usually `mlruns`"


def find(store: StoreRef) -> Iterator[RunRef | Problem | Omission]:
    """Yield the runs by experiment and id, as the folders are named; see `contract.Reader`."""
    faults = Faults(store.address)
    omitted: Counter[str] = Counter()
    seen: set[str] = set()
    root = layout.root_of(store.path)
    depth = layout.depth_of(root)
    for folder in _experiments(store):
        if depth < 2:
            yield from _experiment_problem(store, folder)
        if layout.cached_meta(folder).is_deleted:
            _count_deleted(folder, omitted)
        else:
            yield from _runs(store, folder, omitted, seen)
        yield from _links(store, folder)
    if depth == 0:
        yield from _links(store, root)
        for folder in layout.deleted_folders(root):
            _count_deleted(folder, omitted)
        omitted["prompts"] = read_registry(root, faults)[1]
    yield from faults.problems
    for what, why in OMITTED.items():
        if omitted[what]:
            yield Omission(what, omitted[what], why, store.address)


def read(ref: RunRef) -> Run:
    """Return one run; see `contract.Reader`."""
    store, root = ref.store, layout.root_of(ref.store.path)
    try:
        folder = layout.find_run(root, ref.key)
    except OSError as error:
        raise _unlisted(store, error) from error
    if folder is None:
        raise ReaderError(f"{store.address}: there is no run {ref.key} (any more); build the report again")
    tree = Tree(root, folder, Faults(store.address, ref.key))
    meta = layout.cached_meta(folder)
    if meta.fault is not None:
        remedy = "restore the file from a copy of the store, or remove the run's folder"
        raise ReaderError(f"{store.address}: {tree.name_of()}: {meta.fault}; {remedy}")
    if meta.is_cut:
        what = "meta.yaml breaks off, so that state, times and name may be incomplete"
        tree.faults.add(what, "restore the file from a copy of the store", f"{tree.name_of()}/{layout.META}")
    record = record_of(tree, meta, _experiment_name(folder, meta))
    return run_of(ref, record, tree.faults)


def describe(store: StoreRef) -> StoreFacts:
    """Return the active experiments, sorted by folder, and the registered models, sorted by name."""
    faults = Faults(store.address)
    folders = [path for path in _experiments(store) if not layout.cached_meta(path).is_deleted]
    root = layout.root_of(store.path)
    return StoreFacts(
        store,
        tuple(_experiment(store, folder, faults) for folder in folders),
        read_registry(root, faults)[0] if layout.depth_of(root) == 0 else (),
    )


def _experiments(store: StoreRef) -> list[str]:
    root = layout.root_of(store.path)
    try:
        folders = layout.experiment_folders(root)
    except OSError as error:
        raise _unlisted(store, error) from error
    if not folders and not layout.deleted_folders(root):
        raise ReaderError(f"{store.address}: no experiment of MLflow is in it; {_NO_STORE}")
    return folders


def _unlisted(store: StoreRef, error: OSError) -> ReaderError:
    return ReaderError(f"{store.address}: the store cannot be listed: {error.strerror}; {_NO_STORE}")


def _runs(
    store: StoreRef, experiment: str, omitted: Counter[str], seen: set[str]
) -> Iterator[RunRef | Problem]:
    """Yield the runs of one experiment; counts what is left out."""
    root = layout.root_of(store.path)
    alone = layout.depth_of(root) == 2
    try:
        folders = [root] if alone else layout.run_folders(experiment)
    except OSError as error:
        what = f"the experiment's folder cannot be listed: {error.strerror}"
        yield Problem(
            what, "let the user who builds the report read it", store.address, file=_name(store, experiment)
        )
        return
    omitted["traces"] += 0 if alone else layout.count_traces(experiment)
    shared = stamp_of(Path(experiment, layout.META))
    for folder in folders:
        meta = layout.cached_meta(folder)
        if meta.is_deleted:
            omitted["deleted runs"] += 1
        elif layout.kind_of(meta.fields) != "experiment":
            yield _ref(store, folder, meta, seen, shared)


def _links(store: StoreRef, folder: str) -> Iterator[Problem]:
    for link in layout.links_in(folder):
        what = "a link to another folder, which is not followed"
        yield Problem(
            what, "name what it leads to as a store, to have it read", store.address, file=_name(store, link)
        )


def _ref(store: StoreRef, folder: str, meta: layout.Meta, seen: set[str], shared: str) -> RunRef | Problem:
    """Return the run in a folder; `shared` is the stamp of what it has in common with others."""
    root = layout.root_of(store.path)
    key = layout.run_id(folder, meta)
    # Of a run's copies, the one whose folder bears the run's id is the run.
    if key in seen or (key != layout.last_of(folder) and layout.find_run(root, key) != folder):
        what = f"another folder holds the run {key} too; this one is left out"
        remedy = "remove the copy that is not wanted"
        return Problem(what, remedy, store.address, file=_name(store, folder))
    seen.add(key)
    return RunRef(store, key, _stamp(folder, shared) if are_wanted() else "")


def _stamp(folder: str, shared: str) -> str:
    """Return a digest of names, sizes and times of change of all that `read` looks at."""
    parts = [*signature(folder), shared]
    for name in layout.listed(f"{folder}/outputs"):
        parts += signature(f"{layout.parent_of(folder)}/{layout.MODELS}/{name}")
    return hashlib.blake2b("\n".join(parts).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()


def _name(store: StoreRef, folder: str) -> str:
    return Tree(layout.root_of(store.path), folder, Faults(store.address)).name_of()


def _count_deleted(experiment: str, omitted: Counter[str]) -> None:
    omitted["deleted experiments"] += 1
    omitted["traces"] += layout.count_traces(experiment)
    try:
        omitted["deleted runs"] += len(layout.run_folders(experiment))
    except OSError:
        # It is left out with all it holds, which then stays uncounted.
        return


def _experiment_problem(store: StoreRef, experiment: str) -> Iterator[Problem]:
    meta = layout.cached_meta(experiment)
    if meta.fault is not None:
        remedy = "its runs are listed under the folder's name; restore the file from a copy of the store"
        yield Problem(
            f"the experiment's {meta.fault}",
            remedy,
            store.address,
            file=f"{_name(store, experiment)}/{layout.META}",
        )


def _experiment_name(folder: str, run: layout.Meta) -> str:
    experiment = layout.parent_of(folder)
    fields = layout.cached_meta(experiment).fields
    name = fields.get("name") if layout.kind_of(fields) == "experiment" else None
    return str(name or run.fields.get("experiment_id") or layout.last_of(experiment))


def _experiment(store: StoreRef, folder: str, faults: Faults) -> Experiment:
    fields = layout.cached_meta(folder).fields
    tags = Tree(layout.root_of(store.path), folder, faults).texts("tags")
    key = str(fields.get("experiment_id") or layout.last_of(folder))
    return Experiment(
        name=str(fields.get("name") or key),
        key=key,
        description=tags.get(NOTE),
        tags=tags,
        created=moment(fields.get("creation_time"), "creation_time", faults),
    )
