"""Questions to MLflow's REST interface, and its answers: `server/handlers.py` of MLflow.

All are questions: none changes anything, so each may be asked again. What fails for a moment is asked
again a few times, what asks to wait is waited for, and what fails again and again is asked no more.
"""

import time
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from email.utils import parsedate_to_datetime
from threading import main_thread
from typing import TYPE_CHECKING, Any

from runreport.errors import ReaderError
from runreport.model import Problem
from runreport.readers.mlflow.address import Address, wait_s
from runreport.readers.mlflow.answers import MissingError, PassingError, json_of, refusal, rows_of
from runreport.readers.mlflow.client import client_for
from runreport.readers.mlflow.record import Faults

if TYPE_CHECKING:
    import httpx

ATTEMPTS = 3
"""How often one question is asked where the server fails or says nothing."""
PAUSE_S = 0.5
"""Before the second attempt; twice as long before the third."""
MOST_WAITED_S = 120.0
"""How long a server that asks to wait is waited for, over all attempts at one question."""
HOPELESS = 3
"""Questions of one kind that failed in a row after all attempts: then the kind is asked no more."""
MOST_EMPTY = 20
"""Pages in a row that bring nothing new."""

_BUSY = 429

Query = Mapping[str, str | int | Sequence[str]]


class Wire:
    """Connections to one server, kept open; may be used by many threads."""

    def __init__(self, address: Address, sleep: Callable[[float], None] = time.sleep) -> None:
        self.address = address
        self._sleep = sleep
        self._client = client_for(address)
        self._failed: Counter[str] = Counter()
        self._last: dict[str, str] = {}
        self._api = "api"

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def find_api(self) -> None:
        """Settle under which path the server answers: some proxies let only the browser's half through.

        Raises:
            ReaderError: it does not answer as MLflow does.
        """
        for self._api in ("api", "ajax-api"):
            try:
                self.post("experiments/search", {"max_results": 1})
            except MissingError as error:
                fault: Exception = error
            else:
                return
        what = "there is no MLflow 1.28 or later at this path; check host, port and prefix"
        raise ReaderError(f"{self.address.shown}: {what}") from fault

    def get(self, call: str, query: Query, *, ajax: bool = False) -> dict[str, Any]:
        """Return the answer to a call such as `metrics/get-history`.

        Args:
            call: its path, after `mlflow/`.
            query: what is asked.
            ajax: whether only the browser's half of the interface has it.

        Raises:
            MissingError: there is no such thing, or no such call.
            ReaderError: there is no answer.
        """
        path = f"/{'ajax-api' if ajax else self._api}/2.0/mlflow/{call}"
        return json_of(self._ask("GET", path, call, params=query), self.address.shown, call)

    def post(self, call: str, body: Mapping[str, Any], *, version: str = "2.0") -> dict[str, Any]:
        """Return the answer to a search; see `get`."""
        data = self._ask("POST", f"/{self._api}/{version}/mlflow/{call}", call, json=body)
        return json_of(data, self.address.shown, call)

    def search(
        self,
        call: str,
        name: str,
        asked: Mapping[str, Any],
        identity: Callable[[Mapping[str, Any]], Hashable],
        faults: Faults,
    ) -> list[dict[str, Any]]:
        """Return what all pages of a search list, each once: pages shift where something is added.

        Args:
            call: its path, as for `get`; registries are searched by GET.
            name: under which name an answer lists.
            asked: what is asked, without a page.
            identity: returns what tells one entry from others.
            faults: takes pages that go in a circle.
        """
        found: dict[Hashable, dict[str, Any]] = {}
        token, idle = "", 0
        seen: set[str] = set()
        ask: Callable[..., dict[str, Any]] = self.get if call.startswith(("reg", "model-")) else self.post
        while True:
            answer = ask(call, {**asked, "page_token": token} if token else asked)
            rows = rows_of(answer, name, self.address.shown, call)
            before = len(found)
            for row in rows:
                found.setdefault(identity(row), row)
            idle = idle + 1 if len(found) == before else 0
            seen.add(token)
            token = str(answer.get("next_page_token") or "")
            if not token:
                return list(found.values())
            # A page may be empty, as what is hidden from who asks; not all of them.
            if token in seen or (rows and idle) or idle == MOST_EMPTY:
                faults.problems.append(in_a_circle(call, self))
                return list(found.values())

    def file(self, path: str, query: Query, most: int) -> bytes | None:
        """Return the bytes of a file that the server hands out; None where they are more than `most`.

        Raises:
            MissingError: there is none.
            ReaderError: there is no answer.
        """
        data = self._ask("GET", path, path.rpartition("/")[2], most=most, params=query)
        return None if len(data) > most else data

    def _ask(self, method: str, path: str, kind: str, most: int | None = None, **said: Any) -> bytes:
        if not main_thread().is_alive():
            raise ReaderError(f"{self.address.shown}: the program ends; what is still to come is not needed")
        for known in ("", kind):
            if self._failed[known] >= HOPELESS:
                raise ReaderError(f"{self.address.shown}: {self._last[known]}")
        try:
            data = self._answer(method, path, most, said)
        except PassingError as error:
            known = "" if error.is_dead else kind
            self._failed[known] += 1
            self._last[known] = str(error)
            raise ReaderError(f"{self.address.shown}: {error}") from error
        self._failed[""] = self._failed[kind] = 0
        return data

    def _answer(self, method: str, path: str, most: int | None, said: Mapping[str, Any]) -> bytes:
        waited, attempts = 0.0, 0
        while True:
            data, fault, pause = self._once(method, path, most, said)
            if fault is None:
                return data
            if pause is None:
                attempts += 1
                pause = PAUSE_S * 2 ** (attempts - 1)
            else:
                waited += max(pause, PAUSE_S)
            if attempts == ATTEMPTS or waited > MOST_WAITED_S:
                raise fault
            self._sleep(pause)

    def _once(
        self, method: str, path: str, most: int | None, said: Mapping[str, Any]
    ) -> tuple[bytes, PassingError | None, float | None]:
        """Return the bytes, what went wrong for now, and how long to wait where the server asks for it."""
        import httpx

        try:
            with self._client.stream(method, self.address.url + path, **said) as response:
                data = _received(response, most)
        except httpx.HTTPError as error:
            return b"", _silence(error), None
        if response.status_code == _BUSY:
            what = f"the server asks to wait ({_BUSY}), and longer than {MOST_WAITED_S:g} s; try again later"
            return b"", PassingError(what), _asked_to_wait(response.headers.get("retry-after", ""))
        fault = refusal(response.status_code, response.headers, data, self.address)
        if isinstance(fault, ReaderError):
            raise fault
        return data, fault, None


def in_a_circle(what: str, wire: Wire, run: str | None = None) -> Problem:
    """Return the problem of pages without an end; what came before is kept."""
    return Problem(
        f"the server gives the same page of {what} again; what came until then is shown",
        "tell whoever runs the server, or a proxy before it",
        wire.address.shown,
        run,
    )


def words_of(error: ReaderError) -> str:
    """Return what an error says, without the address in front, as part of a sentence."""
    head, _, rest = str(error).partition(": ")
    return (rest if "://" in head else str(error)).replace("; ", ", ")


def _silence(error: "httpx.HTTPError") -> PassingError:
    import httpx

    if isinstance(error, httpx.TimeoutException):
        what = f"the server does not answer within {wait_s():g} s; see whether it is well"
    elif isinstance(error, httpx.ConnectError):
        what = f"the server cannot be reached ({error}); check host and port, and whether it is up"
    else:
        what = f"the connection broke off ({type(error).__name__}); see whether the server is well"
    return PassingError(what, is_dead=True)


def _received(response: "httpx.Response", most: int | None) -> bytes:
    """Return the body; of a file, not much more than `most` bytes."""
    if most is None or response.status_code >= 300:
        return response.read()
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > most:
            break
    return b"".join(parts)


def _asked_to_wait(header: str) -> float:
    """Return the seconds of `Retry-After`, which may be a date; a pause where it says nothing."""
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except ValueError:
        return 2 * PAUSE_S
