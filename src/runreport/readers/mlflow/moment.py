"""One moment of a database on a server, kept from finding runs to reading the last of them.

A transaction is used by one process; a lock keeps its threads apart.
"""

import hashlib
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from time import monotonic

from runreport.errors import ReaderError
from runreport.model import RunRef, StoreRef
from runreport.readers.mlflow.found import active_runs
from runreport.readers.mlflow.held import Held
from runreport.readers.mlflow.remote_tables import RemoteTables
from runreport.readers.mlflow.tables import RowsError

NEIGHBORS = 100
NEIGHBORS_POINTS = 500_000
"""About as many points are held at a time; a single run may have more."""
_OLD_S = 5.0
"""A moment that is older is left where a run is wanted that it does not have so."""

_EXPERIMENTS = "select experiment_id, name from experiments"
_COUNTS = "select run_uuid, count(*) from metrics group by run_uuid"
_STATE = (
    ("params", 'select run_uuid, "key", value from params order by run_uuid, "key"'),
    ("tags", 'select run_uuid, "key", value from tags order by run_uuid, "key"'),
    (
        "inputs",
        "select destination_id, source_type, source_id, input_uuid from inputs where destination_type = 'RUN'"
        " order by destination_id, input_uuid",
    ),
    (
        "logged_models",
        "select i.source_id, m.* from inputs i join logged_models m on m.model_id = i.destination_id"
        " where i.source_type = 'RUN_OUTPUT' order by i.source_id, m.model_id",
    ),
)


class Moment:
    """The runs of a database, with what tells one state of a run from the next."""

    def __init__(self, store: StoreRef) -> None:
        self.tables = RemoteTables(store.address)
        self.lock = threading.Lock()
        self.omitted: Counter[str] = Counter()
        self.is_described = False
        self._began = monotonic()
        try:
            rows = list(active_runs(self.tables, self.omitted))
            self.experiments = {
                row["experiment_id"]: str(row["name"]) for row in self.tables.rows(_EXPERIMENTS)
            }
            points = {str(run): int(count) for run, count in self.tables.stream(_COUNTS)}
            self.without_id = any(not row["run_uuid"] for row in rows)
            runs = {str(row["run_uuid"]): row for row in rows if row["run_uuid"]}
            digests = {key: hashlib.blake2b(digest_size=12) for key in runs}
            for key, row in runs.items():
                name = self.experiments.get(row["experiment_id"])
                digests[key].update(repr((sorted(row.items()), name, points.get(key))).encode())
            for owner, said in self._state():
                if owner in digests:
                    digests[owner].update(said.encode("utf-8", "surrogatepass"))
        except RowsError as error:
            self.close()
            raise ReaderError(f"{self.tables.shown}: {error}") from error
        self.stamps = {key: digest.hexdigest() for key, digest in digests.items()}
        blocks = list(_blocks(self.stamps, points))
        self._block = {key: block for block in blocks for key in block}
        self._seen: list[str] = []

    def serves(self, ref: RunRef) -> bool:
        """Return whether the run is as it was found, or the moment is too young to be left."""
        known = self.stamps.get(ref.key)
        return monotonic() - self._began < _OLD_S or (known is not None and ref.stamp in ("", known))

    def close(self) -> None:
        """Close the connection."""
        self.tables.close()

    def look_at(self, key: str) -> None:
        """Have the rows of a run asked for together with those of its neighbors."""
        block = self._block.get(key, [key])
        if block is not self._seen:
            self._seen = block
            self.tables.look_at(block)

    def _state(self) -> Iterator[tuple[str, str]]:
        for table, sql in _STATE:
            if table in self.tables:
                for row in self.tables.stream(sql):
                    yield str(row[0]), repr(row)


def _blocks(keys: Iterable[str], points: Mapping[str, int]) -> Iterator[list[str]]:
    block: list[str] = []
    held = 0
    for key in keys:
        if block and (len(block) == NEIGHBORS or held + points.get(key, 0) > NEIGHBORS_POINTS):
            yield block
            block, held = [], 0
        block.append(key)
        held += points.get(key, 0)
    if block:
        yield block


moments = Held(Moment)
