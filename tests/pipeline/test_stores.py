"""Stores under names that may be shown, and still told apart."""

import json
from pathlib import Path

from tensorboardX import SummaryWriter

from runreport.config import Config
from runreport.pipeline.assemble import assemble
from runreport.pipeline.datafiles import report_json
from runreport.pipeline.gather import gather

KEY = "AKIA" + "Q7ZT4LW9XB2RK8VN"
OTHER_KEY = "AKIA" + "B2RK8VNQ7ZT4LW9X"
TABLE = "id,name,param.lr,metric.val_auc,tag.user\na1,first,0.1,0.9,mokafor\na2,second,0.2,{value},\n"


def written(folder: Path, **values: str) -> Config:
    """Write a table into a folder for each key of `values`, and return a configuration of the folder."""
    for place, value in values.items():
        (folder / place).mkdir(parents=True)
        (folder / place / "runs.csv").write_text(TABLE.format(value=value))
    return Config().with_stores([str(folder)])


def test_a_users_folder_is_shown_under_the_users_pseudonym_everywhere(tmp_path: Path) -> None:
    report = assemble(gather(written(tmp_path, mokafor="0.8", other="0.7")), Config())
    addresses = [store.address for store in report.stores]
    assert [store.runs for store in report.stores] == [2, 2]
    assert {run.ref.store.address for run in report.runs.values()} == set(addresses)
    assert b"mokafor" not in report_json(report)
    assert any(address.startswith("person-") for address in addresses)


def test_stores_that_read_alike_without_their_secrets_keep_their_runs_apart(tmp_path: Path) -> None:
    report = assemble(gather(written(tmp_path, **{KEY: "0.8", OTHER_KEY: "0.7"})), Config())
    assert [store.address for store in report.stores] == ["[secret]/runs.csv", "[secret]/runs.csv (2)"]
    assert len(report.runs) == 4
    assert sorted(run.metrics["val_auc"].stats.last for run in report.runs.values()) == [0.7, 0.8, 0.9, 0.9]
    assert KEY not in json.dumps(report_json(report).decode())


def test_what_was_seen_of_a_store_names_no_machine(tmp_path: Path) -> None:
    writer = SummaryWriter(str(tmp_path / "logs" / "run"))
    writer.add_scalar("loss", 0.5, 1)
    writer.close()
    (events,) = (tmp_path / "logs" / "run").iterdir()
    stamp = events.name.split(".")[3]
    events.rename(events.with_name(f"events.out.tfevents.{stamp}.WARD7-PC"))
    found = gather(Config().with_stores([str(tmp_path / "logs")]))
    assert "events.out.tfevents" in found.stores[0].because
    assert "WARD7" not in found.stores[0].because


def test_what_was_seen_of_a_store_may_be_a_runs_id(tmp_path: Path) -> None:
    run = tmp_path / "runs" / "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
    run.mkdir(parents=True)
    (run / "run.json").write_text('{"experiment": "study", "metrics": {"loss": 0.5}}')
    found = gather(Config().with_stores([str(tmp_path / "runs")]))
    assert run.name in found.stores[0].because
    assert found.redactions.total == 0


def test_experiments_that_read_alike_without_a_users_name_stay_apart(tmp_path: Path) -> None:
    rows = [
        ("/Users/ann.lee@lab.example/churn", 0.9),
        ("/Users/bo.berg@lab.example/churn", 0.7),
        ("other", 0.5),
    ]
    table = "".join(f"r{place},{name},{value}\n" for place, (name, value) in enumerate(rows))
    (tmp_path / "runs.csv").write_text(f"id,experiment,metric.val_auc\n{table}")
    config = Config().with_stores([str(tmp_path / "runs.csv")])
    report = assemble(gather(config), config)
    found = {one.name: len(one.runs) for one in report.findings.experiments}
    assert found == {"~/churn": 1, "~/churn (2)": 1, "other": 1}
