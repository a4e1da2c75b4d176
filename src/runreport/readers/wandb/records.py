"""The kinds of records in a log, told apart by their first bytes.

Field numbers: `wandb/proto/wandb_internal.proto`, message `Record`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from runreport.readers.wandb.wire import spans

HISTORY, SUMMARY, CONFIG, STATS, ARTIFACT = 2, 3, 5, 7, 8
TELEMETRY, METRIC, RUN, EXIT, USE_ARTIFACT, ENVIRONMENT = 11, 12, 17, 18, 25, 26
_NUM, _CONTROL, _INFO = 1, 16, 200
_AROUND = frozenset({_NUM, _CONTROL, _INFO})

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sorted:
    """The records of a log by their kind."""

    kinds: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Where each record's own message begins and ends, by field number; kinds that are not known too."""
    bad: int = 0
    """Records that are no protobuf."""

    def of(self, kind: int) -> Spans:
        """Return the messages of one kind, in the order of the log."""
        return self.kinds.get(kind, ())


def sort(data: bytes, records: Spans) -> Sorted:
    """Return the records by kind; what is in them is not looked at.

    Args:
        data: of the log, with zeros behind the last record.
        records: where each begins and ends.
    """
    kinds: dict[int, list[tuple[int, int]]] = {}
    bad = 0
    for start, end in records:
        at = start
        # Nearly all begin with their number, and then come to the point: no generic walk for these.
        if data[at] == 0x08:
            at += 1
            while data[at] > 127:
                at += 1
            at += 1
        tag, length = data[at], data[at + 1]
        stop = at + 2 + length
        if length > 127:
            length, stop = (length & 127) | data[at + 2] << 7, 0
            if length < 1 << 14:
                at += 1
                stop = at + 2 + length
        if tag < 128 and tag & 7 == 2 and stop and at < stop <= end:
            kinds.setdefault(tag >> 3, []).append((at + 2, stop))
            continue
        try:
            found = next(((n, a, b) for n, _, a, b in spans(data, start, end) if n not in _AROUND), None)
        except ValueError:
            bad += 1
            continue
        if found is not None:
            kinds.setdefault(found[0], []).append(found[1:])
    return Sorted(kinds, bad)
