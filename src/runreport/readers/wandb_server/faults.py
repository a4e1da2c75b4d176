"""What wandb raises when a server fails, in one line that says what to do.

wandb has no codes for its faults: where the HTTP status is not with one, its own words tell.
Source: `graphqlErrorInfo` in `core/internal/wbapi/graphqlhandler.go` and `core/internal/api/retryerror.go`.
"""

import os
import re
from collections.abc import Iterator

_LOGIN = "log in with `wandb login`, or set WANDB_API_KEY"
_LATER = "build again later: what was read until then is kept"
_LONGEST = 160
_STATUS = re.compile(r"\b(?:HTTP:?|status code:?|error) (\d{3})\b")
_BY_STATUS = {
    401: ("the server does not know who asks (401)", _LOGIN),
    403: ("the server does not let you read this (403)", f"ask its owner for access, or {_LOGIN}"),
    404: ("the server has no such thing (404)", "check the address, and WANDB_BASE_URL"),
    429: ("the server wants to be asked less often (429), and still did after waiting", _LATER),
}
_BY_WORDS = (
    (r"api key|not logged in|no authentication|invalid credentials|relogin", ("nobody is logged in", _LOGIN)),
    (r"could not find|not found", ("the server has no such thing", "check the address, and WANDB_BASE_URL")),
    (r"refused|no such host|name resolution|unreachable", ("it cannot be reached", "check WANDB_BASE_URL")),
    (r"in time|timeout|timed out|deadline", ("there was no answer in time", _LATER)),
    (r"EOF|reset by peer|broken pipe", ("the connection broke off in the middle of an answer", _LATER)),
)


def fault_of(error: BaseException) -> str:
    """Return what is wrong and what to do, on one line; a key of the user's is never in it."""
    said = " ".join(str(error).split())
    status = _status_of(error, said)
    if status in _BY_STATUS:
        return "; ".join(_BY_STATUS[status])
    if status is not None and status >= 500:
        return f"the server itself failed ({status}), again and again; {_LATER}"
    for words, message in _BY_WORDS:
        if re.search(words, said, re.IGNORECASE):
            return "; ".join(message)
    what = f"{type(error).__name__}: {_without_key(said)[:_LONGEST]}"
    return f"the answer is none that wandb knows what to do with ({what}); try another version of wandb"


def _status_of(error: BaseException, said: str) -> int | None:
    for one in _chain(error):
        response = getattr(one, "response", None)
        status = getattr(response, "http_status", None) or getattr(response, "status_code", None)
        if status:
            return int(status)
    found = _STATUS.findall(said)
    return int(found[-1]) if found else None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and those that it came of; wandb's own wraps hold theirs in `exc`."""
    for _ in range(10):
        if error is None:
            return
        yield error
        inner = getattr(error, "exc", None)
        error = inner if isinstance(inner, BaseException) else error.__cause__


def _without_key(said: str) -> str:
    key = os.environ.get("WANDB_API_KEY")
    return said.replace(key, "…") if key else said
