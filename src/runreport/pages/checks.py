"""Whom to ask, and how to check: the last box of the summary."""

import re

from runreport.language import say, say_count
from runreport.pages.heads import PROBLEMS, SUMMARY
from runreport.pages.numbers import counted
from runreport.pages.report import Report
from runreport.pages.slugs import href
from runreport.pages.views import Box, Link

MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def checks(report: Report) -> Box:
    """Return who answers for the report, where its numbers come from, and how to prove this copy.

    Where the report names nobody, it is called by what is left, and says so.
    """
    names_anyone = bool(report.cover.contact or report.cover.authors or report.cover.organization)
    lines = [] if names_anyone else [Link(say("The report names nobody to ask."))]
    if report.cover.contact:
        questions = say("Questions: {contact}", contact=report.cover.contact)
        lines.append(Link(questions, _address(report.cover.contact)))
    if report.cover.authors:
        names = (
            f"{author.name}{f' ({author.role})' if author.role else ''}" for author in report.cover.authors
        )
        lines.append(Link(say("Written by {names}", names=", ".join(names))))
    if report.cover.organization:
        lines.append(Link(report.cover.organization))
    lines.append(Link(_withheld(report), href(SUMMARY, PROBLEMS) + "#withheld"))
    lines.append(Link(say("All records for machines: files/runs.csv"), href(SUMMARY, "files/runs.csv")))
    lines.append(Link(say("Check this copy in its folder: sha256sum -c MANIFEST.sha256")))
    stores = tuple(
        Link(say("Read from {address}: {runs}", address=store.address, runs=counted(store.runs, "run")))
        for store in report.stores
    )
    return Box(
        say("Whom to ask, and how to check") if names_anyone else say("How to check this report"),
        tuple(lines),
        more=stores,
        fold=say("Where the records were read"),
    )


def _address(contact: str) -> str:
    """Return where a contact leads: a page or a mailbox; nothing for words."""
    if contact.startswith("https://") and len(contact.split()) == 1:
        return contact
    return f"mailto:{contact}" if MAILBOX.fullmatch(contact) else ""


def _withheld(report: Report) -> str:
    total = report.redactions.total
    return (
        say_count(
            total,
            "{n} private detail withheld from the records",
            "{n} private details withheld from the records",
        )
        if total
        else say("Nothing in the records had to be withheld")
    )
