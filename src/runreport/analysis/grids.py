"""Grid searches: experiments in which two settings alone vary, over most of their combinations."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from runreport.analysis.findings import ExperimentFindings
from runreport.analysis.results import result_in
from runreport.analysis.settings import canonical, number_of, text_of
from runreport.model import Run, Scalar

MOST_VALUES = 15
"""Values of one setting up to which there is a grid; beyond, no cell is readable."""
LEAST_FILLED = 0.6
"""Part of the cells that must have a value."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Means of the headline metric by the values of two settings."""

    rows: str
    """Name of the setting with the rows; the one with more values, so that tables stay narrow."""
    columns: str
    row_values: tuple[str, ...]
    """As text, numbers by size before words."""
    column_values: tuple[str, ...]
    cells: Mapping[tuple[str, str], tuple[float, int]]
    """Mean and number of runs, by (row, column); only cells that have a value."""


def grid_of(found: ExperimentFindings, runs: Mapping[str, Run]) -> Grid | None:
    """Return an experiment's grid; None where not exactly two settings vary, or over too few cells.

    A cell is the mean over the finished runs of its groups with a finite value, whatever their seeds.
    At least 2 values of one setting and 3 of the other, and `LEAST_FILLED` of the cells.
    """
    if found.headline is None or len(found.varying) != 2:
        return None
    one, other = found.varying
    values: dict[tuple[str, str], list[float]] = {}
    texts: dict[int | float | str, str] = {}
    for uid in (uid for group in found.groups for uid in group.runs):
        run = runs[uid]
        value = result_in(run, found.headline)
        if one in run.params and other in run.params and math.isfinite(value):
            first, second = (_said(run.params[name], texts) for name in (one, other))
            values.setdefault((first, second), []).append(value)
    firsts, seconds = (_ordered({key[side] for key in values}) for side in (0, 1))
    few, many = sorted((len(firsts), len(seconds)))
    if few < 2 or many < 3 or many > MOST_VALUES or len(values) < LEAST_FILLED * few * many:
        return None
    cells = {key: (math.fsum(found) / len(found), len(found)) for key, found in values.items()}
    if len(seconds) > len(firsts):
        turned = {(column, row): cell for (row, column), cell in cells.items()}
        return Grid(other, one, seconds, firsts, turned)
    return Grid(one, other, firsts, seconds, cells)


def _said(value: Scalar, texts: dict[int | float | str, str]) -> str:
    """Return a value as its first run wrote it: `0.1` and `1e-1` are one."""
    return texts.setdefault(canonical(value), text_of(value))


def _ordered(values: set[str]) -> tuple[str, ...]:
    def rank(text: str) -> tuple[bool, float, str]:
        number = number_of(text)
        return number is None, float(number or 0), text

    return tuple(sorted(values, key=rank))
