"""Models that MLflow logged, and the software they say they need.

A model is a folder with the file `MLmodel` and, beside it, `requirements.txt`, `conda.yaml` and
`python_env.yaml`: `models/model.py` and `utils/environment.py` of MLflow.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from runreport.model import Environment, ModelVersion
from runreport.readers.mlflow.record import Faults, moment, text_or_none
from runreport.readers.mlflow.yaml import parse_mapping

HISTORY = "mlflow.log-model.history"
# `name==1.2` of pip, `- name=1.2` or `- name=1.2=build` of conda, also inside its `pip:` list.
_PINNED = re.compile(r"[ \t]*(?:- )?([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?={1,3}([^\s;#,=]+)")

ReadFile = Callable[[str], bytes | None]
"""Returns the bytes of a file by its path relative to some folder; None where there is none."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """What the files in a model's folder say."""

    path: str
    """Relative to the run's artifacts, or to the logged model's; empty for those themselves."""
    mlmodel: Mapping[str, Any] = field(default_factory=dict)
    python: str | None = None
    packages: Mapping[str, str] = field(default_factory=dict)
    """Version by name, where exactly one version is named."""


def model_folder(path: str, read: ReadFile, faults: Faults, place: str) -> ModelFolder:
    """Return what the folder at `path` says; `place` is where `read` starts, for messages."""
    prefix = f"{path}/" if path else ""

    def mapping(name: str) -> dict[str, Any]:
        try:
            return parse_mapping(read(prefix + name) or b"")
        except ValueError as error:
            remedy = "the model is listed without what it says of itself"
            faults.add(f"the model's description cannot be read: {error}", remedy, f"{place}/{prefix}{name}")
            return {}

    pinned = _pinned(read(prefix + "conda.yaml")) | _pinned(read(prefix + "requirements.txt"))
    mlmodel = mapping("MLmodel")
    python = text_or_none(mapping("python_env.yaml").get("python")) or pinned.pop("python", None)
    pinned.pop("python", None)
    return ModelFolder(path, mlmodel, python or _python_of(mlmodel), pinned)


def models_of(
    entries: Iterable[Mapping[str, Any]], folders: Iterable[ModelFolder], run: str
) -> tuple[ModelVersion, ...]:
    """Return the models that a run's tag `HISTORY` lists, in its order, then those only seen as folders."""
    seen = {folder.path: folder.mlmodel for folder in folders if folder.mlmodel}
    found = []
    for entry in entries:
        path = str(entry.get("artifact_path") or "")
        found.append(_version(path, {**seen.pop(path, {}), **entry}, run))
    return (*found, *(_version(path, mlmodel, run) for path, mlmodel in seen.items()))


def logged_model(
    fields: Mapping[str, Any], tags: Mapping[str, str], folder: ModelFolder, run: str, faults: Faults
) -> ModelVersion:
    """Return a logged model, a record of its own since 3.0.

    Args:
        fields: its `meta.yaml`, or its row in `logged_models`.
        tags: its own.
        folder: its files, where they lie in the store.
        run: key of the run that links to it.
        faults: takes a time that is none.
    """
    created = fields.get("creation_timestamp", fields.get("creation_timestamp_ms"))
    return ModelVersion(
        name=str(fields.get("name") or fields.get("model_id") or "model"),
        flavor=flavor_of(folder.mlmodel),
        signature=signature_of(folder.mlmodel),
        run=text_or_none(fields.get("source_run_id")) or run,
        created=moment(created, "creation_timestamp", faults),
        tags=tags,
    )


def _version(path: str, mlmodel: Mapping[str, Any], run: str) -> ModelVersion:
    return ModelVersion(
        name=path or "model",
        flavor=flavor_of(mlmodel),
        signature=signature_of(mlmodel),
        run=str(mlmodel.get("run_id") or run),
        created=_created(mlmodel.get("utc_time_created")),
    )


def flavor_of(mlmodel: Mapping[str, Any]) -> str | None:
    """Return the name of the library that made the model; `python_function` only if alone."""
    flavors = mlmodel.get("flavors")
    names = sorted(map(str, flavors)) if isinstance(flavors, dict) else []
    return next((name for name in names if name != "python_function"), names[0] if names else None)


def signature_of(mlmodel: Mapping[str, Any]) -> str | None:
    """Return inputs, outputs and params as MLflow describes them, one a line."""
    signature = mlmodel.get("signature")
    if not isinstance(signature, dict):
        return None
    lines = [f"{part}: {signature[part]}" for part in ("inputs", "outputs", "params") if signature.get(part)]
    return "\n".join(lines) or None


def history_folders(entries: Iterable[Mapping[str, Any]]) -> list[ModelFolder]:
    """Return what the tag `HISTORY` alone says of each model, for where the files went elsewhere."""
    return [ModelFolder(str(entry.get("artifact_path") or ""), entry, _python_of(entry)) for entry in entries]


def environment_of(folders: Iterable[ModelFolder]) -> Environment:
    """Return what models say of Python, packages and MLflow; of two words on one the first counts."""
    python = tracker = None
    packages: dict[str, str] = {}
    for folder in folders:
        python = python or folder.python
        tracker = tracker or folder.mlmodel.get("mlflow_version") or folder.packages.get("mlflow")
        packages = {**folder.packages, **packages}
    return Environment(
        python=python,
        packages=dict(sorted(packages.items())),
        tracker=f"MLflow {tracker}" if tracker else None,
    )


def _created(value: object) -> datetime | None:
    # Some clients wrote a year of two digits and the seconds twice; that is no time to guess at.
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _pinned(data: bytes | None) -> dict[str, str]:
    lines = (data or b"").decode("utf-8", "replace").splitlines()
    return {match[1]: match[2] for match in map(_PINNED.match, lines) if match}


def _python_of(mlmodel: Mapping[str, Any]) -> str | None:
    flavors = mlmodel.get("flavors")
    function = flavors.get("python_function") if isinstance(flavors, dict) else None
    return text_or_none(function.get("python_version")) if isinstance(function, dict) else None
