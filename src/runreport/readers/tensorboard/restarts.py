"""What a restart makes void: points that an earlier start logged beyond the step where it went on.

The rules are TensorBoard's (`plugin_event_accumulator.py`, `purge_orphaned_data`): from version 2 of the
format on, what was logged at or beyond the step of an event that says a session started is dropped. In
older files, an event below the latest step drops what its own tags have at or beyond its step.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from runreport.readers.tensorboard.checksum import Places
from runreport.readers.tensorboard.event import Event

_SAYS_STARTS = 2
"""The version of the format since which events say that a session started."""

Flags = NDArray[np.bool_]


class Restarts:
    """The restarts of a run."""

    def __init__(
        self, steps: Places, events: Mapping[int, Event], orders_by_tag: Mapping[str, Places]
    ) -> None:
        """Find the restarts.

        Args:
            steps: of all events of a run in the order written.
            events: those that say other things than numbers, by their place in `steps`, ascending.
            orders_by_tag: places of the events that say something of a tag, ascending.
        """
        self._steps = steps
        self._starts = _starts_in(events)
        falls = _falls_in(steps, events)
        self._falls = {tag: orders[falls[orders]] for tag, orders in orders_by_tag.items() if falls.any()}

    def void(self, tag: str, orders: Places) -> Flags:
        """Return for each place of a tag's points whether a later restart made the point void."""
        void = _is_void(orders, self._steps, self._starts)
        return void | _is_void(orders, self._steps, self._falls[tag]) if tag in self._falls else void


def _falls_in(steps: Places, events: Mapping[int, Event]) -> Flags:
    """Return for each event whether it drops what its tags have at or beyond its step.

    Args:
        steps: of all events of a run in the order written.
        events: those that say other things than numbers, by their place in `steps`, ascending.
    """
    falls = np.zeros(steps.size, dtype=bool)
    latest = -1
    for first, end in _unversioned(steps.size, events):
        # What says nothing of any tag sets the latest step anew, also to an earlier one.
        resets = [order for order, event in events.items() if first <= order < end and not event.has_summary]
        for begin, until in zip([first, *resets], [*resets, end], strict=True):
            if begin == until:
                continue
            if begin in events and not events[begin].has_summary:
                latest = int(steps[begin])
            before = np.maximum.accumulate(np.concatenate([[latest], steps[begin:until]]))
            falls[begin:until] = steps[begin:until] < before[:-1]
            latest = int(before[-1])
    return falls


def _starts_in(events: Mapping[int, Event]) -> Places:
    """Return the places of the events that say that a session started, where the version knows that."""
    version, starts = 0.0, []
    for order, event in events.items():
        version = version if event.version is None else event.version
        if event.is_start and version >= _SAYS_STARTS:
            starts.append(order)
    return np.array(starts, dtype=np.int64)


def _is_void(orders: Places, steps: Places, restarts: Places) -> Flags:
    """Return for each point whether a later restart lies at or below its step.

    Args:
        orders: places of the points' events.
        steps: of all events.
        restarts: places of the events that drop what is at or beyond their steps, ascending.
    """
    if not restarts.size:
        return np.zeros(orders.size, dtype=bool)
    lowest_to_come = np.minimum.accumulate(steps[restarts][::-1])[::-1]
    following = np.searchsorted(restarts, orders, side="right")
    has_later = following < restarts.size
    return has_later & (steps[orders] >= lowest_to_come[np.minimum(following, restarts.size - 1)])


def _unversioned(count: int, events: Mapping[int, Event]) -> Iterable[tuple[int, int]]:
    """Yield where stretches of events begin and end that no version, or an old one, stands before."""
    first: int | None = 0
    for order, event in events.items():
        if event.version is None:
            continue
        if event.version >= _SAYS_STARTS and first is not None:
            yield first, order
            first = None
        elif event.version < _SAYS_STARTS and first is None:
            first = order
    if first is not None:
        yield first, count
