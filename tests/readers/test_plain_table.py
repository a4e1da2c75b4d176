"""A table with a row a run is read as it was written, however it was written."""

import csv
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from runreport.errors import ReaderError
from runreport.model import Dataset, Measured, Problem, Run, Status, StoreRef
from runreport.readers.catalog import catalog
from runreport.readers.contract import Claim, Place
from runreport.readers.detect import detect
from runreport.readers.explain import explain
from runreport.readers.plain import table as plain_table
from runreport.readers.stream import find_runs, read_run, stream

Content = str | bytes
Save = Callable[..., Path]

# What the standard library allows a cell at first; other tests may have widened it.
DEFAULT_CELL = 131_072


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Return a function that writes a table, `runs.csv` unless told otherwise."""

    def write(content: Content, name: str = "runs.csv") -> Path:
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write


def everything(path: Path) -> list[Run | Problem]:
    return list(stream([StoreRef("plain-table", str(path))], catalog()))  # type: ignore[arg-type]


def runs(path: Path) -> list[Run]:
    """Return the runs of a table that has nothing but runs."""
    found = everything(path)
    assert all(isinstance(item, Run) for item in found), found
    return found  # type: ignore[return-value]


def only(path: Path) -> Run:
    (run,) = runs(path)
    return run


def last(run: Run) -> dict[str, float]:
    return {name: curve.stats.last for name, curve in run.metrics.items()}


def recognized(path: Path) -> Claim | None:
    return plain_table.recognizes(Place(str(path), is_folder=False))


FULL_CSV = """\
id,name,experiment,status,started,ended,notes,group,job_type,parent,param.lr,param.fit.seed,metric.auc,\
summary.best,tag.team,commit,repository,branch,dirty,entry_point,command,python,dataset,dataset.rows,\
cost.seconds,environment.platform,color
r1,Ridge,screening,finished,2026-01-02T03:04:05Z,2026-01-02T04:04:05+01:00,**good**,g,train,r0,0.1,7,0.93,\
0.95,north,abc123,https://example.org/r,main,true,train.py,python train.py,3.11,chest,100,3600,Linux,blue
"""


def test_every_column_of_a_csv_table_has_its_place(save: Save) -> None:
    run = only(save(FULL_CSV))
    assert (run.id, run.name, run.experiment, run.status) == ("r1", "Ridge", "screening", Status.FINISHED)
    assert run.started == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC) == run.ended
    assert (run.notes, run.group, run.job_type, run.parent) == ("**good**", "g", "train", "r0")
    assert run.params == {"lr": 0.1, "fit.seed": 7}
    assert last(run) == {"auc": 0.93}
    assert run.summary == {"best": 0.95}
    assert run.tags == {"team": "north", "color": "blue"}
    source = run.source
    assert (source.commit, source.repository, source.branch) == ("abc123", "https://example.org/r", "main")
    assert (source.dirty, source.entry_point, source.command) == (True, "train.py", "python train.py")
    assert (run.environment.python, run.environment.platform) == ("3.11", "Linux")
    assert run.datasets == (Dataset("chest", rows=100),)
    assert run.cost.seconds == Measured(3600.0, "stated in runs.csv")


def test_a_metric_is_one_point_at_step_0_and_hardware_is_kept_apart(save: Save) -> None:
    run = only(save("id,metric.auc,metric.system/gpu\na,0.5,80\n"))
    assert [list(run.metrics["auc"].steps), list(run.metrics["auc"].values)] == [[0], [0.5]]
    assert (list(run.metrics), list(run.system)) == (["auc"], ["system/gpu"])


def test_the_same_run_is_read_from_all_formats(save: Save, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    flat = {"id": "a", "name": "A", "param.lr": 0.1, "param.on": True, "metric.auc": 0.5, "tag.team": "n"}
    nested = {
        "id": "a",
        "name": "A",
        "params": {"lr": 0.1, "on": True},
        "metrics": {"auc": 0.5},
        "tags": {"team": "n"},
    }
    files = [
        save("id,name,param.lr,param.on,metric.auc,tag.team\na,A,0.1,true,0.5,n\n", "x.csv"),
        save(json.dumps(flat) + "\n", "flat.jsonl"),
        save(json.dumps(nested), "nested.jsonl"),
    ]
    for name, row in (("flat", flat), ("nested", nested)):
        parquet.write_table(pa.Table.from_pylist([row]), tmp_path / f"{name}.parquet")
        files.append(tmp_path / f"{name}.parquet")
    for path in files:
        assert recognized(path), path
        run = only(path)
        assert (run.id, run.name, run.experiment) == ("a", "A", path.stem)
        assert run.params == {"lr": 0.1, "on": True}
        assert (last(run), run.tags) == ({"auc": 0.5}, {"team": "n"})


def test_nested_settings_are_joined_with_dots_and_a_curve_can_stand_in_a_row(save: Save) -> None:
    row = {
        "id": "a",
        "params": {"fit": {"lr": 0.1, "layers": [8, 4], "none": None}},
        "metrics": {"loss": [3, None, 1]},
    }
    run = only(save(json.dumps(row) + "\n", "r.jsonl"))
    assert run.params == {"fit.lr": 0.1, "fit.layers": "[8, 4]", "fit.none": None}
    assert list(run.metrics["loss"].steps) == [0, 1, 2]
    assert [run.metrics["loss"].stats.last, run.metrics["loss"].stats.non_finite] == [1.0, 1]


def test_settings_of_a_csv_table_get_the_type_that_reads_back_the_same(save: Save) -> None:
    cells = {
        "7": 7,
        "-3": -3,
        "0.10": 0.1,
        "1e-3": 0.001,
        "true": True,
        "False": False,
        "007": "007",
        "+5": "+5",
    }
    cells |= {
        "nan": "nan",
        "1e400": "1e400",
        "1_000": "1_000",
        "x": "x",
        "2026-01-02": "2026-01-02",
        "12345678901234567890": 0,
    }
    cells["12345678901234567890"] = "12345678901234567890"
    header = ",".join(f"param.{number}" for number in range(len(cells)))
    run = only(save(f"id,{header},metric.a\na,{','.join(cells)},1\n"))
    read = [run.params[str(number)] for number in range(len(cells))]
    assert [(type(value), value) for value in read] == [(type(value), value) for value in cells.values()]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1767312245", datetime(2026, 1, 2, 0, 4, 5, tzinfo=UTC)),
        ("1767312245.5", datetime(2026, 1, 2, 0, 4, 5, 500000, tzinfo=UTC)),
        ("1767312245678", datetime(2026, 1, 2, 0, 4, 5, 678000, tzinfo=UTC)),
        ("1767312245678901", datetime(2026, 1, 2, 0, 4, 5, 678901, tzinfo=UTC)),
        ("1767312245678901234", datetime(2026, 1, 2, 0, 4, 5, 678901, tzinfo=UTC)),
        ("1.767312245e9", datetime(2026, 1, 2, 0, 4, 5, tzinfo=UTC)),
        ("0", datetime(1970, 1, 1, tzinfo=UTC)),
        ("-1", datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("-315619200000", datetime(1960, 1, 1, tzinfo=UTC)),
        ("99999999999", datetime(5138, 11, 16, 9, 46, 39, tzinfo=UTC)),
        ("100000000000", datetime(1973, 3, 3, 9, 46, 40, tzinfo=UTC)),
        ("9999999999", datetime(2286, 11, 20, 17, 46, 39, tzinfo=UTC)),
        ("9999999999000", datetime(2286, 11, 20, 17, 46, 39, tzinfo=UTC)),
        ("2026-01-02T03:04:05", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02 03:04:05.678", datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)),
        ("2026-01-02T03:04:05+05:30", datetime(2026, 1, 1, 21, 34, 5, tzinfo=UTC)),
        ("2026-01-02", datetime(2026, 1, 2, tzinfo=UTC)),
        ("20260102", datetime(2026, 1, 2, tzinfo=UTC)),
    ],
)
def test_a_time_may_be_written_in_many_forms(save: Save, cell: str, expected: datetime) -> None:
    assert only(save(f"id,started,metric.a\na,{cell},1\n")).started == expected
    is_number = cell.replace("-", "").replace(".", "").replace("e", "").isdigit() and cell.count("-") < 2
    written = cell if is_number and cell != "20260102" else json.dumps(cell)
    row = f'{{"id": "a", "started": {written}, "metric.a": 1}}\n'
    assert only(save(row, "r.jsonl")).started == expected


@pytest.mark.parametrize(
    "cell", ["yesterday", "inf", "nan", "1e400", "2026-13-01", "1e30", "0001-01-01T00:00+05:00"]
)
def test_a_time_that_cannot_be_told_is_unknown_and_a_problem(save: Save, cell: str) -> None:
    run = only(save(f"id,started,metric.a\na,{cell},1\n"))
    assert run.started is None
    (problem,) = run.problems
    assert problem.what.startswith("`started` is ")
    assert (problem.run, problem.line) == ("a", 2)


def test_an_end_before_the_start_is_kept_as_it_was_written(save: Save) -> None:
    run = only(save("id,started,ended,metric.a\na,2026-01-02,2026-01-01,1\n"))
    assert (run.ended < run.started, run.seconds) == (True, None)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("NaN", math.nan),
        ("nan", math.nan),
        ("inf", math.inf),
        ("-Infinity", -math.inf),
        ("1e400", math.inf),
        ("-1e400", -math.inf),
        ("1e-400", 0.0),
        (" 0.5 ", 0.5),
        (".5", 0.5),
        ("9007199254740993", 9007199254740992.0),
    ],
)
def test_numbers_beyond_the_finite_are_numbers(save: Save, cell: str, expected: float) -> None:
    assert last(only(save(f"id,metric.a\na,{cell}\n"))) == pytest.approx({"a": expected}, rel=0, nan_ok=True)


def test_numbers_beyond_the_finite_are_read_from_json_lines(save: Save) -> None:
    run = only(save('{"id": "a", "metrics": {"n": NaN, "i": -Infinity, "h": 1e400, "t": "0.5"}}', "r.jsonl"))
    assert math.isnan(last(run)["n"])
    assert (last(run)["i"], last(run)["h"], last(run)["t"]) == (-math.inf, math.inf, 0.5)


def test_a_metric_that_is_no_number_is_a_problem_and_the_others_stay(save: Save) -> None:
    run = only(save('id,metric.a,metric.b,metric.c,metric.d\nx,good,"0,9",1_000,2\n'))
    assert last(run) == {"d": 2.0}
    said = [problem.what for problem in run.problems]
    assert said[0] == '`metrics.a` is not a number: "good"'
    assert said[1] == '`metrics.b` is not a number: "0,9": write decimals with a point'
    assert said[2].startswith("`metrics.c` is not a number")


def test_empty_cells_are_absent_and_rows_of_them_are_no_runs(save: Save) -> None:
    table = "id,param.lr,metric.a,metric.b\na,,1,\n,,,\n\n   \nb,2,,3\n"
    first, second = runs(save(table))
    assert (first.params, last(first)) == ({}, {"a": 1.0})
    assert (second.params, last(second), second.problems) == ({"lr": 2}, {"b": 3.0}, ())


def test_semicolons_come_with_decimal_commas_and_tabs_work_as_well(save: Save) -> None:
    run = only(save("id;param.lr;metric.auc;notes\na;0,1;0,93;one, two\n"))
    assert (run.params, last(run), run.notes) == ({"lr": 0.1}, {"auc": 0.93}, "one, two")
    assert last(only(save("id\tmetric.auc\na\t0.93\n"))) == {"auc": 0.93}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_byte_order_mark_and_any_line_end_are_taken_off(save: Save, end: str) -> None:
    path = save("\ufeffid,metric.auc" + end + "a,0.93" + end)
    assert recognized(path) or end == "\r"
    run = only(path)
    assert (run.id, last(run), run.params, run.tags) == ("a", {"auc": 0.93}, {}, {})
    assert only(save('\ufeff{"id": "a", "metric.auc": 1}', "r.jsonl")).id == "a"


def test_bytes_that_are_not_text_are_a_problem_of_their_row_alone(save: Save) -> None:
    damaged, good = runs(save(b"id,name,metric.auc\na,\xff\x00b,0.5\nc,d,0.6\n"))
    assert (damaged.name, last(damaged)) == ("\ufffdb", {"auc": 0.5})
    assert [problem.what for problem in damaged.problems] == [
        "some bytes are not UTF-8, and are shown as \ufffd",
        "it holds zero bytes, which are left out",
    ]
    assert (good.name, good.problems) == ("d", ())


def test_a_row_with_too_few_or_too_many_cells_is_read_as_far_as_it_goes_and_told(save: Save) -> None:
    short, long, good = runs(save("id,metric.a,metric.b\nx,1\ny,1,2,3\nz,1,2\n"))
    assert (last(short), last(long)) == ({"a": 1.0}, {"a": 1.0, "b": 2.0})
    assert [problem.what for problem in short.problems] == ["the row has 2 cells, the header 3"]
    assert [(problem.what, problem.line) for problem in long.problems] == [
        ("the row has 4 cells, the header 3", 3)
    ]
    assert good.problems == ()


def test_quoted_cells_may_hold_delimiters_quotes_and_line_breaks(save: Save) -> None:
    first, second = runs(save('id,notes,metric.a\na,"one, ""two""\n\nthree",1\n"b",x,2\n'))
    assert (first.notes, last(first)) == ('one, "two"\n\nthree', {"a": 1.0})
    assert (second.id, last(second)) == ("b", {"a": 2.0})


def test_a_quote_left_open_costs_its_own_row_alone(save: Save) -> None:
    lost, good, better = everything(save('id,notes,metric.a\na,"open,1\nb,x,2\nc,y,3\n'))
    assert isinstance(lost, Problem)
    assert "run row-1 (runs.csv, line 2) cannot be read: the quotes do not close" in lost.what
    assert [(run.id, last(run)) for run in (good, better)] == [("b", {"a": 2.0}), ("c", {"a": 3.0})]  # type: ignore[arg-type]


def test_a_quote_left_open_does_not_reach_for_one_that_makes_no_whole_row(save: Save) -> None:
    lost, good, short = everything(save('id,notes,metric.a\na,"open,1\nb,x,2\nc,y"\n'))
    assert isinstance(lost, Problem)
    assert [(run.id, run.notes) for run in (good, short)] == [("b", "x"), ("c", 'y"')]  # type: ignore[union-attr]


def test_a_cell_of_a_megabyte_is_whole(save: Save) -> None:
    csv.field_size_limit(DEFAULT_CELL)
    long = "x" * 1_000_000
    run = only(save(f'id,param.text,notes,metric.a\na,{long},"{long}\n{long}",1\n'))
    assert (run.params["text"] == long, run.notes == f"{long}\n{long}", last(run)) == (True, True, {"a": 1.0})


def test_names_of_any_script_come_through(save: Save) -> None:
    run = only(save("id,name,metric.α/β γ,param.日本\nא,\u202e🙂,1,é\n"))
    assert (run.id, run.name, last(run), run.params) == ("א", "\u202e🙂", {"α/β γ": 1.0}, {"日本": "é"})


def test_two_rows_of_one_id_are_one_run_and_a_problem(save: Save) -> None:
    run, problem = everything(save("id,metric.a\na,1\na,2\n"))
    assert isinstance(run, Run)
    assert last(run) == {"a": 1.0}
    assert "two runs have the key `a`" in str(problem)


def test_rows_without_an_id_are_numbered(save: Save) -> None:
    assert [run.id for run in runs(save("name,metric.a\nx,1\n\nx,2\n"))] == ["row-1", "row-2"]
    found = runs(save('{"name": "x", "metric.a": 1}\n{"id": 7, "metric.a": 1}\n', "r.jsonl"))
    assert [run.id for run in found] == ["row-1", "7"]


def test_a_column_that_stands_twice_is_told_and_the_first_is_taken(save: Save) -> None:
    problem, run = everything(save("id,metric.a,metric.a\nx,1,2\n"))
    assert "the column `metric.a` stands 2 times in the header; the first is taken" in str(problem)
    assert isinstance(run, Run)
    assert last(run) == {"a": 1.0}


def test_a_line_that_is_no_json_object_costs_itself_alone(save: Save) -> None:
    lines = [
        '{"id": "a", "metric.a": 1}',
        '{"id": "b", "metr',
        "[1]",
        "7",
        '{"id": "c", "metric.a": 2}',
        "{" * 9000,
    ]
    found = everything(save("\n".join(lines), "r.jsonl"))
    assert [item.id for item in found if isinstance(item, Run)] == ["a", "c"]
    said = [item.what for item in found if isinstance(item, Problem)]
    assert said[0].startswith("run row-2 (r.jsonl, line 2) cannot be read: it is not whole JSON: ")
    assert said[1:3] == [
        f"run row-{n} (r.jsonl, line {n}) cannot be read: it is JSON, but not an object" for n in (3, 4)
    ]
    assert len(said) == 4


def test_json_that_is_not_utf8_costs_its_line_alone(save: Save) -> None:
    lost, run = everything(save(b'{"id": "\xff", "metric.a": 1}\n{"id": "b", "metric.a": 1}\n', "r.jsonl"))
    assert "it is not UTF-8" in str(lost)
    assert isinstance(run, Run)


def test_values_of_the_wrong_kind_are_told_one_by_one(save: Save) -> None:
    row = {
        "id": "a",
        "name": ["x"],
        "params": [1],
        "tags": "t",
        "metrics": {"m": {}, "n": [], "o": True},
        "datasets": 7,
    }
    row |= {"status": "melted", "notes": 5, "cost": {"money": "inf"}, "metric.good": 1}
    run = only(save(json.dumps(row), "r.jsonl"))
    said = " ".join(problem.what for problem in run.problems)
    for part in ("`name` should be a text", "`params` should be an object", "`tags` should be an object"):
        assert part in said
    for part in ("`metrics.n` has no points", "`metrics.o` is not a number", "`datasets` should be a list"):
        assert part in said
    for part in ('`status` is not known: "melted"', "`cost.money` is not a finite number"):
        assert part in said
    assert (run.name, run.notes, run.status, last(run)) == ("a", "5", Status.UNKNOWN, {"good": 1.0})


@pytest.mark.parametrize(
    ("word", "status"),
    [("COMPLETED", "finished"), ("error", "failed"), ("cancelled", "killed"), ("Active", "running")],
)
def test_a_status_may_be_said_in_other_words(save: Save, word: str, status: str) -> None:
    assert only(save(f"id,status,metric.a\na,{word},1\n")).status == status


MAPPED = "Model;Trial;AUC (%);C;internal\nridge;7;0,93;0,1;x\n"
SIDECAR = """
[columns]
"Model" = "param.model"
"Trial" = "id"
"AUC (%)" = "metric.auc"
"C" = "param.C"
"internal" = ""
"""


def test_a_runs_toml_says_what_other_names_mean(save: Save) -> None:
    path = save(MAPPED)
    assert recognized(path) is None
    save(SIDECAR, "runs.toml")
    claim = recognized(path)
    assert claim is not None
    assert "AUC (%)" in claim.because
    run = only(path)
    assert (run.id, run.params, last(run), run.tags) == ("7", {"model": "ridge", "C": 0.1}, {"auc": 0.93}, {})


def test_a_runs_toml_does_not_make_runs_of_another_table_beside_it(save: Save) -> None:
    save(SIDECAR, "runs.toml")
    assert recognized(save("patient,age\n1,70\n", "patients.csv")) is None


@pytest.mark.parametrize("content", ["[columns", "columns = 7", "[columns]\nAUC = 1", b"\xff"])
def test_a_runs_toml_that_cannot_be_read_is_told_with_its_table(save: Save, content: Content) -> None:
    save(content, "runs.toml")
    path = save(MAPPED)
    assert recognized(path)
    (problem,) = everything(path)
    assert "runs.toml beside runs.csv" in str(problem)


def test_a_change_of_the_table_or_of_its_runs_toml_changes_the_stamps_it_concerns(save: Save) -> None:
    def stamps() -> list[str]:
        found = find_runs([StoreRef("plain-table", str(path))], catalog())
        return [ref.stamp for ref in found]  # type: ignore[union-attr]

    path = save("id,metric.a,x\na,1,5\nb,2,6\n")
    first = stamps()
    assert stamps() == first
    save("id,metric.a,x\na,1,5\nb,3,6\n")
    second = stamps()
    assert (second[0] == first[0], second[1] == first[1]) == (True, False)
    save("id,metric.z,x\na,1,5\nb,3,6\n")
    assert set(stamps()).isdisjoint(second)
    third = stamps()
    save('[columns]\nx = "metric.x"\n', "runs.toml")
    assert set(stamps()).isdisjoint(third)


def test_a_run_is_read_anew_after_its_table_changed(save: Save) -> None:
    path = save("id,metric.a\na,1\nb,1\n")
    refs = list(find_runs([StoreRef("plain-table", str(path))], catalog()))
    assert isinstance(read_run(refs[1], catalog()), Run)  # type: ignore[arg-type]
    save("id,metric.a\na,22\n")
    assert last(read_run(refs[0], catalog())) == {"a": 22.0}  # type: ignore[arg-type]
    gone = read_run(refs[1], catalog())  # type: ignore[arg-type]
    assert "run b is no longer in runs.csv; build the report again" in str(gone)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("patients.csv", "id,name,age\n1,x,70\n"),
        ("metrics.csv", "metric,value\nauc,0.9\n"),
        ("metrics.csv", "name,step,value\nloss,1,0.5\n"),
        ("export.csv", "run_id,metrics.auc,params.lr\na,1,2\n"),
        ("x.csv", "metric.auc\n0.5\n"),
        ("x.csv", ""),
        ("x.csv", b"\xff\xfei\0d\0,\0m\0e\0t\0r\0i\0c\0.\0a\0"),
        ("log.jsonl", '{"level": "info", "metric": "auc"}\n'),
        ("log.jsonl", '[{"id": 1, "metric.a": 1}]\n'),
        ("log.jsonl", '{"id": "a", "metrics": "metric.a"}\n'),
        ("x.parquet", b"PAR1 metric.a"),
        ("x.parquet", b"\xff\xff\xff\x7fPAR1"),
        ("x.txt", "id,metric.a\na,1\n"),
        ("runs.csv.gz", b"\x1f\x8b\x08\0"),
    ],
)
def test_a_stray_file_is_not_taken_for_runs(save: Save, name: str, content: Content) -> None:
    assert recognized(save(content, name)) is None


def test_the_suffix_may_be_in_capitals(save: Save) -> None:
    path = save("id,metric.a\na,1\n", "RUNS.CSV")
    assert recognized(path)
    assert only(path).params == {}


def test_a_table_is_recognized_where_the_first_run_has_no_metrics(save: Save) -> None:
    path = save('{"id": "a", "status": "failed"}\n{"id": "b", "metrics": {"auc": 1}}', "r.jsonl")
    assert recognized(path)
    assert [run.id for run in runs(path)] == ["a", "b"]


@pytest.mark.parametrize("name", ["r.csv", "r.jsonl", "nested.jsonl", "r.parquet"])
def test_a_table_with_hundreds_of_settings_before_its_metrics_is_recognized(
    save: Save, tmp_path: Path, name: str
) -> None:
    settings = {f"a_setting_with_a_long_name_{number}": number for number in range(300)}
    row = {"id": "a", **{f"param.{key}": value for key, value in settings.items()}, "metric.auc": 0.5}
    if name == "r.parquet":
        pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        parquet.write_table(pa.Table.from_pylist([row]), tmp_path / name)
    elif name == "r.csv":
        save(f"{','.join(row)}\n{','.join(map(str, row.values()))}\n", name)
    else:
        nested = {"id": "a", "params": settings, "metrics": {"auc": 0.5}}
        save(json.dumps(nested if name == "nested.jsonl" else row) + "\n", name)
    assert recognized(tmp_path / name)
    run = only(tmp_path / name)
    assert (run.params, last(run)) == (settings, {"auc": 0.5})


@pytest.mark.parametrize("name", ["runs.csv.gz", "runs.tsv", "runs"])
def test_a_file_of_another_kind_that_is_chosen_by_name_is_refused_with_a_remedy(
    save: Save, name: str
) -> None:
    path = save(b"\x1f\x8b\x08\0\n\n", name)
    (store,) = detect([str(path)], catalog(), choose={str(path): "plain-table"}).refs
    (problem,) = stream([store], catalog())
    assert f"{name} does not end in .csv, .jsonl or .parquet; unpack or convert it" in str(problem)


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
@pytest.mark.parametrize("name", ["runs.csv", "runs.jsonl"])
def test_an_empty_table_that_is_chosen_by_name_is_called_empty(save: Save, content: bytes, name: str) -> None:
    (problem,) = everything(save(content, name))
    assert f"{name} is empty; write a row a run, or take it out of the report" in str(problem)


def test_a_table_that_holds_a_header_alone_is_a_store_without_runs(save: Save) -> None:
    (problem,) = everything(save("id,metric.a\n"))
    assert "the store holds no runs" in str(problem)


def test_a_table_that_is_gone_says_so(tmp_path: Path) -> None:
    (problem,) = everything(tmp_path / "gone.csv")
    assert "gone.csv cannot be opened: No such file or directory" in str(problem)


def test_times_decimals_and_bytes_of_a_parquet_table_are_plain_values(tmp_path: Path) -> None:
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    moment = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
    columns = {
        "id": pa.array([b"a"]),
        "started": pa.array([moment.replace(tzinfo=None)], pa.timestamp("ns")),
        "ended": pa.array([moment.astimezone(timezone(timedelta(hours=2)))], pa.timestamp("us", "+02:00")),
        "metric.auc": pa.array([Decimal("0.93")]),
        "metric.small": pa.array([0.5], pa.float32()),
        "metric.nan": pa.array([math.nan]),
        "metric.none": pa.array([None], pa.float64()),
        "metric.loss": pa.array([[3.0, 2.0]]),
        "param.day": pa.array([date(2026, 1, 2)]),
        "param.big": pa.array([2**63 - 1]),
        "param.price": pa.array([Decimal("1.5")]),
        "cost.seconds": pa.array([timedelta(minutes=1)]),
        "raw": pa.array([b"\xff"]),
    }
    parquet.write_table(pa.table(columns), tmp_path / "r.parquet")
    run = only(tmp_path / "r.parquet")
    assert (run.id, run.started, run.ended, type(run.started)) == ("a", moment, moment, datetime)
    assert (last(run)["auc"], last(run)["small"], math.isnan(last(run)["nan"])) == (0.93, 0.5, True)
    assert (list(run.metrics["loss"].values), "none" in run.metrics) == ([3.0, 2.0], False)
    assert run.params == {"day": "2026-01-02", "big": 2**63 - 1, "price": 1.5}
    assert (run.cost.seconds, run.tags) == (Measured(60.0, "stated in r.parquet"), {"raw": "\ufffd"})


def test_a_damaged_parquet_table_is_one_problem(tmp_path: Path) -> None:
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "r.parquet"
    parquet.write_table(pa.table({"id": ["a"] * 500, "metric.a": [1.0] * 500}), path)
    data = path.read_bytes()
    path.write_bytes(data[:4] + b"\xff" * 60 + data[64:])
    assert recognized(path)
    found = everything(path)
    assert "r.parquet cannot be read as Parquet" in str(found[0])


def test_without_pyarrow_a_parquet_table_is_recognized_and_the_remedy_names_the_extra(tmp_path: Path) -> None:
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pa.table({"id": ["a"], "metric.a": [1.0]}), tmp_path / "r.parquet")
    (tmp_path / "other.csv").write_text("id,metric.a\nb,1\n")
    code = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "pyarrow":
            raise ImportError("pyarrow is not here")
sys.meta_path.insert(0, Blocker())
from runreport.readers.catalog import catalog
from runreport.readers.detect import detect
from runreport.readers.stream import stream
stores = detect(["."], catalog()).refs
for item in stream(stores, catalog()):
    print(getattr(item, "id", item))
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines() == [
        "b",
        "r.parquet: r.parquet needs pyarrow; install it with `pip install ml-runreport[parquet]`",
    ]


def test_a_table_is_found_among_other_files_and_explained(save: Save, tmp_path: Path) -> None:
    path = save("id,metric.a\na,1\n")
    save("a,b\n1,2\n", "other.csv")
    (store,) = detect([str(tmp_path)], catalog()).stores
    assert (store.ref.reader, store.ref.path) == ("plain-table", path)
    assert "in columns such as `metric.a`" in store.because
    (line,) = [line for line in explain(str(path), catalog()).lines if "plain-table" in line]
    assert "claims it: a table with metrics in columns such as `metric.a`" in line


def test_reading_changes_nothing_on_disk(save: Save, tmp_path: Path) -> None:
    path = save(FULL_CSV)
    os.utime(path, (1, 1))
    path.chmod(0o400)
    only(path)
    assert [(file.name, file.stat().st_mtime_ns) for file in tmp_path.iterdir()] == [("runs.csv", 10**9)]


def test_a_table_that_cannot_be_read_raises_for_those_who_call_the_reader_itself(save: Save) -> None:
    with pytest.raises(ReaderError, match="is empty"):
        list(plain_table.find(StoreRef("plain-table", str(save("")))))


def test_a_header_whose_quotes_do_not_close_is_told_with_its_line(save: Save) -> None:
    (problem,) = everything(save('\nid,"metric.a\na,1\n'))
    assert "runs.csv, line 2: the header cannot be taken apart; mend its quotes" in str(problem)


def test_a_header_may_go_on_for_two_lines(save: Save) -> None:
    run = only(save('id,"metric.a\nb",metric.c\nx,1,2\n'))
    assert last(run) == {"a\nb": 1.0, "c": 2.0}
