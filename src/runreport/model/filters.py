"""Which runs are meant: a small language over what a run holds.

    metrics.val_auc > 0.9 and (params.model = forest or not tags.simulated = yes)

A comparison is a name, an operator and a value. Comparisons are joined with `and`, `or`, `not` and
parentheses; `not` binds tightest, `or` loosest.

Names are `id`, `name`, `experiment`, `status`, `params.X`, `metrics.X`, `tags.X`, or X alone, which
means the metric X, else the parameter X, else the tag X. Names and values with spaces or operators
in them stand in quotes: `params."learning rate" = 0.1`.

Operators are `=`, `!=`, `>`, `>=`, `<`, `<=` and `~` (contains). Two numbers are compared as numbers,
anything else as text, whatever its case. A run that has no such thing meets no comparison but `!=`.
"""

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from runreport.errors import ConfigError
from runreport.model.parts import Scalar
from runreport.model.run import Run

_TOKEN = re.compile(
    r"""\s*(?:(?P<punctuation>[()])
          |(?P<operator>!=|>=|<=|==|[=<>~])
          |(?P<word>(?:[^\s()=!<>~"']|"[^"]*"|'[^']*')+))""",
    re.VERBOSE,
)
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_JOINTS = ("and", "or", "not")
_ORDER: Mapping[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


class FilterError(ConfigError):
    """The text is no filter; the message shows where."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One name, one operator, one value."""

    name: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Negation:
    """True where its part is not."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Junction:
    """True where all of its parts are, or any."""

    needs_all: bool
    parts: tuple["Condition", ...]


Condition = Comparison | Negation | Junction


@dataclass(frozen=True, slots=True)
class Filter:
    """A parsed filter."""

    text: str
    """As it was written."""
    condition: Condition


def parse_filter(text: str) -> Filter:
    """Return the filter that `text` describes.

    Raises:
        FilterError: the text is no filter; says what was expected, and at which character.
    """
    try:
        return _Parser(text).filter()
    except RecursionError as error:
        raise FilterError("filter: its parentheses are nested too deep; write it shorter") from error


def matches(wanted: Filter, run: Run) -> bool:
    """Return whether the run is meant."""
    return _holds(wanted.condition, run)


def metric_value(run: Run, name: str) -> float | None:
    """Return a metric's value for a table: the store's own summary, else the last finite point.

    None where the run has no such number, NaN where none of its points is finite.
    """
    stated = run.summary.get(name)
    if stated is not None and not isinstance(stated, str) and (number := _number(stated)) is not None:
        return number
    series = run.metrics.get(name) or run.system.get(name)
    return None if series is None else series.stats.last_finite


def _holds(condition: Condition, run: Run) -> bool:
    match condition:
        case Negation(part):
            return not _holds(part, run)
        case Junction(True, parts):
            return all(_holds(part, run) for part in parts)
        case Junction(_, parts):
            return any(_holds(part, run) for part in parts)
        case Comparison(name, sign, value):
            return _compares(_look_up(run, name), sign, value)


def _look_up(run: Run, name: str) -> Scalar:
    prefix, _, rest = name.partition(".")
    match prefix:
        case "id" | "name" | "experiment" | "status" if not rest:
            return str(getattr(run, prefix))
        case "metrics" | "metric" if rest:
            return _result(run, rest)
        case "params" | "param" if rest:
            return run.params.get(rest)
        case "tags" | "tag" if rest:
            return run.tags.get(rest)
    candidates = (_result(run, name), run.params.get(name), run.tags.get(name))
    return next((found for found in candidates if found is not None), None)


def _result(run: Run, name: str) -> Scalar:
    value = metric_value(run, name)
    return run.summary.get(name) if value is None else value


def _compares(found: Scalar, sign: str, value: str) -> bool:
    if found is None:
        return sign == "!="
    if sign == "~":
        return value.casefold() in str(found).casefold()
    mine, theirs = _number(found), _number(value)
    if sign in _ORDER:
        return mine is not None and theirs is not None and _ORDER[sign](mine, theirs)
    if mine is None or theirs is None:
        is_same = str(found).casefold() == value.casefold()
    else:
        is_same = mine == theirs or (math.isnan(mine) and math.isnan(theirs))
    return is_same == (sign == "=")


def _number(value: Scalar) -> float | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.lower() in words


class _Parser:
    """Recursive descent, one method a rule; `_next` is the token that stands next."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._scan()
        self._next = next(self._tokens)

    def filter(self) -> Filter:
        condition = self._joined("or")
        if self._next.kind != "end":
            raise self._expected("`and`, `or`, or the end")
        return Filter(self._text, condition)

    def _scan(self) -> Iterator[_Token]:
        position = 0
        while self._text[position:].strip():
            found = _TOKEN.match(self._text, position)
            if found is None:
                rest = self._text[position:]
                position += len(rest) - len(rest.lstrip())
                raise self._fault(position, f"`{self._text[position]}` cannot be read here (an open quote?)")
            kind = str(found.lastgroup)
            yield _Token(kind, found[kind], found.start(kind))
            position = found.end()
        yield _Token("end", "", len(self._text))

    def _take(self) -> _Token:
        taken = self._next
        self._next = next(self._tokens, taken)
        return taken

    def _joined(self, joint: str) -> Condition:
        parts = [self._operand(joint)]
        while self._next.is_word(joint):
            self._take()
            parts.append(self._operand(joint))
        return parts[0] if len(parts) == 1 else Junction(joint == "and", tuple(parts))

    def _operand(self, joint: str) -> Condition:
        return self._joined("and") if joint == "or" else self._single()

    def _single(self) -> Condition:
        if self._next.is_word("not"):
            self._take()
            return Negation(self._single())
        if self._next.text == "(" and self._next.kind == "punctuation":
            self._take()
            inner = self._joined("or")
            if self._next.text != ")":
                raise self._expected("`)`")
            self._take()
            return inner
        return self._comparison()

    def _comparison(self) -> Comparison:
        if self._next.kind != "word" or self._next.is_word(*_JOINTS):
            raise self._expected("a name such as `status` or `metrics.loss`")
        name = _unquoted(self._take().text)
        if self._next.kind != "operator":
            raise self._expected(f"one of = != > >= < <= ~ after `{name}`")
        sign = self._take().text.replace("==", "=")
        if self._next.kind != "word" or self._next.is_word(*_JOINTS):
            raise self._expected(f"a value after `{sign}`")
        value = self._take()
        if sign in _ORDER and _number(_unquoted(value.text)) is None:
            raise self._fault(value.start, f"`{sign}` needs a number, not `{value.text}`")
        return Comparison(name, sign, _unquoted(value.text))

    def _expected(self, what: str) -> FilterError:
        found = f"`{self._next.text}`" if self._next.text else "the end"
        return self._fault(self._next.start, f"expected {what}, found {found}")

    def _fault(self, position: int, what: str) -> FilterError:
        return FilterError(f"filter `{self._text}`, character {position + 1}: {what}")


def _unquoted(word: str) -> str:
    return _QUOTED.sub(lambda quoted: quoted[1] if quoted[1] is not None else quoted[2], word)
