import json
from pathlib import Path
from typing import Any

import pytest

from runreport import build_report, load_runs
from runreport.config import Config


@pytest.fixture
def site(study: Path, tmp_path: Path) -> Path:
    build_report(Config(), [str(study)], output=tmp_path / "site")
    return tmp_path / "site"


def refuse(constant: str) -> Any:
    raise AssertionError(f"{constant} is no JSON")


def test_the_record_is_strict_json_in_ascii(study: Path, tmp_path: Path) -> None:
    head = "id,name,param.rate,metric.a,metric.b,tag.t\n"
    rows = "1,\u202eä\U0001f600,NaN,NaN,-inf,\u2028\n2,</script>,inf,1e400,0.1,x\n"
    (study / "runs.csv").write_text(head + rows, encoding="utf-8")
    build_report(Config(), [str(study / "runs.csv")], output=tmp_path / "site")
    data = (tmp_path / "site/report.json").read_bytes()
    record = json.loads(data.decode("ascii"), parse_constant=refuse)
    names = {run["id"]: run["name"] for run in record["runs"]}
    assert names == {"1": "\u202eä\U0001f600", "2": "</script>"}
    first = next(run for run in record["runs"] if run["id"] == "1")
    assert first["metrics"]["b"]["last"] == "-Infinity"
    assert first["metrics"]["a"]["min"] is None


def test_the_record_says_what_the_pages_say(site: Path) -> None:
    record = json.loads((site / "report.json").read_bytes())
    assert len(record["runs"]) == 6
    assert all((site / run["page"]).is_file() for run in record["runs"])
    assert all((site / experiment["page"]).is_file() for experiment in record["experiments"])
    assert sum(sum(one["statuses"].values()) for one in record["experiments"]) == 6
    assert [problem["run"] for problem in record["problems"]] == ["torn"]
    assert record["withheld"]
    assert record["date"] == "2026-01-03T00:00:00.000Z"


def test_the_table_reads_back_to_the_same_values(site: Path, study: Path) -> None:
    again = {run.id: run for run in load_runs(str(site / "files/runs.csv"), redacted=False)}
    before = {run.id: run for run in load_runs(str(study))}
    assert again.keys() == before.keys()
    for key, run in before.items():
        back = again[key]
        assert (back.name, back.experiment, back.status) == (run.name, run.experiment, run.status)
        assert (back.started, back.ended) == (run.started, run.ended)
        assert dict(back.params) == dict(run.params)
        assert dict(back.tags) == dict(run.tags)
        assert back.metrics.keys() == run.metrics.keys()
        for name, series in run.metrics.items():
            assert back.metrics[name].stats.last == series.stats.last_finite


def test_a_model_card_can_be_taken_as_markdown_as_json_and_to_be_filled(tmp_path: Path, study: Path) -> None:
    config = Config(models=({"name": "my ridge", "choose": "run a1"},))  # type: ignore[arg-type]
    build_report(config, [str(study)], output=tmp_path / "with-card")
    folder = tmp_path / "with-card/files/cards"
    assert {"my-ridge-to-fill.md", "my-ridge.json", "my-ridge.md"} <= {path.name for path in folder.iterdir()}
    card = json.loads((folder / "my-ridge.json").read_bytes(), parse_constant=refuse)
    assert "my ridge" in json.dumps(card)
    assert "my ridge" in (folder / "my-ridge.md").read_text()


def test_half_of_a_surrogate_pair_stops_no_build(tmp_path: Path) -> None:
    half = "a \\ud800 b"
    for name, record in {
        "one": f'{{"name": "{half}", "experiment": "{half}", "metrics": {{"{half}": 0.5}}}}',
        "two": f'{{"experiment": "{half}", "tags": {{"user": "{half}"}}, "metrics": {{"auc": 0.5}}}}',
    }.items():
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / "run.json").write_text(record)
    build_report(Config(), [str(tmp_path / "runs")], output=tmp_path / "site")
    record = json.loads((tmp_path / "site/report.json").read_bytes())
    assert [run["name"] for run in record["runs"]] == ["a \ud800 b", "two"]
    assert {len(run["metrics"]) for run in record["runs"]} == {1}
