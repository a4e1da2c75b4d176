import math

from runreport.analysis.differences import compare_runs
from runreport.model import Artifact, Dataset, Environment, Source


def said(differences):
    return [(one.name, one.first, one.second, one.in_first, one.in_second) for one in differences]


def test_settings_that_differ_or_that_only_one_run_has(make_run):
    a = make_run("a", params={"lr": 0.1, "depth": 3, "model": "net", "none": None})
    b = make_run("b", params={"lr": "1e-1", "depth": 4, "seed": 1})
    found = compare_runs(a, b)
    assert said(found.params) == [
        ("depth", 3, 4, True, True),
        ("model", "net", None, True, False),
        ("none", None, None, True, False),
        ("seed", None, 1, False, True),
    ]
    assert found.n_same_params == 1
    assert (found.first, found.second) == (a.uid, b.uid)


def test_every_metric_of_both_with_its_change(make_run):
    a = make_run("a", 0.5, summary={"only_a": 1.0, "bad": math.nan})
    b = make_run("b", 0.75, summary={"bad": 2.0})
    found = {one.name: (one.first, one.second, one.change) for one in compare_runs(a, b).metrics}
    assert found["val_auc"] == (0.5, 0.75, 0.25)
    assert found["only_a"] == (1.0, None, None)
    assert found["bad"][1:] == (2.0, None)


def test_code_and_environment_and_packages(make_run):
    a = make_run(
        "a",
        source=Source(commit="1", branch="main", dirty=False),
        environment=Environment(python="3.11", packages={"numpy": "2.0", "torch": "2.1"}),
    )
    b = make_run(
        "b",
        source=Source(commit="2", branch="main", dirty=True),
        environment=Environment(python="3.11", packages={"numpy": "2.1"}, platform="Linux"),
    )
    found = compare_runs(a, b)
    assert [one.name for one in found.source] == ["commit", "uncommitted changes"]
    assert said(found.environment) == [("platform", None, "Linux", True, True)]
    assert said(found.packages) == [("numpy", "2.0", "2.1", True, True), ("torch", "2.1", None, True, False)]


def test_files_and_data_are_told_apart_by_their_digests(make_run):
    a = make_run(
        "a",
        artifacts=(
            Artifact("model.pkl", 10, "md5:1"),
            Artifact("same.txt", 5, "md5:9"),
            Artifact("old.txt", 1),
        ),
        datasets=(
            Dataset("patients", "md5:1", context="training"),
            Dataset("patients", "md5:2", context="test"),
        ),
    )
    b = make_run(
        "b",
        artifacts=(Artifact("model.pkl", 10, "md5:2"), Artifact("same.txt", 5, "md5:9")),
        datasets=(
            Dataset("patients", "md5:3", context="training"),
            Dataset("patients", "md5:2", context="test"),
        ),
    )
    found = compare_runs(a, b)
    assert said(found.artifacts) == [
        ("model.pkl", "md5:1", "md5:2", True, True),
        ("old.txt", 1, None, True, False),
    ]
    assert said(found.datasets) == [("patients (training)", "md5:1", "md5:3", True, True)]


def test_a_run_does_not_differ_from_itself(make_run):
    run = make_run("a", 0.5, params={"p": 1}, artifacts=(Artifact("x", 1),), datasets=(Dataset("d"),))
    found = compare_runs(run, run)
    assert not any(
        (found.params, found.source, found.environment, found.packages, found.artifacts, found.datasets)
    )
    assert [one.change for one in found.metrics] == [0.0]
