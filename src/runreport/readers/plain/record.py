"""The record that both plain formats hold: one mapping of plain values, made into a run.

The format is ours and described in `docs/plain-records.md`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from runreport.model import Artifact, Run, Scalar, Series, Status
from runreport.readers.plain.ledger import Ledger
from runreport.readers.plain.logged import NOTHING_LOGGED, Logged, is_logged
from runreport.readers.plain.parts import (
    artifacts_of,
    cost_of,
    datasets_of,
    environment_of,
    models_of,
    source_of,
)
from runreport.readers.plain.values import flatten, moment, scalar, series, status, text

SECTIONS = frozenset({"params", "metrics", "summary", "tags", "source", "environment", "cost"})
KNOWN = SECTIONS | {
    "id",
    "name",
    "experiment",
    "status",
    "started",
    "ended",
    "notes",
    "group",
    "job_type",
    "parent",
    "artifacts",
    "datasets",
    "models",
}
SYSTEM = ("system/", "system.")


def run_of(
    record: Mapping[str, Any],
    ledger: Ledger,
    *,
    experiment: str,
    curves: Mapping[str, Series],
    artifacts: Sequence[Artifact] = (),
    logged: Logged = NOTHING_LOGGED,
    parent: str | None = None,
) -> Run:
    """Return the run that a record describes; what is wrong in it is in its problems.

    Args:
        record: decoded; unknown keys become tags.
        ledger: where the record stands, and what was wrong with it so far.
        experiment: name where the record gives none.
        curves: what a metrics file holds; it wins over the record's own `metrics`.
        artifacts: what lies in the artifacts folder; the record adds to it.
        logged: its pictures and tables.
        parent: key of the run around this one, where the record names none.
    """
    params = _scalars("params", record, ledger)
    summary = _scalars("summary", record, ledger)
    tags = _tags(record, ledger)
    metrics = {**_metrics(record, ledger), **curves}
    given_id = ledger.take("id", record.get("id"), text)
    if given_id not in (None, ledger.ref.key):
        tags.setdefault("id", given_id or "")
    parts: dict[str, Any] = {
        name: ledger.take(name, record.get(name), text) for name in ("notes", "group", "job_type")
    }
    return Run(
        ref=ledger.ref,
        name=ledger.take("name", record.get("name"), text) or ledger.ref.key,
        experiment=ledger.take("experiment", record.get("experiment"), text) or experiment,
        status=ledger.take("status", record.get("status"), status) or Status.UNKNOWN,
        started=ledger.take("started", record.get("started"), moment),
        ended=ledger.take("ended", record.get("ended"), moment),
        params=params,
        metrics={name: curve for name, curve in metrics.items() if not name.startswith(SYSTEM)},
        system={name: curve for name, curve in metrics.items() if name.startswith(SYSTEM)},
        summary=summary,
        tags=tags,
        parent=ledger.take("parent", record.get("parent"), text) or parent,
        artifacts=artifacts_of(record, ledger, artifacts),
        datasets=tuple(datasets_of(record, ledger)),
        models=tuple(models_of(record, ledger)),
        source=source_of(record, ledger),
        environment=environment_of(record, ledger),
        cost=cost_of(record, ledger),
        media=logged.media,
        tables=logged.tables,
        omissions=logged.omissions,
        problems=tuple(ledger.problems),
        **parts,
    )


def _scalars(name: str, record: Mapping[str, Any], ledger: Ledger) -> dict[str, Scalar]:
    found: dict[str, Scalar] = {}
    for key, value in flatten(ledger.mapping(name, record.get(name))):
        if key in found:
            ledger.note(f"`{name}` has `{key}` twice, nested and written with a dot; the first is taken")
        found.setdefault(key, scalar(value))
    return found


def _tags(record: Mapping[str, Any], ledger: Ledger) -> dict[str, str]:
    """Return the tags, and every key that the format does not know as one more."""
    extra = {key: value for key, value in record.items() if key not in KNOWN and not is_logged(key, value)}
    found: dict[str, str] = {}
    for key, value in [*flatten(ledger.mapping("tags", record.get("tags"))), *flatten(extra)]:
        if value is not None:
            found.setdefault(key, value if isinstance(value, str) else str(scalar(value)))
    return found


def _metrics(record: Mapping[str, Any], ledger: Ledger) -> dict[str, Series]:
    found = {}
    for key, value in flatten(ledger.mapping("metrics", record.get("metrics"))):
        curve = ledger.take(f"metrics.{key}", value, series)
        if curve is not None:
            found[key] = curve
    return found
