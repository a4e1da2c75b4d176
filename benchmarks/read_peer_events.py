"""Reads a log folder with another library and says what it saw: `read_peer_events.py LIBRARY FOLDER`."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

Seen = Iterator[tuple[int, float]]


def main(library: str, folder: str) -> None:
    """Read every run and every point, keep none, and print the sums and the times as JSON."""
    began = perf_counter()
    read = {"EventAccumulator": event_accumulator, "tbparse": tbparse}[library]()
    imported = perf_counter()
    runs = points = 0
    total = 0.0
    for run in sorted(path for path in Path(folder).iterdir() if path.is_dir()):
        runs += 1
        for count, values in read(run):
            points += count
            total += values
    seconds = {"import": imported - began, "read": perf_counter() - imported}
    print(json.dumps({"runs": runs, "params": 0, "points": points, "sum": total, "seconds": seconds}))


def event_accumulator() -> Callable[[Path], Seen]:
    """Return a function that yields number and sum of the points of each tag of a run."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    def read(run: Path) -> Seen:
        accumulator = EventAccumulator(str(run), size_guidance={"scalars": 0})
        accumulator.Reload()
        for tag in accumulator.Tags()["scalars"]:
            events = accumulator.Scalars(tag)
            yield len(events), sum(event.value for event in events)

    return read


def tbparse() -> Callable[[Path], Seen]:
    """Return a function that yields number and sum of the points of a run."""
    from tbparse import SummaryReader

    def read(run: Path) -> Seen:
        scalars = SummaryReader(str(run), event_types={"scalars"}).scalars
        yield len(scalars), float(scalars["value"].sum())

    return read


if __name__ == "__main__":
    main(*sys.argv[1:])
