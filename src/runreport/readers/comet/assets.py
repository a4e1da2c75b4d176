"""The files that a run logged: what of them are artifacts, pictures and tables, by the names Comet gives.

Source: the upload types in `constants.py`, `log_image`, `log_figure` and `log_text` in `experiment.py` of
comet_ml.
"""

import mimetypes
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from runreport.model import Artifact, LoggedTable, Media, Omission, TableKind
from runreport.readers.comet.faults import Faults
from runreport.readers.comet.gathered import Upload
from runreport.readers.comet.jsontext import as_text
from runreport.readers.comet.tables import MOST_TABLE_BYTES, PARSERS, table_of
from runreport.readers.limits import (
    MOST_PICTURE_BYTES,
    MOST_ROWS,
    SHOWN_TYPES,
    pictures_within,
    tables_within,
)

TEXT = "text-sample"
PICTURES = frozenset({"visualization", "image", "figure"})
SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"<svg", "image/svg+xml"),
    (b"<?xml", "image/svg+xml"),
)
_ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp"}
_TYPES = mimetypes.MimeTypes()
_MOST_TEXT = 64 << 10

Read = Callable[[Upload, int, bool], bytes | None]
"""Returns the bytes of a file, at most so many, or only its first; None where it cannot be read."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a run's files hold."""

    artifacts: tuple[Artifact, ...]
    media: tuple[Media, ...]
    tables: tuple[LoggedTable, ...]
    omissions: tuple[Omission, ...]


def kept_of(uploads: Sequence[Upload], read: Read, faults: Faults, *, is_far: bool = False) -> Kept:
    """Return what the files hold, in the order in which they were logged.

    Args:
        uploads: the files.
        read: gives their bytes.
        faults: for tables that cannot be shown.
        is_far: whether every file costs a request, so that pictures are not opened to learn their type.
    """
    pictures = _pictures(uploads, read, is_far=is_far)
    of = {id(picture): upload for picture, upload in pictures}
    media, pictures_left_out = pictures_within(
        [picture for picture, _ in pictures],
        lambda picture: read(of[id(picture)], MOST_PICTURE_BYTES, False),
        lambda picture: of[id(picture)].size,
    )
    tables, tables_left_out = _tables(uploads, read, faults)
    artifacts = tuple(
        Artifact(path_of(upload), upload.size, media_type=_type_of(upload))
        for upload in uploads
        if upload.kind != TEXT
    )
    media = tuple(map(_as_it_is, media))
    return Kept(artifacts, media, tables, (*pictures_left_out, *tables_left_out))


def path_of(upload: Upload) -> str:
    """Return an artifact's path: what its writer called it, without steps upwards."""
    parts = [part for part in upload.name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    path = "/".join(parts) or upload.kind
    if upload.kind in PICTURES and upload.extension and not path.endswith(f".{upload.extension}"):
        path = f"{path}.{upload.extension}"
    return path


def _type_of(upload: Upload) -> str | None:
    return _TYPES.guess_type(path_of(upload).rpartition("/")[2])[0]


def _pictures(uploads: Iterable[Upload], read: Read, *, is_far: bool) -> list[tuple[Media, Upload]]:
    found: list[tuple[Media, Upload]] = []
    paths: set[str] = set()
    for upload in uploads:
        media_type = _media_type(upload, read, is_far=is_far)
        if not media_type:
            continue
        path = path_of(upload)
        if upload.kind in PICTURES and not upload.extension:
            path += _ENDINGS.get(media_type, "")
        if path in paths:
            path = f"{path} ({upload.path})"
        paths.add(path)
        found.append((Media(upload.name, media_type, path, upload.step, _caption(upload)), upload))
    return found


def _as_it_is(picture: Media) -> Media:
    """Return a picture with the type that its bytes show; without them where a page cannot show it."""
    kind = _type_in(picture.content) if picture.content else ""
    if not kind or kind == picture.media_type:
        return picture
    return replace(picture, media_type=kind, content=picture.content if kind in SHOWN_TYPES else None)


def _type_in(head: bytes) -> str:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in SIGNATURES if head.lstrip().startswith(start)), "")


def _media_type(upload: Upload, read: Read, *, is_far: bool) -> str:
    """Return the type of a picture, sound or film; empty for any other file."""
    by_name = _type_of(upload) or ""
    if upload.kind in PICTURES and upload.path:
        if by_name in SHOWN_TYPES:
            return by_name
        if is_far:
            # What `log_image` makes of every picture, unless it is told otherwise.
            return by_name or "image/png"
        return _type_in(read(upload, 16, True) or b"") or by_name
    return by_name if by_name.startswith(("image/", "audio/", "video/")) and upload.path else ""


def _caption(upload: Upload) -> str | None:
    return f"context {upload.context}" if upload.context else None


def _tables(
    uploads: Sequence[Upload], read: Read, faults: Faults
) -> tuple[tuple[LoggedTable, ...], tuple[Omission, ...]]:
    """Return the tables within limits; what is left out is not even read."""
    stubs: list[LoggedTable] = []
    of: dict[int, Upload] = {}
    for upload in uploads:
        if upload.path and (kind := _table_kind(upload)):
            stub = LoggedTable(upload.name, (), (), 0, kind, upload.step)
            of[id(stub)] = upload
            stubs.append(stub)
    texts = [upload for upload in uploads if upload.kind == TEXT]
    kept, omissions = tables_within(stubs)
    found = [_table(of[id(stub)], stub, read, faults) for stub in kept]
    tables = [table for table in found if table is not None]
    return (*tables, *([_texts(texts, read)] if texts else [])), omissions


def _table_kind(upload: Upload) -> TableKind | None:
    if upload.kind in PARSERS:
        return PARSERS[upload.kind]
    name = upload.name.lower()
    if upload.kind == "asset" and (name.endswith((".csv", ".tsv")) or upload.extension in ("csv", "tsv")):
        return TableKind.TABLE
    return None


def _table(upload: Upload, stub: LoggedTable, read: Read, faults: Faults) -> LoggedTable | None:
    data = read(upload, MOST_TABLE_BYTES, False)
    if data is None:
        return None
    try:
        table = table_of(upload.kind, upload.name, data)
    except ValueError as error:
        faults.add(f"the logged {stub.kind.value} `{upload.name}` cannot be shown: {error}", upload.path)
        return None
    return replace(table, step=upload.step)


def _texts(uploads: Sequence[Upload], read: Read) -> LoggedTable:
    """Return the logged texts as one table, the last ones where there are too many."""
    rows = []
    for upload in uploads[-MOST_ROWS:]:
        data = read(upload, _MOST_TEXT, True) or b""
        more = as_text(upload.metadata) if upload.metadata else None
        rows.append((upload.step, data.decode("utf-8", "replace"), more))
    return LoggedTable("texts", ("step", "text", "metadata"), tuple(rows), len(uploads))
