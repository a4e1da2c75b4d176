"""The wheel as a stranger installs it: everything in it, nothing beside it."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "src", "site_templates")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, built from a copy of the sources."""
    copy = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(copy / "dist"),
        str(copy),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    (built,) = (copy / "dist").iterdir()
    return built


@pytest.fixture(scope="module")
def contents(wheel: Path) -> set[str]:
    """Return the paths in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def shipped(folder: str) -> set[str]:
    files = (path for path in (REPOSITORY / "site_templates" / folder).rglob("*") if path.is_file())
    return {f"runreport/{path.relative_to(REPOSITORY).as_posix()}" for path in files}


def test_every_module_is_in_the_wheel_and_says_that_it_is_typed(contents: set[str]) -> None:
    modules = {path.relative_to(REPOSITORY / "src").as_posix() for path in (REPOSITORY / "src").rglob("*.py")}
    assert modules <= contents
    assert "runreport/py.typed" in contents


@pytest.mark.parametrize("folder", ["pages", "partials", "theme", "assets"])
def test_templates_and_finished_assets_are_in_the_wheel(contents: set[str], folder: str) -> None:
    assert shipped(folder)
    assert shipped(folder) <= contents


def test_what_only_developers_need_is_not(contents: set[str]) -> None:
    for path in contents:
        assert path.startswith(("runreport/", "ml_runreport-"))
        assert not path.endswith((".ts", ".mjs", ".pyc", ".db"))
        assert "/browser/" not in path


def test_the_license_and_the_command_come_along(contents: set[str], wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (entry_points,) = (path for path in contents if path.endswith("entry_points.txt"))
        assert "runreport = runreport.cli.main:main" in archive.read(entry_points).decode()
    assert any(path.endswith("licenses/LICENSE") for path in contents)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the command of a fresh environment that has the wheel, and our dependencies by a path."""
    folder = tmp_path_factory.mktemp("stranger")
    venv.create(folder / "env", with_pip=False)
    python = folder / "env/bin/python"
    install = ["install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel)]
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), *install], check=True, capture_output=True
    )
    (site,) = (folder / "env/lib").glob("python*/site-packages")
    # A path in such a file is searched last, and the files of its own kind in it are not.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python.with_name("runreport")


def run(command: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [str(command), *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def test_the_installed_command_is_that_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = "import runreport; print(runreport.__file__)"
    result = subprocess.run(
        [str(installed.with_name("python")), "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(result.stdout.strip()).is_relative_to(installed.parents[1])


def test_the_installed_command_lists_its_readers(installed: Path, tmp_path: Path) -> None:
    result = run(installed, "readers", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    names = {line.split()[0] for line in result.stdout.splitlines()}
    assert {"mlflow-files", "mlflow-database", "plain-table", "plain-folder"} <= names


def test_the_installed_command_builds_the_very_report_that_the_checkout_builds(
    installed: Path, tmp_path: Path, sample_runs: Path, demo_site: Path
) -> None:
    shutil.copytree(sample_runs, tmp_path / "records")
    result = run(installed, "build", "-c", "records/runreport.toml", "-o", "site", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    for path in demo_site.rglob("*"):
        if path.is_file():
            assert (tmp_path / "site" / path.relative_to(demo_site)).read_bytes() == path.read_bytes(), path
