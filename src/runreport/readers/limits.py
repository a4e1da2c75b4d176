"""How much of what a run logged beside its numbers goes into a report; what does not is counted."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from runreport.language import text
from runreport.model import LoggedTable, Media, Omission, TableKind

T = TypeVar("T", Media, LoggedTable)

MOST_PICTURES = 12
MOST_PICTURE_BYTES = 1 << 20
"""Of one picture."""
MOST_BYTES = 4 << 20
"""Of all pictures of a run."""
MOST_TABLES = 24
MOST_ROWS = 200
"""Of one plain table; curves, histograms and confusion matrices stay whole."""
SHOWN_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Pictures that a page can show; others, SVG among them, can carry programs."""


def in_turn(items: Sequence[T]) -> list[int]:
    """Return the places of the items: the newest of each name first, then the second newest, and so on.

    The newest has the highest step, and of one step comes last; one without a step is older than all.
    Within a turn, places ascend.
    """
    newest_first = sorted(range(len(items)), key=lambda place: (*_age(items[place].step), -place))
    turns: dict[str, int] = {}
    ranked = []
    for place in newest_first:
        name = items[place].name
        turns[name] = turns.get(name, -1) + 1
        ranked.append((turns[name], place))
    return [place for _, place in sorted(ranked)]


def _age(step: int | None) -> tuple[bool, int]:
    return step is None, -(step or 0)


def newest(items: Sequence[T], most: int) -> list[T]:
    """Return at most `most` items in their order: the newest of each name first, then earlier ones."""
    return [items[place] for place in sorted(in_turn(items)[:most])]


def pictures_within(
    media: Sequence[Media], read: Callable[[Media], bytes | None], size_of: Callable[[Media], int | None]
) -> tuple[tuple[Media, ...], tuple[Omission, ...]]:
    """Return the media, those that a page can show with their bytes as far as the limits go.

    The newest of each name are read first. One that is known to be too large is not read, and takes
    nobody's place; every other one takes one of `MOST_PICTURES`, also where it cannot be read.

    Args:
        media: everything that was logged, in the order of the record.
        read: returns a file's bytes, or None where it cannot be read, which the reader tells of itself.
        size_of: bytes of the file, None where unknown; what is too large is not read.
    """
    shown = list(media)
    places = [place for place, one in enumerate(media) if one.media_type in SHOWN_TYPES]
    spent = taken = too_large = beyond = 0
    for place in (places[turn] for turn in in_turn([media[place] for place in places])):
        one = media[place]
        size = size_of(one)
        if size is not None and not _fits(size, spent):
            too_large += 1
        elif taken == MOST_PICTURES:
            beyond += 1
        else:
            taken += 1
            data = read(one)
            if data is not None and not _fits(len(data), spent):
                too_large += 1
            elif data is not None:
                spent += len(data)
                shown[place] = replace(one, content=data)
    left_out = (
        (beyond, text("at most {most} of a run are shown", most=MOST_PICTURES)),
        (
            too_large,
            text(
                "one may have {each} MiB, those of a run {together} MiB",
                each=MOST_PICTURE_BYTES >> 20,
                together=MOST_BYTES >> 20,
            ),
        ),
    )
    return tuple(shown), tuple(Omission("pictures", count, why) for count, why in left_out if count)


def _fits(size: int, spent: int) -> bool:
    return size <= MOST_PICTURE_BYTES and spent + size <= MOST_BYTES


def tables_within(tables: Sequence[LoggedTable]) -> tuple[tuple[LoggedTable, ...], tuple[Omission, ...]]:
    """Return at most `MOST_TABLES` tables, each with at most `MOST_ROWS` rows where it is a plain one.

    Rows that are cut show in the table itself, by `rows_in_store`.
    """
    kept = tuple(_with_few_rows(table) for table in newest(tables, MOST_TABLES))
    more = len(tables) - len(kept)
    return kept, (
        Omission("logged tables", more, text("at most {most} of a run are shown", most=MOST_TABLES)),
    ) if more else ()


def _with_few_rows(table: LoggedTable) -> LoggedTable:
    if table.kind is not TableKind.TABLE or len(table.rows) <= MOST_ROWS:
        return table
    return replace(
        table, rows=table.rows[:MOST_ROWS], rows_in_store=max(table.rows_in_store, len(table.rows))
    )
