"""What a server says of one run, as plain JSON that a shelf can keep."""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runreport.errors import ReaderError
from runreport.interruption import temporary_folder
from runreport.readers.wandb_server.pages import Seen
from runreport.readers.wandb_server.session import asking
from runreport.readers.wandb_server.values import mapping

METADATA, REQUIREMENTS = "wandb-metadata.json", "requirements.txt"
READINGS = 1000
"""Readings of the machine that are asked for; of more, the server hands out a sample."""
MOST_FILE_BYTES = 8 << 20
"""Of a file that is fetched for its text: a table, or a list of packages."""
_FIELDS = (
    "name",
    "displayName",
    "state",
    "group",
    "jobType",
    "sweepName",
    "commit",
    "createdAt",
    "heartbeatAt",
    "notes",
    "tags",
    "historyLineCount",
)
_ARTIFACT = (
    "name",
    "type",
    "digest",
    "size",
    "description",
    "aliases",
    "created_at",
    "metadata",
    "source_entity",
    "source_project",
)


Fetch = Callable[[Sequence[str], int], Mapping[str, bytes]]
"""Returns those of the files with these names that are there and have at most so many bytes."""


@dataclass(slots=True)
class Files:
    """A run's files, fetched when they are wanted, and remembered."""

    fetch: Fetch
    faults: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    """In base64, by path; empty for a file that is not there, is too large, or failed."""

    def ask(self, paths: Sequence[str], most: int = MOST_FILE_BYTES) -> None:
        """Fetch files together; what fails is noted."""
        new = [path for path in paths if path not in self.kept]
        if not new:
            return
        found: Mapping[str, bytes] = {}
        try:
            found = self.fetch(new, most)
        except ReaderError as error:
            self.faults.append(str(error))
        self.kept |= {path: base64.b64encode(found.get(path, b"")).decode() for path in new}

    def read(self, path: str, most: int = MOST_FILE_BYTES) -> bytes | None:
        """Return a file's bytes; None where it is not there, is too large, or failed, which is noted."""
        self.ask([path], most)
        return base64.b64decode(self.kept.get(path, "")) or None


def facts_of(run: Any) -> dict[str, Any]:
    """Return what the server says of a run, its parts left out."""
    facts = {name: getattr(run, name, None) for name in _FIELDS}
    user = getattr(run, "user", None)
    facts["user"] = None if user is None else getattr(user, "username", None) or getattr(user, "name", None)
    return {**facts, "config": dict(run.rawconfig), "summary": dict(run.summary_metrics)}


def readings_of(run: Any, what: str) -> dict[str, list[dict[str, Any]]]:
    """Return the readings of the machine, at most `READINGS`, as `readings`.

    Raises:
        ReaderError: the server failed.
    """
    with asking(f"{what}: readings of the machine"):
        return {"readings": list(run.history(samples=READINGS, stream="system", pandas=False))}


def artifacts_of(run: Any, what: str) -> dict[str, list[dict[str, Any]]]:
    """Return the artifacts that a run logged and used, as `logged` and `used`.

    Raises:
        ReaderError: the server failed, or hands out its pages in a circle.
    """
    what = f"{what}: artifacts"
    with asking(what):
        logged, used = run.logged_artifacts(), run.used_artifacts()
        return {"logged": list(_listed(logged, what)), "used": list(_listed(used, what))}


def fetched(run: Any, paths: Sequence[str], most: int, what: str) -> dict[str, bytes]:
    """Return a run's files by path; those that are not there, or have more than `most` bytes, are left out.

    Raises:
        ReaderError: the server failed.
    """
    found: dict[str, bytes] = {}
    what = f"{what}: {paths[0]}" if len(paths) == 1 else f"{what}: files"
    with asking(what), temporary_folder() as folder:
        for file in run.files(names=list(paths), per_page=len(paths)):
            if file.name in paths and file.name not in found and file.size <= most:
                file.download(root=str(folder), replace=True).close()
                found[file.name] = (folder / file.name).read_bytes()
    return found


def _listed(artifacts: Any, what: str) -> Iterator[dict[str, Any]]:
    seen = Seen(what)
    for one in artifacts:
        said = {name: getattr(one, name, None) for name in _ARTIFACT}
        said["metadata"] = mapping(said["metadata"])
        if seen.is_new(f"{said['source_entity']}/{said['source_project']}/{said['name']}"):
            yield said
