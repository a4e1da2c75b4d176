"""How an event that says nothing but numbers is laid out."""

from typing import NamedTuple

import numpy as np

from runreport.readers.tensorboard.event import Event, Kind, Value, event_in
from runreport.readers.tensorboard.tensor import number_place
from runreport.readers.tensorboard.wire import Span


class Cell(NamedTuple):
    """Where a number stands."""

    tag: str
    kind: Kind
    before_end: int
    """Bytes from there to the end of the event."""
    type: str

    @property
    def size(self) -> int:
        """Bytes of the number."""
        return np.dtype(self.type).itemsize


class Shape(NamedTuple):
    """The layout of an event."""

    cells: tuple[Cell, ...]
    metadata: tuple[tuple[str, Span], ...]
    """Tags with the places of their metadata in the file."""

    @property
    def places(self) -> tuple[tuple[int, str], ...]:
        """What events have in common whose numbers can be taken out together."""
        return tuple((cell.before_end, cell.type) for cell in self.cells)


def shape_of(data: bytes, span: Span, body: int) -> Shape | None:
    """Return the layout of an event; None where it is none, or says other things than numbers.

    Args:
        data: the file.
        span: where the event stands.
        body: where its time and step end; nothing but a summary may follow.
    """
    try:
        event = event_in(data, span)
        cells = [_cell(data, value, span[1]) for value in event.values]
    except ValueError:
        return None
    if not cells or None in cells or not _is_plain(event, body):
        return None
    metadata = tuple((value.tag, value.metadata) for value in event.values if value.metadata)
    return Shape(tuple(cell for cell in cells if cell), metadata)


def _is_plain(event: Event, body: int) -> bool:
    spans = [span for span in (event.time_span, event.step_span) if span]
    says_more = event.version is not None or event.is_start or event.unread or event.writer
    return not says_more and max((end for _, end in spans), default=body) <= body


def _cell(data: bytes, value: Value, end: int) -> Cell | None:
    place: tuple[Span, str] | None = None
    if value.kind is Kind.NUMBER and value.span[1] - value.span[0] == 4:
        place = (value.span, "<f4")
    elif value.kind is Kind.TENSOR:
        place = number_place(data, value.span)
    return place and Cell(value.tag, value.kind, end - place[0][0], place[1])
