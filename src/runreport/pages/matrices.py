"""Confusion matrices on a run's page: as a heat-map that is a table, or the worst confusions as a list."""

from collections.abc import Sequence

from runreport.analysis.confusion import Confusion, confusion_of
from runreport.figures.logged import at_step
from runreport.language import say, say_count
from runreport.model import LoggedTable, TableKind
from runreport.pages.numbers import counted, listed, percent, short
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
    said = (
        say("Confusion matrix {name}: {correct}.", name=name, correct=_correct(confusion)),
        _ties(confusion),
        _before(series[:-1]),
    )
    return Section(
        title=_finding(confusion),
        text=" ".join(filter(None, said)),
        matrix=None if many else _matrix(confusion, name, is_compact=compact),
        tables=(_worst(confusion, name),) if compact and confusion.errors() else (),
    )


def _finding(confusion: Confusion) -> str:
    errors = confusion.errors()
    if not errors:
        return say("No class was taken for another")
    actual, predicted, count = errors[0]
    return say(
        "{actual} is most often taken for {predicted} ({count} of {totals})",
        actual=actual,
        predicted=predicted,
        count=short(count),
        totals=short(confusion.totals[actual]),
    )


def _ties(confusion: Confusion) -> str:
    counts = [count for _, _, count in confusion.errors()]
    others = counts.count(counts[0]) - 1 if counts else 0
    return (
        say_count(others, "{n} other pair was confused as often.", "{n} other pairs were confused as often.")
        if others
        else ""
    )


def _correct(confusion: Confusion) -> str:
    return say(
        "{correct} of {total} were right ({share})",
        correct=short(confusion.correct),
        total=short(confusion.total),
        share=_share(confusion.correct, confusion.total),
    )


def _before(series: Sequence[LoggedTable]) -> str:
    known = [
        (table.step, found) for table in series if table.step is not None and (found := confusion_of(table))
    ]
    said = [
        say("{share} at step {step}", share=_share(found.correct, found.total), step=step)
        for step, found in known[-MOST_EARLIER:]
    ]
    return say("Before, {said}.", said=listed(said)) if said else ""


def _share(part: float, whole: float) -> str:
    """Return per cent without decimals; what is not all or nothing does not read so."""
    if not whole:
        return ""
    rounded = round(100 * part / whole)
    if rounded == 0 and part > 0:
        return f"< {percent('1')}"
    return f"> {percent('99')}" if rounded == 100 and part < whole else percent(str(rounded))


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
        say(
            "A row holds what truly was one class, a column what was taken for one. Shades are per cent of the row; what was taken for what it is has a frame."
        )
        if is_compact
        else say(
            "A row holds what truly was one class, a column what was taken for one. Shades are the per cent of the row, as written; what was taken for what it is has a frame."
        )
    )
    return MatrixView(say("Confusion matrix {name}", name=name), said, confusion.classes, rows, is_compact)


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
        Column(say("Actual")),
        Column(say("Taken for")),
        Column(say("Count"), is_number=True),
        Column(say("Of the actual class"), is_number=True),
    )
    rows = tuple(
        (Cell(actual), Cell(predicted), Cell(short(count)), Cell(_share(count, confusion.totals[actual])))
        for actual, predicted, count in errors[:MOST_LISTED]
    )
    more = len(errors) - MOST_LISTED
    note = (
        say("{pairs} of classes taken for one another less often.", pairs=counted(more, "further pair"))
        if more > 0
        else ""
    )
    return TableView(
        say("Worst confusions, {name}", name=name),
        columns,
        rows,
        caption=say("The most frequent confusions"),
        note=note,
    )
