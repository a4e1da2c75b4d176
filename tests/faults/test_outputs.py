"""Places where no report can be put, and builds that are stopped: the old report stays whole."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from runreport.cli.main import cli


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a store of many runs."""
    rows = "".join(f"r{number},run {number},m{number % 50},{number % 7 / 10}\n" for number in range(400))
    (tmp_path / "runs.csv").write_text(f"id,name,param.model,metric.auc\n{rows}")
    return tmp_path


def test_an_output_folder_of_others_is_refused(folder: Path, refused: Callable[..., str]) -> None:
    (folder / "out").mkdir()
    (folder / "out/thesis.txt").write_text("mine")
    line = refused("build", str(folder / "runs.csv"), "-o", str(folder / "out"))
    assert "thesis.txt" in line
    assert "--force" in line
    assert contents(folder / "out") == {"thesis.txt": b"mine"}


def test_an_output_that_is_a_file_is_refused(folder: Path) -> None:
    (folder / "out").write_text("mine")
    result = CliRunner().invoke(cli, ["build", str(folder / "runs.csv"), "-o", str(folder / "out")])
    assert result.exit_code == 2
    assert "is a file" in result.stderr
    assert (folder / "out").read_text() == "mine"


def test_a_name_too_long_for_the_disk_is_told(folder: Path, refused: Callable[..., str]) -> None:
    assert "shorter" in refused("build", str(folder / "runs.csv"), "-o", str(folder / ("x" * 300)))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of 256 kB with 64 kB left for anybody."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("a small disk cannot be mounted here: that needs root")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_told_and_the_old_report_stays(
    folder: Path, small_disk: Path, refused: Callable[..., str]
) -> None:
    site = small_disk / "site"
    site.mkdir()
    (site / "report.json").write_text("{}")
    (site / "MANIFEST.sha256").write_text(f"{'0' * 64}  report.json\n")
    before = contents(site)
    line = refused("build", str(folder / "runs.csv"), "-o", str(site))
    assert "No space left" in line
    assert "make room" in line
    assert contents(site) == before
    assert [path.name for path in small_disk.iterdir()] == ["site"]


def test_a_full_disk_for_temporary_files_is_told(
    folder: Path, small_disk: Path, refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(small_disk))
    # So little room that it does not matter how many pages wait at once.
    (small_disk / "taken").write_bytes(bytes(232 * 1024))
    line = refused("build", str(folder / "runs.csv"), "-o", str(folder / "site"))
    assert "No space left" in line
    assert not (folder / "site").exists()
    assert [path.name for path in small_disk.iterdir()] == ["taken"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("moment", ["Reading runs", "Comparing runs", "Drawing and writing", "new folder"])
def test_a_build_that_is_asked_to_end_leaves_the_old_report_and_nothing_else(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, moment: str, number: signal.Signals
) -> None:
    room = tmp_path_factory.mktemp("room")
    site = folder / "site"
    site.mkdir()
    (site / "report.json").write_text("{}")
    (site / "MANIFEST.sha256").write_text(f"{'0' * 64}  report.json\n")
    before = contents(site)
    command = [sys.executable, "-m", "runreport.cli", "build", str(folder / "runs.csv"), "-o", str(site)]
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(room)},
    )
    with process:
        assert process.stderr is not None
        if moment == "new folder":
            wait_for(folder / ".site.runreport-new", process)
        else:
            while moment not in (line := process.stderr.readline()):
                assert line, "the build ended before it could be interrupted"
        process.send_signal(number)
        said = process.stderr.read()
    assert process.returncode == 128 + number, said
    assert "Traceback" not in said
    assert contents(site) == before
    assert sorted(path.name for path in folder.iterdir()) == ["runs.csv", "site"]
    assert not list(room.iterdir())


def wait_for(path: Path, process: subprocess.Popen[str]) -> None:
    while not path.exists() and process.poll() is None:
        time.sleep(0.001)


def test_the_folder_that_one_works_in_can_be_the_report(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "here").mkdir()
    monkeypatch.chdir(folder / "here")
    result = CliRunner().invoke(cli, ["build", "../runs.csv", "-o", "."])
    assert result.exit_code == 0, result.output
    assert (folder / "here/index.html").is_file()
