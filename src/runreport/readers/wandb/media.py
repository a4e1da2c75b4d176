"""What was logged beside numbers, as pictures and other files: one record, one or several files.

Source: `wandb/sdk/data_types` of 0.12 to 0.31.
"""

import mimetypes
from collections.abc import Iterator, Mapping
from typing import Any

from runreport.model import Media
from runreport.readers.wandb.history import TYPE, Logged

_TYPES = mimetypes.MimeTypes()
_TYPES.add_type("image/webp", ".webp")
_BY_TYPE = {
    "image": "image/png",
    "audio": "audio/wav",
    "video": "video/mp4",
    "html": "text/html",
    "plotly": "application/json",
    "bokeh": "application/json",
    "graph": "application/json",
}
_MANY = {
    "images/separated": "images",
    "images": "images",
    "audio": "audio",
    "videos": "videos",
    "html": "html",
}
_TABLES = frozenset({"table-file", "joined-table", "partitioned-table", "table", "histogram"})


def media_in(logged: Logged) -> Iterator[Media]:
    """Yield the files of one logged value, tables and histograms left out."""
    kind = str(logged.value.get(TYPE))
    path = logged.value.get("path")
    if kind in _TABLES:
        return
    if isinstance(path, str) and path:
        caption = logged.value.get("caption")
        yield _media(logged, kind, path, caption if isinstance(caption, str) else None)
        return
    captions = logged.value.get("captions")
    for at, one in enumerate(_paths(logged, kind)):
        caption = captions[at] if isinstance(captions, list) and at < len(captions) else None
        yield _media(logged, kind, one, caption if isinstance(caption, str) else None)


def _paths(logged: Logged, kind: str) -> list[str]:
    """Return the files of several pictures; older versions do not list them, but name them by a rule."""
    names = logged.value.get("filenames")
    if isinstance(names, list):
        return [name for name in names if isinstance(name, str)]
    count, suffix = logged.value.get("count"), logged.value.get("format")
    if kind != "images/separated" or not isinstance(count, int) or logged.step is None:
        return []
    return [f"media/images/{logged.name}_{logged.step}_{at}.{suffix}" for at in range(min(count, 108))]


def _media(logged: Logged, kind: str, path: str, caption: str | None) -> Media:
    guessed = _TYPES.guess_type(path.rpartition("/")[2])[0]
    media_type = guessed or _BY_TYPE.get(
        kind.partition("-")[0].partition("s/")[0], "application/octet-stream"
    )
    return Media(logged.name, media_type, path, logged.step, caption)


def media_values(tree: Mapping[str, Any]) -> Iterator[Logged]:
    """Yield the media in a summary, which is all that is left of a run without its log."""
    waiting = [(str(name), value) for name, value in tree.items()][::-1]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, Mapping) and TYPE in value:
            yield Logged(name, None, value)
        elif isinstance(value, Mapping):
            waiting += [(f"{name}.{below}", one) for below, one in value.items()][::-1]
