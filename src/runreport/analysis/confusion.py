"""A confusion matrix from its logged table: how often each class was taken for which."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from runreport.model import LoggedTable, Scalar

COLUMNS = ("actual", "predicted", "count")


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts by (actual, predicted); both have the same classes, in the order of the record."""

    classes: tuple[str, ...]
    counts: Mapping[tuple[str, str], float]
    """Pairs that the record does not name were not counted: 0."""
    totals: Mapping[str, float]
    """Of each actual class."""

    @property
    def total(self) -> float:
        """Everything that was counted."""
        return sum(self.totals.values())

    @property
    def correct(self) -> float:
        """What was taken for what it was."""
        return sum(self.counts.get((name, name), 0.0) for name in self.classes)

    def errors(self) -> list[tuple[str, str, float]]:
        """Return (actual, predicted, count) of all confusions that happened, the most frequent first."""
        places = {name: place for place, name in enumerate(self.classes)}
        wrong = [(*pair, count) for pair, count in self.counts.items() if pair[0] != pair[1] and count > 0]
        return sorted(wrong, key=lambda error: (-error[2], places[error[0]], places[error[1]]))


def confusion_of(table: LoggedTable) -> Confusion | None:
    """Return the matrix in a table; None where it holds anything but pairs of classes and counts, or not all.

    Counts of a pair that stands there twice are added up.
    """
    if not set(COLUMNS) <= set(table.columns) or table.rows_in_store > len(table.rows):
        return None
    places = [table.columns.index(name) for name in COLUMNS]
    counts: dict[tuple[str, str], float] = {}
    for row in table.rows:
        if len(row) <= max(places):
            return None
        actual, predicted, count = (row[place] for place in places)
        if isinstance(count, bool) or not isinstance(count, int | float) or not 0 <= count < math.inf:
            return None
        pair = _called(actual), _called(predicted)
        counts[pair] = counts.get(pair, 0.0) + count
    classes = tuple(dict.fromkeys([*(actual for actual, _ in counts), *(guess for _, guess in counts)]))
    totals = dict.fromkeys(classes, 0.0)
    for (actual, _), count in counts.items():
        totals[actual] += count
    return Confusion(classes, counts, totals) if sum(totals.values()) > 0 else None


def _called(label: Scalar) -> str:
    if isinstance(label, float) and label.is_integer():
        label = int(label)
    return "(no name)" if label is None or label == "" else str(label)
