"""Which files are archives of offline runs, by names and by at most 4 KiB of one of them."""

import os
import re
import struct
from collections.abc import Iterable
from pathlib import Path

from runreport.readers.comet.bundle import KNOWN
from runreport.readers.contract import HEAD_BYTES

NAMED_BY_KEY = re.compile(r"([0-9A-Za-z]{32,50})(-[0-9A-Za-z]+)?\.zip")
"""`<key>.zip`; with random letters behind it where a run was resumed. See `offline.py` of comet_ml."""
JUDGED = 8
"""Archives looked at before a folder is given up: a run that was killed leaves an empty one."""
_ENTRY = struct.Struct("<4s24xHHH12x")
_END = b"PK\x05\x06"
_END_BYTES = 22


def key_in_name(name: str) -> str:
    """Return the run's key in an archive's name; empty where there is none."""
    found = NAMED_BY_KEY.fullmatch(name)
    return found[1] if found else ""


def archives_among(names: Iterable[str]) -> list[str]:
    """Return which names are those of zips, in order."""
    return sorted(name for name in names if name.lower().endswith(".zip"))


def is_archive(path: str) -> bool:
    """Return whether a zip's list of members names both files of a run; reads the file's last 4 KiB.

    Where the list is longer than that, what is seen of it has to name one of the two, or temporary
    files as the client calls them. Never raises.
    """
    members = _members(_tail(path))
    if members is None:
        return False
    names, is_whole = members
    if is_whole:
        return names.issuperset(KNOWN)
    return not names.isdisjoint(KNOWN) or (
        bool(names) and all(name.startswith("tmp") and "/" not in name for name in names)
    )


def is_foreign(path: str) -> bool:
    """Return whether a zip is surely another tool's: its list of members is whole, and names other files."""
    members = _members(_tail(path))
    return members is not None and members[1] and bool(members[0]) and members[0].isdisjoint(KNOWN)


def _tail(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            file.seek(max(file.seek(0, os.SEEK_END) - HEAD_BYTES, 0))
            return file.read(HEAD_BYTES)
    except (OSError, ValueError):
        return b""


def _members(tail: bytes) -> tuple[frozenset[str], bool] | None:
    """Return the names at the end of a zip's list of members, and whether that is all of it.

    Source: APPNOTE.TXT of the zip format, 4.3.12 and 4.3.16. None where there is no such list.
    """
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + _END_BYTES:
        return None
    count, size = struct.unpack_from("<HI", tail, end + 10)
    is_whole = size <= end
    at = end - size if is_whole else tail.find(b"PK\x01\x02")
    names = set()
    while 0 <= at <= end - _ENTRY.size:
        mark, length, extra, comment = _ENTRY.unpack_from(tail, at)
        if mark != b"PK\x01\x02":
            break
        start = at + 46
        names.add(tail[start : start + length].decode("utf-8", "replace"))
        at = start + length + extra + comment
    return frozenset(names), is_whole and len(names) == count
