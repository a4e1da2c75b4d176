"""Heads and first cells that pages share."""

import dataclasses

from runreport.pages.heads import group_cell

WHOLE = "net=encoder and decoder with residual connections around all layers, 8 heads of attention"


def test_that_a_settings_cell_has_its_whole_name_and_leads_to_a_single_run(clinic):
    (found,) = clinic.findings.experiments
    group = dataclasses.replace(found.groups[0], label="net=…8 heads of attention", whole=WHOLE)
    assert group_cell(clinic, "compare/screening.html", group).text == WHOLE
    leads_to = group_cell(clinic, "compare/screening.html", group).href
    assert leads_to == f"../experiments/screening.html#runs-of-{group.key}"
    single = dataclasses.replace(group, runs=group.runs[:1], whole="")
    cell = group_cell(clinic, "compare/screening.html", single)
    assert cell.text == "net=…8 heads of attention"
    assert cell.href == f"../{clinic.sitemap.runs[group.runs[0]]}"
