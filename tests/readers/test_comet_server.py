"""Comet's server is read through Comet's own client, here against a stand-in for the server."""

import io
import json
import math
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from runreport.errors import MissingLibraryError, ReaderError
from runreport.model import Omission, Problem, RunRef, Status, StoreRef, TableKind
from runreport.readers import shelf
from runreport.readers.catalog import catalog
from runreport.readers.comet import client, server, server_runs
from runreport.readers.detect import detect
from runreport.readers.stream import stream


def loaded(name):
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


stand_in = loaded("stand_in_comet")
Fault = stand_in.Fault
STORE = StoreRef("comet-server", "comet://lab/digits")
PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(50)
LISTS = ["experiments", "experiments"]


@pytest.fixture
def host(monkeypatch):
    """Return a stand-in that the client is pointed at, and that is asked without pauses."""
    with stand_in.StandIn() as running:
        monkeypatch.setenv("COMET_URL_OVERRIDE", running.url)
        monkeypatch.setenv(client.KEY, stand_in.KEY)
        monkeypatch.setattr(client, "PAUSE", 0.001)
        yield running


@pytest.fixture
def kept(tmp_path):
    """Keep what servers say for as long as the test runs."""
    shelf.keep_in(tmp_path / "shelf")
    yield tmp_path / "shelf"
    shelf.keep_in(None)


def add(host, key="a" * 32, *, points=None, assets=(), files=None, **more):
    """Put a run on the server."""
    metadata = {
        "experimentKey": key,
        "experimentName": "ridge",
        "projectName": "digits",
        "workspaceName": "lab",
        "startTimeMillis": 1_700_000_000_000,
        "endTimeMillis": 1_700_000_060_000,
        "durationMillis": 60_000,
        "running": False,
        "hasCrashed": False,
        "archived": False,
        "fileName": "train.py",
    } | more.pop("metadata", {})
    points = {"loss": [(0, "0.5", 1000), (1, "0.25", 2000)]} if points is None else points
    host.runs[key] = {
        "metadata": metadata,
        "points": points,
        "assets": list(assets),
        "experiment/metrics/summary": {"values": [{"name": name} for name in points]},
        "experiment/parameters": {"values": []},
        "experiment/log-other": {"values": []},
        "experiment/tags": {"tags": []},
        "experiment/git/metadata": {},
        "experiment/system-details": {"systemMetricNames": []},
    } | more
    host.files |= files or {}
    return key


def asset(name, kind, ident, **more):
    found = {"assetId": ident, "fileName": name, "type": kind, "fileSize": 10, "step": 3, "runContext": None}
    secret = f'curl "https://example.org" -H"Authorization: {stand_in.KEY}"'
    return found | {"curlDownload": secret, "link": "https://example.org/signed?token=x"} | more


def values(*pairs):
    return {"values": [{"name": name, "valueCurrent": value, "valueMax": value} for name, value in pairs]}


def only(store=STORE):
    (ref,) = server.find(store)
    return server.read(ref)


def points(series):
    return list(zip(series.steps.tolist(), series.values.tolist(), series.times.tolist(), strict=True))


# What is read


def test_a_run_is_read_whole(host):
    matrix = json.dumps({"matrix": [[3, 1], [0, 2]], "labels": ["x", "y"], "title": "cm"})
    add(
        host,
        points={
            "loss": [(0, "0.5", 1000), (1, "0.25", 2000)],
            "odd": [(0, "NaN", 1000), (1, "Infinity", 2000), (2, None, 3000)],
            "sys.cpu.percent.avg": [(0, "12.5", 1500)],
        },
        **{
            "experiment/parameters": values(
                ("lr", "0.1"),
                ("layers", "3"),
                ("bias", "true"),
                ("opt|name", "adam"),
                ("beta", "[0.9, 1]"),
                ("zip", "007"),
                ("none", "null"),
            ),
            "experiment/log-other": values(("note", "text"), ("Name", "ridge"), ("dataset_info", "digits-1")),
            "experiment/tags": {"tags": ["later", "baseline"]},
            "experiment/git/metadata": {
                "branch": "refs/heads/main",
                "parent": "c0ffee",
                "origin": "git@host:x",
            },
            "experiment/system-details": {
                "systemMetricNames": ["sys.cpu.percent.avg"],
                "installedPackages": ["comet_ml==3.58.8", "numpy==2.4.6"],
                "osPackages": ["bash=5"],
                "pythonVersion": "3.11.7",
                "hostname": "node7",
                "user": "analyst",
                "os": "Linux",
                "processor": "x86_64",
                "command": ["train.py", "--fast"],
            },
        },
        assets=[
            asset("cm.json", "confusion-matrix", "a1"),
            asset("patch", "visualization", "a2"),
            asset("far.bin", "asset", "a3", remote=True),
            asset("big.csv", "asset", "a4", fileSize=1 << 30),
        ],
        files={"a1": matrix.encode(), "a2": PIXEL},
    )
    run = only()
    assert (run.name, run.experiment, run.status) == ("ridge", "digits", Status.FINISHED)
    assert run.started == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert run.seconds == 60
    assert run.params == {
        "lr": 0.1,
        "layers": 3,
        "bias": True,
        "opt.name": "adam",
        "beta": "[0.9, 1]",
        "zip": "007",
        "none": None,
    }
    assert run.tags == {
        "note": "text",
        "dataset_info": "digits-1",
        "workspace": "lab",
        "tags": "baseline, later",
    }
    assert points(run.metrics["loss"]) == [(0, 0.5, 1.0), (1, 0.25, 2.0)]
    assert [repr(value) for value in run.metrics["odd"].values.tolist()] == ["nan", "inf", "nan"]
    assert points(run.system["sys.cpu.percent.avg"]) == [(0, 12.5, 1.5)]
    assert (run.source.commit, run.source.branch) == ("c0ffee", "main")
    assert (run.source.command, run.source.entry_point) == ("train.py --fast", "train.py")
    assert (run.environment.host, run.environment.tracker) == ("node7", "comet_ml 3.58.8")
    assert [(one.name, one.kind, one.rows[1]) for one in run.tables] == [
        ("cm", TableKind.CONFUSION, ("x", "y", 1))
    ]
    assert [(one.name, one.media_type, one.content) for one in run.media] == [("patch", "image/png", PIXEL)]
    assert [(one.path, one.size_bytes) for one in run.artifacts] == [
        ("cm.json", 10),
        ("patch", 10),
        ("far.bin", 10),
        ("big.csv", 1 << 30),
    ]
    assert [problem.what for problem in run.problems] == [
        "the logged file `big.csv` has 1,073,741,824 bytes, and is not read"
    ]
    assert host.counts["experiment/asset/get-asset"] == 2


def test_a_long_series_is_never_sampled(host):
    add(host, points={"loss": [(step, str(step / 2), step) for step in range(20_000)]})
    stats = only().metrics["loss"].stats
    assert (stats.count, stats.last, stats.last_step) == (20_000, 9999.5, 19_999)


def test_the_file_with_all_points_comes_before_a_shorter_series(host):
    def packed(rows):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            text = "value,timestamp,step,epoch\n" + "".join(f"{v},{t},{s},\n" for s, v, t in rows)
            archive.writestr("metric.csv", text)
        return data.getvalue()

    add(
        host,
        points={"val/loss": [(0, "0", 0), (5, "5", 5000)], "acc": [(0, "1", 0), (1, "2", 0)]},
        assets=[
            asset("val_loss_10.csv.zip", "", "w2"),
            asset("val_loss_2.csv.zip", "", "w1"),
            asset("acc_0.csv.zip", "", "w3"),
        ],
        files={
            "w1": packed((step, step, step) for step in range(3)),
            "w2": packed([(2, 7, 2.5), (3, "nan", 3), (4, 4, 4.5), (5, 5, 5)]),
            "w3": b"no zip",
        },
    )
    run = only()
    found = points(run.metrics["val/loss"])
    assert [time for _, _, time in found] == [0, 1, 2, 2.5, 3, 4.5, 5]
    assert math.isnan(found[4][1])
    assert run.metrics["acc"].values.tolist() == [1.0, 2.0]
    assert "the file with all points of acc cannot be read: file is not a zip file" in str(run.problems[0])


def test_a_metric_that_the_chart_leaves_out_is_asked_for_by_name(host):
    late = {"metricName": "late", "step": 1, "epoch": None}
    add(
        host,
        points={"loss": [(0, "1", 0)]},
        **{
            "experiment/metrics/summary": {"values": [{"name": "loss"}, {"name": "late"}]},
            "experiment/metrics/get-metric": {
                "metrics": [
                    late | {"metricValue": "2", "timestamp": 5, "offset": 2},
                    late | {"metricValue": "1", "timestamp": 5, "offset": 1},
                ]
            },
        },
    )
    assert only().metrics["late"].values.tolist() == [1.0, 2.0]


def test_how_a_run_ended_is_told(host):
    add(host, "a" * 32, metadata={"running": True})
    add(host, "b" * 32, metadata={"hasCrashed": True})
    runs = [server.read(ref) for ref in server.find(STORE)]
    assert [(run.status, run.ended is None) for run in runs] == [
        (Status.RUNNING, True),
        (Status.FAILED, False),
    ]


def test_archived_runs_are_left_out_and_counted(host):
    add(host, "a" * 32)
    add(host, "b" * 32, metadata={"archived": True})
    found = list(server.find(STORE))
    assert [one.key for one in found if isinstance(one, RunRef)] == ["a" * 32]
    assert [(one.what, one.count) for one in found if isinstance(one, Omission)] == [("archived runs", 1)]


def test_a_workspace_is_all_its_projects(host):
    add(host, "b" * 32, metadata={"projectName": "b side"})
    add(host, "c" * 32, metadata={"startTimeMillis": 5})
    add(host, "a" * 32)
    found = list(server.find(StoreRef("comet-server", "comet://lab")))
    assert [ref.key[0] for ref in found] == ["b", "c", "a"]
    assert [ref.key[0] for ref in server.find(StoreRef("comet-server", "comet://lab/b%20side"))] == ["b"]


def test_runs_are_listed_page_by_page(host, monkeypatch):
    monkeypatch.setattr(server_runs, "PAGE", 2)
    for number in range(5):
        add(host, f"{number:032}", metadata={"experimentName": None, "startTimeMillis": number})
    assert [int(ref.key) for ref in server.find(STORE)] == [0, 1, 2, 3, 4]
    # Three pages and the archived ones: a run without a name costs no request of its own.
    assert host.asked == ["experiments"] * 4


def test_pages_in_a_circle_end_and_are_told(host, monkeypatch):
    monkeypatch.setattr(server_runs, "PAGE", 2)
    host.is_circular = True
    for number in range(5):
        add(host, f"{number:032}")
    found = list(server.find(STORE))
    assert len([one for one in found if isinstance(one, RunRef)]) == 2
    (problem,) = [one for one in found if isinstance(one, Problem)]
    assert "page 2 of the runs of digits repeats earlier ones, so that runs may be missing" in str(problem)


# What is kept


def test_a_second_build_asks_for_the_lists_alone(host, kept):
    matrix = json.dumps({"matrix": [[3]], "labels": ["x"]}).encode()
    assets = [asset("cm.json", "confusion-matrix", "a1"), asset("patch", "visualization", "a2")]
    add(host, "a" * 32, assets=assets, files={"a1": matrix, "a2": PIXEL})
    add(host, "b" * 32)
    first = list(stream([STORE], catalog()))
    assert len(host.asked) > 20
    host.asked.clear()
    assert list(stream([STORE], catalog())) == first
    assert host.asked == LISTS
    assert first[0].media[0].content == PIXEL


def test_only_a_run_that_changed_is_asked_for_again(host, kept):
    for key in ("a", "b", "c"):
        add(host, key * 32)
    list(stream([STORE], catalog()))
    add(host, "b" * 32, points={"loss": [(0, "9", 0)]}, metadata={"endTimeMillis": 1_700_000_090_000})
    host.asked.clear()
    runs = list(stream([STORE], catalog()))
    assert [run.metrics["loss"].stats.last for run in runs] == [0.25, 9.0, 0.25]
    assert host.counts["experiments/multi-metric-chart"] == 1


def test_a_run_that_goes_on_is_asked_for_each_time(host, kept):
    add(host, metadata={"running": True, "endTimeMillis": 0, "durationMillis": 0})
    list(stream([STORE], catalog()))
    host.runs["a" * 32]["points"]["loss"].append((2, "7", 3000))
    (run,) = stream([STORE], catalog())
    assert run.metrics["loss"].stats.last == 7


def test_an_interrupted_build_goes_on_where_it_was(host, kept):
    for key in ("a", "b", "c"):
        add(host, key * 32)
    building = stream([STORE], catalog())
    next(building)
    next(building)
    building.close()
    host.asked.clear()
    assert len(list(stream([STORE], catalog()))) == 3
    assert host.counts["experiments/multi-metric-chart"] == 1


def test_a_run_with_a_part_that_failed_is_not_kept(host, kept):
    add(host)
    host.faults["experiment/tags"] = Fault(500)
    (run,) = stream([STORE], catalog())
    assert "the tags of run" in run.problems[0].what
    host.faults.clear()
    host.runs["a" * 32]["experiment/tags"] = {"tags": ["x"]}
    (run,) = stream([STORE], catalog())
    assert (run.problems, run.tags["tags"]) == ((), "x")


def test_no_key_is_kept_or_told(host, kept):
    add(host, assets=[asset("cm.json", "confusion-matrix", "a1")], files={"a1": b"{}"})
    host.faults["experiment/tags"] = Fault(
        400, body=json.dumps({"msg": f"bad {stand_in.KEY}; x\n y"}).encode()
    )
    run = only()
    assert stand_in.KEY not in repr(run)
    assert "it answers 400: bad …, x y" in str(run.problems)
    host.faults.clear()
    only()
    import gzip

    (file,) = (path for path in kept.rglob("*.gz"))
    text = gzip.decompress(file.read_bytes())
    assert stand_in.KEY.encode() not in text
    assert b"token" not in text


# What goes wrong


def test_too_many_requests_are_waited_out_as_long_as_the_server_asks(host, monkeypatch):
    add(host)
    slept = []
    monkeypatch.setattr(client.time, "sleep", slept.append)
    host.faults["experiment/tags"] = Fault(429, headers={"Retry-After": "7"}, times=2)
    host.faults["experiment/parameters"] = Fault(429, headers={"Retry-After": "86400"}, times=1)
    host.faults["experiment/log-other"] = Fault(429, headers={"Retry-After": "soon"}, times=1)
    assert only().problems == ()
    assert sorted(slept) == [0.001, 7, 7, client.MOST_WAIT]


def test_too_many_requests_without_an_end_are_told(host, monkeypatch):
    add(host)
    monkeypatch.setattr(client.time, "sleep", lambda _: None)
    host.faults["experiment/tags"] = Fault(429, headers={"Retry-After": "1"})
    (problem,) = only().problems
    assert "it answers 429, too many requests: out of order, 5 times in a row; try again later" in str(
        problem
    )
    assert host.counts["experiment/tags"] == client.TRIES


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_names_the_variable_to_set(host, status):
    host.faults["experiments"] = Fault(status, body=b'{"msg": "no"}')
    with pytest.raises(ReaderError) as error:
        list(server.find(STORE))
    assert str(error.value) == (
        f"comet://lab/digits: Comet's server does not let project lab/digits be read ({status});"
        " set COMET_API_KEY to a key that may read it"
    )
    assert host.counts["experiments"] == 1


def test_a_wrong_key_is_refused_and_not_printed(host, monkeypatch):
    add(host)
    monkeypatch.setenv(client.KEY, "wrong-secret-key")
    with pytest.raises(
        ReaderError, match=r"does not let project lab/digits be read .401.; set COMET_API_KEY"
    ) as e:
        list(server.find(STORE))
    assert "wrong-secret-key" not in str(e.value)


def test_no_key_is_told(host, monkeypatch, tmp_path):
    monkeypatch.delenv(client.KEY)
    monkeypatch.setenv("COMET_CONFIG", str(tmp_path / "none"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ReaderError, match="there is no key for Comet's server; set COMET_API_KEY"):
        list(server.find(STORE))


def test_a_project_that_is_not_there_is_told(host):
    with pytest.raises(ReaderError, match=r"does not have project lab/digits .it answers 404"):
        list(server.find(STORE))


def test_a_run_that_is_gone_is_told(host):
    with pytest.raises(ReaderError, match=r"there is no run gone .any more.; build the report again"):
        server.read(RunRef(STORE, "gone", "x"))


@pytest.mark.parametrize("status", [500, 502])
def test_an_error_of_the_server_costs_one_part(host, status):
    add(host)
    host.faults["experiment/parameters"] = Fault(status, body=b"<html>")
    run = only()
    assert run.metrics["loss"].stats.last == 0.25
    (problem,) = run.problems
    assert (
        f"the settings of run {'a' * 32} cannot be read from Comet's server: it answers {status}"
        in problem.what
    )
    assert host.counts["experiment/parameters"] == client.TRIES


def test_an_error_that_passes_leaves_no_trace(host):
    add(host)
    host.faults["experiments/multi-metric-chart"] = Fault(503, times=3)
    assert only().problems == ()


def test_a_server_that_stalls_is_given_up(host, monkeypatch):
    add(host)
    monkeypatch.setenv("COMET_TIMEOUT_API", "1")
    monkeypatch.setattr(client, "TRIES", 1)
    host.faults["experiment/tags"] = Fault(stall=1.5, body=b"{}")
    (problem,) = only().problems
    assert "the tags of run" in problem.what
    assert "it does not answer within 1 seconds" in problem.what


def test_an_answer_that_breaks_off_is_asked_for_again(host):
    add(host)
    host.faults["experiment/parameters"] = Fault(is_cut=True, times=2)
    assert only().problems == ()
    host.faults["experiment/parameters"] = Fault(is_cut=True)
    (problem,) = only().problems
    assert "the connection fails or breaks off, 5 times in a row" in problem.what


@pytest.mark.parametrize(
    ("body", "fault"),
    [(b"[1, 2", "its answer is no JSON"), (b"[1, 2]", "another form than expected"), (b"3", "another form")],
)
def test_an_answer_of_another_form_is_told(host, body, fault):
    add(host)
    host.faults["experiment/parameters"] = Fault(body=body)
    (problem,) = only().problems
    assert fault in problem.what


def test_points_that_are_none_are_told(host):
    add(host, points={"loss": [(0, "many", 0), (1.5, "1", 0), (2, "3", 0)]})
    run = only()
    assert points(run.metrics["loss"]) == [(2, 3.0, 0.0)]
    assert [problem.what for problem in run.problems] == [
        "a metric's value is no number, and a point of loss is left out",
        "a metric's step is no whole number, and a point of loss is left out",
    ]


def test_a_file_that_is_gone_is_told(host):
    add(host, assets=[asset("cm.json", "confusion-matrix", "a1")])
    (problem,) = only().problems
    assert "Comet's server does not have the file a1 of run" in problem.what


def test_a_server_that_is_down_is_told(host, monkeypatch):
    monkeypatch.setenv("COMET_URL_OVERRIDE", "http://127.0.0.1:9/clientlib/")
    monkeypatch.setattr(client, "TRIES", 2)
    with pytest.raises(
        ReaderError, match="the connection fails or breaks off, 2 times in a row; try again later"
    ):
        list(server.find(STORE))


@pytest.mark.parametrize(
    "address", ["comet://", "comet://lab/digits/run", "comet:///x", "folder", "http://lab/x"]
)
def test_an_address_of_another_form_is_told(address):
    with pytest.raises(ReaderError, match="write comet://WORKSPACE/PROJECT"):
        list(server.find(StoreRef("comet-server", address)))


def test_the_missing_library_names_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "comet_ml", None)
    client._api.cache_clear()
    with pytest.raises(MissingLibraryError, match=r"install ml-runreport\[comet\]"):
        list(server.find(STORE))


# How the client is kept


def test_an_address_leads_to_this_reader(host):
    found = detect(["comet://lab/digits"], catalog())
    assert [(ref.reader, ref.address) for ref in found.refs] == [("comet-server", "comet://lab/digits")]


def test_the_client_stays_quiet_and_leaves_the_process_as_it_was(host):
    add(host)
    host.faults["experiment/tags"] = Fault(500)
    script = (
        "import os, sys, threading\n"
        "before = (sys.excepthook, dict(os.environ), list(sys.meta_path), threading.active_count())\n"
        "from runreport.model import StoreRef\n"
        "from runreport.readers.comet import client, server\n"
        "assert 'comet_ml' not in sys.modules\n"
        "client.PAUSE = 0\n"
        f"(ref,) = server.find(StoreRef('comet-server', {STORE.address!r}))\n"
        "run = server.read(ref)\n"
        "assert len(run.problems) == 1, run.problems\n"
        "assert 'comet_ml' in sys.modules and 'sentry_sdk' not in str(sys.excepthook)\n"
        "assert [type(one).__name__ for one in sys.meta_path if 'Comet' in type(one).__name__] == []\n"
        "assert before[:2] == (sys.excepthook, dict(os.environ))\n"
        "assert before[3] == threading.active_count()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=os.environ, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
