"""The TensorBoard reader keeps the contract, on a log folder that tensorboardX writes."""

import math
from typing import ClassVar

from tensorboardX import SummaryWriter

from runreport.readers.tensorboard import folder as tensorboard
from runreport.testing import Expected, ReaderSuite

# What a float32 can hold exactly: event files keep no more.
SETTINGS = """
rate: 0.25
layers: 2
name: small
warm: true
optimizer:
  momentum: 0.5
sizes: [8, 4]
nothing: null
"""


class TestTensorBoard(ReaderSuite):
    reader = tensorboard
    metric_files = ("**/*tfevents*",)
    expected: ClassVar = {
        "first": Expected(
            name="first",
            experiment="logs",
            params={
                "rate": 0.25,
                "layers": 2,
                "name": "small",
                "warm": True,
                "optimizer.momentum": 0.5,
                "sizes": "[8, 4]",
                "nothing": None,
            },
            metrics={
                "loss/train": [(step, step / 4, 1.7e9 + step) for step in range(200)],
                "accuracy": [(0, 0.5, 1.7e9), (3, 0.25, 1.7e9 + 3), (3, 0.75, 1.7e9 + 2)],
            },
        ),
        "second": Expected(
            name="second",
            experiment="logs",
            params={"rate": 0.5, "name": "other"},
            metrics={"loss/train": [(0, math.nan, 1.7e9), (1, math.inf, 1.7e9), (2, -math.inf, 1.7e9)]},
        ),
        "second/valid": Expected(
            name="second/valid",
            experiment="logs",
            params={"rate": 0.5, "name": "other"},
            metrics={"loss/train": [(2**40, 0.5, 1.0), (2**40, 0.0, 9.9e9)]},
            parent="second",
        ),
    }

    def make(self, folder):
        store = folder / "logs"
        for key, run in self.expected.items():
            with SummaryWriter(str(store / key)) as writer:
                for tag, points in run.metrics.items():
                    for step, value, time in points:
                        writer.add_scalar(tag, value, step, walltime=time)
        (store / "first/hparams.yaml").write_text(SETTINGS)
        (store / "second/hparams.yaml").write_text("rate: 0.5\nname: other\n")
        return store

    def damage(self, store):
        (path,) = (store / "second/valid").glob("*tfevents*")
        data = bytearray(path.read_bytes())
        data[-10] ^= 1
        path.write_bytes(data)
        return "second/valid"

    def append(self, store):
        (path,) = (store / "first").glob("*tfevents*")
        data = path.read_bytes()
        with path.open("ab") as file:
            file.write(data[:20])
