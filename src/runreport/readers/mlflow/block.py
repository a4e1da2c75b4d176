"""Some neighboring runs of a server, asked for together: histories by metric, files by run."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from typing import Any

from runreport.errors import ReaderError
from runreport.model import Problem
from runreport.readers.mlflow.histories import History, Wanted, batches, histories_of
from runreport.readers.mlflow.kept import Kept
from runreport.readers.mlflow.lists import Lists, links_of, rows_in, texts_in
from runreport.readers.mlflow.model import ModelFolder
from runreport.readers.mlflow.record import Faults
from runreport.readers.mlflow.remote import Files, kept_of, logged_model_of
from runreport.readers.mlflow.wire import Wire, words_of
from runreport.readers.shelf import Shelf

ENDED = frozenset({"FINISHED", "FAILED", "KILLED"})
_AGAIN = "build the report again once the server is well; the rest of the run is shown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says of a run beside its lists."""

    histories: Mapping[str, History] = field(default_factory=dict)
    """By metric."""
    kept: Kept = field(default_factory=Kept)
    folders: Mapping[str, ModelFolder] = field(default_factory=dict)
    """What the files of logged models say, by id."""
    taken: tuple[str, ...] = ()
    """Ids of logged models that the run took."""
    problems: tuple[Problem, ...] = ()


class Block:
    """Runs that are being asked for; those on the shelf are not."""

    def __init__(
        self,
        keys: Iterable[str],
        stamps: Mapping[str, str],
        lists: Lists,
        shelf: Shelf,
        wire: Wire,
        crew: Executor,
        store: str,
    ) -> None:
        self._stamps, self._lists, self._shelf, self._store = stamps, lists, shelf, store
        self._shelved = {key: kept for key in keys if (kept := shelf.get(key, stamps[key])) is not None}
        asked = [key for key in keys if key not in self._shelved]
        wanted = [one for key in asked for one in wanted_of(key, lists.runs[key])]
        self._histories: list[tuple[list[Wanted], Future[tuple[dict[str, History], Faults]]]] = [
            (batch, crew.submit(_histories, wire, batch, store)) for batch in batches(wanted)
        ]
        self._files = {key: crew.submit(self._files_of, key, wire, None) for key in asked}
        self._answers: dict[str, Answer] | None = None

    def answer(self, key: str) -> Answer:
        """Return what the server says of a run; waits for the whole block the first time."""
        if key in self._shelved:
            return self._unpacked(key, self._shelved[key])
        if self._answers is None:
            self._answers = dict(self._all())
        return self._answers[key]

    def _all(self) -> Iterator[tuple[str, Answer]]:
        """Yield all answers; puts those of ended runs on the shelf."""
        histories, problems = self._collected()
        for key, future in self._files.items():
            files, answer = future.result()
            answer = replace(answer, histories=histories[key], problems=(*problems[key], *answer.problems))
            if self._lists.runs[key]["info"].get("status") in ENDED and not answer.problems:
                packed = {metric: history.packed() for metric, history in histories[key].items()}
                kept = {"histories": packed, "files": files.packed(), "taken": answer.taken}
                self._shelf.put(key, self._stamps[key], kept)
            yield key, answer

    def _collected(self) -> tuple[dict[str, dict[str, History]], dict[str, list[Problem]]]:
        """Return the histories by run and metric, and what is wrong with them by run."""
        found: defaultdict[str, dict[str, History]] = defaultdict(dict)
        problems: defaultdict[str, list[Problem]] = defaultdict(list)
        for batch, future in self._histories:
            try:
                histories, faults = future.result()
            except ReaderError as error:
                for one in batch:
                    what = f"the metric {one.metric} cannot be read: {words_of(error)}"
                    problems[one.run].append(Problem(what, _AGAIN, self._store, one.run))
                continue
            for one in batch:
                if one.run in histories:
                    found[one.run][one.metric] = histories[one.run]
            for problem in faults.problems:
                problems[str(problem.run)].append(problem)
        return found, problems

    def _files_of(self, key: str, wire: Wire | None, kept: Mapping[str, Any] | None) -> tuple[Files, Answer]:
        """Return a run's files, and what they say."""
        run = self._lists.runs[key]
        faults = Faults(self._store, key)
        files = Files(key, faults, wire, kept and kept["files"])
        if kept is None:
            files.list()
        found = kept_of(files, texts_in(run, "data", "tags"))
        models = [model for model in links_of(run, "outputs", "model_outputs") if model in self._lists.models]
        folders = {model: logged_model_of(files, model) for model in models}
        taken = tuple(kept["taken"]) if kept else self._taken(key, wire, faults)
        return files, Answer({}, found, folders, taken, tuple(faults.problems))

    def _taken(self, key: str, wire: Wire | None, faults: Faults) -> tuple[str, ...]:
        """Return the models that a run took, which its entry in the list of runs does not tell."""
        if wire is None or not self._lists.models:
            return ()
        try:
            run = wire.get("runs/get", {"run_id": key}).get("run")
        except ReaderError as error:
            faults.add(f"the models that it took cannot be read: {words_of(error)}", _AGAIN)
            return ()
        return tuple(links_of(run, "inputs", "model_inputs")) if isinstance(run, dict) else ()

    def _unpacked(self, key: str, shelved: Mapping[str, Any]) -> Answer:
        _, answer = self._files_of(key, None, shelved)
        histories = {metric: History.unpacked(texts) for metric, texts in shelved["histories"].items()}
        return replace(answer, histories=histories)


def wanted_of(key: str, run: Mapping[str, Any]) -> list[Wanted]:
    """Return the metrics that the list of runs gives of a run, with the latest point of each."""
    found = []
    for row in rows_in(run, "data", "metrics"):
        try:
            step, time = int(row.get("step", 0)), float(row.get("timestamp", 0))
        except (TypeError, ValueError):
            step, time = 0, 0.0
        found.append(Wanted(key, str(row.get("key")), step, time))
    return sorted(found, key=lambda one: one.metric)


def _histories(wire: Wire, batch: list[Wanted], store: str) -> tuple[dict[str, History], Faults]:
    faults = Faults(store)
    return histories_of(wire, batch, faults), faults
