"""Stores that are written while they are read, and stores with very many files."""

import json
import re
import subprocess
import sys
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

from runreport import build_report, load_config, load_runs
from runreport.model import Status
from runreport.readers.catalog import catalog
from runreport.readers.detect import detect
from runreport.readers.stream import stream
from runreport.testing.watch import watching

READS = 15
WRITER = """
import sys, threading, time
path, template = sys.argv[1:]
over = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
data, number = b"", 0
with open(path, "ab", buffering=0) as file:
    while not over.is_set():
        data += template.format(step=number, value=number / 8).encode()
        number += 1
        # Seven bytes at a time, so that the file ends within a line as a rule.
        while len(data) >= 7 and not over.is_set():
            file.write(data[:7])
            data = data[7:]
        if number == 20:
            print("begun", flush=True)
        time.sleep(0.0002)
    file.write(data)
"""
MLFLOW_EXPERIMENT = (
    "artifact_location: file:///x/1\nexperiment_id: '1'\nlifecycle_stage: active\nname: live\n"
)
MLFLOW_RUN = (
    "artifact_uri: file:///x/1/{0}/artifacts\nend_time: null\nexperiment_id: '1'\nlifecycle_stage: active\n"
    "run_id: {0}\nrun_name: live\nrun_uuid: {0}\nstart_time: 1700000000000\nstatus: 1\nuser_id: someone\n"
)


def live_mlflow(folder: Path) -> tuple[Path, str]:
    """Write a store of MLflow with a run that goes on; return its file of points, and a line of that."""
    run = folder / "1" / ("a" * 32)
    (run / "metrics").mkdir(parents=True)
    (folder / "1/meta.yaml").write_text(MLFLOW_EXPERIMENT)
    (run / "meta.yaml").write_text(MLFLOW_RUN.format("a" * 32))
    return run / "metrics/loss", "1700000000000 {value} {step}\n"


def live_folder(folder: Path) -> tuple[Path, str]:
    """Write a plain store with a run that goes on; return its file of points, and a line of that."""
    run = folder / "live"
    run.mkdir(parents=True)
    (run / "run.json").write_text('{"status": "running", "params": {"alpha": 1}}')
    (run / "metrics.csv").write_text("step,loss\n")
    return run / "metrics.csv", "{step},{value}\n"


@pytest.mark.parametrize("begin", [live_mlflow, live_folder])
def test_what_is_whole_is_read_while_a_writer_is_at_work(tmp_path, begin):
    store = tmp_path / "store"
    file, template = begin(store)
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", WRITER, str(file), template]
    lengths = []
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as writer:
        assert writer.stdout.readline() == "begun\n"
        for _ in range(READS):
            (run,) = load_runs(str(store))
            assert run.status is Status.RUNNING
            loss = run.metrics["loss"]
            # The line that is being written is the only thing that is told of.
            lines = len(loss) + (begin is live_folder)
            assert {(problem.file[-4:], problem.line) for problem in run.problems} <= {
                (file.name[-4:], lines + 1)
            }
            assert loss.steps.tolist() == list(range(len(loss)))
            assert loss.values.tolist() == [step / 8 for step in range(len(loss))]
            lengths.append(len(loss))
        writer.stdin.close()
    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[-1], "the writer wrote nothing while it was read"
    (run,) = load_runs(str(store))
    assert len(run.metrics["loss"]) == file.read_bytes().count(b"\n") - (begin is live_folder)


def test_the_report_says_that_a_run_goes_on(tmp_path):
    file, _ = live_folder(tmp_path / "store")
    file.write_text("step,loss\n0,0.5\n1,0.")
    config = load_config().with_stores([str(tmp_path / "store")])
    result = build_report(config, output=tmp_path / "site")
    assert ["still being written" in problem.what for problem in result.problems] == [True]
    (run,) = json.loads((tmp_path / "site/report.json").read_bytes())["runs"]
    assert run["status"] == "running"


FOLDERS, FILES = 10, 500


def full_mlflow(folder: Path) -> Path:
    live_mlflow(folder)[0].write_text("1700000000000 0.5 0\n")
    return folder / "1" / ("a" * 32) / "artifacts"


def full_folder(folder: Path) -> Path:
    live_folder(folder)[0].write_text("step,loss\n0,0.5\n")
    return folder / "live/artifacts"


@pytest.mark.parametrize("begin", [full_mlflow, full_folder])
def test_a_run_with_very_many_files_is_listed_a_few_times_and_cut_on_its_page(tmp_path, begin):
    store = tmp_path / "store"
    artifacts = begin(store)
    for number in range(FOLDERS):
        (artifacts / f"{number:02}").mkdir(parents=True)
        for file in range(FILES):
            (artifacts / f"{number:02}/{file:04}.txt").touch()
    tracemalloc.start()
    with watching(store) as watch:
        (run,) = stream(detect([str(store)], catalog()).refs, catalog())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2500 * FOLDERS * FILES
    assert len(run.artifacts) == FOLDERS * FILES
    # Once for the stamp, once for the contents; and none of the files is opened.
    listings = Counter(watch.listed)
    assert max(count for path, count in listings.items() if "artifacts/" in path) <= 2
    assert not [path for path in watch.opened if "artifacts" in path]
    config = load_config().with_stores([str(store)])
    build_report(config, output=tmp_path / "site")
    pages = [path.read_text() for path in (tmp_path / "site").rglob("*.html")]
    (page,) = (text for text in pages if "0000.txt" in text)
    assert page.count(".txt") == 200
    assert re.search(r"4\W?800\Wfurther\Wfiles in the store", page)


RUNS, CURVES = 150, 100


def test_a_store_of_very_many_curves_is_read_whole_with_few_files_open(tmp_path):
    store = tmp_path / "mlruns"
    live_mlflow(store)
    for number in range(RUNS):
        run_id = f"f{number:031x}"
        metrics = store / "1" / run_id / "metrics"
        metrics.mkdir(parents=True)
        (metrics.parent / "meta.yaml").write_text(MLFLOW_RUN.format(run_id))
        for curve in range(CURVES):
            (metrics / f"curve{curve}").write_text(f"1700000000000 {number}.5 {curve}\n")
    program = Path(sys.executable).with_name("runreport")
    command = f'ulimit -n 48; exec "{program}" runs "$0" --format json --unredacted'
    done = subprocess.run(["sh", "-c", command, str(store)], capture_output=True, text=True, check=True)
    runs = {run["id"]: run for run in json.loads(done.stdout)}
    assert len(runs) == RUNS + 1
    for number in range(RUNS):
        run = runs[f"f{number:031x}"]
        assert run["problems"] == []
        assert {name: (stats["last"], stats["last_step"]) for name, stats in run["metrics"].items()} == {
            f"curve{curve}": (number + 0.5, curve) for curve in range(CURVES)
        }
