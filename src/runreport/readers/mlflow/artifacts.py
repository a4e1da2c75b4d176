"""Artifacts of an MLflow run: files, pictures and tables.

Names and tags: `MlflowClient.log_image` and `log_table` in `tracking/client.py` of MLflow.
"""

import json
import mimetypes
import re
from collections.abc import Iterable, Mapping
from typing import Any

from runreport.model import Artifact, LoggedTable, Media, Scalar
from runreport.readers.limits import MOST_ROWS

LOGGED = "mlflow.loggedArtifacts"
_SHOWN = ("image/", "audio/", "video/")
# `images/<key>%step%<n>%timestamp%<ms>%<uuid>`, slashes in the key written as `#`; newer versions part
# by a plus, and write slashes as `~`.
_STEPPED = re.compile(
    r"images/(.+)[%+]step[%+](\d+)[%+]timestamp[%+]\d+[%+][0-9a-f-]+(?:[%+](compressed))?\.\w+"
)
_TYPES = mimetypes.MimeTypes()
_TYPES.add_type("image/webp", ".webp")


def artifact_of(path: str, size_bytes: int | None) -> Artifact:
    """Return the artifact at a path relative to the run's artifacts; its type goes by its name."""
    return Artifact(path, size_bytes, media_type=_TYPES.guess_type(path.rpartition("/")[2])[0])


def media_of(artifacts: Iterable[Artifact]) -> tuple[Media, ...]:
    """Return the pictures, sounds and films among artifacts; previews are left out."""
    found = []
    for artifact in artifacts:
        if artifact.media_type is None or not artifact.media_type.startswith(_SHOWN):
            continue
        stepped = _STEPPED.fullmatch(artifact.path)
        if stepped is None:
            found.append(Media(artifact.path, artifact.media_type, artifact.path))
        elif stepped[3] is None:
            name = stepped[1].replace("~" if "+step+" in artifact.path else "#", "/")
            found.append(Media(name, artifact.media_type, artifact.path, int(stepped[2])))
    return tuple(found)


def logged_table_paths(entries: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return which artifacts the tag `LOGGED` calls tables."""
    return tuple(
        str(entry["path"]) for entry in entries if entry.get("type") == "table" and entry.get("path")
    )


def table_of(path: str, data: bytes) -> LoggedTable:
    """Return a logged table, at most its first `MOST_ROWS` rows.

    Raises:
        ValueError: the bytes are no table as `log_table` writes it (`orient="split"` of pandas).
    """
    try:
        found = json.loads(data)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    columns, rows = (found.get("columns"), found.get("data")) if isinstance(found, dict) else (None, None)
    if not isinstance(columns, list) or not isinstance(rows, list):
        raise ValueError("it has no `columns` and `data`")
    if not all(isinstance(row, list) and len(row) == len(columns) for row in rows):
        raise ValueError("its rows differ in length from its columns")
    shown = tuple(tuple(map(_cell, row)) for row in rows[:MOST_ROWS])
    return LoggedTable(path, tuple(map(str, columns)), shown, rows_in_store=len(rows))


def _cell(value: Any) -> Scalar:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return json.dumps(value, sort_keys=True)
