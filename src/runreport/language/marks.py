"""How a language writes numbers, dates and lists, read once from the locale's data (CLDR, by Babel)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

MINUS = "−"
NARROW = "\u202f"
"""Between thousands; it does not break."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in numbers in place of English marks; the defaults are those of English here."""

    decimal: str = "."
    group: str = NARROW
    minus: str = MINUS
    least_grouped: int = 1
    """Digits before the first mark between thousands: with 2, `1234` has none."""
    digits: str = "0123456789"
    percent: str = "{n}\N{NO-BREAK SPACE}%"
    pair: str = "{0} and {1}"
    """How a list of two is written."""
    middle: str = "{0}, {1}"
    """How a longer list goes on."""
    last: str = "{0} and {1}"
    """How its last word is put behind the others."""

    @property
    def table(self) -> dict[int, str]:
        """For `str.translate`, from an English number to one of this language."""
        pairs = {".": self.decimal, NARROW: self.group, MINUS: self.minus}
        pairs |= dict(zip("0123456789", self.digits, strict=True))
        return {ord(old): new for old, new in pairs.items() if old != new}

    def number(self, english: str, table: dict[int, str]) -> str:
        """Return a number that is written the English way as this language writes it."""
        if self.least_grouped > 1 and english.count(NARROW) == 1:
            head = english.partition(NARROW)[0].removeprefix(MINUS)
            if len(head) < self.least_grouped:
                english = english.replace(NARROW, "")
        return english.translate(table)

    def listed(self, words: Sequence[str]) -> str:
        """Return words as a sentence lists them."""
        if len(words) < 2:
            return "".join(words)
        if len(words) == 2:
            return self.pair.format(*words)
        said = words[0]
        for word in words[1:-1]:
            said = self.middle.format(said, word)
        return self.last.format(said, words[-1])


def marks_of(tag: str) -> Marks:
    """Return the marks of a locale that Babel knows."""
    from babel import Locale

    locale = Locale.parse(tag, sep="-")
    system = locale.default_numbering_system
    symbols = locale.number_symbols.get(system) or locale.number_symbols["latn"]
    lists = locale.list_patterns["standard"]
    # A minus between numbers takes the direction of the line; a mark before it keeps it at its number.
    minus = symbols["minusSign"].replace("-", MINUS)
    percent = locale.percent_formats[None].pattern.replace("#,##0", "{n}")
    return Marks(
        decimal=symbols["decimal"],
        group=symbols["group"],
        minus=minus,
        least_grouped=2 if locale.language in {"es", "pl", "bg"} or tag == "pt-PT" else 1,
        digits=_digits(system),
        percent=percent.replace("%", symbols["percentSign"]).replace(" ", "\N{NO-BREAK SPACE}"),
        pair=lists["2"],
        middle=lists["middle"],
        last=lists["end"],
    )


def _digits(system: str) -> str:
    first = {"arab": "٠", "arabext": "۰", "deva": "०", "beng": "০", "mymr": "၀"}.get(system, "0")
    return "".join(chr(ord(first) + number) for number in range(10))


@lru_cache(maxsize=4096)
def date_text(tag: str, moment: date, form: str) -> str:
    """Return a date in a locale's own form.

    Args:
        tag: of the locale.
        moment: any day.
        form: `long`, such as `12 septembre 2026`, or a skeleton of CLDR such as `yMMMd`.
    """
    from babel.dates import format_date, format_skeleton

    locale = tag.replace("-", "_")
    if form == "long":
        return format_date(moment, "long", locale=locale)
    return format_skeleton(form, datetime(moment.year, moment.month, moment.day), locale=locale)


@lru_cache(maxsize=1024)
def span_text(tag: str, first: date, last: date) -> str:
    """Return a range of days in a locale's own form, without what both share."""
    from babel.dates import format_interval

    return str(format_interval(first, last, "yMMMMd", locale=tag.replace("-", "_")))
