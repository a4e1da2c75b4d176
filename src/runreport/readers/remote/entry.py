"""A file elsewhere, and how to see that its contents are others than last time."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

MARKS = ("ETag", "etag", "generation", "blob_id", "md5Hash", "Content-MD5", "Digest", "CRC")
"""What file systems tell of a file's contents themselves."""
TIMES = ("LastModified", "last_modified", "Last-Modified", "updated", "mtime")
SETTLED_S = 5
"""Age at which a time of change is trusted: many are told in whole seconds, and clocks differ."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file elsewhere."""

    source: str
    """Its path in its file system."""
    size: int | None
    stamp: str
    """Changes with the contents; empty where nothing can be trusted to."""
    modified: float | None = None
    """Seconds since 1970, where known."""


def entry_of(source: str, info: Mapping[str, Any]) -> Entry:
    """Return a file by what a file system of fsspec says of it."""
    size, modified = info.get("size"), _modified(info)
    said = [f"{name}={info[name]}" for name in MARKS if info.get(name) is not None]
    if not said and modified is not None and modified < time.time() - SETTLED_S:
        said = [f"time={modified}"]
    stamp = " ".join([*said, f"size={size}"]) if said else ""
    return Entry(source, None if size is None else int(size), stamp, modified)


def _modified(info: Mapping[str, Any]) -> float | None:
    moment = next((info[name] for name in TIMES if info.get(name) is not None), None)
    if isinstance(moment, str):
        try:
            moment = parsedate_to_datetime(moment) if "," in moment else datetime.fromisoformat(moment)
        except ValueError:
            return None
    if isinstance(moment, datetime):
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return float(moment) if isinstance(moment, int | float) else None
