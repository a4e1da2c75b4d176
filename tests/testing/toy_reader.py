"""Toy stores: a folder with `toy.json` in it and, for each run, a folder with settings and points."""

import json
import os

from runreport.errors import ReaderError
from runreport.model import Run, RunRef, Series
from runreport.readers.contract import Claim

MARK = "toy.json"
SETTINGS = "settings.json"
POINTS = "points.txt"


def recognizes(place):
    """Claim a folder with a toy's mark."""
    if place.is_folder and MARK in place.files and place.head(MARK).startswith(b'{"toy":'):
        return Claim(f"there is a {MARK}")
    return None


def find(store):
    """Yield a run for each folder."""
    for name in _names(store):
        if (store.path / name).is_dir():
            yield RunRef(store, name, _stamp(store.path / name))


def read(ref):
    """Return one run."""
    folder = ref.store.path / ref.key
    try:
        params = json.loads((folder / SETTINGS).read_bytes())
    except (OSError, ValueError) as error:
        raise ReaderError(f"run {ref.key}: {SETTINGS} cannot be read: {error}; mend it") from error
    return Run(ref, ref.key, "toys", params=params, metrics=_curves(folder / POINTS))


def _names(store):
    try:
        return sorted(os.listdir(store.path))  # noqa: PTH208 - names are what is wanted
    except OSError as error:
        raise ReaderError(f"{store.address} cannot be listed: {error.strerror}; make it readable") from error


def _stamp(folder):
    stats = [(folder / name).stat() for name in (SETTINGS, POINTS)]
    return repr([(stat.st_size, stat.st_mtime_ns) for stat in stats])


def _curves(path):
    points = {}
    # The last line is empty, or still being written.
    for line in path.read_text().split("\n")[:-1]:
        name, step, value = line.split(" ")
        points.setdefault(name, []).append((int(step), float(value)))
    return {name: Series.of(*zip(*column, strict=True)) for name, column in points.items()}
