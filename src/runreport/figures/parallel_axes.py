"""The axes of parallel coordinates: which settings have one, its scale, and where lines cross it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from runreport.analysis.findings import ExperimentFindings
from runreport.analysis.settings import canonical, number_of, text_of
from runreport.figures.chart import Axis, Scale
from runreport.figures.column import Floats
from runreport.figures.inline import Tick
from runreport.figures.numbers import plain
from runreport.figures.outliers import rest_of
from runreport.figures.places import spans_decades
from runreport.figures.scales import Span, place, span
from runreport.model import Run, Scalar

MOST_WORDS = 12
"""Different words of a setting up to which it has an axis."""
LEAST_RECORDED = 0.5
"""Part of the runs that record a setting which has an axis."""
BOTTOM, FOOT = 86.0, 97.0
"""Where the lowest value lies, and what is not recorded, in per cent from the top."""
LONGEST_NAME, LONGEST_TICK = 20, 14
FEW_AXES = 7
"""Axes above which names of `LONGEST_NAME` letters have room; above more, those of as many as a tick has."""


@dataclass(frozen=True, slots=True)
class Column:
    """One axis' values, a run each; NaN where there is none."""

    name: str
    key: str
    """Of the column in the table of all runs: `params.depth`, `metrics.auc`."""
    values: Floats
    words: tuple[str, ...] = ()
    """Where the values are words: these, and their places in here as values."""

    @property
    def missing(self) -> int:
        """How many runs do not record it."""
        return int(np.isnan(self.values).sum())


@dataclass(frozen=True, slots=True)
class ParallelAxis:
    """One axis; `words` is empty where it has numbers."""

    key: str
    """Of the column in the table of all runs."""
    name: str
    at: float
    """Per cent from the left."""
    ticks: tuple[Tick, ...]
    low: float
    high: float
    is_log: bool
    words: tuple[str, ...]
    has_missing: bool
    """Whether it has a place at the foot for runs that do not record it."""
    label: str
    """The name, cut to the room above the axis."""
    off: tuple[float, ...] = ()
    """Values beyond its ends, where lines bend to the end."""

    @property
    def rows(self) -> tuple[tuple[Tick, str], ...]:
        """Each tick with its whole word; the word is empty where the tick has all of it."""
        words = self.words or ("",) * len(self.ticks)
        pairs = zip(self.ticks, words, strict=True)
        return tuple((tick, word if tick.text != word else "") for tick, word in pairs)


def setting_columns(found: ExperimentFindings, runs: Sequence[Run]) -> list[Column]:
    """Return the settings that can have an axis, those first with which the headline goes most."""
    return [column for name in _by_effect(found) if (column := _setting(name, runs)) is not None]


def parallel_axis(column: Column, label: str, at: float, drawn: Sequence[int]) -> tuple[ParallelAxis, Floats]:
    """Return an axis, and where lines cross it, in per cent from the top, shape (len(drawn),).

    Args:
        column: values of all runs, which decide the scale.
        label: what stands above it.
        at: per cent from the left.
        drawn: places of the runs that have a line.
    """
    values = column.values[list(drawn)]
    scale, off = _span(column)
    down = BOTTOM * (1 - place(scale, values) / 100)
    places = place(scale, [value for value, _ in scale.ticks]).tolist()
    texts = _cut([text for _, text in scale.ticks], LONGEST_TICK)
    ticks = tuple(
        Tick(text, round(BOTTOM * (1 - up / 100), 2)) for up, text in zip(places, texts, strict=True)
    )
    axis = ParallelAxis(
        key=column.key,
        name=column.name,
        at=round(at, 2),
        ticks=ticks,
        low=scale.low,
        high=scale.high,
        is_log=scale.scale is Scale.LOG,
        words=column.words,
        has_missing=bool(np.isnan(values).any()),
        label=label,
        off=tuple(off),
    )
    return axis, np.where(np.isfinite(values), down, FOOT)


def labels_above(columns: Sequence[Column]) -> list[str]:
    """Return the names of axes, cut to the room above each."""
    return _cut(
        [column.name for column in columns], LONGEST_NAME if len(columns) <= FEW_AXES else LONGEST_TICK
    )


def _cut(texts: Sequence[str], longest: int) -> list[str]:
    """Return texts cut at their ends, or inside where they would be alike then."""
    lines = [plain(text, max(longest, len(text))) for text in texts]
    cut = [plain(line, longest) for line in lines]
    if len(set(cut)) == len(set(lines)):
        return cut
    end = math.ceil((longest - 1) * 0.6)
    return [line if len(line) <= longest else f"{line[: longest - 1 - end]}…{line[-end:]}" for line in lines]


def _by_effect(found: ExperimentFindings) -> list[str]:
    first = [effect.param for effect in found.effects if effect.metric == found.headline]
    return [*dict.fromkeys(name for name in (*first, *found.varying) if name in found.varying)]


def _setting(name: str, runs: Sequence[Run]) -> Column | None:
    """Return a setting's column; None for a single value, or one that too few runs record."""
    recorded = {canonical(run.params[name]): run.params[name] for run in reversed(runs) if name in run.params}
    if len(recorded) < 2 or sum(name in run.params for run in runs) < LEAST_RECORDED * len(runs):
        return None
    numbers = [number_of(value) for value in recorded.values()]
    if all(number is not None for number in numbers):
        values = [number_of(run.params.get(name)) for run in runs]
        array = np.array([math.nan if value is None else float(value) for value in values])
        return Column(name, f"params.{name}", array)
    if len(recorded) > MOST_WORDS:
        return None
    words = tuple(sorted({text_of(value) for value in recorded.values()}, key=_word_order))
    codes = {canonical(word): at for at, word in enumerate(words)}
    places = [_code(run, name, codes) for run in runs]
    return Column(name, f"params.{name}", np.array(places), words)


def _word_order(word: str) -> tuple[bool, float, str]:
    number = number_of(word)
    return number is None, float(number or 0), word


def _code(run: Run, name: str, codes: Mapping[int | float | str, int]) -> float:
    value: Scalar = run.params.get(name)
    return float(codes[canonical(value)]) if name in run.params else math.nan


def _span(column: Column) -> tuple[Span, list[float]]:
    """Return an axis' scale, and the values that lie off it."""
    if column.words:
        return span(Axis("", scale=Scale.CATEGORY, names=column.words), [], 4, is_tight=True), []
    known = column.values[np.isfinite(column.values)].tolist()
    is_log = spans_decades(known)
    kept = None if is_log else rest_of(known)
    low, high = kept or (min(known), max(known))
    off = sorted(value for value in known if not low <= value <= high)
    axis = Axis("", scale=Scale.LOG if is_log else Scale.LINEAR)
    return span(axis, [low, high], 4, is_tight=False), off
