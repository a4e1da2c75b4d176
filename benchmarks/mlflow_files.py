"""Writes the study as MLflow 3.17's file store has it, file for file, without MLflow."""

from pathlib import Path

from study import FIRST_START_MS, METRICS, StudyRun, study

EXPERIMENT_META = """\
artifact_location: {location}
creation_time: {created_ms}
effective_trace_archival_retention: null
experiment_id: '{key}'
last_update_time: {created_ms}
lifecycle_stage: active
name: {name}
trace_location: null
workspace: default
"""
RUN_META = """\
artifact_uri: {location}/artifacts
end_time: {run.ended_ms}
entry_point_name: ''
experiment_id: '{experiment}'
lifecycle_stage: active
run_id: {run.key}
run_name: {run.name}
source_name: ''
source_type: 4
source_version: ''
start_time: {run.started_ms}
status: 3
tags: []
user_id: analyst
"""


def write_file_store(store: Path, runs: int, experiments: int, curves: int = len(METRICS)) -> None:
    """Write a store of that many runs to a folder that does not exist; see `study` for `curves`."""
    named = ((_experiment_key(number), f"search {number + 1}") for number in range(experiments))
    for key, name in ("0", "Default"), *named:
        meta = EXPERIMENT_META.format(location=store / key, created_ms=FIRST_START_MS, key=key, name=name)
        _write_all(store / key, {"meta.yaml": meta})
    for run in study(runs, experiments, curves=curves):
        _write_run(store / _experiment_key(run.experiment) / run.key, run)


def _experiment_key(number: int) -> str:
    return str(208_161_659_938_889_330 + number)


def _write_run(folder: Path, run: StudyRun) -> None:
    experiment = _experiment_key(run.experiment)
    _write_all(folder, {"meta.yaml": RUN_META.format(location=folder, experiment=experiment, run=run)})
    _write_all(folder / "metrics", {name: _lines(run, values) for name, values in run.metrics.items()})
    _write_all(folder / "params", run.params)
    _write_all(folder / "tags", run.tags)
    _write_all(folder / "artifacts", {})


def _lines(run: StudyRun, values: list[float]) -> str:
    return "".join(f"{run.logged_ms(step)} {value!r} {step}\n" for step, value in enumerate(values))


def _write_all(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
