import os
from pathlib import Path

import pytest

import runreport
from runreport import ReaderError, load_config, load_runs
from runreport.config import Config
from runreport.model.filters import parse_filter
from runreport.pipeline.gather import gather


def configured(*stores: Path | str, **settings: object) -> Config:
    return Config(**settings).with_stores([str(store) for store in stores])


def test_every_run_of_every_store_is_there(study: Path) -> None:
    gathered = gather(configured(study))
    assert sorted(run.id for run in gathered.runs) == ["a1", "a2", "a3", "b1", "long", "torn"]
    assert {store.ref.reader for store in gathered.stores} == {"plain-table", "plain-folder"}


def test_a_filter_leaves_runs_out_and_counts_them(study: Path) -> None:
    gathered = gather(configured(study), where=parse_filter("experiment = screening and status = finished"))
    assert sorted(run.id for run in gathered.runs) == ["a1", "a2"]
    (omission,) = gathered.omissions
    assert omission.count == 4
    assert "experiment = screening" in omission.why


def test_the_configured_filter_holds_where_none_is_given(study: Path) -> None:
    config = configured(study, runs={"where": "val_auc > 0.8"})
    assert sorted(run.id for run in gather(config).runs) == ["a1", "a2"]
    assert [run.id for run in gather(config, where=parse_filter("val_auc <= 0.5")).runs] == ["b1"]


def test_a_filter_that_all_runs_meet_leaves_nothing_out(study: Path) -> None:
    assert gather(configured(study), where=parse_filter("name != nothing")).omissions == ()


def test_a_problem_of_a_run_that_is_left_out_is_none_of_the_reports(study: Path) -> None:
    everything = gather(configured(study))
    assert any(problem.run == "torn" for problem in everything.problems)
    assert not gather(configured(study), where=parse_filter("name != torn")).problems


def test_names_that_one_run_gives_away_are_taken_out_of_all_others(study: Path) -> None:
    gathered = gather(configured(study))
    assert "mokafor" not in repr(gathered)
    (warm,) = (run for run in gathered.runs if run.id == "b1")
    assert warm.name.startswith("warm up by person-")
    assert gathered.redactions.total >= 5


def test_records_can_be_had_as_they_are_for_ones_own_eyes(study: Path) -> None:
    gathered = gather(configured(study), is_redacted=False)
    assert "warm up by mokafor" in {run.name for run in gathered.runs}
    assert gathered.redactions.total == 0


def test_a_filter_sees_only_what_may_be_shown(study: Path) -> None:
    assert not gather(configured(study), where=parse_filter("tags.user = mokafor")).runs


def test_curves_are_thinned_and_their_facts_are_not(study: Path) -> None:
    (run,) = gather(configured(study), where=parse_filter("id = long"), most_points=50).runs
    assert 4 <= len(run.metrics["loss"]) <= 50
    assert run.metrics["loss"].stats.count == 3000


@pytest.mark.parametrize("workers", [1, 2])
def test_the_number_of_workers_changes_nothing(study: Path, workers: int) -> None:
    assert gather(configured(study), workers=workers) == gather(configured(study))


def test_two_stores_with_one_folder_name_are_told_apart(tmp_path: Path, study: Path) -> None:
    for site in ("north", "south"):
        folder = tmp_path / "secret-project" / site / "data"
        folder.mkdir(parents=True)
        (folder / "runs.csv").write_text("id,metric.auc\nr,0.5\n")
    gathered = gather(
        configured(tmp_path / "secret-project/north/data", tmp_path / "secret-project/south/data")
    )
    addresses = sorted(run.ref.store.address for run in gathered.runs)
    assert addresses == ["north/data/runs.csv", "south/data/runs.csv"]
    assert len({run.uid for run in gathered.runs}) == 2


def test_a_report_says_nothing_of_the_folders_above_a_store(study: Path) -> None:
    gathered = gather(configured(study))
    assert "secret-project" not in repr(gathered)
    assert str(study) not in repr(gathered)


def test_a_store_that_is_named_itself_is_called_by_its_own_name(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, folder = study / "runs.csv", study / "curves"
    assert [str(store.ref.address) for store in gather(configured(table, folder)).stores] == [
        "runs.csv",
        "curves",
    ]
    monkeypatch.chdir(folder)
    assert gather(configured("../runs.csv", ".")) == gather(configured(table, folder))


def test_there_must_be_a_store(tmp_path: Path) -> None:
    with pytest.raises(ReaderError):
        gather(configured(tmp_path))


def test_python_gets_every_point_of_every_curve(study: Path) -> None:
    (run,) = load_runs(str(study), where="id = long")
    loss = run.metrics["loss"]
    assert len(loss) == 3000
    assert loss.steps.tolist() == list(range(3000))
    assert loss.values.tolist() == [step % 7 / 10 for step in range(3000)]


def test_python_gets_redacted_runs_unless_it_asks(study: Path) -> None:
    assert "mokafor" not in repr(load_runs(str(study)))
    assert "mokafor" in repr(load_runs(str(study), redacted=False))


def test_python_gets_the_stores_of_the_configuration_where_it_names_none(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (study / "runreport.toml").write_text('stores = ["runs.csv"]\n[runs]\nwhere = "experiment = screening"\n')
    monkeypatch.chdir(study)
    assert sorted(run.id for run in load_runs()) == ["a1", "a2", "a3"]
    assert sorted(run.id for run in load_runs(where="status = failed")) == ["a3"]


def test_reading_changes_nothing_in_the_stores(study: Path) -> None:
    def state() -> dict[str, tuple[bytes, int]]:
        files = (path for path in study.rglob("*") if path.is_file())
        return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}

    before, folders = state(), sorted(os.walk(study))
    runreport.build_report(load_config(folder=study), [str(study)], output=study.parent / "site")
    assert state() == before
    assert sorted(os.walk(study)) == folders
