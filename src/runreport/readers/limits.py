"""How much of what a run logged beside its numbers goes into a report; what does not is counted."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from runreport.model import LoggedTable, Media, Omission

T = TypeVar("T", Media, LoggedTable)

MOST_PICTURES = 12
MOST_PICTURE_BYTES = 1 << 20
"""Of one picture."""
MOST_BYTES = 4 << 20
"""Of all pictures of a run."""
MOST_TABLES = 24
MOST_ROWS = 200
"""Of one table."""
SHOWN_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Pictures that a page can show; others, SVG among them, can carry programs."""


def newest(items: Sequence[T], most: int) -> list[T]:
    """Return at most `most` items in their order: the newest of each name first, then earlier ones."""
    newest_first = sorted(range(len(items)), key=lambda place: (-(items[place].step or 0), -place))
    turns: dict[str, int] = {}
    ranked = []
    for place in newest_first:
        name = items[place].name
        turns[name] = turns.get(name, -1) + 1
        ranked.append((turns[name], place))
    return [items[place] for place in sorted(place for _, place in sorted(ranked)[:most])]


def pictures_within(
    media: Sequence[Media], read: Callable[[Media], bytes | None], size_of: Callable[[Media], int | None]
) -> tuple[tuple[Media, ...], tuple[Omission, ...]]:
    """Return the media, those that a page can show with their bytes as far as the limits go.

    Args:
        media: everything that was logged, in the order of the record.
        read: returns a file's bytes, or None where it cannot be read, which the reader tells of itself.
        size_of: bytes of the file, None where unknown; what is too large is not read.
    """
    can_be_shown = [one for one in media if one.media_type in SHOWN_TYPES]
    wanted = newest(can_be_shown, MOST_PICTURES)
    contents: dict[int, bytes] = {}
    spent = too_large = 0
    for one in wanted:
        size = size_of(one)
        if size is not None and (size > MOST_PICTURE_BYTES or spent + size > MOST_BYTES):
            too_large += 1
            continue
        data = read(one)
        if data is None:
            continue
        if len(data) > MOST_PICTURE_BYTES or spent + len(data) > MOST_BYTES:
            too_large += 1
            continue
        spent += len(data)
        contents[id(one)] = data
    shown = tuple(replace(one, content=contents[id(one)]) if id(one) in contents else one for one in media)
    left_out = (
        (len(can_be_shown) - len(wanted), f"at most {MOST_PICTURES} pictures of a run are shown"),
        (too_large, f"a picture may have {MOST_PICTURE_BYTES >> 20} MiB, those of a run {MOST_BYTES >> 20}"),
    )
    return shown, tuple(Omission("pictures", count, why) for count, why in left_out if count)


def tables_within(tables: Sequence[LoggedTable]) -> tuple[tuple[LoggedTable, ...], tuple[Omission, ...]]:
    """Return at most `MOST_TABLES` tables, each with at most `MOST_ROWS` rows where it is a plain one.

    Rows that are cut show in the table itself, by `rows_in_store`.
    """
    kept = newest(tables, MOST_TABLES)
    more = len(tables) - len(kept)
    why = f"at most {MOST_TABLES} tables of a run are shown"
    return tuple(kept), (Omission("logged tables", more, why),) if more else ()
