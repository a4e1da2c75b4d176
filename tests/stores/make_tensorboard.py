"""Writes `tensorboard-torch-2.13/` with the real PyTorch: `python make_tensorboard.py FOLDER`.

The log folder is that of `torch.utils.tensorboard`, the truth what tensorboard's `EventAccumulator` reads.
The machine is called `workstation` in the files' names.
"""

import json
import math
import socket
import sys
from pathlib import Path

socket.gethostname = lambda: "workstation"

import numpy as np  # noqa: E402
import torch  # noqa: E402
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator  # noqa: E402
from torch.utils.tensorboard import SummaryWriter  # noqa: E402

RATES = (0.1, 0.01)
STEPS = 300


def main(folder: Path) -> None:
    """Write both."""
    for number, rate in enumerate(RATES):
        write_run(folder / "logs" / f"run-{number}", rate)
    restart(folder / "logs" / "run-0")
    runs = sorted({path.parent for path in (folder / "logs").rglob("*tfevents*")})
    truth = {path.relative_to(folder / "logs").as_posix(): truth_of(path) for path in runs}
    (folder / "truth.json").write_text(json.dumps(truth, sort_keys=True) + "\n")


def write_run(folder: Path, rate: float) -> None:
    """Write all kinds of values."""
    chance = np.random.default_rng(int(1 / rate))
    with SummaryWriter(str(folder)) as writer:
        for step in range(STEPS):
            writer.add_scalar("loss/train", math.exp(-rate * step), step)
            writer.add_scalar("accuracy", step / STEPS, step, new_style=True)
            if step % 50 == 0:
                writer.add_scalar("double", rate + step, step, double_precision=True)
                writer.add_scalars("loss", {"train": 1 / (step + 1), "valid": 2 / (step + 1)}, step)
                writer.add_histogram("weights", torch.tensor(chance.normal(size=200)), step)
        writer.add_scalar("gaps", math.nan, 0)
        writer.add_scalar("gaps", math.inf, 1)
        writer.add_scalar("gaps", 0.0, 2)
        writer.add_scalar("negative steps", 1.0, -5)
        writer.add_image("digit", chance.integers(0, 255, (3, 8, 8)).astype(np.uint8), 1)
        writer.add_images("digits", chance.integers(0, 255, (2, 3, 8, 8)).astype(np.uint8), 1)
        writer.add_pr_curve("curve", np.array([0, 1, 1, 0, 1]), np.array([0.1, 0.9, 0.7, 0.4, 0.45]), 3, 11)
        writer.add_text("note", "a **text**", 2)
        writer.add_text("note", "another", 3)
        settings = {"rate": rate, "layers": 2, "name": "small", "warm": True}
        writer.add_hparams(settings, {"hparam/accuracy": 0.5}, run_name="settings")


def restart(folder: Path) -> None:
    """Go on in the same folder from an earlier step; PyTorch writes no session log, so nothing drops."""
    with SummaryWriter(str(folder)) as writer:
        for step in range(STEPS - 10, STEPS + 10):
            writer.add_scalar("loss/train", 0.5, step)


def truth_of(folder: Path) -> dict[str, object]:
    """Return what tensorboard reads: points as step, value and time; NaN and infinities as text."""
    kinds = ("scalars", "tensors", "images", "histograms")
    accumulator = EventAccumulator(str(folder), size_guidance=dict.fromkeys(kinds, 0))
    accumulator.Reload()
    points = {
        tag: [[one.step, one.value, one.wall_time] for one in accumulator.Scalars(tag)]
        for tag in accumulator.Tags()["scalars"]
    }
    for tag in accumulator.Tags()["tensors"]:
        if accumulator.SummaryMetadata(tag).plugin_data.plugin_name == "scalars":
            points[tag] = [
                [one.step, number(one.tensor_proto), one.wall_time] for one in accumulator.Tensors(tag)
            ]
    return {
        "scalars": {
            tag: [[step, text(value), time] for step, value, time in of] for tag, of in points.items()
        },
        "images": {tag: len(accumulator.Images(tag)) for tag in accumulator.Tags()["images"]},
        "histograms": {tag: bins(accumulator.Histograms(tag)) for tag in accumulator.Tags()["histograms"]},
    }


def number(tensor: object) -> float:
    """Return the number of a tensor."""
    from tensorboard.util.tensor_util import make_ndarray

    return float(make_ndarray(tensor).item())


def text(value: float) -> object:
    """Return a number as JSON has it."""
    return value if math.isfinite(value) else str(value)


def bins(events: list) -> list[list[object]]:
    """Return steps and counts."""
    return [
        [one.step, one.histogram_value.num, one.histogram_value.min, one.histogram_value.max]
        for one in events
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
