import dataclasses

import pytest

from runreport.cards.card import FilledBy
from runreport.cards.fields import FIELDS, SECTIONS
from runreport.cards.fill import Choice, fill_cards, unused_person_cards
from runreport.cards.person import PersonCard
from runreport.errors import ConfigError
from runreport.model import Dataset, ModelVersion, RegisteredModel, Series, Status


def texts(card):
    return {field.key: field.text for field in card.fields}


def field_of(card, key):
    return next(field for field in card.fields if field.key == key)


@pytest.fixture
def card(findings, runs):
    (made,) = fill_cards(findings, runs, (), {})
    return made


def test_the_best_run_of_an_experiment_gets_a_card(card):
    assert (card.name, card.why) == ("forest", "best run of screening by AUC (validation)")
    assert (card.run, card.experiment, card.is_registered) == ("mlruns::forest-3", "screening", False)


def test_a_card_has_every_field_once_in_its_section(card):
    assert [field.key for field in card.fields] == [spec.key for spec in FIELDS]
    assert [section.key for section in card.sections] == list(SECTIONS)
    assert len({spec.key for spec in FIELDS}) == len(FIELDS)


def test_the_record_fills_what_it_knows(card):
    said = texts(card)
    assert said["date"] == "2026-03-01"
    assert said["model_type"] == "forest"
    assert said["training_data"] == "cohort, digest aa11, 400 rows, from data/cohort.csv, used for training"
    assert said["evaluation_data"].startswith("holdout, digest bb22, 100 rows")
    assert said["hyperparameters"] == "alpha = 0.1; model = forest; seed = 3"
    assert said["repeats"] == "3 finished runs with these settings; seeds 1, 2, 3 (seed)"
    assert said["runs"] == "7 runs in screening: 6 finished, 1 failed"
    assert said["code"] == "example.org/study, commit c0ffee, branch main, with uncommitted changes"
    assert said["entry_point"] == "train.py"
    assert said["software"] == "Python 3.11.7; 2 packages recorded, among them scikit-learn 1.5, numpy 2.0"
    assert said["duration"].startswith("this run: 12 minutes; all runs: ")
    assert said["energy"] == "0.25 kWh (measured by the tracker)"


def test_a_card_says_of_the_time_what_the_summary_says(runs, make_run, findings_of):
    parent = make_run("search", "forest", 5, 0.5, metrics={})
    inside = {uid: dataclasses.replace(run, parent="search") for uid, run in runs.items()}
    inside[parent.uid] = parent
    unknown = make_run("lost", "forest", 6, 0.5, ended=None)
    inside[unknown.uid] = unknown
    (card,) = fill_cards(findings_of(inside), inside, (), {})
    assert texts(card)["duration"] == (
        "this run: 12 minutes; all runs: 84 minutes, known of 8 of 9 runs; "
        "1 run not added, with the time of others in it"
    )


def test_nothing_that_nobody_said_is_filled(card):
    empty = {key for key, text in texts(card).items() if text is None}
    assert {"version", "license", "intended_use", "task", "funder", "contact"} <= empty
    for field in card.fields:
        assert (field.text is None) == (field.filled_by is FilledBy.NOBODY)
    assert card.filled == len(card.fields) - len(empty)


def test_results_are_the_groups_mean_with_its_interval_and_n(card):
    first = card.results[0]
    assert (first.metric, first.n, first.run) == ("val_auc", 3, "mlruns::forest-3")
    assert first.value == pytest.approx(0.82)
    # Student's t with 2 degrees of freedom: 4.3027 times 0.02 / sqrt(3).
    assert first.low == pytest.approx(0.82 - 4.3027 * 0.02 / 3**0.5, abs=1e-5)
    assert "t interval" in texts(card)["results"]


def test_the_worst_group_is_named(card):
    assert texts(card)["group_results"].endswith("site_a 0.83, site_b 0.72; worst: site_b, 0.72")


def test_equal_digests_of_training_and_evaluation_are_said(runs, findings_of):
    data = (Dataset("a", "same", context="training"), Dataset("b", "same", context="test"))
    leaking = {uid: dataclasses.replace(run, datasets=data) for uid, run in runs.items()}
    (card,) = fill_cards(findings_of(leaking), leaking, (), {})
    assert "the same digest as the training data" in texts(card)["evaluation_data"]


def test_data_of_unknown_use_is_not_called_training_data_only(runs, findings_of):
    vague = {uid: dataclasses.replace(run, datasets=(Dataset("a", "x"),)) for uid, run in runs.items()}
    (card,) = fill_cards(findings_of(vague), vague, (), {})
    assert texts(card)["training_data"] == "a, digest x, what it was used for is not recorded"
    assert texts(card)["evaluation_data"] is None


def test_a_registered_model_is_told_by_the_version_in_use(findings, runs, registry, facts_of):
    (card,) = fill_cards(findings, runs, facts_of(registry), {})
    assert (card.name, card.run, card.is_registered) == ("triage", "mlruns::ridge-1", True)
    assert card.why == "registered in mlruns"
    said = texts(card)
    assert said["version"] == "1; alias champion"
    assert said["date"] == "2026-03-02"
    assert said["description"] == "Ranks patients."
    assert said["model_type"] == "ridge; saved with sklearn"


def test_without_alias_or_stage_the_latest_version_counts(findings, runs, registry, facts_of):
    plain = tuple(dataclasses.replace(version, aliases=()) for version in registry.versions)
    latest = dataclasses.replace(registry, versions=plain, aliases={})
    assert fill_cards(findings, runs, facts_of(latest), {})[0].run == "mlruns::forest-1"
    staged = (dataclasses.replace(plain[0], stage="Production"), plain[1])
    in_use = dataclasses.replace(latest, versions=staged)
    assert fill_cards(findings, runs, facts_of(in_use), {})[0].run == "mlruns::ridge-1"


def test_a_registered_model_without_its_run_says_so_and_keeps_its_card(findings, runs, facts_of):
    lost = RegisteredModel("lost", (ModelVersion("lost", "3", run="gone"),))
    card = next(card for card in fill_cards(findings, runs, facts_of(lost), {}) if card.name == "lost")
    assert card.run is None
    assert card.why == "registered in mlruns; the run that made it is not in the records"
    assert texts(card)["version"] == "3"
    assert card.results == ()


def test_models_of_one_name_keep_their_own_files(findings, runs, facts_of):
    names = ("A b", "a-B", "Ä", "名前", "名前")
    models = [RegisteredModel(name) for name in names]
    cards = fill_cards(findings, runs, facts_of(*models), {})
    keys = [card.key for card in cards]
    assert len(set(keys)) == len(keys) == 6
    assert all(set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for key in keys)


def test_a_person_fills_what_is_open_and_adds_to_what_is_known(findings, runs):
    person = PersonCard(
        "cards/forest.md", {"risks": "It may **miss** patients.", "model_type": "100 trees"}, "More."
    )
    (card,) = fill_cards(findings, runs, (), {"forest": person})
    risks, kind = field_of(card, "risks"), field_of(card, "model_type")
    assert (risks.text, risks.filled_by, risks.run) == ("It may **miss** patients.", FilledBy.PERSON, None)
    assert kind.filled_by is FilledBy.RECORD
    assert kind.text == "forest\n\nStated by the authors: 100 trees"
    assert card.body == "More."


def test_a_persons_words_never_replace_a_measured_value(findings, runs):
    forged = PersonCard("cards/forest.md", {"results": "AUC 0.99", "code": "clean"})
    (card,) = fill_cards(findings, runs, (), {"forest": forged})
    assert texts(card)["results"].startswith("AUC (validation) 0.82")
    assert texts(card)["code"].startswith("example.org/study")


def test_a_choice_takes_the_run_it_names(findings, runs):
    by_run, by_metric = fill_cards(
        findings, runs, (), {}, (Choice("old", run="ridge-2"), Choice("new", "val_auc", "screening"))
    )[::-1]
    assert (by_run.name, by_run.run, by_run.why) == ("old", "mlruns::ridge-2", "run ridge-2, as chosen")
    assert (by_metric.run, by_metric.why) == (
        "mlruns::forest-3",
        "best run of screening by AUC (validation), as chosen",
    )


def test_a_failed_run_is_never_the_best(make_run, runs, findings_of):
    failed = make_run("lucky", "forest", 9, 0.99, status=Status.FAILED)
    more = {**runs, failed.uid: failed}
    (card,) = fill_cards(findings_of(more), more, (), {}, (Choice("best", "val_auc"),))
    assert card.run == "mlruns::forest-3"


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice("m", "nope"), "no run has the metric `nope`"),
        (Choice("m", "val_auc", "other"), "there is no experiment `other`; there are screening"),
        (Choice("m", run="nobody"), "no run has the name or id `nobody`"),
    ],
)
def test_a_choice_of_what_is_not_there_is_an_error(findings, runs, choice, said):
    with pytest.raises(ConfigError) as caught:
        fill_cards(findings, runs, (), {}, (choice,))
    assert said in str(caught.value)
    assert str(caught.value).startswith("models, `m`: ")


def test_a_metric_without_direction_cannot_choose(runs, findings_of):
    odd = {
        uid: dataclasses.replace(run, metrics={"zorp": Series.of([0], [1.0])}) for uid, run in runs.items()
    }
    with pytest.raises(ConfigError, match=r"set `better` in \[metrics\.\"zorp\"\]"):
        fill_cards(findings_of(odd), odd, (), {}, (Choice("m", "zorp"),))


def test_an_experiment_without_a_best_run_has_no_card(runs, findings_of):
    odd = {
        uid: dataclasses.replace(run, metrics={"zorp": Series.of([0], [1.0])}) for uid, run in runs.items()
    }
    assert fill_cards(findings_of(odd), odd, (), {}) == ()


def test_a_card_for_nothing_is_a_problem(findings, runs):
    persons = {"forrest": PersonCard("cards/forrest.md"), "forest": PersonCard("cards/forest.md")}
    cards = fill_cards(findings, runs, (), persons)
    (problem,) = unused_person_cards(persons, cards)
    assert problem.file == "cards/forrest.md"
    assert "`forest`" in problem.remedy


def test_the_order_of_runs_changes_nothing(runs, findings_of):
    backwards = dict(reversed(runs.items()))
    assert fill_cards(findings_of(backwards), backwards, (), {}) == fill_cards(
        findings_of(runs), runs, (), {}
    )


def test_what_was_withheld_is_stated_where_it_is_known(findings, runs, card):
    assert texts(card)["withheld"] is None
    (made,) = fill_cards(findings, runs, (), {}, (), "3 e-mail addresses were masked")
    assert texts(made)["withheld"] == "3 e-mail addresses were masked"
