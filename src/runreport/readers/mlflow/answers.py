"""What an answer of MLflow's server is: JSON, a fault that may pass, or a refusal with its remedy."""

import json
import re
from collections.abc import Mapping
from typing import Any

import orjson

from runreport.errors import ReaderError
from runreport.readers.mlflow.address import PASSWORD, TOKEN, USER, Address

_NO_MLFLOW = "check host, port and prefix, and whether a login page stands in between"
_SHOWN = 160


class MissingError(ReaderError):
    """The server has no such thing, or no such call."""


class PassingError(Exception):
    """A fault that may pass; its text says what is wrong and what to do."""

    def __init__(self, what: str, *, is_dead: bool = False) -> None:
        super().__init__(what)
        self.is_dead = is_dead
        """Whether nothing was heard, so that other questions will fare no better."""


def json_of(data: bytes, shown: str, call: str) -> dict[str, Any]:
    """Return the JSON object of an answer; `NaN` and the like, which Flask writes, are numbers.

    Raises:
        ReaderError: it is none.
    """
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError:
        try:
            found = json.loads(data)
        except (ValueError, RecursionError) as error:
            if data.lstrip()[:1] == b"<":
                what = f"a web page came in answer to {call}, so this is no MLflow server; {_NO_MLFLOW}"
            else:
                what = f"what came in answer to {call} is no JSON; {_NO_MLFLOW}"
            raise ReaderError(f"{shown}: {what}") from error
    if not isinstance(found, dict):
        raise ReaderError(f"{shown}: what came in answer to {call} is no JSON object; {_NO_MLFLOW}")
    return found


def rows_of(answer: Mapping[str, Any], name: str, shown: str, call: str) -> list[dict[str, Any]]:
    """Return the objects that an answer lists under a name; an empty list is left out by MLflow.

    Raises:
        ReaderError: something else stands there.
    """
    found = answer.get(name, [])
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        what = f"`{name}` in the answer to {call} is no list of objects; {_NO_MLFLOW}"
        raise ReaderError(f"{shown}: {what}")
    return found


def refusal(
    status: int, headers: Mapping[str, str], data: bytes, address: Address
) -> PassingError | ReaderError | None:
    """Return what a status means; None where the answer is one."""
    said = _message(data)
    if status < 300:
        return None
    if status >= 500:
        return PassingError(f"the server fails ({status}{said}); look into its log")
    what = _refused(status, said, headers.get("location", "elsewhere"), address)
    kind = MissingError if status == 404 else ReaderError
    return kind(f"{address.shown}: {what}")


def _refused(status: int, said: str, location: str, address: Address) -> str:
    if status < 400:
        return f"the server leads on to {_clean(location)}; give the address it is really at"
    if "Host header" in said:
        host = address.url.partition("://")[2].partition("/")[0]
        return f"the server refuses its name; start it with `--allowed-hosts {host}`"
    if status == 401:
        return f"the server wants to know who asks (401); set {TOKEN}, or {USER} and {PASSWORD}"
    if status == 403:
        what = f"whoever asks has no right to read (403{said})"
        return f"{what}; ask for it, or set another {TOKEN}, or {USER} and {PASSWORD}"
    return f"the server refuses ({status}{said}); check the address"


def _message(data: bytes) -> str:
    """Return MLflow's own words in an error, with a colon in front; empty where there are none."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        text = str(found.get("message") or found.get("error_code") or "")
    else:
        text = data.decode("utf-8", "replace") if data.lstrip()[:1] != b"<" else ""
    text = " ".join(text.split()).replace("; ", ", ")
    return f": {_clean(text)[:_SHOWN]}" if text else ""


def _clean(text: str) -> str:
    return re.sub(r"(?<=://)[^/@\s]*@", "", text)
