"""Whom to ask: a mailbox and a page are links, words stay words."""

import dataclasses

import pytest

from runreport.pages.report import Author
from runreport.pages.summary import compose_summary


@pytest.mark.parametrize(
    ("contact", "href"),
    [
        ("clinic@example.org", "mailto:clinic@example.org"),
        ("https://example.org/help", "https://example.org/help"),
        ("https://example.org/help or the desk", ""),
        ("The desk in room 3", ""),
        ("clinic@example.org?bcc=all", ""),
        ("javascript:alert(1)", ""),
        ("http://example.org", ""),
    ],
)
def test_that_a_contact_leads_only_to_a_mailbox_or_a_page(clinic, contact, href):
    report = dataclasses.replace(clinic, cover=dataclasses.replace(clinic.cover, contact=contact))
    lines = [line for box in compose_summary(report).boxes for line in box.lines]
    (line,) = (line for line in lines if line.text == f"Questions: {contact}")
    assert line.href == href


def test_that_the_summary_has_the_link_and_no_line_without_a_contact(clinic, clinic_page):
    assert "mailto:clinic@example.org" in clinic_page("index.html").links
    report = dataclasses.replace(clinic, cover=dataclasses.replace(clinic.cover, contact=""))
    lines = [line.text for box in compose_summary(report).boxes for line in box.lines]
    assert not [line for line in lines if line.startswith("Questions")]


@pytest.mark.parametrize(
    ("named", "title"),
    [
        ({}, "How to check this report"),
        ({"contact": "The desk in room 3"}, "Whom to ask, and how to check"),
        ({"authors": (Author("Ada"),)}, "Whom to ask, and how to check"),
        ({"organization": "Clinic"}, "Whom to ask, and how to check"),
    ],
)
def test_that_the_box_promises_nobody_where_the_report_names_nobody(clinic, named, title):
    nobody = {"contact": "", "authors": (), "organization": ""}
    cover = dataclasses.replace(clinic.cover, **nobody | named)
    box = compose_summary(dataclasses.replace(clinic, cover=cover)).boxes[-1]
    assert box.title == title
    assert ("The report names nobody to ask." in [line.text for line in box.lines]) == (not named)
