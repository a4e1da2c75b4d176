"""A session with a server through `wandb.Api`: quiet, within bounds, and with faults as one line.

wandb's own core sends the requests since 0.22, and tries each up to 20 times, up to a minute apart; what
is set here keeps it to a few. `WANDB_HTTP_TIMEOUT` and the other settings of wandb go first where somebody
has set them. Source: `wandb/apis/public/api.py`, `wandb/sdk/wandb_settings.py` of 0.31, and
`core/internal/api/gql_client.go`.
"""

import inspect
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from runreport.errors import MissingLibraryError, ReaderError
from runreport.readers.settings import with_environment
from runreport.readers.wandb_server.faults import fault_of

SECONDS = 120
"""To wait for an answer, with the tries that wandb makes of itself."""
_BOUNDS: Mapping[str, float] = {
    "x_graphql_timeout_seconds": 20,
    "x_graphql_retry_max": 3,
    "x_graphql_retry_wait_min_seconds": 1,
    "x_graphql_retry_wait_max_seconds": 8,
    "x_file_transfer_timeout_seconds": 60,
    "x_file_transfer_retry_max": 2,
    "x_file_transfer_retry_wait_min_seconds": 1,
    "x_file_transfer_retry_wait_max_seconds": 8,
}
_ENVIRONMENT = {
    # Faults of wandb itself would go to its makers.
    "WANDB_ERROR_REPORTING": "false",
    # For each run that it lists, wandb makes a folder below this one; here, it cannot.
    "WANDB_DIR": os.devnull,
}


def session(*, is_new: bool = False) -> Any:
    """Return this process's session with the server: a `wandb.Api`.

    Args:
        is_new: True for one that remembers no answers.

    Raises:
        MissingLibraryError: wandb is not installed.
        ReaderError: nobody is logged in, or the server does not let them in.
    """
    if is_new:
        _session.cache_clear()
    return _session(os.getpid(), os.environ.get("WANDB_BASE_URL", ""), os.environ.get("WANDB_API_KEY", ""))


@cache
def _session(pid: int, base_url: str, key: str) -> Any:  # noqa: ARG001 - what tells sessions apart
    with _quiet():
        try:
            import wandb
        except ImportError as error:
            raise MissingLibraryError(
                "reading a Weights & Biases server needs wandb; install it: pip install 'ml-runreport[wandb]'"
            ) from error
        with asking("the server"), _bounded(wandb):
            return wandb.Api(timeout=SECONDS)


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Make a fault of wandb, or of the server, a `ReaderError` with one line.

    Args:
        what: is asked for, as the line names it.
    """
    with _quiet():
        try:
            yield
        except ReaderError:
            raise
        except failures() as error:
            raise ReaderError(f"{what}: {fault_of(error)}") from error


def known(function: Callable[..., Any], **options: Any) -> dict[str, Any]:
    """Return those of the options that the installed version of wandb has."""
    names = inspect.signature(function).parameters
    return {name: value for name, value in options.items() if name in names}


@cache
def failures() -> tuple[type[Exception], ...]:
    """Return what wandb raises for faults of the network, of the server and of its answers."""
    from wandb.errors import Error

    # It trips over answers that it does not expect, and raises whatever comes of that.
    found: list[type[Exception]] = [Error, OSError, ValueError, TypeError, LookupError, AttributeError]
    try:
        from wandb.sdk.lib.service.service_connection import WandbApiFailedError
    except ImportError:
        return tuple(found)
    return (*found, WandbApiFailedError)


@contextmanager
def _quiet() -> Iterator[None]:
    """Hold wandb to what a reader may do, without changing what the rest of the process sees of it."""
    with with_environment(_ENVIRONMENT):
        yield


@contextmanager
def _bounded(wandb: Any) -> Iterator[None]:
    """Give wandb's settings bounds while a session copies them, and no leave to ask for a key."""
    settings = wandb.setup().settings
    wanted = {"silent": True, **{name: bound for name, bound in _BOUNDS.items() if _is_open(settings, name)}}
    before = {name: getattr(settings, name) for name in wanted if hasattr(settings, name)}
    try:
        for name in before:
            setattr(settings, name, wanted[name])
        wandb.termsetup(settings, None)
        yield
    finally:
        for name, value in before.items():
            setattr(settings, name, value)
        wandb.termsetup(settings, None)


def _is_open(settings: Any, name: str) -> bool:
    return hasattr(settings, name) and getattr(settings, name) is None
