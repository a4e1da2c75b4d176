"""A run's artifacts as files: listed, and read where they describe models, software or tables."""

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from runreport.model import Artifact, LoggedTable, Media, Omission
from runreport.readers.limits import pictures_within, tables_within
from runreport.readers.mlflow.artifacts import LOGGED, artifact_of, logged_table_paths, media_of, table_of
from runreport.readers.mlflow.model import ModelFolder, model_folder
from runreport.readers.mlflow.record import objects_in
from runreport.readers.mlflow.tree import Tree, printable

_MEND = "mend the file or restore it from a copy; the rest of the run is shown"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the folder of a run's artifacts holds; nothing where the artifacts went elsewhere."""

    artifacts: tuple[Artifact, ...] = ()
    media: tuple[Media, ...] = ()
    tables: tuple[LoggedTable, ...] = ()
    models: tuple[ModelFolder, ...] = ()
    """Folders with models, by path, and the root where it lists packages."""
    omissions: tuple[Omission, ...] = ()
    """Pictures and tables that the limits left out."""


def kept_in(tree: Tree, tags: Mapping[str, str]) -> Kept:
    """Return what lies in a folder of artifacts; `tags` are the run's."""
    files = tree.files()
    if not files and LOGGED not in tags:
        return Kept()
    named = {printable(path): path for path in files}
    artifacts = tuple(artifact_of(printable(path), _size(entry)) for path, entry in files.items())
    media, fewer_pictures = pictures_within(
        media_of(artifacts),
        read=lambda one: tree.read(named[one.path]),
        size_of=lambda one: _size(files[named[one.path]]),
    )
    tables, fewer_tables = tables_within(tuple(_tables(tree, tags, files)))
    return Kept(
        artifacts,
        media,
        tables,
        tuple(_model_folders(tree, files)),
        (*fewer_pictures, *fewer_tables),
    )


def logged_model_folder(tree: Tree) -> ModelFolder:
    """Return what the artifacts of a logged model, a folder of their own since 3.0, say."""
    return _model_folder("", tree, tree.files())


def _size(entry: os.DirEntry[str]) -> int | None:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:
        return None


def _model_folders(tree: Tree, files: Collection[str]) -> Iterator[ModelFolder]:
    folders = [path.removesuffix("MLmodel").rstrip("/") for path in files if _is_mlmodel(path)]
    if "" not in folders and not {"requirements.txt", "conda.yaml"}.isdisjoint(files):
        folders.append("")
    for folder in folders:
        yield _model_folder(folder, tree, files)


def _is_mlmodel(path: str) -> bool:
    return path == "MLmodel" or path.endswith("/MLmodel")


def _model_folder(path: str, tree: Tree, files: Collection[str]) -> ModelFolder:
    def read(name: str) -> bytes | None:
        return tree.read(name) if name in files else None

    return model_folder(path, read, tree.faults, tree.name_of())


def _tables(tree: Tree, tags: Mapping[str, str], files: Collection[str]) -> Iterator[LoggedTable]:
    for path in logged_table_paths(objects_in(tags, LOGGED, tree.faults)):
        data = tree.read(path) if path in files else None
        if data is None:
            continue
        try:
            yield table_of(path, data)
        except ValueError as error:
            tree.faults.add(f"the logged table cannot be read: {error}", _MEND, tree.name_of(path))
