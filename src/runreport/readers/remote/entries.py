"""What lies at an address elsewhere: listed once, without what never holds a store and what is unsafe."""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from runreport.readers.listing import ENVIRONMENT, NEVER, Skipped, join
from runreport.readers.remote.address import ARCHIVE, SSH, WEB, Remote
from runreport.readers.remote.entry import Entry, entry_of

LINK = "is a link and is not followed"
UNSAFE = "has a name that would lead out of the folder, and is left out"
NEVER_HOLDS = "never holds a store"
WALKED = frozenset({*WEB, *SSH})
"""Schemes that list a folder at a time."""
BESIDE = ("-wal", "-journal")
"""Ends of the names of files without which a database is not whole."""
TABLES_MEANING = "runs.toml"
DEEPEST = 40
AT_ONCE = 16
"""Requests that wait for an answer at the same time."""


@dataclass(slots=True)
class Found:
    """What a listing brought."""

    is_file: bool
    """Whether the address is that of a single file."""
    entries: dict[str, Entry] = field(default_factory=dict)
    """By the way from the address, with forward slashes; in order of it."""
    skipped: list[Skipped] = field(default_factory=list)


def listed(files: Any, path: str, remote: Remote) -> Found:
    """Return the files at and below an address.

    Args:
        files: the file system.
        path: of the address in it.
        remote: the address.

    Raises:
        FileNotFoundError: there is nothing.
        OSError, ValueError: it cannot be listed.
    """
    scheme = remote.schemes[0]
    if _is_file(files, path, scheme):
        folder, _, name = path.rpartition("/")
        mates = {name, TABLES_MEANING, *(f"{name}{end}" for end in BESIDE)}
        beside = (
            _members(files, folder) if scheme == ARCHIVE else _below(folder, files.ls(folder, detail=True))
        )
        found = _sorted_out(((inside, info) for inside, info in beside if inside in mates), remote)
        found = _asked(found, files) if scheme in WEB else found
        return replace(found, is_file=True)
    if scheme == ARCHIVE:
        return _sorted_out(_members(files, path), remote)
    if scheme in WALKED:
        found = _sorted_out(_below(path, _walked(files, path)), remote)
        return _asked(found, files) if scheme in WEB else found
    return _sorted_out(_below(path, files.find(path, detail=True).values()), remote)


def _is_file(files: Any, path: str, scheme: str) -> bool:
    if not path.strip("/"):
        return False
    info = files.info(path)
    if scheme in WEB:
        return not path.endswith("/") and info.get("mimetype") != "text/html"
    return bool(info["type"] == "file")


def _members(files: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    # Its directory, since fsspec's listing of a folder goes through all of it.
    root = f"{path.strip('/')}/" if path.strip("/") else ""
    for member in files.zip.infolist():
        if member.is_dir() or not member.filename.startswith(root):
            continue
        is_link = stat.S_ISLNK(member.external_attr >> 16)
        about = {"CRC": member.CRC, "date_time": member.date_time, "size": member.file_size}
        about |= {"name": member.filename, "type": "link" if is_link else "file"}
        yield member.filename[len(root) :], about


def _below(path: str, infos: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    root = f"{path.rstrip('/')}/"
    for info in infos:
        name = str(info["name"])
        # Pages that list a folder link to themselves in other orders, and to elsewhere.
        if name.startswith(root) and name != root and not ("://" in root and {*"?#"} & {*name}):
            yield (unquote(name[len(root) :]) if "://" in root else name[len(root) :]), info


def _walked(files: Any, path: str) -> Iterator[Mapping[str, Any]]:
    """Yield what lies below a folder, without listing folders that never hold a store."""
    root = path.rstrip("/")
    deepest = root.count("/") + DEEPEST
    waiting, seen = [root], {root}
    while waiting:
        folder = waiting.pop()
        for info in files.ls(f"{folder}/" if "://" in folder else folder, detail=True):
            name = str(info["name"]).rstrip("/")
            if info["type"] != "directory" or _last(name) in NEVER:
                yield {**info, "name": f"{name}/." if info["type"] == "directory" else name}
            elif name not in seen and name.startswith(f"{root}/") and name.count("/") < deepest:
                seen.add(name)
                waiting.append(name)


def _asked(found: Found, files: Any) -> Found:
    """Return the entries with what the server says of each, where listings say nothing."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        infos = pool.map(lambda entry: _info(files, entry.source), found.entries.values())
    asked = {
        inside: entry_of(entry.source, info)
        for (inside, entry), info in zip(found.entries.items(), infos, strict=True)
    }
    return replace(found, entries=asked)


def _info(files: Any, source: str) -> Mapping[str, Any]:
    try:
        return dict(files.info(source))
    except FileNotFoundError:
        # Fetching it will say so.
        return {}


def _sorted_out(infos: Iterable[tuple[str, Mapping[str, Any]]], remote: Remote) -> Found:
    found = Found(is_file=False)
    skipped: dict[str, str] = {}
    entries: dict[str, Entry] = {}
    for inside, info in infos:
        parts = inside.split("/")
        never = next((at for at, name in enumerate(parts[:-1]) if name in NEVER), None)
        if never is not None:
            skipped["/".join(parts[: never + 1])] = NEVER_HOLDS
        elif not inside or inside.endswith("/"):
            continue
        elif not _is_safe(parts):
            skipped[inside] = UNSAFE
        elif info["type"] != "file":
            skipped[inside] = LINK
        else:
            entries[inside] = entry_of(str(info["name"]), info)
    environments = {inside.rpartition("/")[0] for inside in entries if _last(inside) == ENVIRONMENT}
    for inside in sorted(entries):
        if not environments or _last(inside) == ENVIRONMENT or environments.isdisjoint(_above(inside)):
            found.entries[inside] = entries[inside]
    found.skipped = [Skipped(join(remote.address, inside), why) for inside, why in sorted(skipped.items())]
    return found


def _is_safe(parts: list[str]) -> bool:
    signs = "\0" if os.sep == "/" else "\0\\:"
    return all(name not in ("", ".", "..") and not {*signs} & {*name} for name in parts)


def _above(inside: str) -> Iterator[str]:
    """Yield the folders around a file, the address itself among them."""
    while inside:
        inside = inside.rpartition("/")[0]
        yield inside


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
