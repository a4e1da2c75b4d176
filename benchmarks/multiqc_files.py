"""Writes the study as MultiQC's custom content: one table of results, and one line graph for each curve.

The form that costs MultiQC least: four files for all runs, nothing to parse but a table and JSON.
"""

import json
from pathlib import Path

from study import METRICS, StudyRun, study

TABLE_HEAD = """\
# id: results
# section_name: Results
# plot_type: table
# pconfig:
#     id: results_table
#     title: Results
"""
AS_IT_COMES = "no_version_check: true\nno_ai: true\n"
WHOLE_TABLE = f"{AS_IT_COMES}max_table_rows: 1000000\n"


def write_custom_content(folder: Path, runs: int, curves: int) -> None:
    """Write the files, and a configuration for each side, to a folder that does not exist."""
    data = folder / "data"
    data.mkdir(parents=True)
    (folder / "plain.yaml").write_text(AS_IT_COMES, encoding="utf-8")
    (folder / "whole.yaml").write_text(WHOLE_TABLE, encoding="utf-8")
    records = list(study(runs, 1, curves=curves))
    (data / "results_mqc.tsv").write_text(_table(records), encoding="utf-8")
    for metric in METRICS[:curves]:
        (data / f"{metric}_mqc.json").write_text(_graph(metric, records), encoding="utf-8")


def _table(records: list[StudyRun]) -> str:
    rows = (
        (run.name, *(repr(values[-1]) for values in run.metrics.values()), *run.params.values())
        for run in records
    )
    lines = (("Run", *METRICS, *(f"params.{name}" for name in records[0].params)), *rows)
    return TABLE_HEAD + "".join("\t".join(line) + "\n" for line in lines)


def _graph(metric: str, records: list[StudyRun]) -> str:
    return json.dumps(
        {
            "id": f"curve_{metric}",
            "section_name": metric,
            "plot_type": "linegraph",
            "pconfig": {
                "id": f"{metric}_graph",
                "title": f"{metric} by step",
                "xlab": "Step",
                "ylab": metric,
            },
            "data": {run.name: list(enumerate(run.metrics[metric])) for run in records},
        }
    )
