import math

import pytest

from runreport.analysis.confusion import confusion_of
from runreport.model import LoggedTable, Scalar, TableKind


def matrix(*rows: tuple[Scalar, ...], more: int = 0, columns=("actual", "predicted", "count")) -> LoggedTable:
    return LoggedTable("c", columns, rows, len(rows) + more, TableKind.CONFUSION)


def test_counts_totals_and_errors_are_those_of_the_record() -> None:
    found = confusion_of(matrix(("b", "b", 7), ("b", "a", 3), ("a", "a", 5), ("a", "c", 3)))
    assert found is not None
    assert found.classes == ("b", "a", "c")
    assert found.totals == {"b": 10, "a": 8, "c": 0}
    assert (found.correct, found.total) == (12, 18)
    assert found.errors() == [("b", "a", 3), ("a", "c", 3)]


def test_a_pair_that_stands_there_twice_is_added_up_and_columns_may_come_in_any_order() -> None:
    found = confusion_of(matrix((2, "a", 1.0), (3, "a", 1.0), columns=("count", "predicted", "actual")))
    assert found is not None
    assert (found.classes, found.counts) == (("1", "a"), {("1", "a"): 5})


@pytest.mark.parametrize(
    "table",
    [
        matrix(),
        matrix(("a", "a", 0)),
        matrix(("a", "a", "many")),
        matrix(("a", "a", None)),
        matrix(("a", "a", math.nan)),
        matrix(("a", "a", -1)),
        matrix(("a", "a", True)),
        matrix(("a", "a")),
        matrix(("a", "a", 1), more=3),
        matrix(("a", "a", 1), columns=("x", "predicted", "count")),
    ],
)
def test_what_is_no_whole_matrix_is_none(table: LoggedTable) -> None:
    assert confusion_of(table) is None
