"""The runs in plain folders: found and read."""

import os
from collections.abc import Generator, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import Any

from runreport.errors import ReaderError
from runreport.model import Artifact, Problem, Run, RunRef, Series, Status, StoreRef
from runreport.readers.listing import NOWHERE, OUTWARD, Listing, is_there, list_folder, printable
from runreport.readers.plain.curves import curves_in
from runreport.readers.plain.folder import RECORD
from runreport.readers.plain.ledger import Ledger
from runreport.readers.plain.logged import logged_of
from runreport.readers.plain.record import run_of
from runreport.readers.plain.rows import json_object
from runreport.readers.plain.values import STATUS_OF
from runreport.readers.stamps import size_and_time

CURVES = ("metrics.csv", "metrics.jsonl")
MARKS = (RECORD, *CURVES)
ARTIFACTS = "artifacts"
UNFOLLOWED = {OUTWARD: "is a link that leaves the run", NOWHERE: NOWHERE}

ELSEWHERE = "name it as a store of its own if it is one, or move it out of this folder"

Found = Generator[RunRef | Problem, None, bool]


def find(store: StoreRef) -> Iterator[RunRef | Problem]:
    """Yield the runs in order of their folders' paths; a run's key is that path.

    A folder with metrics but without `run.json` is a damaged run, and listed.

    Raises:
        ReaderError: the folder cannot be listed.
    """
    listing = list_folder(str(store.path), str(store.path.resolve()))
    if isinstance(listing, Problem):
        raise ReaderError(f"{store.address}: {listing.what}; {listing.remedy}")
    yield from _runs(store, "", listing)


def read(ref: RunRef) -> Run:
    """Return one run with all its points; what is damaged in it is in its problems.

    Raises:
        ReaderError: neither `run.json` nor a metrics file can be read.
    """
    folder = _folder(ref)
    ledger = Ledger(ref, file=_inside(ref, RECORD))
    given = _record(folder, ledger)
    record = given or {}
    is_running = STATUS_OF.get(str(record.get("status")).lower()) is Status.RUNNING
    curves = _curves(folder, ledger, is_running=is_running)
    if given is None and not curves:
        said = ", ".join(problem.what for problem in ledger.problems)
        raise ReaderError(f"run {ref.key} ({ledger.file}) cannot be read: {said}; mend or remove its folder")
    above = ref.store.path if _prefix(ref.store.path) == "" else ref.store.path.resolve().parent
    artifacts = _artifacts(folder / ARTIFACTS, ledger)
    return run_of(
        record,
        ledger,
        experiment=above.resolve().name or "runs",
        curves=curves,
        artifacts=artifacts,
        logged=logged_of(record, ledger, artifacts, folder / ARTIFACTS),
        parent=_parent(ref),
    )


def _runs(store: StoreRef, inside: str, listing: Listing) -> Found:
    """Yield the runs at and below a folder; return whether there are any.

    Args:
        store: where they are.
        inside: path of the folder in the store; empty for the store itself.
        listing: of that folder.
    """
    is_run = not listing.place.files.isdisjoint(MARKS)
    if is_run:
        yield _ref(store, inside, listing)
    has_runs, others = is_run, []
    for name in listing.folders:
        if not (is_run and name == ARTIFACTS):
            below = f"{inside}/{name}".lstrip("/")
            holds_runs = yield from _below(store, below)
            has_runs |= holds_runs
            others += [] if holds_runs or is_run else [below]
    if has_runs:
        yield from (_lost(store, other, "the folder holds no plain runs") for other in others)
    for skip in listing.skipped:
        if skip.why == OUTWARD and is_there(Path(skip.path, RECORD)):
            yield _lost(store, Path(skip.path).name, "a link to a run that leaves the store is not followed")
    return has_runs


def _below(store: StoreRef, inside: str) -> Found:
    if printable(inside) != inside:
        yield _lost(store, printable(inside), "the folder's name is not valid UTF-8", "rename it")
        return True
    listing = list_folder(str(store.path / inside), str(store.path.resolve()))
    if isinstance(listing, Problem):
        yield _lost(store, inside, listing.what, listing.remedy)
        return True
    has_runs = yield from _runs(store, inside, listing)
    return has_runs or not (listing.place.files or listing.place.folders)


def _lost(store: StoreRef, inside: str, what: str, remedy: str = ELSEWHERE) -> Problem:
    return Problem(what, remedy, store.address, file=inside)


def _ref(store: StoreRef, inside: str, listing: Listing) -> RunRef:
    folder = Path(listing.place.path)
    files = [folder / name for name in MARKS if name in listing.place.files]
    if ARTIFACTS in listing.place.folders:
        below = (f"{above}/{name}" for above, _, names in os.walk(folder / ARTIFACTS) for name in names)
        files += map(Path, sorted(below))
    seen = repr([(path.relative_to(folder).as_posix(), size_and_time(path)) for path in files])
    stamp = blake2b(seen.encode("utf-8", "backslashreplace"), digest_size=12).hexdigest()
    return RunRef(store, f"{_prefix(store.path)}/{inside}".strip("/"), stamp)


def _prefix(root: Path) -> str:
    """Return the store folder's name where the store itself is a run; it leads all keys then."""
    return root.resolve().name if any(is_there(root / mark) for mark in MARKS) else ""


def _folder(ref: RunRef) -> Path:
    prefix = _prefix(ref.store.path)
    inside = ref.key.removeprefix(prefix).strip("/") if prefix else ref.key
    return ref.store.path / inside


def _inside(ref: RunRef, name: str) -> str:
    return _folder(ref).joinpath(name).relative_to(ref.store.path).as_posix()


def _parent(ref: RunRef) -> str | None:
    """Return the key of the nearest run around this one."""
    for above in PurePosixPath(ref.key).parents:
        key = above.as_posix()
        if key != "." and is_there(_folder(RunRef(ref.store, key)) / RECORD):
            return key
    return None


def _record(folder: Path, ledger: Ledger) -> Mapping[str, Any] | None:
    """Return what `run.json` says; None, and a note, where it cannot be read."""
    remedy = "write it again; what lies beside it is in the report"
    try:
        return json_object((folder / RECORD).read_bytes())
    except FileNotFoundError:
        ledger.note(f"there is no {RECORD}", remedy)
    except OSError as error:
        ledger.note(f"{RECORD} cannot be opened: {error.strerror}", remedy)
    except ValueError as error:
        ledger.note(f"{RECORD} cannot be read: {error}", remedy)
    return None


def _curves(folder: Path, ledger: Ledger, *, is_running: bool) -> Mapping[str, Series]:
    there = [name for name in CURVES if is_there(folder / name)]
    for name in there[1:]:
        what = f"{name} is not read, since there is {there[0]} as well"
        ledger.note(what, "keep one of the two", file=_inside(ledger.ref, name))
    if not there:
        return {}
    name = there[0]
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        ledger.note(f"it cannot be opened: {error.strerror}", file=_inside(ledger.ref, name))
        return {}
    if not data.strip() and not is_running:
        ledger.note(f"{name} is empty", "write the points anew, or remove it", file=_inside(ledger.ref, name))
    curves = curves_in(data, is_json=name.endswith(".jsonl"), is_growing=is_running)
    for fault, line in curves.faults:
        ledger.note(fault, file=_inside(ledger.ref, name), line=line)
    return curves.series


def _artifacts(folder: Path, ledger: Ledger) -> list[Artifact]:
    """Return the files in the artifacts folder, by path; links out of it are noted and not followed."""
    found: list[Artifact] = []
    waiting = [""] if is_there(folder) else []
    while waiting:
        inside = waiting.pop()
        listing = list_folder(str(folder / inside), str(folder.resolve()))
        if isinstance(listing, Problem):
            ledger.note(listing.what, listing.remedy, file=_inside(ledger.ref, ARTIFACTS))
            continue
        waiting += [f"{inside}/{name}".lstrip("/") for name in listing.place.folders]
        for name in listing.files:
            path = f"{inside}/{name}".lstrip("/")
            size, _ = size_and_time(folder / path) or (None, None)
            found.append(Artifact(printable(path), size))
        for skip in listing.skipped:
            if skip.why in UNFOLLOWED:
                what = f"the artifact {Path(skip.path).name} {UNFOLLOWED[skip.why]}"
                ledger.note(what, "copy the file into the folder")
    return sorted(found, key=lambda artifact: artifact.path)
