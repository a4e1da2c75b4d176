from dataclasses import replace
from typing import Any

import pytest
from markupsafe import Markup

from runreport.figures.inline import Spark
from runreport.pages.cells import cells, entry, number_rows, status
from runreport.pages.views import Cell, Column, Entry, RangeRow, TableView

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


def test_rows_of_numbers_are_only_texts(parsed: Any) -> None:
    page = parsed(f"<table>{number_rows([(HOSTILE, '1', '2'), ('b', HOSTILE, ''), ('c',)])}</table>")
    assert [row.text for row in page.all("th")] == [HOSTILE, "b", "c"]
    assert [cell.text for cell in page.all("td")] == ["1", "2", HOSTILE, "", ""]
    assert len(list(page.all("tr"))) == 3
    assert number_rows([]) == ""


@pytest.mark.parametrize(
    ("given", "html"),
    [
        (Entry("Seed", "1"), "<dt>Seed</dt><dd>1</dd>"),
        (Entry("Seed"), '<dt>Seed</dt><dd class="not-stated">Not stated</dd>'),
        (Entry("Commit", "a&b", is_code=True), "<dt>Commit</dt><dd><code>a&amp;b</code></dd>"),
        (Entry("Data", "d<1", href="x?a&b"), '<dt>Data</dt><dd><a href="x?a&amp;b">d&lt;1</a></dd>'),
        (Entry("A", "b", sub="c<"), "<dt>A</dt><dd>b <small>c&lt;</small></dd>"),
        (
            Entry("A", "b", sub="c", sub_href="d&"),
            '<dt>A</dt><dd>b <small><a href="d&amp;">c</a></small></dd>',
        ),
        (Entry("Words", html=Markup("<p>hers</p>")), "<dt>Words</dt><dd><p>hers</p></dd>"),
    ],
)
def test_a_line_of_a_list_says_what_is_known(given: Entry, html: str) -> None:
    assert entry(given) == f"<div>{html}</div>"


def test_a_long_line_is_folded(parsed: Any) -> None:
    page = parsed(entry(Entry("Command", "<" * 401)))
    assert [summary.text for summary in page.all("summary")] == ["<" * 80 + "…"]
    assert [words.text for words in page.all("p")] == ["<" * 401]
