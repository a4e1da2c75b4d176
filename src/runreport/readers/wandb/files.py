"""Weights & Biases' local folders, `wandb/` with the runs of version 0.8 to 0.31 in it.

A folder with runs' folders, one run's folder or a single `.wandb` log can be read. Source of the format:
`wandb/sdk/internal/datastore.py` and `wandb/proto/wandb_internal.proto` of 0.10 to 0.31.
"""

from collections.abc import Iterator
from pathlib import Path

from runreport.errors import ReaderError
from runreport.language import message
from runreport.model import Omission, Problem, Run, RunRef, StoreRef
from runreport.readers.contract import Claim, Coverage, Place
from runreport.readers.listing import printable
from runreport.readers.wandb import layout
from runreport.readers.wandb.layout import Piece

SCHEMES: tuple[str, ...] = ()
FILES = ("*.wandb",)

COVERAGE = Coverage(
    store="Weights & Biases' local folders, `wandb/`, online and offline (tried: wandb 0.8 to 0.31)",
    found_by="folders such as `run-20250102_030405-abc` with a log or its files in them, one of these,"
    " or a `.wandb` log alone",
    parts={
        "settings": "yes",
        "curves": "yes",
        "results": "yes",
        "status and times": "without an exit in the log, status and end are unknown",
        "tags and notes": "yes",
        "data sets": "artifacts that were used, or are of the type `dataset`",
        "models": "artifacts of the type `model`",
        "code": "commit, repository, program and arguments",
        "environment": "yes",
        "machine readings": "yes",
        "artifacts": "files beside the log, and those of artifacts by name",
        "pictures": "where their files are there",
        "tables": "tables, histograms, confusion matrices, precision-recall, ROC and line plots",
        "console output": "the last lines, up to 10 kB",
        "parents and groups": "group, job type, sweep, and the run that one was forked from",
    },
    speed="1,600,000",
)

_NO_STORE = "name the folder that holds the runs' folders, usually `wandb`"
_COPY = message("latest-run holds the same run as a folder of its own")


def recognizes(place: Place) -> Claim | None:
    """Claim a folder with runs' folders in it, one of these, or a log that lies alone."""
    if not place.is_folder:
        return _claim_log(place)
    runs = [
        (name, match[2]) for name in sorted(place.folders) if (match := layout.RUN_FOLDER.fullmatch(name))
    ]
    for name, run in runs:
        if layout.holds_run(f"{place.path}/{name}", run):
            return Claim(f"{name} is a run's folder of wandb")
    if layout.LATEST in place.folders and layout.holds_run(f"{place.path}/{layout.LATEST}"):
        return Claim(f"{layout.LATEST} is a run's folder of wandb")
    return Claim("it is a run's folder of wandb") if layout.looks_like_run(place) else None


def find(store: StoreRef) -> Iterator[RunRef | Problem | Omission]:
    """Yield the runs by the time in their folders' names; a run's key is its id.

    A run that was resumed has several folders and is one run.

    Raises:
        ReaderError: the store cannot be listed, or holds no run's folder.
    """
    pieces = layout.pieces_of(store.path)
    if not pieces:
        raise ReaderError(f"{store.address}: no run of wandb is in it; {_NO_STORE}")
    root = layout.store_root(store.path)
    runs: dict[str, list[Piece]] = {}
    for piece in pieces:
        runs.setdefault(piece.id, []).append(piece)
    for key, own in runs.items():
        if printable(key) != key:
            yield Problem(
                "the name of the run's folder is not valid UTF-8",
                "rename it",
                store.address,
                file=printable(own[0].folder),
            )
        elif any(piece.log or layout.holds_run(str(root / piece.folder)) for piece in own):
            yield RunRef(store, key, layout.stamp_of(root, own))
        else:
            what = "the folder is named like a run's, and holds no record of one"
            yield Problem(what, "restore its files, or remove it", store.address, key, own[0].folder)
    for link in layout.links_in(store.path):
        what = "a link to another folder, which is not followed"
        yield Problem(what, "name what it leads to as a store", store.address, file=printable(link))
    copies = layout.copies_in(store.path)
    if copies:
        yield Omission("copies of runs", copies, _COPY, store.address)


def read(ref: RunRef) -> Run:
    """Return one run with all its points; what is damaged in it is in its problems.

    Raises:
        ReaderError: the run is gone, or nothing of it can be read.
    """
    from runreport.readers.wandb.files_runs import read

    return read(ref)


def _claim_log(place: Place) -> Claim | None:
    if not place.name.endswith(".wandb"):
        return None
    from runreport.readers.wandb.framing import MAGIC

    if not place.head().startswith(MAGIC):
        return None
    folder = Path(place.path).absolute().parent
    # In a run's folder, the folder is the store: this log is read as a part of it.
    if (
        layout.RUN_FOLDER.fullmatch(folder.name)
        or (folder / layout.FILES).is_dir()
        or folder.name == layout.LATEST
    ):
        return None
    return Claim("it begins as logs of wandb do")
