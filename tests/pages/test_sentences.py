"""What the first sentence claims; its wording may move, its claim may not."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from runreport.analysis.findings import Estimate
from runreport.model import Better, MetricInfo, Run, RunRef, Status, StoreRef
from runreport.pages.sentences import (
    answer,
    baseline_sentence,
    caution,
    estimate_words,
    ordinal,
    run_sentence,
    statuses,
)

CLEAR = {"ridge": [0.70, 0.71, 0.69, 0.70], "forest": [0.90, 0.91, 0.89, 0.90]}
CLOSE = {"ridge": [0.70, 0.90, 0.80, 0.85], "forest": [0.71, 0.91, 0.80, 0.86]}


def test_a_clear_winner_is_named_with_its_value_and_range(study: Callable[..., Any]) -> None:
    text = answer(*study(CLEAR, better=Better.HIGHER))
    assert "forest" in text.lower()
    assert "0.90" in text
    assert "between" in text
    assert "4 repeats" in text
    assert "cannot" not in text


def test_what_repeats_cannot_tell_apart_is_not_told_apart(study: Callable[..., Any]) -> None:
    text = answer(*study(CLOSE, better=Better.HIGHER))
    assert "cannot be told apart" in text
    assert "does best" not in text


def test_where_lower_is_better_the_lowest_wins(study: Callable[..., Any]) -> None:
    assert "ridge" in answer(*study(CLEAR, better=Better.LOWER)).lower()


def test_without_a_direction_nobody_is_called_best(study: Callable[..., Any]) -> None:
    found, groups, infos = study(CLEAR, metric="zyx")
    text = answer(found, groups, infos)
    assert found.best_run is None
    assert "not known" in text
    assert "forest" not in text.lower()
    assert "ridge" not in text.lower()


def test_without_any_number_there_is_nothing_to_compare(study: Callable[..., Any]) -> None:
    from dataclasses import replace

    found, groups, infos = study(CLEAR)
    assert "No number" in answer(replace(found, headline=None), groups, infos)


def test_single_trainings_come_with_the_caution_that_the_lead_may_be_chance(
    study: Callable[..., Any],
) -> None:
    found, groups, infos = study({"ridge": [0.7], "forest": [0.9]}, better=Better.HIGHER)
    assert "forest" in answer(found, groups, infos).lower()
    assert "chance" in caution(found)
    assert "between" not in answer(found, groups, infos)


def test_settings_with_equal_values_share_the_first_place(study: Callable[..., Any]) -> None:
    found, groups, infos = study(
        {"ridge": [1.0], "forest": [1.0], "tree": [0.5], "svm": [1.0], "net": [1.0]}, better=Better.HIGHER
    )
    text = answer(found, groups, infos)
    assert text.startswith("4 settings share the best Score: model=forest, model=net, model=ridge and 1 more")
    assert text.endswith("each with 1 points.")
    assert caution(found) == ""


def test_a_tested_lead_needs_no_caution(study: Callable[..., Any]) -> None:
    found, _, _ = study(CLEAR, better=Better.HIGHER)
    assert caution(found) == ""


def test_the_baseline_is_beaten_or_not_as_the_repeats_say(study: Callable[..., Any]) -> None:
    def said(results: dict[str, list[float]], better: Better) -> str:
        found, groups, _ = study(
            results, better=better, baselines={"": lambda run: run.params["model"] == "ridge"}
        )
        return baseline_sentence(found, groups)

    assert "did better" in said(CLEAR, Better.HIGHER)
    assert "did worse" in said(CLEAR, Better.LOWER)
    assert "No setting could be shown to be better" in said(CLOSE, Better.HIGHER)


def test_no_sentence_is_made_of_a_baseline_that_nobody_named(study: Callable[..., Any]) -> None:
    found, groups, _ = study(CLEAR, better=Better.HIGHER)
    assert baseline_sentence(found, groups) == ""


@pytest.mark.parametrize("results", [CLEAR, CLOSE, {"ridge": [0.7], "forest": [0.9]}])
def test_the_word_that_readers_take_for_important_does_not_occur(
    study: Callable[..., Any], results: dict[str, list[float]]
) -> None:
    for better in Better:
        found, groups, infos = study(results, better=better)
        assert "significan" not in answer(found, groups, infos) + caution(found)


def test_a_value_says_over_how_many_repeats_and_what_its_range_covers() -> None:
    info = MetricInfo("rmse", "Error", "mm")
    assert estimate_words(Estimate(1.5, None, None, 1, None, ""), info) == "1.500 mm"
    assert "2 repeats" in estimate_words(Estimate(1.5, None, None, 2, 0.1, ""), info)
    text = estimate_words(Estimate(1.5, 1.2, 1.8, 5, 0.1, ""), info)
    assert "5 repeats" in text
    assert "between 1.2 and 1.8" in text


def a_run(status: Status, **times: Any) -> Run:
    return Run(RunRef(StoreRef("plain-table", "s"), "a"), "a", "e", status, **times)


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (Status.FINISHED, "finished"),
        (Status.FAILED, "failed"),
        (Status.KILLED, "stopped"),
        (Status.RUNNING, "still running"),
        (Status.UNKNOWN, "no recorded end"),
    ],
)
def test_a_run_says_how_it_ended_and_claims_no_time_it_does_not_know(status: Status, word: str) -> None:
    text = run_sentence(a_run(status))
    assert word in text
    assert "started" not in text
    assert text.count(".") == 1


def test_a_run_whose_clock_went_back_has_no_time() -> None:
    late, early = datetime(2026, 5, 2, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    assert "took" in run_sentence(a_run(Status.FINISHED, started=early, ended=late))
    text = run_sentence(a_run(Status.FINISHED, started=late, ended=early))
    assert "2 May 2026" in text
    assert "took" not in text


def test_how_runs_ended_is_counted() -> None:
    assert statuses({Status.FINISHED: 36, Status.FAILED: 2, Status.RUNNING: 0}) == "36 finished and 2 failed"


def test_places_are_words() -> None:
    places = [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111]
    assert " ".join(map(ordinal, places)) == "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 101st 111th"
