"""A folder a run is read whole, and what is damaged in it is told without losing the rest."""

import csv
import json
import math
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from runreport.model import (
    Artifact,
    Cost,
    Dataset,
    Environment,
    Measured,
    ModelVersion,
    Problem,
    Run,
    RunRef,
    Source,
    Status,
    StoreRef,
)
from runreport.readers.catalog import catalog
from runreport.readers.contract import Claim, Place
from runreport.readers.detect import detect
from runreport.readers.listing import list_folder
from runreport.readers.plain import folder as plain_folder
from runreport.readers.plain.columns import SECTIONS, SHORT
from runreport.readers.plain.record import KNOWN
from runreport.readers.stream import find_runs, stream

DOCUMENT = Path(__file__).parents[2] / "docs/plain-records.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")

Save = Callable[..., Path]

# What the standard library allows a cell at first; other tests may have widened it.
DEFAULT_CELL = 131_072


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Return a function that writes one run's files, and gives the store `runs` that it is in."""

    def write(key: str = "a", record: object = None, **files: str | bytes) -> Path:
        folder = tmp_path / "runs" / key
        folder.mkdir(parents=True, exist_ok=True)
        given = (
            {"run.json": record if isinstance(record, str | bytes) else json.dumps(record)} if record else {}
        )
        for name, content in {**given, **files}.items():
            path = folder / name.replace("__", "/").replace("_csv", ".csv").replace("_jsonl", ".jsonl")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path / "runs"

    return write


def everything(store: Path) -> list[Run | Problem]:
    return list(stream([StoreRef("plain-folder", str(store))], catalog()))  # type: ignore[arg-type]


def only(store: Path) -> Run:
    (run,) = everything(store)
    assert isinstance(run, Run), run
    return run


def said(run: Run) -> list[str]:
    return [problem.what for problem in run.problems]


def points(run: Run) -> dict[str, list[tuple[int, float]]]:
    return {
        name: list(zip(curve.steps.tolist(), curve.values.tolist(), strict=True))
        for name, curve in run.metrics.items()
    }


def recognized(path: Path) -> Claim | None:
    listing = list_folder(str(path), str(path.resolve()))
    assert not isinstance(listing, Problem)
    return plain_folder.recognizes(listing.place)


FULL: dict[str, Any] = {
    "id": "ridge-7",
    "name": "Ridge",
    "experiment": "screening",
    "status": "finished",
    "started": "2026-01-02T03:04:05Z",
    "ended": 1767326645,
    "params": {"alpha": 0.1, "fit": {"seed": 7, "layers": [8, 4]}, "warm": None, "on": True},
    "metrics": {"auc": 0.93, "loss": [3.0, None, 1.0], "valid": {"f1": 0.8}, "system/gpu": 80},
    "summary": {"best": 0.95},
    "tags": {"team": "north", "count": 3},
    "notes": "**good**",
    "group": "g",
    "job_type": "train",
    "parent": "earlier",
    "artifacts": [
        "model.bin",
        {"path": "elsewhere/big.bin", "size": 10, "digest": "sha256:ab", "media_type": "application/x-big"},
    ],
    "datasets": [
        "plain",
        {
            "name": "chest",
            "digest": "md5:cd",
            "source": "https://example.org/d",
            "context": "training",
            "rows": 100,
            "profile": "p",
            "schema": "s",
        },
    ],
    "models": [
        "plain",
        {
            "name": "screening",
            "version": 3,
            "stage": "Production",
            "aliases": ["best"],
            "flavor": "sklearn",
            "signature": "in, out",
            "description": "d",
        },
    ],
    "source": {
        "repository": "https://example.org/r",
        "commit": "abc",
        "branch": "main",
        "dirty": False,
        "entry_point": "train.py",
        "command": "python train.py",
    },
    "environment": {
        "python": "3.11",
        "packages": {"numpy": "2.0"},
        "platform": "Linux",
        "hardware": "2 cores",
        "tracker": "none",
        "user": "u",
        "host": "h",
    },
    "cost": {
        "seconds": 3600,
        "energy_kwh": {"value": 1.5, "how": "measured by the plug"},
        "emissions_kg": 0.4,
        "money": 2,
    },
    "ward": {"name": "east"},
}


def test_every_key_of_the_record_has_its_place(save: Save) -> None:
    run = only(save("ridge", FULL, artifacts__x="x"))
    assert (run.id, run.name, run.experiment, run.status) == ("ridge", "Ridge", "screening", Status.FINISHED)
    assert (run.started, run.ended) == (
        datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        datetime(2026, 1, 2, 4, 4, 5, tzinfo=UTC),
    )
    assert run.params == {"alpha": 0.1, "fit.seed": 7, "fit.layers": "[8, 4]", "warm": None, "on": True}
    assert points(run)["auc"] == [(0, 0.93)]
    assert points(run)["valid.f1"] == [(0, 0.8)]
    assert (points(run)["loss"][0], points(run)["loss"][2]) == ((0, 3.0), (2, 1.0))
    assert math.isnan(points(run)["loss"][1][1])
    assert list(run.system) == ["system/gpu"]
    assert (run.summary, run.notes, run.group, run.job_type) == ({"best": 0.95}, "**good**", "g", "train")
    assert run.tags == {"team": "north", "count": "3", "ward.name": "east", "id": "ridge-7"}
    assert run.parent == "earlier"
    assert run.datasets == (
        Dataset("plain"),
        Dataset("chest", "md5:cd", "https://example.org/d", "training", 100, "p", "s"),
    )
    assert run.models == (
        ModelVersion("plain", run="ridge"),
        ModelVersion(
            "screening", "3", "Production", ("best",), "sklearn", "in, out", run="ridge", description="d"
        ),
    )
    assert run.source == Source("https://example.org/r", "abc", "main", False, "train.py", "python train.py")
    assert run.environment == Environment("3.11", {"numpy": "2.0"}, "Linux", "2 cores", "none", "u", "h")
    stated = "stated in ridge/run.json"
    assert run.cost == Cost(
        Measured(3600.0, stated),
        Measured(1.5, "measured by the plug"),
        Measured(0.4, stated),
        Measured(2.0, stated),
    )
    assert run.problems == ()


def test_the_record_above_has_every_key_that_the_format_knows() -> None:
    assert set(FULL) - {"ward"} == KNOWN


def test_little_is_needed_and_absent_is_unknown(save: Save) -> None:
    run = only(save("a", {"params": {}}))
    assert (run.id, run.name, run.experiment, run.status) == ("a", "a", "runs", Status.UNKNOWN)
    assert (run.started, run.ended, run.metrics, run.params, run.problems) == (None, None, {}, {}, ())


LONG = (
    "name,step,value,time\nloss,0,0.9,2026-01-02T00:00:00Z\nauc,0,0.5,\nloss,1,0.4,1767312001\nloss,1,0.3,\n"
)
WIDE = "step,loss,auc\n0,0.9,0.5\n1,0.4,\n1,0.3,\n"
LINES = (
    '{"step": 0, "loss": 0.9, "auc": 0.5}\n{"step": 1, "loss": 0.4}\n{"step": 1, "loss": 0.3, "auc": null}\n'
)
ROWS = (
    '{"name": "loss", "step": 0, "value": 0.9}\n{"name": "auc", "step": 0, "value": 0.5}\n'
    '{"name": "loss", "step": 1, "value": 0.4}\n{"name": "loss", "step": 1, "value": 0.3}\n'
)
CURVES = {"loss": [(0, 0.9), (1, 0.4), (1, 0.3)], "auc": [(0, 0.5)]}
RECORD = {"experiment": "e"}


@pytest.mark.parametrize(
    "files",
    [
        {"metrics_csv": LONG},
        {"metrics_csv": WIDE},
        {"metrics_csv": WIDE.replace(",", ";")},
        {"metrics_csv": WIDE.replace("\n", "\r\n").replace("step", "epoch")},
        {"metrics_csv": "\ufeff" + WIDE},
        {"metrics_csv": WIDE.rstrip("\n")},
        {"metrics_csv": re.sub(r"([^,\n]+)", r'"\1"', WIDE)},
        {"metrics_jsonl": LINES},
        {"metrics_jsonl": ROWS},
        {"metrics_jsonl": "\ufeff" + ROWS.replace("\n", "\n\n")},
    ],
)
def test_curves_may_be_written_long_or_wide_as_csv_or_json_lines(save: Save, files: dict[str, str]) -> None:
    run = only(save("a", RECORD, **files))
    assert points(run) == CURVES
    assert run.problems == ()


def test_times_of_points_are_seconds_since_1970(save: Save) -> None:
    times = only(save("a", RECORD, metrics_csv=LONG)).metrics["loss"].times
    assert times is not None
    assert times[:2].tolist() == [1767312000.0, 1767312001.0]
    assert math.isnan(times[2])
    assert only(save("a", RECORD, metrics_csv=LONG)).metrics["auc"].times is None


def test_without_steps_points_are_counted_as_they_come(save: Save) -> None:
    run = only(save("a", RECORD, metrics_csv="loss,auc\n0.9,\n0.4,0.5\n"))
    assert points(run) == {"loss": [(0, 0.9), (1, 0.4)], "auc": [(0, 0.5)]}


def test_steps_may_descend_repeat_be_negative_and_be_larger_than_a_float_can_count(save: Save) -> None:
    steps = [5, -1, 2**53 + 1, 2**63 - 1, 5, 0]
    table = "step,loss\n" + "".join(f"{step},{number}\n" for number, step in enumerate(steps))
    expected = [(-1, 1.0), (0, 5.0), (5, 0.0), (5, 4.0), (2**53 + 1, 2.0), (2**63 - 1, 3.0)]
    assert points(only(save("a", RECORD, metrics_csv=table))) == {"loss": expected}


def test_values_beyond_the_finite_are_points(save: Save) -> None:
    run = only(save("a", RECORD, metrics_csv="step,loss\n0,nan\n1,inf\n2,-Infinity\n3,1e400\n4,0.5\n"))
    values = [value for _, value in points(run)["loss"]]
    assert math.isnan(values[0])
    assert values[1:] == [math.inf, -math.inf, math.inf, 0.5]
    assert run.metrics["loss"].stats.non_finite == 4


def test_the_metrics_file_wins_over_the_record_for_the_metrics_that_both_have(save: Save) -> None:
    record = {"metrics": {"loss": 7, "auc": 0.5}}
    run = only(save("a", record, metrics_csv="step,loss\n0,0.9\n"))
    assert points(run) == {"auc": [(0, 0.5)], "loss": [(0, 0.9)]}


@pytest.mark.parametrize(
    ("table", "fault", "line", "kept"),
    [
        (
            "step,loss\n0,1\n1\n2,3\n",
            "the row has 1 cells, the header 2; it is left out",
            3,
            [(0, 1.0), (2, 3.0)],
        ),
        ("step,loss\n0,1\n1,2,3\n", "the row has 3 cells, the header 2; it is left out", 3, [(0, 1.0)]),
        ("step,loss\n0,1\nx,2\n", '`step` is not a number: "x"', 3, [(0, 1.0)]),
        ("step,loss\n0,1\n1.5,2\n", '`step` is not a whole number: "1.5"', 3, [(0, 1.0)]),
        ("step,loss\n0,1\n1e19,2\n", '`step` is beyond 64 bits: "1e19"', 3, [(0, 1.0)]),
        ("step,loss\n0,1\n,2\n", "the row has no `step`, and is left out", 3, [(0, 1.0)]),
        (
            "step,loss\n0,1\n1,2_0\n2,good\n",
            '`loss` is not a number: "2_0" (and 1 more like it)',
            3,
            [(0, 1.0)],
        ),
        ("step,loss\n0,1\n\0\0\n", "it holds zero bytes, which are left out", 3, [(0, 1.0)]),
        ('step,loss\n0,1\n1,"2\n3,4\n', "the quotes do not close", 3, [(0, 1.0), (3, 4.0)]),
        ("step,loss,loss\n0,1,2\n", "the column `loss` stands twice in the header", 1, [(0, 1.0)]),
        ("name,step,value\nloss,0,1\nloss,1,\n", "the row has no `value`, and is left out", 3, [(0, 1.0)]),
        ("name,step,value\nloss,0,1\n,1,2\n", "the row has no `name`, and is left out", 3, [(0, 1.0)]),
        ("step,loss,time\n0,1,yesterday\n", '`time` is not a time: "yesterday"', 2, [(0, 1.0)]),
    ],
)
def test_a_damaged_line_is_told_with_its_number_and_the_others_stay(
    save: Save, table: str, fault: str, line: int, kept: list[tuple[int, float]]
) -> None:
    run = only(save("a", RECORD, metrics_csv=table))
    assert points(run) == {"loss": kept}
    problem = run.problems[0]
    assert problem.what.startswith(fault)
    assert (problem.file, problem.line, problem.run) == ("a/metrics.csv", line, "a")


@pytest.mark.parametrize(
    "bad",
    ['{"step": 1, "lo', "[1]", "7", b"\xff", '{"step": 1, "loss": "good"}', '{"step": 1, "loss": {"x": 1}}'],
)
def test_a_damaged_json_line_is_told_and_the_others_stay(save: Save, bad: str | bytes) -> None:
    data = bad.encode() if isinstance(bad, str) else bad
    run = only(
        save("a", RECORD, metrics_jsonl=b'{"step": 0, "loss": 1}\n' + data + b'\n{"step": 2, "loss": 3}\n')
    )
    assert points(run) == {"loss": [(0, 1.0), (2, 3.0)]}
    (problem,) = run.problems
    assert (problem.file, problem.line) == ("a/metrics.jsonl", 2)


def test_a_million_bad_lines_are_one_problem(save: Save) -> None:
    run = only(save("a", RECORD, metrics_csv="step,loss\n0,1\n" + "torn\n" * 20_000))
    assert said(run) == ["the row has 1 cells, the header 2; it is left out (and 19,999 more like it)"]


@pytest.mark.parametrize("tail", ["2,0.", "2", '{"step": 2, "lo'])
def test_a_last_line_that_a_running_run_is_writing_is_left_out_and_told(save: Save, tail: str) -> None:
    is_json = tail.startswith("{")
    whole = '{"step": 0, "loss": 1}\n' if is_json else "step,loss\n0,1\n"
    name = "metrics_jsonl" if is_json else "metrics_csv"
    run = only(save("a", {**RECORD, "status": "running"}, **{name: whole + tail}))
    assert points(run) == {"loss": [(0, 1.0)]}
    assert said(run) == ["the last line is still being written, and is left out"]
    assert run.problems[0].line == (2 if is_json else 3)


def test_a_last_line_without_its_end_counts_once_the_run_is_over(save: Save) -> None:
    run = only(save("a", {**RECORD, "status": "finished"}, metrics_csv="step,loss\n0,1\n2,0.5"))
    assert points(run) == {"loss": [(0, 1.0), (2, 0.5)]}


@pytest.mark.parametrize("long", ["x" * 200_000, "é" * 200_000])
@pytest.mark.parametrize("torn", ["", "3\n"])
def test_a_huge_cell_costs_its_own_point_alone(save: Save, long: str, torn: str) -> None:
    csv.field_size_limit(DEFAULT_CELL)
    run = only(save("a", RECORD, metrics_csv=f"step,loss\n0,1\n1,{long}\n{torn}2,3\n"))
    assert points(run) == {"loss": [(0, 1.0), (2, 3.0)]}
    assert said(run)[-1].startswith("`loss` is not a number")
    assert len(said(run)[-1]) < 100


def test_an_empty_metrics_file_is_told_and_one_with_a_header_alone_is_a_beginning(save: Save) -> None:
    assert said(only(save("a", RECORD, metrics_csv=""))) == ["metrics.csv is empty"]
    assert said(only(save("a", RECORD, metrics_csv="step,loss\n"))) == []
    assert said(only(save("a", {**RECORD, "status": "running"}, metrics_csv=""))) == []


def test_of_two_metrics_files_one_is_read_and_the_other_told(save: Save) -> None:
    run = only(save("a", RECORD, metrics_csv=WIDE, metrics_jsonl='{"step": 0, "other": 1}\n'))
    assert points(run) == CURVES
    assert said(run) == ["metrics.jsonl is not read, since there is metrics.csv as well"]


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        (
            b'{"experiment": "e", "name"',
            "run.json cannot be read: it is not whole JSON: Expecting ':' delimiter",
        ),
        (b'{"experiment": "\xff"}', "run.json cannot be read: it is not UTF-8"),
        (b"[1]", "run.json cannot be read: it is JSON, but not an object"),
        (b" ", "run.json cannot be read: it is not whole JSON: Expecting value at character"),
        (b'{"a": ' * 100_000, "run.json cannot be read: its objects are nested too deep"),
        (None, "there is no run.json"),
    ],
)
def test_a_run_whose_record_is_damaged_keeps_its_curves(save: Save, record: bytes | None, fault: str) -> None:
    save("whole", RECORD)
    damaged, whole = everything(save("a", record, metrics_csv=WIDE))
    assert isinstance(damaged, Run)
    assert points(damaged) == CURVES
    assert said(damaged)[0].startswith(fault)
    assert damaged.problems[0].file == "a/run.json"
    assert isinstance(whole, Run)
    assert whole.problems == ()


def test_a_run_of_which_nothing_can_be_read_is_a_problem_and_the_next_is_read(save: Save) -> None:
    save("b", RECORD)
    lost, whole = everything(save("a", b"{"))
    assert isinstance(lost, Problem)
    assert lost.what.startswith(
        "run a (a/run.json) cannot be read: run.json cannot be read: it is not whole JSON"
    )
    assert lost.remedy == "mend or remove its folder"
    assert isinstance(whole, Run)


def test_one_setting_written_in_two_ways_is_told(save: Save) -> None:
    run = only(save("a", {"params": {"fit": {"lr": 1}, "fit.lr": 2}}))
    assert run.params == {"fit.lr": 1}
    assert said(run) == ["`params` has `fit.lr` twice, nested and written with a dot; the first is taken"]


def test_files_that_lie_in_the_artifacts_folder_are_listed_with_their_size(save: Save) -> None:
    record = {**RECORD, "artifacts": [{"path": "model.bin", "digest": "sha256:ab", "size": 99}, "absent.bin"]}
    store = save("a", record)
    for path, size in (("model.bin", 3), ("deep/er/x y.png", 1), (".git/config", 2)):
        (store / "a/artifacts" / path).parent.mkdir(parents=True, exist_ok=True)
        (store / "a/artifacts" / path).write_bytes(b"x" * size)
    assert only(store).artifacts == (
        Artifact(".git/config", 2),
        Artifact("absent.bin"),
        Artifact("deep/er/x y.png", 1),
        Artifact("model.bin", 3, "sha256:ab"),
    )


def test_an_artifact_that_is_a_link_out_or_to_nothing_is_told_and_not_followed(
    save: Save, tmp_path: Path
) -> None:
    store = save("a", RECORD)
    (tmp_path / "secret").write_text("x")
    (store / "a/artifacts").mkdir()
    (store / "a/artifacts/out").symlink_to(tmp_path / "secret")
    (store / "a/artifacts/gone").symlink_to("nowhere")
    run = only(store)
    assert run.artifacts == ()
    assert said(run) == [
        "the artifact gone is a link to nothing",
        "the artifact out is a link that leaves the run",
    ]


@pytest.mark.parametrize("path", ["/etc/passwd", "../b/x", "a/../../x"])
def test_an_artifact_outside_of_the_run_is_refused(save: Save, path: str) -> None:
    run = only(save("a", {**RECORD, "artifacts": [path]}))
    assert run.artifacts == ()
    assert said(run) == [f"`artifacts` names a file outside of the run: {path}"]


def test_entries_without_a_name_and_parts_of_the_wrong_kind_are_told(save: Save) -> None:
    record = {
        **RECORD,
        "datasets": [{}, 7],
        "models": "m",
        "cost": {"seconds": "long", "energy_kwh": {"value": -0.5, "how": "read"}},
        "source": {"dirty": "?"},
    }
    run = only(save("a", {**record, "environment": {"packages": ["numpy"]}}))
    text = " | ".join(said(run))
    assert text.count("`datasets` has an entry without a name") == 2
    assert "`models` should be a list, and is a text" in text
    assert '`cost.seconds` is not a number: "long"' in text
    assert "`cost.energy_kwh` is below zero: -0.5" in text
    assert run.cost == Cost()
    assert '`source.dirty` should be true or false, and is "?"' in text
    assert "`environment.packages` should be an object of names and values, and is a list" in text


def test_a_run_inside_another_is_its_child_and_its_key_is_its_path(save: Save) -> None:
    save("sweep", RECORD)
    save("sweep/deep/trial 1", {"params": {}})
    found = everything(save("sweep/trial-2", {"params": {}, "parent": "other"}))
    assert [(run.id, run.parent) for run in found if isinstance(run, Run)] == [
        ("sweep", None),
        ("sweep/deep/trial 1", "sweep"),
        ("sweep/trial-2", "other"),
    ]
    assert len(found) == 3


def test_a_single_run_can_be_opened_alone(save: Save) -> None:
    store = save("lonely", {"params": {}}, metrics_csv=WIDE)
    save("lonely/child", {"params": {}})
    run, child = everything(store / "lonely")
    assert isinstance(run, Run)
    assert isinstance(child, Run)
    assert (run.id, run.experiment, points(run)) == ("lonely", "runs", CURVES)
    assert (child.id, child.parent) == ("lonely/child", "lonely")


def test_a_single_run_can_be_opened_where_one_stands(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(save("lonely", {"params": {}}) / "lonely")
    (store,) = detect(["."], catalog()).refs
    (run,) = stream([store], catalog())
    assert isinstance(run, Run)
    assert (store.address, run.id, run.experiment) == (".", "lonely", "runs")


def test_folders_without_a_run_among_runs_are_told_and_empty_ones_are_not(save: Save) -> None:
    store = save("a", RECORD)
    save("b", RECORD)
    (store / "c/deep").mkdir(parents=True)
    (store / "c/deep/text").touch()
    (store / "d").mkdir()
    found = everything(store)
    assert [item.id for item in found if isinstance(item, Run)] == ["a", "b"]
    (problem,) = (item for item in found if isinstance(item, Problem))
    assert (problem.file, problem.what) == ("c", "the folder holds no plain runs")


def test_a_link_to_a_run_elsewhere_is_told(save: Save, tmp_path: Path) -> None:
    store = save("a", RECORD)
    far = tmp_path / "far"
    far.mkdir()
    (far / "run.json").write_text(json.dumps(RECORD))
    (store / "far").symlink_to(far)
    found = everything(store)
    assert "a link to a run that leaves the store is not followed" in str(found[-1])
    assert [item.id for item in found if isinstance(item, Run)] == ["a"]


def test_runs_come_in_order_of_their_paths_and_their_stamps_follow_their_files(save: Save) -> None:
    def refs() -> dict[str, str]:
        found = find_runs([StoreRef("plain-folder", str(store))], catalog())
        return {ref.key: ref.stamp for ref in found if isinstance(ref, RunRef)}

    for key in ("b", "a", "C", "a b"):
        store = save(key, RECORD, metrics_csv=WIDE, artifacts__x="1")
    before = refs()
    assert list(before) == ["C", "a", "a b", "b"]
    assert refs() == before
    save("a", RECORD, metrics_csv=WIDE + "2,1,\n")
    save("b", RECORD, artifacts__x="22")
    save("C", RECORD, artifacts__y="1")
    after = refs()
    assert {key for key in after if after[key] != before[key]} == {"a", "b", "C"}


SACRED = {
    "artifacts": [],
    "command": "main",
    "experiment": {"base_dir": "/x", "name": "mnist", "sources": []},
    "heartbeat": "2026-01-02T03:04:05",
    "host": {"hostname": "h"},
    "meta": {},
    "result": 0.9,
    "start_time": "2026-01-02T03:04:05",
    "status": "COMPLETED",
}


@pytest.mark.parametrize(
    "record",
    [
        SACRED,
        {"params": {"lr": 1}, "metrics": {"a": 1}, "host": {"os": "Linux"}},
        {"sys/id": "X-1", "experiment": "e"},
        {"experiment": {"name": "e"}},
        {"experiment": "e", "heartbeat": "2026-01-02"},
        {"name": "a", "status": "finished"},
        {"tool": {"params": {}}},
        {"params": 7, "metrics": "text"},
        [{"params": {}}],
        "params",
        {**SACRED, "artifacts": [f"a_long_file_name_{number}" for number in range(500)]},
        {"lines": ["x" * 5000], "params": {}},
    ],
)
def test_a_run_json_of_another_tool_is_not_taken(save: Save, record: object) -> None:
    store = save("a", json.dumps(record))
    assert recognized(store) is None
    assert recognized(store / "a") is None


@pytest.mark.parametrize(
    "record",
    [
        {"params": {}},
        {"metrics": {"a": 1}},
        {"experiment": "e"},
        {"notes": "x" * 5000, "params": {}},
        {
            "artifacts": [],
            "environment": {"packages": {f"package-{n}": "1.0" for n in range(400)}},
            "params": {},
        },
        {"params": {f"setting_{number}": number for number in range(1000)}},
    ],
)
def test_a_plain_run_json_is_taken_however_long(save: Save, record: object) -> None:
    for indent in (None, 2):
        store = save("a", json.dumps(record, indent=indent))
        assert recognized(store)
        assert recognized(store / "a")
    assert recognized(save("a", ("\ufeff" + json.dumps(record)).encode()))


def test_a_store_is_recognized_although_its_first_record_is_torn(save: Save) -> None:
    save("a", b'{"par')
    assert recognized(save("b", RECORD))


def test_runs_among_other_folders_are_stores_of_their_own(save: Save, tmp_path: Path) -> None:
    store = save("a", RECORD)
    (store / "data/deep").mkdir(parents=True)
    (store / "data/deep/runs.csv").write_text("id,metric.a\nx,1\n")
    found = [
        (ref.reader, Path(ref.address).relative_to(store).as_posix())
        for ref in detect([str(store)], catalog()).refs
    ]
    assert found == [("plain-folder", "a"), ("plain-table", "data/deep/runs.csv")]


def test_a_file_is_never_taken(tmp_path: Path) -> None:
    assert plain_folder.recognizes(Place(str(tmp_path / "run.json"), is_folder=False)) is None


def test_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    (problem,) = everything(tmp_path / "gone")
    assert "the folder cannot be listed: No such file or directory" in str(problem)


def test_a_folder_whose_name_is_not_utf8_is_told(save: Save) -> None:
    store = save("a", RECORD)
    try:
        Path(os.fsdecode(os.fsencode(store) + b"/\xff")).mkdir()
    except OSError:
        pytest.skip("this file system takes no such name")
    problem = everything(store)[-1]
    assert isinstance(problem, Problem)
    assert (problem.what, problem.file) == ("the folder's name is not valid UTF-8", r"\xff")


@pytest.mark.parametrize("name", ["a b", "日本", "a\nb", "-x", "*", "x" * 200, "a.b", "🙂"])
def test_a_runs_name_may_be_odd(save: Save, name: str) -> None:
    assert only(save(name, RECORD)).id == name


def test_reading_changes_nothing_on_disk(save: Save) -> None:
    store = save("a", FULL, metrics_csv=WIDE, artifacts__x="1")
    before = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in store.rglob("*")}
    only(store)
    assert before == {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in store.rglob("*")}


def test_every_key_and_column_is_documented() -> None:
    for key in KNOWN:
        assert f"`{key}`" in TEXT, key
    for prefix in SECTIONS:
        assert f"`{prefix}." in TEXT, prefix
    for column in SHORT:
        assert f"`{column}`" in TEXT, column
    for section in ("source", "environment", "cost"):
        for key in FULL[section]:
            assert f"`{key}`" in TEXT, key
    for entry in (FULL["datasets"][1], FULL["models"][1], FULL["artifacts"][1]):
        for key in entry:
            assert f"`{key}`" in TEXT, key


def test_every_status_that_the_document_names_is_known(save: Save) -> None:
    (row,) = re.findall(r"^\| `status` \|(.*)\|$", TEXT, re.MULTILINE)
    words = re.findall(r"`(\w+)`", row)
    assert {"finished", "failed", "killed", "running"} < set(words)
    for word in words:
        assert only(save("a", {**RECORD, "status": word})).status is not Status.UNKNOWN


def test_the_documents_python_writes_runs_that_are_found_and_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    assert [len([line for line in code.splitlines() if line]) <= 10 for code in examples] == [True, True]
    for code in examples:
        exec(compile(code, DOCUMENT.name, "exec"), {})
    detection = detect(["."], catalog())
    assert {(ref.reader, ref.address) for ref in detection.refs} == {
        ("plain-table", "runs.jsonl"),
        ("plain-folder", "runs"),
    }
    found = {item.id: item for item in stream(detection.refs, catalog()) if isinstance(item, Run)}
    assert set(found) == {"lr-0.1", "lr-0.01", "ridge-1", "ridge-2", "ridge-3"}
    assert all(run.problems == () for run in found.values())
    assert found["lr-0.1"].params == {"lr": 0.1, "seed": 7}
    assert points(found["lr-0.1"]) == {"loss": [(0, 0.9), (1, 0.5)]}
    assert points(found["ridge-2"]) == {"val_auc": [(0, 0.92)]}


SHOWN = re.findall(r"^`([\w./-]+)`:\n\n```\w*\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("path", "content"), SHOWN, ids=[path for path, _ in SHOWN])
def test_every_file_that_the_document_shows_is_found_and_read_without_a_problem(
    path: str, content: str, tmp_path: Path
) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(content, encoding="utf-8")
    if path == "runs.toml":
        (tmp_path / "export.csv").write_text("Model,Trial,AUC (%),internal\nridge,7,93,x\n")
    if Path(path).stem == "metrics":
        (tmp_path / path).with_name("run.json").write_text('{"experiment": "e"}')
    found = list(stream(detect([str(tmp_path)], catalog()).refs, catalog()))
    assert found
    assert all(isinstance(item, Run) and item.problems == () for item in found), found
    assert any(isinstance(item, Run) and item.metrics for item in found)


def test_the_document_shows_a_file_of_each_kind() -> None:
    names = {Path(path).name for path, _ in SHOWN}
    assert names == {"runs.csv", "runs.jsonl", "runs.toml", "run.json", "metrics.csv", "metrics.jsonl"}
