"""A sentence that is English, and can be said in another language later."""

from collections.abc import Mapping, Sequence

from runreport.language.language import ENGLISH, Language, LocalNumber, Number, Written
from runreport.language.marks import NARROW
from runreport.language.pattern import filled


class Text(str):
    """An English sentence that remembers the message and the values that it was made from.

    For words that are data too: what findings, problems and omissions say stands in English in
    `report.json` and on the terminal, and in the report's language on its pages.
    """

    __slots__ = ("many", "message", "n", "values")

    message: str
    many: str
    """The message for more than one; empty where the message counts nothing."""
    n: int
    values: Mapping[str, object]

    def __new__(
        cls, message: str, values: Mapping[str, object], n: int | None = None, many: str = ""
    ) -> "Text":
        """Return the sentence in English."""
        if n is None:
            here = {name: _in_english(value) for name, value in values.items()}
            made = super().__new__(cls, filled(message, here) if values else message)
        else:
            made = super().__new__(cls, ENGLISH.say_count(n, message, many, values))
        made.message, made.values, made.n, made.many = message, values, n or 0, many
        return made

    def __reduce__(self) -> tuple[object, ...]:
        return Text, (self.message, self.values, self.n if self.many else None, self.many)

    def said(self, language: Language) -> str:
        """Return the sentence in a language; values that are texts too are said in it first."""
        values = {
            name: value.said(language) if isinstance(value, Text) else value
            for name, value in self.values.items()
        }
        if self.many:
            values.pop("n", None)
            return language.say_count(self.n, self.message, self.many, values)
        return language.say(self.message, values)


def _in_english(value: object) -> object:
    """Return a value; a float has a minus sign, and what counts has its thousands parted."""
    if isinstance(value, Number):
        return f"{int(value):,}".replace(",", NARROW)
    return LocalNumber(value, str) if isinstance(value, float) else value


def text(message: str, /, **values: object) -> Text:
    """Return a message as English that can be said in another language later."""
    return Text(message, values)


def text_count(n: int, one: str, many: str, /, **values: object) -> Text:
    """Return a counted message as English that can be said in another language later."""
    return Text(one, values, n, many)


def text_number(english: str) -> Text:
    """Return a number that is written the English way as one that can be written another way later."""
    return Text("{n}", {"n": Written(english)})


def text_joined(parts: Sequence[str], mark: str) -> str:
    """Return parts with a mark between them; what can be said later among them can be said later still."""
    if not any(isinstance(part, Text) for part in parts):
        return mark.join(parts)
    names = [f"part{'_' * place}" for place in range(1, len(parts) + 1)]
    return Text(mark.join(f"{{{name}}}" for name in names), dict(zip(names, parts, strict=True)))


__all__ = ["Number", "Text", "text", "text_count", "text_joined", "text_number"]
