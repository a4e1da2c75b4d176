"""What is held open of stores elsewhere, from finding their runs to reading the last of them."""

import atexit
import os
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from runreport.model import RunRef, StoreRef

_MOST = 4
"""Stores of one process that are held open."""


class Holding(Protocol):
    """One store, held open."""

    is_described: bool
    """Whether its lists were taken for describing the store."""

    def serves(self, ref: RunRef) -> bool:
        """Return whether it has the run as it was found, or is too young to be left."""

    def close(self) -> None:
        """Let go of its connections."""


H = TypeVar("H", bound=Holding)


class Held(Generic[H]):
    """The latest holding of each store; all are closed when the process ends.

    A fork neither uses nor closes what the process before it has open: both ends would hear of it.
    """

    def __init__(self, open_store: Callable[[StoreRef], H]) -> None:
        self._open_store = open_store
        self._open: dict[tuple[int, str], H] = {}
        atexit.register(self.close)

    def begin(self, store: StoreRef) -> H:
        """Return the store as it is now, which `of` gives from here on.

        Raises:
            ReaderError: the store cannot be read.
        """
        key = (os.getpid(), store.address)
        if (old := self._open.pop(key, None)) is not None:
            old.close()
        self._open[key] = self._open_store(store)
        for oldest in self._own()[:-_MOST]:
            self._open.pop(oldest).close()
        return self._open[key]

    def of(self, ref: RunRef) -> H:
        """Return the store as the run was found in it, or as it is now.

        Raises:
            ReaderError: the store cannot be read.
        """
        held = self._open.get((os.getpid(), ref.store.address))
        return held if held is not None and held.serves(ref) else self.begin(ref.store)

    def listed(self, store: StoreRef) -> H:
        """Return the store as its runs were found last, once; after that, as it is now.

        Raises:
            ReaderError: the store cannot be read.
        """
        held = self._open.get((os.getpid(), store.address))
        if held is None or held.is_described:
            held = self.begin(store)
        held.is_described = True
        return held

    def close(self) -> None:
        """Close what this process holds open."""
        for key in self._own():
            self._open.pop(key).close()

    def _own(self) -> list[tuple[int, str]]:
        return [key for key in self._open if key[0] == os.getpid()]
