import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import active_children
from pathlib import Path

import pytest

from runreport.parallel import CAN_FORK, Aside

needs_forks = pytest.mark.skipif(not CAN_FORK, reason="processes are not forks here")


def squared(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def slowly(_: int) -> int:
    time.sleep(0.01)
    return os.getpid()


def put(path: Path) -> None:
    path.write_text(str(os.getpid()))


def locked(path: Path) -> None:
    try:
        put(path)
        time.sleep(60)
    finally:
        path.unlink()


def killed_elsewhere(parent: int) -> str:
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def wrong_elsewhere(parent: int) -> str:
    if os.getpid() != parent:
        raise ValueError("not here")
    return "done"


@pytest.mark.parametrize("forks", [0, 1, 3])
@pytest.mark.parametrize("count", [0, 1, 50])
def test_results_come_in_the_order_of_the_items(forks: int, count: int) -> None:
    with Aside(forks) as aside:
        results = aside.do_all(squared, range(count))
    assert [square for square, _ in results] == [number * number for number in range(count)]


def test_without_processes_all_is_done_here() -> None:
    with Aside(0) as aside:
        assert {process for _, process in aside.do_all(squared, range(5))} == {os.getpid()}


@needs_forks
def test_with_processes_all_is_done_there_by_each_of_them() -> None:
    with Aside(2) as aside:
        workers = set(aside.do_all(slowly, range(40)))
    assert len(workers) == 2
    assert os.getpid() not in workers


@needs_forks
def test_what_is_prepared_is_done_there_before_what_is_asked_next(tmp_path: Path) -> None:
    with Aside(1) as aside:
        aside.prepare(put, tmp_path / "prepared")
        [(_, process)] = aside.do_all(squared, [1])
    assert (tmp_path / "prepared").read_text() == str(process)


@pytest.mark.parametrize("function", [killed_elsewhere, wrong_elsewhere])
@pytest.mark.parametrize("forks", [0, 1, 2])
def test_what_a_process_leaves_undone_is_done_here_without_a_word(
    function: Callable[[int], str], forks: int, capfd: pytest.CaptureFixture[str]
) -> None:
    with Aside(forks) as aside:
        assert aside.do_all(function, [os.getpid()] * 5) == ["done"] * 5
        assert aside.do_all(squared, [3]) == [(9, os.getpid())]
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("forks", [0, 2])
def test_what_is_wrong_there_is_said_here(forks: int) -> None:
    with Aside(forks) as aside, pytest.raises(ValueError, match="seven"):
        aside.do_all(int, ["1", "seven", "3"])


@needs_forks
@pytest.mark.parametrize("seconds", [0, 60])
def test_the_processes_end_with_the_block_whatever_they_do(seconds: int) -> None:
    with Aside(2) as aside:
        aside.prepare(time.sleep, seconds)
    assert active_children() == []
    assert aside.count == 0


@needs_forks
def test_where_the_system_has_no_room_for_a_process_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refused)
    with Aside(2) as aside:
        assert aside.count == 0
        assert aside.do_all(squared, [3]) == [(9, os.getpid())]


@needs_forks
def test_a_process_that_may_have_no_children_does_all_itself() -> None:
    script = (
        "import multiprocessing, os; from runreport.parallel import Aside, map_ordered\n"
        "def work(_):\n"
        "    with Aside(2) as aside:\n"
        "        return [*aside.do_all(abs, [-1]), *map_ordered(abs, [-2] * 100, 2)], aside.count\n"
        "with multiprocessing.get_context('fork').Pool(1) as pool:\n"
        "    print(pool.map(work, [0]) == [([1, *[2] * 100], 0)])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True", done.stderr


@needs_forks
def test_what_stands_in_between_is_put_in_order_at_the_end_of_a_process(tmp_path: Path) -> None:
    with Aside(1) as aside:
        aside.prepare(locked, tmp_path / "lock")
        until = time.monotonic() + 20
        while not (tmp_path / "lock").exists() and time.monotonic() < until:
            time.sleep(0.002)
    assert not list(tmp_path.iterdir())


@needs_forks
def test_an_interruption_is_for_this_process_alone() -> None:
    with Aside(1) as aside:
        [(_, process)] = aside.do_all(squared, [1])
        os.kill(process, signal.SIGINT)
        assert aside.do_all(squared, [2]) == [(4, process)]


@needs_forks
def test_what_libraries_want_done_at_the_end_of_a_process_is_done_once_and_by_it(tmp_path: Path) -> None:
    script = (
        "import atexit, os, pathlib, sys; from runreport.parallel import Aside\n"
        "def wanted(name): open(name, 'a').write(f'{os.getpid()}\\n')\n"
        "atexit.register(wanted, 'parent')\n"
        "with Aside(1) as aside:\n"
        "    aside.prepare(atexit.register, wanted, 'fork')\n"
        "    aside.do_all(print, ['asked'])\n"
        "print(os.getpid(), flush=True)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    parent = done.stdout.split()[-1]
    assert (tmp_path / "parent").read_text().split() == [parent]
    [fork] = (tmp_path / "fork").read_text().split()
    assert fork != parent


@needs_forks
def test_the_processes_end_when_the_one_that_asks_is_killed(
    outlives_its_parent: Callable[[str], bool],
) -> None:
    script = (
        "import os, time; from runreport.parallel import Aside\n"
        "aside = Aside(1)\n"
        "print(aside._processes[0].pid, flush=True); time.sleep(60)"
    )
    assert not outlives_its_parent(script)
