"""The reader of Comet's offline archives keeps the contract, on archives that comet_ml 3.58 wrote."""

import json
import shutil
from pathlib import Path
from typing import ClassVar

from runreport.readers.comet import offline
from runreport.testing import Expected, ReaderSuite

STORE = Path(__file__).parents[1] / "stores/comet-3.58"
# What the client logs by itself at the end of each archive.
DURATION = {"a" * 32: [(3, 0.0)], "b" * 32: [(1, 0.0), (2, 0.0)], "c" * 32: [(0, 0.0)]}


def logged():
    """Return what `make_comet.py` logged, by key."""
    runs = json.loads((STORE / "truth.json").read_text(encoding="utf-8"))["runs"]
    return {
        key: Expected(
            name=run["name"],
            experiment=run.get("experiment"),
            params=run["params"],
            metrics={
                name: [(step, float(value)) for step, value in points]
                for name, points in run["metrics"].items()
            }
            | {"process duration": DURATION[key]},
            tags=run.get("tags"),
        )
        for key, run in runs.items()
    }


class TestCometOffline(ReaderSuite):
    reader = offline
    expected = logged()
    may_import = frozenset({"numpy", "orjson"})

    def make(self, folder):
        return shutil.copytree(STORE, folder / ".cometml-runs", ignore=shutil.ignore_patterns("*.json"))

    def damage(self, store):
        key = "c" * 32
        path = store / f"{key}.zip"
        path.write_bytes(path.read_bytes()[:-100])
        return key

    def append(self, store):
        whole = (store / f"{'c' * 32}.zip").read_bytes()
        (store / f"{'d' * 32}.zip").write_bytes(whole[: len(whole) // 2])


class TestCometOfflineArchive(ReaderSuite):
    """One archive by itself; the run is its only one."""

    reader = offline
    expected: ClassVar = {key: run for key, run in logged().items() if key == "a" * 32}
    may_import = frozenset({"numpy", "orjson"})

    def make(self, folder):
        return Path(shutil.copy(STORE / f"{'a' * 32}.zip", folder))

    def damage(self, store):
        store.write_bytes(store.read_bytes()[:-100])
        return "a" * 32

    def append(self, store):
        (store.parent / f"{'d' * 32}.zip").write_bytes(store.read_bytes()[:50])
