"""Parallel coordinates: every run as a line over the settings that vary, and the headline metric.

Axes stand side by side; on each, a value lies between the bottom and the top. What a run does not
record lies at the foot, apart. Everything is in per cent of the box, as in `inline`.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from runreport.analysis.evidence import COMPARED
from runreport.analysis.findings import ExperimentFindings
from runreport.analysis.results import result_in
from runreport.figures.alt import LONGEST, off_scale_words
from runreport.figures.column import Floats
from runreport.figures.numbers import counted, plain, short
from runreport.figures.outliers import off_words
from runreport.figures.parallel_axes import Column, ParallelAxis, labels_above, parallel_axis, setting_columns
from runreport.figures.paths import line_path
from runreport.figures.places import Infos, chart_key, info_of
from runreport.language import say
from runreport.model import Better, Run

FEWEST_RUNS, MOST_LINES = 6, 300
MOST_AXES = 8
"""Settings that have an axis; the metric comes last."""


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


def parallel_chart(found: ExperimentFindings, runs: Mapping[str, Run], infos: Infos) -> ParallelChart | None:
    """Return an experiment's runs over the settings that vary; None for fewer than two or too few runs."""
    if found.headline is None:
        return None
    info = info_of(infos, found.headline)
    members = [runs[uid] for uid in found.runs]
    values = np.array([_result(run, info.name) for run in members])
    valued = int(np.isfinite(values).sum())
    settings = setting_columns(found, members)
    if len(settings) < 2 or valued < FEWEST_RUNS:
        return None
    left = len(found.varying) - min(len(settings), MOST_AXES)
    rows, columns = _with_places([*settings[:MOST_AXES], Column(info.label, f"metrics.{info.name}", values)])
    able = np.isfinite(columns[-1].values) & np.array([members[at].status in COMPARED for at in rows])
    best = set() if found.is_on_different_data else _best(columns[-1].values, able, info.better)
    spread = np.linspace(0, len(rows) - 1, min(len(rows), MOST_LINES))
    drawn = sorted({round(at) for at in spread} | best)
    across = np.linspace(0, 100, len(columns))
    placed = [
        parallel_axis(column, label, float(at), drawn)
        for column, label, at in zip(columns, labels_above(columns), across, strict=True)
    ]
    downs = np.stack([down for _, down in placed])
    axes = tuple(axis for axis, _ in placed)
    lines = [
        ParallelLine(rows[at], line_path(across, downs[:, line]), at in best) for line, at in enumerate(drawn)
    ]
    return ParallelChart(
        key=chart_key("parallel", found.name, info.name),
        title=_title(info.label, columns[:-1], best, int(able.sum()) if best else valued),
        alt=_alt(columns, axes),
        note=_note(
            len(drawn), len(rows), left, len(best), [*_feet(columns), *_offs(axes), *_empty(found, rows)]
        ),
        axes=axes,
        lines=tuple(sorted(lines, key=lambda line: line.is_best)),
        is_crowded=len(lines) > 60,
    )


def _with_places(columns: Sequence[Column]) -> tuple[list[int], list[Column]]:
    """Return the places of the runs that some column has a value of, and the columns of these alone.

    The others, such as parents that only hold runs together, would be a line along the foot.
    """
    rows = np.flatnonzero(np.isfinite(np.stack([column.values for column in columns])).any(axis=0))
    return rows.tolist(), [replace(column, values=column.values[rows]) for column in columns]


def _result(run: Run, metric: str) -> float:
    value = result_in(run, metric)
    return value if math.isfinite(value) else math.nan


def _best(values: Floats, able: NDArray[np.bool_], better: Better) -> set[int]:
    """Return the places of the best tenth, three at least and ties with the last of them too.

    Only runs that are compared and have a value, where `able` is true, can be best.
    """
    wanted = max(3, round(int(able.sum()) / 10))
    if better is Better.UNKNOWN or able.sum() < wanted:
        return set()
    signed = np.where(able, values if better is Better.HIGHER else -values, -math.inf)
    bar = np.sort(signed)[-wanted]
    found = set(np.flatnonzero(able & (signed >= bar)).tolist())
    return found if len(found) <= np.isfinite(values).sum() / 2 else set()


def _title(label: str, settings: Sequence[Column], best: set[int], of: int) -> str:
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


def _alt(columns: Sequence[Column], axes: Sequence[ParallelAxis]) -> str:
    """Return what it shows, what is not recorded, what is off a scale; names are cut first, then counted."""
    for length in (24, 16, 8):
        text = _joined(columns, [*_feet(columns, length), *_beyond(axes, length)], length)
        if len(text) <= LONGEST:
            return text
    feet, off = sum(column.missing > 0 for column in columns), sum(len(axis.off) for axis in axes)
    counts = [say("Not recorded by some runs: {axes}.", axes=counted(feet, "axis", "axes"))] if feet else []
    counts += [say("Off the drawn scales: {values}.", values=counted(off, "value"))] if off else []
    text = _joined(columns, counts, 8)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _joined(columns: Sequence[Column], clauses: Sequence[str], length: int) -> str:
    return " ".join([_subject(columns, length), *clauses, say("Table follows.")])


def _beyond(axes: Sequence[ParallelAxis], length: int) -> Iterator[str]:
    for axis in axes:
        if axis.off:
            values = off_scale_words([short(value) for value in axis.off])
            yield f"{plain(axis.name, length)}: {values}."


def _subject(columns: Sequence[Column], length: int) -> str:
    *settings, metric = columns
    known = metric.values[np.isfinite(metric.values)]
    ends = say("from {start} to {end}", start=short(float(known.min())), end=short(float(known.max())))
    text = say(
        "Parallel coordinates of {runs} over {names} and {name}",
        runs=counted(len(metric.values), "run"),
        names=", ".join(plain(column.name, length) for column in settings),
        name=plain(metric.name, length),
    )
    return say("{text}, which goes {ends}.", text=text, ends=ends)


def _feet(columns: Sequence[Column], length: int = 60) -> Iterator[str]:
    """Yield which axes have runs at their foot, and how many."""
    lacking = [
        say("{name} by {runs}", name=plain(column.name, length), runs=counted(column.missing, "run"))
        for column in columns
        if column.missing
    ]
    if lacking:
        yield say("At the foot, not recorded: {names}.", names=", ".join(lacking))


def _offs(axes: Sequence[ParallelAxis]) -> Iterator[str]:
    """Yield which values lie beyond an axis."""
    for axis in axes:
        if axis.off:
            yield f"{plain(axis.name)}: {off_words(axis.off, 'run', say('at the end of the axis'))}"


def _empty(found: ExperimentFindings, rows: Sequence[int]) -> Iterator[str]:
    """Yield how many runs record nothing of what is shown."""
    if len(rows) < len(found.runs):
        yield say("{runs} without a value not drawn.", runs=counted(len(found.runs) - len(rows), "run"))


def _note(drawn: int, of: int, left: int, best: int, notes: Sequence[str]) -> str:
    parts = [say("Each line is a run, n = {valued}.", valued=short(of))]
    parts += [say("Strong: the best {best}.", best=short(best))] if best else []
    if drawn < of:
        runs = counted(of, "run")
        parts.append(say("{drawn} of {runs} drawn, evenly chosen by rank.", drawn=drawn, runs=runs))
    if left > 0:
        parts.append(say("{settings} without an axis here.", settings=counted(left, "setting")))
    return " ".join([*parts, *notes, say("The numbers stand in the table of all runs.")])
