"""Telling a `run.json` of the plain format from other tools' by its first 4 KiB."""

import json
import re

from runreport.readers.contract import HEAD_BYTES
from runreport.readers.plain.logged import LOGGED
from runreport.readers.plain.record import KNOWN

SPACE = re.compile(r"[\s,]*")
COLON = re.compile(r"\s*:\s*")
OURS = {"experiment": '"', "params": "{", "metrics": "{"}
"""Keys of which one must be there, with the sign that its value begins with."""
FOREIGN = {"experiment": "{", "heartbeat": '"', "host": "{", "sys/id": '"'}
"""Keys of other tools' files of the same name, with the sign that their value begins with."""


def is_run_head(head: bytes) -> bool:
    """Return whether a `run.json` that begins like this is a plain record.

    Where a long value, such as notes, hides the keys behind it, the keys before it decide.
    """
    found = top_level(head.decode("utf-8-sig", "replace"))
    is_foreign = any(found.get(key) == sign for key, sign in FOREIGN.items())
    is_hidden = (
        len(head) == HEAD_BYTES and found.keys() <= KNOWN | LOGGED and bool(found.keys() - {"artifacts"})
    )
    return not is_foreign and (is_hidden or any(found.get(key) == sign for key, sign in OURS.items()))


def top_level(text: str) -> dict[str, str]:
    """Return the keys of a JSON object, which may be cut short, with the first sign of each value."""
    decode = json.JSONDecoder().raw_decode
    found: dict[str, str] = {}
    at = text.find("{") + 1
    if text[: at - 1].strip() or not at:
        return found
    try:
        while True:
            key, at = decode(text, _after(SPACE, text, at))
            at = _after(COLON, text, at)
            found[str(key)] = text[at : at + 1]
            _, at = decode(text, at)
    except (ValueError, RecursionError):
        return found


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
