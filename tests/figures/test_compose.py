import dataclasses
import math

import numpy as np
import pytest

from runreport.analysis.findings import Best
from runreport.figures.chart import BASELINE, Band, Intervals, Line, Points, Rule, Scale
from runreport.figures.compose import (
    curve_chart,
    curve_charts,
    effect_chart,
    front_charts,
    group_panels,
    progress_chart,
    ranking_chart,
    run_curves,
    system_curves,
)
from runreport.figures.places import chart_key
from runreport.figures.run_curves import family_of
from runreport.model import Better, MetricInfo, Series, Status


def marks_of(chart, kind):
    return [mark for mark in chart.marks if isinstance(mark, kind)]


def test_only_metrics_logged_at_several_steps_have_a_curve(found, runs, infos):
    assert [chart.y.label for chart in curve_charts(found, runs, infos)] == [
        "AUC on validation patients",
        "Training loss",
    ]


def test_a_curve_is_the_mean_of_the_repeats_with_a_band_from_lowest_to_highest(found, runs, infos):
    chart = curve_chart(found, runs, infos["val_auc"])
    line = next(mark for mark in marks_of(chart, Line) if mark.name == "ViT-base")
    band = next(mark for mark in marks_of(chart, Band) if mark.color == line.color)
    curves = np.array([runs[uid].metrics["val_auc"].values for uid in found.groups[0].runs])
    assert line.y == pytest.approx(curves.mean(axis=0))
    assert band.low == pytest.approx(curves.min(axis=0))
    assert band.high == pytest.approx(curves.max(axis=0))
    assert "n = 3 runs" in chart.note


def test_colors_follow_the_ranking_and_the_baseline_is_dashed_gray(found, runs, infos):
    lines = marks_of(curve_chart(found, runs, infos["val_auc"]), Line)
    assert [(line.name, line.color, line.dashed) for line in lines] == [
        ("ViT-base", 0, False),
        ("ResNet-50", 1, False),
        ("Boosting", 2, False),
        ("Old rule", BASELINE, True),
        ("Small", 3, False),
    ]


def test_groups_beyond_the_first_five_are_faint(found, runs, infos):
    groups = [dataclasses.replace(found.groups[n % 3], key=f"g{n}", label=f"group {n}") for n in range(9)]
    many = dataclasses.replace(found, groups=tuple(groups), baseline=None)
    chart = curve_chart(many, runs, infos["val_auc"])
    assert [line.faint for line in marks_of(chart, Line)].count(True) == 4
    assert [line.name for line in marks_of(chart, Line) if not line.faint] == [f"group {n}" for n in range(5)]
    assert "4 groups further down the ranking" in chart.note


def test_the_title_names_the_group_that_ends_best(found, runs, infos):
    chart = curve_chart(found, runs, infos["val_auc"])
    end = np.mean([runs[uid].metrics["val_auc"].stats.last for uid in found.groups[0].runs])
    assert chart.title == f"AUC on validation patients: ViT-base ends highest, at {end:.4g}"


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ([1.0, 2.0, 4.0], "AUC goes from 1 to 4"),
        ([4.0, 2.0, 4.0], "AUC begins and ends at 4"),
        ([4.0, 4.0, 4.0], "AUC stays at 4"),
    ],
)
def test_the_title_of_a_curve_alone_says_where_it_goes(found, runs, values, title):
    group = found.groups[0]
    alone = dataclasses.replace(found, groups=(group,), baseline=None)
    series = {"val_auc": Series.of(range(3), values)}
    changed = {uid: dataclasses.replace(runs[uid], metrics=series) for uid in group.runs}
    assert curve_chart(alone, {**runs, **changed}, MetricInfo("val_auc", "AUC")).title == title


def test_no_group_is_called_best_where_the_direction_is_unknown(found, runs):
    chart = curve_chart(found, runs, MetricInfo("val_auc", "AUC"))
    assert chart.title == "AUC by step"


def test_a_loss_over_decades_is_drawn_on_a_logarithmic_axis(found, runs, infos):
    steep = MetricInfo("train_loss", "Loss", "", Better.LOWER)
    uid = found.groups[0].runs[0]
    changed = dataclasses.replace(
        runs[uid], metrics={"train_loss": Series.of(range(5), [100.0, 10.0, 1.0, 0.1, 0.01])}
    )
    assert curve_chart(found, {**runs, uid: changed}, steep).y.scale is Scale.LOG
    assert curve_chart(found, runs, infos["val_auc"]).y.scale is Scale.LINEAR


def test_panels_share_their_axes_and_hold_the_baseline(found, runs, infos):
    panels = group_panels(found, runs, infos["val_auc"])
    assert [panel.title for panel in panels] == ["ViT-base", "ResNet-50", "Boosting", "Small"]
    assert len({(panel.x, panel.y) for panel in panels}) == 1
    assert all(any(line.dashed and line.color == BASELINE for line in marks_of(p, Line)) for p in panels)
    assert panels[0].y.low is not None


def test_a_panel_says_since_when_it_is_better_than_the_baseline(found, runs, infos):
    panels = group_panels(found, runs, infos["val_auc"])
    level = next(line.y[-1] for line in marks_of(panels[0], Line) if line.dashed)
    above = np.array(marks_of(panels[0], Line)[0].y) > level
    since = len(above) - int(np.argmin(above[::-1])) if not above.all() else 0
    assert panels[0].note.startswith(f"Above the baseline's end from step {since} on.")
    assert panels[-1].note.startswith("Does not end above the baseline's end.")


def test_a_curve_that_falls_back_counts_from_its_last_crossing(found, runs, infos):
    level = found.groups[3].estimates["val_auc"].value
    zigzag = Series.of(range(5), [level - 0.1, level + 0.1, level - 0.1, level + 0.1, level + 0.2])
    new = set(found.groups[0].runs)
    changed = {
        uid: dataclasses.replace(run, metrics={"val_auc": zigzag} if uid in new else {})
        for uid, run in runs.items()
    }
    note = group_panels(found, changed, infos["val_auc"])[0].note
    assert note.startswith("Above the baseline's end from step 3 on.")


def test_a_baseline_without_a_curve_is_a_rule_at_its_result(found, runs, infos):
    old = set(found.groups[3].runs)
    bare = {uid: dataclasses.replace(run, metrics={}) if uid in old else run for uid, run in runs.items()}
    (rule,) = marks_of(group_panels(found, bare, infos["val_auc"])[0], Rule)
    assert rule.value == found.groups[3].estimates["val_auc"].value


def test_the_ranking_has_each_groups_mean_interval_and_single_runs(found, infos):
    chart = ranking_chart(found, infos)
    (rows,) = marks_of(chart, Intervals)
    estimates = [group.estimates["val_auc"] for group in found.groups]
    assert chart.y.names == tuple(group.label for group in found.groups)
    assert rows.values == tuple(e.value for e in estimates)
    assert rows.low == tuple(e.low for e in estimates)
    assert rows.points == tuple(e.values for e in estimates)
    (rule,) = marks_of(chart, Rule)
    assert (rule.value, rule.is_vertical) == (estimates[3].value, True)


@pytest.mark.parametrize(
    ("is_tested", "top", "title"),
    [
        (
            True,
            ("ViT-base",),
            "ViT-base is best by AUC on validation patients, and told apart from all others",
        ),
        (
            True,
            ("ViT-base", "Small"),
            "2 groups cannot be told apart at the top by AUC on validation patients",
        ),
        (
            False,
            ("ViT-base",),
            "ViT-base has the highest AUC on validation patients; too few repeats for a test",
        ),
        (
            False,
            ("ViT-base", "Small"),
            "2 groups share the highest AUC on validation patients; too few repeats for a test",
        ),
        (False, (), "AUC on validation patients by group"),
    ],
)
def test_the_ranking_claims_no_more_than_the_test_bears(found, infos, is_tested, top, title):
    ranking = dataclasses.replace(found.ranking, is_tested=is_tested, top=top)
    assert ranking_chart(dataclasses.replace(found, ranking=ranking), infos).title == title


def test_a_long_ranking_keeps_the_baseline_and_says_what_is_left_out(found, infos):
    groups = [dataclasses.replace(found.groups[0], key=f"g{n}", label=f"g{n}") for n in range(20)]
    many = dataclasses.replace(found, groups=tuple(groups), baseline="g19", ranking=None)
    chart = ranking_chart(many, infos)
    assert chart.y.names == (*(f"g{n}" for n in range(12)), "g19")
    assert "7 groups further down not drawn" in chart.note


def test_without_a_headline_there_is_no_ranking(found, infos):
    assert ranking_chart(dataclasses.replace(found, headline=None), infos) is None


def test_progress_holds_the_best_until_the_last_record(found, runs, infos):
    first, last = found.runs[-1], found.runs[0]
    best = (Best(runs[last].started, 0.6, last), Best(runs[last].ended, 0.7, first))
    chart = progress_chart(dataclasses.replace(found, progress=best), runs, infos)
    (line,) = marks_of(chart, Line)
    assert line.steps
    assert line.y == (0.6, 0.7, 0.7)
    assert line.x[-1] == max(run.ended for run in runs.values()).timestamp()
    assert chart.title == "The best AUC on validation patients went from 0.6 to 0.7 in 1 improvement"


def test_runs_that_did_not_finish_are_points_of_their_own(found, runs, infos):
    uid = found.runs[2]
    some = {**runs, uid: dataclasses.replace(runs[uid], status=Status.FAILED)}
    finished, other = marks_of(progress_chart(found, some, infos), Points)
    assert (len(finished.x), len(other.x), other.color) == (14, 1, BASELINE)


def test_a_number_over_decades_runs_along_a_logarithmic_axis(found, infos, effect_of):
    settings = ["1e-4", "0.01", "0.1", "1e-4"]
    chart = effect_chart(effect_of(settings, [0.6, 0.7, 0.65, 0.8], True), found, infos)
    (points,) = marks_of(chart, Points)
    (line,) = marks_of(chart, Line)
    assert chart.x.scale is Scale.LOG
    assert points.x == (1e-4, 0.01, 0.1, 1e-4)
    assert (line.x, line.y) == ((1e-4, 0.01, 0.1), (pytest.approx(0.7), 0.7, 0.65))


def test_words_stand_in_rows(found, infos, effect_of):
    chart = effect_chart(effect_of(["adam", "sgd", "adam"], [0.6, 0.7, 0.8], False), found, infos)
    assert chart.y.names == ("adam", "sgd")
    assert marks_of(chart, Intervals)[0].values == (pytest.approx(0.7), 0.7)


def test_two_numbers_stand_in_rows_since_nobody_tried_what_lies_between(found, infos, effect_of):
    chart = effect_chart(effect_of(["2", "6", "2"], [0.6, 0.7, 0.8], True), found, infos)
    assert chart.y.names == ("2", "6")
    assert marks_of(chart, Intervals)[0].values == (pytest.approx(0.7), 0.7)


def test_cost_is_the_mean_time_against_the_mean_result(found, runs, infos):
    chart = front_charts(found, runs, infos)[0].chart
    hours = [np.mean([runs[uid].seconds for uid in group.runs]) / 3600 for group in found.groups]
    points = marks_of(chart, Points)
    assert sorted(x for mark in points for x in mark.x) == pytest.approx(sorted(hours))
    assert (chart.x.label, chart.x.unit) == ("time of a run", "hours")


def test_cost_needs_times(found, runs, infos):
    timeless = {uid: dataclasses.replace(run, started=None, ended=None) for uid, run in runs.items()}
    assert front_charts(found, timeless, infos) == ()


@pytest.mark.parametrize(
    ("metric", "family"),
    [
        ("train_loss", "loss"),
        ("val/loss", "loss"),
        ("loss/validation", "loss"),
        ("Eval.f1", "f1"),
        ("test_acc_top5", "acc_top5"),
        ("val", "val"),
        ("trained_rows", "trained_rows"),
        ("validity", "validity"),
    ],
)
def test_the_part_of_the_data_is_taken_off_a_metrics_name(metric, family):
    assert family_of(metric) == family


def test_related_metrics_of_a_run_share_a_chart(runs):
    run = next(iter(runs.values()))
    curve = Series.of(range(3), [3.0, 2.0, 1.0])
    run = dataclasses.replace(
        run, metrics={"train_loss": curve, "val_loss": curve, "acc": curve, "final": Series.of([0], [1.0])}
    )
    charts = run_curves(run, {})
    assert [[line.name for line in marks_of(chart, Line)] for chart in charts] == [
        ["acc"],
        ["train_loss", "val_loss"],
    ]


def test_a_family_of_many_is_split_so_that_every_line_has_a_color(runs):
    curve = Series.of(range(3), [3.0, 2.0, 1.0])
    splits = ("train", "val", "test", "dev", "eval", "holdout")
    run = dataclasses.replace(next(iter(runs.values())), metrics={f"{split}_loss": curve for split in splits})
    charts = run_curves(run, {})
    assert [len(chart.marks) for chart in charts] == [5, 1]
    assert len({chart.key for chart in charts}) == 2


def test_a_run_that_diverged_says_when(runs):
    run = dataclasses.replace(
        next(iter(runs.values())), metrics={"loss": Series.of(range(3), [3.0, 2.0, math.nan])}
    )
    (chart,) = run_curves(run, {})
    assert chart.title == "loss stops being a number after step 1"
    assert "1 value not drawn" in chart.alt


def test_what_the_machine_did_has_its_own_charts(runs):
    run = next(iter(runs.values()))
    run = dataclasses.replace(run, system={"gpu": Series.of(range(3), [10.0, 90.0, 95.0])})
    assert [chart.y.label for chart in system_curves(run)] == ["gpu"]


def test_keys_are_file_names_and_differ_where_their_parts_do():
    keys = [
        chart_key("curves", *parts) for parts in (("a", "b c"), ("a b", "c"), ("Ä/..", "\x00"), ("x" * 500,))
    ]
    assert len(set(keys)) == 4
    assert all(len(key) < 70 and set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for key in keys)
