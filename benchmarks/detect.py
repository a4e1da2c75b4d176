"""Finding the stores in a checkout: a tree of 100,000 files, one process, by its own clock.

The tree is one as people have them: sources, notebooks, data, a store of each kind that lies in files, and
folders that are not looked into (`.git`, `node_modules`, an environment). Another one has none of those, so
that every file of it is looked at by name.
"""

import argparse
import json
import sys
import tempfile
from functools import partial
from pathlib import Path
from time import perf_counter

from measure import Measured, Program, measure
from results import CPU, LARGEST, WALL, Aim, Column, middle, report

FOLDER_FILES = (
    *("__init__.py", "model.py", "train.py", "data.json", "notes.md", "settings.yaml", "table.csv"),
    *("plot.png", "paper.tex", "analysis.ipynb", "LICENSE", "page.html", "style.css", "main.js"),
    *("lib.c", "lib.h", "lib.rs", "setup.cfg", "poetry.lock", "logo.svg"),
)
PRUNED = (".git", "node_modules", "environment")
KINDS = {"a checkout": ("src", "docs", "data", *PRUNED), "no folder left out": ("src", "docs", "data")}
WANTED_S = 1
DETECTING = Column("seconds, detecting", lambda run: float(json.loads(run.said)["seconds"]))


def main() -> None:
    """Measure both trees; or, given a path, detect in it and print what that took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--in", dest="tree", help="detect in this folder, once")
    given = parser.parse_args()
    if given.tree:
        detect_in(given.tree)
        return
    runs: dict[str, list[Measured]] = {}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for kind, tops in KINDS.items():
            tree = work / kind
            write_tree(tree, given.files, tops)
            command = (sys.executable, __file__, "--in", str(tree))
            program = Program(kind, lambda _, command=command: command)  # type: ignore[misc]
            runs |= measure([program], given.repeats, work, partial(_check, 2))
    aims = tuple(
        Aim(f"seconds in {kind}, wanted at most {WANTED_S}", seconds, seconds <= WANTED_S)
        for kind in runs
        if (seconds := middle(runs[kind], DETECTING))
    )
    title = f"Find the stores in {given.files:,} files"
    report("detect", title, runs, (DETECTING, WALL, CPU, LARGEST), aims)


def write_tree(tree: Path, files: int, tops: tuple[str, ...]) -> None:
    """Write a tree of so many files, and two plain stores in it."""
    for number in range(files // len(FOLDER_FILES)):
        folder = tree / tops[number % len(tops)] / f"part{number % 97:02}" / f"module{number}"
        folder.mkdir(parents=True)
        for name in FOLDER_FILES:
            (folder / name).write_bytes(b"name,value\na,1\n")
    if "environment" in tops:
        (tree / "environment/pyvenv.cfg").touch()
    (tree / "src/results.csv").write_text("id,metric.auc\na,0.5\n")
    run = tree / "data/runs/a"
    run.mkdir(parents=True)
    (run / "run.json").write_text('{"params": {"alpha": 1}}')


def detect_in(tree: str) -> None:
    """Print as JSON how many stores a tree holds, and how long it took to find them."""
    from runreport.readers.catalog import catalog
    from runreport.readers.detect import detect

    readers = catalog()
    began = perf_counter()
    stores = len(detect([tree], readers).stores)
    print(json.dumps({"seconds": perf_counter() - began, "stores": stores, "readers": len(readers.readers)}))


def _check(stores: int, program: Program, folder: Path, measured: Measured) -> None:
    found = json.loads(measured.said)["stores"]
    if found != stores:
        sys.exit(f"{program.name} in {folder}: {found} stores were found, where {stores} were written")


if __name__ == "__main__":
    main()
