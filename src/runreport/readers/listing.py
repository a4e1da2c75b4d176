"""What lies in a folder, and what of it is not worth a look or must not be followed."""

import os
from dataclasses import dataclass
from pathlib import Path

from runreport.model import Problem
from runreport.readers.contract import Place

NEVER = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".runreport",
        ".venv",
        ".tox",
        ".nox",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        "__pycache__",
        "node_modules",
        "site-packages",
    }
)
NOWHERE = "is a link to nothing"
OUTWARD = "leaves the folder and is not followed: to have it read, name it as a store"
ENVIRONMENT = "pyvenv.cfg"
OUR_OUTPUT = frozenset({"report.json", "MANIFEST.sha256"})


@dataclass(frozen=True, slots=True)
class Skipped:
    """A path that was not looked into."""

    path: str
    why: str
    """The rule, in a sentence without its end stop."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A folder's contents, sorted by name."""

    place: Place
    folders: tuple[str, ...]
    """Names of the folders worth a look."""
    files: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()


def join(folder: str, name: str) -> str:
    """Return the path of `name` in `folder`, with forward slashes and without a leading `./`."""
    if folder in ("", "."):
        return name
    return folder + name if folder.endswith("/") else f"{folder}/{name}"


def is_there(path: str | Path) -> bool:
    """Return whether there is something at the path, as far as one may look; never raises."""
    return os.path.exists(path)  # noqa: PTH110 -- pathlib's raises where a folder on the way is closed


def printable(path: str) -> str:
    """Return the path as text that can be encoded; bytes that are not UTF-8 become escapes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def list_folder(path: str, home: str) -> Listing | Problem:
    """Return what lies in the folder at `path`, or why it cannot be listed.

    Args:
        path: the folder.
        home: real path of the folder that the walk began in; links that leave it are not followed.
    """
    try:
        with os.scandir(path) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
            kinds = [(entry.name, _kind(entry, home)) for entry in found]
    except OSError as error:
        return Problem(
            f"the folder cannot be listed: {error.strerror}",
            "make it readable, or take it out of the report",
            file=printable(path),
        )
    folders = [name for name, kind in kinds if kind == "folder"]
    files = tuple(name for name, kind in kinds if kind == "file")
    skipped = [(name, kind) for name, kind in kinds if kind not in ("folder", "file", "")]
    skipped += [(name, "never holds a store") for name in folders if name in NEVER]
    return Listing(
        place=Place(path, True, frozenset(folders), frozenset(files)),
        folders=tuple(name for name in folders if name not in NEVER),
        files=files,
        skipped=tuple(Skipped(printable(join(path, name)), why) for name, why in skipped),
    )


def reason_to_skip(place: Place) -> str:
    """Return why no store can be in this folder; empty where one can."""
    if ENVIRONMENT in place.files:
        return "is a Python environment"
    if place.files >= OUR_OUTPUT:
        return "is a report that runreport made"
    return ""


def _kind(entry: os.DirEntry[str], home: str) -> str:
    """Return `folder`, `file`, nothing for what is neither, or why a link is not followed."""
    if not entry.is_symlink():
        return "folder" if entry.is_dir() else "file" if entry.is_file() else ""
    target = os.path.realpath(entry.path)
    if not is_there(target):
        return NOWHERE
    if target != home and not target.startswith(home.rstrip(os.sep) + os.sep):
        return OUTWARD
    return "file" if Path(target).is_file() else "is a link to a folder that is looked at in its own place"
