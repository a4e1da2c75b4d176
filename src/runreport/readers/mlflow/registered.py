"""Versions in MLflow's model registry, whichever store keeps them.

Fields: `entities/model_registry/model_version.py` of MLflow.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from runreport.model import ModelVersion
from runreport.readers.mlflow.model import flavor_of, signature_of
from runreport.readers.mlflow.record import Faults, moment, text_or_none

_COPIED = re.compile(r"models:/(.+)/(\d+)")
_LOGGED = re.compile(r"models:/(m-[0-9a-f]{32})|.*/models/(m-[0-9a-f]{32})/artifacts(?:/.*)?")


def version_of(
    fields: Mapping[str, Any],
    aliases: Mapping[str, str],
    tags: Mapping[str, str],
    run: str | None,
    mlmodel: Mapping[str, Any],
    faults: Faults,
) -> ModelVersion:
    """Return a registered version.

    Args:
        fields: the version's `meta.yaml`, or its row in `model_versions`.
        aliases: version by alias of the whole registered model.
        tags: the version's own.
        run: key of the run that logged the model, where the fields do not say.
        mlmodel: the model's `MLmodel`; empty where it is elsewhere.
        faults: takes a time that is none.
    """
    version = str(fields.get("version"))
    stage = text_or_none(fields.get("current_stage"))
    return ModelVersion(
        name=str(fields.get("name")),
        version=version,
        stage=None if stage == "None" else stage,
        aliases=tuple(sorted(alias for alias, number in aliases.items() if number == version)),
        flavor=flavor_of(mlmodel),
        signature=signature_of(mlmodel),
        run=text_or_none(fields.get("run_id")) or run,
        description=text_or_none(fields.get("description")),
        created=moment(
            fields.get("creation_timestamp", fields.get("creation_time")), "creation_timestamp", faults
        ),
        tags=tags,
    )


def logged_model_id(fields: Mapping[str, Any]) -> str | None:
    """Return the id of the logged model (since 3.0) that a version was registered from."""
    if fields.get("model_id"):
        return str(fields["model_id"])
    for name in ("source", "storage_location"):
        match = _LOGGED.fullmatch(_slashes(fields.get(name)))
        if match:
            return match[1] or match[2]
    return None


def files_of(fields: Mapping[str, Any]) -> str | None:
    """Return where a version's files lie below a store's root, by the tail of the writer's address.

    The address itself is the writer's and never followed. None where it has another shape.
    """
    for name in ("storage_location", "source"):
        parts = _slashes(fields.get(name)).split("/")
        if "artifacts" not in parts or ".." in parts:
            continue
        at = parts.index("artifacts")
        start = at - 3 if parts[at - 2] == "models" else at - 2
        if start >= 0 and all(parts[start:]):
            return "/".join(parts[start:])
    return None


def with_copied_runs(versions: Iterable[tuple[ModelVersion, Mapping[str, Any]]]) -> list[ModelVersion]:
    """Return versions in ascending order; one copied from another has that one's run.

    Args:
        versions: each with the fields it was made of.
    """
    ordered = sorted(versions, key=lambda pair: (len(pair[0].version or ""), pair[0].version or ""))
    found: dict[str, ModelVersion] = {}
    for version, fields in ordered:
        copied = _COPIED.fullmatch(str(fields.get("source") or ""))
        origin = found.get(copied[2]) if copied and copied[1] == version.name else None
        run = version.run or (origin.run if origin else None)
        found[str(version.version)] = version if run == version.run else replace(version, run=run)
    return list(found.values())


def _slashes(address: object) -> str:
    return str(address or "").replace("\\", "/")
