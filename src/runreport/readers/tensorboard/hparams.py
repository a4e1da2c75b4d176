"""What the hparams plugin keeps of a run's settings, its group and its end.

It stands in the metadata of tags, as the message `HParamsPluginData`. Source: tensorboard's
`plugins/hparams/plugin_data.proto` and `api.proto`; for values, protobuf's `struct.proto`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from runreport.model import Scalar, Status
from runreport.readers.tensorboard.event import Metadata
from runreport.readers.tensorboard.wire import Span, double, fields, text

PLUGIN = "hparams"
_EXPERIMENT, _START, _END = 2, 3, 4
_METRICS = 5
_SUCCESS, _FAILURE, _RUNNING = 1, 2, 3
_NUMBER, _TEXT, _FLAG, _STRUCT, _LIST = 2, 3, 4, 5, 6
_DEEPEST = 64


@dataclass(frozen=True, slots=True)
class MetricName:
    """What an experiment says of a metric of its sessions."""

    tag: str
    group: str
    """Folder, seen from the session's, whose run has the metric; empty for the session's own."""
    label: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Session:
    """What a run says as a session of an experiment."""

    settings: Mapping[str, Scalar] = field(default_factory=dict)
    group: str = ""
    status: Status | None = None
    """How it ended; None where that was not said at its end."""
    metrics: tuple[MetricName, ...] = ()
    """What its experiment says, where it stands with the session."""


def session_of(metadata: Iterable[Metadata]) -> Session:
    """Return what the metadata of a run's tags say of it as a session.

    Raises:
        ValueError: the plugin's data are none.
    """
    settings: dict[str, Scalar] = {}
    metrics: list[MetricName] = []
    group, status = "", None
    for one in metadata:
        if one.plugin != PLUGIN:
            continue
        data = one.content
        for part in fields(data, (0, len(data))):
            if part.number == _EXPERIMENT:
                metrics += _metric_names(data, part.span)
            elif part.number == _START:
                group = _read_start(data, part.span, settings) or group
            elif part.number == _END:
                status = _status(data, part.span)
    return Session(settings, group, status, tuple(metrics))


def _read_start(data: bytes, span: Span, settings: dict[str, Scalar]) -> str:
    """Add the settings; return the group."""
    group = ""
    for part in fields(data, span):
        if part.number == 1:
            entry = {field.number: field.span for field in fields(data, part.span)}
            value = _value(data, entry[2], 0) if 2 in entry else None
            settings[text(data, entry[1]) if 1 in entry else ""] = _scalar(value)
        elif part.number == 4:
            group = text(data, part.span)
    return group


def _status(data: bytes, span: Span) -> Status | None:
    """Return how the session ended.

    PyTorch and tensorboardX write a success without a time when a run begins, which says nothing.
    """
    said, has_time = 0, False
    for part in fields(data, span):
        if part.number == 1:
            said = part.value
        elif part.number == 2:
            has_time = double(data, part.span) > 0
    if said == _SUCCESS:
        return Status.FINISHED if has_time else None
    return {_FAILURE: Status.FAILED, _RUNNING: Status.RUNNING}.get(said)


def _metric_names(data: bytes, span: Span) -> Iterator[MetricName]:
    for part in fields(data, span):
        if part.number != _METRICS:
            continue
        own = {field.number: field.span for field in fields(data, part.span)}
        name = {field.number: field.span for field in fields(data, own[1])} if 1 in own else {}
        texts = {place: text(data, where) for place, where in own.items() if place in (3, 4)}
        names = {place: text(data, where) for place, where in name.items()}
        if names.get(2):
            yield MetricName(names[2], names.get(1, "").strip("/"), texts.get(3, ""), texts.get(4, ""))


def _value(data: bytes, span: Span, depth: int) -> Any:
    found: Any = None
    if depth > _DEEPEST:
        raise ValueError("a setting is nested too deeply")
    for part in fields(data, span):
        if part.number == _NUMBER:
            found = double(data, part.span)
        elif part.number == _TEXT:
            found = text(data, part.span)
        elif part.number == _FLAG:
            found = bool(part.value)
        elif part.number == _LIST:
            entries = fields(data, part.span)
            found = [_value(data, entry.span, depth + 1) for entry in entries if entry.number == 1]
        elif part.number == _STRUCT:
            found = dict(_entries(data, part.span, depth))
    return found


def _entries(data: bytes, span: Span, depth: int) -> Iterator[tuple[str, Any]]:
    for part in fields(data, span):
        entry = {field.number: field.span for field in fields(data, part.span)}
        name = text(data, entry[1]) if 1 in entry else ""
        yield name, _value(data, entry[2], depth + 1) if 2 in entry else None


def _scalar(value: Any) -> Scalar:
    return json.dumps(value) if isinstance(value, list | dict) else value
