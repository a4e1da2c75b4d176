import dataclasses

import pytest

from runreport.analysis.estimates import Contrast
from runreport.analysis.findings import Standing
from runreport.analysis.pairs import Condition, Matched
from runreport.figures.printed import draw_print
from runreport.figures.slope import pairs_chart, slope_chart
from runreport.figures.table import chart_table
from runreport.model import Better, MetricInfo

PARTS = {"north": "val_auc_north", "south": "val_auc_south", "west": "val_auc_west"}
BEFORE, AFTER = (0.70, 0.71, 0.72), (0.75, 0.70, 0.72)


def with_parts(found):
    """Return the findings with a value for each part, of the baseline and of the best."""
    values = {"Old rule": BEFORE, "ViT-base": AFTER}

    def grown(group):
        estimate = group.estimates["val_auc"]
        own = zip(PARTS.values(), values.get(group.key, ()), strict=False)
        parts = {name: dataclasses.replace(estimate, value=value) for name, value in own}
        return dataclasses.replace(group, estimates={**group.estimates, **parts})

    return dataclasses.replace(found, groups=tuple(map(grown, found.groups)))


def infos_with_parts(infos):
    return infos | {name: MetricInfo(name, name, "", Better.HIGHER) for name in PARTS.values()}


def test_that_the_title_counts_the_parts_that_got_better(found, infos):
    chart = slope_chart(with_parts(found), PARTS, "val_auc", infos_with_parts(infos))
    assert chart.title == (
        "With ViT-base, AUC on validation patients is better than with Old rule in 1 of 3 parts of the data"
    )
    assert [(line.name, line.dashed) for line in chart.marks] == [
        ("north", False),
        ("west", False),
        ("south", True),
    ]
    assert "mean of 3 runs at the left, of 3 runs at the right" in chart.note
    assert "can be chance" in chart.note
    numbers = {cell for row in chart_table(chart).rows for cell in row}
    assert {"0.7", "0.71", "0.72", "0.75"} <= numbers


def test_that_a_baseline_in_front_stands_against_the_next_one(found, infos):
    standings = (Standing(1, "Old rule", True, False), Standing(2, "ViT-base", False, True))
    ranking = dataclasses.replace(found.ranking, standings=standings)
    best = dataclasses.replace(with_parts(found), ranking=ranking)
    chart = slope_chart(best, PARTS, "val_auc", infos_with_parts(infos))
    assert chart.x.names == ("Old rule", "ViT-base")


@pytest.mark.parametrize(("names", "is_drawn"), [(("north", "south"), True), (("north",), False)])
def test_that_one_part_makes_no_slope(found, infos, names, is_drawn):
    parts = {name: PARTS[name] for name in names}
    chart = slope_chart(with_parts(found), parts, "val_auc", infos_with_parts(infos))
    assert (chart is not None) == is_drawn


def test_that_nothing_is_drawn_without_a_baseline(found, infos):
    without = dataclasses.replace(with_parts(found), baseline=None)
    assert slope_chart(without, PARTS, "val_auc", infos_with_parts(infos)) is None


def test_that_nothing_is_drawn_where_settings_were_evaluated_on_different_data(found, infos):
    ranking = dataclasses.replace(found.ranking, top=())
    apart = dataclasses.replace(with_parts(found), ranking=ranking)
    assert slope_chart(apart, PARTS, "val_auc", infos_with_parts(infos)) is None


def test_that_both_ends_of_each_line_have_a_dot(found, infos):
    chart = slope_chart(with_parts(found), PARTS, "val_auc", infos_with_parts(infos))
    (axes,) = draw_print(chart).axes
    dots = [line for line in axes.get_lines() if line.get_marker() not in {"None", ""}]
    assert sorted(tuple(dot.get_xdata()) for dot in dots) == [(0, 1)] * 3
    assert sorted(tuple(dot.get_ydata()) for dot in dots) == [(0.7, 0.75), (0.71, 0.7), (0.72, 0.72)]


def matched(pairs):
    contrast = Contrast(0.01, 0.004, 0.016, 0.01)
    return Matched("augment", Condition("False", ("a",)), Condition("True", ("b",)), pairs, contrast)


def test_that_pairs_are_counted_for_the_side_that_is_better_more_often(found, infos):
    pairs = {"seed 0": (0.8, 0.82), "seed 1": (0.81, 0.82), "seed 2": (0.8, 0.79)}
    chart = pairs_chart(found, matched(pairs), infos)
    assert chart.title == (
        "All else equal, AUC on validation patients is better with augment = True than with "
        "augment = False in 2 of 3 pairs"
    )
    assert [line.name for line in chart.marks if line.dashed] == ["seed 2"]
    assert "on average over 3 pairs: 0.01, 95 % interval from 0.004 to 0.016." in chart.note
    turned = {name: (after, before) for name, (before, after) in pairs.items()}
    assert "is better with augment = False than with augment = True in 2 of 3" in (
        pairs_chart(found, matched(turned), infos).title
    )


def test_that_lines_that_look_alike_have_no_key_where_their_names_do_not_fit(found, infos):
    names = [f"a long name of a pair of runs with its seed {at}" for at in range(4)]
    pairs = {name: (0.8, 0.8 + at / 100) for at, name in enumerate(names, -1)}
    narrow = draw_print(pairs_chart(found, matched(pairs), infos), 320)
    keys = [text.get_text() for text in narrow.texts if "a long name" in text.get_text()]
    assert [key[:8] for key in keys] == ["a long n"]
    wide = draw_print(pairs_chart(found, matched(pairs), infos), 1400)
    assert {text.get_text()[-1] for text in wide.texts if "a long name" in text.get_text()} == set("0123")


def test_that_many_pairs_are_faint_behind_their_mean(found, infos):
    pairs = {f"seed {at}": (at / 100, at / 50) for at in range(20)}
    chart = pairs_chart(found, matched(pairs), infos)
    *singles, mean = chart.marks
    assert len(singles) == 20
    assert all(line.faint for line in singles)
    assert (mean.faint, mean.y) == (False, (pytest.approx(0.095), pytest.approx(0.19)))
    assert "faint: single pairs" in chart.note
