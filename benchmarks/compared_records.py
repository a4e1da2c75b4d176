"""Logs the sample records' screening runs into TensorBoard, Trackio and MultiQC, with real libraries.

`compared_records.py RUNS.json FOLDER tensorboard|trackio|multiqc`; `compared.py` writes RUNS.json, a list
of runs with name, settings and every finite point (metric to a list of step and value).
"""

import json
import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any


def main() -> None:
    """Read the runs and log them."""
    source, folder, into = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    runs = json.loads(source.read_text(encoding="utf-8"))
    {"tensorboard": to_tensorboard, "trackio": to_trackio, "multiqc": to_multiqc}[into](runs, folder)


def to_tensorboard(runs: list[dict[str, Any]], folder: Path) -> None:
    """Write scalars, each run's settings, and one description of all settings for the whole folder.

    `add_hparams` writes a description a run, of which TensorBoard takes one: it would list a few runs only.
    """
    from tensorboardX import SummaryWriter
    from tensorboardX.summary import hparams

    metrics = dict.fromkeys(sorted({name for run in runs for name in run["points"]}), 0.0)
    every: dict[str, str | float] = {}
    for run in runs:
        params = {name: number_or_text(text) for name, text in run["params"].items()}
        every |= params
        with SummaryWriter(str(folder / run["name"])) as writer:
            writer.file_writer.add_summary(hparams(params, metrics)[1])
            for name, points in run["points"].items():
                for step, value in points:
                    writer.add_scalar(name, value, step)
    with SummaryWriter(str(folder)) as writer:
        writer.file_writer.add_summary(hparams(every, metrics)[0])


def number_or_text(text: str) -> str | float:
    """Return a number where the text is one."""
    try:
        return float(text)
    except ValueError:
        return text


def to_trackio(runs: list[dict[str, Any]], folder: Path) -> None:
    """Log every step."""
    os.environ["TRACKIO_DIR"] = str(folder)
    import trackio

    for run in runs:
        trackio.init(
            project="screening",
            name=run["name"],
            config=run["params"],
            auto_log_gpu=False,
            auto_log_cpu=False,
        )
        steps: dict[int, dict[str, float]] = defaultdict(dict)
        for name, points in run["points"].items():
            for step, value in points:
                steps[step][name] = value
        # Trackio draws bars of what every run logs once.
        if points := run["points"].get("val_auc"):
            steps[max(steps)]["final_val_auc"] = points[-1][1]
        for step in sorted(steps):
            trackio.log(steps[step], step=step)
        trackio.finish()


def to_multiqc(runs: list[dict[str, Any]], folder: Path) -> None:
    """Write one table of last values and settings, and a line graph for each metric with a curve."""
    folder.mkdir(parents=True, exist_ok=True)
    metrics = sorted(
        {name for run in runs for name in run["points"]}, key=lambda name: (name != "val_auc", name)
    )
    table = {
        run["name"]: {
            **{name: points[-1][1] for name in metrics if (points := run["points"].get(name))},
            **run["params"],
        }
        for run in runs
    }
    content = {"id": "results", "section_name": "Results", "plot_type": "table", "data": table}
    content["pconfig"] = {"id": "results_table", "title": "Results"}
    content["headers"] = {name: {"format": "{:,.4f}"} for name in metrics}
    (folder / "results_mqc.json").write_text(json.dumps(content))
    for number, name in enumerate(metrics):
        curves = {run["name"]: run["points"][name] for run in runs if len(run["points"].get(name, ())) > 1}
        if curves:
            graph = {"id": f"curve_{number}", "section_name": name, "plot_type": "linegraph", "data": curves}
            graph["pconfig"] = {
                "id": f"graph_{number}",
                "title": f"{name} by step",
                "xlab": "Step",
                "ylab": name,
            }
            (folder / f"curve{number}_mqc.json").write_text(json.dumps(graph))


if __name__ == "__main__":
    main()
