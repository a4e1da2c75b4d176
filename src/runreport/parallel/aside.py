"""Processes that wait aside of this one, and do single things when they are asked."""

import atexit
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Sequence
from multiprocessing import connection, get_context
from multiprocessing.process import BaseProcess
from types import FrameType, TracebackType
from typing import Any, NoReturn, Self, TypeAlias, TypeVar, cast

from runreport.interruption import put_off
from runreport.parallel.forks import (
    PATIENCE_S,
    end_with_parent,
    forking,
    is_forking,
    may_have_children,
)

Item = TypeVar("Item")
Result = TypeVar("Result")
Asked = tuple[Callable[..., object], tuple[object, ...], bool]
"""A function, its arguments, and whether an answer is awaited."""
Pipe: TypeAlias = "connection.Connection[Any, Any]"


class Aside:
    """Forks of this process as it was when they began, until the end of a `with` block.

    What they are asked and what they answer travels between processes, so it must pickle.
    """

    def __init__(self, forks: int) -> None:
        """Begin so many processes, as `begin` does."""
        self._pipes: list[Pipe] = []
        self._processes: list[BaseProcess] = []
        self.begin(forks)

    def begin(self, forks: int) -> None:
        """Begin so many more; none where there can be no forks, and fewer where the system has no room."""
        for _ in range(forks if is_forking() and may_have_children() else 0):
            try:
                self._begin_one()
            except OSError:
                return

    def _begin_one(self) -> None:
        ours, theirs = connection.Pipe()
        try:
            process = get_context("fork").Process(target=_serve, args=(ours, theirs), daemon=True)
            with forking():
                process.start()
                self._pipes.append(ours)
                self._processes.append(process)
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()

    @property
    def count(self) -> int:
        """How many processes there are."""
        return len(self._processes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def prepare(self, function: Callable[..., object], *arguments: object) -> None:
        """Have each of the processes call a function, and wait for none."""
        for pipe in self._pipes:
            _send(pipe, (function, arguments, False))

    def do_all(self, function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """Return `function` of each item, in their order; where there is no process, this one does it.

        What a process left undone, since it was killed or the function raised, is done here.
        """
        results: dict[int, Result] = {}
        left, idle = deque(range(len(items))), deque(self._pipes)
        busy: dict[Pipe, int] = {}
        while True:
            while idle and left:
                pipe = idle.popleft()
                if _send(pipe, (function, (items[left[0]],), True)):
                    busy[pipe] = left.popleft()
            if not busy:
                break
            for pipe in cast("list[Pipe]", connection.wait([*busy])):
                place = busy.pop(pipe)
                try:
                    results[place] = pipe.recv()
                except (EOFError, OSError):
                    left.append(place)
                else:
                    idle.append(pipe)
        results.update((place, function(items[place])) for place in left)
        return [results[place] for place in range(len(items))]

    def end(self) -> None:
        """End the processes; one that is still at something ends in the middle of it."""
        with put_off():
            for pipe, process in zip(self._pipes, self._processes, strict=True):
                process.terminate()
                # Where Python loses what the signal raises, the process ends when it next wants to be asked.
                pipe.close()
            for process in self._processes:
                process.join(PATIENCE_S)
                process.kill()
                process.join()
            self._pipes, self._processes = [], []


def _send(pipe: Pipe, asked: Asked) -> bool:
    """Ask a process for something; return whether it is there to be asked."""
    try:
        pipe.send(asked)
    except OSError:
        return False
    return True


def _serve(ours: Pipe, theirs: Pipe) -> None:
    # What the parent wants done at its own end is none of a fork's business.
    atexit._clear()
    end_with_parent()
    signal.signal(signal.SIGTERM, _end)
    # What it raises in a callback would be said there.
    sys.unraisablehook = lambda _: None
    ours.close()
    try:
        while True:
            function, arguments, is_answered = theirs.recv()
            answer = function(*arguments)
            if is_answered:
                theirs.send(answer)
    finally:
        # Without a word: who asked does it itself then, and says what is wrong.
        _leave()


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    """End this fork by way of what stands in between, such as the removal of a lock."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit


def _leave() -> NoReturn:
    """End this fork, once what libraries want done at its end is done."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    atexit._run_exitfuncs()
    os._exit(0)
