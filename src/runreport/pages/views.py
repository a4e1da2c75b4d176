"""What templates are given: frozen values, every text and link ready to be printed."""

from dataclasses import dataclass, field
from itertools import accumulate

from markupsafe import Markup

from runreport.figures.curve_data import CurveData
from runreport.figures.inline import InlineChart, Spark
from runreport.figures.parallel import ParallelChart

LONGEST_CELL = 200
"""Characters of a table's cell; a record's own page has the whole text."""
TINY_PX = 128
"""Pictures below are shown enlarged."""


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads somewhere."""

    text: str
    href: str = ""
    """Relative to the page; empty where there is no page to lead to."""


@dataclass(frozen=True, slots=True)
class RangeRow:
    """A value with its interval on a track, in per cent of the track's width."""

    value: str
    low: str = ""
    high: str = ""
    reference: str = ""
    """Where the baseline stands."""
    color: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    text: str = ""
    sub: str = ""
    """Small text beside or below."""
    href: str = ""
    look: str = ""
    """Classes: `best`, `second`, `up`, `down`, `flat`, `missing`, `address`, `key k1` …"""
    said: str = ""
    """For those who do not see the look, such as `best`."""
    status: str = ""
    """Status of a run, shown with its sign and word."""
    spark: Spark | None = None
    range: RangeRow | None = None

    def __post_init__(self) -> None:
        if len(self.text) > LONGEST_CELL:
            object.__setattr__(self, "text", f"{self.text[: LONGEST_CELL - 1]}…")

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing but the text."""
        return not (
            self.sub or self.href or self.look or self.said or self.status or self.spark or self.range
        )


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column."""

    title: str
    sub: str = ""
    is_number: bool = False
    axis: tuple[str, str] | None = None
    """Ends of the track of a range column, instead of a title."""
    href: str = ""
    """Where the title leads, such as to the runs behind the column's numbers."""


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows of a table that belong together, and that other places lead to."""

    key: str
    """Anchor on the page."""
    count: int
    """How many rows of the table, after those of the groups before."""


@dataclass(frozen=True, slots=True)
class TableView:
    """A table; the first cell of each row is its heading."""

    label: str
    """Names the region for those who cannot see it."""
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    note: str = ""
    """Below the table: what is left out, and where it stands."""
    is_wide: bool = False
    data: str = ""
    """Script with all rows, relative to the page, where a browser may sort, filter and compare them."""
    groups: tuple[RowGroup, ...] = ()
    """What its rows are divided into, all of them; empty where they are not."""
    is_stacked: bool = False
    """Whether each row is a card of its own on a narrow screen: for a few rows of a few columns."""

    @property
    def bodies(self) -> tuple[tuple[str, tuple[tuple[Cell, ...], ...]], ...]:
        """The anchor and the rows of each group; all rows without an anchor where there are no groups."""
        if not self.groups:
            return (("", self.rows),)
        ends = tuple(accumulate(group.count for group in self.groups))
        return tuple(
            (group.key, self.rows[end - group.count : end])
            for group, end in zip(self.groups, ends, strict=True)
        )


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number that the page is about."""

    label: str
    value: str
    unit: str = ""
    notes: tuple[Link, ...] = ()
    """Small lines below; one of them leads to the records that the number was made from."""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A short fact under a heading: the number stands out."""

    number: str
    rest: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a record: label and value."""

    label: str
    text: str = ""
    """Empty: not stated."""
    href: str = ""
    sub: str = ""
    sub_href: str = ""
    """Where the small text leads, such as to the record that says so."""
    is_code: bool = False
    html: Markup | None = None
    """People's words, already made safe, instead of `text`."""


@dataclass(frozen=True, slots=True)
class Hero:
    """The head of a page."""

    eyebrow: str
    title: str
    lead: str
    """The sentence that needs no machine learning."""
    more: tuple[str, ...] = ()
    """Further sentences."""
    answers: tuple[Entry, ...] = ()
    """Answers that belong to several subjects: subject and sentence."""
    fold: str = ""
    """What to click for the answers on a narrow screen; empty where they stand open."""
    facts: tuple[Fact, ...] = ()
    crumbs: tuple[Link, ...] = ()
    badge: str = ""
    """Status of a run."""


@dataclass(frozen=True, slots=True)
class NumbersView:
    """The numbers behind charts, as texts; the first of each row is its heading."""

    label: str
    """Names the region for those who cannot see it."""
    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A chart drawn by matplotlib, for wide and for narrow screens, with its numbers."""

    key: str
    title: str
    note: str
    wide: Markup
    narrow: Markup
    numbers: NumbersView | None = None
    downloads: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Panels:
    """Small multiples on shared axes, drawn in the page."""

    charts: tuple[InlineChart, ...]
    note: str = ""
    numbers: tuple[NumbersView, ...] = ()
    """What the charts were drawn from."""
    data: CurveData | None = None
    """The curves as numbers, for the script that explores them; None where there are none."""
    address: str = ""
    """Where the page finds these: a file, `#`, a place in it, a point, and the group's name."""


@dataclass(frozen=True, slots=True)
class PictureView:
    """A logged picture with its words."""

    href: str
    """Of its file."""
    alt: str
    width: int
    height: int
    name: str
    caption: str = ""
    notes: tuple[str, ...] = ()
    """Step, and what was done to it."""

    @property
    def is_tiny(self) -> bool:
        """Whether it is so small that its pixels are shown enlarged."""
        return max(self.width, self.height) < TINY_PX


@dataclass(frozen=True, slots=True)
class Gallery:
    """Pictures: those shown, and those behind a word."""

    pictures: tuple[PictureView, ...]
    earlier: tuple[tuple[str, tuple[PictureView, ...]], ...] = ()
    """What to click for each name with earlier ones, and these."""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """How often one class was taken for another."""

    count: str
    share: str
    """Of the row, such as `93 %`."""
    shade: int
    """0 for none to 5 for all of the row."""
    is_diagonal: bool = False


@dataclass(frozen=True, slots=True)
class MatrixView:
    """A confusion matrix: a row for each actual class, a column for each predicted one."""

    label: str
    """Names the region for those who cannot see it."""
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[MatrixCell, ...], str], ...]
    """Class, its cells, and their sum."""
    is_compact: bool = False
    """Whether there are so many classes that only counts fit."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """The mean of the runs with two values of two settings."""

    value: str = ""
    """Empty where no such run has a value."""
    runs: str = ""
    """How many, such as `3 runs`."""
    shade: int = 0
    """1 for the lowest to 5 for the highest values; 0 where there is no value."""
    is_best: bool = False


@dataclass(frozen=True, slots=True)
class GridView:
    """A grid search: a row for each value of one setting, a column for each of the other."""

    label: str
    """Names the region for those who cannot see it."""
    caption: str
    row_name: str
    column_name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[GridCell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: its heading says what was found."""

    title: str
    text: str = ""
    table: TableView | None = None
    panels: Panels | None = None
    figures: tuple[PrintedFigure, ...] = ()
    entries: tuple[Entry, ...] = ()
    gallery: Gallery | None = None
    matrix: MatrixView | None = None
    console: str = ""
    """What a program printed, line by line."""
    grid: GridView | None = None
    parallel: ParallelChart | None = None
    tables: tuple[TableView, ...] = ()
    """Further tables, one below the other."""
    key: str = field(default="")
    """Anchor on the page."""
    has_pairs: bool = False
    """Whether figures stand two in a row where there is room."""
    fold: str = ""
    """What to click for it all on a narrow screen; empty where it stands open."""


@dataclass(frozen=True, slots=True)
class Box:
    """A short list under a heading."""

    title: str
    lines: tuple[Link, ...]
    more: tuple[Link, ...] = ()
    """Further lines, which a narrow screen has behind a word."""
    fold: str = ""
    """That word."""


@dataclass(frozen=True, slots=True)
class PageView:
    """A whole page: its head, and its parts in order."""

    hero: Hero
    figures: tuple[KeyFigure, ...] = ()
    prose: Markup | None = None
    """People's words on the subject, already made safe."""
    sections: tuple[Section, ...] = ()
    boxes: tuple[Box, ...] = ()
