"""The runs in Comet's archives: found and read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from runreport.errors import ReaderError
from runreport.model import Omission, Problem, Run, RunRef, StoreRef
from runreport.readers.comet import messages
from runreport.readers.comet.archives import Archive, archives_in, archives_of, stamp_of
from runreport.readers.comet.assets import kept_of
from runreport.readers.comet.bundle import EXPERIMENT, MESSAGES, Bundle, BundleError, open_bundle
from runreport.readers.comet.faults import Faults
from runreport.readers.comet.gathered import Gathered, Upload
from runreport.readers.comet.jsontext import as_text, object_in
from runreport.readers.comet.record import Frame, moment, run_of

DEFAULT_PROJECT = "general"
"""Where Comet puts runs whose project nobody named."""


def find(store: StoreRef) -> Iterator[RunRef | Problem | Omission]:
    """Yield the runs in order of their keys, which the names of their archives hold.

    Raises:
        ReaderError: the folder cannot be listed, or there is nothing.
    """
    found = archives_in(store)
    for key, archives in sorted(found.by_key.items()):
        yield RunRef(store, key, stamp_of(archives))
    yield from found.problems


def read(ref: RunRef) -> Run:
    """Return one run with all its points; what is damaged in it is in its problems.

    Raises:
        ReaderError: none of its archives can be read.
    """
    faults = Faults(ref.store.address, ref.key)
    gathered, frames = Gathered(), []
    opened = _opened(ref, faults)
    for place, one in enumerate(opened):
        gathered.source = place
        frames.append(_frame(one.head, gathered, faults, one.archive.inside(EXPERIMENT)))
        file = one.archive.inside(MESSAGES)
        try:
            data = one.bundle.read(MESSAGES)
        except BundleError as error:
            faults.add(str(error), file)
            continue
        messages.take_messages(data, gathered, faults, file)
    gathered.uploads = [
        replace(upload, size=opened[upload.source].bundle.sizes.get(upload.path))
        for upload in gathered.uploads
    ]
    kept = kept_of(gathered.uploads, partial(_bytes_of, opened, faults), faults)
    return run_of(ref, _joined(frames), gathered, kept, faults)


@dataclass(frozen=True, slots=True)
class _Opened:
    archive: Archive
    bundle: Bundle
    head: dict[str, Any]
    """What `experiment.json` says."""


def _opened(ref: RunRef, faults: Faults) -> list[_Opened]:
    """Return the archives of a run in the order in which they were begun."""
    found = []
    archives = archives_of(ref.store, ref.key)
    for archive in archives:
        try:
            bundle = open_bundle(archive.path)
        except BundleError as error:
            place = f" ({archive.name})" if archive.name else ""
            if len(archives) == 1:
                what = f"{ref.store.address}: run {ref.key}{place}: {error}"
                raise ReaderError(f"{what}; restore it from a copy, or remove it") from error
            faults.add(str(error), archive.name)
            continue
        found.append(_Opened(archive, bundle, _head(ref, archive, bundle, faults)))
    if not found:
        names = ", ".join(archive.name for archive in archives)
        raise ReaderError(f"{ref.store.address}: run {ref.key}: none of {names} can be read; restore them")
    return sorted(found, key=_begun)


def _begun(one: _Opened) -> tuple[float, str]:
    start = one.head.get("start_time")
    return (start if isinstance(start, int | float) else 0, one.archive.name)


def _head(ref: RunRef, archive: Archive, bundle: Bundle, faults: Faults) -> dict[str, Any]:
    file = archive.inside(EXPERIMENT)
    try:
        head = object_in(bundle.read(EXPERIMENT))
    except BundleError as error:
        is_killed = bundle.is_folder and EXPERIMENT not in bundle.sizes
        killed = "the run was killed before its end, or still runs: its name, times and tags are unknown"
        faults.add(killed if is_killed else str(error), file)
        return {}
    except ValueError as error:
        faults.add(f"{EXPERIMENT} cannot be read: {error}", file)
        return {}
    if (key := head.get("offline_id")) != ref.key:
        faults.add(f"the archive is named after the run {ref.key}, and says it is of {as_text(key)}", file)
    return head


def _frame(head: dict[str, Any], gathered: Gathered, faults: Faults, file: str) -> Frame:
    tags = head.get("tags")
    gathered.tags.update(map(as_text, tags if isinstance(tags, list) else []))
    if head.get("customer_error_reported"):
        said = head.get("customer_error_message") or "no more is said"
        faults.add(f"Comet's client says that it could not log everything: {as_text(said)}", file)
    times = []
    for name in ("start_time", "stop_time"):
        try:
            times.append(moment(head.get(name)))
        except ValueError as error:
            faults.add(f"`{name}` {error}", file)
            times.append(None)
    project, workspace = head.get("project_name"), head.get("workspace")
    return Frame(
        as_text(project or DEFAULT_PROJECT) if head else "",
        as_text(workspace) if workspace else "",
        started=times[0],
        ended=times[1],
    )


def _joined(frames: list[Frame]) -> Frame:
    """Return what several archives of one run say: the first start, the last end, the last project."""
    started = [frame.started for frame in frames if frame.started]
    ended = [frame.ended for frame in frames if frame.ended]
    projects = [frame for frame in frames if frame.project] or frames
    return replace(
        projects[-1], started=min(started) if started else None, ended=max(ended) if ended else None
    )


def _bytes_of(
    opened: list[_Opened], faults: Faults, upload: Upload, most: int, only_first: bool
) -> bytes | None:
    one = opened[upload.source]
    try:
        return one.bundle.read(upload.path, most, only_first=only_first)
    except BundleError as error:
        if not only_first:
            faults.add(f"the logged file `{upload.name}`: {error}", one.archive.inside(upload.path))
        return None
