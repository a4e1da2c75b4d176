"""What groups of runs are called."""

import pytest


@pytest.fixture
def labels_of(make_run, study_of):
    """Return a function that gives the labels of runs with the given settings, by the first run's key."""

    def label(params, names=()):
        names = names or [f"calm-shad-{at}" for at in range(len(params))]
        runs = [
            make_run(f"key-{at}", 0.8, name=name, params=of)
            for at, (of, name) in enumerate(zip(params, names, strict=True))
        ]
        groups = study_of(runs).groups
        return {int(group.runs[0].rpartition("-")[2]): group.label for group in groups}

    return label


def test_the_kind_of_model_comes_first_and_no_label_rests_on_what_is_not_set(labels_of):
    knn = {"model_type": "knn", "split": 0.25}
    assert labels_of(
        [
            {**knn, "n_neighbors": 10},
            {**knn, "n_neighbors": 5},
            {"model_type": "elasticnet", "alpha": 0.5, "l1_ratio": 0.5, "split": 0.25},
        ]
    ) == {0: "model_type=knn, n_neighbors=10", 1: "model_type=knn, n_neighbors=5", 2: "model_type=elasticnet"}


def test_the_kind_of_model_is_known_below_a_path_and_is_a_word(labels_of):
    found = labels_of(
        [{"cfg.model": "svm", "a": 1}, {"cfg.model": "svm", "a": 2}, {"cfg.model": "rf", "a": 3}]
    )
    assert set(found.values()) == {"cfg.model=svm, a=1", "cfg.model=svm, a=2", "cfg.model=rf, a=3"}
    assert labels_of([{"model": 1, "a": 1}, {"model": 1, "a": 2}, {"model": 2, "a": 3}])[2] == "a=3"


def test_a_run_without_the_settings_of_others_is_called_by_its_own(labels_of):
    assert labels_of(
        [
            {"dropout": 0.2, "units": 64, "optimizer": "adam"},
            {"dropout": 0.3, "units": 64, "optimizer": "adam"},
            {"width": 128},
        ]
    ) == {0: "dropout=0.2", 1: "dropout=0.3", 2: "width=128"}


def test_a_run_that_does_not_say_its_kind_of_model_where_others_do_says_more_of_itself(labels_of):
    forest = {"depth": 3, "features": 0.5, "leaf": 8, "trees": 100}
    assert labels_of(
        [{"model": "forest", "leaf": 8}, {"model": "forest", "leaf": 9}, {"model": "svm"}, forest]
    ) == {
        0: "model=forest, leaf=8",
        1: "model=forest, leaf=9",
        2: "model=svm",
        3: "depth=3, features=0.5, leaf=8",
    }


def test_a_run_without_any_setting_is_called_by_its_name(labels_of):
    assert set(labels_of([{"depth": 1}, {"depth": 2}, {}]).values()) == {"depth=1", "depth=2", "calm-shad-2"}


def test_all_of_the_few_settings_that_a_search_drew_are_named(labels_of):
    drawn = [{"lr": 0.1 / (at + 3), "momentum": 0.9 - at * 0.0123, "epochs": 3} for at in range(6)]
    assert labels_of(drawn)[1] == "lr=0.025, momentum=0.8877"


def test_a_search_over_many_settings_is_called_by_the_names_of_its_runs(labels_of):
    drawn = [{name: at + 0.1 * place for place, name in enumerate("abcdef")} for at in range(6)]
    assert labels_of(drawn)[2] == "calm-shad-2"


def test_a_search_without_names_is_called_by_three_settings(labels_of):
    drawn = [{name: at + 0.1 * place for place, name in enumerate("abcdef")} for at in range(6)]
    for names in ("0123456789abcde{at}", "fit 2021-06-11 16:5{at}", "2021061{at}_1652"):
        assert labels_of(drawn, [names.format(at=at) for at in range(6)])[2] == "a=2, b=2.1, c=2.2"


def test_repeats_with_different_names_are_not_called_by_the_name_of_one(labels_of, make_run, study_of):
    params = {"batch_size": 256, "epochs": 5, "lr": 0.0002, "noise_dim": 100}
    names = ["polite-bee-466", "calm-shad-12"]
    assert labels_of([params, params], names) == {0: "batch_size=256, epochs=5, lr=0.0002"}
    with_model = {**params, "model": "gan"}
    assert labels_of([with_model, with_model], names) == {0: "model=gan"}
    runs = [make_run(f"{at}", 0.8, name=f"shad-calm-{at}", params={"seed": at}) for at in range(2)]
    assert [group.label for group in study_of(runs).groups] == ["shad-calm"]


def test_a_name_that_is_a_moment_is_none(labels_of):
    names = [
        "fit2021-06-11 16:51:24.898371",
        "fit2021-06-11 16:52:02.680171",
        "20250423_164628",
        "20250423_164824",
    ]
    assert labels_of([{"depth": at} for at in range(4)], names) == {at: f"depth={at}" for at in range(4)}
    named = ["cnn 2021-06-11 16:51", "rnn 2021-06-11 16:52"]
    assert labels_of([{"depth": at} for at in range(2)], named) == dict(enumerate(named))


def test_a_whole_name_is_its_groups_own_though_others_begin_with_it(labels_of):
    names = ["forest", "forest_old", "forest_new"]
    found = labels_of([{"depth": 1}, {"depth": 2}, {"depth": 2}], names)
    assert found == {0: "forest", 1: "depth=2"}


def test_a_setting_of_digests_tells_nothing(labels_of):
    params = [{"best_run": f"0123456789abcdef{at}", "n": at % 2, "size": at // 2} for at in range(4)]
    assert labels_of(params)[3] == "n=1, size=1"


def test_a_setting_that_repeats_the_names_of_runs_tells_nothing(labels_of):
    start = "{'server': 'a', 'port': 1, 'kwargs': {'same_init_model': True}, 'weights': [1, 2, 3, 4], 'x': "
    params = [{"run_id": f"calm-shad-{at}", "configs": f"{start}{at}}}", "n": 1} for at in range(3)]
    assert set(labels_of(params).values()) == {f"configs=…{at}}}" for at in range(3)}
    shared = [{**of, "configs": start, "more": f"{start}{at}}}", "n": at} for at, of in enumerate(params)]
    assert set(labels_of(shared).values()) == {f"n={at}" for at in range(3)}


def test_runs_whose_settings_differ_beyond_what_a_label_has_room_for_are_called_by_their_names(labels_of):
    params = [{"a" * 40: at % 2, "b" * 40: at // 2} for at in range(4)]
    assert labels_of(params) == {at: f"calm-shad-{at}" for at in range(4)}


def test_settings_that_have_no_room_go_where_a_label_does_not_need_them(labels_of):
    rows = [
        ("relu", "(50, 100, 50)", "adam"),
        ("relu", "(50, 100, 50)", "sgd"),
        ("tanh", "(50, 100, 50)", "sgd"),
        ("tanh", "(50, 50, 50)", "sgd"),
    ]
    params = [
        {"activation_function": a, "hidden_layer_sizes": h, "optimization_solver": s}
        for a, h, s in rows
        for _ in "ab"
    ]
    found = labels_of(params, [f"calm-shad-{at}" for at in range(len(params))])
    assert found[6] == "hidden_layer_sizes=(50, 50, 50)"
    assert len(set(found.values())) == len(rows)
    assert all(len(label) <= 60 for label in found.values())


def test_a_number_behind_a_label_makes_no_other_label(make_run, study_of):
    names = {"a": "x", "b": "x", "c": "x (1)"}
    runs = [make_run(key, 0.8, name=name) for key, name in names.items()]
    assert sorted(group.label for group in study_of(runs).groups) == ["x (1)", "x (2)", "x (3)"]


def test_labels_do_not_depend_on_the_order_of_settings(labels_of):
    rows = [{"b": at % 3, "a": at % 2, "c": at // 3} for at in range(6)]
    turned = [dict(reversed(row.items())) for row in rows]
    assert labels_of(rows) == labels_of(turned)
