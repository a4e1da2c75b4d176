"""Comet's own client, asked in a way that waits where the server says so, and ends where it does not answer.

The client is imported when it is first needed. It prints, patches other libraries, reports its errors to
its makers and replaces Python's hook for uncaught errors when it is imported; all of that is switched off.
"""

import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from runreport.errors import MissingLibraryError, ReaderError
from runreport.readers.settings import with_environment

T = TypeVar("T")

KEY = "COMET_API_KEY"
SECONDS = 60
"""That an answer may take to begin, or to go on."""
TRIES = 5
MOST_WAIT = 120
"""Seconds to wait at a time, whatever the server says."""
PAUSE = 1.0
"""Seconds before the second try; twice as long before each more."""
QUIET = {
    "COMET_LOGGING_CONSOLE": "CRITICAL",
    "COMET_DISABLE_AUTO_LOGGING": "1",
    "COMET_ERROR_TRACKING_ENABLE": "false",
    "COMET_DISPLAY_SUMMARY_LEVEL": "0",
    "COMET_HTTP_SESSION_RETRY_TOTAL": "0",
}
_REFUSED = (401, 403)
_BUSY = 429


class NotThereError(ReaderError):
    """The server has no such thing."""


@dataclass(frozen=True, slots=True)
class Client:
    """The client of one server."""

    api: Any
    address: str
    """Of the store, for messages."""

    def ask(self, what: str, call: Callable[[Any], T]) -> T:
        """Return what a call to the client returns, trying again where that may help.

        Args:
            what: what is asked for, for messages.
            call: takes the client.

        Raises:
            NotThereError: the server has no such thing.
            ReaderError: it refuses, or does not answer.
        """
        from comet_ml.exceptions import CometException, CometRestApiException
        from requests.exceptions import RequestException

        said = ""
        for attempt in range(1, TRIES + 1):
            pause = PAUSE * 2 ** (attempt - 1)
            try:
                with _quiet():
                    return call(self.api)
            except CometRestApiException as error:
                status = error.response.status_code
                said = _said(status, error.safe_msg)
                if status != _BUSY and status < 500:
                    raise self._refusal(what, status, said) from error
                pause = _asked_pause(error.response.headers.get("Retry-After"), pause)
            except RequestException as error:
                said = _broken(error)
            except CometException as error:
                raise self._error(what, _one_line(error) or type(error).__name__) from error
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                said = f"the answer has another form than expected ({type(error).__name__})"
                raise self._error(what, said) from error
            if attempt < TRIES:
                time.sleep(min(pause, MOST_WAIT))
        raise self._error(what, f"{said}, {TRIES} times in a row" if TRIES > 1 else said)

    def _refusal(self, what: str, status: int, said: str) -> ReaderError:
        if status in _REFUSED:
            text = f"Comet's server does not let {what} be read ({status})"
            return ReaderError(f"{self.address}: {text}; set {KEY} to a key that may read it")
        if status == 404:
            return NotThereError(
                f"{self.address}: Comet's server does not have {what} ({said}); mend the address"
            )
        return self._error(what, said)

    def _error(self, what: str, said: str) -> ReaderError:
        return ReaderError(
            f"{self.address}: {what} cannot be read from Comet's server: {said}; try again later"
        )


def client_of(address: str) -> Client:
    """Return the client for the server that the environment or `.comet.config` names.

    Raises:
        MissingLibraryError: comet_ml is not installed.
        ReaderError: there is no key.
    """
    api = _api(os.environ.get("COMET_URL_OVERRIDE", ""), os.environ.get(KEY, ""), os.getpid())
    if api is None:
        raise ReaderError(f"{address}: there is no key for Comet's server; set {KEY}")
    return Client(api, address)


@lru_cache(maxsize=4)
def _api(server: str, key: str, process: int) -> Any | None:  # noqa: ARG001 - what tells clients apart
    """Return Comet's client, one a process, as connections cannot be shared; None where there is no key."""
    comet_ml = _imported()
    with _quiet():
        config = comet_ml.get_config()
        if not config["comet.api_key"]:
            return None
        return comet_ml.API(cache=False)


def _imported() -> Any:
    is_new = "comet_ml" not in sys.modules
    hook = sys.excepthook
    try:
        with _quiet():
            import comet_ml
    except ImportError as error:
        text = "Comet's server is read with comet_ml, which is not installed"
        raise MissingLibraryError(f"{text}; install ml-runreport[comet]") from error
    if is_new:
        sys.excepthook = hook
        # It shows warnings of retries, which are told here in one line at the end.
        logging.getLogger("comet_ml").handlers[:] = [logging.NullHandler()]
    return comet_ml


@contextmanager
def _quiet() -> Iterator[None]:
    """Let the client find settings that keep it quiet and patient, for as long as it works for us."""
    waits = {"COMET_TIMEOUT_API": str(SECONDS), "COMET_TIMEOUT_FILE_DOWNLOAD": str(SECONDS)}
    wanted = QUIET | {name: os.environ.get(name, value) for name, value in waits.items()}
    with with_environment(wanted):
        yield


def _asked_pause(header: str | None, pause: float) -> float:
    """Return the seconds that the server asks to wait, where it says them in figures."""
    return float(header) if header and header.strip().isdecimal() else pause


def _said(status: int, message: Any) -> str:
    more = f": {_one_line(message)}" if isinstance(message, str) and message.strip() else ""
    words = {_BUSY: "too many requests"}
    return f"it answers {status}{f', {words[status]}' if status in words else ''}{more}"


def _broken(error: Exception) -> str:
    # What ends in a timeout is wrapped twice, since the client lets urllib3 count tries.
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if any("Timeout" in type(one).__name__ for one in (error, reason)):
        return f"it does not answer within {os.environ.get('COMET_TIMEOUT_API', SECONDS)} seconds"
    if isinstance(error, ValueError):
        return "its answer is no JSON"
    return "the connection fails or breaks off"


def _one_line(value: object) -> str:
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in str(value)).split())
    key = os.environ.get(KEY)
    return (text.replace(key, "…") if key else text)[:200].replace(";", ",")
