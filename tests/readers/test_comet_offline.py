"""Comet's offline archives: everything in them is read, and what is damaged or hostile is told."""

import json
import math
import os
import shutil
import unicodedata
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runreport.errors import ReaderError
from runreport.model import Omission, StoreRef, TableKind
from runreport.readers.catalog import catalog
from runreport.readers.comet import bundle, offline
from runreport.readers.contract import Place
from runreport.readers.detect import detect
from runreport.testing.place import place_at

KEY = "0123456789abcdef0123456789abcdef"
REAL = Path(__file__).parents[1] / "stores/comet-3.58"
PIXEL = (
    b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde" + b"\0\0\0\0IEND\xaeB`\x82"
)


def metric(name, value, step=None, *, time_ms=1_700_000_000_000, context=None, epoch=None, **more):
    payload = {"metric": {"metricName": name, "metricValue": value, "step": step, "epoch": epoch}}
    payload |= {"local_timestamp": time_ms} | ({"context": context} if context else {}) | more
    return {"payload": payload, "type": "metric_msg"}


def param(name, value):
    return {"payload": {"param": {"paramName": name, "paramValue": value}}, "type": "parameter_msg"}


def upload(path, kind, **more):
    payload = {"file_path": path, "upload_type": kind, "additional_params": {"type": kind, **more}}
    return {"payload": payload, "type": "file_upload"}


def lines(*messages):
    return b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in messages)


@pytest.fixture
def save(tmp_path):
    """Return a function that writes one archive into the store; gives the store."""

    def write(*messages, key=KEY, name="", head=None, files=(), compression=zipfile.ZIP_STORED):
        folder = tmp_path / ".cometml-runs"
        folder.mkdir(exist_ok=True)
        told = {"offline_id": key, "project_name": "digits", "start_time": 0, "stop_time": 1000, "tags": []}
        with zipfile.ZipFile(folder / (name or f"{key}.zip"), "w", compression) as archive:
            for member, content in dict(files).items():
                archive.writestr(member, content)
            if head is not False:
                archive.writestr("experiment.json", json.dumps(told | (head or {})))
            if messages != (None,):
                archive.writestr("messages.json", lines(*messages))
        return StoreRef("comet-offline", str(folder))

    return write


def only(store):
    (ref,) = offline.find(store)
    return offline.read(ref)


def points(run, name):
    series = (
        (run.metrics | run.system)[name]
        if isinstance(run.metrics, dict)
        else {**run.metrics, **run.system}[name]
    )
    return list(zip(series.steps.tolist(), series.values.tolist(), strict=True))


def told(run):
    return [str(problem) for problem in run.problems]


# What is read


def test_a_real_run_is_read_with_its_pictures_tables_and_files():
    ref = next(offline.find(StoreRef("comet-offline", str(REAL))))
    run = offline.read(ref)
    tables = {table.name: table for table in run.tables}
    confusion = tables["validation"]
    assert confusion.kind is TableKind.CONFUSION
    # True labels 0, 1, 1, 1 were read as 0, 1, 0, 1.
    assert confusion.rows == (("cat", "cat", 1), ("cat", "dog", 0), ("dog", "cat", 1), ("dog", "dog", 2))
    weights = tables["weights"]
    assert weights.kind is TableKind.HISTOGRAM
    for value, count in ((-1.5, 1), (0.0, 1), (0.25, 2)):
        assert [row[2] for row in weights.rows if row[0] <= value < row[1]] == [count]
    assert tables["roc of cat"].kind is TableKind.ROC
    assert tables["roc of cat"].rows == ((0.0, 0.0), (0.5, 0.75), (1.0, 1.0))
    assert tables["scores.csv"].columns == ("a", "b")
    assert tables["scores.csv"].rows == ((1, "x"), (2.5, None))
    assert tables["texts"].rows == ((3, "a logged text", '{"kind": "greeting"}'),)
    (picture,) = run.media
    assert (picture.name, picture.media_type, picture.step) == ("patch", "image/png", 3)
    assert picture.content.startswith(b"\x89PNG")
    assert {one.path: one.size_bytes for one in run.artifacts} == {
        "confusion-matrix.json": 224,
        "weights": 118,
        "roc of cat": 50,
        "scores.csv": 16,
        "patch": 103,
        "data/notes.txt": 5,
        "weights.bin": None,
    }
    assert [dataset.name for dataset in run.datasets] == ["digits-1"]


def test_code_machine_and_packages_are_read(save):
    git = {"user": "analyst", "branch": "refs/heads/main", "parent": "c0ffee", "origin": "git@host:study.git"}
    details = {
        "command": ["train.py", "--name", "two words"],
        "hostname": "node7",
        "user": "analyst",
        "os": "Linux-6.1",
        "machine": "x86_64",
        "processor": "",
        "python_version": "3.11.7",
    }
    run = only(
        save(
            {"payload": {"installed_packages": ["comet_ml==3.58.8", "numpy==2.4.6"]}, "type": "x"},
            {"payload": {"os_packages": ["bash=5.2"]}, "type": "os_packages"},
            {"payload": {"git_metadata": git}, "type": "git_metadata"},
            {"payload": details, "type": "system_details"},
            {"payload": {"file_name": "train.py"}, "type": "file_name"},
            {"payload": {"gpu_static_info": [{"name": "A100"}]}, "type": "gpu_static_info"},
            upload("tmpaaaaaaaa", "git-patch", fileName="patch.zip"),
            upload("tmpbbbbbbbb", "model-element", fileName="w.pt", groupingName="forest"),
            files={"tmpaaaaaaaa": b"x", "tmpbbbbbbbb": b"xy"},
        )
    )
    source, environment = run.source, run.environment
    assert (source.commit, source.branch, source.repository) == ("c0ffee", "main", "git@host:study.git")
    assert (source.dirty, source.entry_point) == (True, "train.py")
    assert source.command == "train.py --name 'two words'"
    assert (environment.python, environment.host, environment.user) == ("3.11.7", "node7", "analyst")
    assert environment.packages == {"comet_ml": "3.58.8", "numpy": "2.4.6"}
    assert (environment.tracker, environment.hardware) == ("comet_ml 3.58.8", "x86_64, A100")
    assert [model.name for model in run.models] == ["forest"]
    assert run.omissions == ()


def test_old_and_new_messages_are_told_by_their_keys(save):
    run = only(
        save(
            {"payload": {"log_other": {"key": "Name", "val": "old"}}, "type": "ws_msg"},
            {"payload": {"key": "size", "value": 3}, "type": "log_other"},
            {
                "payload": {"params": {"paramName": "opt|beta", "paramValue": [0.9, 1]}},
                "type": "parameter_msg",
            },
            metric("acc", 0.5, 1, context="train"),
            {"payload": {"stdout": "hello ", "stderr": False}, "type": "ws_msg"},
            {"payload": {"output": "again"}, "type": "standard_output"},
            {"payload": {"html": "<b>x</b>"}, "type": "html"},
        )
    )
    assert run.name == "old"
    assert run.tags["size"] == "3"
    assert run.params == {"opt.beta": "[0.9, 1]"}
    assert points(run, "train_acc") == [(1, 0.5)]
    assert {one.what: one.count for one in run.omissions} == {"HTML pages": 1}
    assert run.log == "hello again"


def test_numbers_that_are_not_finite_or_come_as_text_are_numbers(save):
    values = ["NaN", "Infinity", "-Infinity", "0.25", 1e300, -0.0, 2**70, True]
    run = only(save(*(metric("odd", value, step) for step, value in enumerate(values))))
    wanted = [math.nan, math.inf, -math.inf, 0.25, 1e300, -0.0, float(2**70), 1.0]
    assert [repr(value) for _, value in points(run, "odd")] == [repr(value) for value in wanted]
    assert not run.problems


def test_literals_that_json_has_not_are_read_too(save):
    line = b'{"payload":{"metric":{"metricName":"odd","metricValue":NaN,"step":0}},"type":"metric_msg"}'
    run = only(save(line, metric("odd", 1, 1)))
    assert repr(points(run, "odd")) == "[(0, nan), (1, 1.0)]"
    assert not run.problems


def test_a_point_without_a_step_takes_the_last_one_and_the_rest_is_counted(save):
    run = only(
        save(
            metric("sys.cpu", 1.0),
            metric("loss", 0.5, 7),
            metric("sys.cpu", 2.0),
            metric("late", 3.0),
        )
    )
    assert points(run, "sys.cpu") == [(0, 1.0), (7, 2.0)]
    assert points(run, "late") == [(7, 3.0)]
    assert set(run.system) == {"sys.cpu"}


def test_a_run_without_steps_goes_by_epochs_or_is_counted(save):
    run = only(
        save(*(metric("a", n, epoch=3 + n) for n in range(3)), *(metric("b", n / 2) for n in range(3)))
    )
    assert points(run, "a") == [(3, 0.0), (4, 1.0), (5, 2.0)]
    assert points(run, "b") == [(0, 0.0), (1, 0.5), (2, 1.0)]


def test_times_in_1970_and_2286_are_times(save):
    run = only(
        save(
            metric("loss", 1, 0, time_ms=0),
            metric("loss", 1, 1, time_ms=9_999_999_999_999),
            head={"start_time": 0, "stop_time": 9_999_999_999_999},
        )
    )
    assert run.started == datetime(1970, 1, 1, tzinfo=UTC)
    assert run.ended == datetime(2286, 11, 20, 17, 46, 39, 999_000, tzinfo=UTC)
    assert run.metrics["loss"].times.tolist() == [0.0, 9_999_999_999.999]


def test_a_time_that_is_none_is_told(save):
    run = only(save(metric("loss", 1, 0), head={"start_time": "yesterday", "stop_time": 10**20}))
    assert (run.started, run.ended) == (None, None)
    assert "`start_time` is no number of milliseconds since 1970" in told(run)[0]
    assert "`stop_time` is no time before the year 10000" in told(run)[1]


def test_names_of_every_plane_are_kept(save):
    planes = "".join(chr(plane << 16 | 0x0041) for plane in range(17) if plane not in (15, 16))
    odd = [
        "a|b",
        "../..",
        "a/b\\c",
        "",
        " ",
        "\x00\x1b[31m",
        "\u202e",
        "e\u0301",
        "é",
        "🧪",
        planes,
        "\ud800",
    ]
    run = only(save(*(metric(name, place, 0) for place, name in enumerate(odd))))
    assert list(run.metrics) == odd
    assert unicodedata.normalize("NFC", "e\u0301") == "é"
    assert not run.problems


def test_steps_that_come_back_are_kept_in_order(save):
    run = only(
        save(*(metric("loss", value, step) for step, value in ((2, 0.1), (0, 0.3), (0, 0.2), (1, 0.4))))
    )
    assert points(run, "loss") == [(0, 0.3), (0, 0.2), (1, 0.4), (2, 0.1)]


def test_a_run_of_a_hundred_thousand_steps_is_read_whole(save):
    template = json.dumps(metric("loss", 0.5, "STEP"), separators=(",", ":")).replace('"STEP"', "{}")
    template = template.replace("{", "{{").replace("}", "}}").replace("{{}}", "{}")
    run = only(save(*(template.format(step).encode() for step in range(100_000))))
    stats = run.metrics["loss"].stats
    assert (stats.count, stats.last_step, stats.mean) == (100_000, 99_999, 0.5)


def test_a_resumed_run_is_joined_in_the_order_of_its_starts(save):
    save(
        metric("loss", 0.5, 1),
        param("lr", 2),
        name=f"{KEY}-AAAAAA.zip",
        head={"start_time": 5000, "stop_time": 9000, "tags": ["later"]},
        files={"tmpaaaaaaaa": "x,y\n1,2\n"},
    )
    store = save(
        metric("loss", 0.9, 0),
        metric("loss", 0.8, 1),
        param("lr", 1),
        upload("tmpaaaaaaaa", "asset", fileName="t.csv"),
        head={"start_time": 1000, "stop_time": 2000, "tags": ["first"]},
        files={"tmpaaaaaaaa": "a,b\n3,4\n"},
    )
    run = only(store)
    assert points(run, "loss") == [(0, 0.9), (1, 0.8), (1, 0.5)]
    assert run.params == {"lr": 2}
    assert run.tags["tags"] == "first, later"
    assert run.seconds == 8
    assert run.tables[0].columns == ("a", "b")


def test_a_damaged_part_of_a_resumed_run_leaves_the_rest(save):
    store = save(metric("loss", 0.9, 0))
    (Path(store.address) / f"{KEY}-AAAAAA.zip").write_bytes(b"PK\x03\x04")
    run = only(store)
    assert points(run, "loss") == [(0, 0.9)]
    assert f"{KEY}-AAAAAA.zip: the archive cannot be read" in told(run)[0]


def test_pictures_are_kept_within_limits(save):
    shown = [upload(f"tmp{n:08}", "visualization", figName="fig", step=n) for n in range(14)]
    big = upload("tmpbig", "visualization", figName="big", step=99)
    files = {f"tmp{n:08}": PIXEL for n in range(14)} | {"tmpbig": PIXEL + bytes(1 << 20)}
    run = only(save(*shown, big, files=files))
    assert len(run.media) == 15
    assert sum(one.content is not None for one in run.media) == 12
    assert run.media[-1].content is None
    assert len({one.path for one in run.media}) == 15
    assert {one.count for one in run.omissions} == {2, 1}


def test_tables_beyond_the_limit_are_counted_and_not_read(save):
    content = json.dumps({"x": [0, 1], "y": [2, 3], "name": "c"})
    curves = [upload(f"tmp{n:08}", "curve", fileName="c", step=n) for n in range(30)]
    run = only(save(*curves, files={f"tmp{n:08}": content for n in range(6, 30)} | {"tmp00000000": "torn"}))
    assert [table.step for table in run.tables] == list(range(6, 30))
    assert run.tables[0].kind is TableKind.LINE
    assert [(one.what, one.count) for one in run.omissions] == [("logged tables", 6)]
    assert not run.problems


@pytest.mark.parametrize(
    ("kind", "content", "fault"),
    [
        ("confusion-matrix", "{}", "it has no matrix"),
        ("confusion-matrix", '{"matrix": [["a"]], "labels": ["x"]}', "its counts are no numbers"),
        (
            "histogram3d",
            '{"index_values": [[0, 1]], "start": 0, "stop": 1, "step": 2}',
            "its bins have no sizes",
        ),
        (
            "histogram3d",
            '{"index_values": [[0, 1]], "start": 1e-12, "stop": 1e20, "step": 1.0000001}',
            "more than",
        ),
        ("histogram3d", '{"index_values": [[9, 1]], "start": 1, "stop": 2, "step": 2}', "it has no bin 9"),
        ("curve", '{"x": [1], "y": []}', "it has no points"),
        ("curve", "[" * 100_000, "nested too deeply"),
        ("curve", "\xff", "cannot be shown"),
    ],
)
def test_a_table_that_cannot_be_read_is_told(save, kind, content, fault):
    run = only(
        save(upload("tmpaaaaaaaa", kind, fileName="it"), metric("a", 1, 0), files={"tmpaaaaaaaa": content})
    )
    assert run.tables == ()
    assert fault in told(run)[0]
    assert points(run, "a") == [(0, 1.0)]


def test_a_matrix_whose_rows_are_predictions_is_turned(save):
    matrix = {
        "matrix": [[5, 1], [2, 7]],
        "labels": ["a", "b"],
        "rowLabel": "Predicted",
        "columnLabel": "True",
    }
    run = only(save(upload("t", "confusion-matrix", fileName="m"), files={"t": json.dumps(matrix)}))
    assert run.tables[0].rows == (("a", "a", 5), ("a", "b", 2), ("b", "a", 1), ("b", "b", 7))


# What is damaged, or hostile


def test_a_zero_byte_archive_is_listed_and_told(save):
    store = save(metric("a", 1, 0))
    other = "f" * 32
    (Path(store.address) / f"{other}.zip").write_bytes(b"")
    refs = list(offline.find(store))
    assert [ref.key for ref in refs] == [KEY, other]
    with pytest.raises(ReaderError, match=f"run {other} .{other}.zip.: the archive has no bytes; restore"):
        offline.read(refs[1])


def test_the_empty_archive_of_a_run_that_goes_on_says_so(save):
    store = save(metric("a", 1, 0))
    zipfile.ZipFile(Path(store.address) / f"{'f' * 32}.zip", "w").close()
    with pytest.raises(ReaderError, match="the archive is empty: its run still runs, or was killed"):
        offline.read(list(offline.find(store))[1])


@pytest.mark.parametrize("kept", [10, 200, -30])
def test_a_torn_archive_is_told(save, kept):
    store = save(*(metric("a", step, step) for step in range(9)))
    path = Path(store.address) / f"{KEY}.zip"
    path.write_bytes(path.read_bytes()[:kept])
    (ref,) = offline.find(store)
    with pytest.raises(ReaderError, match=f"run {KEY} .{KEY}.zip.: the archive cannot be read: "):
        offline.read(ref)


def test_an_archive_with_damaged_bytes_is_told(save):
    store = save(*(metric("a", step, step) for step in range(99)), compression=zipfile.ZIP_DEFLATED)
    path = Path(store.address) / f"{KEY}.zip"
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02") - 300
    data[at : at + 20] = bytes(20)
    path.write_bytes(data)
    run = only(store)
    assert run.experiment == "digits"
    assert f"{KEY}.zip/messages.json: messages.json cannot be read: " in told(run)[0]


def test_an_encrypted_archive_is_told(save):
    store = save(metric("a", 1, 0))
    path = Path(store.address) / f"{KEY}.zip"
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + offset] |= 1
    path.write_bytes(data)
    run = only(store)
    assert [problem.what for problem in run.problems] == [
        "experiment.json is encrypted",
        "messages.json is encrypted",
    ]


def test_an_archive_without_messages_is_told(save):
    run = only(save(None))
    assert (run.experiment, run.metrics) == ("digits", {})
    assert "there is no messages.json" in told(run)[0]


def test_an_archive_without_its_head_keeps_its_points(save):
    run = only(save(metric("a", 1, 0), head=False))
    assert points(run, "a") == [(0, 1.0)]
    assert (run.experiment, run.started) == ("", None)
    assert "there is no experiment.json" in told(run)[0]


def test_a_bomb_is_not_inflated(save, monkeypatch):
    monkeypatch.setattr(bundle, "SMALL", 1 << 20)
    filler = b" " * (8 << 20)
    store = save(metric("a", 1, 0), filler, compression=zipfile.ZIP_DEFLATED)
    run = only(store)
    assert "messages.json is packed " in told(run)[0]
    assert " to 1, as only a zip bomb is, and is not read" in told(run)[0]
    assert run.metrics == {}


def test_a_member_that_declares_too_much_is_not_inflated(save, monkeypatch):
    monkeypatch.setattr(bundle, "MOST_BYTES", 1000)
    monkeypatch.setattr(bundle.Bundle.read, "__defaults__", (1000,))
    run = only(save(*(metric("a", step, step) for step in range(99))))
    assert "bytes, more than the 1,000 that are allowed" in told(run)[0]


def test_a_member_that_declares_too_little_is_not_believed(save):
    """A bomb says it is small; no more than that is inflated, and the checksum tells."""
    store = save(*(metric("a", step, step) for step in range(999)), compression=zipfile.ZIP_DEFLATED)
    path = Path(store.address) / f"{KEY}.zip"
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (500).to_bytes(4, "little")
    path.write_bytes(data)
    run = only(store)
    assert "messages.json cannot be read: bad CRC-32" in told(run)[0]


def test_a_deflated_asset_that_is_a_bomb_costs_nothing_else(save):
    packed = zipfile.ZIP_DEFLATED
    bomb = upload("tmpaaaaaaaa", "asset", fileName="big.csv")
    run = only(save(bomb, metric("a", 1, 0), files={"tmpaaaaaaaa": bytes(20 << 20)}, compression=packed))
    assert points(run, "a") == [(0, 1.0)]
    assert "the logged file `big.csv`: tmpaaaaaaaa has 20,971,520 bytes" in told(run)[0]


def test_members_that_climb_out_are_never_written(save, tmp_path):
    names = ["../../escaped.txt", "/tmp/escaped.txt", "..\\escaped.txt", "a/../../escaped.txt"]
    uploads = [upload(name, "asset", fileName=name) for name in names]
    outside = upload("../secret.csv", "asset", fileName="secret.csv")
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    store = save(*uploads, outside, files=dict.fromkeys(names, "x"))
    before = sorted(path.name for path in tmp_path.rglob("*"))
    run = only(store)
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
    assert [one.path for one in run.artifacts] == [
        "escaped.txt",
        "tmp/escaped.txt",
        "escaped.txt",
        "a/escaped.txt",
        "secret.csv",
    ]
    assert run.tables == ()
    assert "the logged file `secret.csv`: the file is not in the archive" in told(run)[0]


def test_lines_that_are_no_messages_are_left_out_and_told(save):
    run = only(
        save(
            metric("a", 1, 0),
            b"{torn",
            b'["a list"]',
            b'{"payload": 3}',
            b"",
            b"\xff\xfe",
            metric("a", "many", 1),
            metric("a", 2, 1.5),
            metric("a", 3, 2),
        )
    )
    assert points(run, "a") == [(0, 1.0), (2, 3.0)]
    assert [(problem.line, problem.what) for problem in run.problems] == [
        (2, "a line is no message of Comet, and is left out (and 3 more like it)"),
        (7, "a metric's value is no number, and the point is left out"),
        (8, "a metric's step is no whole number, and the point is left out"),
    ]
    assert all(problem.file == f"{KEY}.zip/messages.json" for problem in run.problems)


def test_a_last_line_that_breaks_off_is_told(save, tmp_path):
    store = save(metric("a", 1, 0))
    whole = lines(metric("a", 1, 0), metric("a", 2, 1))[:-30]
    with zipfile.ZipFile(Path(store.address) / f"{KEY}.zip", "w") as archive:
        archive.writestr("messages.json", whole)
        archive.writestr("experiment.json", json.dumps({"offline_id": KEY}))
    run = only(store)
    assert points(run, "a") == [(0, 1.0)]
    assert f"{KEY}.zip/messages.json, line 2: the last line breaks off, and is left out; " in told(run)[0]


def test_unknown_kinds_of_messages_are_counted(save):
    new = {"payload": {"span": 1}, "type": "telemetry"}
    run = only(
        save(
            new,
            new,
            {"payload": {"provider": "x"}, "type": "cloud_details"},
            {"payload": {}, "type": "close"},
        )
    )
    assert run.omissions == (
        Omission("messages of the kind `telemetry`", 2, "runreport knows no such kind"),
        Omission("messages of the kind `cloud_details`", 1, "a report does not show them"),
    )
    assert not run.problems


def test_what_the_client_could_not_log_is_told(save):
    run = only(save(head={"customer_error_reported": True, "customer_error_message": "disk full"}))
    assert "Comet's client says that it could not log everything: disk full" in told(run)[0]


def test_an_archive_under_another_runs_name_is_told(save):
    run = only(save(head={"offline_id": "e" * 32}))
    assert f"the archive is named after the run {KEY}, and says it is of {'e' * 32}" in told(run)[0]


# What is a store


def test_a_folder_that_was_not_packed_is_a_run_that_was_killed(save, tmp_path):
    folder = tmp_path / "tmpq1w2e3r4"
    folder.mkdir()
    logged = lines(upload("link.csv", "asset", fileName="link.csv"), metric("a", 1, 0))
    (folder / "messages.json").write_bytes(logged + b'{"payl')
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    assert offline.recognizes(place_at(folder)).because == "a messages.json of Comet's client"
    run = only(StoreRef("comet-offline", str(folder)))
    assert (run.id, points(run, "a")) == ("tmpq1w2e3r4", [(0, 1.0)])
    assert "the run was killed before its end, or still runs" in told(run)[0]
    assert "the last line breaks off" in told(run)[1]
    # A link would lead out of what was logged.
    assert run.tables == ()
    assert "the logged file `link.csv`: the file is not in the archive" in told(run)[2]


def test_an_archive_in_a_store_is_no_store_of_its_own(save, tmp_path):
    store = save(metric("a", 1, 0))
    found = detect([str(tmp_path)], catalog())
    assert [(ref.reader, ref.address) for ref in found.refs] == [("comet-offline", store.address)]
    alone = detect([f"{store.address}/{KEY}.zip"], catalog())
    assert [ref.address for ref in alone.refs] == [f"{store.address}/{KEY}.zip"]


def test_renamed_archives_are_stores_by_themselves(save, tmp_path):
    store = save(metric("a", 1, 0))
    folder = tmp_path / "renamed"
    folder.mkdir()
    shutil.copy(f"{store.address}/{KEY}.zip", folder / "first try.zip")
    assert offline.recognizes(place_at(folder)) is None
    found = detect([str(folder)], catalog())
    assert [ref.address for ref in found.refs] == [f"{folder}/first try.zip"]
    assert only(found.refs[0]).id == KEY


def test_other_tools_zips_are_left_alone(save, tmp_path):
    store = save(metric("a", 1, 0))
    for name in (f"{'e' * 32}.zip", "model.zip"):
        with zipfile.ZipFile(Path(store.address) / name, "w") as archive:
            archive.writestr("archive/data.pkl", b"x")
    assert [ref.key for ref in offline.find(store)] == [KEY]
    assert offline.recognizes(Place(f"{store.address}/model.zip", False)) is None
    (tmp_path / "wheels").mkdir()
    shutil.copy(f"{store.address}/model.zip", tmp_path / "wheels" / f"{'9' * 32}.zip")
    assert offline.recognizes(place_at(tmp_path / "wheels")) is None


def test_an_archive_with_a_thousand_files_is_recognized(save):
    store = save(metric("a", 1, 0), files={f"tmp{n:08x}": b"" for n in range(1000)})
    assert offline.recognizes(Place(f"{store.address}/{KEY}.zip", False))


def test_a_run_that_was_added_a_moment_ago_is_found(save):
    first = save(metric("a", 1, 0))
    only(first)
    changed = Path(first.address).stat()
    store = save(metric("a", 2, 0), key="f" * 32)
    # As where the file system's clock has not moved on since.
    os.utime(store.address, ns=(changed.st_atime_ns, changed.st_mtime_ns))
    refs = list(offline.find(store))
    assert [offline.read(ref).metrics["a"].stats.last for ref in refs] == [1.0, 2.0]
