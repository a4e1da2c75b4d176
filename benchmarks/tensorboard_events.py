"""Writes the study as event files as PyTorch has them: `tensorboard_events.py FOLDER RUNS STEPS`.

The bytes are put together here, and the checksums are ours: the other libraries check them when they read.
"""

import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from study import StudyRun, study

from runreport.readers.tensorboard.checksum import masked_sums

FINENESS = 2.0**22


def value_of(value: float) -> float:
    """Return a value of the study as event files keep it: a float32, of which sums are exact."""
    return round(value * FINENESS) / FINENESS


def main(folder: Path, runs: int, steps: int) -> None:
    """Write that many runs to a folder that does not exist."""
    for number, run in enumerate(study(runs, 1, steps)):
        place = folder / run.name
        place.mkdir(parents=True)
        seconds = run.started_ms // 1000
        events = [_event(seconds, 0, b"\x1a\x0dbrain.Event:2"), *_events(run, steps)]
        name = f"events.out.tfevents.{seconds}.workstation.{1000 + number}.0"
        (place / name).write_bytes(_records(events))


def _events(run: StudyRun, steps: int) -> Iterator[bytes]:
    for step in range(steps):
        for metric, values in run.metrics.items():
            number = b"\x0a" + _sized(metric.encode()) + b"\x15" + struct.pack("<f", value_of(values[step]))
            summary = b"\x2a" + _sized(b"\x0a" + _sized(number))
            yield _event(run.logged_ms(step) / 1000, step, summary)


def _event(seconds: float, step: int, rest: bytes) -> bytes:
    return b"\x09" + struct.pack("<d", seconds) + (b"\x10" + _varint(step) if step else b"") + rest


def _sized(content: bytes) -> bytes:
    return _varint(len(content)) + content


def _varint(value: int) -> bytes:
    if value < 0x80:
        return bytes([value])
    return bytes([value & 0x7F | 0x80]) + _varint(value >> 7)


def _records(events: list[bytes]) -> bytes:
    heads = [struct.pack("<Q", len(event)) for event in events]
    parts = zip(heads, _sums(heads), events, _sums(events), strict=True)
    return b"".join(
        head + struct.pack("<I", head_sum) + event + struct.pack("<I", own_sum)
        for head, head_sum, event, own_sum in parts
    )


def _sums(parts: list[bytes]) -> list[int]:
    lengths = np.array([len(part) for part in parts])
    return masked_sums(
        np.frombuffer(b"".join(parts), dtype=np.uint8), np.cumsum(lengths) - lengths, lengths
    ).tolist()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
