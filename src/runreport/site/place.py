"""Putting a finished folder into place, so that the old site or the new one stands there, whole."""

import errno
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from runreport.errors import SiteError
from runreport.interruption import put_off
from runreport.site.manifest import NAME as MANIFEST
from runreport.site.manifest import listed

DROPPINGS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file managers leave in any folder that somebody looks at."""


@contextmanager
def replacing(output: Path, *, force: bool) -> Iterator[Path]:
    """Give an empty folder beside `output`; when the block ends well, it takes the place of `output`.

    When the block fails, the new folder is removed and `output` is as it was. The folder is moved in
    with two renames; a process that dies between them leaves the old site beside its place, under a
    hidden name, and the next call puts it back first.

    Args:
        output: where the site is to stand; need not exist.
        force: replace `output` even if it holds files that are not from an earlier site.

    Raises:
        SiteError: `output` is not ours to replace, another build is at work, or the disk refuses.
    """
    output = Path(os.path.realpath(output))
    if not output.name:
        raise SiteError(f"{output}: the root of a disk cannot be replaced; give a folder inside it")
    new, old = (output.with_name(f".{output.name}.runreport-{end}") for end in ("new", "old"))
    with refusals_of_the_disk(output):
        _recover(output, old)
        _check_ours(output, force=force)
    with ExitStack() as undo, ExitStack() as unfinished:
        with put_off(), refusals_of_the_disk(output):
            lock = _claim(new)
            if lock is not None:
                undo.callback(os.close, lock)
            unfinished.callback(shutil.rmtree, new, ignore_errors=True)
        yield new
        with refusals_of_the_disk(output):
            _swap(new, output, old)
        unfinished.pop_all()


@contextmanager
def refusals_of_the_disk(output: Path) -> Iterator[None]:
    """Raise what the file system refuses as a `SiteError` that says what to do."""
    try:
        yield
    except OSError as error:
        raise SiteError(f"{output}: {error.strerror or error}; {_remedy(error)}") from error


def _remedy(error: OSError) -> str:
    match errno.errorcode.get(error.errno or 0):
        case "ENOSPC" | "EDQUOT" | "EFBIG":
            return "make room on this disk, or give another output folder; the site there before is untouched"
        case "EACCES" | "EPERM" | "EROFS":
            return "give an output folder that you may write to, and whose parent you may write to"
        case "EBUSY" | "EXDEV":
            return "it is mounted and cannot be replaced; give a folder inside it"
        case "ENAMETOOLONG":
            return "give an output folder with a shorter path"
        case _:
            return "give another output folder, or try again"


def _recover(output: Path, old: Path) -> None:
    if old.is_dir() and not output.exists():
        old.rename(output)
    shutil.rmtree(old, ignore_errors=True)


def _check_ours(output: Path, *, force: bool) -> None:
    if not output.exists():
        return
    if not output.is_dir():
        raise SiteError(f"{output}: is a file, not a folder; give another output folder")
    if force:
        return
    foreign = next(_foreign(output), None)
    if foreign is not None:
        raise SiteError(
            f"{output}: holds {foreign}, which is not from an earlier report; "
            "give another output folder, or --force to replace all that is in it"
        )


def _foreign(output: Path) -> Iterator[str]:
    """Yield the paths in `output` that no earlier build of ours wrote there."""
    known = _known(output)
    for folder, _, names in os.walk(output):
        at = Path(folder).relative_to(output)
        for name in sorted(names):
            path = (at / name).as_posix()
            if path not in known and name not in DROPPINGS:
                yield path


def _known(output: Path) -> frozenset[str]:
    try:
        report = json.loads((output / "report.json").read_bytes())
        paths = frozenset(listed((output / MANIFEST).read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return frozenset()
    ours = isinstance(report, dict) and "report.json" in paths
    return paths | {MANIFEST} if ours else frozenset()


def _claim(new: Path) -> int | None:
    """Make the folder `new`, cleared of what a killed build left, and hold it until released."""
    new.parent.mkdir(parents=True, exist_ok=True)
    new.mkdir(exist_ok=True)
    lock = _lock(new)
    for entry in new.iterdir():
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    return lock


def _lock(folder: Path) -> int | None:
    """Return an open handle that keeps other builds out, or None where the system has no such locks."""
    if sys.platform == "win32":
        return None
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise SiteError(f"{folder}: another build is at work here; wait for it to end") from None
    return handle


def _swap(new: Path, output: Path, old: Path) -> None:
    with ExitStack() as undo:
        if output.exists():
            output.rename(old)
            undo.callback(old.rename, output)
        new.rename(output)
        undo.pop_all()
    shutil.rmtree(old, ignore_errors=True)
