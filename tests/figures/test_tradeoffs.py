import dataclasses

import pytest

from runreport.analysis.tradeoffs import TradeOff
from runreport.figures.chart import Line
from runreport.figures.tradeoffs import tradeoff_chart
from runreport.model import Better

VALUES = {"ViT-base": 0.2, "ResNet-50": 0.5, "Boosting": 0.4, "Old rule": 0.9, "Small": 0.1}
"""Of the second metric; the first falls in this order."""


def pair_of(found):
    groups = tuple(
        dataclasses.replace(
            group,
            estimates=group.estimates
            | {"train_loss": dataclasses.replace(group.estimates["train_loss"], value=VALUES[group.key])},
        )
        for group in found.groups
    )
    return TradeOff("train_loss", groups, groups[0], groups[3], 0.5)


@pytest.mark.parametrize(
    ("better", "front", "where"),
    [
        (Better.HIGHER, ["Old rule", "ResNet-50", "ViT-base"], "up and to the right"),
        (Better.LOWER, ["Small", "ViT-base"], "up and to the left"),
    ],
)
def test_that_the_front_runs_from_one_best_to_the_other(found, infos, better, front, where):
    infos = infos | {"train_loss": dataclasses.replace(infos["train_loss"], better=better)}
    one = tradeoff_chart(found, pair_of(found), infos)
    assert [spot.group.key for spot in one.spots] == front
    assert where in one.chart.note
    assert one.chart.title == (
        "No setting is best in both AUC on validation patients and Training loss: "
        f"{len(front)} of 5 settings are not beaten in both"
    )
    (line,) = (mark for mark in one.chart.marks if isinstance(mark, Line))
    assert line.x == tuple(VALUES[key] for key in front)


def test_that_one_setting_that_is_best_in_both_is_said(found, infos):
    pair = pair_of(found)
    infos = infos | {"val_auc": dataclasses.replace(infos["val_auc"], better=Better.LOWER)}
    one = tradeoff_chart(found, pair, infos)
    assert one.chart.title == (
        "Small, of 5 settings, is best in both AUC on validation patients and Training loss"
    )
    assert "down and to the left" in one.chart.note
