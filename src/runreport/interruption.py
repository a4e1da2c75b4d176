"""Ctrl+C at a moment that suits it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType


@contextmanager
def put_off(number: int = signal.SIGINT) -> Iterator[None]:
    """Let an interruption wait for the end of the block, for blocks that must not be left half done.

    Python raises `KeyboardInterrupt` between any two instructions, also where nobody can catch it: in
    callbacks of a fork, or between the making of a folder and the promise to remove it. Outside of the
    main thread, which alone is interrupted, this does nothing.

    Args:
        number: of the signal; that of Ctrl+C, or another one that is handled in Python.
    """
    if current_thread() is not main_thread():
        yield
        return
    seen: list[FrameType | None] = []
    before = signal.signal(number, lambda _, frame: seen.append(frame))
    try:
        yield
    finally:
        # None: it was not set from Python, as while the interpreter shuts down.
        signal.signal(number, signal.SIG_DFL if before is None else before)
        if seen and callable(before):
            before(number, seen[0])


def listen() -> None:
    """Remember that there was an interruption, for `insist`; for programs that Ctrl+C is to end."""
    _seen.clear()
    signal.signal(signal.SIGINT, _remember)


def insist() -> None:
    """Raise `KeyboardInterrupt` once more where one was, and got lost in a callback of the interpreter."""
    if _seen:
        raise KeyboardInterrupt


_seen: list[int] = []


def _remember(number: int, frame: FrameType | None) -> None:
    _seen.append(number)
    signal.default_int_handler(number, frame)
