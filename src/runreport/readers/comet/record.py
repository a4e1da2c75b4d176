"""From what was gathered of a run to the run: which of it is a name, code, machine or setting."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from runreport.model import (
    Dataset,
    Environment,
    ModelVersion,
    Omission,
    Run,
    RunRef,
    Source,
    Status,
)
from runreport.readers.comet.assets import Kept
from runreport.readers.comet.faults import Faults
from runreport.readers.comet.gathered import Gathered
from runreport.readers.comet.jsontext import as_scalar, as_text
from runreport.readers.console import console_tail

NAME = "Name"
OWN = frozenset({NAME, "offline_experiment", "hasNestedParams"})
"""Others that the client logs for itself."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a run is called, and when it was."""

    project: str = ""
    workspace: str = ""
    name: str = ""
    status: Status = Status.UNKNOWN
    started: datetime | None = None
    ended: datetime | None = None


def run_of(ref: RunRef, frame: Frame, gathered: Gathered, kept: Kept, faults: Faults) -> Run:
    """Return the run that was gathered."""
    metrics, system = gathered.points.series()
    params = {name: as_scalar(value) for name, value in gathered.params.items()}
    name = gathered.others.get(NAME)
    log, cut = console_tail("".join(gathered.printed))
    omissions = [Omission(what, count, why) for (what, why), count in gathered.left_out.items()]
    return Run(
        ref=ref,
        name=frame.name or (as_text(name) if name is not None else ""),
        experiment=frame.project,
        status=frame.status,
        started=frame.started,
        ended=frame.ended,
        params=params,
        metrics=metrics,
        system=system,
        tags=_tags(frame, gathered),
        artifacts=kept.artifacts,
        datasets=_datasets(gathered),
        models=_models(ref, gathered),
        source=_source(gathered),
        environment=_environment(gathered),
        media=kept.media,
        tables=kept.tables,
        log=log,
        problems=faults.problems,
        omissions=(*omissions, *kept.omissions, *cut),
    )


def moment(value: Any) -> datetime | None:
    """Return milliseconds since 1970 as a moment; None where there are none.

    Raises:
        ValueError: it is no number, or beyond the year 9999.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("is no number of milliseconds since 1970")
    try:
        return _EPOCH + timedelta(milliseconds=value)
    except (OverflowError, ValueError) as error:
        raise ValueError("is no time before the year 10000") from error


def _tags(frame: Frame, gathered: Gathered) -> dict[str, str]:
    """Return what was logged as others, and Comet's tags, which have no values, as one text."""
    tags = {name: as_text(value) for name, value in gathered.others.items() if name not in OWN}
    if frame.workspace:
        tags.setdefault("workspace", frame.workspace)
    if gathered.tags:
        tags["tags" if "tags" not in tags else "comet.tags"] = ", ".join(sorted(gathered.tags))
    return tags


def _datasets(gathered: Gathered) -> tuple[Dataset, ...]:
    """Return the data that `log_dataset_info` and `log_dataset_hash` tell of."""
    name, digest = gathered.others.get("dataset_info"), gathered.params.get("dataset_hash")
    if name is None and digest is None:
        return ()
    return (Dataset(as_text(name or ""), as_text(digest) if digest is not None else None),)


def _models(ref: RunRef, gathered: Gathered) -> tuple[ModelVersion, ...]:
    names = dict.fromkeys(
        upload.group for upload in gathered.uploads if upload.kind == "model-element" and upload.group
    )
    registered = [
        ModelVersion(
            as_text(one.get("registry_name") or one.get("model_name") or ""),
            version=_text(one.get("version")),
            run=ref.key,
            description=_text(one.get("description")),
        )
        for one in gathered.models
    ]
    return (*(ModelVersion(name, run=ref.key) for name in names), *registered)


def _source(gathered: Gathered) -> Source:
    git, details = gathered.git, gathered.details
    command = details.get("command")
    branch = _text(git.get("branch"))
    return Source(
        repository=_text(git.get("origin")),
        commit=_text(git.get("parent")),
        branch=branch.removeprefix("refs/heads/") if branch else None,
        dirty=True if any(upload.kind == "git-patch" for upload in gathered.uploads) else None,
        entry_point=_text(details.get("file_name")),
        command=shlex.join(map(str, command)) if isinstance(command, list) else _text(command),
    )


def _environment(gathered: Gathered) -> Environment:
    details = gathered.details
    packages = dict(_versions(gathered.packages))
    tracker = next((name for name in ("comet_ml", "comet-ml") if name in packages), "")
    return Environment(
        python=_text(details.get("python_version")),
        packages=packages,
        platform=_text(details.get("os")),
        hardware=", ".join(_hardware(details)) or None,
        tracker=f"{tracker} {packages[tracker]}" if tracker else None,
        user=_text(details.get("user")),
        host=_text(details.get("hostname")),
    )


def _versions(packages: list[str]) -> list[tuple[str, str]]:
    parts = [package.partition("==") for package in packages]
    return [(name, version) for name, _, version in parts if name]


def _hardware(details: Mapping[str, Any]) -> list[str]:
    found = [_text(details.get("processor")) or _text(details.get("machine")) or ""]
    cards = details.get("gpu_static_info")
    for card in cards if isinstance(cards, list) else []:
        found.append(as_text(card.get("name") or "") if isinstance(card, dict) else "")
    return [part for part in found if part]


def _text(value: Any) -> str | None:
    return None if value in (None, "") else as_text(value)
