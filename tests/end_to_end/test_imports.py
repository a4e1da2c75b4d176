"""What a build brings into the process: nothing of the vendors whose records it reads."""

import subprocess
import sys
from pathlib import Path

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
SCRIPT = """
import sys
import runreport
runs = runreport.load_runs(*sys.argv[1:])
print(len(runs), len({run.ref.store.reader for run in runs}))
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


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
