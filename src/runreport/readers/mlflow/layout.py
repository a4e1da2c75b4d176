"""Where things lie in MLflow's file store: experiments, runs, trash, traces and registry.

`<root>/<experiment>/<run>/meta.yaml`; deleted experiments in `<root>/.trash`; the model registry in
`<root>/models`. Source: `store/tracking/file_store.py` of MLflow. An experiment's folder or a run's
folder can stand alone.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from stat import S_ISDIR
from typing import Any

from runreport.readers.mlflow.tree import read_file, stat_of
from runreport.readers.mlflow.yaml import parse_mapping

META = "meta.yaml"
TRASH = ".trash"
MODELS = "models"
TRACES = "traces"
RESERVED = frozenset({"tags", "datasets", TRACES, MODELS})
"""Folders in an experiment's folder that are no runs."""

LAST_KEYS = frozenset({"status", "user_id"})
"""Of a run's keys, which are sorted, those near the end: every version has written them."""

_RUN_PARTS = frozenset({"metrics", "params", "tags", "artifacts"})
_DEPTH = {"root": 0, "experiment": 1, "run": 2}


@dataclass(frozen=True, slots=True)
class Meta:
    """The contents of a `meta.yaml`, or why there are none."""

    fields: Mapping[str, Any]
    fault: str | None = None
    """None where the file was read; else what is wrong, in a sentence without its end stop."""
    is_cut: bool = False
    """Whether the file breaks off: MLflow ends it with a line end, so what it says may be incomplete."""

    @property
    def is_deleted(self) -> bool:
        """Whether MLflow marked it as deleted; without the mark, records are active."""
        return self.fields.get("lifecycle_stage") == "deleted"


@lru_cache(maxsize=64)
def root_of(path: Path) -> str:
    """Return the path of a store as all paths here are: forward slashes, none at the end."""
    return path.as_posix()


def parent_of(folder: str) -> str:
    """Return the folder that holds a folder, also of one that is given as `.`."""
    head, slash, _ = folder.rpartition("/")
    return head if slash and head else Path(folder).absolute().parent.as_posix()


def last_of(folder: str) -> str:
    """Return the name of a folder itself, also of one that is given as `.`."""
    return folder.rpartition("/")[2] if "/" in folder else Path(folder).absolute().name


def meta_of(folder: str) -> Meta:
    """Return the `meta.yaml` of a folder; a missing or broken one is a fault, not an error."""
    try:
        data = read_file(f"{folder}/{META}")
        fields = parse_mapping(data)
    except (FileNotFoundError, NotADirectoryError):
        return Meta({}, "meta.yaml is missing")
    except OSError as error:
        return Meta({}, f"meta.yaml cannot be read: {error.strerror}")
    except ValueError as error:
        return Meta({}, f"meta.yaml cannot be read: {error}")
    if not fields:
        return Meta({}, "meta.yaml is empty")
    lacks_end = "artifact_uri" in fields and not fields.keys() >= LAST_KEYS
    return Meta(fields, is_cut=lacks_end or not data.endswith(b"\n"))


def cached_meta(folder: str) -> Meta:
    """Return the `meta.yaml` of a folder that is asked for more than once, read again when it has changed."""
    try:
        found = stat_of(f"{folder}/{META}")
    except OSError:
        return meta_of(folder)
    return _meta_at(folder, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=1024)
def _meta_at(folder: str, _mtime_ns: int, _size: int) -> Meta:
    return meta_of(folder)


def kind_of(fields: Mapping[str, Any] | bytes) -> str | None:
    """Return whose `meta.yaml`, parsed or as bytes, this is: `experiment`, `run`, or None.

    A logged model has the keys of an experiment too, and `model_id` besides.
    """

    def has(key: str) -> bool:
        if isinstance(fields, bytes):
            return f"\n{key}:".encode() in b"\n" + fields
        return key in fields

    if has("artifact_location") and has("experiment_id") and not has("model_id"):
        return "experiment"
    return "run" if has("artifact_uri") and (has("run_id") or has("run_uuid")) else None


def depth_of(root: str) -> int:
    """Return how deep in a store a store's path is: 0 its root, 1 an experiment, 2 a run."""
    return _DEPTH[kind_of(cached_meta(root).fields) or "root"]


def experiment_folders(root: str) -> list[str]:
    """Return the folders of experiments outside of the trash, sorted by name.

    Raises:
        OSError: the root cannot be listed.
    """
    depth = depth_of(root)
    if depth:
        return [root if depth == 1 else parent_of(root)]
    folders = (f"{root}/{name}" for name in folders_in(root) if name not in (MODELS, TRASH))
    return [folder for folder in folders if _is_experiment(folder)]


def _is_experiment(folder: str) -> bool:
    """Whether a folder in the root is an experiment's, with or without its `meta.yaml`."""
    fields = cached_meta(folder).fields
    if fields:
        return kind_of(fields) == "experiment"
    return any(kind_of(meta_of(f"{folder}/{name}").fields) == "run" for name in listed(folder))


def deleted_folders(root: str) -> list[str]:
    """Return the folders of experiments in the trash, sorted by name."""
    folders = [f"{root}/{TRASH}/{name}" for name in listed(f"{root}/{TRASH}")]
    return [folder for folder in folders if Path(folder, META).exists()]


def run_folders(experiment: str) -> list[str]:
    """Return the folders of runs in an experiment's folder, sorted; damaged ones too.

    Raises:
        OSError: the experiment's folder cannot be listed.
    """
    folders = (f"{experiment}/{name}" for name in folders_in(experiment) if name not in RESERVED)
    return [folder for folder in folders if _is_run(folder)]


def _is_run(folder: str) -> bool:
    try:
        stat_of(f"{folder}/{META}")
    except PermissionError:
        return True
    except OSError:
        return not _RUN_PARTS.isdisjoint(listed(folder))
    return True


def folders_in(folder: str) -> list[str]:
    """Return the names of the folders in a folder, sorted; a link is none, for it may lead anywhere.

    Raises:
        OSError: the folder cannot be listed.
    """
    with os.scandir(folder) as listing:
        return sorted(entry.name for entry in listing if entry.is_dir(follow_symlinks=False))


def links_in(folder: str) -> list[str]:
    """Return the paths of links to folders in a folder, sorted; none where it cannot be listed."""
    try:
        with os.scandir(folder) as listing:
            return sorted(
                f"{folder}/{entry.name}" for entry in listing if entry.is_symlink() and entry.is_dir()
            )
    except OSError:
        return []


def listed(folder: str) -> list[str]:
    """Return the names of the folders in a folder, sorted; none where it cannot be listed."""
    try:
        return folders_in(folder)
    except OSError:
        return []


def count_traces(experiment: str) -> int:
    """Return how many traces an experiment's folder holds."""
    return len(listed(f"{experiment}/{TRACES}"))


def find_run(root: str, key: str) -> str | None:
    """Return the folder of the run with this key; None where there is none (any more).

    Raises:
        OSError: the store cannot be listed.
    """
    if depth_of(root) == 2:
        return root
    folder = _folders_at(root, stat_of(root).st_mtime_ns).get(key)
    if folder is not None and _is_folder(folder):
        return folder
    # A run of after the index was made, or a folder that bears another name than its run.
    folders = _all_run_folders(root)
    named = (folder for folder in folders if last_of(folder) == key)
    return next(named, None) or next((folder for folder in folders if run_id(folder) == key), None)


def _is_folder(path: str) -> bool:
    try:
        return S_ISDIR(stat_of(path).st_mode)
    except OSError:
        return False


@lru_cache(maxsize=8)
def _folders_at(root: str, _mtime_ns: int) -> Mapping[str, str]:
    """Return every run's folder by its last name; of two with one name, the first counts."""
    return {last_of(folder): folder for folder in reversed(_all_run_folders(root))}


def _all_run_folders(root: str) -> list[str]:
    found = []
    for experiment in experiment_folders(root):
        names = (name for name in listed(experiment) if name not in RESERVED)
        found += [f"{experiment}/{name}" for name in names]
    return found


def run_id(folder: str, meta: Meta | None = None) -> str:
    """Return a run's id: `run_id`, `run_uuid` before 1.0, or the folder's name where neither stands whole."""
    meta = meta or meta_of(folder)
    fields = {} if meta.is_cut else meta.fields
    return str(fields.get("run_id") or fields.get("run_uuid") or last_of(folder))
