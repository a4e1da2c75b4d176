"""A run from its pieces: logs and the files beside them, in the order of their folders."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from runreport.language import message
from runreport.model import Omission, Run, RunRef, Series
from runreport.readers.console import one_after_another
from runreport.readers.wandb.artifacts import Made, datasets_in, files_in, models_in
from runreport.readers.wandb.charts import charts_in
from runreport.readers.wandb.definitions import definitions_for
from runreport.readers.wandb.history import History, Points
from runreport.readers.wandb.media import media_values
from runreport.readers.wandb.outcome import cost_of, times_and_status
from runreport.readers.wandb.parts import Part, facts_of, surroundings_of_all
from runreport.readers.wandb.shown import shown_of
from runreport.readers.wandb.sidecars import SYSTEM
from runreport.readers.wandb.tree import Tree, scalars

NO_PROJECT = "uncategorized"
"""What W&B itself calls the project of a run that names none."""


def run_of(ref: RunRef, parts: Sequence[Part], sweep: str) -> Run:
    """Return the run that its pieces tell of, at least one; what is wrong is in their ledger."""
    facts = facts_of(parts)
    config: Tree = {}
    summary: Tree = {}
    made: dict[tuple[str, str, bool], Made] = {}
    for part in parts:
        config = {**config, **part.journal.config}
        summary = {**summary, **part.journal.summary}
        made |= {(one.name, one.digest, one.is_used): one for one in part.journal.made}
    metrics = _series([part.journal.history for part in parts])
    definitions = [one for part in parts for one in part.journal.definitions]
    started, ended, status = times_and_status(parts, facts.started, summary)
    logged = [(one, part.beside) for part in parts for one in part.journal.history.logged]
    known = {one.name for one, _ in logged}
    logged += [(one, parts[-1].beside) for one in media_values(_shown(summary)) if one.name not in known]
    shown = shown_of(logged, charts_in(config))
    source, environment = surroundings_of_all(parts, facts)
    files = {one.path: one for part in parts for one in part.artifacts}
    log, cut = one_after_another([part.console for part in parts])
    return Run(
        ref=ref,
        name=facts.name,
        experiment=facts.project or NO_PROJECT,
        status=status,
        started=started,
        ended=ended,
        params=scalars(config),
        metrics=metrics,
        system=_series(_counted_on([part.journal.readings for part in parts]), SYSTEM),
        summary=scalars(summary),
        definitions=definitions_for(definitions, metrics),
        tags=_tags(facts.tags, facts.sweep or sweep),
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
        log=log,
        cost=cost_of(summary),
        folders=tuple(dict.fromkeys(folder for part in parts for folder in part.journal.folders)),
        problems=tuple(parts[0].beside.ledger.problems),
        omissions=(*shown.omissions, *_others(parts), *cut),
    )


def _series(histories: Sequence[History], prefix: str = "") -> dict[str, Series]:
    names = sorted({name for history in histories for name in history.points})
    found = {}
    for name in names:
        points = [piece for history in histories for piece in history.points.get(name, ())]
        steps, values, times = (
            np.concatenate([getattr(piece, column) for piece in points])
            for column in ("steps", "values", "times")
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


def _tags(labels: Sequence[str], sweep: str) -> dict[str, str]:
    """Return W&B's tags, which have no values, as one text, and the sweep that the run is of."""
    found = {"tags": ", ".join(sorted(labels)), "sweep": sweep}
    return {name: value for name, value in found.items() if value}


def _shown(summary: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in summary.items() if not name.startswith("_")}


def _others(parts: Sequence[Part]) -> tuple[Omission, ...]:
    count = sum(part.journal.history.others for part in parts)
    why = message("a curve holds numbers; the last one of each stands in the summary")
    return (Omission("logged texts and lists", count, why),) if count else ()
