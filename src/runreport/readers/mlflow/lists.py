"""What MLflow's server lists: experiments, runs with their latest metrics, logged models.

Runs are asked for of many experiments at once; runs of deleted experiments are in no active list.
"""

import difflib
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import orjson

from runreport.errors import ReaderError
from runreport.readers.mlflow.answers import MissingError
from runreport.readers.mlflow.record import IS_PROMPT, Faults
from runreport.readers.mlflow.wire import Wire

PAGE = 1000
"""Runs, or experiments, asked for at once."""
_MODELS_PAGE = 50
_AT_ONCE = 50
"""Experiments whose runs are asked for in one search."""
_TRACES_PAGES = 10
_TRACES_PAGE = 500

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lists:
    """A server's lists at one time."""

    experiments: Mapping[str, Row]
    """By id, in order of it."""
    runs: Mapping[str, Row]
    """By run id, in order of the experiment's id and of their own."""
    models: Mapping[str, Row]
    """Logged models by id; none where no run made any."""
    faults: Faults

    def experiment_of(self, run: Row) -> str:
        """Return the name of a run's experiment."""
        key = str(run["info"].get("experiment_id", ""))
        return str(self.experiments.get(key, {}).get("name") or key)

    def stamp(self, run: Row) -> str:
        """Return a digest of all that the lists say of a run."""
        models = [self.models[key] for key in links_of(run, "outputs", "model_outputs") if key in self.models]
        said = [_canonical(run), self.experiment_of(run), _canonical(models)]
        return hashlib.blake2b(orjson.dumps(said), digest_size=12).hexdigest()


def lists_of(wire: Wire, crew: Executor, store: str) -> Lists:
    """Return the lists of active experiments and runs; what is wrong with them goes to their faults.

    Raises:
        ReaderError: the server does not answer, or lacks a wanted experiment.
    """
    faults = Faults(store)
    wire.find_api()
    experiments = _wanted(wire, experiments_of(wire, "ACTIVE_ONLY", faults))
    found = runs_of(wire, crew, [*experiments], "ACTIVE_ONLY", faults)
    rows = [row for row in found if key_of(row)]
    if len(rows) < len(found):
        faults.add("an entry in the list of runs has no run_id", "update the server; the others are shown")
    ordered = sorted(rows, key=lambda row: (_order(str(row["info"].get("experiment_id"))), key_of(row)))
    runs = {key_of(row): row for row in ordered}
    has_models = any(links_of(row, "outputs", "model_outputs") for row in rows)
    models = logged_models_of(wire, [*experiments], faults) if has_models else {}
    return Lists(experiments, runs, models, faults)


def experiments_of(wire: Wire, view: str, faults: Faults) -> dict[str, Row]:
    """Return experiments by id, in order of it; `view` is MLflow's name of a kind."""
    asked = {"max_results": PAGE, "view_type": view}
    rows = wire.search(
        "experiments/search", "experiments", asked, lambda row: row.get("experiment_id"), faults
    )
    found = {str(row.get("experiment_id")): row for row in rows}
    return {key: found[key] for key in sorted(found, key=_order)}


def runs_of(
    wire: Wire, crew: Executor, experiments: Sequence[str], view: str, faults: Faults
) -> list[dict[str, Any]]:
    """Return the runs of experiments, with their latest metrics, in no order."""

    def search(some: Sequence[str]) -> list[dict[str, Any]]:
        asked = {"experiment_ids": some, "run_view_type": view, "max_results": PAGE}
        return wire.search("runs/search", "runs", asked, key_of, faults)

    chunks = [experiments[at : at + _AT_ONCE] for at in range(0, len(experiments), _AT_ONCE)]
    return [row for rows in crew.map(search, chunks) for row in rows]


def logged_models_of(wire: Wire, experiments: Sequence[str], faults: Faults) -> dict[str, Row]:
    """Return logged models by id; none from a server of before 3.0."""
    found: dict[str, Row] = {}
    for at in range(0, len(experiments), _AT_ONCE):
        asked = {"experiment_ids": experiments[at : at + _AT_ONCE], "max_results": _MODELS_PAGE}
        try:
            rows = wire.search("logged-models/search", "models", asked, _model_id, faults)
        except MissingError:
            return {}
        found |= {_model_id(row): row["info"] for row in rows if _model_id(row)}
    return found


def omitted_by(wire: Wire, crew: Executor, lists: Lists) -> Counter[str]:
    """Return how much is left out, by the names in `record.OMITTED`."""
    active = [*lists.experiments]
    counts: Counter[str] = Counter()
    counts["deleted runs"] = len(runs_of(wire, crew, active, "DELETED_ONLY", lists.faults))
    counts["traces"] = _traces(wire, active)
    if not wire.address.experiments:
        deleted = [*experiments_of(wire, "DELETED_ONLY", lists.faults)]
        counts["deleted experiments"] = len(deleted)
        counts["deleted runs"] += len(runs_of(wire, crew, deleted, "ALL", lists.faults))
        counts["prompts"] = _prompts(wire, lists.faults)
    return counts


def key_of(run: Row) -> str:
    """Return a run's id; empty where it has none."""
    info = run.get("info")
    return str(info.get("run_id") or info.get("run_uuid") or "") if isinstance(info, dict) else ""


def links_of(run: Row, side: str, name: str) -> list[str]:
    """Return the ids of models that a run links to as inputs or outputs, sorted."""
    return sorted({str(link["model_id"]) for link in rows_in(run, side, name) if link.get("model_id")})


def rows_in(row: Row, *path: str) -> list[dict[str, Any]]:
    """Return the objects in a list inside of an answer; none where there is no list."""
    found: Any = row
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def texts_in(row: Row, *path: str) -> dict[str, str]:
    """Return values by key of a list of `key` and `value`, sorted."""
    pairs = {str(one.get("key")): str(one.get("value", "")) for one in rows_in(row, *path)}
    return dict(sorted(pairs.items()))


def _wanted(wire: Wire, experiments: dict[str, Row]) -> dict[str, Row]:
    wanted = wire.address.experiments
    if not wanted:
        return experiments
    names = [str(row.get("name")) for row in experiments.values()]
    for name in wanted:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            guess = f"did you mean `{near[0]}`?" if near else "leave `?experiment=` out to read all"
            raise ReaderError(f"{wire.address.shown}: no experiment is called `{name}`; {guess}")
    return {key: row for key, row in experiments.items() if row.get("name") in wanted}


def _prompts(wire: Wire, faults: Faults) -> int:
    asked = {"filter": f"tags.`{IS_PROMPT}` = 'true'", "max_results": 100}
    try:
        return len(wire.search("registered-models/search", "registered_models", asked, _name, faults))
    except ReaderError:
        # A server without a registry, or one that forbids it; describing the store tells of that.
        return 0


def _traces(wire: Wire, experiments: Iterable[str]) -> int:
    """Return how many traces there are, or a lower bound where they are very many."""
    count, token = 0, ""
    places = [
        {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": key}} for key in experiments
    ]
    for _ in range(_TRACES_PAGES if places else 0):
        asked = {"locations": places, "max_results": _TRACES_PAGE, "page_token": token}
        try:
            answer = wire.post("traces/search", asked, version="3.0")
        except ReaderError:
            return count
        count += len(rows_in(answer, "traces"))
        token = str(answer.get("next_page_token") or "")
        if not token:
            break
    return count


def _name(row: Row) -> str:
    return str(row.get("name"))


def _model_id(row: Row) -> str:
    info = row.get("info")
    return str(info.get("model_id") or "") if isinstance(info, dict) else ""


def _order(key: str) -> tuple[int, int, str]:
    return (0, int(key), "") if key.isdecimal() else (1, 0, key)


def _canonical(value: Any) -> Any:
    """Return JSON in which lists and keys have one order: a database lists as it likes."""
    if isinstance(value, Mapping):
        return {key: _canonical(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted(map(_canonical, value), key=orjson.dumps)
    return value
