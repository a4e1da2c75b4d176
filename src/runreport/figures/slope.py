"""Before and after: two values a line, of the baseline and another setting, or with and without something."""

from collections.abc import Mapping
from dataclasses import dataclass

from runreport.analysis.findings import ExperimentFindings, Group
from runreport.analysis.pairs import Matched
from runreport.analysis.parts import measure_info
from runreport.figures.alt import described
from runreport.figures.chart import BASELINE, Axis, Chart, Line, Scale
from runreport.figures.numbers import counted, plain, short
from runreport.figures.places import Infos, chart_key, info_of
from runreport.language import say
from runreport.model import Better

FEWEST, MOST = 2, 12
"""Parts of the data between which lines can be told apart."""
MOST_NAMED, MOST_PAIRS = 12, 200
"""Pairs of runs up to which each line has a name; up to which each is drawn."""
DIGITS = 3
"""Of mean differences, in notes."""

Pairs = Mapping[str, tuple[float, float]]
"""(before, after) by name."""


@dataclass(frozen=True, slots=True)
class _Gains:
    """How many values are better after, worse after, and neither, of those whose direction is known."""

    better: int
    worse: int
    of: int
    is_known: bool


def slope_chart(
    found: ExperimentFindings, parts: Mapping[str, str], measure: str, infos: Infos
) -> Chart | None:
    """Return a line for each part of the data, from the baseline's mean to the best other group's.

    `parts` holds the metric of each part's name. None without a baseline and another ranked group, and
    where fewer than `FEWEST` or more than `MOST` parts have both values.
    """
    sides = _sides(found)
    if sides is None:
        return None
    before, after = sides
    pairs = {part: pair for part, name in parts.items() if (pair := _pair(before, after, name)) is not None}
    if not FEWEST <= len(pairs) <= MOST:
        return None
    info = info_of(infos, next(iter(parts.values())))
    label = measure_info(measure, infos).label
    names = tuple(plain(group.label) for group in (before, after))
    gains = _gains(pairs, info.better)
    left, right = counted(len(before.runs), "run"), counted(len(after.runs), "run")
    said = say(
        "Each line is one part of the data: mean of {left} at the left, of {right} at the right.",
        left=left,
        right=right,
    )
    note = f"{said} {say('No test is made of single parts: small differences can be chance.')}"
    chart = Chart(
        key=chart_key("slope", found.name, measure),
        title=_title(label, gains, names[1], names[0]),
        alt="",
        x=_sides_axis(names),
        y=Axis(label, info.unit),
        marks=_lines(pairs, info.better),
        runs=(*before.runs, *after.runs),
        note=_with_dashes(note, gains),
    )
    return described(chart)


def pairs_chart(found: ExperimentFindings, matched: Matched, infos: Infos) -> Chart:
    """Return a line for each pair of runs that differ in one setting alone.

    Up to `MOST_NAMED` pairs have names; more are faint, behind the line of their means.
    """
    info = info_of(infos, found.headline or "")
    names = tuple(
        plain(f"{matched.param} = {one.setting or say('(empty)')}") for one in (matched.before, matched.after)
    )
    gains = _gains(matched.pairs, info.better)
    runs = (*matched.before.runs, *matched.after.runs)
    chart = Chart(
        key=chart_key("pairs", found.name, info.name, matched.param),
        title=_pairs_title(info.label, gains, names),
        alt="",
        x=_sides_axis(names),
        y=Axis(info.label, info.unit),
        marks=_pair_lines(matched, info.better),
        runs=runs,
        note=_with_dashes(_pairs_note(matched), gains),
    )
    return described(chart)


def _sides(found: ExperimentFindings) -> tuple[Group, Group] | None:
    """Return the baseline and the best group that is another; None where none may be called best."""
    if found.is_on_different_data:
        return None
    groups = {group.key: group for group in found.groups}
    before = groups.get(found.baseline or "")
    ranked = found.ranking.standings if found.ranking is not None else ()
    after = next((groups[one.group] for one in ranked if one.group != found.baseline), None)
    return None if before is None or after is None else (before, after)


def _pair(before: Group, after: Group, name: str) -> tuple[float, float] | None:
    first, second = before.estimates.get(name), after.estimates.get(name)
    return None if first is None or second is None else (first.value, second.value)


def _is_better(pair: tuple[float, float], better: Better) -> bool | None:
    """Return whether the second value is better; None where they are equal or the direction is unknown."""
    if better is Better.UNKNOWN or pair[0] == pair[1]:
        return None
    return (pair[1] > pair[0]) == (better is Better.HIGHER)


def _sides_axis(names: tuple[str, ...]) -> Axis:
    """Return the axis of two places near the edges: lines between them say all."""
    return Axis("", scale=Scale.CATEGORY, low=-0.2, high=1.05, names=names)


def _gains(pairs: Pairs, better: Better) -> _Gains:
    found = [_is_better(pair, better) for pair in pairs.values()]
    return _Gains(found.count(True), found.count(False), len(found), better is not Better.UNKNOWN)


def _lines(pairs: Pairs, better: Better, *, are_faint: bool = False) -> tuple[Line, ...]:
    """Return a line a pair, the highest at the right first; dashed where the right is worse."""
    ordered = sorted(pairs, key=lambda name: (-pairs[name][1], name))
    worse = {name for name in ordered if _is_better(pairs[name], better) is False}
    return tuple(
        Line(
            plain(name),
            (0.0, 1.0),
            pairs[name],
            color=1 if name in worse else BASELINE,
            dashed=name in worse,
            faint=are_faint,
        )
        for name in ordered
    )


def _pair_lines(matched: Matched, better: Better) -> tuple[Line, ...]:
    if len(matched.pairs) <= MOST_NAMED:
        return _lines(matched.pairs, better)
    drawn = dict(list(matched.pairs.items())[:MOST_PAIRS])
    sides = zip(*matched.pairs.values(), strict=True)
    means = tuple(sum(side) / len(matched.pairs) for side in sides)
    mean = Line(say("mean"), (0.0, 1.0), means)
    return (*_lines(drawn, better, are_faint=True), mean)


def _title(label: str, gains: _Gains, after: str, before: str) -> str:
    if not gains.is_known or not gains.better + gains.worse:
        return say(
            "{label} of {parts} of the data with {before} and with {after}",
            label=label,
            parts=counted(gains.of, "part"),
            before=before,
            after=after,
        )
    where = say("{gains} of {parts} of the data", gains=gains.better, parts=counted(gains.of, "part"))
    return say(
        "With {after}, {label} is better than with {before} in {where}",
        after=after,
        label=label,
        before=before,
        where=where,
    )


def _pairs_title(label: str, gains: _Gains, names: tuple[str, ...]) -> str:
    """Return which of the two is better more often, all else equal."""
    before, after = names
    if not gains.is_known or not gains.better + gains.worse:
        return say(
            "{label} with {before} and with {after}, all else equal, in {pairs}",
            label=label,
            before=before,
            after=after,
            pairs=counted(gains.of, "pair"),
        )
    wins = gains.better
    if gains.worse > gains.better:
        before, after, wins = after, before, gains.worse
    return say(
        "All else equal, {label} is better with {after} than with {before} in {wins} of {pairs}",
        label=label,
        after=after,
        before=before,
        wins=wins,
        pairs=counted(gains.of, "pair"),
    )


def _pairs_note(matched: Matched) -> str:
    contrast, n = matched.contrast, len(matched.pairs)
    parts = [
        say("Each line is a pair of runs whose records differ in {param} alone.", param=matched.param),
        say(
            "Right minus left, on average over {pairs}: {value}.",
            pairs=counted(n, "pair"),
            value=short(contrast.value, DIGITS),
        )
        if contrast.low is None or contrast.high is None
        else say(
            "Right minus left, on average over {pairs}: {value}, 95 % interval from {low} to {high}.",
            pairs=counted(n, "pair"),
            value=short(contrast.value, DIGITS),
            low=short(contrast.low, DIGITS),
            high=short(contrast.high, DIGITS),
        ),
    ]
    if n > MOST_NAMED:
        parts.append(say("Strong: the mean; faint: single pairs."))
    if n > MOST_PAIRS:
        parts.append(say("{pairs} more not drawn.", pairs=counted(n - MOST_PAIRS, "pair")))
    return " ".join(parts)


def _with_dashes(note: str, gains: _Gains) -> str:
    return say("{said} Dashed: worse.", said=note) if gains.worse else note
