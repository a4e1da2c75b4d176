"""Writes small archives of offline runs with Comet's client, and the truth on them.

    python make_comet.py FOLDER

writes FOLDER/*.zip and FOLDER/truth.json, which is what this script logged. Nothing of the machine is
logged but the names and versions of the packages.
"""

import json
import os
import random
import sys
from pathlib import Path

os.environ.update(
    COMET_LOGGING_CONSOLE="ERROR",
)

import comet_ml
import numpy as np
from comet_ml import ExistingOfflineExperiment, OfflineExperiment

PROJECT, WORKSPACE = "digits", "analyst"
KEYS = [digit * 32 for digit in "abc"]
QUIET = dict.fromkeys(
    (
        "log_code",
        "log_graph",
        "auto_param_logging",
        "auto_metric_logging",
        "parse_args",
        "log_env_details",
        "log_git_metadata",
        "log_git_patch",
        "auto_output_logging",
        "display_summary_level",
    ),
    False,
)
LOSS = [(0, 0.9), (1, 0.5), (1, 0.45), (2, 0.4)]
ODD = [(0, float("nan")), (1, float("inf")), (2, float("-inf")), (3, 0.1)]
WRITTEN = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def told(points):
    """Returns points as JSON can hold them."""
    return [[step, WRITTEN.get(str(value), value)] for step, value in points]


def first(folder):
    """Logs a run with everything in it."""
    run = OfflineExperiment(
        PROJECT, WORKSPACE, offline_directory=str(folder), experiment_key=KEYS[0], **QUIET
    )
    run.set_name("ridge é 漢 𝄞")
    run.add_tags(["two words", "baseline"])
    run.log_parameters({"alpha": 0.1, "layers": 2, "bias": True, "none": None, "solver": "svd"})
    run.log_parameters({"opt": {"name": "adam", "beta": [0.9, 0.99], "decay": {"rate": 0.5}}})
    for step, value in LOSS:
        run.log_metric("loss", value, step=step, epoch=step // 2)
    for step, value in ODD:
        run.log_metric("odd/✓", value, step=step)
    with run.train():
        run.log_metric("acc", 0.5, step=3)
    with run.context_manager("validate"):
        run.log_metric("acc", 0.25, step=3)
    run.log_other("note", "text")
    run.log_dataset_info("digits", version="1", path=None)
    run.log_confusion_matrix([0, 1, 1, 1], [0, 1, 0, 1], labels=["cat", "dog"], title="validation", step=3)
    run.log_histogram_3d(np.array([-1.5, 0.0, 0.25, 0.25]), name="weights", step=3)
    run.log_curve("roc of cat", [0, 0.5, 1], [0, 0.75, 1], step=3)
    run.log_table("scores.csv", [[1, "x"], [2.5, None]], headers=["a", "b"])
    run.log_text("a logged text", step=3, metadata={"kind": "greeting"})
    run.log_image(np.arange(48, dtype="float32").reshape(4, 4, 3), name="patch", step=3)
    run.log_asset_data("hello", name="data/../notes.txt")
    run.log_remote_asset("s3://example/weights.bin", "weights.bin")
    run.end()


def resumed(folder):
    """Logs a run, and goes on with it in another archive."""
    run = OfflineExperiment(
        PROJECT, WORKSPACE, offline_directory=str(folder), experiment_key=KEYS[1], **QUIET
    )
    run.set_name("resumed")
    run.log_parameter("alpha", 1)
    run.log_metric("loss", 0.8, step=0)
    run.log_metric("loss", 0.7, step=1)
    run.end()
    more = ExistingOfflineExperiment(
        PROJECT, WORKSPACE, offline_directory=str(folder), previous_experiment=KEYS[1], **QUIET
    )
    more.log_parameter("alpha", 2)
    more.log_metric("loss", 0.6, step=2)
    more.end()


def unnamed(folder):
    """Logs a run without a name, a project, or steps."""
    run = OfflineExperiment(offline_directory=str(folder), experiment_key=KEYS[2], **QUIET)
    run.log_metric("score", 0.5)
    run.log_metric("score", 0.75)
    run.end()


def main(folder):
    """Writes the archives and the truth."""
    folder.mkdir(parents=True)
    # The client draws asset ids and the letters behind a resumed archive's name.
    random.seed(0)
    np.random.seed(0)
    for write in (first, resumed, unnamed):
        write(folder)
    runs = {
        KEYS[0]: {
            "name": "ridge é 漢 𝄞",
            "experiment": PROJECT,
            "params": {
                "alpha": 0.1,
                "layers": 2,
                "bias": True,
                "none": None,
                "solver": "svd",
                "opt.name": "adam",
                "opt.beta": "[0.9, 0.99]",
                "opt.decay.rate": 0.5,
                "curr_step": 3,
                "curr_epoch": 1,
            },
            "metrics": {
                "loss": told(LOSS),
                "odd/✓": told(ODD),
                "train_acc": [[3, 0.5]],
                "validate_acc": [[3, 0.25]],
            },
            "tags": {
                "note": "text",
                "dataset_info": "digits-1",
                "workspace": WORKSPACE,
                "tags": "baseline, two words",
            },
        },
        KEYS[1]: {
            "name": "resumed",
            "experiment": PROJECT,
            "params": {"alpha": 2, "curr_step": 2},
            "metrics": {"loss": [[0, 0.8], [1, 0.7], [2, 0.6]]},
        },
        KEYS[2]: {"name": "", "params": {}, "metrics": {"score": [[0, 0.5], [1, 0.75]]}},
    }
    text = json.dumps({"comet_ml": comet_ml.__version__, "runs": runs}, indent=1, ensure_ascii=False)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
