from dataclasses import replace
from typing import Any

import pytest

from runreport.figures.inline import Spark
from runreport.pages.cells import cells, status
from runreport.pages.views import Cell, Column, RangeRow, TableView

HOSTILE = "<i>&\"'</i>"
COLUMNS = (Column("Run"), Column("Note"), Column("AUC", is_number=True))
TABLE = TableView("Runs", COLUMNS, ())


def test_texts_of_a_row_are_only_texts(parsed: Any) -> None:
    cell = Cell(HOSTILE, sub=HOSTILE, href=HOSTILE, said=HOSTILE)
    for table in (TABLE, replace(TABLE, is_stacked=True, columns=(Column("Run"), Column(HOSTILE)))):
        page = parsed(f"<table>{cells((cell, cell), table)}</table>")
        assert not list(page.all("i"))
        assert [link.attributes["href"] for link in page.all("a")] == [HOSTILE] * 2
        assert [small.text.strip() for small in page.all("small")] == [HOSTILE] * 2
        assert [hidden.text for hidden in page.all("span") if "hide" in hidden.attributes["class"]] == [
            f"({HOSTILE})"
        ] * 2


@pytest.mark.parametrize(
    ("cell", "column", "classes"),
    [
        (Cell("0.5"), COLUMNS[2], "num"),
        (Cell("0.5", look="best", said="best"), COLUMNS[2], "num best"),
        (Cell("short"), COLUMNS[1], None),
        (Cell("w" * 41), COLUMNS[1], "text"),
        (Cell("w" * 41, look="missing"), COLUMNS[1], "text missing"),
        (Cell("w" * 41), COLUMNS[2], "num"),
        (Cell("–", look="missing"), COLUMNS[1], "missing"),
    ],
)
def test_a_cell_looks_like_what_it_holds(
    parsed: Any, cell: Cell, column: Column, classes: str | None
) -> None:
    table = replace(TABLE, columns=(COLUMNS[0], column))
    (found,) = parsed(f"<table>{cells((Cell('a'), cell), table)}</table>").all("td")
    assert found.attributes.get("class") == classes


def test_a_stacked_cell_says_what_it_holds_and_that_it_is_blank(parsed: Any) -> None:
    table = replace(TABLE, is_stacked=True)
    row = (Cell("a"), Cell("some words"), Cell("–", look="missing"))
    words, blank = parsed(f"<table>{cells(row, table)}</table>").all("td")
    assert words.text == "Note some words"
    assert "class" not in words.attributes
    assert blank.attributes["class"] == "num missing blank"


def test_a_cell_may_be_drawn(parsed: Any) -> None:
    row = (
        Cell("a", look="best"),
        Cell(spark=Spark("M0 0l1 1", "M1 1h0")),
        Cell(range=RangeRow("40%", "20%", "60%", "50%")),
    )
    page = parsed(f"<table>{cells(row, TABLE)}</table>")
    assert [drawn.attributes["class"] for drawn in page.all("svg")] == ["spark k1", "range k1"]
    assert [path.attributes["d"] for path in page.all("path")] == ["M0 0l1 1", "M1 1h0"]
    assert next(page.all("th")).attributes["class"] == "best"
    assert [line.attributes.get("class") for line in page.all("line")] == ["track", "ref", None]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("finished", "Finished"),
        ("failed", "Failed"),
        ("killed", "Stopped"),
        ("running", "Running"),
        ("unknown", "Unknown"),
    ],
)
def test_a_status_has_a_sign_and_a_word(parsed: Any, name: str, word: str) -> None:
    page = parsed(status(name))
    assert next(page.all("span")).text == word
    assert len(list(page.all("path"))) == 1
