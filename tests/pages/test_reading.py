"""The words that a reader needs for the first answer, and the way to the model's card."""

import dataclasses

from runreport.pages.reading import card_entry, reading_section

ALWAYS = ("Run", "Experiment", "Model card", "More words")


def words(report):
    section = reading_section(report)
    return {} if section is None else {entry.label: entry.text for entry in section.entries}


def changed(report, **fields):
    """Return the report with another view of its experiment."""
    (found,) = report.findings.experiments
    findings = dataclasses.replace(report.findings, experiments=(dataclasses.replace(found, **fields),))
    return dataclasses.replace(report, findings=findings)


def test_that_the_summary_explains_the_words_of_its_answer(clinic_page):
    page = clinic_page("index.html")
    assert page.by_id("reading").text.startswith("How to read this")
    assert "glossary.html" in page.links
    assert "How often the model ranks a case with the condition above one without it" in page.text


def test_that_only_words_that_occur_are_explained(clinic):
    assert list(words(clinic)) == ["AUC", "Setting", "Baseline", "Repeats", "95 % interval", *ALWAYS]
    without = changed(clinic, baseline=None, differences=())
    assert list(words(without)) == ["AUC", "Setting", "Repeats", "95 % interval", *ALWAYS]


def test_that_single_runs_have_neither_repeats_nor_an_interval(clinic):
    (found,) = clinic.findings.experiments
    groups = tuple(
        dataclasses.replace(
            group,
            estimates={
                name: dataclasses.replace(one, n=1, low=None, high=None)
                for name, one in group.estimates.items()
            },
        )
        for group in found.groups
    )
    assert list(words(changed(clinic, groups=groups))) == ["AUC", "Setting", "Baseline", *ALWAYS]


def test_that_several_at_the_top_bring_the_words_for_it(clinic):
    (found,) = clinic.findings.experiments
    standings = found.ranking.standings
    ranking = dataclasses.replace(found.ranking, top=tuple(one.group for one in standings[:2]))
    assert "Cannot be told apart" in words(changed(clinic, ranking=ranking))


def test_that_a_report_without_a_result_explains_nothing(clinic):
    assert words(changed(clinic, headline=None)) == {}
    assert (
        words(dataclasses.replace(clinic, findings=dataclasses.replace(clinic.findings, experiments=())))
        == {}
    )


def test_that_the_experiments_model_has_a_way_to_its_card(clinic):
    (found,) = clinic.findings.experiments
    entry = card_entry(clinic, found)
    assert entry.label == "The model and its card: forest"
    assert entry.href == clinic.sitemap.models[clinic.cards[0].key]
    assert "What it is for, nobody has stated." in entry.text
    assert "Why this model: best run of screening by AUC." in entry.text
    assert card_entry(dataclasses.replace(clinic, cards=()), found) is None


def test_that_a_registered_model_comes_before_the_best_run(clinic):
    (found,) = clinic.findings.experiments
    (best,) = clinic.cards
    registered = dataclasses.replace(best, name="in use", is_registered=True)
    entry = card_entry(dataclasses.replace(clinic, cards=(best, registered)), found)
    assert entry.label == "The model and its card: in use"
