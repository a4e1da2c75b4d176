import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing import active_children
from pathlib import Path
from threading import Lock

import pytest

from runreport.errors import SiteError
from runreport.parallel import CAN_FORK, WORTH_A_FORK, WORTH_IT, default_workers, map_ordered
from runreport.parallel.ordered import _chunks


@pytest.mark.parametrize("workers", [0, 1, 2])
@pytest.mark.parametrize("count", [0, 1, 3, 100])
def test_results_come_in_the_order_of_the_items(workers: int, count: int) -> None:
    expected = [number * number for number in range(count)]
    assert list(map_ordered(lambda number: number * number, range(count), workers)) == expected


def test_one_worker_does_nothing_ahead() -> None:
    taken = []

    def items() -> Iterator[int]:
        for number in range(10):
            taken.append(number)
            yield number

    results = map_ordered(lambda number: number * number, items(), 1)
    assert (next(results), next(results)) == (0, 1)
    assert taken == [0, 1]


def test_one_worker_is_this_process_and_more_are_others() -> None:
    assert set(map_ordered(lambda _: os.getpid(), range(3), 1)) == {os.getpid()}
    assert os.getpid() not in set(map_ordered(lambda _: os.getpid(), range(40), 2))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_in_one_item_is_raised(workers: int) -> None:
    with pytest.raises(ValueError, match="seven"):
        list(map_ordered(int, ["1", "2", "seven", *["8"] * 20], workers))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interruption_ends_the_work(workers: int) -> None:
    results = map_ordered(math.sqrt, range(200), workers)
    next(results)
    with pytest.raises(KeyboardInterrupt):
        results.throw(KeyboardInterrupt)  # type: ignore[attr-defined]
    assert list(results) == []


def test_few_runs_stay_in_this_process() -> None:
    assert default_workers(0) == 1
    assert default_workers(WORTH_IT - 1) == 1
    assert default_workers(WORTH_A_FORK - 1, WORTH_A_FORK) == 1
    assert default_workers(WORTH_IT) >= 1
    assert default_workers(10**6) <= (os.cpu_count() or 1)


def test_mapping_in_this_process_starts_no_other() -> None:
    script = (
        "from runreport.parallel import map_ordered; list(map_ordered(abs, [1], 1));"
        "import multiprocessing; print(multiprocessing.active_children())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("taken", [0, 1])
def test_whoever_stops_early_is_not_warned_of_what_was_done_in_vain(taken: int) -> None:
    results = map_ordered(abs, range(200), 2)
    for _ in range(taken):
        next(results)
    del results  # a warning would be an error here
    assert active_children() == []


@pytest.mark.parametrize("workers", [2, 8])
@pytest.mark.parametrize("count", [0, 1, 2, 9, 64, 1000, 10_000])
def test_each_item_is_given_out_once_and_ever_fewer_at_a_time(count: int, workers: int) -> None:
    chunks = list(_chunks(5, count + 5, workers))
    assert [place for chunk in chunks for place in chunk] == list(range(5, count + 5))
    sizes = [len(chunk) for chunk in chunks]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-workers:] == [] or max(sizes[-workers:]) <= 3, "all are done at about the same time"
    assert len(chunks) >= min(count, workers), "nobody is idle"


@pytest.mark.skipif(not CAN_FORK, reason="processes are not forks here")
def test_a_busy_process_is_one_of_the_workers_and_helps_when_it_is_done() -> None:
    def slowly(number: int) -> tuple[int, int]:
        time.sleep(0.002)
        return number, os.getpid()

    results = list(map_ordered(slowly, range(400), 2, is_busy=True))
    assert [number for number, _ in results] == list(range(400))
    workers = {worker for _, worker in results}
    assert len(workers) == 2
    assert os.getpid() in workers


@pytest.mark.skipif(not CAN_FORK, reason="processes are not forks here")
def test_a_busy_process_takes_what_others_did_meanwhile() -> None:
    results = map_ordered(lambda _: os.getpid(), range(200), 2, is_busy=True)
    time.sleep(1)
    assert os.getpid() not in set(results)


@pytest.mark.skipif(not CAN_FORK, reason="processes are not forks here")
def test_heavy_items_are_shared_out_one_by_one() -> None:
    def slowly(number: int) -> tuple[int, int]:
        time.sleep(0.3 if number < 2 else 0)
        return number, os.getpid()

    results = list(map_ordered(slowly, range(300), 2, heavy=2))
    assert [number for number, _ in results] == list(range(300))
    assert results[0][1] != results[1][1]


@pytest.mark.parametrize("workers", [1, 2])
def test_results_may_wait_in_a_folder_and_leave_nothing_there(workers: int, tmp_path: Path) -> None:
    results = map_ordered(lambda number: "x" * number, range(200), workers, aside=tmp_path)
    assert [len(text) for text in results] == list(range(200))
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not CAN_FORK, reason="processes are not forks here")
def test_a_folder_for_results_that_is_no_more_is_said(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"gone: No such file.*TMPDIR"):
        list(map_ordered(abs, range(200), 2, aside=tmp_path / "gone"))


@pytest.mark.skipif(not CAN_FORK, reason="processes are not forks here")
def test_a_fork_needs_to_be_sent_nothing() -> None:
    lock = Lock()  # it cannot be pickled
    assert list(map_ordered(lambda item: item[1], [(lock, 1), (lock, 2)], 2)) == [1, 2]


@pytest.mark.skipif(not CAN_FORK, reason="processes are not forks here")
def test_workers_end_when_who_wanted_the_work_is_killed(
    outlives_its_parent: Callable[[str], bool],
) -> None:
    script = (
        "import os, time; from runreport.parallel import map_ordered;"
        "results = map_ordered(lambda place: time.sleep(60 * place) or os.getpid(), range(2), 2);"
        "print(next(results), flush=True); time.sleep(60)"
    )
    assert not outlives_its_parent(script)


@pytest.mark.skipif(not CAN_FORK, reason="processes are not forks here")
@pytest.mark.parametrize("place", [1, 2, 9])
def test_an_interruption_while_processes_begin_ends_them(place: int) -> None:
    """The moment is chosen from outside: when so many pieces of work were given out."""
    script = (
        "import os, signal; from multiprocessing import active_children; from time import sleep\n"
        "from concurrent.futures import ProcessPoolExecutor as Pool\n"
        "from runreport.parallel import map_ordered, workers_ended\n"
        "submit, given = Pool.submit, []\n"
        "def interrupted(*arguments):\n"
        "    future = submit(*arguments); given.append(future)\n"
        f"    if len(given) == {place}: os.kill(os.getpid(), signal.SIGINT)\n"
        "    return future\n"
        "Pool.submit = interrupted\n"
        "try:\n"
        "    with workers_ended(): list(map_ordered(lambda _: sleep(0.05), range(100), 3))\n"
        "except KeyboardInterrupt:\n"
        "    print(active_children())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
