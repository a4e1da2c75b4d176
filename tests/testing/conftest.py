"""A toy store with its suite, and a way to run a suite without a test session of its own."""

import importlib.util
import inspect
import json
import math
from pathlib import Path

import pytest

from runreport.testing import Expected, ReaderSuite

TOY = Path(__file__).with_name("toy_reader.py")
RUNS = {
    "ash": Expected(
        name="ash",
        experiment="toys",
        params={"rate": 0.1, "layers": 2, "cell": "gru", "bias": True, "clip": None},
        metrics={
            "loss": [(0, 0.9), (1, 0.5), (1, 0.45), (2, math.nan), (3, 0.25)],
            "lead": [(5, math.inf)],
        },
    ),
    "birch": Expected(params={"rate": 1.0}, metrics={"loss": [(-1, 1e-300), (2**53 + 1, 0.1)]}),
    "cedar": Expected(params={}, metrics={"loss": [(0, 0.5)]}),
    "elder": Expected(params={"layers": 0, "bias": False}, metrics={}),
}


class ToySuite(ReaderSuite):
    """The suite over toy stores; whose reader is still to be named."""

    expected = RUNS
    metric_files = ("*/points.txt",)

    def make(self, folder):
        for key, run in self.expected.items():
            (folder / key).mkdir()
            (folder / key / "settings.json").write_text(json.dumps(dict(run.params)))
            lines = [
                f"{name} {step} {value}\n" for name, points in run.metrics.items() for step, value in points
            ]
            (folder / key / "points.txt").write_text("".join(lines))
        (folder / "toy.json").write_text('{"toy": 1}')
        return folder

    def damage(self, store):
        (store / "birch" / "settings.json").write_text('{"rate": 1.')
        return "birch"

    def append(self, store):
        with (store / "cedar" / "points.txt").open("a") as file:
            file.write("loss 1 0.")


@pytest.fixture(scope="session")
def toy_source():
    """Return the text of the correct reader."""
    return TOY.read_text()


@pytest.fixture
def loaded(tmp_path):
    """Return what makes a module of a reader's text."""

    def load(source):
        path = tmp_path / "toy_reader_under_test.py"
        path.write_text(source)
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture
def failure(tmp_path):
    """Return what runs one test of the suite on a toy reader: its failure, or None."""

    def run(reader, test):
        suite = type("Suite", (ToySuite,), {"reader": reader})()
        folder = tmp_path / test
        folder.mkdir()
        given = {"tmp_path": lambda: folder, "store": lambda: suite.store_in(folder)}
        asked = inspect.signature(getattr(suite, test)).parameters
        try:
            getattr(suite, test)(**{name: given[name]() for name in asked})
        except pytest.skip.Exception:
            return None
        except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - any of them fails a test
            return error
        return None

    return run
