"""What a site costs its readers: bytes, files, and the time until a page is there and answers.

Builds the study, one heavy run and the sample runs, counts what was written, and opens each kind of page from
the disk in Chromium. Every page is opened afresh in a context of its own, so nothing is remembered.
"""

import argparse
import gzip
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from mlflow_files import write_file_store
from paint import Opened, open_pages
from results import FOLDER, Aim, machine

REPOSITORY = Path(__file__).parents[1]
HEAVY_CURVES, HEAVY_STEPS = 30, 1000
RUN_KB, EVERY_KB, HEAVY_KB, PAINT_MS = 15, 20, 60, 300
SCRIPT = re.compile(r'<script[^>]* src="([^"]+)"')
KINDS = {
    "summary": "index.html",
    "experiment": "experiments/*-*.html",
    "comparison": "compare/*-*.html",
    "all runs": "runs/index.html",
    "run": "runs/*/*.html",
    "model card": "models/[!i]*.html",
    "data": "data.html",
    "methods": "methods.html",
    "glossary": "glossary.html",
    "problems": "problems.html",
}


@dataclass(frozen=True, slots=True)
class Size:
    """What one site weighs."""

    name: str
    files: int
    megabytes: float
    run_page_kb: float
    """The middle run page, gzipped, without the files that all pages share."""
    largest_page: str
    largest_page_kb: float
    """Gzipped."""


def main() -> None:
    """Build, count, open, and write all of it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, nargs="+", default=[1000])
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        demo = built(work / "demo", "--config", str(REPOSITORY / "sample_runs" / "runreport.toml"))
        heavy = built(work / "heavy", str(heavy_store(work / "heavy-store")))
        sizes = [size_of("sample runs", demo), size_of(f"one run of {HEAVY_CURVES} curves", heavy)]
        opened = open_pages(pages_of("sample runs", demo), given.repeats)
        for runs in given.runs:
            write_file_store(work / f"{runs}" / "mlruns", runs, 1)
            site = built(work / f"site-{runs}", str(work / f"{runs}" / "mlruns"))
            sizes.append(size_of(f"{runs:,} runs of 10 metrics x 100 points", site))
            opened += open_pages(pages_of(f"{runs:,} runs", site), given.repeats)
        scripts = scripts_of(demo)
    show(sizes, opened, scripts)


def built(out: Path, *arguments: str) -> Path:
    """Build a site and return its folder."""
    command = [str(Path(sys.executable).with_name("runreport")), "build", *arguments, "--output", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return out


def heavy_store(folder: Path) -> Path:
    """Write one run of many long curves as MLflow's files, and return the folder."""
    write_file_store(folder, 1, 1)
    (metrics,) = folder.glob("*/*/metrics")
    for path in list(metrics.iterdir()):
        lines = path.read_text(encoding="utf-8").splitlines()
        wide = HEAVY_STEPS // len(lines)
        points = [
            f"{int(at) + part} {float(value) * (1 + part / 97)!r} {int(step) * wide + part}\n"
            for at, value, step in map(str.split, lines)
            for part in range(wide)
        ]
        for copy in range(HEAVY_CURVES // 10):
            path.with_name(f"{path.name}_{copy}").write_text("".join(points), encoding="utf-8")
        path.unlink()
    return folder


def gzipped_kb(path: Path) -> float:
    """Return the kilobytes (of 1,000 bytes) of a file as a server sends it."""
    return len(gzip.compress(path.read_bytes(), 9)) / 1000


def size_of(name: str, site: Path) -> Size:
    """Count a site."""
    files = [path for path in site.rglob("*") if path.is_file()]
    pages = [path for path in files if path.suffix == ".html"]
    runs = sorted(gzipped_kb(path) for path in pages if path.parts[-3:-2] == ("runs",))
    largest = max(pages, key=lambda path: path.stat().st_size)
    return Size(
        name,
        len(files),
        sum(path.stat().st_size for path in files) / 1e6,
        median(runs),
        str(largest.relative_to(site)),
        gzipped_kb(largest),
    )


def scripts_of(site: Path) -> dict[str, float]:
    """Return the gzipped kilobytes of each script of ours, and of what all pages load together."""
    sets = [
        set(SCRIPT.findall(page.read_text(encoding="utf-8")))
        for page in site.rglob("*.html")
        if page.name != "404.html"
    ]
    names = [{Path(address).name for address in one} for one in sets]
    every = set.intersection(*names)
    found = {
        path.name: gzipped_kb(path) for path in (site / "assets").glob("*.js") if "search-" not in path.name
    }
    return {"loaded by every page": sum(found[name] for name in every), **found}


def pages_of(site_name: str, site: Path) -> list[tuple[str, str, Path]]:
    """Return a page of each kind, the largest one, with the site's name and its kind."""
    found = {kind: sorted(site.glob(pattern)) for kind, pattern in KINDS.items()}
    return [
        (site_name, kind, max(paths, key=lambda path: path.stat().st_size))
        for kind, paths in found.items()
        if paths
    ]


def aims_of(sizes: list[Size], opened: list[Opened], scripts: dict[str, float]) -> list[Aim]:
    """Return what should come out."""
    usual, heavy = sizes[2].run_page_kb, max(v for k, v in scripts.items() if k != "loaded by every page")
    paint, shift = max(one.paint_ms for one in opened), max(one.shift for one in opened)
    outside = sum(one.outside for one in opened)
    every = scripts["loaded by every page"]
    return [
        Aim(f"kB of a run page, gzipped, wanted at most {RUN_KB}", usual, usual <= RUN_KB),
        Aim(
            f"kB of the page of a run with 30 curves, wanted at most {RUN_KB}",
            sizes[1].run_page_kb,
            sizes[1].run_page_kb <= RUN_KB,
        ),
        Aim(f"kB of scripts on every page, gzipped, wanted less than {EVERY_KB}", every, every < EVERY_KB),
        Aim(f"kB of the heaviest script, wanted at most {HEAVY_KB}", heavy, heavy <= HEAVY_KB),
        Aim(f"ms to the slowest first paint, wanted less than {PAINT_MS}", paint, paint < PAINT_MS),
        Aim("layout shift, wanted 0", shift, shift == 0),
        Aim("requests off the site, wanted 0", outside, outside == 0),
    ]


def show(sizes: list[Size], opened: list[Opened], scripts: dict[str, float]) -> None:
    """Print everything, and write it to `results/site-budgets.json`."""
    for size in sizes:
        print(
            f"{size.name}: {size.files:,} files, {size.megabytes:.1f} MB; "
            f"run page {size.run_page_kb:.1f} kB; "
            f"largest page {size.largest_page}, {size.largest_page_kb:.1f} kB gzipped"
        )
    for name, kb in scripts.items():
        print(f"{name}: {kb:.1f} kB gzipped")
    for one in opened:
        print(one)
    aims = aims_of(sizes, opened, scripts)
    print(*aims, sep="\n", flush=True)
    FOLDER.mkdir(exist_ok=True)
    content = {
        "machine": machine(),
        "sizes": list(map(asdict, sizes)),
        "scripts": scripts,
        "pages": list(map(asdict, opened)),
        "aims": list(map(asdict, aims)),
    }
    (FOLDER / "site-budgets.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
