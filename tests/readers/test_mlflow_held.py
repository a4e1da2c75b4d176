import os
from dataclasses import dataclass, field

import pytest

from runreport.model import RunRef, StoreRef
from runreport.readers.mlflow.held import Held

STORE = StoreRef("r", "mlflow+http://127.0.0.1:1")


@dataclass
class Line:
    """A connection that tells whether it was closed, and by which process."""

    store: StoreRef
    keys: tuple[str, ...] = ("a",)
    is_described: bool = False
    closed_by: list[int] = field(default_factory=list)

    def serves(self, ref: RunRef) -> bool:
        return ref.key in self.keys

    def close(self) -> None:
        self.closed_by.append(os.getpid())


def test_a_run_is_read_from_where_it_was_found():
    held = Held(Line)
    found = held.begin(STORE)
    assert held.of(RunRef(STORE, "a")) is found
    assert not found.closed_by


def test_a_run_that_is_not_as_it_was_found_is_looked_for_anew():
    held = Held(Line)
    found = held.begin(STORE)
    assert held.of(RunRef(STORE, "new")) is not found
    assert found.closed_by == [os.getpid()]


def test_the_lists_of_the_runs_serve_for_one_description_only():
    held = Held(Line)
    found = held.begin(STORE)
    assert held.listed(STORE) is found
    assert held.listed(STORE) is not found


def test_few_stores_are_held_open():
    held = Held(Line)
    lines = [held.begin(StoreRef("r", f"mlflow+http://127.0.0.1:{port}")) for port in range(1, 8)]
    assert [bool(line.closed_by) for line in lines] == [True] * 3 + [False] * 4
    held.close()
    assert all(line.closed_by for line in lines)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_fork_neither_uses_nor_closes_what_the_process_before_it_holds_open():
    held = Held(Line)
    found = held.begin(STORE)
    child = os.fork()
    if not child:
        other = held.of(RunRef(STORE, "a"))
        held.close()
        os._exit(0 if other is not found and other.closed_by and not found.closed_by else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
