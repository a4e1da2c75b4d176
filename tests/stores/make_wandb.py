"""Writes a small folder of Weights & Biases runs, offline, and what was logged.

Runs under wandb 0.12 to 0.31:

    python make_wandb.py FOLDER

writes FOLDER/wandb and FOLDER/truth.json. Times, which wandb takes itself, are read from the logs with the
protobuf classes of the very version that wrote them. wandb's own logs are removed: they tell of the machine.
"""

import json
import math
import os
import shutil
import struct
import sys
import time
from pathlib import Path

HOME = Path(sys.argv[1]).resolve()
os.environ.update(
    WANDB_MODE="offline",
    WANDB_DIR=str(HOME),
    WANDB_SILENT="true",
    WANDB_CONSOLE="off",
    WANDB_ERROR_REPORTING="false",
    WANDB_HOST="lab",
    WANDB_USERNAME="analyst",
    WANDB_EMAIL="analyst@example.org",
    WANDB_PROGRAM="train.py",
    WANDB_DISABLE_CODE="true",
    WANDB_DISABLE_GIT="true",
    WANDB__EXECUTABLE="python",
    WANDB_X_EXECUTABLE="python",
    DO_NOT_TRACK="true",
    TZ="UTC",
)

import numpy as np
import wandb
from wandb.proto.wandb_internal_pb2 import Record

IS_CORE = tuple(map(int, wandb.__version__.split(".")[:2])) >= (0, 18)
NO_STATS = {"x_disable_stats": True} if IS_CORE else {"_disable_stats": True}
CONFIG = {"alpha": 0.1, "layers": [8, 4], "fit": {"seed": 7, "warm": None}, "on": True, "größe": "μ"}
ROWS = [
    {"loss": 0.9, "epoch": 0, "val/acc": 0.5, "fold": {"a": 1, "b": {"c": 0.25}}},
    {"loss": 0.5, "epoch": 1, "val/acc": 0.75, "state": "warm"},
    {"loss": math.nan, "epoch": 2, "val/acc": 0.625, "a.b": 1e-12},
    {"loss": math.inf, "epoch": 3, "val/acc": 1},
    {"loss": -math.inf, "epoch": 4, "val/acc": 2**53},
]


def begin(key: str, **options: object) -> object:
    """Begins a run; the folder's name has seconds, so no two begin in the same one."""
    time.sleep(1.1)
    settings = wandb.Settings(**NO_STATS)
    return wandb.init(project="screening", id=key, reinit=True, settings=settings, **options)


def log_ridge() -> None:
    """Logs all that there is."""
    run = begin(
        "ridge",
        name="Ridge",
        group="linear",
        job_type="train",
        tags=["north", "baseline"],
        notes="A **note**\nin two lines",
        config=CONFIG,
    )
    run.define_metric("val/*", step_metric="epoch", **({} if IS_CORE else {"goal": "maximize"}))
    run.define_metric("loss", summary="min")
    for row in ROWS:
        run.log(row)
    pixels = np.arange(48, dtype=np.uint8).reshape(4, 4, 3) * 5
    matrix = wandb.plot.confusion_matrix(y_true=[0, 1, 1, 0], preds=[0, 1, 0, 0], class_names=["no", "yes"])
    run.log(
        {
            "picture": wandb.Image(pixels, caption="four by four"),
            "spread": wandb.Histogram([1, 2, 2, 4], num_bins=3),
        }
    )
    run.log({"cases": wandb.Table(columns=["id", "ok"], data=[["x", True], ["y", False]]), "matrix": matrix})
    curve = [["ill", 0.0, 1.0], ["ill", 1.0, 0.5], ["well", 0.0, 1.0], ["well", 1.0, 0.25]]
    for name, columns in (("pr", ["class", "recall", "precision"]), ("roc", ["class", "fpr", "tpr"])):
        table = wandb.Table(columns=columns, data=curve)
        fields = {"x": columns[1], "y": columns[2], "class": "class"}
        run.log({name: wandb.plot_table("wandb/area-under-curve/v0", table, fields, {"title": name})})
    for kind in ("dataset", "model"):
        artifact = wandb.Artifact(f"north-{kind}", type=kind, description=f"A {kind}", metadata={"rows": 4})
        with artifact.new_file("part/data.txt") as file:
            file.write(kind)
        run.log_artifact(artifact, aliases=["first"])
    run.finish()


def main() -> None:
    """Writes the folder and the truth."""
    HOME.mkdir(parents=True)
    log_ridge()
    run = begin("forest", name="Forest", config={"trees": 10})
    run.log({"loss": 0.25})
    run.finish(exit_code=1)
    for part in (0, 1):
        run = begin("resumed", name="In two parts", config={"part": part, f"only {part}": "yes"})
        for step in range(3):
            run.log({"loss": 1.0 / (1 + step + 3 * part)}, step=step + 3 * part)
        run.finish()
    for path in [*HOME.glob("wandb/*.log"), *HOME.glob("wandb/latest-run")]:
        path.unlink()
    for path in [*HOME.glob("wandb/*run*/logs"), *HOME.glob("wandb/*run*/tmp")]:
        shutil.rmtree(path)
    told = {
        path.parent.name: list(records(path.read_bytes())) for path in sorted(HOME.glob("wandb/*/*.wandb"))
    }
    truth = {"version": wandb.__version__, "logs": {name: truth_of(found) for name, found in told.items()}}
    (HOME / "truth.json").write_text(json.dumps(truth, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def truth_of(found: list[Record]) -> dict:
    """Returns what a log says: its run, its end, and every item of every row, in order, as JSON texts."""
    rows = [
        {".".join(item.nested_key) or item.key: item.value_json for item in record.history.item}
        for record in found
        if record.WhichOneof("record_type") == "history"
    ]
    runs = [record.run for record in found if record.WhichOneof("record_type") == "run"]
    exits = [record.exit.exit_code for record in found if record.WhichOneof("record_type") == "exit"]
    return {
        "id": runs[-1].run_id,
        "started": runs[-1].start_time.seconds + runs[-1].start_time.nanos / 1e9,
        "exit": exits[-1],
        "rows": rows,
        "records": len(found),
    }


def records(data: bytes):
    """Yields the records of a log: blocks of 32 KiB, chunks of checksum, length and kind."""
    at, pieces = 7, b""
    while at + 7 <= len(data):
        left = 32768 - at % 32768
        if left < 7:
            at += left
            continue
        length, kind = struct.unpack_from("<HB", data, at + 4)
        pieces = (b"" if kind in (1, 2) else pieces) + data[at + 7 : at + 7 + length]
        if kind in (1, 4):
            record = Record()
            record.ParseFromString(pieces)
            yield record
        at += 7 + length


if __name__ == "__main__":
    main()
