"""Before and after: one value for each part of the data, under the baseline and under the best setting."""

from collections.abc import Mapping

from runreport.analysis.findings import ExperimentFindings, Group
from runreport.figures.alt import described
from runreport.figures.chart import BASELINE, Axis, Chart, Line, Scale
from runreport.figures.numbers import counted, plain
from runreport.figures.places import Infos, chart_key, info_of
from runreport.language import say
from runreport.model import Better

FEWEST, MOST = 3, 12


def slope_chart(
    found: ExperimentFindings, parts: Mapping[str, str], measure: str, infos: Infos
) -> Chart | None:
    """Return a line for each part of the data, from the baseline's mean to the best group's.

    `parts` holds the metric of each part's name. None without a baseline, where the baseline itself
    ranks first, or where fewer than `FEWEST` or more than `MOST` parts have both values.
    """
    if found.ranking is None or not found.ranking.standings:
        return None
    groups = {group.key: group for group in found.groups}
    before, after = groups.get(found.baseline or ""), groups.get(found.ranking.standings[0].group)
    if before is None or after is None or before is after:
        return None
    pairs = {part: pair for part, name in parts.items() if (pair := _pair(before, after, name)) is not None}
    if not FEWEST <= len(pairs) <= MOST:
        return None
    info = info_of(infos, next(iter(parts.values())))
    label = info_of(infos, measure).label
    better = {part: _is_better(pair, info.better) for part, pair in pairs.items()}
    names = tuple(plain(group.label, 40) for group in (before, after))
    ordered = sorted(pairs, key=lambda part: (-pairs[part][1], part))
    marks = tuple(
        Line(
            plain(part),
            (0.0, 1.0),
            pairs[part],
            color=1 if better[part] is False else BASELINE,
            dashed=better[part] is False,
        )
        for part in ordered
    )
    chart = Chart(
        key=chart_key("slope", found.name, measure),
        title=_title(label, better, names[1], names[0]),
        alt="",
        x=Axis("", scale=Scale.CATEGORY, names=names),
        y=Axis(label, info.unit),
        marks=marks,
        runs=(*before.runs, *after.runs),
        note=_note(len(before.runs), len(after.runs), any(one is False for one in better.values())),
    )
    return described(chart)


def _pair(before: Group, after: Group, name: str) -> tuple[float, float] | None:
    first, second = before.estimates.get(name), after.estimates.get(name)
    return None if first is None or second is None else (first.value, second.value)


def _is_better(pair: tuple[float, float], better: Better) -> bool | None:
    """Return whether the second value is better; None where they are equal or the direction is unknown."""
    if better is Better.UNKNOWN or pair[0] == pair[1]:
        return None
    return (pair[1] > pair[0]) == (better is Better.HIGHER)


def _title(label: str, better: Mapping[str, bool | None], after: str, before: str) -> str:
    if all(one is None for one in better.values()):
        return say(
            "{label} of {parts} of the data with {before} and with {after}",
            label=label,
            parts=counted(len(better), "part"),
            before=before,
            after=after,
        )
    gains = sum(one is True for one in better.values())
    where = say("{gains} of {parts} of the data", gains=gains, parts=counted(len(better), "part"))
    return say(
        "With {after}, {label} is better than with {before} in {where}",
        after=after,
        label=label,
        before=before,
        where=where,
    )


def _note(before: int, after: int, has_worse: bool) -> str:
    left, right = counted(before, "run"), counted(after, "run")
    said = say(
        "Each line is one part of the data: mean of {left} at the left, of {right} at the right.",
        left=left,
        right=right,
    )
    said += " " + say("No test is made of single parts: small differences can be chance.")
    return say("{said} Dashed: worse.", said=said) if has_worse else said
