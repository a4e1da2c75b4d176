"""One server of MLflow while a report is built: its lists, and runs fetched a little ahead.

`read` is called once a run. A server is asked for many runs at once instead: for the block of runs
around the wanted one, while the block before is worked on. What it said of ended runs is kept on the
shelf, under a digest of all that its lists say of the run.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from runreport.errors import ReaderError
from runreport.model import RunRef, StoreRef
from runreport.readers.mlflow.address import parse_address
from runreport.readers.mlflow.block import Answer, Block, wanted_of
from runreport.readers.mlflow.client import CONNECTIONS
from runreport.readers.mlflow.held import Held
from runreport.readers.mlflow.lists import lists_of
from runreport.readers.mlflow.wire import Wire
from runreport.readers.shelf import shelf_of

BLOCK_RUNS = 100
BLOCK_POINTS = 1_000_000
"""About as many are held of a block; a single run may have more."""
_BLOCKS = 3
"""Kept at a time."""
_OLD_S = 5.0
"""Lists that are older are asked for again where a run is wanted that they do not have so."""


class Session:
    """A server's lists, and the blocks of runs that were asked for."""

    def __init__(self, store: StoreRef) -> None:
        self.wire = Wire(parse_address(store.address))
        self.crew = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="runreport-mlflow")
        try:
            self.lists = lists_of(self.wire, self.crew, store.address)
        except ReaderError:
            self.close()
            raise
        self._store = store
        self._began = monotonic()
        self.stamps = {key: self.lists.stamp(run) for key, run in self.lists.runs.items()}
        self._keys = list(self._blocks())
        self._place = {key: at for at, keys in enumerate(self._keys) for key in keys}
        self._asked: OrderedDict[int, Block] = OrderedDict()
        self._latest = -1
        self.is_described = False
        """Whether the lists were taken for describing the store."""
        self._lock = threading.Lock()

    def serves(self, ref: RunRef) -> bool:
        """Return whether the lists know a run as it was found, or are too young to be asked for again."""
        known = self.stamps.get(ref.key)
        return monotonic() - self._began < _OLD_S or (known is not None and ref.stamp in ("", known))

    def answer(self, key: str) -> Answer:
        """Return what the server says of a run; asks for its block, and for the next.

        Raises:
            KeyError: the lists do not have the run.
        """
        at = self._place[key]
        with self._lock:
            block = self._block(at)
            if at == self._latest + 1 < len(self._keys) - 1:
                self._block(at + 1)
            self._latest = at
            while len(self._asked) > _BLOCKS:
                self._asked.popitem(last=False)
        return block.answer(key)

    def close(self) -> None:
        """Drop what was not asked for yet, and close the connections."""
        self.crew.shutdown(wait=False, cancel_futures=True)
        self.wire.close()

    def _block(self, at: int) -> Block:
        if at not in self._asked:
            shelf = shelf_of(self._store)
            self._asked[at] = Block(
                self._keys[at], self.stamps, self.lists, shelf, self.wire, self.crew, self._store.address
            )
        self._asked.move_to_end(at)
        return self._asked[at]

    def _blocks(self) -> Iterator[list[str]]:
        keys: list[str] = []
        points = 0
        for key, run in self.lists.runs.items():
            expected = sum(one.expected for one in wanted_of(key, run))
            if keys and (len(keys) == BLOCK_RUNS or points + expected > BLOCK_POINTS):
                yield keys
                keys, points = [], 0
            keys.append(key)
            points += expected
        if keys:
            yield keys


sessions = Held(Session)
