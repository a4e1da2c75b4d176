"""TensorBoard's event files, in a log folder with one folder a run.

Events of PyTorch, TensorFlow, JAX and tensorboardX are read. A run's folder inside another's is its child;
`train` and `validation`, as Keras writes them, are runs of one group.
"""

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from runreport.errors import ReaderError
from runreport.model import Problem, Run, RunRef, StoreRef
from runreport.readers.contract import Claim, Coverage, Place
from runreport.readers.listing import OUTWARD, Listing, list_folder, printable
from runreport.readers.stamps import size_and_time
from runreport.readers.tensorboard.layout import ROOT, SETTINGS, event_files, folder_of, is_event_file
from runreport.readers.tensorboard.peek import OTHERS, claim_of

SCHEMES: tuple[str, ...] = ()
FILES: tuple[str, ...] = ()

COVERAGE = Coverage(
    store="TensorBoard's event files, `*tfevents*`, in a log folder with a folder a run"
    " (tried: PyTorch 2.13, TensorFlow 1 and 2, tensorboardX, Lightning)",
    found_by="event files in a folder, or somewhere in most of its folders",
    parts={
        "settings": "the hparams plugin; Lightning's `hparams.yaml`",
        "curves": "yes; what a restart made void is counted",
        "status and times": "of the first and last event; a status where hparams give one with a time",
        "environment": "the machine's name, from the file's",
        "pictures": "yes, within limits; of sounds the names",
        "tables": "histograms, precision-recall curves and texts, within limits",
        "parents and groups": "folders inside of a run's; groups of hparams; train and validation",
    },
    speed="1,500,000",
)

_ELSEWHERE = "name it as a store of its own if it is one, or move it out of this folder"


def recognizes(place: Place) -> Claim | None:
    """Claim a folder with event files, or one most of whose folders have some inside."""
    return claim_of(place) if place.is_folder else None


def find(store: StoreRef) -> Iterator[RunRef | Problem]:
    """Yield the runs in order of their folders' paths, the folder around others first.

    Raises:
        ReaderError: the folder cannot be listed.
    """
    home = str(store.path.resolve())
    listing = list_folder(str(store.path), home)
    if isinstance(listing, Problem):
        raise ReaderError(f"{store.address}: {listing.what}; {listing.remedy}")
    waiting: list[tuple[str, str]] = [(ROOT, "")]
    while waiting:
        key, above = waiting.pop()
        found = listing if key == ROOT else list_folder(str(folder_of(store.path, key)), home)
        if isinstance(found, Problem):
            yield Problem(found.what, found.remedy, store.address, file=key)
            continue
        if event_files(found.files):
            above = _stamp(found, above)
            yield RunRef(store, key, above)
        yield from _left_out(store, key, found)
        waiting += [(_below(key, name), above) for name in reversed(found.folders) if _is_looked_at(name)]


def read(ref: RunRef) -> Run:
    """Return one run; what is damaged in it is in its problems.

    Raises:
        ReaderError: its folder cannot be listed, or none of its event files can be opened.
    """
    from runreport.readers.tensorboard.folder_runs import read

    return read(ref)


def _left_out(store: StoreRef, key: str, found: Listing) -> Iterator[Problem]:
    """Yield what lies in a folder and is not looked at, though it may hold records."""
    for name in found.folders:
        path = printable(_below(key, name))
        if name in OTHERS:
            what = "the folder is named like another tracker's records, and is not looked into"
            yield Problem(what, _ELSEWHERE, store.address, file=path)
        elif path != _below(key, name):
            yield Problem("the folder's name is not valid UTF-8", "rename it", store.address, file=path)
    for skip in found.skipped:
        name = Path(skip.path).name
        if skip.why == OUTWARD and (is_event_file(name) or Path(found.place.path, name).is_dir()):
            what = "a link that leaves the log folder is not followed"
            yield Problem(what, "name what it leads to as a store", store.address, file=_below(key, name))


def _is_looked_at(name: str) -> bool:
    return name not in OTHERS and printable(name) == name


def _below(key: str, name: str) -> str:
    return name if key == ROOT else f"{key}/{name}"


def _stamp(found: Listing, above: str) -> str:
    """Return a digest of names, sizes and times of change of a run's files, and of those around it."""
    folder = Path(found.place.path)
    names = [*event_files(found.files), *({SETTINGS} & found.place.files)]
    seen = repr([above, *((name, size_and_time(folder / name)) for name in names)])
    return blake2b(seen.encode("utf-8", "backslashreplace"), digest_size=12).hexdigest()
