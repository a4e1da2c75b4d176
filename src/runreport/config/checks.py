"""Checks of single values that a type alone does not make; each fault is a sentence."""

import re
from collections.abc import Callable
from dataclasses import is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runreport.language.catalogs import FOLDER, fault_of
from runreport.model.filters import FilterError, parse_filter

if TYPE_CHECKING:
    from pydantic import ValidationInfo

LEAST_KEY_BYTES = 16
FEWEST_CURVE_POINTS = 10
CHOICE = re.compile(r"best (?P<metric>.+?)(?: in (?P<experiment>.+))?|run (?P<run>.+)")


def fault(text: str) -> ValueError:
    """Return a fault that is shown as it is."""
    # Here, since it takes long to import, and most reports are built without a configuration.
    from pydantic_core import PydanticCustomError

    return PydanticCustomError("runreport", "{text}", {"text": text})


def is_written(text: str) -> str:
    """Return the text if there is one."""
    if not text:
        raise fault("is empty; write something, or leave the key out")
    return text


def is_filter(text: str) -> str:
    """Return the text if it is a filter."""
    try:
        parse_filter(text)
    except FilterError as error:
        raise fault(str(error)) from error
    return text


def is_file(text: str, info: "ValidationInfo") -> str:
    """Return the text if it names a file beside the configuration."""
    if info.context is not None and not (info.context["folder"] / text).is_file():
        raise fault(f"`{text}` is not a file; write it, or correct the path")
    return text


def is_key_file(text: str, info: "ValidationInfo") -> str:
    """Return the text if it names a file with a key that cannot be guessed."""
    is_file(text, info)
    if info.context is not None and len(read_key(info.context["folder"] / text)) < LEAST_KEY_BYTES:
        raise fault(
            f"the key in `{text}` is too short; put {LEAST_KEY_BYTES} random characters or more there"
        )
    return text


def is_language(text: str, info: "ValidationInfo") -> str:
    """Return the text if it is the tag (RFC 5646) of a language that there are words in."""
    if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text) is None:
        raise fault(f"`{text}` is no language tag; write one such as `en` or `fr-CA`")
    if info.context is not None and (wrong := fault_of(text, info.context["folder"] / FOLDER)):
        raise fault(wrong)
    return text


def is_web_address(text: str) -> str:
    """Return the text if it can be the address of a site."""
    if re.fullmatch(r"https?://[^\s/]+\S*", text) is None:
        raise fault(f"`{text}` is no address of a site; it begins with https:// or http://")
    return text


def is_choice(text: str) -> str:
    """Return the text if it chooses a run."""
    if CHOICE.fullmatch(text) is None:
        raise fault(f"`{text}` chooses no run; write `best METRIC in EXPERIMENT`, or `run ID`")
    return text


def is_run_pages(text: str) -> str:
    """Return the text if it says which runs get a page."""
    if re.fullmatch(r"all|top:[1-9]\d*", text) is None:
        raise fault(f"`{text}` is neither `all` nor `top:N` with a number, such as `top:500`")
    return text


def is_ordered(limits: tuple[float, float]) -> tuple[float, float]:
    """Return the limits if the first is the lower one."""
    if not limits[0] < limits[1]:
        raise fault(f"the lower limit, {limits[0]:g}, is not below the upper one, {limits[1]:g}")
    return limits


def is_curve(points: int) -> int:
    """Return the number if as many points still make a curve."""
    if points < FEWEST_CURVE_POINTS:
        raise fault(f"should be {FEWEST_CURVE_POINTS} or more, not {points}")
    return points


def text_as(key: str) -> Callable[[Any], Any]:
    """Return a validator by which a text stands for a table with that one key."""

    def widen(entry: Any) -> Any:
        if isinstance(entry, str):
            return {key: entry}
        if not isinstance(entry, dict) and not is_dataclass(entry):
            raise fault(f"should be a text or a table, not {entry!r}")
        return entry

    return widen


def read_key(path: Path) -> bytes:
    """Return the key in a file, without the white space around it."""
    return path.read_bytes().strip()
