"""What the first sentence claims; its wording may move, its claim may not."""

from collections.abc import Callable
from typing import Any

import pytest

from runreport.analysis.findings import Estimate
from runreport.model import Better, MetricInfo
from runreport.pages.answers import baseline_sentence, caution, reach, sentences_of, standing
from runreport.pages.report import Report
from runreport.pages.summary import compose_summary

CLEAR = {"ridge": [0.70, 0.71, 0.69, 0.70], "forest": [0.90, 0.91, 0.89, 0.90]}
CLOSE = {"ridge": [0.70, 0.90, 0.80, 0.85], "forest": [0.71, 0.91, 0.80, 0.86]}


def lead_of(report: Report) -> str:
    (found,) = report.findings.experiments
    return standing(found, {}, report.findings.metrics)


def said(*study: Any) -> str:
    return " ".join(sentences_of(*study))


def test_a_clear_winner_is_named_with_its_value_and_range(study: Callable[..., Any]) -> None:
    text = said(*study(CLEAR, better=Better.HIGHER))
    assert "forest" in text.lower()
    assert "0.90" in text
    assert "between" in text
    assert "4 repeats" in text
    assert "cannot" not in text


def test_what_repeats_cannot_tell_apart_is_not_told_apart(study: Callable[..., Any]) -> None:
    text = said(*study(CLOSE, better=Better.HIGHER))
    assert "cannot be told apart" in text
    assert "does best" not in text


def test_where_lower_is_better_the_lowest_wins(study: Callable[..., Any]) -> None:
    assert "ridge" in said(*study(CLEAR, better=Better.LOWER)).lower()


def test_without_a_direction_nobody_is_called_best(study: Callable[..., Any]) -> None:
    found, groups, infos = study(CLEAR, metric="zyx")
    text = said(found, groups, infos)
    assert found.best_run is None
    assert "not known" in text
    assert "forest" not in text.lower()
    assert "ridge" not in text.lower()


def test_without_any_number_there_is_nothing_to_compare(report_of: Callable[..., Report]) -> None:
    report = report_of({"a": {}, "b": {"metrics": {"train_seconds": 3}, "status": "failed"}})
    assert lead_of(report) == "No number that would compare its runs was recorded."


def test_numbers_of_runs_that_did_not_finish_are_not_said_to_be_missing(
    report_of: Callable[..., Report],
) -> None:
    numbers = {"metrics": {"val_auc": 0.5}}
    unfinished = report_of({"a": numbers | {"status": "failed"}, "b": numbers | {"status": "killed"}})
    said = "None of its 2 runs finished, so the numbers that they recorded are not compared."
    assert lead_of(unfinished) == said
    page = compose_summary(unfinished)
    assert page.hero.answers[0].text == said
    (table,) = (section.table for section in page.sections if section.key == "experiments" and section.table)
    assert (table.rows[0][2].text, table.rows[0][2].sub) == ("nothing", "no finished run has a result")


def test_a_single_run_that_did_not_finish_is_no_number_of_runs(report_of: Callable[..., Report]) -> None:
    report = report_of({"a": {"metrics": {"val_auc": 0.5}, "status": "failed"}})
    assert lead_of(report) == "Its run did not finish, so the numbers that it recorded are not compared."


def test_a_finished_run_without_numbers_beside_failed_ones_with_them_compares_nothing(
    report_of: Callable[..., Report],
) -> None:
    report = report_of({"a": {"metrics": {"val_auc": 0.5}, "status": "failed"}, "b": {}})
    assert "only by runs that did not finish" in lead_of(report)


def test_single_trainings_come_with_the_caution_that_the_lead_may_be_chance(
    study: Callable[..., Any],
) -> None:
    found, groups, infos = study({"ridge": [0.7], "forest": [0.9]}, better=Better.HIGHER)
    assert "forest" in said(found, groups, infos).lower()
    assert "chance" in caution(found)
    assert "between" not in said(found, groups, infos)


def test_settings_with_equal_values_share_the_first_place(study: Callable[..., Any]) -> None:
    found, groups, infos = study(
        {"ridge": [1.0], "forest": [1.0], "tree": [0.5], "svm": [1.0], "net": [1.0]}, better=Better.HIGHER
    )
    text = said(found, groups, infos)
    assert text.startswith("4 settings share the best Score: model=forest, model=net, model=ridge and 1 more")
    assert text.endswith("each with 1 points.")
    assert caution(found) == ""


def test_a_tested_lead_needs_no_caution(study: Callable[..., Any]) -> None:
    found, _, _ = study(CLEAR, better=Better.HIGHER)
    assert caution(found) == ""


def test_the_baseline_is_beaten_or_not_as_the_repeats_say(study: Callable[..., Any]) -> None:
    def judged(results: dict[str, list[float]], better: Better) -> str:
        found, groups, _ = study(
            results, better=better, baselines={"": lambda run: run.params["model"] == "ridge"}
        )
        return baseline_sentence(found, groups)

    assert "was beaten by forest" in judged(CLEAR, Better.HIGHER)
    assert "did worse" in judged(CLEAR, Better.LOWER)
    assert "No setting could be shown to be better" in judged(CLOSE, Better.HIGHER)


def test_no_sentence_is_made_of_a_baseline_that_nobody_named(study: Callable[..., Any]) -> None:
    found, groups, _ = study(CLEAR, better=Better.HIGHER)
    assert baseline_sentence(found, groups) == ""


@pytest.mark.parametrize("results", [CLEAR, CLOSE, {"ridge": [0.7], "forest": [0.9]}])
def test_the_word_that_readers_take_for_important_does_not_occur(
    study: Callable[..., Any], results: dict[str, list[float]]
) -> None:
    for better in Better:
        found, groups, infos = study(results, better=better)
        assert "significan" not in said(found, groups, infos) + caution(found)


def test_a_value_says_over_how_many_repeats_and_what_its_range_covers() -> None:
    info = MetricInfo("rmse", "Error", "mm")
    assert reach(Estimate(1.5, None, None, 1, None, ""), info) == "It reaches 1.500 mm."
    two = reach(Estimate(1.5, None, None, 2, 0.1, ""), info)
    assert "2 repeats" in two
    assert "range cannot be given" in two
    text = reach(Estimate(1.5, 1.2, 1.8, 5, 0.1, ""), info)
    assert "5 repeats" in text
    assert "if training were repeated" in text
    assert "between 1.2 and 1.8" in text
    assert "in each of 3 repeats" in reach(Estimate(1.5, 1.5, 1.5, 3, 0.0, ""), info)


def test_the_answer_is_one_short_sentence_and_what_it_rests_on_follows(study: Callable[..., Any]) -> None:
    found, groups, infos = study(
        CLOSE, better=Better.HIGHER, baselines={"": lambda run: run.params["model"] == "ridge"}
    )
    answer, *more = sentences_of(found, groups, infos)
    assert len(answer.split()) < 20
    assert not any(character.isdigit() for character in answer)
    assert "baseline" in answer
    assert [sentence.count(".") for sentence in (answer, more[0])] == [1, 1]
    assert "repeats" in " ".join(more)


def test_names_that_underscores_join_are_words_in_prose(study: Callable[..., Any]) -> None:
    text = said(
        *study({"small_network": [0.7, 0.71, 0.72], "ridge": [0.5, 0.51, 0.52]}, better=Better.HIGHER)
    )
    assert "small network" in text
    assert "_" not in text
