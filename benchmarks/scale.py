"""How building grows: `runreport build`, cold, on studies of several sizes."""

import argparse
import tempfile
from functools import partial
from pathlib import Path

from build_site import OURS, check, ours
from measure import Measured, measure
from mlflow_files import write_file_store
from results import CPU, LARGEST, TOGETHER, WALL, report


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, nargs="+", default=[10, 100, 1000, 10_000])
    parser.add_argument("--experiments", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sizes = {f"{runs:,} runs": _built(runs, given, Path(folder)) for runs in given.runs}
    report("scale", "Build a site, by number of runs", sizes, (WALL, CPU, LARGEST, TOGETHER), ())


def _built(runs: int, given: argparse.Namespace, work: Path) -> list[Measured]:
    store = work / f"{runs}" / "mlruns"
    store.parent.mkdir()
    write_file_store(store, runs, given.experiments)
    return measure([ours(store)], given.repeats, work, partial(check, runs), with_memory=True)[OURS]


if __name__ == "__main__":
    main()
