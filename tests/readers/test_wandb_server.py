"""Weights & Biases servers are read through wandb itself, here against a stand-in for the server."""

import io
import json
import math
import os
import pickle
import subprocess
import sys
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from click.testing import CliRunner

from runreport import load_config, load_runs
from runreport.cli.main import cli
from runreport.errors import MissingLibraryError, ReaderError
from runreport.model import Omission, Problem, RunRef, Status, StoreRef, TableKind
from runreport.readers import shelf
from runreport.readers.catalog import catalog
from runreport.readers.detect import detect
from runreport.readers.stream import stream
from runreport.readers.wandb_server import history, server, session
from runreport.testing.compare import between
from runreport.testing.fresh import found_elsewhere, imported_by, read_elsewhere


def loaded(name):
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


stand_in = loaded("stand_in_wandb")
Reply, OneRun = stand_in.Reply, stand_in.StandInRun
STORE = StoreRef("wandb-server", "wandb://team/vision")
PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(50)
LIST = ["Viewer", "GetDefaultEntity", "Runs"]
"""What a build asks where nothing has changed: who asks, and the list of runs."""


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory):
    """Point wandb at a home and a folder of its own, and make it try only twice, quickly."""
    wandb = pytest.importorskip("wandb")
    base = tmp_path_factory.mktemp("wandb")
    (base / "here").mkdir()
    given = {
        "HOME": str(base / "home"),
        "XDG_CACHE_HOME": str(base / "home/.cache"),
        "WANDB_API_KEY": stand_in.KEY,
        "WANDB_HTTP_TIMEOUT": "1",
        "WANDB__GRAPHQL_RETRY_MAX": "1",
        "WANDB__FILE_TRANSFER_RETRY_MAX": "1",
        "NO_PROXY": "127.0.0.1",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in given.items():
            patch.setenv(name, value)
        patch.delenv("WANDB_DIR", raising=False)
        patch.chdir(base / "here")
        wandb.teardown()
        yield base
        wandb.teardown()


@pytest.fixture
def host(surroundings, monkeypatch):
    """Return a stand-in that wandb is pointed at."""
    with stand_in.StandIn() as running:
        monkeypatch.setenv("WANDB_BASE_URL", running.url)
        yield running


@pytest.fixture
def kept(tmp_path):
    """Keep what servers say for as long as the test runs."""
    shelf.keep_in(tmp_path / "shelf")
    yield tmp_path / "shelf"
    shelf.keep_in(None)


def add(host, name="a", project="team/vision", **facts):
    """Put a run on the server."""
    run = OneRun(name, **facts)
    host.projects.setdefault(project, []).append(run)
    return run


def refs(store=STORE):
    return [item for item in server.find(store) if isinstance(item, RunRef)]


def only(store=STORE):
    (ref,) = refs(store)
    return server.read(ref)


def failing(name, **reply):
    """Return what answers every query of one name with a fault."""
    return lambda asked, _said: Reply(**reply) if asked == name else None


def points(series):
    return list(zip(series.steps.tolist(), series.values.tolist(), strict=True))


def test_a_run_is_read_whole(host):
    add(
        host,
        config={
            "lr": 0.1,
            "net": {"depth": 3, "sizes": [8, 8]},
            "_wandb": {"t": {"4": "3.11.2", "5": "0.31.0"}},
        },
        summary={"loss": 0.25, "best": {"auc": 0.9}, "_runtime": 12.5, "gap": "NaN"},
        history=[
            {"_step": 0, "_timestamp": 1714557600.5, "loss": 1.0, "acc": {"top1": 0.5}},
            {"_step": 1, "_timestamp": 1714557601.5, "loss": "NaN", "note": "hello", "ok": True},
            {"_step": 7, "loss": 0.25},
        ],
        readings=[{"_timestamp": 1.0, "system.cpu": 3.0}, {"_timestamp": 2.0, "system.cpu": 4.0}],
        files={
            "wandb-metadata.json": json.dumps(
                {
                    "os": "Linux-6.1",
                    "python": "CPython 3.11.2",
                    "program": "train.py",
                    "args": ["--lr", "0.1"],
                    "git": {"remote": "https://git.example.org/a.git", "commit": "c0ffee"},
                    "gpu": "A100",
                    "gpu_count": 2,
                    "cpu_count": 8,
                    "host": "node7",
                    "username": "ada",
                }
            ).encode(),
            "requirements.txt": b"numpy==2.1.0\n-e .\ntorch==2.4.0+cu121\n",
        },
        facts={
            "displayName": "brisk-sun-1",
            "tags": ["base"],
            "notes": "first *try*",
            "group": "fold",
            "jobType": "train",
            "sweepName": "abc123",
        },
    )
    run = only()
    assert (run.name, run.experiment, run.status) == ("brisk-sun-1", "vision", Status.FINISHED)
    assert run.started == datetime(2024, 5, 1, 10, 0, tzinfo=UTC)
    assert run.ended == datetime(2024, 5, 1, 10, 10, tzinfo=UTC)
    assert dict(run.params) == {"lr": 0.1, "net.depth": 3, "net.sizes": "[8, 8]"}
    assert points(run.metrics["acc.top1"]) == [(0, 0.5)]
    assert points(run.metrics["ok"]) == [(1, 1.0)]
    assert run.metrics["loss"].steps.tolist() == [0, 1, 7]
    assert math.isnan(run.metrics["loss"].values[1])
    assert run.metrics["loss"].times[0] == 1714557600.5
    assert points(run.system["system.cpu"]) == [(0, 3.0), (1, 4.0)]
    assert run.summary["loss"] == 0.25
    assert run.summary["best.auc"] == 0.9
    assert math.isnan(run.summary["gap"])
    assert dict(run.tags) == {"base": "true", "sweep": "abc123"}
    assert (run.notes, run.group, run.job_type) == ("first *try*", "fold", "train")
    assert run.source.repository == "https://git.example.org/a.git"
    assert (run.source.commit, run.source.command) == ("c0ffee", "train.py --lr 0.1")
    assert dict(run.environment.packages) == {"numpy": "2.1.0", "torch": "2.4.0+cu121"}
    assert run.environment.hardware == "2 × A100, 8 CPU cores"
    assert (run.environment.python, run.environment.tracker) == ("3.11.2", "wandb 0.31.0")
    assert (run.environment.user, run.environment.host) == ("ada", "node7")
    assert run.cost.seconds.value == 12.5
    assert [(item.what, item.count) for item in run.omissions] == [("logged texts and lists", 1)]
    assert not run.problems


def test_every_row_is_read_however_many_there_are(host):
    add(host, history=[{"_step": step, "loss": float(step)} for step in range(0, 4600, 2)])
    assert points(only().metrics["loss"]) == [(step, float(step)) for step in range(0, 4600, 2)]
    assert host.queries().count("HistoryPage") in (2, 3)


def test_steps_that_are_far_apart_cost_few_requests(host):
    add(host, history=[{"_step": step * 10_000_000, "loss": 1.0} for step in range(20)])
    assert len(only().metrics["loss"]) == 20
    assert host.queries().count("HistoryPage") == 1


def test_what_the_server_exported_and_what_it_has_not_yet_are_one_history(host):
    buffer = io.BytesIO()
    rows = {
        "_step": [0, 1, 2],
        "_timestamp": [1.0, 2.0, 3.0],
        "loss": [3.0, math.nan, 1.0],
        "auc": [None, 0.5, None],
    }
    pyarrow.parquet.write_table(pyarrow.table(rows), buffer)
    add(host, exported=buffer.getvalue(), exported_rows=3, history=[{"_step": 3, "loss": 0.5}])
    run = only()
    assert run.metrics["loss"].steps.tolist() == [0, 1, 2, 3]
    assert run.metrics["loss"].values.tolist()[2:] == [1.0, 0.5]
    assert points(run.metrics["auc"]) == [(1, 0.5)]
    assert not run.problems


def test_an_export_that_has_grown_is_read_anew(host):
    for rows in (2, 4):
        buffer = io.BytesIO()
        pyarrow.parquet.write_table(pyarrow.table({"_step": [*range(rows)], "loss": [1.0] * rows}), buffer)
        host.projects["team/vision"] = []
        add(host, "grown", exported=buffer.getvalue(), exported_rows=rows, last_step=rows - 1)
        assert len(only().metrics["loss"]) == rows


def test_rows_that_come_twice_count_once(host):
    run = add(host, history=[{"_step": step, "loss": float(step)} for step in range(2500)])
    every = {"data": {"project": {"run": {"history": [json.dumps(row) for row in run.history[:1000]]}}}}
    host.instead = failing("HistoryPage", body=json.dumps(every).encode())
    read = only()
    assert read.metrics["loss"].steps.tolist() == [*range(1000)]
    assert "counts 2500 rows of history, and hands out 1000" in read.problems[0].what


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("finished", Status.FINISHED),
        ("failed", Status.FAILED),
        ("crashed", Status.FAILED),
        ("killed", Status.KILLED),
        ("preempted", Status.KILLED),
        ("preempting", Status.RUNNING),
        ("running", Status.RUNNING),
        ("pending", Status.RUNNING),
    ],
)
def test_states_are_known(host, state, status):
    add(host, state=state)
    run = only()
    assert run.status is status
    assert (run.ended is None) == (status is Status.RUNNING)
    assert not run.problems


def test_a_state_of_another_kind_is_told(host):
    add(host, state="levitating")
    run = only()
    assert run.status is Status.UNKNOWN
    assert "'levitating'" in run.problems[0].what


def test_what_is_defined_of_metrics_is_kept(host):
    defined = [{"1": "epoch"}, {"2": "val/*", "5": 1}, {"1": "val/loss", "8": 1}, {"1": "auc", "8": 2}]
    add(
        host,
        config={"_wandb": {"m": defined}},
        history=[{"_step": 0, "val/loss": 1.0, "val/auc": 1.0, "auc": 1.0, "epoch": 0, "plain": 1}],
    )
    said = only().definitions
    assert (said["val/loss"].step_metric, said["val/loss"].better) == ("epoch", "lower")
    assert (said["val/auc"].step_metric, said["val/auc"].better) == ("epoch", "unknown")
    assert (said["auc"].better, said["auc"].known_from) == ("higher", "record")
    assert "plain" not in said


def test_pictures_and_tables_are_fetched(host):
    table = {
        "columns": ["Actual", "Predicted", "nPredictions"],
        "data": [["cat", "cat", 3], ["cat", "dog", 1]],
    }
    add(
        host,
        history=[
            {"_step": 0, "grad": {"_type": "histogram", "bins": [0, 1, 2], "values": [5, 6]}},
            {
                "_step": 1,
                "seen": {
                    "_type": "image-file",
                    "path": "media/images/seen.png",
                    "size": len(PIXEL),
                    "caption": "x",
                },
                "gone": {"_type": "image-file", "path": "media/images/gone.png"},
                "conf._type": "table-file",
                "conf.path": "media/table/conf.table.json",
                "conf.ncols": 3,
            },
        ],
        files={"media/images/seen.png": PIXEL, "media/table/conf.table.json": json.dumps(table).encode()},
    )
    run = only()
    (gone, seen) = sorted(run.media, key=lambda one: one.name)
    assert (seen.content, seen.caption, seen.step, seen.media_type) == (PIXEL, "x", 1, "image/png")
    assert gone.content is None
    tables = {one.name: one for one in run.tables}
    assert tables["conf"].kind is TableKind.CONFUSION
    assert tables["conf"].rows == (("cat", "cat", 3), ("cat", "dog", 1))
    assert tables["grad"].rows == ((0.0, 1.0, 5.0), (1.0, 2.0, 6.0))
    assert not run.metrics
    assert [(item.what, item.count) for item in run.omissions] == [("pictures", 1)]


def test_a_picture_that_is_too_large_is_not_fetched(host):
    files = {"media/large.png": bytes((1 << 20) + 1)}
    add(host, history=[{"_step": 0, "img": {"_type": "image-file", "path": "media/large.png"}}], files=files)
    run = only()
    assert run.media[0].content is None
    assert [item.what for item in run.omissions] == ["pictures"]
    assert "GET" not in host.queries()


def test_artifacts_become_models_data_sets_and_files(host):
    add(
        host,
        logged=[
            {
                "name": "net",
                "type": "model",
                "aliases": ["latest", "best"],
                "metadata": {"size": {"layers": 3}},
            },
            {"name": "preds", "type": "dataset", "version": 4, "digest": "e" * 32, "size": 77},
            {"name": "run-a-history", "type": "wandb-history"},
        ],
        used=[{"name": "mnist", "type": "dataset", "version": 2, "description": "digits"}],
    )
    run = only()
    assert [(one.path, one.size_bytes, one.digest) for one in run.artifacts] == [
        ("net:v0", 10, "md5:" + "d" * 32),
        ("preds:v4", 77, "md5:" + "e" * 32),
    ]
    assert [(one.name, one.context, one.source, one.profile) for one in run.datasets] == [
        ("mnist:v2", "used by the run", "team/vision", "digits"),
        ("preds:v4", "made by the run", "team/vision", None),
    ]
    (model,) = run.models
    assert (model.name, model.aliases, model.run) == ("net:v0", ("latest", "best"), "a")
    assert dict(model.tags) == {"size.layers": "3"}


def test_a_sample_of_the_machine_s_readings_is_told(host, monkeypatch):
    add(host, readings=[{"system.cpu": 1.0}] * 1000)
    assert [item.what for item in only().omissions] == ["whole records of the machine"]


def test_runs_are_listed_by_pages_of_50_and_read_later(host):
    for at in range(120):
        add(host, f"r{at}")
    assert [ref.key for ref in refs()] == [f"r{at}" for at in range(120)]
    assert host.queries() == [*LIST, "Runs", "Runs"]


def test_all_projects_of_a_team_are_one_store(host):
    add(host, "a", "team/vision")
    add(host, "a", "team/audio", history=[{"_step": 0, "loss": 2.0}])
    add(host, "b", "other/vision")
    store = StoreRef("wandb-server", "wandb://team")
    found = refs(store)
    assert [ref.key for ref in found] == ["audio/a", "vision/a"]
    run = server.read(found[0])
    assert (run.experiment, points(run.metrics["loss"])) == ("audio", [(0, 2.0)])


class TestPromises:
    """What `ReaderSuite` asks of readers of folders."""

    def test_it_finds_lazily(self, host):
        add(host)
        found = server.find(STORE)
        assert hasattr(found, "__next__")
        assert not host.asked

    def test_it_finds_and_reads_the_same_twice(self, host):
        for name in "cab":
            add(host, name, history=[{"_step": 0, "loss": 1.0}])
        first = list(server.find(STORE))
        assert [ref.key for ref in first] == ["c", "a", "b"]
        assert list(server.find(STORE)) == first
        for ref in first:
            run = server.read(ref)
            assert run.ref == ref
            assert between(server.read(ref), run) == []
            assert between(pickle.loads(pickle.dumps(run)), run) == []

    def test_another_process_finds_and_reads_the_same(self, host):
        add(host, "a", history=[{"_step": 0, "loss": 1.0}])
        add(host, "b")
        found = refs()
        assert found_elsewhere(server, STORE, 1) == ["a", "b"]
        for here, there in zip(map(server.read, found), read_elsewhere(server, found), strict=True):
            assert between(there, here) == []

    def test_importing_it_imports_no_vendor(self):
        packages = {name.partition(".")[0] for name in imported_by(server)}
        assert not packages & {"wandb", "requests", "httpx", "pandas"}

    def test_its_docstring_says_which_store_it_reads(self):
        assert "Weights & Biases servers" in catalog().reads("wandb-server")

    def test_the_scheme_leads_to_it(self, host):
        assert detect(["wandb://team/vision"], catalog()).refs == (STORE,)

    def test_a_run_that_is_gone_is_named(self, host):
        add(host)
        with pytest.raises(ReaderError, match=r"gone-since.*no such thing"):
            server.read(RunRef(STORE, "gone-since", "stamp"))

    def test_a_changed_run_has_another_stamp(self, host):
        run = add(host)
        (before,) = refs()
        run.facts["heartbeatAt"] = "2024-05-01T10:11:00"
        assert refs()[0].stamp != before.stamp

    def test_it_is_quiet_and_writes_nothing_here(self, host, surroundings, capfd, tmp_path, monkeypatch):
        monkeypatch.setenv("WANDB_DIR", str(tmp_path))
        add(host, files={"wandb-metadata.json": b"{}"}, history=[{"_step": 0, "loss": 1.0}])
        only()
        assert capfd.readouterr() == ("", "")
        assert not list((surroundings / "here").iterdir())
        written = {
            path.relative_to(surroundings / "home").parts[0] for path in (surroundings / "home").rglob("*")
        }
        assert written <= {".cache"}
        assert not list(tmp_path.iterdir())
        assert os.environ["WANDB_DIR"] == str(tmp_path)
        assert "WANDB_ERROR_REPORTING" not in os.environ


class TestShelf:
    """What a second build asks for."""

    def test_a_second_build_asks_for_the_list_alone(self, host, kept):
        for name in "abc":
            add(
                host,
                name,
                history=[
                    {"_step": 0, "loss": math.nan, "img": {"_type": "image-file", "path": "media/x.png"}}
                ],
                files={"media/x.png": PIXEL},
            )
        first = [server.read(ref) for ref in refs()]
        host.queries()
        second = [server.read(ref) for ref in refs()]
        assert host.queries() == LIST
        assert all(between(new, old) == [] for new, old in zip(second, first, strict=True))
        assert second[0].media[0].content == PIXEL

    def test_only_what_changed_is_asked_for_again(self, host, kept):
        changed, _ = add(host, "a"), add(host, "b")
        list(map(server.read, refs()))
        changed.facts["tags"] = ["good"]
        host.asked.clear()
        assert [dict(run.tags) for run in map(server.read, refs())] == [{"good": "true"}, {}]
        assert {said["name"] for name, said in host.asked if name == "Run"} == {"a"}

    def test_an_interrupted_build_goes_on_with_the_next_run(self, host, kept):
        for name in "abc":
            add(host, name)
        found = refs()
        server.read(found[0])
        host.instead = failing("Run", status=500)
        with pytest.raises(ReaderError):
            server.read(found[1])
        host.instead = failing("never")
        host.asked.clear()
        list(map(server.read, refs()))
        assert [said["name"] for name, said in host.asked if name == "Run"] == ["b", "c"]

    def test_an_interrupted_history_goes_on_where_it_was(self, host, kept, monkeypatch):
        monkeypatch.setattr(history, "PART", 1000)
        add(host, history=[{"_step": step, "loss": float(step)} for step in range(3500)])
        host.instead = lambda name, said: (
            Reply(500) if name == "HistoryPage" and said["minStep"] >= 2000 else None
        )
        run = only()
        assert not run.metrics
        assert "history: the server itself failed (500)" in run.problems[0].what
        host.instead = failing("never")
        host.asked.clear()
        assert only().metrics["loss"].values.tolist() == [float(step) for step in range(3500)]
        assert min(said["minStep"] for name, said in host.asked if name == "HistoryPage") >= 2000
        host.asked.clear()
        assert len(only().metrics["loss"]) == 3500
        assert host.queries() == LIST

    def test_a_run_that_goes_on_is_asked_for_every_time(self, host, kept):
        run = add(host, state="running", history=[{"_step": 0, "loss": 1.0}], facts={"historyLineCount": 9})
        assert len(only().metrics["loss"]) == 1
        run.history.append({"_step": 1, "loss": 0.5})
        assert len(only().metrics["loss"]) == 2

    def test_a_run_with_a_part_missing_is_asked_for_again(self, host, kept):
        add(host, files={"requirements.txt": b"numpy==1.0\n"})
        host.instead = failing("RunFiles", status=500)
        run = only()
        assert "files: the server itself failed (500)" in run.problems[0].what
        host.instead = failing("never")
        assert dict(only().environment.packages) == {"numpy": "1.0"}

    def test_two_servers_share_no_answers(self, host, kept, monkeypatch):
        add(host, summary={"loss": 1.0})
        only()
        with stand_in.StandIn() as other:
            add(other, summary={"loss": 2.0})
            monkeypatch.setenv("WANDB_BASE_URL", other.url)
            assert only().summary["loss"] == 2.0

    def test_a_build_keeps_it_beside_the_configuration(self, host, tmp_path, monkeypatch):
        add(host)
        (tmp_path / "runreport.toml").write_text('stores = ["wandb://team/vision"]\n')
        monkeypatch.chdir(tmp_path)
        assert CliRunner().invoke(cli, ["runs"]).exit_code == 0
        assert (tmp_path / ".runreport/cache/.gitignore").read_text() == "*\n"
        host.asked.clear()
        assert CliRunner().invoke(cli, ["runs"]).exit_code == 0
        assert host.queries() == LIST
        assert CliRunner().invoke(cli, ["runs", "--no-cache"]).exit_code == 0
        assert "Run" in host.queries()
        assert shelf.home() is None

    def test_loaded_runs_are_kept_only_where_a_configuration_is_given(self, host, tmp_path, monkeypatch):
        add(host)
        (tmp_path / "runreport.toml").write_text('stores = ["wandb://team/vision"]\n')
        monkeypatch.chdir(tmp_path)
        assert len(load_runs()) == 1
        assert not (tmp_path / ".runreport").exists()
        assert len(load_runs(config=load_config())) == 1
        assert (tmp_path / ".runreport").exists()


class TestFaults:
    """One line each, and an end."""

    def line(self, match):
        with pytest.raises(ReaderError, match=match) as caught:
            list(server.find(STORE))
        said = str(caught.value)
        assert said.startswith("wandb://team/vision: ") or said.startswith("the server: ")
        assert "; " in said
        assert "\n" not in said
        assert stand_in.KEY not in said

    @pytest.mark.parametrize("status", [401, 403])
    def test_whoever_is_not_let_in_is_told_to_log_in(self, host, status):
        add(host)
        host.instead = lambda _name, _said: Reply(status)
        self.line(rf"\({status}\).*wandb login.*WANDB_API_KEY")

    def test_whoever_has_no_key_is_told_to_log_in(self, host, monkeypatch):
        monkeypatch.delenv("WANDB_API_KEY")
        self.line(r"nobody is logged in; log in with `wandb login`, or set WANDB_API_KEY")

    def test_a_project_that_is_not_there(self, host):
        self.line(r"the runs of team/vision: the server has no such thing; check the address")

    def test_a_server_without_the_interface(self, host):
        host.instead = failing("Runs", status=404)
        self.line(r"no such thing \(404\)")

    def test_a_server_that_fails(self, host):
        host.instead = failing("Runs", status=500, body=b"<html>oops</html>")
        self.line(r"the server itself failed \(500\)")

    def test_a_server_that_is_asked_too_often_is_waited_for(self, host):
        add(host)
        replies = [Reply(429, {"Retry-After": "1"})]
        host.instead = lambda name, _said: replies.pop() if name == "Runs" and replies else None
        assert [ref.key for ref in refs()] == ["a"]
        assert host.queries().count("Runs") == 2

    def test_a_server_that_is_asked_too_often_for_good(self, host):
        host.instead = failing("Runs", status=429, headers={"Retry-After": "0.1"})
        self.line(r"asked less often \(429\).*build again later")

    def test_a_server_that_does_not_answer(self, host):
        host.instead = failing("Runs", sleep=3)
        self.line(r"no answer in time; build again later")

    def test_a_server_that_asks_for_too_long_a_wait(self, host, monkeypatch):
        monkeypatch.setattr(session, "SECONDS", 1)
        host.instead = failing("Runs", status=429, headers={"Retry-After": "60"})
        self.line(r"no answer in time")

    def test_a_history_that_asks_for_too_long_a_wait(self, host, monkeypatch):
        monkeypatch.setattr(history, "PART_SECONDS", 1)
        add(host, history=[{"_step": 0, "loss": 1.0}], config={"lr": 1})
        host.instead = failing("HistoryPage", status=429, headers={"Retry-After": "60"})
        run = only()
        assert run.params["lr"] == 1
        assert "history: there was no answer in time" in run.problems[0].what

    def test_an_answer_that_breaks_off(self, host):
        body = json.dumps({"data": host._viewer({})}).encode()
        host.instead = failing("Runs", body=body, cut=True)
        self.line(r"broke off in the middle of an answer")

    def test_an_answer_that_is_none(self, host):
        host.instead = failing("Runs", body=b'{"data": {"project": {"runs": {"edges": [{}]}}}}')
        self.line(r"the answer is none that wandb knows what to do with")

    def test_a_server_that_is_not_there(self, host, monkeypatch):
        monkeypatch.setenv("WANDB_BASE_URL", "http://127.0.0.1:9")
        self.line(r"cannot be reached; check WANDB_BASE_URL")

    def test_pages_in_a_circle(self, host):
        for name in "abc":
            add(host, name)
        page = host._runs({"entity": "team", "project": "vision"})
        page["project"]["runs"]["pageInfo"]["hasNextPage"] = True
        host.instead = failing("Runs", body=json.dumps({"data": page}).encode())
        self.line(r"the same pages again and again")
        assert host.queries().count("Runs") == 3

    def test_a_list_that_ends_too_soon(self, host):
        add(host)
        page = host._runs({"entity": "team", "project": "vision"})
        page["project"]["runCount"] = 5
        host.instead = failing("Runs", body=json.dumps({"data": page}).encode())
        (problem,) = [item for item in server.find(STORE) if isinstance(item, Problem)]
        assert "counts 5 runs in vision, and lists 1" in problem.what

    @pytest.mark.parametrize("part", ["RunFullHistory", "RunOutputArtifacts", "RunFiles", "HistoryPage"])
    def test_a_part_that_fails_leaves_the_rest(self, host, part):
        add(
            host,
            config={"lr": 0.5},
            history=[{"_step": 0, "loss": 1.0}],
            files={"requirements.txt": b"a==1\n"},
        )
        host.instead = failing(part, status=503)
        (run,) = [item for item in stream([STORE], catalog()) if not isinstance(item, Omission)]
        assert run.params["lr"] == 0.5
        assert [problem.what.partition(" failed ")[2][:5] for problem in run.problems] == ["(503)"]

    @pytest.mark.parametrize("address", ["wandb://", "wandb:///x", "wandb://a/b/c", "wandb://a//"])
    def test_an_address_that_names_no_project(self, address):
        with pytest.raises(ReaderError, match="wandb://ENTITY/PROJECT"):
            list(server.find(StoreRef("wandb-server", address)))

    def test_without_wandb_the_extra_is_named(self, host, monkeypatch):
        monkeypatch.setitem(sys.modules, "wandb", None)
        with pytest.raises(MissingLibraryError, match=r"ml-runreport\[wandb\]"):
            list(server.find(STORE))


ASKING = """
from runreport.errors import ReaderError
from runreport.model import StoreRef
from runreport.readers.wandb_server import server
try:
    print(len(list(server.find(StoreRef("wandb-server", "wandb://team/vision")))))
except ReaderError as error:
    print(error)
"""


def asked_elsewhere(**streams):
    """Return the process that asks for the runs of a project."""
    own = {name: value for name, value in os.environ.items() if name != "WANDB_SERVICE"}
    command = [sys.executable, "-c", ASKING]
    return subprocess.run(
        command, env=own, stdout=subprocess.PIPE, text=True, timeout=60, check=True, **streams
    )


def test_a_process_that_asks_a_server_ends_by_itself_and_quietly(host):
    add(host)
    done = asked_elsewhere(stderr=subprocess.PIPE)
    assert (done.stdout, done.stderr) == ("1\n", "")


def test_nobody_is_asked_for_a_key_at_a_terminal(host, monkeypatch):
    monkeypatch.delenv("WANDB_API_KEY")
    monkeypatch.setenv("TERM", "xterm")
    outer, inner = os.openpty()
    try:
        done = asked_elsewhere(stdin=inner, stderr=inner)
    finally:
        os.close(inner)
        os.close(outer)
    assert "log in with `wandb login`" in done.stdout
