"""Which settings tell groups apart."""

from runreport.analysis.distinctions import Distinctions, choose_settings, describing, needed


def test_a_setting_that_parts_the_groups_as_another_does_is_passed_over():
    columns = {
        "tied": ["1001", "1001", "1002"],
        "lr": ["1", "1", "2"],
        "depth": ["3", "4", "3"],
        "same": ["x"] * 3,
    }
    assert choose_settings(columns) == Distinctions(("depth", "lr"), 0, is_search=False)


def test_of_settings_that_tell_as_much_the_one_with_fewest_gaps_counts():
    columns = {"a": ["1", None, "2"], "longer": ["100", "200", "300"]}
    assert choose_settings(columns).names == ("longer",)


def test_a_setting_is_drawn_if_nearly_each_of_five_groups_has_a_number_of_its_own():
    drawn = {"lr": [f"0.{at}1" for at in range(5)], "decay": [f"0.{at}2" for at in range(5)]}
    assert choose_settings(drawn).names == ("decay", "lr")
    assert choose_settings({name: column[:4] for name, column in drawn.items()}).names == ("decay",)
    words = {name: [f"{value} m" for value in column] for name, column in drawn.items()}
    assert choose_settings(words).names == ("decay",)


def test_what_a_group_has_not_set_does_not_tell_it_apart():
    columns = {"act": ["relu", "relu", "tanh"], "size": ["1", "1", "1"], "power": ["0.5", None, "0.5"]}
    chosen = Distinctions(("act", "size", "power"), 0, is_search=False)
    assert needed(chosen, columns, [0, 1, 2]) == {0: {"act", "power"}, 1: {"act", "size"}, 2: {"act"}}


def test_a_group_is_described_by_its_kind_of_model_else_by_three_settings():
    columns = {
        "zeta": ["1"],
        "model": ["svm"],
        "alpha": [None],
        "beta": ["2"],
        "gamma": ["3"],
        "delta": ["4"],
    }
    assert describing(columns, 0) == ("model",)
    assert describing({name: columns[name] for name in columns if name != "model"}, 0, ("zeta",)) == (
        "beta",
        "delta",
        "zeta",
    )
