"""What could not be read, what was left out, and what was withheld: all of it counted."""

from runreport.language import message, say, say_count
from runreport.pages.heads import PROBLEMS, crumbs
from runreport.pages.numbers import counted, fixed
from runreport.pages.report import Report
from runreport.pages.views import Cell, Column, Entry, Hero, PageView, Section, TableView

MOST_PROBLEMS = 500
_PICTURES_SAID = message(
    "Pictures are shown without their metadata, such as camera, place and author; what they show cannot be judged by rule."
)
_FIELDS_SAID = message(
    "Counted by what it was and by the kind of field that it stood in; the values themselves are nowhere in this report."
)


def compose_problems(report: Report) -> PageView:
    """Return the page that accounts for everything that is not shown."""
    return PageView(
        _hero(report), sections=(_account(report), _problems(report), _omissions(report), _withheld(report))
    )


def _hero(report: Report) -> Hero:
    count = len(report.problems)
    lead = (
        say("{parts} of the records could not be read.", parts=counted(count, "part"))
        if count
        else say("Everything that was found could be read.")
    )
    left = sum(omission.count for omission in report.omissions)
    more = (
        say_count(
            left,
            "{n} part of the records was left out by a rule.",
            "{n} parts of the records were left out by a rule.",
        )
        if left
        else say("Nothing was left out by a rule.")
    )
    withheld = report.redactions.total
    hidden = (
        say_count(withheld, "{n} private detail was withheld.", "{n} private details were withheld.")
        if withheld
        else say("Nothing was withheld.")
    )
    return Hero(
        say("Problems"),
        say("What is not shown, and why"),
        lead,
        (more, hidden),
        crumbs=crumbs(PROBLEMS, (), say("Problems")),
    )


def _account(report: Report) -> Section:
    left = tuple(
        Entry(say("Left out: {what}", what=say(one.what)), fixed(one.count, 0), sub=say(one.why))
        for one in report.omissions
    )
    entries = (
        Entry(say("Runs shown"), fixed(len(report.runs), 0)),
        *left,
        Entry(say("Parts that could not be read"), fixed(len(report.problems), 0)),
    )
    return Section(say("The account"), entries=entries, key="account")


def _problems(report: Report) -> Section:
    if not report.problems:
        return Section(say("Could not be read"), say("Nothing."), key="problems")
    columns = (Column(say("Where")), Column(say("What is wrong")), Column(say("What to do")))
    rows = tuple(
        (Cell(one.where), Cell(one.what), Cell(one.remedy)) for one in report.problems[:MOST_PROBLEMS]
    )
    more = len(report.problems) - MOST_PROBLEMS
    note = say("{problems} in report.json.", problems=counted(more, "further problem")) if more > 0 else ""
    return Section(
        say("Could not be read"),
        table=TableView(say("Problems"), columns, rows, note=note, is_wide=True),
        key="problems",
    )


def _omissions(report: Report) -> Section:
    if not report.omissions:
        return Section(say("Left out by a rule"), say("Nothing."), key="left-out")
    columns = (
        Column(say("What")),
        Column(say("Count"), is_number=True),
        Column(say("Why")),
        Column(say("Store")),
    )
    rows = tuple(
        (Cell(say(one.what)), Cell(fixed(one.count, 0)), Cell(say(one.why)), Cell(one.store))
        for one in report.omissions
    )
    return Section(
        say("Left out by a rule"), table=TableView(say("Records left out"), columns, rows), key="left-out"
    )


def _withheld(report: Report) -> Section:
    has_pictures = any(one.picture is not None for run in report.runs.values() for one in run.media)
    pictures = f" {say(_PICTURES_SAID)}" if has_pictures else ""
    if not report.redactions.counts:
        text = say(
            "Nothing in the records looked private or secret to the rules.{pictures}", pictures=pictures
        )
        return Section(say("Withheld"), text, key="withheld")
    columns = (Column(say("What")), Column(say("Where it stood")), Column(say("How often"), is_number=True))
    rows = tuple(
        (Cell(say(what)), Cell(say(kind)), Cell(fixed(count, 0)))
        for (what, kind), count in sorted(report.redactions.counts.items())
    )
    table = TableView(say("Withheld details"), columns, rows)
    return Section(say("Withheld"), f"{say(_FIELDS_SAID)}{pictures}", table=table, key="withheld")
