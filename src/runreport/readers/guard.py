"""Where a reader runs: its failure becomes a value, so that one record lost never loses another."""

from collections.abc import Callable
from typing import TypeVar

from runreport.errors import ReaderError
from runreport.model import Problem

T = TypeVar("T")

SKIPPED = "mend or remove it; the rest of the report stands without it"


def guarded(call: Callable[[], T], *, reader: str, store: str = "", run: str | None = None) -> T | Problem:
    """Return what the call into a reader returns, or the problem that it met instead."""
    try:
        return call()
    except ReaderError as error:
        return problem_of(error, store=store, run=run)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a reader is anyone's code; its bug costs one record, in plain sight
        return bug(reader, f"{type(error).__name__}: {error}", store=store, run=run)


def problem_of(error: ReaderError, *, store: str, run: str | None = None) -> Problem:
    """Return a reader's own message as a problem; its text after the first semicolon is the remedy."""
    what, _, remedy = " ".join(str(error).split()).partition("; ")
    return Problem(what or type(error).__name__, remedy or SKIPPED, store=store, run=run)


def bug(reader: str, fault: str, *, store: str = "", run: str | None = None) -> Problem:
    """Return the problem that says the reader itself failed, and how to report it."""
    return Problem(
        what=f"the reader `{reader}` itself failed: {' '.join(fault.split())}",
        remedy="tell the reader's authors, with this line and the output of `runreport readers`",
        store=store,
        run=run,
    )
