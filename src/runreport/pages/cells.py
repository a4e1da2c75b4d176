"""Rows of tables and lists as HTML: one text each, since a report has many thousands of them."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from runreport.figures.inline import Spark
from runreport.language import message, say
from runreport.pages.escaping import escaped
from runreport.pages.views import Cell, Column, Entry, RangeRow, TableView

LONG = 40
"""Letters beyond which a text gets a column that is wide enough to read it."""
FOLDED = 400
"""Letters beyond which a text of a list is folded."""
_HEAD = '<tr><th scope="row">'
_SIGNS = {
    "finished": ("M3 8.5l3.2 3.2L13 4.8", message("Finished")),
    "failed": ("M4 4l8 8M12 4l-8 8", message("Failed")),
    "killed": ("M4 4h8v8H4z", message("Stopped")),
    "running": ("M5 3.5l7 4.5-7 4.5z", message("Running")),
    "unknown": ("M3 8h10", message("Unknown")),
}


def cells(row: Sequence[Cell], table: TableView) -> Markup:
    """Return a row; the first cell is its heading."""
    head, *others = row
    write = _stacked if table.is_stacked else _cell
    look = f' class="{head.look}"' if head.look else ""
    pieces = [write(cell, column) for cell, column in zip(others, table.columns[1:], strict=False)]
    return Markup(f'<tr><th scope="row"{look}>{_content(head)}</th>{"".join(pieces)}</tr>')  # noqa: S704


def number_rows(rows: Iterable[Sequence[str]]) -> Markup:
    """Return the rows of numbers behind a chart, of texts without control characters, each on a line."""
    # All texts are escaped at once.
    text = escaped("\2".join([head + "\0" + "\1".join(others) for head, *others in rows]))
    between = {"\0": '</th><td class="num">', "\1": '</td><td class="num">', "\2": "</td></tr>\n" + _HEAD}
    for mark, markup in between.items():
        text = text.replace(mark, markup)
    return Markup(f"{_HEAD}{text}</td></tr>\n" if text else "")  # noqa: S704


def entry(entry: Entry) -> Markup:
    """Return a line of a list: what it is called, and what is known of it."""
    blank = "" if entry.text or entry.html else ' class="not-stated"'
    sub = ""
    if entry.sub:
        small = escaped(entry.sub)
        link = f'<a href="{escaped(entry.sub_href)}">{small}</a>' if entry.sub_href else small
        sub = f" <small>{link}</small>"
    return Markup(  # noqa: S704
        f"<div><dt>{escaped(entry.label)}</dt><dd{blank}>{_told(entry)}{sub}</dd></div>"
    )


def status(name: str) -> Markup:
    """Return the status of a run: its sign and its word."""
    sign, word = _SIGNS[name]
    path = f'<svg viewBox="0 0 16 16" aria-hidden="true"><path d="{sign}"/></svg>'
    return Markup(f'<span class="status s-{name}">{path}{escaped(say(word))}</span>')  # noqa: S704


def _told(entry: Entry) -> str:
    if entry.html:
        return entry.html
    text = escaped(entry.text or say("Not stated"))
    if not entry.text:
        return text
    if entry.href:
        return f'<a href="{escaped(entry.href)}">{text}</a>'
    if entry.is_code:
        return f"<code>{text}</code>"
    if len(entry.text) > FOLDED:
        return f'<details class="long"><summary>{escaped(entry.text[:80])}…</summary><p>{text}</p></details>'
    return text


def _cell(cell: Cell, column: Column) -> str:
    text, look = cell.text, cell.look
    if cell.spark is not None:
        return f"<td>{_spark(cell.spark)}</td>"
    if cell.range is not None:
        return f"<td>{_range(cell.range)}</td>"
    if column.is_number:
        kind = f"num {look}" if look else "num"
    else:
        kind = f"text {look}" if look and len(text) > LONG else "text" if len(text) > LONG else look
    return f'<td class="{kind}">{_content(cell)}</td>' if kind else f"<td>{_content(cell)}</td>"


def _stacked(cell: Cell, column: Column) -> str:
    """Return a cell that says by itself what it holds: on a narrow screen its column has no head."""
    number = "num" if column.is_number else ""
    kind = " ".join(filter(None, (number, cell.look)))
    if kind:
        kind += " blank" if cell.text == "–" else ""
    elif len(cell.text) > LONG:
        kind = "text"
    content = _content(cell) if cell.spark is None else _spark(cell.spark)
    what = f'<span class="what" aria-hidden="true">{escaped(column.title)}</span>'
    return f'<td class="{kind}">{what} {content}</td>' if kind else f"<td>{what} {content}</td>"


def _content(cell: Cell) -> str:
    text = escaped(cell.text)
    if cell.status:
        text = status(cell.status)
    elif cell.href:
        text = f'<a href="{escaped(cell.href)}">{text}</a>'
    elif cell.look.startswith("key "):
        text = f"<span>{text}</span>"
    said = f'<span class="hide"> ({escaped(cell.said)})</span>' if cell.said else ""
    return f"{text}{said}<small> {escaped(cell.sub)}</small>" if cell.sub else f"{text}{said}"


def _spark(line: Spark) -> str:
    return (
        '<svg class="spark k1" viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">'
        f'<path d="{line.path}"/><path class="end" d="{line.end}"/></svg>'
    )


def _range(row: RangeRow) -> str:
    reference = (
        f'<line class="ref" x1="{row.reference}" x2="{row.reference}" y1="0" y2="100%"/>'
        if row.reference
        else ""
    )
    interval = f'<line x1="{row.low}" x2="{row.high}" y1="50%" y2="50%"/>' if row.low else ""
    return (
        f'<svg class="range k{row.color}" aria-hidden="true">'
        f'<line class="track" x1="0" x2="100%" y1="50%" y2="50%"/>{reference}{interval}'
        f'<circle cx="{row.value}" cy="50%" r="5"/></svg>'
    )
