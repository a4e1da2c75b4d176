"""Pages' sentences on single runs and their counts."""

from datetime import UTC, datetime
from typing import Any

import pytest

from runreport.cards.words import states
from runreport.model import Run, RunRef, Status, StoreRef
from runreport.pages.sentences import ordinal, run_sentence, spoken, statuses


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


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("logistic_regression", "logistic regression"),
        ("n_estimators=50, max_depth=8", "n estimators=50, max depth=8"),
        ("max_depth=8, loss=<function l1_loss>", "max depth=8, loss=<function l1_loss>"),
        ("my_opt=Adam(a_1=0, b_2=0), n_heads=many_heads", "my opt=Adam(a_1=0, b_2=0), n heads=many_heads"),
        ("my_args=“a_b=1, c_d=2”, path=a/b_c", "my args=“a_b=1, c_d=2”, path=a/b_c"),
        ("_private_", "_private_"),
        ("logs/run_1", "logs/run_1"),
    ],
)
def test_prose_has_no_underscores_between_words_and_leaves_paths_alone(name: str, said: str) -> None:
    assert spoken(name) == said


def test_a_count_of_runs_whose_end_is_not_recorded_reads_on() -> None:
    counts = {Status.FINISHED: 36, Status.UNKNOWN: 5}
    assert statuses(counts) == "36 finished and 5 without a recorded end"
    assert [states(status, n) for status, n in counts.items()] == [
        "36 finished",
        "5 without a recorded end",
    ]
