"""Where copies lie on this machine, and what is known of each."""

import atexit
import json
import os
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from runreport.interruption import new_folder
from runreport.readers.remote.address import ARCHIVE, Remote
from runreport.readers.shelf import home

WITHOUT_NAME = "runs"
"""Stands for the folder around a bucket, a host or an archive."""
FORM = 1
"""Of the index; one of another form is not looked at."""

Known = dict[str, tuple[str, int, bool]]
"""Stamp, size and whether it was fetched, by the way from the address."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one copy lies."""

    files: Path
    parts: Path
    """Folder of files that are being fetched."""
    index: Path


def place_of(remote: Remote) -> Place:
    """Return where a copy goes: below the names that the last two folders have there, which readers use."""
    base = (home() or _temporary()).absolute() / "remote"
    digest = blake2b(remote.url.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    above, name = (WITHOUT_NAME, *remote.parts)[-2:]
    if remote.schemes[0] == ARCHIVE:
        name = name[: -len(".zip")] if name.lower().endswith(".zip") and len(name) > len(".zip") else name
    return Place(base / digest / "copy" / above / name, base / digest / "parts", base / digest / "index.json")


_made: list[Path] = []


def _temporary() -> Path:
    """Return a folder that is removed when this process ends."""
    if not _made:
        _made.append(new_folder(atexit.register))
    return _made[0]


def read_index(path: Path) -> Known:
    """Return what was kept; nothing where that cannot be read."""
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict) or kept.get("form") != FORM:
        return {}
    return {inside: (stamp, size, is_whole) for inside, (stamp, size, is_whole) in kept["files"].items()}


def write_index(path: Path, known: Known) -> None:
    """Write down what is kept.

    Raises:
        OSError: it cannot be written.
    """
    part = path.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps({"form": FORM, "files": dict(sorted(known.items()))}), encoding="utf-8")
    part.replace(path)
