"""Comet's archives of offline runs, `.cometml-runs/*.zip`, as `OfflineExperiment` writes them.

A store is a folder of archives, one archive, or the folder that an archive is packed from, which a run that
was killed leaves behind. A run that was resumed has several archives, which are read as one. Source of the
format: `offline.py` of comet_ml 3.2, 3.30 and 3.58.
"""

from collections.abc import Iterator

from runreport.model import Omission, Problem, Run, RunRef, StoreRef
from runreport.readers.comet.bundle import EXPERIMENT, MESSAGES
from runreport.readers.comet.place import JUDGED, archives_among, is_archive, key_in_name
from runreport.readers.contract import Claim, Coverage, Place

SCHEMES: tuple[str, ...] = ()
FILES = ("*.zip",)
COVERAGE = Coverage(
    store="archives of Comet's offline runs, `.cometml-runs/*.zip` (tried: comet_ml 3.2, 3.30, 3.58)",
    found_by="a zip that holds `experiment.json` and `messages.json`, or a folder of such zips",
    parts={
        "settings": "yes",
        "curves": "yes",
        "status and times": "start and end; the archive has no status",
        "tags and notes": "tags and others",
        "data sets": "name and hash, where logged",
        "models": "yes",
        "code": "commit, branch, repository, command",
        "environment": "yes",
        "machine readings": "yes",
        "artifacts": "name and size",
        "pictures": "yes",
        "tables": "CSV, confusion matrices, histograms, curves, texts",
        "console output": "the last lines, up to 10 kB",
    },
)
DEFAULT = ".cometml-runs"


def recognizes(place: Place) -> Claim | None:
    """Claim a zip by the end of its list of members, and a folder by the names and one of its zips."""
    if not place.is_folder:
        is_one = place.name.lower().endswith(".zip") and is_archive(place.path)
        return Claim(f"a zip with {EXPERIMENT} and {MESSAGES}") if is_one else None
    if MESSAGES in place.files:
        head = place.head(MESSAGES)
        is_one = head.startswith(b'{"') and b'"payload"' in head
        return Claim(f"a {MESSAGES} of Comet's client") if is_one else None
    named = [name for name in archives_among(place.files) if key_in_name(name)]
    if named and place.name == DEFAULT:
        return Claim(f"a folder {DEFAULT} with archives, such as {named[0]}")
    for name in named[:JUDGED]:
        if is_archive(f"{place.path}/{name}"):
            return Claim(f"archives of Comet's offline runs, such as {name}")
    return None


def find(store: StoreRef) -> Iterator[RunRef | Problem | Omission]:
    """Yield the runs in order of their keys, which the names of their archives hold.

    Raises:
        ReaderError: the folder cannot be listed, or there is nothing.
    """
    from runreport.readers.comet.offline_runs import find

    return find(store)


def read(ref: RunRef) -> Run:
    """Return one run with all its points; what is damaged in it is in its problems.

    Raises:
        ReaderError: none of its archives can be read.
    """
    from runreport.readers.comet.offline_runs import read

    return read(ref)
