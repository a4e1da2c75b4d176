"""The page for authors of readers: its reader, its registration and its tests are tried as they stand."""

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path
from xml.etree import ElementTree

import pytest

from runreport.model import Problem, Run, StoreRef
from runreport.readers.catalog import assemble
from runreport.readers.contract import ENTRY_POINTS
from runreport.readers.detect import detect
from runreport.readers.stream import stream
from runreport.testing import ReaderSuite

PAGE = (Path(__file__).parents[2] / "docs/writing-a-reader.md").read_text(encoding="utf-8")


def block(language, after):
    """Return the first block of code in a language after a text."""
    return re.search(rf"^```{language}\n(.*?)^```$", PAGE[PAGE.index(after) :], re.M | re.S)[1]


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return the folder with the page's two modules, of which the first can be imported."""
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "runlogs.py").write_text(block("python", "`runlogs.py`:"))
    (folder / "test_runlogs.py").write_text(block("python", "`test_runlogs.py`"))
    monkeypatch.syspath_prepend(folder)
    yield folder
    sys.modules.pop("runlogs", None)


@pytest.fixture
def catalog(package):
    """Return the catalog of what the page registers."""
    points = tomllib.loads(block("toml", "## Registration"))["project"]["entry-points"][ENTRY_POINTS]
    return assemble(EntryPoint(name, value, ENTRY_POINTS) for name, value in points.items())


@pytest.mark.parametrize("mode", ["importlib", "prepend"])
def test_the_pages_reader_passes_the_pages_tests(package, tmp_path, mode):
    results = tmp_path / "results.xml"
    options = [f"--import-mode={mode}", f"--junitxml={results}", f"--basetemp={tmp_path / 'made'}"]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", *options]
    environment = {**os.environ, "PYTHONPATH": str(package)}
    done = subprocess.run(command, cwd=package, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    tests = {case.get("name") for case in ElementTree.parse(results).iter("testcase")}
    assert tests == {name for name in dir(ReaderSuite) if name.startswith("test_")}


def test_what_the_page_registers_is_a_reader(catalog):
    assert catalog.problems == ()
    assert catalog.reads("runlogs").startswith("Run logs:")


def test_the_pages_example_is_found_and_read(catalog, tmp_path):
    store = tmp_path / "logs"
    store.mkdir()
    (store / "ridge.runlog").write_text(block("json", "The store here"))
    (store / "torn.runlog").write_text('{"settings": {"alpha": 1}}\nnot a point\n{"metric"')
    detection = detect([str(tmp_path)], catalog)
    assert detection.refs == (StoreRef("runlogs", store.as_posix()),)
    ridge, torn = stream(detection.refs, catalog)
    assert isinstance(ridge, Run)
    assert ridge.params == {"alpha": 0.1, "solver": "svd"}
    assert ridge.metrics["loss"].values.tolist() == [0.9]
    assert ridge.problems == ()
    assert torn.params == {"alpha": 1}
    assert [(problem.file, problem.line) for problem in torn.problems] == [
        ("torn.runlog", 2),
        ("torn.runlog", 3),
    ]


def test_a_store_of_the_page_that_is_gone_is_one_line(catalog, tmp_path):
    (problem,) = stream([StoreRef("runlogs", str(tmp_path / "gone"))], catalog)
    assert isinstance(problem, Problem)
    assert "cannot be listed" in problem.what
    assert problem.remedy == "check the path"


def test_the_page_says_all_that_an_author_can_give():
    told = set(re.findall(r"^\| `(\w+)", PAGE, re.M))
    named = {name for name in ReaderSuite.__annotations__ if not name.startswith("_")}
    assert told - named == {"make", "damage", "append"}
    assert named <= told
