"""Ctrl+C, and a system that wants the program to end, at a moment that suits it."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import current_thread, main_thread
from types import FrameType

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that ask a program to end: by Ctrl+C, by a system or `timeout`, by a terminal that closes."""


@contextmanager
def put_off() -> Iterator[None]:
    """Let an interruption wait for the end of the block, for blocks that must not be left half done.

    Python raises `KeyboardInterrupt` between any two instructions, also where nobody can catch it: in
    callbacks of a fork, or between the making of a folder and the promise to remove it. Outside of the
    main thread, which alone is interrupted, this does nothing.
    """
    if current_thread() is not main_thread():
        yield
        return
    seen: list[int] = []
    # Those that would end the program without a word of Python are left alone.
    held = {number: handler for number in ENDING if callable(handler := signal.getsignal(number))}
    for number in held:
        signal.signal(number, lambda number, _: seen.append(number))
    try:
        yield
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)
        for number in seen[:1]:
            signal.raise_signal(number)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Give a folder of its own that is gone after the block, however that ends."""
    with ExitStack() as undo:
        yield new_folder(undo.callback)


def new_folder(promise: Callable[..., object]) -> Path:
    """Return a new temporary folder.

    Args:
        promise: takes what removes the folder, and keeps it for later, as `atexit.register` does.
    """
    # Here, since they import much that `--help` does not need.
    import shutil
    from tempfile import mkdtemp

    with put_off():
        folder = Path(mkdtemp(prefix="runreport-"))
        promise(shutil.rmtree, folder, ignore_errors=True)
    return folder


def listen() -> None:
    """End the program by `KeyboardInterrupt` when it is asked to end; `insist` and `asked_by` know then.

    Where a terminal's end is ignored, as with `nohup`, it stays so.
    """
    _seen.clear()
    for number in ENDING:
        if number == signal.SIGINT or signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _remember)


def insist() -> None:
    """Raise `KeyboardInterrupt` once more where one was, and got lost in a callback of the interpreter."""
    if _seen:
        raise KeyboardInterrupt


def asked_by() -> int:
    """Return the signal that asked the program to end; that of Ctrl+C where none is known."""
    return _seen[0] if _seen else signal.SIGINT


_seen: list[int] = []


def _remember(number: int, frame: FrameType | None) -> None:
    _seen.append(number)
    signal.default_int_handler(number, frame)
