import random

from runreport.analysis.lineage import lineage
from runreport.model import Dataset, ModelVersion, RegisteredModel, StoreFacts, StoreRef

STORE = StoreRef("plain-table", "runs.csv")
TRAINING = Dataset("patients", "md5:1", context="training", rows=100)
VALIDATION = Dataset("patients", "md5:2", context="validation")


def registry(*versions):
    return StoreFacts(STORE, models=(RegisteredModel("screening", versions=tuple(versions)),))


def test_data_are_one_by_name_and_digest_with_their_uses(make_run):
    runs = [
        make_run("a", datasets=(TRAINING, VALIDATION)),
        make_run("b", datasets=(TRAINING,)),
        make_run("c"),
    ]
    found = lineage(runs, [])
    assert [(one.name, one.digest, one.contexts, one.rows) for one in found.data] == [
        ("patients", "md5:1", ("training",), 100),
        ("patients", "md5:2", ("validation",), None),
    ]
    assert found.data[0].runs == ("runs.csv::a", "runs.csv::b")
    assert found.runs_without_data == ("runs.csv::c",)


def test_the_way_goes_from_data_over_the_run_to_the_model(make_run):
    run = make_run("a", datasets=(TRAINING,))
    found = lineage([run], [registry(ModelVersion("screening", "1", run="a"))])
    (model,) = found.models
    assert (model.name, model.version, model.run) == ("screening", "1", run.uid)
    assert {(edge.source, edge.target, edge.label) for edge in found.edges} == {
        (found.data[0].key, run.uid, "training"),
        (run.uid, model.key, ""),
    }


def test_a_version_that_run_and_registry_both_know_stands_once_as_the_registry_has_it(make_run):
    logged = ModelVersion("screening", "1")
    registered = ModelVersion("screening", "1", aliases=("champion",), run="a")
    found = lineage([make_run("a", models=(logged, ModelVersion("model")))], [registry(registered)])
    assert [(one.name, one.version, one.aliases) for one in found.models] == [
        ("model", None, ()),
        ("screening", "1", ("champion",)),
    ]
    assert [one.run for one in found.models] == ["runs.csv::a"] * 2


def test_models_without_a_version_are_told_apart_by_their_runs(make_run):
    runs = [make_run(key, models=(ModelVersion("model"),)) for key in "ab"]
    assert [one.run for one in lineage(runs, []).models] == ["runs.csv::a", "runs.csv::b"]


def test_a_version_whose_run_is_not_in_the_records_has_none():
    found = lineage([], [registry(ModelVersion("screening", "1", run="gone"))])
    assert [one.run for one in found.models] == [None]
    assert found.edges == ()


def test_versions_are_in_order_of_number():
    found = lineage([], [registry(*(ModelVersion("screening", number) for number in ("10", "9", "2")))])
    assert [one.version for one in found.models] == ["2", "9", "10"]


def test_one_name_for_different_data_is_cautioned_of(make_run):
    runs = [
        make_run("a", datasets=(TRAINING, VALIDATION)),
        make_run("b", datasets=(Dataset("patients", "md5:3", context="training"), VALIDATION)),
    ]
    (caution,) = lineage(runs, []).cautions
    assert caution.what == "2 different sets of data are called patients for training, by their digests"
    assert caution.runs == ("runs.csv::a", "runs.csv::b")


def test_evaluation_on_the_training_data_is_cautioned_of(make_run):
    leaking = make_run("a", datasets=(TRAINING, Dataset("held out", "md5:1", context="Validation")))
    clean = make_run("b", datasets=(TRAINING, VALIDATION))
    (caution,) = lineage([leaking, clean], []).cautions
    assert caution.what == "held out (digest md5:1) was used both for training and for evaluation"
    assert caution.runs == ("runs.csv::a",)


def test_data_without_digests_raise_no_caution(make_run):
    data = (Dataset("d", context="training"), Dataset("d", context="test"))
    assert lineage([make_run("a", datasets=data)], []).cautions == ()


def test_the_order_of_runs_does_not_matter(make_run):
    runs = [
        make_run(
            f"{at}", at=at, datasets=(Dataset("d", f"md5:{at % 3}", source=f"s{at}", context="training"),)
        )
        for at in range(8)
    ]
    shuffled = random.Random(5).sample(runs, len(runs))
    assert lineage(shuffled, []) == lineage(runs, [])
