"""Parallel coordinates: every run as a line over the settings that vary, and the headline metric.

Axes stand side by side; on each, a value lies between the bottom and the top. What a run does not
record lies at the foot, apart. Everything is in per cent of the box, as in `inline`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from runreport.analysis.evidence import COMPARED
from runreport.analysis.findings import ExperimentFindings
from runreport.analysis.results import result_of
from runreport.analysis.settings import canonical, number_of, text_of
from runreport.figures.chart import Axis, Scale
from runreport.figures.inline import Tick
from runreport.figures.numbers import counted, plain, short
from runreport.figures.outliers import off_words, rest_of
from runreport.figures.paths import line_path
from runreport.figures.places import Infos, chart_key, info_of, spans_decades
from runreport.figures.scales import Floats, Span, place, span
from runreport.language import say
from runreport.model import Better, Run, Scalar

FEWEST_RUNS, MOST_LINES = 6, 300
MOST_AXES = 8
"""Settings that have an axis; the metric comes last."""
MOST_WORDS = 12
"""Different words of a setting up to which it has an axis."""
LEAST_RECORDED = 0.5
"""Part of the runs that record a setting which has an axis."""
BOTTOM, FOOT = 86.0, 97.0
"""Where the lowest value lies, and what is not recorded, in per cent from the top."""
LONGEST_NAME, LONGEST_TICK = 20, 14


@dataclass(frozen=True, slots=True)
class ParallelAxis:
    """One axis; `words` is empty where it has numbers."""

    key: str
    """Of the column in the table of all runs: `params.depth`, `metrics.auc`."""
    name: str
    at: float
    """Per cent from the left."""
    ticks: tuple[Tick, ...]
    low: float
    high: float
    is_log: bool
    words: tuple[str, ...]
    has_missing: bool

    @property
    def label(self) -> str:
        """The name, cut to the room above the axis."""
        return plain(self.name, LONGEST_NAME)


@dataclass(frozen=True, slots=True)
class ParallelLine:
    """One run."""

    row: int
    """Its place in the table of all runs."""
    d: str
    is_best: bool


@dataclass(frozen=True, slots=True)
class ParallelChart:
    """Everything placed."""

    key: str
    title: str
    alt: str
    note: str
    axes: tuple[ParallelAxis, ...]
    lines: tuple[ParallelLine, ...]
    """In order of painting: the best last."""
    is_crowded: bool
    """Whether lines are so many that each is drawn thin."""


@dataclass(frozen=True, slots=True)
class _Column:
    """One axis' values, a row each; NaN where there is none."""

    name: str
    key: str
    values: Floats
    words: tuple[str, ...] = ()


def parallel_chart(found: ExperimentFindings, runs: Mapping[str, Run], infos: Infos) -> ParallelChart | None:
    """Return an experiment's runs over the settings that vary; None for fewer than two or too few runs."""
    if found.headline is None:
        return None
    info = info_of(infos, found.headline)
    results = [
        result_of(runs[uid].summary.get(info.name), runs[uid].metrics.get(info.name))[0] for uid in found.runs
    ]
    rows = [at for at, value in enumerate(results) if math.isfinite(value)]
    kept = [runs[found.runs[at]] for at in rows]
    columns = [column for name in _by_effect(found) if (column := _setting(name, kept)) is not None]
    if len(columns) < 2 or len(rows) < FEWEST_RUNS:
        return None
    left = len(found.varying) - min(len(columns), MOST_AXES)
    values = np.array([results[at] for at in rows])
    columns = [*columns[:MOST_AXES], _Column(info.label, f"metrics.{info.name}", values)]
    able = np.array([run.status in COMPARED for run in kept])
    best = set() if found.is_on_different_data else _best(values, able, info.better)
    drawn = sorted({round(at) for at in np.linspace(0, len(rows) - 1, min(len(rows), MOST_LINES))} | best)
    axes, places, notes = _axes(columns, drawn)
    notes += [say("At the foot: not recorded.")] if any(axis.has_missing for axis in axes) else []
    lines = [
        ParallelLine(rows[at], line_path(places[0], places[1][:, column]), at in best)
        for column, at in enumerate(drawn)
    ]
    return ParallelChart(
        key=chart_key("parallel", found.name, info.name),
        title=_title(info.label, columns[:-1], best, int(able.sum()) if best else len(rows)),
        alt=_alt(columns, len(rows)),
        note=_note(len(drawn), len(rows), len(results), left, len(best), notes),
        axes=axes,
        lines=tuple(sorted(lines, key=lambda line: line.is_best)),
        is_crowded=len(lines) > 60,
    )


def _by_effect(found: ExperimentFindings) -> list[str]:
    """Return the settings that vary, those first with which the headline goes most visibly."""
    first = [effect.param for effect in found.effects if effect.metric == found.headline]
    return [*dict.fromkeys(name for name in (*first, *found.varying) if name in found.varying)]


def _setting(name: str, runs: Sequence[Run]) -> _Column | None:
    """Return a setting's axis; None for a single value, or one that too few runs record."""
    recorded = {canonical(run.params[name]): run.params[name] for run in reversed(runs) if name in run.params}
    if len(recorded) < 2 or sum(name in run.params for run in runs) < LEAST_RECORDED * len(runs):
        return None
    numbers = [number_of(value) for value in recorded.values()]
    if all(number is not None for number in numbers):
        values = [number_of(run.params.get(name)) for run in runs]
        array = np.array([math.nan if value is None else float(value) for value in values])
        return _Column(name, f"params.{name}", array)
    if len(recorded) > MOST_WORDS:
        return None
    words = tuple(sorted({text_of(value) for value in recorded.values()}, key=_word_order))
    codes = {canonical(word): at for at, word in enumerate(words)}
    places = [_code(run, name, codes) for run in runs]
    return _Column(name, f"params.{name}", np.array(places), words)


def _word_order(word: str) -> tuple[bool, float, str]:
    number = number_of(word)
    return number is None, float(number or 0), word


def _code(run: Run, name: str, codes: Mapping[int | float | str, int]) -> float:
    value: Scalar = run.params.get(name)
    return float(codes[canonical(value)]) if name in run.params else math.nan


def _best(values: Floats, able: NDArray[np.bool_], better: Better) -> set[int]:
    """Return the places of the best tenth, three at least and ties with the last of them too.

    Only runs that are compared, where `able` is true, can be best.
    """
    wanted = max(3, round(able.sum() / 10))
    if better is Better.UNKNOWN or able.sum() < wanted:
        return set()
    signed = values if better is Better.HIGHER else -values
    bar = np.sort(signed[able])[-wanted]
    found = set(np.flatnonzero((signed >= bar) & able).tolist())
    return found if len(found) <= len(values) / 2 else set()


def _axes(
    columns: Sequence[_Column], drawn: Sequence[int]
) -> tuple[tuple[ParallelAxis, ...], tuple[Floats, Floats], list[str]]:
    """Return the axes; where lines cross them, (across, down by axis and line); and what is off a scale."""
    across = np.linspace(0, 100, len(columns))
    axes, downs, notes = [], [], []
    for at, column in zip(across.tolist(), columns, strict=True):
        values = column.values[drawn]
        scale, off = _span(column)
        down = BOTTOM * (1 - place(scale, values) / 100)
        downs.append(np.where(np.isfinite(values), down, FOOT))
        if off:
            notes.append(f"{plain(column.name)}: {off_words(off, 'run', say('at the end of the axis'))}")
        is_log = scale.scale is Scale.LOG
        texts = zip(place(scale, [value for value, _ in scale.ticks]).tolist(), scale.ticks, strict=True)
        ticks = tuple(
            Tick(plain(text, LONGEST_TICK), round(BOTTOM * (1 - up / 100), 2)) for up, (_, text) in texts
        )
        is_missing = bool(np.isnan(values).any())
        axes.append(
            ParallelAxis(
                column.key,
                column.name,
                round(at, 2),
                ticks,
                scale.low,
                scale.high,
                is_log,
                column.words,
                is_missing,
            )
        )
    return tuple(axes), (across, np.stack(downs)), notes


def _span(column: _Column) -> tuple[Span, list[float]]:
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


def _title(label: str, settings: Sequence[_Column], best: set[int], of: int) -> str:
    if not best:
        return say("The settings and {label} of {runs}", label=label, runs=counted(of, "run"))
    shared = []
    for column in settings:
        values = {column.values[at] for at in best}
        value = next(iter(values))
        if len(values) == 1 and math.isfinite(value) and not np.all(column.values == value):
            said = plain(column.words[int(value)], 24) if column.words else short(value)
            shared.append(f"{plain(column.name, 32)} {said}")
    who = say("the best {best} of {runs} by {label}", best=len(best), runs=counted(of, "run"), label=label)
    if not shared:
        return say("No single value is shared by {who}", who=who)
    return say("{who} all have {shared}", who=f"{who[:1].upper()}{who[1:]}", shared=_together(shared[:3]))


def _together(words: Sequence[str]) -> str:
    return reduce(lambda one, other: say("{name} and {other}", name=one, other=other), words)


def _alt(columns: Sequence[_Column], of: int) -> str:
    names = ", ".join(plain(column.name, 24) for column in columns[:-1])
    values = columns[-1].values
    ends = say("from {start} to {end}", start=short(float(values.min())), end=short(float(values.max())))
    text = say(
        "Parallel coordinates of {runs} over {names} and {name}",
        runs=counted(of, "run"),
        names=names,
        name=plain(columns[-1].name, 24),
    )
    text = say("{text}, which goes {ends}. Table follows.", text=text, ends=ends)
    return text if len(text) <= 250 else f"{text[:249]}…"


def _note(drawn: int, valued: int, of: int, left: int, best: int, notes: Sequence[str]) -> str:
    parts = [say("Each line is a run, n = {valued}.", valued=valued)]
    parts += [say("Strong: the best {best}.", best=best)] if best else []
    parts += (
        [say("{drawn} of {runs} drawn, evenly chosen by rank.", drawn=drawn, runs=counted(valued, "run"))]
        if drawn < valued
        else []
    )
    parts += (
        [say("{runs} without a value not drawn.", runs=counted(of - valued, "run"))] if of > valued else []
    )
    parts += [say("{settings} without an axis here.", settings=counted(left, "setting"))] if left > 0 else []
    return " ".join([*parts, *notes, say("The numbers stand in the table of all runs.")])
