"""A run from its pieces: logs and the files beside them, in the order of their folders."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from runreport.model import (
    Artifact,
    Cost,
    Environment,
    Measured,
    Omission,
    Run,
    RunRef,
    Series,
    Source,
    Status,
)
from runreport.readers.wandb.artifacts import Made, datasets_in, files_in, models_in
from runreport.readers.wandb.beside import Beside
from runreport.readers.wandb.charts import charts_in
from runreport.readers.wandb.definitions import definitions_for
from runreport.readers.wandb.facts import Exit, RunFacts, fuller, fuller_source
from runreport.readers.wandb.history import History, Points
from runreport.readers.wandb.journal import Journal
from runreport.readers.wandb.media import media_values
from runreport.readers.wandb.shown import shown_of
from runreport.readers.wandb.sidecars import SYSTEM, Metadata
from runreport.readers.wandb.tree import scalars

NO_PROJECT = "uncategorized"
"""What W&B itself calls the project of a run that names none."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a run, read."""

    beside: Beside
    journal: Journal
    metadata: Metadata | None = None
    packages: Mapping[str, str] = field(default_factory=dict)
    is_dirty: bool = False
    artifacts: Sequence[Artifact] = ()


def run_of(ref: RunRef, parts: Sequence[Part], sweep: str) -> Run:
    """Return the run that its pieces tell of, at least one; what is wrong is in their ledger."""
    facts, config, summary = RunFacts(), {}, {}
    made: dict[tuple[str, str, bool], Made] = {}
    for part in parts:
        facts = _later(facts, _facts(part))
        config = {**config, **part.journal.config}
        summary = {**summary, **part.journal.summary}
        made |= {(one.name, one.digest, one.is_used): one for one in part.journal.made}
    metrics = _series([part.journal.history for part in parts])
    definitions = [one for part in parts for one in part.journal.definitions]
    started, ended, status = _times_and_status(parts, facts, summary)
    logged = [(one, part.beside) for part in parts for one in part.journal.history.logged]
    known = {one.name for one, _ in logged}
    logged += [(one, parts[-1].beside) for one in media_values(_shown(summary)) if one.name not in known]
    shown = shown_of(logged, charts_in(config))
    source, environment = _surroundings(parts, facts)
    files = {one.path: one for part in parts for one in part.artifacts}
    sweep = facts.sweep or sweep
    return Run(
        ref=ref,
        name=facts.name,
        experiment=facts.project or NO_PROJECT,
        status=status,
        started=_moment(started),
        ended=_moment(ended),
        params=scalars(config),
        metrics=metrics,
        system=_series(_counted_on([part.journal.readings for part in parts]), SYSTEM),
        summary=scalars(summary),
        definitions=definitions_for(definitions, metrics),
        tags={**dict.fromkeys(facts.tags, "true"), **({"sweep": sweep} if sweep else {})},
        notes=facts.notes or None,
        group=facts.group or None,
        job_type=facts.job_type or None,
        parent=facts.parent or None,
        artifacts=(*files.values(), *files_in([*made.values()])),
        datasets=datasets_in([*made.values()]),
        models=models_in([*made.values()], ref.key),
        source=source,
        environment=environment,
        media=shown.media,
        tables=shown.tables,
        cost=_cost(summary),
        problems=tuple(parts[0].beside.ledger.problems),
        omissions=(*shown.omissions, *_others(parts)),
    )


def _facts(part: Part) -> RunFacts:
    """Return what one piece says: its log, and where that is silent, its metadata."""
    own = part.journal.facts
    if part.metadata is None:
        return own
    beside = part.metadata.facts
    return _later(beside if own.started is None else replace(beside, started=None), own)


def _later(first: RunFacts, second: RunFacts) -> RunFacts:
    """Return what both say; the second wins, and the earliest start."""
    starts = [one.started for one in (first, second) if one.started is not None]
    said = {
        name: getattr(second, name)
        for name in ("id", "entity", "project", "group", "job_type", "name", "notes", "tags", "sweep", "host", "parent")
        if getattr(second, name)
    }
    source = fuller_source(second.source, first.source)
    return replace(first, **said, started=min(starts, default=None), source=source)


def _series(histories: Sequence[History], prefix: str = "") -> dict[str, Series]:
    names = sorted({name for history in histories for name in history.points})
    found = {}
    for name in names:
        points = [piece for history in histories for piece in history.points.get(name, ())]
        steps, values, times = (
            np.concatenate([getattr(piece, column) for piece in points]) for column in ("steps", "values", "times")
        )
        found[prefix + name] = Series.of(steps, values, None if np.isnan(times).all() else times)
    return found


def _counted_on(histories: Sequence[History]) -> list[History]:
    """Return the readings of the machine, counted on from piece to piece."""
    found, before = [], 0
    for history in histories:
        points = {
            name: [Points(piece.steps + before, piece.values, piece.times) for piece in pieces]
            for name, pieces in history.points.items()
        }
        found.append(History(points))
        steps = [int(piece.steps.max()) for pieces in history.points.values() for piece in pieces]
        before += max(steps, default=-1) + 1
    return found


def _times_and_status(
    parts: Sequence[Part], facts: RunFacts, summary: Mapping[str, Any]
) -> tuple[float | None, float | None, Status]:
    """Return start, end and status; without an exit record there is neither end nor status.

    The record has no end of its own: the latest time in it is taken for it.
    """
    last = parts[-1]
    said = last.metadata
    starts = [facts.started, *(part.journal.surroundings.started for part in parts if not part.journal.facts.id)]
    started = min((one for one in starts if one is not None), default=None)
    if last.journal.exit is None:
        ended = None if said is None else said.ended
        return started, ended, (said and said.status) or Status.UNKNOWN
    times = [time for part in parts for time in (part.journal.history.last_time, part.journal.readings.last_time)]
    if started is not None:
        times += [started + seconds for seconds in (last.journal.exit.seconds, _seconds(summary) or 0) if seconds]
    return started, max((one for one in times if one is not None), default=None), _status(last.journal.exit)


def _status(found: Exit) -> Status:
    return Status.FAILED if found.code else Status.FINISHED


def _seconds(summary: Mapping[str, Any]) -> float | None:
    own = summary.get("_wandb")
    said = own.get("runtime") if isinstance(own, dict) else None
    said = summary.get("_runtime") if said is None else said
    is_known = isinstance(said, int | float) and not isinstance(said, bool) and math.isfinite(said) and said > 0
    return float(said) if is_known else None


def _cost(summary: Mapping[str, Any]) -> Cost:
    seconds = _seconds(summary)
    return Cost() if seconds is None else Cost(seconds=Measured(seconds, "measured by W&B (_runtime)"))


def _surroundings(parts: Sequence[Part], facts: RunFacts) -> tuple[Source, Environment]:
    source, environment = facts.source, Environment()
    for part in reversed(parts):
        own = part.journal.surroundings
        python, wandb = part.journal.versions
        wandb = wandb or _version(part.journal.config, "cli_version")
        versions = Environment(
            python=python or _version(part.journal.config, "python_version") or None,
            packages=part.packages,
            tracker=f"wandb {wandb}" if wandb else None,
            host=part.journal.facts.host or None,
        )
        environment = fuller(fuller(environment, own.environment), versions)
        source = fuller_source(source, own.source)
        if part.metadata:
            environment = fuller(environment, part.metadata.environment)
            source = fuller_source(source, part.metadata.source)
        if part.is_dirty:
            source = fuller_source(source, Source(dirty=True))
    return source, environment


def _version(config: Mapping[str, Any], name: str) -> str:
    own = config.get("_wandb")
    said = own.get(name) if isinstance(own, dict) else None
    return said if isinstance(said, str) else ""


def _shown(summary: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in summary.items() if not name.startswith("_")}


def _others(parts: Sequence[Part]) -> tuple[Omission, ...]:
    count = sum(part.journal.history.others for part in parts)
    why = "a curve holds numbers; the last one of each stands in the summary"
    return (Omission("logged texts and lists", count, why),) if count else ()


def _moment(seconds: float | None) -> datetime | None:
    try:
        return None if seconds is None else _EPOCH + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None
