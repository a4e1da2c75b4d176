"""Keeping a copy of a folder elsewhere: only what has changed since the last time is fetched again."""

import os
import shutil
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runreport.errors import ReaderError
from runreport.model import Omission, Problem
from runreport.readers.listing import Skipped
from runreport.readers.names import Names
from runreport.readers.remote.address import ARCHIVE, SSH, Remote
from runreport.readers.remote.connect import opened
from runreport.readers.remote.entries import AT_ONCE, listed
from runreport.readers.remote.entry import Entry
from runreport.readers.remote.fault import faults, reason, told
from runreport.readers.remote.place import Known, place_of, read_index, write_index
from runreport.readers.remote.rule import WHY, is_fetched
from runreport.readers.shelf import home, leave_out_of_git

FEWER_AT_ONCE = {ARCHIVE: 1, **dict.fromkeys(SSH, 8)}
"""An archive is one file; and a server of SSH gives a user ten channels, unless it was told otherwise."""
SPARE_BYTES = 256 << 20
"""Free space that a copy leaves on the disk."""
PLAUSIBLE_BYTES = 1 << 30
PLAUSIBLE_RATIO = 100
"""An archive that unpacks to more than both of these is not unpacked."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A folder or file elsewhere, as it lies on this machine now."""

    path: str
    """Absolute."""
    problems: tuple[Problem, ...] = ()
    omissions: tuple[Omission, ...] = ()
    skipped: tuple[Skipped, ...] = ()


def copied(remote: Remote, wanted: Names) -> Copy:
    """Return the copy of an address, after bringing it up to date.

    Args:
        remote: the address.
        wanted: names of the files that readers say they could claim; these are fetched whatever their size.

    Raises:
        MissingLibraryError: the library for the scheme is not installed; the text names the extra.
        ReaderError: it cannot be listed, or not be kept here; the text says why.
    """
    files, path = opened(remote)
    with told(remote):
        found = listed(files, path, remote)
    if not found.entries and not found.skipped:
        raise ReaderError(f"{remote.address}: there is nothing at this address; check every part of it")
    place = place_of(remote)
    whole = {inside for inside, entry in found.entries.items() if is_fetched(inside, entry, wanted)}
    if remote.schemes[0] == ARCHIVE:
        _check_ratio(files, sum(found.entries[inside].size or 0 for inside in whole), remote)
    folder = place.files.parent if found.is_file else place.files
    job = _Job(remote, folder, place.parts, files)
    try:
        failed = job.update(found.entries, whole, place.index)
    except OSError as error:
        what = f"the copy in {place.index.parent} cannot be written: {error.strerror}"
        raise ReaderError(f"{remote.address}: {what}; free some space, or make it writable") from error
    left_out = len(found.entries) - len(whole)
    return Copy(
        str(place.files),
        tuple(failed),
        (Omission("contents of large files", left_out, WHY, remote.address),) if left_out else (),
        tuple(found.skipped),
    )


def _check_ratio(files: Any, unpacked: int, remote: Remote) -> None:
    packed = files.fo.seek(0, os.SEEK_END)
    if unpacked > max(PLAUSIBLE_BYTES, PLAUSIBLE_RATIO * packed):
        raise ReaderError(
            f"{remote.address}: its {packed:,} bytes would unpack to {unpacked:,}, which no records do; "
            "unpack it yourself if it is meant to"
        )


@dataclass(slots=True)
class _Job:
    """One copy being brought up to date."""

    remote: Remote
    folder: Path
    parts: Path
    files: Any
    known: Known = field(default_factory=dict)

    def update(self, entries: Mapping[str, Entry], whole: set[str], index: Path) -> list[Problem]:
        """Make the folder hold the entries; return what could not be fetched.

        Raises:
            OSError: the folder cannot be written.
            ReaderError: there is no room for it.
        """
        for folder in (self.folder, self.parts):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (kept := home()) is not None:
            leave_out_of_git(kept)
        self.known = read_index(index)
        entries, clashing = _apart(entries)
        self._sweep(entries, whole)
        missing = {inside: entry for inside, entry in entries.items() if inside not in self.known}
        self._check_room(entry.size or 0 for inside, entry in missing.items() if inside in whole)
        failed = dict.fromkeys(clashing, "there is a folder of the same name")
        try:
            failed |= self._fetch({inside: missing[inside] for inside in missing if inside in whole})
            for inside in missing.keys() - whole:
                self._stand_in(inside, missing[inside])
        finally:
            # What was fetched before something broke need not be fetched again.
            write_index(index, self.known)
        return _told(failed, len(entries), self.remote)

    def _sweep(self, entries: Mapping[str, Entry], whole: set[str]) -> None:
        """Remove what is no longer there or has changed, and forget it."""
        kept = set()
        for above, folders, names in os.walk(self.folder, topdown=False):
            for name in names:
                path = Path(above, name)
                inside = path.relative_to(self.folder).as_posix()
                if self._is_same(inside, path, entries, whole):
                    kept.add(inside)
                else:
                    path.unlink()
            for name in folders:
                path = Path(above, name)
                if not any(path.iterdir()):
                    path.rmdir()
        self.known = {inside: self.known[inside] for inside in self.known if inside in kept}

    def _is_same(self, inside: str, path: Path, entries: Mapping[str, Entry], whole: set[str]) -> bool:
        entry, kept = entries.get(inside), self.known.get(inside)
        if entry is None or kept is None or not entry.stamp:
            return False
        return kept == (entry.stamp, path.lstat().st_size, inside in whole)

    def _check_room(self, sizes: Iterable[int]) -> None:
        needed, free = sum(sizes), shutil.disk_usage(self.folder).free
        if needed > free - SPARE_BYTES:
            raise ReaderError(
                f"{self.remote.address}: its records take {needed >> 20:,} MiB, and {free >> 20:,} are free "
                "here; free some space, or name a folder inside it"
            )

    def _fetch(self, missing: Mapping[str, Entry]) -> dict[str, str]:
        """Fetch files, several at once; return why some were not, by the way to them."""
        with ThreadPoolExecutor(FEWER_AT_ONCE.get(self.remote.schemes[0], AT_ONCE)) as pool:
            whys = list(pool.map(self._fetch_one, range(len(missing)), missing, missing.values()))
        return {inside: why for inside, why in zip(missing, whys, strict=True) if why}

    def _fetch_one(self, number: int, inside: str, entry: Entry) -> str:
        part = self.parts / f"{os.getpid()}-{number}"
        try:
            self.files.get_file(entry.source, str(part))
        except faults() as error:
            part.unlink(missing_ok=True)
            return reason(error, self.remote).partition("; ")[0]
        self._settle(part, inside, entry, is_whole=True)
        return ""

    def _stand_in(self, inside: str, entry: Entry) -> None:
        part = self.parts / f"{os.getpid()}-large"
        with part.open("wb") as file:
            file.truncate(entry.size)
        # Nobody should take its zeros for contents.
        part.chmod(0)
        self._settle(part, inside, entry, is_whole=False)

    def _settle(self, part: Path, inside: str, entry: Entry, *, is_whole: bool) -> None:
        path = self.folder / inside
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if entry.modified is not None:
            os.utime(part, (entry.modified, entry.modified))
        size = part.stat().st_size
        part.replace(path)
        self.known[inside] = (entry.stamp, size, is_whole)


def _apart(entries: Mapping[str, Entry]) -> tuple[dict[str, Entry], list[str]]:
    """Return the entries that can lie on a disk together, and those that others need as folders."""
    folders = {inside[:at] for inside in entries for at, sign in enumerate(inside) if sign == "/"}
    clashing = sorted(folders & entries.keys())
    return {inside: entry for inside, entry in entries.items() if inside not in folders}, clashing


def _told(failed: Mapping[str, str], count: int, remote: Remote) -> list[Problem]:
    if not failed:
        return []
    inside = min(failed)
    others = f", nor can {len(failed) - 1:,} of the others" if len(failed) > 1 else ""
    what = f"of its {count:,} files, {inside} cannot be fetched{others}: {failed[inside]}"
    return [Problem(what, "build again when they can be read; the others are in the report", remote.address)]
