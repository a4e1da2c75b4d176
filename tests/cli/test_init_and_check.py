import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from runreport.config import load_config

Command = Callable[..., Result]


def test_the_first_configuration_is_valid_and_names_what_was_found(runreport: Command, folder: Path) -> None:
    result = runreport("init")
    assert (result.exit_code, result.stdout) == (0, "runreport.toml\n")
    config = load_config(folder / "runreport.toml")
    assert [store.path for store in config.stores] == ["runs.csv"]
    assert config.headline == "val_auc"
    assert config.metrics["val_auc"].better == "higher"
    assert config.metrics["loss"].better == "lower"
    assert list(config.experiments) == ["screening"]
    assert config.compare.seeds == ("seed",)
    assert "settings that vary: model" in (folder / "runreport.toml").read_text()


def test_the_first_configuration_passes_its_check(runreport: Command) -> None:
    runreport("init")
    result = runreport("check")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[0].startswith("runs.csv: plain-table, because ")
    assert result.stdout.splitlines()[1:] == [
        "screening: 3 runs (1 failed, 2 finished)",
        "3 runs in all",
        "nothing is wrong",
    ]


def test_a_metric_whose_direction_the_name_does_not_tell_is_left_to_the_author(
    runreport: Command, folder: Path
) -> None:
    (folder / "runs.csv").write_text("id,metric.quux\na,1\nb,2\n")
    runreport("init")
    text = (folder / "runreport.toml").read_text()
    assert '[metrics.quux]\nlabel = "Quux"\n# better = "higher"  # or "lower"' in text
    assert load_config(folder / "runreport.toml").metrics["quux"].better is None


def test_stores_are_named_from_where_the_file_lies(runreport: Command, folder: Path) -> None:
    (folder / "reports").mkdir()
    assert runreport("init", "runs.csv", "-o", "reports/runreport.toml").exit_code == 0
    assert load_config(Path("reports/runreport.toml")).stores[0].path == "../runs.csv"
    assert runreport("check", "-c", "reports/runreport.toml").exit_code == 0


def test_a_reader_that_was_named_stands_in_the_file(runreport: Command, folder: Path) -> None:
    (folder / "runs.csv").rename(folder / "records.csv")
    assert runreport("init", "records.csv", "--reader", "plain-table").exit_code == 0
    (store,) = load_config(folder / "runreport.toml").stores
    assert (store.path, store.reader) == ("records.csv", "plain-table")


def test_each_experiment_has_its_own_headline_where_they_differ(runreport: Command, folder: Path) -> None:
    (folder / "runs.csv").write_text(
        "id,experiment,metric.val_auc,metric.rmse\na,one,0.5,\nb,one,0.6,\nc,two,,3\nd,two,,4\n"
    )
    runreport("init")
    config = load_config(folder / "runreport.toml")
    assert config.headlines == {"one": "val_auc", "two": "rmse"}


@pytest.mark.parametrize(
    "name", ['a "quoted" name', "tab\tbed", "back\\slash", "x.y = 1 # z", "日本 🎉", "[a]", "del\x7fete"]
)
def test_any_name_survives_in_the_file(runreport: Command, folder: Path, name: str) -> None:
    cell = '"' + name.replace('"', '""') + '"'
    (folder / "runs.csv").write_text(f"id,experiment,metric.auc\na,{cell},1\n", encoding="utf-8")
    assert runreport("init").exit_code == 0
    text = (folder / "runreport.toml").read_text(encoding="utf-8")
    assert list(tomllib.loads(text)["experiments"]) == [name]
    assert runreport("check").exit_code == 0


def test_a_file_that_is_there_is_not_replaced_unasked(runreport: Command, folder: Path) -> None:
    (folder / "runreport.toml").write_text('title = "Mine"\n')
    result = runreport("init")
    assert result.exit_code == 1
    assert result.stderr == (
        "error: runreport.toml: exists already; add --force to replace it, or name another file\n"
    )
    assert (folder / "runreport.toml").read_text() == 'title = "Mine"\n'
    assert runreport("init", "--force").exit_code == 0
    assert "val_auc" in (folder / "runreport.toml").read_text()


def test_nothing_is_written_where_there_is_nothing_to_report(runreport: Command, folder: Path) -> None:
    (folder / "runs.csv").unlink()
    result = runreport("init")
    assert result.exit_code == 1
    assert "there is nothing to report on" in result.stderr
    assert not (folder / "runreport.toml").exists()


def test_names_that_no_record_has_are_faults_with_the_nearest(runreport: Command, folder: Path) -> None:
    (folder / "runreport.toml").write_text(
        'stores = ["runs.csv"]\nheadline = "val_acu"\n[metrics.los]\n[experiments.screnning]\n'
        '[[models]]\nname = "m"\nchoose = "best val_auc in screning"\n'
    )
    result = runreport("check")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "problem: metrics.los: no record has the metric `los`; did you mean `loss`?",
        "problem: headline: no record has the metric `val_acu`; did you mean `val_auc`?",
        "problem: experiments.screnning: no record has the experiment `screnning`; did you mean `screening`?",
        "problem: models[0].choose: no record has the experiment `screning`; did you mean `screening`?",
        "4 problems to mend",
    ]


def test_settings_of_a_metric_that_has_only_parts_are_no_fault(runreport: Command, folder: Path) -> None:
    (folder / "runs.csv").write_text("id,metric.auc/site_a\na,1\n")
    (folder / "runreport.toml").write_text('stores = ["runs.csv"]\n[metrics.auc]\n')
    assert runreport("check").exit_code == 0


def test_a_record_that_cannot_be_read_is_a_fault(runreport: Command, folder: Path) -> None:
    (folder / "runs.csv").write_text("id,metric.auc\na,1\nb,high\n")
    result = runreport("check")
    assert result.exit_code == 1
    assert "1 problem to mend" in result.stderr
    assert "2 runs in all" in result.stdout


def test_readers_are_listed_with_what_they_read(runreport: Command) -> None:
    result = runreport("readers")
    assert result.exit_code == 0
    lines = dict(line.split(maxsplit=1) for line in result.stdout.splitlines())
    assert lines["plain-table"].startswith("Plain tables")
    assert {"mlflow-database", "mlflow-files", "plain-folder"} <= set(lines)


def test_a_path_is_explained(runreport: Command) -> None:
    result = runreport("readers", "--explain", "runs.csv")
    assert result.exit_code == 0
    assert "plain-table" in result.stdout
    assert "claims it" in result.stdout
    assert runreport("readers", "--explain", "nowhere").exit_code == 1
