"""Reads a store with runreport's readers and says what it saw: `read_ours.py ADDRESS`."""

import json
import sys
from time import perf_counter


def main(address: str) -> None:
    """Read every run and every point, keep none, and print the sums and the times as JSON."""
    began = perf_counter()
    from runreport.model import Run
    from runreport.readers.catalog import catalog
    from runreport.readers.detect import detect
    from runreport.readers.stream import stream

    readers = catalog()
    imported = perf_counter()
    runs = params = points = 0
    total = 0.0
    for found in stream(detect([address], readers).refs, readers):
        if not isinstance(found, Run):
            sys.exit(f"{address}: {found}")
        runs += 1
        params += len(found.params)
        for series in found.metrics.values():
            points += len(series)
            total += float(series.values.sum())
    seconds = {"import": imported - began, "read": perf_counter() - imported}
    print(json.dumps({"runs": runs, "params": params, "points": points, "sum": total, "seconds": seconds}))


if __name__ == "__main__":
    main(sys.argv[1])
