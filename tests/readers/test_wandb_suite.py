"""The reader of wandb's local folders keeps the contract, on folders that wandb itself wrote."""

import json
import shutil
from pathlib import Path
from typing import ClassVar

from runreport.model import Status
from runreport.readers.wandb import files as wandb_files
from runreport.testing import Expected, ReaderSuite

STORES = Path(__file__).parents[1] / "stores"
CONFIG = {"alpha": 0.1, "layers": "[8, 4]", "fit.seed": 7, "fit.warm": None, "on": True, "größe": "μ"}
PARAMS = {"ridge": CONFIG, "forest": {"trees": 10}, "resumed": {"part": 1, "only 0": "yes", "only 1": "yes"}}
NAMES = {"ridge": "Ridge", "forest": "Forest", "resumed": "In two parts"}
TAGS = {"ridge": {"tags": "baseline, north"}, "forest": {}, "resumed": {}}


def leaves(name, value):
    """Yield the numbers in a row's value; up to 0.17 these may be nested."""
    if isinstance(value, dict) and "_type" not in value:
        for inner, below in value.items():
            yield from leaves(f"{name}.{inner}", below)
    elif isinstance(value, int | float):
        yield name, float(value)


def logged(version):
    """Return what was logged, by wandb's own protobuf classes and the standard library's JSON."""
    truth = json.loads((STORES / f"wandb-{version}/truth.json").read_text())
    found: dict[str, Expected] = {}
    for log in truth["logs"].values():
        key = log["id"]
        metrics = dict(found[key].metrics) if key in found else {}
        for texts in log["rows"]:
            row = {name: json.loads(text) for name, text in texts.items()}
            media = {name.removesuffix("._type") for name in row if name.endswith("._type")}
            for name, value in row.items():
                if not name.startswith("_") and name.rpartition(".")[0] not in media:
                    for leaf, number in leaves(name, value):
                        metrics.setdefault(leaf, []).append((row["_step"], number, float(row["_timestamp"])))
        status = Status.FAILED if log["exit"] else Status.FINISHED
        found[key] = Expected(PARAMS[key], metrics, NAMES[key], "screening", status, TAGS[key])
    return found


class OfAnyVersion(ReaderSuite):
    reader = wandb_files
    metric_files = ("*/*.wandb",)
    may_import = frozenset({"numpy", "orjson", "yaml"})
    version: ClassVar[str]

    def make(self, folder):
        return shutil.copytree(STORES / f"wandb-{self.version}/wandb", folder / "wandb")

    def damage(self, store):
        (path,) = store.glob("*-forest/*.wandb")
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 0xFF
        path.write_bytes(data)
        return "forest"

    def append(self, store):
        """Begin a record of history, and stop within it."""
        path = max(store.glob("*-resumed/*.wandb"))
        with path.open("ab") as file:
            file.write(b"\x12\x34\x56\x78\x50\x00\x01\x08\x63\x12\x10\x0a")


class TestWandb012(OfAnyVersion):
    version = "0.12"
    expected = logged("0.12")


class TestWandb015(OfAnyVersion):
    version = "0.15"
    expected = logged("0.15")


class TestWandb031(OfAnyVersion):
    version = "0.31"
    expected = logged("0.31")
