"""From a store to the page: the baseline part by part, and pairs of runs."""

COMPARISON, EXPERIMENT = "compare/screening.html", "experiments/screening.html"


def test_that_the_comparison_shows_the_baseline_against_the_best_part_by_part(clinic_page):
    page = clinic_page(COMPARISON)
    assert page.by_id("slope").text.startswith(
        "With forest-True, AUC is better than with logistic-False in 2 of 3 parts of the data"
    )
    rows = page.rows()
    at = rows.index(["Setting", "site_a", "site_b", "site_c"])
    assert rows[at + 1 : at + 3] == [
        ["logistic-False", "0.832", "0.752", "0.782"],
        ["forest-True", "0.902", "0.822", "0.722"],
    ]
    assert "Dashed: worse." in page.text


def test_that_the_drawing_says_in_words_what_it_shows(clinic_page):
    drawings = [one.attributes.get("aria-label", "") for one in clinic_page(COMPARISON).all("svg")]
    (said, *_) = (text for text in drawings if "3 series" in text)
    assert "Highest site_a 0.902, lowest site_c 0.722" in said


def test_that_the_experiments_page_leads_there(clinic_page):
    page = clinic_page(EXPERIMENT)
    assert "../compare/screening.html#slope" in page.links
    assert page.by_id("parts").text.startswith("AUC is worst for site_c")


def test_that_runs_that_differ_in_one_setting_are_pairs(clinic_page):
    page = clinic_page(EXPERIMENT)
    assert page.by_id("pairs").text.startswith(
        "All else equal, AUC is better with augment = True than with augment = False in 6 of 6 pairs"
    )
    assert "Right minus left, on average over 6 pairs: 0.01, 95 % interval from 0.01 to 0.01." in page.text
    row = next(row for row in page.rows() if row[0] == "augment = False")
    assert sorted(row[1:]) == ["0.8", "0.802", "0.804", "0.86", "0.862", "0.864"]
