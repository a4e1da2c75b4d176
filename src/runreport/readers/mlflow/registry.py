"""The model registry in MLflow's file store: `store/model_registry/file_store.py` of MLflow.

`models/<name>/meta.yaml`, with `tags/`, `aliases/<alias>` that hold a version, and
`version-<n>/meta.yaml` with `tags/`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from runreport.model import ModelVersion, RegisteredModel
from runreport.readers.mlflow.layout import MODELS, cached_meta, experiment_folders, last_of, listed, meta_of
from runreport.readers.mlflow.record import IS_PROMPT, Faults, moment, text_or_none
from runreport.readers.mlflow.registered import files_of, logged_model_id, version_of, with_copied_runs
from runreport.readers.mlflow.tree import Tree
from runreport.readers.mlflow.yaml import parse_mapping

_VERSION = "version-"
_MENDED = "restore the file from a copy of the store"


def read_registry(root: str, faults: Faults) -> tuple[tuple[RegisteredModel, ...], int]:
    """Return the registered models of a store, sorted by folder, and how many prompts stand beside."""
    folder = f"{root}/{MODELS}"
    trees = [Tree(root, f"{folder}/{name}", faults) for name in listed(folder)]
    models = [tree for tree in trees if not Path(tree.folder, "tags", IS_PROMPT).exists()]
    found = [_model(tree, fields) for tree in models if (fields := _fields(tree)) is not None]
    return tuple(found), len(trees) - len(models)


def _fields(tree: Tree) -> Mapping[str, Any] | None:
    meta = meta_of(tree.folder)
    if meta.fault is None:
        return meta.fields
    tree.faults.add(f"it is left out of the model registry: {meta.fault}", _MENDED, tree.name_of())
    return None


def _model(tree: Tree, fields: Mapping[str, Any]) -> RegisteredModel:
    name = str(fields.get("name") or last_of(tree.folder))
    written = fields.get("aliases")
    aliases = (
        {str(alias): str(version) for alias, version in written.items()} if isinstance(written, dict) else {}
    )
    aliases |= {alias: version.strip() for alias, version in tree.texts("aliases").items()}
    versions = []
    for folder in listed(tree.folder):
        below = tree.below(folder)
        if folder.startswith(_VERSION) and (own := _fields(below)) is not None:
            own = {"name": name, "version": folder.removeprefix(_VERSION), **own}
            versions.append((_version(below, own, aliases), own))
    return RegisteredModel(
        name=name,
        versions=tuple(with_copied_runs(versions)),
        description=text_or_none(fields.get("description")),
        tags=tree.texts("tags"),
        aliases=dict(sorted(aliases.items())),
        created=moment(fields.get("creation_timestamp"), "creation_timestamp", tree.faults),
    )


def _version(tree: Tree, fields: Mapping[str, Any], aliases: Mapping[str, str]) -> ModelVersion:
    logged = _logged_model(tree.root, logged_model_id(fields))
    files = f"{logged}/artifacts" if logged else f"{tree.root}/{files_of(fields)}"
    run = text_or_none(cached_meta(logged).fields.get("source_run_id")) if logged else None
    mlmodel = _mlmodel(Tree(tree.root, files, tree.faults))
    return version_of(fields, aliases, tree.texts("tags"), run, mlmodel, tree.faults)


def _logged_model(root: str, model_id: str | None) -> str | None:
    if model_id is None or "/" in model_id:
        return None
    folders = (f"{experiment}/{MODELS}/{model_id}" for experiment in experiment_folders(root))
    return next((folder for folder in folders if Path(folder).is_dir()), None)


def _mlmodel(tree: Tree) -> Mapping[str, Any]:
    if not Path(tree.folder, "MLmodel").is_file():
        return {}
    try:
        return parse_mapping(tree.read("MLmodel") or b"")
    except ValueError as error:
        tree.faults.add(f"the model's description cannot be read: {error}", _MENDED, tree.name_of("MLmodel"))
        return {}
