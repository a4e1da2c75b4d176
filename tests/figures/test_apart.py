"""Names that stay told apart in a chart's little room."""

import itertools

import pytest

from runreport.figures.apart import forms_of
from runreport.figures.chart import Axis, Chart, Intervals, Line, Scale
from runreport.figures.printed import draw_print

SETTINGS = [
    f"activation={activation}, hidden_layer_sizes={sizes}, solver={solver}"
    for activation, sizes, solver in itertools.product(
        ("relu", "tanh"), ("(50, 50, 50)", "(50, 1000, 100, 50)"), ("adam", "sgd")
    )
]
"""As a search over a grid has them: the setting that differs stands at the end."""
KEYS = "activation, hidden_layer_sizes, solver"


def _rows(names):
    rows = Intervals("AUC", (0.5,) * len(names), (None,) * len(names), (None,) * len(names))
    return Chart("k", "t", "", Axis("AUC"), Axis("", scale=Scale.CATEGORY, names=tuple(names)), (rows,))


def _pairs(names):
    lines = tuple(Line(name, (0.0, 1.0), (0.5, at / 10)) for at, name in enumerate(names))
    sides = Axis("", scale=Scale.CATEGORY, names=("before", "after"))
    return Chart("k", "t", "", sides, Axis("AUC"), lines)


def _texts(chart, width):
    return [text.get_text().replace("\n", " ") for text in draw_print(chart, width).texts]


@pytest.mark.parametrize("width", [320, 520, 1000])
def test_rows_keep_the_setting_that_differs(width):
    texts = _texts(_rows(SETTINGS), width)
    shown = [text for text in texts if text.endswith(("adam", "sgd"))]
    assert len(set(shown)) == len(SETTINGS)
    assert not any("…" in text for text in texts)
    assert (KEYS in texts) is all("=" not in text for text in shown)


def test_a_wide_chart_has_the_names_in_full():
    assert set(SETTINGS) <= set(_texts(_rows(SETTINGS), 1400))


def test_ends_of_lines_have_the_values_and_a_head_that_says_of_what():
    texts = _texts(_pairs([name.rpartition(", ")[0] for name in SETTINGS[::2]]), 1000)
    ends = {
        "relu, (50, 50, 50)",
        "relu, (50, 1000, 100, 50)",
        "tanh, (50, 50, 50)",
        "tanh, (50, 1000, 100, 50)",
    }
    assert {"activation, hidden_layer_sizes", *ends} <= set(texts)


def test_what_all_names_have_in_common_goes_first():
    names = [f"model=forest, depth={depth}, trees=100" for depth in (2, 4)]
    forms = list(forms_of(names))
    assert [form.texts for form in forms] == [names, ["depth=2", "depth=4"], ["2", "4"]]
    assert [form.keys for form in forms] == ["", "", "depth"]


@pytest.mark.parametrize(
    "names",
    [
        ["forest", "model=boosted, depth=2"],
        ["depth=2"],
        ["depth=2, trees=5", "depth=2"],
    ],
    ids=["one has a name of its own", "one alone", "nothing else is left of one"],
)
def test_names_that_are_not_alike_are_left_as_they_are(names):
    assert [form.texts for form in forms_of(names)] == [names]


def test_settings_of_other_names_keep_them():
    forms = list(forms_of(["seed=1, depth=2", "seed=1, trees=2"]))
    assert [form.texts for form in forms][1:] == [["depth=2", "trees=2"]]


def test_names_that_agree_at_both_ends_of_the_room_are_cut_in_the_middle():
    names = [
        f"{head}-trained-on-the-images-of-all-hospitals-in-the-first-year-of-the-study-{tail}"
        for head in "ab"
        for tail in "xy"
    ]
    texts = [text for text in _texts(_rows(names), 320) if "…" in text]
    assert {(text[0], text[-1]) for text in texts} == set(itertools.product("ab", "xy"))


def test_only_names_that_would_be_alike_are_cut_otherwise():
    settings = [f"model_type=random_forest, max_depth=22, min_samples_leaf={leaf}" for leaf in (8, 11)]
    texts = _texts(_rows(["optuna_trial_34_random_forest", *settings]), 320)
    assert "optuna_trial_34_ random_forest" in texts
    assert {text[-2:] for text in texts if "…" in text} == {"=8", "11"}
