"""The runs in MLflow's database on a server: found, read, and what is said beside them."""

from collections import Counter
from collections.abc import Iterator

from runreport.errors import ReaderError
from runreport.model import Omission, Problem, Run, RunRef, StoreFacts, StoreRef
from runreport.readers.mlflow.facts import experiments_in, registered_models_in
from runreport.readers.mlflow.found import count_others, row_of, unknown_schema, without_id
from runreport.readers.mlflow.moment import Moment, moments
from runreport.readers.mlflow.record import OMITTED, Faults, run_of
from runreport.readers.mlflow.rows import Rows, record_of
from runreport.readers.mlflow.tables import RowsError


def find(store: StoreRef) -> Iterator[RunRef | Problem | Omission]:
    """Yield the runs by experiment and id; see `contract.Reader`."""
    faults = Faults(store.address)
    omitted: Counter[str] = Counter()
    moment = moments.begin(store)
    with _named(moment):
        omitted.update(moment.omitted)
        for key, stamp in moment.stamps.items():
            yield RunRef(store, key, stamp)
        if moment.without_id:
            yield without_id(store)
        count_others(moment.tables, omitted, faults)
        faults.problems += unknown_schema(store, moment.tables)
    yield from faults.problems
    for what, why in OMITTED.items():
        if omitted[what]:
            yield Omission(what, omitted[what], why, store.address)


def read(ref: RunRef) -> Run:
    """Return one run; see `contract.Reader`."""
    moment = moments.of(ref)
    with moment.lock, _named(moment, f"run {ref.key}: "):
        moment.look_at(ref.key)
        row = row_of(moment.tables, ref.key)
        if row is None:
            raise ReaderError(
                f"{moment.tables.shown}: there is no run {ref.key} (any more); build the report again"
            )
        faults = Faults(ref.store.address, ref.key)
        name = moment.experiments.get(row["experiment_id"], str(row["experiment_id"]))
        record = record_of(Rows(moment.tables, None, row, faults), name)
    return run_of(ref, record, faults)


def describe(store: StoreRef) -> StoreFacts:
    """Return the active experiments, sorted by id, and the registered models, sorted by name."""
    moment = moments.listed(store)
    faults = Faults(store.address)
    with moment.lock, _named(moment):
        experiments = experiments_in(moment.tables, faults)
        return StoreFacts(store, tuple(experiments), registered_models_in(moment.tables, faults)[0])


class _named:  # noqa: N801 (reads as a word)
    """Turns a `RowsError` into an error that names the store."""

    def __init__(self, moment: Moment, what: str = "") -> None:
        self._start = f"{moment.tables.shown}: {what}"

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, RowsError):
            raise ReaderError(f"{self._start}{error}") from error
