"""The archives in a store, by the keys of their runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from runreport.errors import ReaderError
from runreport.model import Problem, StoreRef
from runreport.readers.comet.bundle import EXPERIMENT, MESSAGES, BundleError, open_bundle, reason
from runreport.readers.comet.jsontext import as_text, object_in
from runreport.readers.comet.place import archives_among, is_archive, is_foreign, key_in_name

_NAME_IT = "name the folder that holds the archives, usually `.cometml-runs`, or one of them"


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip, or the folder that one is packed from."""

    path: Path
    name: str = ""
    """In its store; empty where it is the store."""

    def inside(self, member: str) -> str:
        """Return how to call a member in messages."""
        return f"{self.name}/{member}" if self.name else member


@dataclass(frozen=True, slots=True)
class Found:
    """The archives of a store."""

    by_key: Mapping[str, Sequence[Archive]]
    """In order of their names."""
    problems: tuple[Problem, ...] = ()


def archives_in(store: StoreRef) -> Found:
    """Return the archives; those that are named by a run's key, as the client does, are not opened.

    Raises:
        ReaderError: the store cannot be listed, or it is one archive that cannot be read.
    """
    path = store.path
    try:
        if not path.is_dir() or (path / MESSAGES).is_file():
            return Found({_only_key(store, path): (Archive(path),)})
        names = archives_among(entry.name for entry in path.iterdir() if entry.is_file())
    except OSError as error:
        raise ReaderError(
            f"{store.address}: the folder cannot be listed: {reason(error)}; {_NAME_IT}"
        ) from error
    by_key: dict[str, list[Archive]] = {}
    problems: list[Problem] = []
    for name in names:
        archive = Archive(path / name, name)
        key = _key(store, archive, problems)
        if key:
            by_key.setdefault(key, []).append(archive)
    return Found(by_key, tuple(problems))


def archives_of(store: StoreRef, key: str) -> Sequence[Archive]:
    """Return the archives of one run, listing a folder once for all its runs while it does not change.

    Raises:
        ReaderError: there are none.
    """
    try:
        changed = store.path.stat().st_mtime_ns
    except OSError as error:
        raise ReaderError(
            f"{store.address}: run {key} cannot be read: {reason(error)}; {_NAME_IT}"
        ) from error
    found = _kept(store, changed).by_key.get(key) or archives_in(store).by_key.get(key)
    if not found:
        raise ReaderError(f"{store.address}: there is no run {key} (any more); build the report again")
    return found


@lru_cache(maxsize=16)
def _kept(store: StoreRef, changed: int) -> Found:  # noqa: ARG001 - a change makes another key
    return archives_in(store)


def stamp_of(archives: Sequence[Archive]) -> str:
    """Return what changes when the bytes of any of the archives may have."""
    paths = [path for archive in archives for path in _files(archive.path)]
    seen = repr([(path.name, *_size_and_time(path)) for path in paths])
    return blake2b(seen.encode("utf-8", "backslashreplace"), digest_size=12).hexdigest()


def _files(path: Path) -> list[Path]:
    return sorted(path.iterdir()) if path.is_dir() else [path]


def _size_and_time(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (-1, -1)
    return (found.st_size, found.st_mtime_ns)


def _only_key(store: StoreRef, path: Path) -> str:
    """Return the key of a store that is one archive, or one folder that was not packed."""
    named = key_in_name(path.name)
    if named and path.exists():
        return named
    try:
        return key_inside(path)
    except BundleError as error:
        if path.is_dir():
            return path.resolve().name
        raise ReaderError(f"{store.address}: {error}; {_NAME_IT}") from error


def _key(store: StoreRef, archive: Archive, problems: list[Problem]) -> str:
    """Return the key of the run that a zip in a folder holds; empty where it holds none."""
    named = key_in_name(archive.name)
    if named:
        return "" if is_foreign(str(archive.path)) else named
    if not is_archive(str(archive.path)):
        return ""
    try:
        return key_inside(archive.path)
    except BundleError as error:
        remedy = "restore it from a copy, or remove it"
        problems.append(
            Problem(f"{error}, so that its run is unknown", remedy, store.address, file=archive.name)
        )
        return ""


def key_inside(path: Path) -> str:
    """Return the key that an archive's `experiment.json` gives.

    Raises:
        BundleError: it gives none.
    """
    try:
        key = object_in(open_bundle(path).read(EXPERIMENT)).get("offline_id")
    except ValueError as error:
        raise BundleError(f"{EXPERIMENT} cannot be read: {error}") from error
    if key in (None, ""):
        raise BundleError(f"{EXPERIMENT} names no run")
    return as_text(key)
