"""A run, from what a server said of it.

States: `finished` is finished; `failed` (its program said so) and `crashed` (no more signs of life) are
failed; `killed` and `preempted` (and not gone on with) are killed; `running`, `pending` and `preempting`
have not ended yet. Source: `Run.state` in `wandb/apis/public/runs.py` of 0.31.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runreport.language import message
from runreport.model import Cost, Measured, Omission, Problem, Run, RunRef, Status
from runreport.readers.wandb_server.answers import METADATA, READINGS, REQUIREMENTS, Files
from runreport.readers.wandb_server.curves import Curves, curves_of, readings_in
from runreport.readers.wandb_server.definitions import definitions_in
from runreport.readers.wandb_server.history import Part
from runreport.readers.wandb_server.machine import environment_of, packages_in, source_of
from runreport.readers.wandb_server.made import artifacts_in, datasets_in, models_in
from runreport.readers.wandb_server.shown import shown_of
from runreport.readers.wandb_server.values import decoded, mapping, moment, number_in, scalars, text_or_none

_STATUS = {
    "finished": Status.FINISHED,
    "failed": Status.FAILED,
    "crashed": Status.FAILED,
    "killed": Status.KILLED,
    "preempted": Status.KILLED,
    "running": Status.RUNNING,
    "pending": Status.RUNNING,
    "preempting": Status.RUNNING,
}


@dataclass(frozen=True, slots=True)
class Answers:
    """What a server said of a run."""

    project: str
    said: Mapping[str, Any]
    """By name, as `answers.facts_of` gives it, with `readings`, `logged` and `used` where they were had."""
    history: list[Part]
    files: Files


def run_of(ref: RunRef, answers: Answers) -> Run:
    """Return the run; what could not be had is a problem in it."""
    said, files = answers.said, answers.files
    curves = curves_of(answers.history)
    summary, config = mapping(said.get("summary")), mapping(said.get("config"))
    shown = shown_of(curves.logged, summary, files)
    metadata = mapping(decoded(files.read(METADATA)))
    status = _STATUS.get(str(said.get("state")), Status.UNKNOWN)
    logged, used = said.get("logged") or [], said.get("used") or []
    return Run(
        ref=ref,
        name=text_or_none(said.get("displayName")) or "",
        experiment=answers.project,
        status=status,
        started=moment(said.get("createdAt")),
        ended=None if status is Status.RUNNING else moment(said.get("heartbeatAt")),
        params=scalars(config),
        metrics=curves.series,
        system=readings_in(said.get("readings") or []),
        summary=scalars(summary, is_result=True),
        definitions=definitions_in(config, curves.series),
        tags=_tags(said),
        notes=text_or_none(said.get("notes")),
        group=text_or_none(said.get("group")),
        job_type=text_or_none(said.get("jobType")),
        artifacts=artifacts_in(logged),
        datasets=datasets_in(logged, used),
        models=models_in(logged, ref.key),
        source=source_of(metadata, said),
        environment=environment_of(metadata, said, config, packages_in(files.read(REQUIREMENTS))),
        media=shown.media,
        tables=shown.tables,
        cost=_cost(summary),
        problems=_problems(ref, answers, curves, status),
        omissions=(*shown.omissions, *_omissions(said, curves)),
    )


def _tags(said: Mapping[str, Any]) -> dict[str, str]:
    tags = {str(tag): "true" for tag in said.get("tags") or []}
    sweep = text_or_none(said.get("sweepName"))
    return {**tags, "sweep": sweep} if sweep else tags


def _cost(summary: Mapping[str, Any]) -> Cost:
    own = mapping(summary.get("_wandb")).get("runtime")
    seconds = number_in(summary.get("_runtime") if own is None else own)
    is_known = seconds is not None and 0 <= seconds < float("inf")
    return Cost(seconds=Measured(float(seconds or 0), "measured by W&B (_runtime)")) if is_known else Cost()


def _problems(ref: RunRef, answers: Answers, curves: Curves, status: Status) -> tuple[Problem, ...]:
    store, key, said = ref.store.address, ref.key, answers.said
    found = []
    for fault in answers.files.faults:
        what, _, remedy = fault.removeprefix(f"{store}: ").partition("; ")
        found.append(Problem(what, remedy, store, key))
    if status is Status.UNKNOWN:
        state = str(said.get("state"))[:40]
        found.append(Problem(f"the state {state!r} is none that is known", "update runreport", store, key))
    count, rows = said.get("historyLineCount"), curves.rows
    if isinstance(count, int) and status is not Status.RUNNING and answers.history and rows < count:
        what = f"the server counts {count} rows of history, and hands out {rows}"
        found.append(Problem(what, "build again; if it stays so, ask its administrators", store, key))
    return tuple(found)


def _omissions(said: Mapping[str, Any], curves: Curves) -> tuple[Omission, ...]:
    found = []
    if curves.others:
        why = message("a curve holds numbers; the last one of each stands in the summary")
        found.append(Omission("logged texts and lists", curves.others, why))
    if len(said.get("readings") or []) >= READINGS:
        why = (
            f"of more than {READINGS} readings of the machine, the server hands out a sample, which is shown"
        )
        found.append(Omission("whole records of the machine", 1, why))
    return tuple(found)
