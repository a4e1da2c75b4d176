"""What a build brings into the process: nothing of the vendors whose records it reads."""

import subprocess
import sys
from pathlib import Path

import pytest

from runreport.parallel import CAN_FORK

VENDORS = (
    "mlflow",
    "wandb",
    "comet_ml",
    "tensorboard",
    "tensorboardX",
    "tensorflow",
    "torch",
    "httpx",
    "sqlalchemy",
)
FOR_COMPARING = ("matplotlib", "mkdocs", "pandas", "scipy", "statsmodels")
FOR_ITSELF = (
    "asyncio",
    "detect_secrets",
    "jinja2",
    "joblib",
    "markdown",
    "pydantic",
    "requests",
    "rich",
    "yaml",
)
"""What a build needs later, or not at all."""
SCRIPT = """
import sys
import runreport
runs = runreport.load_runs(*sys.argv[1:])
print(len(runs), len({run.ref.store.reader for run in runs}))
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""

BEFORE_READING = """
import sys
import runreport.cli.build, runreport.pipeline.build
from runreport.config import load_config
from runreport.readers.catalog import catalog
load_config(), catalog()
print(*sys.modules)
"""
AHEAD = """
import sys
from runreport.pipeline.ahead import import_ahead
import_ahead()
print(*sys.modules)
"""
BUILT = """
import sys
from runreport import build_report
from runreport.config import load_config
build_report(load_config(), [sys.argv[1]], workers=int(sys.argv[2]))
print(*sys.modules)
"""


def modules_after(script: str, folder: Path, *arguments: str) -> set[str]:
    """Return the modules that a process has imported at the end of a script."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True, cwd=folder
    )
    return set(done.stdout.split())


def test_until_reading_begins_a_build_imports_only_what_reading_needs(tmp_path: Path) -> None:
    modules = modules_after(BEFORE_READING, tmp_path)
    packages = {name.partition(".")[0] for name in modules}
    assert packages.isdisjoint((*VENDORS, *FOR_COMPARING, *FOR_ITSELF))
    assert not [name for name in modules if name.endswith("_runs")], "of all readers, a build uses one or two"
    assert not [name for name in modules if name.startswith(("runreport.analysis.", "runreport.pages."))]


def test_what_is_imported_while_others_read_is_not_what_few_reports_need(tmp_path: Path) -> None:
    modules = modules_after(AHEAD, tmp_path)
    assert {"mkdocs.commands.build", "scipy.special"} <= modules
    assert modules.isdisjoint({"matplotlib", "pandas", "scipy.stats", "statsmodels"})


@pytest.mark.skipif(not CAN_FORK, reason="processes are not forks here")
def test_what_prints_is_imported_by_the_process_that_prints(sample_runs: Path, tmp_path: Path) -> None:
    store = str(sample_runs / "digits")
    assert "matplotlib" not in modules_after(BUILT, tmp_path, store, "2")
    assert list(tmp_path.glob("site/files/figures/*.svg"))
    assert "matplotlib" in modules_after(BUILT, tmp_path, store, "1")


def test_reading_every_local_store_imports_nothing_of_the_vendors(sample_runs: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(sample_runs)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    counts, modules = done.stdout.splitlines()
    runs, readers = map(int, counts.split())
    assert runs > 90
    assert readers == 7
    assert set(VENDORS).isdisjoint(modules.split())
    assert set(FOR_COMPARING).isdisjoint(modules.split()), "reading waits for what it does not need"
