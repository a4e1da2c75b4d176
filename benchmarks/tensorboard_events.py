"""Writes the study as event files of TensorBoard, one folder a run, as PyTorch has them, without TensorBoard.

A run here is `TURNS` runs of the study one after the other, so that it has as many points as long trainings.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from study import STEPS, StudyRun, study

from runreport.readers.tensorboard.checksum import masked_sums

TURNS = 10
FINENESS = 2.0**22


def value_of(value: float) -> float:
    """Return a value of the study as event files keep it: a float32, sums of which are exact."""
    return round(value * FINENESS) / FINENESS


def write_log_folder(folder: Path, runs: int) -> None:
    """Write that many runs to a folder that does not exist."""
    parts = list(study(runs * TURNS, 1))
    for number in range(runs):
        own = parts[number * TURNS : (number + 1) * TURNS]
        place = folder / own[0].name
        place.mkdir(parents=True)
        seconds = own[0].started_ms // 1000
        records = _records([_event(seconds, 0, b"\x1a\x0dbrain.Event:2"), *_events(own)])
        (place / f"events.out.tfevents.{seconds}.workstation.{1000 + number}.0").write_bytes(records)


def _events(parts: list[StudyRun]) -> Iterator[bytes]:
    for turn, part in enumerate(parts):
        for step in range(STEPS):
            for metric, values in part.metrics.items():
                tag = metric.encode()
                number = b"\x0a" + _sized(tag) + b"\x15" + struct.pack("<f", value_of(values[step]))
                summary = b"\x2a" + _sized(b"\x0a" + _sized(number))
                yield _event(part.logged_ms(step) / 1000, turn * STEPS + step, summary)


def _event(seconds: float, step: int, rest: bytes) -> bytes:
    return b"\x09" + struct.pack("<d", seconds) + (b"\x10" + _varint(step) if step else b"") + rest


def _sized(content: bytes) -> bytes:
    return _varint(len(content)) + content


def _varint(value: int) -> bytes:
    low = bytes([value & 0x7F | (0x80 if value > 0x7F else 0)])
    return low + _varint(value >> 7) if value > 0x7F else low


def _records(events: list[bytes]) -> bytes:
    heads = b"".join(struct.pack("<Q", len(event)) for event in events)
    lengths = np.array([len(event) for event in events])
    head_sums = _sums(heads, np.full(len(events), 8))
    sums = _sums(b"".join(events), lengths)
    return b"".join(
        struct.pack("<QI", len(event), head_sum) + event + struct.pack("<I", own_sum)
        for event, head_sum, own_sum in zip(events, head_sums, sums, strict=True)
    )


def _sums(data: bytes, lengths: np.ndarray) -> list[int]:
    starts = np.cumsum(lengths) - lengths
    return masked_sums(np.frombuffer(data, dtype=np.uint8), starts, lengths).tolist()
