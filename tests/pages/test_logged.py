"""Confusion matrices, tables and what is left out, on a run's page."""

from itertools import product

from runreport.model import LoggedTable, Omission, Run, RunRef, StoreRef, TableKind
from runreport.pages.logged import left_out_section, logged_sections
from runreport.pages.matrices import matrix_section

NO_BREAK = "\N{NO-BREAK SPACE}"


def confusion(counts: dict[tuple[str, str], float], step: int | None = None) -> LoggedTable:
    rows = tuple((*pair, count) for pair, count in counts.items())
    return LoggedTable("val", ("actual", "predicted", "count"), rows, len(rows), TableKind.CONFUSION, step)


def classes(count: int) -> LoggedTable:
    names = [f"c{place}" for place in range(count)]
    return confusion({(one, other): 90 if one == other else 1 for one, other in product(names, names)})


def run(*tables: LoggedTable, **more: object) -> Run:
    return Run(RunRef(StoreRef("r", "s"), "k"), "k", "e", tables=tables, **more)


def test_a_matrix_says_the_worst_confusion_and_marks_what_was_right() -> None:
    old = confusion({("8", "8"): 1, ("8", "3"): 1}, step=1)
    new = confusion({("8", "8"): 168, ("8", "3"): 12, ("3", "3"): 100, ("3", "8"): 0}, step=2)
    section = matrix_section([old, new])
    assert section is not None
    assert section.matrix is not None
    assert section.title == "8 is most often taken for 3 (12 of 180)"
    assert section.text == (
        f"Confusion matrix val at step 2: 268 of 280 were right (96{NO_BREAK}%). "
        f"Before, 50{NO_BREAK}% at step 1."
    )
    name, (right, wrong), total = section.matrix.rows[0]
    assert (name, right.count, right.share, total) == ("8", "168", f"93{NO_BREAK}%", "180")
    assert (right.is_diagonal, wrong.is_diagonal) == (True, False)
    assert right.shade > wrong.shade > section.matrix.rows[1][1][0].shade == 0


def test_pairs_that_are_confused_as_often_are_told() -> None:
    section = matrix_section([confusion({("a", "b"): 2, ("b", "a"): 2, ("a", "a"): 9})])
    assert section is not None
    assert "1 other pair was confused as often." in section.text


def test_per_cents_do_not_round_to_all_or_nothing() -> None:
    section = matrix_section([confusion({("a", "a"): 999, ("a", "b"): 1, ("b", "b"): 1})])
    assert section is not None
    assert section.matrix is not None
    assert [cell.share for cell in section.matrix.rows[0][1]] == [f"> 99{NO_BREAK}%", f"< 1{NO_BREAK}%"]


def test_many_classes_have_a_compact_form_and_very_many_a_list() -> None:
    few, many, very_many = (matrix_section([classes(count)]) for count in (12, 13, 41))
    assert few.matrix
    assert not few.matrix.is_compact
    assert not few.tables
    assert many.matrix
    assert many.matrix.is_compact
    assert len(many.tables[0].rows) == 20
    assert very_many.matrix is None
    assert very_many.tables[0].note == "1\u202f620 further pairs of classes taken for one another less often."


def test_a_matrix_that_is_none_is_shown_as_the_table_that_it_is() -> None:
    broken = confusion({("a", "a"): -1})
    *_, tables = logged_sections(run(broken))
    assert [table.caption for table in tables.tables] == ["val"]


def test_a_plain_table_has_all_its_cells_and_says_how_many_rows_more() -> None:
    rows = ((1, 0.5, None), (2, 0.25), ("", True, "x"))
    *_, section = logged_sections(run(LoggedTable("t", ("a", ""), rows, 90)))
    (table,) = section.tables
    assert [column.title for column in table.columns] == ["a", "column 2", "column 3"]
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["1", "0.5000", "–"],
        ["2", "0.2500", "–"],
        ["–", "True", "x"],
    ]
    assert table.note == "87 further rows in the store."


def test_what_limits_left_out_is_a_line_but_for_pictures_which_have_theirs_elsewhere() -> None:
    omissions = (Omission("pictures", 3, "at most 12"), Omission("logged tables", 1, "at most 24 are shown"))
    section = left_out_section(run(omissions=omissions))
    assert section is not None
    assert [entry.text for entry in section.entries] == ["1 more is in the store: at most 24 are shown."]
    assert left_out_section(run(omissions=omissions[:1])) is None
