"""The headline against metrics that disagree with it, from a store to the page."""

import dataclasses

import pytest

from runreport.pages.tradeoffs import tradeoffs_section

PAGE = "experiments/screening.html"


def section(report):
    (found,) = report.findings.experiments
    drawn, part = tradeoffs_section(report, found, PAGE)
    return [one.figure.title for one in drawn], part


def test_that_the_page_shows_the_settings_that_nothing_beats_in_both(clinic_page):
    page = clinic_page(PAGE)
    assert page.by_id("tradeoffs").text.startswith(
        "No setting is best in both AUC and Sensitivity: 3 of 5 settings are not beaten in both"
    )
    assert (
        "By AUC, forest-True is best: 0.8720, with 0.8000 in Sensitivity. "
        "By Sensitivity, logistic-True is best: 0.9000, with 0.8120 in AUC." in page.text
    )
    rows = page.rows()
    at = rows.index(["Setting", "AUC ↑ higher is better", "Sensitivity ↑ higher is better", "Runs"])
    assert [row[0] for row in rows[at + 1 : at + 4]] == ["logistic-True", "boosted-False", "forest-True"]


def test_that_specificity_agrees_with_the_headline_and_is_drawn_only_where_asked_for(clinic):
    titles, _ = section(clinic)
    assert len(titles) == 1
    asked = dataclasses.replace(clinic, tradeoffs={"screening": ("specificity", "sensitivity", "tact")})
    titles, part = section(asked)
    assert titles == [
        "forest-True, of 5 settings, is best in both AUC and Specificity",
        "No setting is best in both AUC and Sensitivity: 3 of 5 settings are not beaten in both",
    ]
    assert "The configuration asks for tact as well" in part.text


def test_that_none_can_be_asked_for(clinic):
    assert section(dataclasses.replace(clinic, tradeoffs={"screening": ()})) == ([], None)


@pytest.mark.parametrize("more", [0, 1, 2])
def test_that_two_are_drawn_and_the_others_named(clinic, more):
    """Copies of sensitivity under other names are as much at odds with the headline."""
    names = ("recall_a", "recall_b", "recall_c")[: 1 + more]
    (found,) = clinic.findings.experiments
    groups = tuple(
        dataclasses.replace(one, estimates=one.estimates | dict.fromkeys(names, one.estimates["sensitivity"]))
        for one in found.groups
    )
    found = dataclasses.replace(found, groups=groups, metrics=(*found.metrics, *names))
    info = clinic.info("sensitivity")
    infos = dict(clinic.findings.metrics) | {
        name: dataclasses.replace(info, name=name, label=name.upper()) for name in names
    }
    findings = dataclasses.replace(clinic.findings, experiments=(found,), metrics=infos)
    titles, part = section(dataclasses.replace(clinic, findings=findings))
    assert len(titles) == 2
    left = "Less clearly at odds with it, and not drawn: "
    assert (left in part.text) == (more > 0)
