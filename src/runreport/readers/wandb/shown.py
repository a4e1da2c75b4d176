"""The pictures and tables of a run, as far as its files are there and the limits go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runreport.model import LoggedTable, Media, Omission
from runreport.readers.limits import pictures_within, tables_within
from runreport.readers.wandb.beside import Beside
from runreport.readers.wandb.charts import Chart, histogram_of, table_of, tables_of
from runreport.readers.wandb.history import TYPE, Logged
from runreport.readers.wandb.media import media_in
from runreport.readers.wandb.tree import decoded

Found = Sequence[tuple[Logged, Beside]]
_MEND = "restore the file from a copy; the rest of the run is in the report"
_TABLES = frozenset({"table-file", "table", "histogram"})


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page can show of a run beside its numbers."""

    media: tuple[Media, ...] = ()
    tables: tuple[LoggedTable, ...] = ()
    omissions: tuple[Omission, ...] = ()


def shown_of(logged: Found, charts: Mapping[str, Chart]) -> Shown:
    """Return pictures with their bytes, and tables with their rows.

    Args:
        logged: in the order of the record, each with the folder that its files are in.
        charts: custom charts by the table that they show.
    """
    media, pictures_left_out = _media(logged)
    tables, tables_left_out = _tables(logged, charts)
    return Shown(media, tables, (*pictures_left_out, *tables_left_out))


def _media(logged: Found) -> tuple[tuple[Media, ...], tuple[Omission, ...]]:
    homes: dict[int, Beside] = {}
    found = []
    for one, beside in logged:
        for medium in media_in(one):
            homes[id(medium)] = beside
            found.append(medium)

    def read(medium: Media) -> bytes | None:
        path = homes[id(medium)].file(medium.path)
        return None if path is None else homes[id(medium)].bytes_of(path)

    def size_of(medium: Media) -> int | None:
        path = homes[id(medium)].file(medium.path)
        return None if path is None else (homes[id(medium)].root / path).stat().st_size

    return pictures_within(found, read, size_of)


def _tables(
    logged: Found, charts: Mapping[str, Chart]
) -> tuple[tuple[LoggedTable, ...], tuple[Omission, ...]]:
    waiting: dict[int, tuple[Logged, Beside]] = {}
    places = []
    for one, beside in logged:
        if one.value.get(TYPE) in _TABLES:
            place = LoggedTable(one.name, (), (), 0, step=one.step)
            waiting[id(place)] = (one, beside)
            places.append(place)
    kept, omissions = tables_within(places)
    tables: list[LoggedTable] = []
    gone = 0
    for place in kept:
        one, beside = waiting[id(place)]
        table = _table(one, beside)
        gone += table is None
        tables += [] if table is None else tables_of(table, charts.get(one.name))
    if gone:
        omissions = (
            *omissions,
            Omission("logged tables", gone, "their files are not there, or cannot be read"),
        )
    return tuple(tables), omissions


def _table(one: Logged, beside: Beside) -> LoggedTable | None:
    try:
        if one.value[TYPE] == "histogram":
            return histogram_of(one.name, one.step, one.value)
        found: Any = one.value
        if one.value[TYPE] == "table-file":
            path = beside.file(str(one.value.get("path")))
            data = None if path is None else beside.bytes_of(path)
            if data is None:
                return None
            found = decoded(data)
        return table_of(one.name, one.step, found if isinstance(found, Mapping) else {})
    except ValueError as error:
        where = beside.piece.inside(str(one.value.get("path") or "")).rstrip("/")
        beside.ledger.note(
            f"the table {one.name} cannot be read: {error}", _MEND, where or beside.piece.log_path
        )
        return None
