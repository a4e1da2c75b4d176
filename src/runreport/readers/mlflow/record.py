"""What MLflow's fields and tags of a run mean, whichever store keeps them.

Tag names: `utils/mlflow_tags.py` of MLflow 3.17 and of 0.9.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from runreport.language import message
from runreport.model import (
    Artifact,
    Dataset,
    Environment,
    LoggedTable,
    Media,
    ModelVersion,
    Omission,
    Problem,
    Run,
    RunRef,
    Series,
    Source,
    Status,
)

NOTE = "mlflow.note.content"
RUN_NAME = "mlflow.runName"
PARENT = "mlflow.parentRunId"
IS_PROMPT = "mlflow.prompt.is_prompt"
SYSTEM = "system/"

OMITTED = {
    message("deleted experiments"): message("they were deleted in MLflow"),
    message("deleted runs"): message("they, or their experiment, were deleted in MLflow"),
    message("traces"): message("they record calls of an application, not runs"),
    message("prompts"): message("they stand in MLflow's model registry, but are no models"),
}
"""What the readers leave out and count, with the rule."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STATUS = {
    "1": Status.RUNNING,
    "RUNNING": Status.RUNNING,
    # Not started yet: for a report the same as not ended yet.
    "2": Status.RUNNING,
    "SCHEDULED": Status.RUNNING,
    "3": Status.FINISHED,
    "FINISHED": Status.FINISHED,
    "4": Status.FAILED,
    "FAILED": Status.FAILED,
    "5": Status.KILLED,
    "KILLED": Status.KILLED,
    # MLflow itself takes a run without a status for a running one.
    "None": Status.RUNNING,
}


class Faults:
    """Collects what could not be read, each with store and run filled in."""

    def __init__(self, store: str, run: str | None = None) -> None:
        self.store = store
        self.run = run
        self.problems: list[Problem] = []

    def add(self, what: str, remedy: str, file: str | None = None, line: int | None = None) -> None:
        """Note one fault; `file` relative to the store."""
        self.problems.append(Problem(what, remedy, self.store, self.run, file, line))


@dataclass(frozen=True, slots=True)
class Record:
    """A run's fields as the store has them, under MLflow's names and in its units."""

    fields: Mapping[str, Any]
    """The run's `meta.yaml`, or its row in `runs`."""
    experiment: str
    params: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, Series] = field(default_factory=dict)
    artifacts: tuple[Artifact, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    models: tuple[ModelVersion, ...] = ()
    media: tuple[Media, ...] = ()
    tables: tuple[LoggedTable, ...] = ()
    omissions: tuple[Omission, ...] = ()
    environment: Environment = field(default_factory=Environment)


def run_of(ref: RunRef, record: Record, faults: Faults) -> Run:
    """Return the run that a record tells of; its problems are those of `faults`."""
    fields, tags = record.fields, record.tags
    environment = record.environment
    started = moment(fields.get("start_time"), "start_time", faults)
    ended = moment(fields.get("end_time"), "end_time", faults)
    return Run(
        ref=ref,
        name=run_name(fields, tags),
        experiment=record.experiment,
        status=_status(fields.get("status"), faults),
        started=started,
        ended=ended,
        params=record.params,
        metrics={name: s for name, s in record.metrics.items() if not name.startswith(SYSTEM)},
        system={name: s for name, s in record.metrics.items() if name.startswith(SYSTEM)},
        tags=tags,
        notes=tags.get(NOTE),
        parent=tags.get(PARENT) or None,
        artifacts=record.artifacts,
        datasets=record.datasets,
        models=record.models,
        source=_source(fields, tags),
        environment=Environment(
            python=environment.python,
            packages=environment.packages,
            tracker=environment.tracker or "MLflow",
            user=tags.get("mlflow.user") or text_or_none(fields.get("user_id")),
        ),
        media=record.media,
        tables=record.tables,
        problems=tuple(faults.problems),
        omissions=record.omissions,
    )


def run_name(fields: Mapping[str, Any], tags: Mapping[str, str]) -> str:
    """Return the name as MLflow's client gives it; empty for a run that was given none.

    The field is called `run_name` since 1.30, `name` before, and was then mostly empty.
    """
    name = fields.get("run_name") or fields.get("name") or tags.get(RUN_NAME)
    return "" if name is None else str(name)


def moment(milliseconds: object, what: str, faults: Faults) -> datetime | None:
    """Return the UTC time of milliseconds since 1970; None where there is none or it is no time."""
    if milliseconds is None:
        return None
    try:
        return _EPOCH + timedelta(milliseconds=float(str(milliseconds)))
    except (ValueError, OverflowError):
        faults.add(f"{what} is {str(milliseconds)[:40]!r}, which is no time", "correct it in the store")
        return None


def objects_in(tags: Mapping[str, str], name: str, faults: Faults) -> list[dict[str, Any]]:
    """Return the JSON objects that a tag of MLflow's own lists; empty, and a fault, for other text."""
    if not tags.get(name):
        return []
    try:
        found = json.loads(tags[name])
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, list) and all(isinstance(entry, dict) for entry in found):
        return found
    faults.add(f"the tag {name} is no JSON list of objects", "the tag is shown as it is; mend it in MLflow")
    return []


def text_or_none(value: object) -> str | None:
    """Return the text of a field; None where it is absent or empty."""
    return None if value is None or value == "" else str(value)


def _status(value: object, faults: Faults) -> Status:
    status = _STATUS.get(str(value))
    if status is None:
        faults.add(f"the status {str(value)[:40]!r} is none that MLflow knows", "correct it in the store")
        return Status.UNKNOWN
    return status


def _source(fields: Mapping[str, Any], tags: Mapping[str, str]) -> Source:
    def first(*names: str) -> str | None:
        return next((tags[name] for name in names if tags.get(name)), None)

    return Source(
        repository=first("mlflow.source.git.repoURL", "mlflow.gitRepoURL"),
        commit=first("mlflow.source.git.commit") or text_or_none(fields.get("source_version")),
        branch=first("mlflow.source.git.branch", "mlflow.gitBranchName"),
        entry_point=first("mlflow.project.entryPoint")
        or text_or_none(fields.get("entry_point_name"))
        or first("mlflow.source.name")
        or text_or_none(fields.get("source_name")),
    )
