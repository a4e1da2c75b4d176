"""Events, the messages in an event file's records, with the places of what they hold.

Source: TensorFlow's `event.proto` and `summary.proto`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from runreport.language import message
from runreport.readers.tensorboard.wire import BYTES, EIGHT_BYTES, Span, double, fields, signed, text

_TIME, _STEP, _VERSION, _SUMMARY, _SESSION, _SOURCE = 1, 2, 3, 5, 7, 10
_UNREAD = {
    4: message("graphs"),
    6: message("log messages"),
    8: message("run metadata"),
    9: message("graphs"),
}
_TAG, _NODE, _TENSOR, _METADATA = 1, 7, 8, 9
_VERSION_MARK = "brain.Event:"


class Kind(StrEnum):
    """What a value of a summary is."""

    NUMBER = "number"
    IMAGE = "image"
    HISTOGRAM = "histogram"
    AUDIO = "audio"
    TENSOR = "tensor"
    NOTHING = "nothing"


_KINDS = {2: Kind.NUMBER, 4: Kind.IMAGE, 5: Kind.HISTOGRAM, 6: Kind.AUDIO, _TENSOR: Kind.TENSOR}


class Value(NamedTuple):
    """One value of a summary."""

    tag: str
    kind: Kind
    span: Span
    """Of the number or the message."""
    metadata: Span | None
    """Of its `SummaryMetadata`, which mostly only a tag's first value has."""


class Metadata(NamedTuple):
    """What a tag's first value says of all of them."""

    plugin: str = ""
    content: bytes = b""
    label: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One event."""

    time: float = 0.0
    """Seconds since 1970."""
    step: int = 0
    time_span: Span | None = None
    step_span: Span | None = None
    values: tuple[Value, ...] = ()
    has_summary: bool = False
    version: float | None = None
    """Of the file's format, where the event says it; -1 where it cannot be told."""
    is_start: bool = False
    """Whether a session started."""
    writer: str = ""
    """What wrote the file, where the event says it."""
    unread: str = ""
    """Plural noun for what it holds and no report shows; empty where there is no such thing."""


def event_in(data: bytes, span: Span) -> Event:
    """Return the event in a stretch of bytes.

    Raises:
        ValueError: it is no such message.
    """
    parts = list(fields(data, span))
    found = {field.number: field for field in parts}
    summaries = [field.span for field in parts if field.number == _SUMMARY]
    time, step, version = found.get(_TIME), found.get(_STEP), found.get(_VERSION)
    return Event(
        time=double(data, time.span) if time and time.kind == EIGHT_BYTES else 0.0,
        step=signed(step.value) if step else 0,
        time_span=time.span if time else None,
        step_span=step.span if step else None,
        values=tuple(value for summary in summaries for value in _values(data, summary)),
        has_summary=bool(summaries),
        version=_version(text(data, version.span)) if version else None,
        is_start=_SESSION in found and _is_start(data, found[_SESSION].span),
        writer=_writer(data, found[_SOURCE].span) if _SOURCE in found else "",
        unread=next((_UNREAD[number] for number in found if number in _UNREAD), ""),
    )


def metadata_in(data: bytes, span: Span) -> Metadata:
    """Return the metadata in a stretch of bytes.

    Raises:
        ValueError: it is no such message.
    """
    plugin, content, label, explanation = "", b"", "", ""
    for field in fields(data, span):
        if field.number == 1:
            for part in fields(data, field.span):
                plugin = text(data, part.span) if part.number == 1 else plugin
                content = data[slice(*part.span)] if part.number == 2 else content
        elif field.number == 2:
            label = text(data, field.span)
        elif field.number == 3:
            explanation = text(data, field.span)
    return Metadata(plugin, content, label, explanation)


def _values(data: bytes, summary: Span) -> Iterator[Value]:
    for entry in fields(data, summary):
        if entry.number != 1 or entry.kind != BYTES:
            continue
        tag = node = ""
        kind, span, metadata = Kind.NOTHING, entry.span, None
        for field in fields(data, entry.span):
            if field.number in _KINDS:
                kind, span = _KINDS[field.number], field.span
            elif field.number == _TAG:
                tag = text(data, field.span)
            elif field.number == _NODE:
                node = text(data, field.span)
            elif field.number == _METADATA:
                metadata = field.span
        yield Value(tag or (node if kind is Kind.TENSOR else ""), kind, span, metadata)


def _version(said: str) -> float:
    try:
        return float(said.removeprefix(_VERSION_MARK))
    except ValueError:
        return -1.0


def _is_start(data: bytes, session: Span) -> bool:
    return any(field.number == 1 and field.value == 1 for field in fields(data, session))


def _writer(data: bytes, source: Span) -> str:
    return next((text(data, field.span) for field in fields(data, source) if field.number == 1), "")
