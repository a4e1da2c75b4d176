"""Confusion matrices on a run's page: as a heat-map that is a table, or the worst confusions as a list."""

from collections.abc import Sequence

from runreport.analysis.confusion import Confusion, confusion_of
from runreport.figures.logged import at_step
from runreport.model import LoggedTable, TableKind
from runreport.pages.numbers import counted, listed, short
from runreport.pages.sentences import NO_BREAK
from runreport.pages.views import Cell, Column, MatrixCell, MatrixView, Section, TableView

MOST_WITH_SHARES = 12
"""Classes up to which each cell has its per cent; with more, only counts fit."""
MOST_IN_MATRIX = 40
"""Classes up to which there is a matrix at all."""
MOST_LISTED, MOST_EARLIER = 20, 4
SHADES = (0.0, 0.05, 0.2, 0.4, 0.7)
"""A share of the row above each of these is one shade darker."""


def matrix_section(series: Sequence[LoggedTable]) -> Section | None:
    """Return the newest matrix of a name, with what the earlier ones came to; None where it holds no matrix."""
    confusion = confusion_of(series[-1]) if series[-1].kind is TableKind.CONFUSION else None
    if confusion is None:
        return None
    name = at_step(series[-1])
    many = len(confusion.classes) > MOST_IN_MATRIX
    compact = len(confusion.classes) > MOST_WITH_SHARES
    said = (f"Confusion matrix {name}: {_correct(confusion)}.", _ties(confusion), _before(series[:-1]))
    return Section(
        title=_finding(confusion),
        text=" ".join(filter(None, said)),
        matrix=None if many else _matrix(confusion, name, is_compact=compact),
        tables=(_worst(confusion, name),) if compact and confusion.errors() else (),
    )


def _finding(confusion: Confusion) -> str:
    errors = confusion.errors()
    if not errors:
        return "No class was taken for another"
    actual, predicted, count = errors[0]
    return (
        f"{actual} is most often taken for {predicted} ({short(count)} of {short(confusion.totals[actual])})"
    )


def _ties(confusion: Confusion) -> str:
    counts = [count for _, _, count in confusion.errors()]
    others = counts.count(counts[0]) - 1 if counts else 0
    return f"{counted(others, 'other pair was', 'other pairs were')} confused as often." if others else ""


def _correct(confusion: Confusion) -> str:
    return f"{short(confusion.correct)} of {short(confusion.total)} were right ({_share(confusion.correct, confusion.total)})"


def _before(series: Sequence[LoggedTable]) -> str:
    known = [
        (table.step, found) for table in series if table.step is not None and (found := confusion_of(table))
    ]
    said = [f"{_share(found.correct, found.total)} at step {step}" for step, found in known[-MOST_EARLIER:]]
    return f"Before, {listed(said)}." if said else ""


def _share(part: float, whole: float) -> str:
    """Return per cent without decimals; what is not all or nothing does not read so."""
    if not whole:
        return ""
    percent = round(100 * part / whole)
    if percent == 0 and part > 0:
        return f"< 1{NO_BREAK}%"
    return f"> 99{NO_BREAK}%" if percent == 100 and part < whole else f"{percent}{NO_BREAK}%"


def _matrix(confusion: Confusion, name: str, *, is_compact: bool) -> MatrixView:
    rows = tuple(
        (
            actual,
            tuple(_cell(confusion, actual, predicted) for predicted in confusion.classes),
            short(confusion.totals[actual]),
        )
        for actual in confusion.classes
    )
    said = (
        "A row holds what truly was one class, a column what was taken for one. "
        f"Shades are {'' if is_compact else 'the '}per cent of the row{'' if is_compact else ', as written'}; "
        "what was taken for what it is has a frame."
    )
    return MatrixView(f"Confusion matrix {name}", said, confusion.classes, rows, is_compact)


def _cell(confusion: Confusion, actual: str, predicted: str) -> MatrixCell:
    count, total = confusion.counts.get((actual, predicted), 0.0), confusion.totals[actual]
    part = count / total if total else 0.0
    return MatrixCell(
        count=short(count),
        share=_share(count, total) if count else "",
        shade=sum(part > least for least in SHADES),
        is_diagonal=actual == predicted,
    )


def _worst(confusion: Confusion, name: str) -> TableView:
    errors = confusion.errors()
    columns = (
        Column("Actual"),
        Column("Taken for"),
        Column("Count", is_number=True),
        Column("Of the actual class", is_number=True),
    )
    rows = tuple(
        (Cell(actual), Cell(predicted), Cell(short(count)), Cell(_share(count, confusion.totals[actual])))
        for actual, predicted, count in errors[:MOST_LISTED]
    )
    more = len(errors) - MOST_LISTED
    note = f"{counted(more, 'further pair')} of classes taken for one another less often." if more > 0 else ""
    return TableView(
        f"Worst confusions, {name}", columns, rows, caption="The most frequent confusions", note=note
    )
