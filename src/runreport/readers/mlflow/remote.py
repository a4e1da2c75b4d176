"""Files that a run left behind a server of MLflow: listed folder by folder, few of them fetched.

A server lists one folder at a time (`artifacts/list`) and hands out single files (`get-artifact`).
"""

import base64
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from runreport.errors import ReaderError
from runreport.model import LoggedTable, Media, Omission
from runreport.readers.limits import MOST_PICTURE_BYTES, MOST_TABLES, pictures_within, tables_within
from runreport.readers.mlflow.answers import MissingError, rows_of
from runreport.readers.mlflow.artifacts import LOGGED, artifact_of, logged_table_paths, media_of, table_of
from runreport.readers.mlflow.kept import Kept
from runreport.readers.mlflow.model import ModelFolder, model_folder
from runreport.readers.mlflow.record import Faults, objects_in
from runreport.readers.mlflow.wire import Wire, words_of

MOST_FOLDERS = 40
"""Of a run, that are listed."""
MOST_FILES = 20_000
"""Of a run, that are listed."""
MOST_FILE_BYTES = 8 << 20
"""Of a file that describes a model, or is a table."""

LIST = "artifacts/list"
FETCH = "/get-artifact"
LIST_MODEL = "logged-models/{}/artifacts/directories"
FETCH_MODEL = "/ajax-api/2.0/mlflow/logged-models/{}/artifacts/files"
_MEND = "see whether the server can reach its artifact store; the rest of the run is shown"


class Files:
    """A run's files: asked for where there is a wire, else as they were kept."""

    def __init__(self, run: str, faults: Faults, wire: Wire | None, kept: Mapping[str, Any] | None = None):
        self.run = run
        self.faults = faults
        self._wire = wire
        self.sizes: dict[str, int | None] = dict((kept or {}).get("sizes", {}))
        self.unlisted: int = (kept or {}).get("unlisted", 0)
        """Folders that were left out."""
        contents: Mapping[str, str | None] = (kept or {}).get("contents", {})
        self._contents = {
            path: None if data is None else base64.b64decode(data) for path, data in contents.items()
        }

    def packed(self) -> dict[str, Any]:
        """Return what was asked for as JSON, to be kept."""
        contents = {
            path: None if data is None else base64.b64encode(data).decode()
            for path, data in self._contents.items()
        }
        return {"sizes": self.sizes, "unlisted": self.unlisted, "contents": contents}

    def list(self) -> None:
        """Ask for the listings; what cannot be listed goes to the faults."""
        assert self._wire is not None
        todo = deque([""])
        for _ in range(MOST_FOLDERS):
            if not todo or len(self.sizes) > MOST_FILES:
                break
            try:
                todo += self._folder(self._wire, todo.popleft())
            except MissingError:
                continue
            except ReaderError as error:
                self.faults.add(f"artifacts cannot be listed: {words_of(error)}", _MEND)
                break
        self.sizes = dict(sorted(self.sizes.items()))
        self.unlisted = len(todo)

    def read(self, path: str, most: int = MOST_FILE_BYTES) -> bytes | None:
        """Return a file's bytes; None where it is too large or cannot be had, which the faults tell."""
        return self._fetched(path, FETCH, {"path": path, "run_uuid": self.run}, most)

    def model_files(self, model: str) -> frozenset[str]:
        """Return the names of a logged model's files, none of its folders."""
        if self._wire is None:
            prefix = f"models:/{model}/"
            return frozenset(path.removeprefix(prefix) for path in self._contents if path.startswith(prefix))
        call = LIST_MODEL.format(model)
        try:
            rows = rows_of(self._wire.get(call, {}), "files", self._wire.address.shown, call)
        except MissingError:
            return frozenset()
        except ReaderError as error:
            self.faults.add(f"the files of the model {model} cannot be listed: {words_of(error)}", _MEND)
            return frozenset()
        return frozenset(str(row.get("path")) for row in rows if not row.get("is_dir"))

    def read_model(self, model: str, name: str) -> bytes | None:
        """Return a file of a logged model; see `read`."""
        address = FETCH_MODEL.format(model)
        return self._fetched(
            f"models:/{model}/{name}", address, {"artifact_file_path": name}, MOST_FILE_BYTES
        )

    def _fetched(self, path: str, address: str, query: Mapping[str, str], most: int) -> bytes | None:
        if path in self._contents or self._wire is None:
            return self._contents.get(path)
        data = None
        try:
            data = self._wire.file(address, query, most)
        except MissingError:
            pass
        except ReaderError as error:
            self.faults.add(f"it cannot be fetched: {words_of(error)}", _MEND, path)
        else:
            if data is None and most == MOST_FILE_BYTES:
                what = f"it has more than {most >> 20} MiB and is not fetched"
                self.faults.add(what, "look at it in MLflow", path)
        self._contents[path] = data
        return data

    def _folder(self, wire: Wire, folder: str) -> Iterator[str]:
        """Yield the folders in a folder; notes its files."""
        query = {"run_id": self.run, **({"path": folder} if folder else {})}
        seen: set[str] = set()
        token = ""
        below: list[str] = []
        while token not in seen:
            seen.add(token)
            answer = wire.get(LIST, {**query, "page_token": token} if token else query)
            for row in rows_of(answer, "files", wire.address.shown, LIST):
                path = str(row.get("path") or "")
                if not path or path == folder:
                    continue
                if row.get("is_dir"):
                    below.append(path)
                else:
                    self.sizes[path] = _whole(row.get("file_size"))
            token = str(answer.get("next_page_token") or "")
            if not token:
                break
        return iter(sorted(below))


def kept_of(files: Files, tags: Mapping[str, str]) -> Kept:
    """Return what is to be shown of a run's files, and what limits left out; asks for what it needs."""
    artifacts = tuple(artifact_of(path, size) for path, size in files.sizes.items())
    media, too_many = pictures_within(
        media_of(artifacts), _reader(files), lambda one: files.sizes.get(one.path)
    )
    tables, more = _tables(files, tags)
    omissions = (*too_many, *more)
    if files.unlisted:
        why = f"at most {MOST_FOLDERS} folders and about {MOST_FILES:,} files of a run are listed"
        omissions += (Omission("folders of artifacts", files.unlisted, why),)
    return Kept(artifacts, media, tables, tuple(_model_folders(files)), omissions)


def logged_model_of(files: Files, model: str) -> ModelFolder:
    """Return what the files of a logged model, which has a folder of its own, say."""
    there = files.model_files(model)

    def read(name: str) -> bytes | None:
        return files.read_model(model, name) if name in there else None

    return model_folder("", read, files.faults, f"models:/{model}")


def _reader(files: Files) -> Callable[[Media], bytes | None]:
    def read(one: Media) -> bytes | None:
        return files.read(one.path, MOST_PICTURE_BYTES)

    return read


def _tables(files: Files, tags: Mapping[str, str]) -> tuple[tuple[LoggedTable, ...], tuple[Omission, ...]]:
    paths = [
        path for path in logged_table_paths(objects_in(tags, LOGGED, files.faults)) if path in files.sizes
    ]
    found = []
    for path in paths[-MOST_TABLES:]:
        if (data := files.read(path)) is None:
            continue
        try:
            found.append(table_of(path, data))
        except ValueError as error:
            files.faults.add(f"the logged table cannot be read: {error}", _MEND, path)
    tables, omissions = tables_within(found)
    if (more := len(paths) - MOST_TABLES) > 0:
        why = f"at most {MOST_TABLES} tables of a run are shown"
        omissions += (Omission("logged tables", more, why),)
    return tables, omissions


def _model_folders(files: Files) -> Iterator[ModelFolder]:
    folders = [path[: -len("MLmodel")].rstrip("/") for path in files.sizes if _is_mlmodel(path)]
    if "" not in folders and not {"requirements.txt", "conda.yaml"}.isdisjoint(files.sizes):
        folders.append("")

    def read(path: str) -> bytes | None:
        return files.read(path) if path in files.sizes else None

    for folder in folders:
        yield model_folder(folder, read, files.faults, "artifacts")


def _is_mlmodel(path: str) -> bool:
    return path == "MLmodel" or path.endswith("/MLmodel")


def _whole(value: object) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None
