"""The language that a build speaks, and its functions: set once around the build, known everywhere in it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from runreport.language.language import ENGLISH, Language
from runreport.language.text import Text

_ACTIVE: ContextVar[Language | None] = ContextVar("runreport.language", default=None)
"""None for English, so that English costs one look."""

Value = TypeVar("Value")


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Say everything in a language until the end of the block; forks that begin in it speak it too."""
    before = _ACTIVE.set(None if language.is_english else language)
    try:
        yield
    finally:
        _ACTIVE.reset(before)


def speak(language: Language) -> None:
    """Say everything in a language from now on: for a process that does nothing else."""
    _ACTIVE.set(None if language.is_english else language)


def active() -> Language:
    """Return the language of this build."""
    return _ACTIVE.get() or ENGLISH


def message(english: str) -> str:
    """Return a constant as it is; it is said by `say` where it is shown."""
    return english


def say(message: str, /, **values: object) -> str:
    """Return a message, with its values, in the language of this build."""
    language = _ACTIVE.get()
    if language is None:
        return message.format_map(values) if values else message
    if isinstance(message, Text):
        return message.said(language)
    return language.say(message, values)


def say_count(n: int, one: str, many: str, /, **values: object) -> str:
    """Return a counted message in the language of this build; `{n}` in it is the number."""
    return active().say_count(n, one, many, values)


def localized(number: str) -> str:
    """Return a number that is written the English way as the language of this build writes it."""
    language = _ACTIVE.get()
    return number if language is None else language.number(number)


def ltr(text: str) -> str:
    """Return what reads from left to right in every language, such as an interval."""
    language = _ACTIVE.get()
    return text if language is None else language.ltr(text)


def translated(value: Value) -> Value:
    """Return a value with every `Text` in it said in the language of this build; the same one in English.

    Looks into frozen dataclasses, tuples and mappings; what holds no text stays the very same value.
    """
    language = _ACTIVE.get()
    return value if language is None else _translated(value, language)


def _translated(value: Any, language: Language) -> Any:
    if isinstance(value, Text):
        return value.said(language)
    if value is None or isinstance(value, str | int | float | bytes):
        return value
    if isinstance(value, tuple):
        made = [_translated(one, language) for one in value]
        is_same = all(new is old for new, old in zip(made, value, strict=True))
        return value if is_same else type(value)(*made) if hasattr(value, "_fields") else tuple(made)
    if isinstance(value, Mapping):
        changed = {key: _translated(one, language) for key, one in value.items()}
        return value if all(changed[key] is one for key, one in value.items()) else changed
    if is_dataclass(value) and not isinstance(value, type):
        old = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        new = {name: _translated(one, language) for name, one in old.items()}
        changes = {name: one for name, one in new.items() if one is not old[name]}
        return replace(value, **changes) if changes else value
    return value
