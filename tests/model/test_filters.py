import math

import pytest

from runreport.model import Run, RunRef, Series, Status, StoreRef
from runreport.model.filters import FilterError, matches, metric_value, parse_filter

RUN = Run(
    ref=RunRef(StoreRef("plain-table", "runs.csv"), "a1"),
    name="ridge, first try",
    experiment="screening",
    status=Status.FINISHED,
    params={
        "model": "Ridge",
        "lr": "1e-3",
        "learning rate": 0.1,
        "augment": True,
        "status": "odd",
        "depth": None,
    },
    metrics={
        "val_auc": Series.of([0, 1, 2], [0.5, 0.95, math.nan]),
        "val/loss": Series.of([0], [math.nan]),
        "stated": Series.of([0, 1], [1.0, 2.0]),
    },
    system={"gpu": Series.of([0], [97.0])},
    summary={"stated": 7, "verdict": "good"},
    tags={"simulated": "yes"},
)


@pytest.mark.parametrize(
    "text",
    [
        "val_auc > 0.9",
        "metrics.val_auc >= 0.95 and metrics.val_auc <= 0.95",
        "val_auc>0.9",
        "stated = 7",
        "metrics.gpu = 97",
        "metrics.verdict = good",
        "status = finished",
        "status = FINISHED",
        "params.status = odd",
        "id = a1",
        "name ~ FIRST",
        'name = "ridge, first try"',
        "experiment != other",
        "params.model = ridge",
        "model = Ridge",
        "params.lr = 0.001",
        'params."learning rate" = 0.1',
        "params.'learning rate' < 1",
        "params.augment = true",
        "tags.simulated = yes",
        "simulated == yes",
        "tags.missing != anything",
        "params.depth != 3",
        "not tags.missing = yes",
        "not not status = finished",
        "(status = failed or val_auc > 0.9) and not model = forest",
        "status = finished or status = failed and status = killed",
    ],
)
def test_a_run_meets_what_is_true_of_it(text: str) -> None:
    assert matches(parse_filter(text), RUN)


@pytest.mark.parametrize(
    "text",
    [
        "val_auc > 0.95",
        "stated = 2",
        "metrics.val/loss > 0",
        "metrics.val/loss <= 0",
        "tags.missing = anything",
        "tags.missing ~ a",
        "tags.missing < 3",
        "params.model > 3",
        "status != finished",
        "(status = finished or status = failed) and status = killed",
        "not status = finished and status = finished",
    ],
)
def test_a_run_does_not_meet_what_is_false_of_it(text: str) -> None:
    assert not matches(parse_filter(text), RUN)


@pytest.mark.parametrize(
    ("text", "character", "what"),
    [
        ("", 1, "expected a name"),
        ("val_auc", 8, "expected one of ="),
        ("val_auc >", 10, "expected a value after `>`, found the end"),
        ("val_auc > good", 11, "`>` needs a number, not `good`"),
        ("a = 1 b = 2", 7, "expected `and`, `or`, or the end, found `b`"),
        ("(a = 1", 7, "expected `)`, found the end"),
        ("a = 1)", 6, "found `)`"),
        ("and = 1", 1, "expected a name"),
        ("a = and", 5, "expected a value"),
        ('name = "open', 8, "an open quote?"),
        ("a ! 1", 3, "cannot be read here"),
    ],
)
def test_a_text_that_is_no_filter_is_told_where_it_breaks(text: str, character: int, what: str) -> None:
    with pytest.raises(FilterError) as error:
        parse_filter(text)
    assert f"character {character}:" in str(error.value)
    assert what in str(error.value)
    assert "\n" not in str(error.value)


def test_a_filter_without_end_is_refused() -> None:
    with pytest.raises(FilterError, match="nested too deep"):
        parse_filter("(" * 100_000)


def test_a_metrics_value_is_the_stores_summary_else_the_last_finite_point() -> None:
    assert metric_value(RUN, "stated") == 7
    assert metric_value(RUN, "val_auc") == 0.95
    assert math.isnan(metric_value(RUN, "val/loss") or 0)
    assert metric_value(RUN, "verdict") is None
    assert metric_value(RUN, "nothing") is None
