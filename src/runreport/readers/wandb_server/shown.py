"""The pictures and tables of a run, fetched as far as the limits go.

Source: `wandb/sdk/data_types/` of 0.31.
"""

import mimetypes
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runreport.model import LoggedTable, Media, Omission
from runreport.readers.limits import MOST_PICTURE_BYTES, pictures_within, tables_within
from runreport.readers.wandb_server.answers import MOST_FILE_BYTES, Files
from runreport.readers.wandb_server.charts import histogram_of, tables_of
from runreport.readers.wandb_server.curves import Logged
from runreport.readers.wandb_server.values import TYPE, decoded, is_media, leaves

_TYPES = mimetypes.MimeTypes()
_TYPES.add_type("image/webp", ".webp")
_TABLES = frozenset({"table-file", "table", "histogram", "joined-table", "partitioned-table"})


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page can show of a run beside its numbers."""

    media: tuple[Media, ...] = ()
    tables: tuple[LoggedTable, ...] = ()
    omissions: tuple[Omission, ...] = ()


def shown_of(history: Sequence[Logged], summary: Mapping[str, Any], files: Files) -> Shown:
    """Return pictures with their bytes, and tables with their rows.

    Args:
        history: what was logged, in order of step.
        summary: stands in for a history that has nothing of that name.
        files: the run's.
    """
    known = {one.name for one in history}
    own = {name: value for name, value in summary.items() if not name.startswith("_")}
    last = [Logged(name, None, value) for name, value in leaves(own) if is_media(value) and name not in known]
    logged = [*history, *last]
    sizes: dict[str, int] = {}
    media = [one for found in logged if found.value[TYPE] not in _TABLES for one in _media(found, sizes)]
    gone = 0

    def read(one: Media) -> bytes | None:
        nonlocal gone
        data = files.read(one.path, MOST_PICTURE_BYTES)
        gone += data is None
        return data

    pictures, pictures_left_out = pictures_within(media, read, lambda one: sizes.get(one.path))
    tables, tables_left_out = _tables([one for one in logged if one.value[TYPE] in _TABLES], files)
    return Shown(
        pictures,
        tuple(tables),
        (*pictures_left_out, *_gone("pictures", gone, MOST_PICTURE_BYTES), *tables_left_out),
    )


def _media(found: Logged, sizes: dict[str, int]) -> Iterator[Media]:
    """Yield the files of a logged value, which has one or several, and note their sizes."""
    value = found.value
    path, size, names, captions = (value.get(name) for name in ("path", "size", "filenames", "captions"))
    several = names if isinstance(names, list) else []
    captions = captions if isinstance(captions, list) else [value.get("caption")] * max(1, len(several))
    if isinstance(path, str) and isinstance(size, int):
        sizes[path] = size
    for at, one in enumerate([path] if isinstance(path, str) and path else several):
        if isinstance(one, str):
            media_type = _TYPES.guess_type(one.rpartition("/")[2])[0] or "application/octet-stream"
            caption = captions[at] if at < len(captions) and isinstance(captions[at], str) else None
            yield Media(found.name, media_type, one, found.step, caption)


def _tables(logged: Sequence[Logged], files: Files) -> tuple[list[LoggedTable], list[Omission]]:
    """Return the newest tables with their rows; the places of all are what the limits choose from."""
    places = [LoggedTable(one.name, (), (), at, step=one.step) for at, one in enumerate(logged)]
    kept, left_out = tables_within(places)
    found: list[LoggedTable] = []
    gone = 0
    for place in kept:
        tables = _table(logged[place.rows_in_store], files)
        gone += not tables
        found += tables
    return found, [*left_out, *_gone("logged tables", gone, MOST_FILE_BYTES)]


def _gone(what: str, count: int, most: int) -> list[Omission]:
    why = f"their files are not on the server, cannot be read, or have more than {most >> 20} MiB"
    return [Omission(what, count, why)] if count else []


def _table(one: Logged, files: Files) -> list[LoggedTable]:
    if one.value[TYPE] == "histogram":
        histogram = histogram_of(one.name, one.step, one.value)
        return [histogram] if histogram else []
    path, size = one.value.get("path"), one.value.get("size")
    found: Any = one.value
    if isinstance(path, str):
        is_small = not isinstance(size, int) or size <= MOST_FILE_BYTES
        found = decoded(files.read(path)) if is_small else None
    try:
        return tables_of(one.name, one.step, found if isinstance(found, Mapping) else {})
    except ValueError:
        return []
