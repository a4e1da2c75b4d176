import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from rich.console import Console
from rich.progress import Progress

from runreport.cli.progress import BarProgress, PlainProgress

Command = Callable[..., Result]


def test_a_folder_with_records_needs_no_configuration(runreport: Command, folder: Path) -> None:
    result = runreport("build")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{Path('site/index.html')}\n"
    assert "runs.csv: 3 runs, read by plain-table, because " in result.stderr
    assert "on 3 runs; open this file in a browser:" in result.stderr
    assert (folder / "site/index.html").is_file()
    assert "aadams" not in (folder / "site/report.json").read_text()


def test_flags_go_before_the_file(runreport: Command, folder: Path) -> None:
    (folder / "runreport.toml").write_text('stores = ["nowhere"]\n[output]\npath = "configured"\n')
    assert runreport("build", "runs.csv", "-o", "given").exit_code == 0
    assert (folder / "given/index.html").is_file()
    assert not (folder / "configured").exists()


def test_strict_ends_with_1_and_leaves_the_old_report(runreport: Command, folder: Path) -> None:
    assert runreport("build").exit_code == 0
    before = (folder / "site/report.json").read_bytes()
    (folder / "runs.csv").write_text("id,metric.auc\na,1\nb,high\n")
    result = runreport("build", "--strict")
    assert result.exit_code == 1
    assert "error: --strict and 1 problem; site is as it was" in result.stderr
    assert result.stdout == ""
    assert (folder / "site/report.json").read_bytes() == before


def test_without_strict_a_problem_is_said_and_the_report_built(runreport: Command, folder: Path) -> None:
    rows = "".join(f"r{number},high\n" for number in range(12))
    (folder / "runs.csv").write_text(f"id,metric.auc\nr,1\n{rows}")
    result = runreport("build")
    assert result.exit_code == 0
    assert result.stderr.count("problem: ") == 10
    assert f"and 2 more problems; all of them are in {Path('site/problems.html')}" in result.stderr


def test_a_folder_that_is_no_report_is_not_touched(runreport: Command, folder: Path) -> None:
    (folder / "site").mkdir()
    (folder / "site/thesis.txt").write_text("mine")
    result = runreport("build")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("error: ")
    assert (folder / "site/thesis.txt").read_text() == "mine"


def test_a_store_that_is_missing_is_one_line(runreport: Command, folder: Path) -> None:
    result = runreport("build", "run.csv")
    assert result.exit_code == 1
    assert "did you mean `runs.csv`?" in result.stderr
    assert not (folder / "site").exists()


def test_progress_elsewhere_than_on_a_terminal_is_plain_lines(folder: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "runreport.cli", "build"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert result.returncode == 0, result.stderr
    assert "\x1b" not in result.stderr
    assert "Reading runs (3 steps)" in result.stderr


def test_plain_progress_counts_silently(capsys: pytest.CaptureFixture[str]) -> None:
    progress = PlainProgress()
    progress.start("Reading", 2)
    progress.advance()
    progress.start("Writing", None)
    progress.say("a\x1bb")
    assert capsys.readouterr().err == "Reading (2 steps)\nWriting\na\N{REPLACEMENT CHARACTER}b\n"


def test_a_bar_fills_when_the_next_task_begins() -> None:
    bars = Progress(console=Console(quiet=True))
    progress = BarProgress(bars)
    progress.start("Reading [bold]", 10)
    progress.advance(3)
    progress.start("Writing", None)
    progress.advance()
    progress.finish()
    assert [(task.description, task.completed, task.total) for task in bars.tasks] == [
        ("Reading [bold]", 10, 10),
        ("Writing", 1, 1),
    ]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_nothing_stays_in_the_folder_for_temporary_files(folder: Path, workers: str) -> None:
    """Not even where matplotlib, which has no home, makes a folder there that it wants removed at the end."""
    (folder / "temporary").mkdir()
    homeless = {name: value for name, value in os.environ.items() if name != "MPLCONFIGDIR"}
    homeless |= {"HOME": os.devnull + "/none", "TMPDIR": str(folder / "temporary")}
    homeless.pop("XDG_CONFIG_HOME", None)
    homeless.pop("XDG_CACHE_HOME", None)
    command = [sys.executable, "-m", "runreport.cli", "build", "runs.csv", "--workers", workers]
    done = subprocess.run(command, cwd=folder, env=homeless, capture_output=True, text=True, check=True)
    assert "temporary cache directory" in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "site/files/figures").is_dir()
    assert not list((folder / "temporary").iterdir())
