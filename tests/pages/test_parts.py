"""Tables of results for parts of the data say what they hold as all other tables do."""

import pytest

HEADS = ["Part of the data", "AUC ↑ higher is better"]


@pytest.fixture
def heads(clinic_page):
    def find(path):
        rows = clinic_page(path).rows()
        at = next(place for place, row in enumerate(rows) if row[0] == "Part of the data")
        return rows[at : at + 4]

    return find


def test_a_runs_page_calls_measures_by_their_labels(clinic_page, heads):
    (page,) = {link for link in clinic_page("runs/index.html").links if "logistic-false-0" in link}
    found = heads(f"runs/{page}")
    assert found == [HEADS, ["site_a", "0.8300"], ["site_b", "0.7500"], ["site_c", "0.7800"]]


def test_a_models_card_does_too(clinic_page, heads):
    (card,) = {link for link in clinic_page("models/index.html").links if link.startswith("forest")}
    found = heads(f"models/{card}")
    assert found[0] == HEADS
    assert [row[0] for row in found[1:]] == ["site_a", "site_b", "site_c"]
