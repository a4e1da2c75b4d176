"""A report of many runs: `runreport build` against MultiQC on the same numbers.

Both show a table with every run's ten results and ten settings, and three curves of each run. Ours starts
from MLflow's files and writes chapters, a page for every run and the records as files; MultiQC
starts from one table and three files of curves, written for it, and writes one page and its data.
"""

import argparse
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

from measure import Measured, Program, measure
from mlflow_files import write_file_store
from multiqc_files import write_custom_content
from results import CPU, LARGEST, MEGABYTE, TOGETHER, WALL, Aim, Column, Runs, middle, ratio, report
from study import study

OURS, PEER, PEER_WHOLE = "runreport build", "MultiQC", "the same, its table asked for whole"
WARM_UP_RUNS = 10
CURVES = 3
WANTED_TIMES, WANTED_BYTES = 2, 4
QUIET = {"MULTIQC_NO_VERSION_CHECK": "1", "DO_NOT_TRACK": "1"}
WRITTEN = Column("MB written", lambda run: float(run.said.rpartition("\nwritten ")[2]) / MEGABYTE, 1)


def main() -> None:
    """Measure on one study, after a small one that warms all sides up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=sys.executable, help="the Python that has MultiQC")
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compare(WARM_UP_RUNS, 1, given.peers, Path(folder, "small"))
        runs = compare(given.runs, given.repeats, given.peers, Path(folder, "study"))
    columns = (WALL, CPU, LARGEST, TOGETHER, WRITTEN)
    report(f"multiqc-{given.runs}", f"A report of {given.runs:,} runs", runs, columns, aims_of(runs))


def compare(runs: int, repeats: int, python: str, work: Path) -> Runs:
    """Write the study in both forms and return the measured runs of all sides."""
    work.mkdir()
    write_file_store(work / "mlruns", runs, 1, CURVES)
    write_custom_content(work / "multiqc", runs, CURVES)
    seen: dict[int, int] = {}
    measured = measure(
        sides(python, work),
        repeats,
        work,
        lambda *one: seen.update({id(one[2]): check(runs, *one)}),
        with_memory=True,
    )
    shutil.rmtree(work)
    return {name: [_with_bytes(run, seen[id(run)]) for run in one] for name, one in measured.items()}


def sides(python: str, work: Path) -> tuple[Program, ...]:
    """Return the command that builds our report, and MultiQC's as it comes and with its table whole."""
    runreport = str(Path(sys.executable).with_name("runreport"))

    def multiqc(configuration: str, folder: Path) -> tuple[str, ...]:
        given, out = work / "multiqc", str(folder / "site")
        options = ("--quiet", "--config", str(given / configuration), "--outdir", out)
        return python, "-m", "multiqc", *options, str(given / "data")

    return (
        Program(OURS, lambda folder: (runreport, "build", str(work / "mlruns"), "-o", str(folder / "site"))),
        Program(PEER, partial(multiqc, "plain.yaml"), QUIET),
        Program(PEER_WHOLE, partial(multiqc, "whole.yaml"), QUIET),
    )


def check(runs: int, program: Program, folder: Path, measured: Measured) -> int:
    """Return the bytes written; end the whole unless the results of every run are there."""
    site = folder / "site"
    files = [path for path in site.rglob("*") if path.is_file()]
    if program.name == OURS:
        rows = next((site / "compare").glob("*.js")).read_text(encoding="ascii")
        shape = "table"
    else:
        rows = "".join(path.read_text(encoding="utf-8") for path in (site / "multiqc_data").glob("*.txt"))
        shape = shape_of((site / "multiqc_report.html").read_text(encoding="utf-8"))
    missing = [run.name for run in study(runs, 1) if run.name not in rows]
    if missing:
        sys.exit(f"{program.name} shows nothing of {len(missing):,} runs\n{measured.said}")
    print(f"    {len(files):,} files; results as a {shape}", file=sys.stderr)
    return sum(path.stat().st_size for path in files)


def shape_of(page: str) -> str:
    """Return what MultiQC made of the table of results: a table, or violins alone."""
    rows = page.count('class="rowheader"')
    return f"table, {rows:,} heads of rows" if rows else "violin plot without a table"


def _with_bytes(run: Measured, written: int) -> Measured:
    return Measured(
        run.seconds, run.cpu_seconds, run.largest_bytes, run.together_bytes, f"{run.said}\nwritten {written}"
    )


def aims_of(runs: Runs) -> tuple[Aim, ...]:
    """Return what should come out of the comparison."""
    memory = TOGETHER if middle(runs[OURS], TOGETHER) else LARGEST
    faster, less, smaller = (ratio(runs, PEER, OURS, column) for column in (WALL, memory, WRITTEN))
    return (
        Aim(f"times as fast, wanted {WANTED_TIMES}", faster, faster >= WANTED_TIMES),
        Aim("times the memory of ours, wanted more than 1", less, less > 1),
        Aim(f"times the bytes of ours, wanted {WANTED_BYTES}", smaller, smaller >= WANTED_BYTES),
    )


if __name__ == "__main__":
    main()
