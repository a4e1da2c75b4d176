"""Building the whole report: runreport against Material for MkDocs with as many plain pages.

Ours starts from the records: it reads, compares, draws and writes all chapters and run pages, with no
cache of an earlier build. The peer starts from finished Markdown and finished figures. Each is a
command of its own, writing to an empty folder; both must have written a page for every run.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from itertools import chain
from pathlib import Path

from measure import Measured, Program, measure, run_once
from mlflow_files import write_file_store
from plain_site import write_plain_site
from results import CPU, LARGEST, TOGETHER, WALL, Aim, Runs, middle, ratio, report

OURS, PEER, PEER_WITHOUT_SEARCH = "runreport build", "Material for MkDocs", "the same, search off"
WARM_UP_RUNS = 10
WANTED_SECONDS, WANTED_MEGABYTES, WANTED_TIMES = 10, 300, 8


def main() -> None:
    """Measure on one study, after a small one that warms all sides up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=sys.executable, help="the Python that has Material for MkDocs")
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--experiments", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder, "small")
        compare(WARM_UP_RUNS, 1, given, small)
        runs = compare(given.runs, given.repeats, given, Path(folder, "study"), small)
    title = f"Build a site: {given.runs:,} runs in {given.experiments} experiment(s)"
    report(
        f"build-{given.runs}-{given.experiments}", title, runs, (WALL, CPU, LARGEST, TOGETHER), aims_of(runs)
    )


def compare(
    runs: int, repeats: int, given: argparse.Namespace, work: Path, small: Path | None = None
) -> Runs:
    """Write the study in both forms and return the measured runs of all sides, which warm up on `small`."""
    work.mkdir()
    write_file_store(work / "mlruns", runs, given.experiments)
    write_plain_site(work / "plain", runs, given.experiments)
    before = partial(warm, {one.name: one for one in sides(given, small)}, work) if small else None
    return measure(sides(given, work), repeats, work, partial(check, runs), with_memory=True, before=before)


def warm(on_small: Mapping[str, Program], work: Path, program: Program) -> None:
    """Bring into memory what a program needs: itself, by a small run, and what it will read.

    While a slow program runs, the system gives up what the others had there.
    """
    run_once(on_small[program.name], Path(tempfile.mkdtemp(dir=work)))
    for file in chain((work / "mlruns").rglob("*"), (work / "plain").rglob("*")):
        if file.is_file():
            file.read_bytes()


def sides(given: argparse.Namespace, work: Path) -> tuple[Program, ...]:
    """Return the commands that are compared."""
    return ours(work / "mlruns"), *peers(given.peers, work / "plain")


def ours(store: Path) -> Program:
    """Return the command that builds our report on a store."""
    runreport = str(Path(sys.executable).with_name("runreport"))
    return Program(OURS, lambda folder: (runreport, "build", str(store), "-o", str(folder / "site")))


def peers(python: str, plain: Path) -> tuple[Program, Program]:
    """Return the commands that build the plain site, as it comes and with the search plugin off."""
    plain.joinpath("bare.yml").write_text("INHERIT: mkdocs.yml\nplugins: []\n", encoding="utf-8")

    def build(configuration: str, folder: Path) -> tuple[str, ...]:
        file, site = str(plain / configuration), str(folder / "site")
        return python, "-m", "mkdocs", "build", "--quiet", "--config-file", file, "--site-dir", site

    quiet = {"NO_MKDOCS_2_WARNING": "1"}
    return (
        Program(PEER, partial(build, "mkdocs.yml"), quiet),
        Program(PEER_WITHOUT_SEARCH, partial(build, "bare.yml"), quiet),
    )


def check(runs: int, program: Program, folder: Path, measured: Measured) -> None:
    """End the whole unless the program wrote a page for every run."""
    pages = sum(1 for _ in (folder / "site" / "runs").rglob("*.html"))
    if pages < runs:
        sys.exit(f"{program.name} wrote {pages:,} pages on {runs:,} runs\n{measured.said}")


def aims_of(runs: Runs) -> tuple[Aim, ...]:
    """Return what should come out of the comparison."""
    faster, seconds = ratio(runs, PEER, OURS, WALL), middle(runs[OURS], WALL)
    megabytes = middle(runs[OURS], TOGETHER) or middle(runs[OURS], LARGEST)
    return (
        Aim(f"times as fast, wanted {WANTED_TIMES}", faster, faster >= WANTED_TIMES),
        Aim(f"seconds of ours, wanted at most {WANTED_SECONDS}", seconds, seconds <= WANTED_SECONDS),
        Aim(f"MB of ours, wanted at most {WANTED_MEGABYTES}", megabytes, megabytes <= WANTED_MEGABYTES),
    )


if __name__ == "__main__":
    main()
