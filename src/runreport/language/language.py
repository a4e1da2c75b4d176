"""A language as a value: its messages, its plurals, its marks."""

import datetime
import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from runreport.language.marks import NARROW, Marks, date_text, span_text
from runreport.language.pattern import filled
from runreport.language.pseudo import pseudo

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ku", "ps", "sd", "ug", "ur", "yi"})
ISOLATE, LTR_ISOLATE, END = "\u2068", "\u2066", "\u2069"
"""Around a text whose direction may be another than the sentence's: the plain text's `<bdi>`."""


def direction_of(code: str) -> str:
    """Return `rtl` for a language that is written from right to left, else `ltr`."""
    return "rtl" if code.lower().split("-")[0] in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True)
class Language:
    """Everything that turns English into another language."""

    code: str
    """Tag, such as `fr` or `pt-BR`; it becomes the page's `lang`."""
    locale: str = "en"
    """The nearest locale that Babel has dates of."""
    messages: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """Translation by English message; all plural forms where there is a plural."""
    plural_rule: str = "n != 1"
    """Which of the forms a number takes, as gettext writes it."""
    marks: Marks = field(default_factory=Marks)
    missing: int = 0
    """How many messages are said in English, since the catalog has no other."""
    is_pseudo: bool = False

    @property
    def is_english(self) -> bool:
        """Whether everything is said as it stands in the code."""
        return self is ENGLISH or not (self.messages or self.is_pseudo or self.marks != Marks())

    @property
    def is_rtl(self) -> bool:
        """Whether it is written from right to left."""
        return direction_of(self.code) == "rtl"

    @cached_property
    def plural_index(self) -> Callable[[int], int]:
        """Return the place of the form that a number takes."""
        return gettext.c2py(self.plural_rule)

    @cached_property
    def _table(self) -> dict[int, str]:
        return self.marks.table

    def __getstate__(self) -> dict[str, Any]:
        # What is made on demand holds functions, which do not travel between processes.
        return {name: self.__dict__[name] for name in self.__dataclass_fields__}

    def number(self, english: str) -> str:
        """Return a number that is written the English way as this language writes it."""
        return self.marks.number(english, self._table)

    def say(self, message: str, values: Mapping[str, object]) -> str:
        """Return a message with its values."""
        found = self.messages.get(message, message)
        return self._filled(found if isinstance(found, str) else found[0], values)

    def say_count(self, n: int, one: str, many: str, values: Mapping[str, object]) -> str:
        """Return the form of a message that a number takes; `{n}` in it is the number."""
        found = self.messages.get(one)
        here = one if n == 1 else many
        form = found[self.plural_index(abs(n))] if isinstance(found, tuple) else here
        return self._filled(form, {"n": Number(n), **values})

    def _filled(self, form: str, values: Mapping[str, object]) -> str:
        if self.is_pseudo:
            form = pseudo(form)
        if not values:
            return form
        return filled(form, {name: self._value(value) for name, value in values.items()})

    def _value(self, value: object) -> object:
        if isinstance(value, Number):
            return self.number(f"{int(value):,}".replace(",", NARROW).replace("-", "−"))
        if isinstance(value, Written):
            return self.number(value.replace(",", NARROW))
        if isinstance(value, float | int) and not isinstance(value, bool):
            return LocalNumber(value, self.number)
        return self.isolated(str(value))

    def isolated(self, text: str) -> str:
        """Return a text that stands in a sentence, kept from scrambling it."""
        return f"{ISOLATE}{text}{END}" if self.is_rtl and text else text

    def ltr(self, text: str) -> str:
        """Return what reads from left to right in every language, such as an interval or a power of ten."""
        return f"{LTR_ISOLATE}{text}{END}" if self.is_rtl and text else text

    def date(self, moment: datetime.date, form: str = "long") -> str:
        """Return a date, by default with its month in full; see `marks.date_text`."""
        said = date_text(self.locale, moment, form)
        return pseudo(said) if self.is_pseudo else said

    def span(self, first: datetime.date, last: datetime.date) -> str:
        """Return a range of days without what both share."""
        said = span_text(self.locale, first, last)
        return pseudo(said) if self.is_pseudo else said

    def listed(self, words: list[str]) -> str:
        """Return words as a sentence lists them: `a, b and c`."""
        return self.marks.listed([self.isolated(word) for word in words])


class Number(int):
    """A whole number whose thousands are parted where it is said."""


class Written(str):
    """A number that is written the English way."""

    __slots__ = ()


class LocalNumber:
    """A number that a message writes in its own form, such as `{rho:.2f}`."""

    def __init__(self, value: float, say: Callable[[str], str]) -> None:
        self._value, self._say = value, say

    def __format__(self, form: str) -> str:
        return self._say(format(self._value, form).replace("-", "−"))


ENGLISH = Language("en")
