from runreport.model import Status, StoreRef


def grouped(study):
    return sorted((group.label, group.seeds, len(group.runs)) for group in study.groups)


def test_runs_that_differ_in_the_seed_alone_are_one_group(make_study, study_of):
    study = study_of(make_study({"forest": (0.8, 0.9, 0.85), "linear": (0.7, 0.72)}))
    assert grouped(study) == [("forest", ("0", "1", "2"), 3), ("linear", ("0", "1"), 2)]
    assert study.varying == ("model",)
    assert study.seeds == ("seed",)


def test_settings_are_compared_as_numbers_also_across_stores(make_run, study_of):
    table, folder = StoreRef("plain-table", "runs.csv"), StoreRef("mlflow-files", "mlruns")
    study = study_of(
        [
            make_run("a", 0.8, store=table, params={"lr": 0.1, "seed": 1, "depth": "3"}),
            make_run("b", 0.9, store=folder, params={"lr": "1e-1", "seed": "2", "depth": 3.0}),
        ]
    )
    assert [len(group.runs) for group in study.groups] == [2]
    assert study.varying == ()
    assert {name: float(value) for name, value in study.constant.items()} == {"depth": 3.0, "lr": 0.1}


def test_runs_that_did_not_finish_are_in_no_group(make_study, make_run, study_of):
    params = {"model": "forest", "seed": 9}
    others = [
        make_run(str(status), at / 10, params=params, status=status) for at, status in enumerate(Status)
    ]
    study = study_of([*make_study({"forest": (0.8, 0.9)}), *others])
    (group,) = study.groups
    assert len(group.runs) == 4
    assert {run.partition("::")[2] for run in group.runs} >= {"finished", "unknown"}


def test_a_parent_without_the_result_is_no_group_and_changes_no_setting(make_run, study_of):
    runs = [
        make_run("sweep", 0.1, metric="best_depth", params={"search": "grid"}),
        make_run("a", 0.8, params={"depth": 1}, parent="sweep"),
        make_run("b", 0.9, params={"depth": 2}, parent="sweep"),
    ]
    study = study_of(runs)
    assert sorted(group.label for group in study.groups) == ["depth=1", "depth=2"]
    assert study.varying == ("depth",)
    assert study.without_result == ()
    assert len(study.runs) == 3


def test_a_parent_with_a_result_of_its_own_is_a_group(make_run, study_of):
    runs = [make_run("top", 0.7, params={"depth": 3}), make_run("a", 0.8, params={"depth": 1}, parent="top")]
    assert len(study_of(runs).groups) == 2


def test_runs_without_settings_stand_alone(make_run, study_of):
    study = study_of([make_run("a", 0.8), make_run("b", 0.8)])
    assert [group.key for group in study.groups] == ["runs.csv::a", "runs.csv::b"]


def test_without_other_settings_the_name_tells_models_apart(make_run, study_of):
    runs = [
        make_run(f"{at}", 0.8, name=f"{model}-seed{seed}", params={"seed": seed})
        for at, (model, seed) in enumerate([("svm", 0), ("svm", 1), ("tree", 0), ("tree", 1)])
    ]
    assert grouped(study_of(runs)) == [("svm", ("0", "1"), 2), ("tree", ("0", "1"), 2)]


def test_other_names_of_seeds_can_be_configured(make_run, study_of):
    runs = [make_run(f"{fold}", 0.8, params={"fold": fold, "depth": 2}) for fold in range(3)]
    assert len(study_of(runs).groups) == 3
    (group,) = study_of(runs, seeds=("fold",)).groups
    assert group.seeds == ("0", "1", "2")


def test_a_group_keeps_its_key_when_runs_are_added(make_study, study_of):
    few = study_of(make_study({"forest": (0.8, 0.9)}))
    more = study_of(make_study({"forest": (0.8, 0.9, 0.7), "linear": (0.5,)}))
    assert few.groups[0].key in {group.key for group in more.groups}


def test_labels_say_the_fewest_settings_that_tell_groups_apart(make_run, study_of):
    grid = [
        make_run(f"{at}", 0.8, name="fit", params={"lr": lr, "depth": depth, "rows": 100, "tied": lr + 1000})
        for at, (lr, depth) in enumerate([(0.1, 1), (0.1, 2), (0.2, 1), (0.2, 2)])
    ]
    assert sorted(group.label for group in study_of(grid).groups) == [
        "depth=1, lr=0.1",
        "depth=1, lr=0.2",
        "depth=2, lr=0.1",
        "depth=2, lr=0.2",
    ]


def test_generated_names_are_no_labels(make_run, study_of):
    names = ["polite-bee-466", "run 12", "0123456789abcdef"]
    runs = [make_run(f"{at}", 0.8, name=name, params={"depth": at}) for at, name in enumerate(names)]
    assert sorted(group.label for group in study_of(runs).groups) == ["depth=0", "depth=1", "depth=2"]


def test_names_are_not_cut_within_a_word_or_a_number(make_run, study_of):
    names = {"cnn32_1": 1, "cnn32_2": 1, "forest-100-a": 2, "forest-101-b": 2, "net-spam": 3, "net-spoon": 3}
    runs = [make_run(f"{name}!", 0.8, name=name, params={"p": p, "seed": name}) for name, p in names.items()]
    assert sorted(group.label for group in study_of(runs).groups) == ["cnn32", "forest", "net"]


def test_a_name_that_ends_in_r_or_s_keeps_it(make_run, study_of):
    runs = [make_run(f"{at}", 0.8, name=f"bars-{at}", params={"p": 1, "seed": at}) for at in range(3)]
    assert study_of(runs).groups[0].label == "bars"


def test_drawn_numbers_have_no_more_digits_in_labels_than_tell_them_apart(make_run, study_of):
    drawn = [0.3837568244622098, 0.38412, 2.3e-05, 12345.678912, 0.5]
    runs = [make_run(f"{at}", 0.8, name="same", params={"rate": rate}) for at, rate in enumerate(drawn)]
    labels = {f"rate={rate}" for rate in ("0.3838", "0.3841", "2.3e-05", "12346", "0.5")}
    assert {group.label for group in study_of(runs).groups} == labels
    assert {group.whole for group in study_of(runs).groups} == {""}


def test_no_two_groups_have_the_same_label(make_run, study_of):
    long = "x" * 200
    runs = [make_run(f"{at}", 0.8, name="same", params={"text": f"{long}{at}"}) for at in range(3)]
    labels = [group.label for group in study_of(runs).groups]
    assert len(set(labels)) == 3
    assert all(len(label) <= 70 for label in labels)


def test_values_that_a_cut_would_make_alike_lose_what_they_share(make_run, study_of):
    start = "encoder and decoder with residual connections around all layers, "
    values = [f"{start}{heads} heads of attention" for heads in (8, 16)] + ["linear"]
    runs = [make_run(f"{at}", 0.8, name="same", params={"net": value}) for at, value in enumerate(values)]
    groups = study_of(runs).groups
    assert {group.label for group in groups} == {
        "net=…8 heads of attention",
        "net=…16 heads of attention",
        "net=linear",
    }
    assert {group.whole for group in groups} == {f"net={values[0]}", f"net={values[1]}", ""}


def test_a_long_value_has_all_the_room_of_its_label(make_run, study_of):
    value = "one value of fifty characters, or of a little less"
    runs = [make_run(f"{at}", 0.8, name="same", params={"net": f"{value}"[at:]}) for at in range(2)]
    assert {group.label for group in study_of(runs).groups} == {f"net={value}", f"net={value[1:]}"}


def test_every_metric_of_a_group_has_its_estimate(make_run, study_of):
    runs = [
        make_run("a", 0.8, params={"seed": 1, "p": 1}, summary={"train_seconds": 4.0}),
        make_run("b", 0.9, params={"seed": 2, "p": 1}),
    ]
    (group,) = study_of(runs).groups
    assert {name: (one.value, one.n) for name, one in group.estimates.items()} == {
        "train_seconds": (4.0, 1),
        "val_auc": (0.8500000000000001, 2),
    }


def test_paths_are_called_by_what_tells_them_apart(make_run, findings_of):
    folder = "experiments/" + "a-rather-long-folder/" * 3
    names = [f"{folder}loss_train", f"{folder}loss_valid", f"{folder}{'deep/' * 20}accuracy_train"]
    runs = [make_run(name.replace("/", "-"), 0.5 + at / 10, name=name) for at, name in enumerate(names)]
    labels = {group.label for group in findings_of(runs).experiments[0].groups}
    assert {"loss_train", "loss_valid"} < labels
    (long,) = labels - {"loss_train", "loss_valid"}
    assert long.startswith("…")
    assert long.endswith("deep/accuracy_train")


def test_runs_without_a_name_are_called_by_the_start_of_their_key(make_run, study_of):
    keys = ["419c45a2383d4660b2de1ff481152bb3", "4kpg35iw", "offline-run-20250101"]
    runs = [make_run(key, 0.8 + at / 100, name=" ") for at, key in enumerate(keys)]
    assert {group.label for group in study_of(runs).groups} == {"419c45a2383d", "4kpg35iw", "offline-run-"}


def test_the_key_of_a_run_without_a_name_is_no_name_that_people_gave(make_run, study_of):
    runs = [make_run(f"offline-{at}-run-2025", 0.8, name="", params={"depth": at}) for at in range(2)]
    assert {group.label for group in study_of(runs).groups} == {"depth=0", "depth=1"}


def test_a_value_that_reads_as_settings_stands_in_quotes(make_run, study_of):
    values = ["lr=0.1, weight_decay=0", "lr=0.2, weight_decay=0", "none"]
    runs = [make_run(f"{at}", 0.8, name="fit", params={"args": value}) for at, value in enumerate(values)]
    assert {group.label for group in study_of(runs).groups} == {
        "args=“lr=0.1, weight_decay=0”",
        "args=“lr=0.2, weight_decay=0”",
        "args=none",
    }
