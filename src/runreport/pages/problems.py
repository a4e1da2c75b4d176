"""What could not be read, what was left out, and what was withheld: all of it counted."""

from runreport.pages.heads import PROBLEMS, crumbs
from runreport.pages.numbers import counted, fixed
from runreport.pages.report import Report
from runreport.pages.views import Cell, Column, Entry, Hero, PageView, Section, TableView

MOST_PROBLEMS = 500
_PICTURES_SAID = "Pictures are shown without their metadata, such as camera, place and author; what they show cannot be judged by rule."
_FIELDS_SAID = "Counted by what it was and by the kind of field that it stood in; the values themselves are nowhere in this report."


def compose_problems(report: Report) -> PageView:
    """Return the page that accounts for everything that is not shown."""
    return PageView(
        _hero(report), sections=(_account(report), _problems(report), _omissions(report), _withheld(report))
    )


def _hero(report: Report) -> Hero:
    count = len(report.problems)
    lead = (
        f"{counted(count, 'part')} of the records could not be read."
        if count
        else "Everything that was found could be read."
    )
    left = sum(omission.count for omission in report.omissions)
    more = (
        f"{counted(left, 'part of the records was', 'parts of the records were')} left out by a rule."
        if left
        else "Nothing was left out by a rule."
    )
    withheld = report.redactions.total
    hidden = (
        f"{counted(withheld, 'private detail was', 'private details were')} withheld."
        if withheld
        else "Nothing was withheld."
    )
    return Hero(
        "Problems",
        "What is not shown, and why",
        lead,
        (more, hidden),
        crumbs=crumbs(PROBLEMS, (), "Problems"),
    )


def _account(report: Report) -> Section:
    left = tuple(Entry(f"Left out: {one.what}", fixed(one.count, 0), sub=one.why) for one in report.omissions)
    entries = (
        Entry("Runs shown", fixed(len(report.runs), 0)),
        *left,
        Entry("Parts that could not be read", fixed(len(report.problems), 0)),
    )
    return Section("The account", entries=entries, key="account")


def _problems(report: Report) -> Section:
    if not report.problems:
        return Section("Could not be read", "Nothing.", key="problems")
    columns = (Column("Where"), Column("What is wrong"), Column("What to do"))
    rows = tuple(
        (Cell(one.where), Cell(one.what), Cell(one.remedy)) for one in report.problems[:MOST_PROBLEMS]
    )
    more = len(report.problems) - MOST_PROBLEMS
    note = f"{counted(more, 'further problem')} in report.json." if more > 0 else ""
    return Section(
        "Could not be read",
        table=TableView("Problems", columns, rows, note=note, is_wide=True),
        key="problems",
    )


def _omissions(report: Report) -> Section:
    if not report.omissions:
        return Section("Left out by a rule", "Nothing.", key="left-out")
    columns = (Column("What"), Column("Count", is_number=True), Column("Why"), Column("Store"))
    rows = tuple(
        (Cell(one.what), Cell(fixed(one.count, 0)), Cell(one.why), Cell(one.store))
        for one in report.omissions
    )
    return Section("Left out by a rule", table=TableView("Records left out", columns, rows), key="left-out")


def _withheld(report: Report) -> Section:
    has_pictures = any(one.picture is not None for run in report.runs.values() for one in run.media)
    pictures = f" {_PICTURES_SAID}" if has_pictures else ""
    if not report.redactions.counts:
        text = f"Nothing in the records looked private or secret to the rules.{pictures}"
        return Section("Withheld", text, key="withheld")
    columns = (Column("What"), Column("Where it stood"), Column("How often", is_number=True))
    rows = tuple(
        (Cell(what), Cell(kind), Cell(fixed(count, 0)))
        for (what, kind), count in sorted(report.redactions.counts.items())
    )
    table = TableView("Withheld details", columns, rows)
    return Section("Withheld", f"{_FIELDS_SAID}{pictures}", table=table, key="withheld")
