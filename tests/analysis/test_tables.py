import math

import pandas as pd
import pytest

from runreport.analysis.tables import tabulate
from runreport.model import Artifact, Cost, Measured, Problem, RunRef, Series, Source, StoreRef


def finals_by_metric(run):
    return tabulate([run]).finals.set_index("metric").to_dict("index")


def test_a_metric_counts_with_its_last_finite_point(make_run):
    run = make_run("a", curves={"loss": Series.of([0, 1, 2, 3], [3.0, 1.0, 2.0, math.nan])})
    row = finals_by_metric(run)["loss"]
    assert (row["value"], row["value_from"], row["last_step"]) == (2.0, "last", 3)
    assert (row["min"], row["argmin"], row["max"], row["argmax"]) == (1.0, 1, 3.0, 0)
    assert (row["mean"], row["count"], row["non_finite"]) == (2.0, 4, 1)


def test_the_stores_own_summary_comes_before_the_last_point(make_run):
    run = make_run("a", 0.7, summary={"val_auc": 0.9, "best": 1, "note": "text", "ok": True})
    rows = finals_by_metric(run)
    assert (rows["val_auc"]["value"], rows["val_auc"]["value_from"]) == (0.9, "summary")
    assert (rows["best"]["value"], rows["best"]["count"]) == (1.0, 0)
    assert set(rows) == {"val_auc", "best"}


def test_a_result_that_is_not_a_number_stays_so(make_run):
    run = make_run("a", 0.7, summary={"val_auc": math.nan}, curves={"loss": Series.of([0], [math.inf])})
    rows = finals_by_metric(run)
    assert math.isnan(rows["val_auc"]["value"])
    assert math.isnan(rows["loss"]["value"])
    assert pd.isna(rows["loss"]["argmin"])


def test_a_row_a_run_says_what_the_record_says(make_run):
    run = make_run(
        "a",
        0.7,
        parent="p",
        artifacts=(Artifact("model.pkl"),),
        source=Source(commit="abc", dirty=True),
        problems=(Problem("torn", "mend it"),),
    )
    row = tabulate([run]).runs.loc["runs.csv::a"]
    assert (row["store"], row["key"], row["status"], row["parent"]) == ("runs.csv", "a", "finished", "p")
    assert (row["seconds"], row["commit"], row["dirty"]) == (30.0, "abc", True)
    assert (row["n_artifacts"], row["n_metrics"], row["n_problems"]) == (1, 1, 1)
    assert row["started"] == pd.Timestamp("2026-03-01 12:00", tz="UTC")


def test_what_a_record_does_not_say_is_missing(make_run):
    row = tabulate([make_run("a", started=None, ended=None)]).runs.iloc[0]
    assert row[["started", "ended", "seconds", "group", "commit", "dirty"]].isna().all()


def test_the_recorded_cost_comes_before_end_minus_start(make_run):
    run = make_run("a", cost=Cost(seconds=Measured(12.5, "measured")))
    assert tabulate([run]).runs["seconds"].item() == 12.5


def test_times_beyond_the_reach_of_nanoseconds_are_kept(make_run):
    far = make_run("a").started.replace(year=2286)
    assert tabulate([make_run("a", started=far, ended=None)]).runs["started"].item().year == 2286


def test_settings_are_given_as_text_and_as_number(make_run):
    params = {"lr": "1e-3", "depth": 3, "flag": True, "name": "adam", "none": None, "wide": 10**400}
    table = tabulate([make_run("a", params=params)]).params.set_index("param")
    assert table["value"].to_dict() == {
        "depth": "3",
        "flag": "True",
        "lr": "1e-3",
        "name": "adam",
        "none": "",
        "wide": str(10**400),
    }
    assert table["number"].dropna().to_dict() == {"lr": 0.001, "depth": 3.0}


def test_steps_beyond_the_exact_floats_stay_exact(make_run):
    step = 2**53 + 1
    run = make_run("a", curves={"loss": Series.of([step], [1.0])})
    assert finals_by_metric(run)["loss"]["argmin"] == step


def test_no_runs_make_tables_with_the_same_columns(make_run):
    full, empty = tabulate([make_run("a", 0.5, params={"p": 1})]), tabulate([])
    for name in ("runs", "finals", "params"):
        assert not len(getattr(empty, name))
        assert getattr(empty, name).dtypes.to_dict() == getattr(full, name).dtypes.to_dict()


def test_names_that_no_file_could_hold_are_kept_as_they_are(make_run):
    run = make_run("a", name="broken \ud800", params={"p\udcff": "\0"}, store=StoreRef("r", "s\udcff"))
    tables = tabulate([run])
    assert tables.runs.index.tolist() == [RunRef(StoreRef("r", "s\udcff"), "a").uid]
    assert tables.params["param"].tolist() == ["p\udcff"]


def test_runs_are_gone_over_once(make_run):
    runs = iter([make_run("a", 0.5), make_run("b", 0.6)])
    assert len(tabulate(runs).finals) == 2


@pytest.mark.parametrize("name", ["runs", "finals", "params"])
def test_every_column_is_documented(name):
    from runreport.analysis import tables

    source = tables.__file__
    with open(source, encoding="utf-8") as file:  # noqa: PTH123
        text = file.read()
    documentation = text[text.index("class Tables") : text.index("def tabulate")]
    frame = getattr(tabulate([]), name).reset_index()
    for column in frame.columns.drop("index", errors="ignore"):
        assert f"`{column}`" in documentation
