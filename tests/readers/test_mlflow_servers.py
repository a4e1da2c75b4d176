"""A real `mlflow server`, and a real PostgreSQL that MLflow writes to, against what MLflow's client says.

Both are started here, in temporary folders and on this machine's loopback, and filled by the real client.
"""

import json
import math
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from runreport import build_report, load_config
from runreport.errors import ReaderError
from runreport.model import Omission, Problem, RunRef, Status, StoreRef
from runreport.readers import shelf
from runreport.readers.contract import Place
from runreport.readers.mlflow import moment, server, session, sql

REPOSITORY = Path(__file__).parents[2]
SECRET = "correct-horse-battery"
QUIET = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "GIT_PYTHON_REFRESH": "quiet"}
STARTED_MS = 1_700_000_000_000


def free_port():
    with closing(socket.socket()) as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


@pytest.fixture(scope="module")
def mlflow():
    """Return MLflow, which warns a lot when it is imported."""
    os.environ.update(QUIET)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlflow
        import mlflow.store.tracking.sqlalchemy_store
    return mlflow


@pytest.fixture(scope="module")
def http(tmp_path_factory):
    """Yield the address of a running `mlflow server` on an empty SQLite database."""
    folder = tmp_path_factory.mktemp("mlflow-server")
    port = free_port()
    command = [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--workers", "1"]
    command += ["--artifacts-destination", str(folder / "artifacts")]
    environment = {**os.environ, **QUIET, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/health", running, folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        session.sessions.close()
        os.killpg(running.pid, 15)
        running.wait(20)


def wait_for(url, running, log):
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            assert running.poll() is None, log.read_text()
            time.sleep(0.1)
    raise AssertionError(log.read_text())


def programs(name):
    """Return what the script `.ci/NAME` found or installed, a line each."""
    found = subprocess.run([REPOSITORY / ".ci" / name], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip(found.stderr.strip())
    return [Path(line) for line in found.stdout.splitlines()]


@contextmanager
def home_of_a_server():
    """Yield a folder for a database server, and what to put before its commands: none runs as root."""
    # Not pytest's folder: other sessions of root close its parent to everyone else.
    with tempfile.TemporaryDirectory(prefix="runreport-", ignore_cleanup_errors=True) as folder:
        if os.geteuid():
            yield Path(folder), []
            return
        shutil.chown(folder, "nobody")
        yield Path(folder), ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


@pytest.fixture(scope="module")
def postgresql():
    """Yield the address of an empty database in a running PostgreSQL, user and password in it."""
    with home_of_a_server() as (folder, before):
        yield from running_postgresql(folder, before)


def running_postgresql(folder, before):
    (where,) = programs("postgresql")
    (folder / "password").write_text(SECRET)
    (folder / "password").chmod(0o644)
    port, data = free_port(), folder / "data"

    def run(*command):
        # The server goes on: it must not hold a pipe of ours.
        with (folder / "log").open("ab") as log:
            subprocess.run([*before, *command], cwd="/", stdout=log, stderr=log, check=True)

    run(where / "initdb", "-D", data, "-U", "reporter", "-A", "scram-sha-256", "--no-sync",
        "--locale=C.UTF-8", f"--pwfile={folder}/password")  # fmt: skip
    options = f"-k {folder} -p {port} -c listen_addresses=127.0.0.1 -c fsync=off"
    run(where / "pg_ctl", "-D", data, "-o", options, "-l", data / "log", "-w", "start")
    try:
        yield f"postgresql://reporter:{SECRET}@127.0.0.1:{port}/postgres"
    finally:
        moment.moments.close()
        run(where / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


@pytest.fixture(scope="module")
def mysql():
    """Yield the address of an empty database in a running MariaDB, user and password in it."""
    with home_of_a_server() as (folder, before):
        yield from running_mariadb(folder, before)


def running_mariadb(folder, before):
    install, serve = programs("mariadb")
    port, data = free_port(), folder / "data"
    plain = ["--no-defaults", f"--datadir={data}"]
    with (folder / "log").open("wb") as log:
        made = [*before, install, *plain, "--auth-root-authentication-method=normal", "--skip-test-db"]
        subprocess.run(made, cwd="/", stdout=log, stderr=log, check=True)
        command = [*before, serve, *plain, f"--socket={folder}/socket", f"--port={port}"]
        command += ["--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=0"]
        running = subprocess.Popen(command, cwd="/", stdout=log, stderr=log)
    try:
        with closing(first_connection(port, running, folder / "log")) as connection:
            cursor = connection.cursor()
            cursor.execute("create database mlflow")
            cursor.execute(f"create user reporter@'%' identified by '{SECRET}'")
            cursor.execute("grant all on mlflow.* to reporter@'%'")
        yield f"mysql://reporter:{SECRET}@127.0.0.1:{port}/mlflow"
    finally:
        moment.moments.close()
        running.terminate()
        running.wait(20)


def first_connection(port, running, log):
    import pymysql

    for _ in range(300):
        try:
            return pymysql.connect(host="127.0.0.1", port=port, user="root")
        except pymysql.OperationalError:
            assert running.poll() is None, log.read_text()
            time.sleep(0.1)
    raise AssertionError(log.read_text())


@dataclass(frozen=True)
class Kind:
    """One way to MLflow's records, filled by the client."""

    reader: object
    name: str
    address: str
    client: object

    @property
    def store(self):
        return StoreRef(self.name, self.address)

    def find(self):
        return list(self.reader.find(self.store))

    def refs(self):
        return [found for found in self.find() if isinstance(found, RunRef)]

    def runs(self):
        return {run.name: run for run in map(self.reader.read, self.refs())}


@pytest.fixture(scope="module")
def served(http, mlflow):
    client = mlflow.MlflowClient(tracking_uri=http)
    write(client, mlflow, files=True)
    return Kind(server, "mlflow-server", f"mlflow+{http}", client)


@pytest.fixture(scope="module")
def in_postgresql(postgresql, mlflow):
    return filled(mlflow, postgresql, postgresql.replace("postgresql://", "postgresql+psycopg://"))


@pytest.fixture(scope="module")
def in_mysql(mysql, mlflow):
    return filled(mlflow, mysql, mysql.replace("mysql://", "mysql+pymysql://"))


def filled(mlflow, address, uri):
    client = mlflow.MlflowClient(tracking_uri=uri, registry_uri=uri)
    # The registry looks for logged models there, whatever its client was told.
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(uri)
    write(client, mlflow, files=False)
    mlflow.set_tracking_uri(before)
    return Kind(sql, "mlflow-sql", address, client)


@pytest.fixture(params=["in_postgresql", "in_mysql"])
def databased(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(params=["served", "in_postgresql", "in_mysql"])
def kind(request):
    return request.getfixturevalue(request.param)


def write(client, mlflow, *, files):
    """Write one of each thing that MLflow keeps."""
    from mlflow import entities as e

    digits = client.create_experiment("digits", tags={"mlflow.note.content": "**Digits** of hands"})
    client.create_experiment("empty")
    trash = client.create_experiment("trash")
    client.create_run(trash)
    client.delete_experiment(trash)

    def run(name, *, status="FINISHED", tags=(), metrics=(), params=()):
        made = client.create_run(digits, start_time=STARTED_MS, run_name=name).info.run_id
        client.log_batch(
            made,
            metrics=[e.Metric(key, value, STARTED_MS + at, step) for key, value, step, at in metrics],
            params=[e.Param(key, value) for key, value in params],
            tags=[e.RunTag(key, value) for key, value in tags],
        )
        if status != "RUNNING":
            client.set_terminated(made, status=status, end_time=STARTED_MS + 60_000)
        return made

    curve = [("loss", 1 / (step + 1), step, step * 1000) for step in range(50)]
    odd = [("odd", math.nan, 0, 0), ("odd", 2.5, 0, 1), ("odd", math.inf, 7, 2), ("odd", -math.inf, 8, 3)]
    same = [("many/at ö", value, 3, value) for value in (4, 2, 9)]
    machine = [("system/cpu_utilization_percentage", 50.0, 0, 0)]
    first = run(
        "first",
        tags=[("mlflow.note.content", "It *worked*"), ("mlflow.source.git.commit", "c0ffee"), ("x", "a; b")],
        metrics=[*curve, *odd, *same, *machine],
        params=[("depth", "3"), ("long", "y" * 600)],
    )
    child = run("child", tags=[("mlflow.parentRunId", first)], metrics=[("loss", 0.5, 0, 0)])
    run("failed", status="FAILED")
    run("killed", status="KILLED")
    run("running", status="RUNNING", metrics=[("loss", 0.25, 4, 4000)])
    client.delete_run(run("deleted"))
    data = e.Dataset("rows", "d1g357", "local", '{"uri": "data.csv"}', profile='{"num_rows": 4}')
    inputs = [e.DatasetInput(data, [e.InputTag("mlflow.data.context", "training")])]
    client.log_inputs(first, datasets=inputs)
    model = client.create_logged_model(digits, name="net", source_run_id=first, tags={"size": "small"})
    client.log_outputs(first, [e.LoggedModelOutput(model.model_id, step=49)])
    client.log_inputs(child, models=[e.LoggedModelInput(model.model_id)])
    client.create_registered_model("reader", tags={"team": "a"}, description="Reads *digits*")
    source = f"models:/{model.model_id}"
    for number in ("1", "2"):
        client.create_model_version("reader", source, tags={"n": number}, model_id=model.model_id)
    client.set_registered_model_alias("reader", "champion", "2")
    client.register_prompt("greeting", "Hello {{name}}")
    if files:
        client.log_image(first, np.zeros((4, 4, 3), np.uint8), key="digit", step=3)
        client.log_table(first, {"said": [1, 2], "meant": [1, 7]}, "answers.json")
        client.log_text(first, "x" * 10, "deep/er/note ö.txt")
        client.log_text(first, "numpy==2.0.0\n", "requirements.txt")


def milliseconds(moment):
    return None if moment is None else round(moment.timestamp() * 1000)


def points(series):
    return sorted(zip(series.steps.tolist(), map(repr, series.values.tolist()), series.times, strict=True))


def test_runs_are_as_the_client_says(kind):
    (experiment,) = [one for one in kind.client.search_experiments() if one.name == "digits"]
    runs = kind.runs()
    expected = kind.client.search_runs([experiment.experiment_id])
    assert sorted(runs) == sorted(run.info.run_name for run in expected)
    for truth in expected:
        run = runs[truth.info.run_name]
        assert (run.id, run.experiment) == (truth.info.run_id, "digits")
        assert run.status.value == truth.info.status.lower()
        assert milliseconds(run.started) == truth.info.start_time
        assert milliseconds(run.ended) == truth.info.end_time
        assert (run.params, run.tags) == (truth.data.params, truth.data.tags)
        series = {**run.metrics, **run.system}
        assert sorted(series) == sorted(truth.data.metrics)
        for name, one in series.items():
            history = kind.client.get_metric_history(run.id, name)
            assert points(one) == sorted((p.step, repr(p.value), p.timestamp / 1000) for p in history)
        assert run.problems == ()


def test_what_a_run_says_of_itself_is_in_its_place(kind):
    runs = kind.runs()
    first, child = runs["first"], runs["child"]
    assert (first.notes, first.source.commit, child.parent) == ("It *worked*", "c0ffee", first.id)
    assert [*first.system] == ["system/cpu_utilization_percentage"]
    (data,) = first.datasets
    assert (data.name, data.digest, data.context, data.rows) == ("rows", "d1g357", "training", 4)
    assert data.source == "data.csv"
    (model,) = first.models
    assert (model.name, model.run, model.tags["size"]) == ("net", first.id, "small")
    assert runs["running"].status is Status.RUNNING


def test_experiments_and_registered_models_are_described(kind):
    first = kind.runs()["first"]
    facts = kind.reader.describe(kind.store)
    named = {one.name: one for one in facts.experiments}
    assert set(named) >= {"digits", "empty"}
    assert "trash" not in named
    assert named["digits"].description == "**Digits** of hands"
    (model,) = facts.models
    assert (model.name, model.description, model.tags) == ("reader", "Reads *digits*", {"team": "a"})
    assert model.aliases == {"champion": "2"}
    assert [(one.version, one.aliases, one.run, one.tags) for one in model.versions] == [
        ("1", (), first.id, {"n": "1"}),
        ("2", ("champion",), first.id, {"n": "2"}),
    ]


def test_what_is_left_out_is_counted(kind):
    omitted = {one.what: one.count for one in kind.find() if isinstance(one, Omission)}
    assert omitted == {"deleted runs": 2, "deleted experiments": 1, "prompts": 1}
    assert [one for one in kind.find() if isinstance(one, Problem)] == []


# What every reader promises, for stores that lie in no folder


def test_it_finds_lazily_once_each_and_in_a_fixed_order(kind):
    refs = kind.refs()
    assert refs == kind.refs()
    assert len({ref.key for ref in refs}) == len(refs) == 5
    assert [ref.key for ref in refs] == sorted(ref.key for ref in refs)
    # Nobody is asked before the first run is wanted.
    assert hasattr(kind.reader.find(StoreRef(kind.name, "postgresql://127.0.0.1:9/none")), "__next__")


def test_it_reads_the_same_twice_and_in_any_order(kind):
    refs = kind.refs()
    once = [kind.reader.read(ref) for ref in refs]
    assert [run.ref for run in once] == refs
    again = [kind.reader.read(ref) for ref in reversed(refs)]
    assert again[::-1] == once


def test_another_process_finds_and_reads_the_same(kind):
    script = (
        "import sys, pickle\n"
        f"from {kind.reader.__name__} import find, read\n"
        "from runreport.model import RunRef, StoreRef\n"
        "imported = set(sys.modules)\n"
        "assert not imported & {'mlflow', 'httpx', 'sqlalchemy', 'psycopg', 'pymysql', 'pandas'}\n"
        "refs = pickle.loads(sys.stdin.buffer.read())\n"
        "sys.stdout.buffer.write(pickle.dumps([read(ref) for ref in reversed(refs)]))\n"
    )
    import pickle

    refs = kind.refs()
    done = subprocess.run(
        [sys.executable, "-c", script], input=pickle.dumps(refs), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert pickle.loads(done.stdout)[::-1] == [kind.reader.read(ref) for ref in refs]


def test_a_run_that_is_gone_is_named(kind):
    kind.find()
    with pytest.raises(ReaderError, match="there is no run gone-since-it-was-found"):
        kind.reader.read(RunRef(kind.store, "gone-since-it-was-found"))


def test_it_recognizes_no_folder_and_says_what_it_reads(kind, tmp_path):
    assert kind.reader.recognizes(Place(str(tmp_path), True)) is None
    assert "MLflow" in kind.reader.__doc__.partition("\n")[0]


def test_a_stamp_changes_with_the_run_and_with_no_other(kind, mlflow):
    before = {ref.key: ref.stamp for ref in kind.refs()}
    running = kind.runs()["running"].id
    kind.client.log_metric(running, "loss", 0.125, STARTED_MS + 5000, 5)
    after = {ref.key: ref.stamp for ref in kind.refs()}
    assert [key for key in before if before[key] != after[key]] == [running]
    assert kind.runs()["running"].metrics["loss"].stats.last == 0.125


# Files, which only a server hands out


def test_files_pictures_and_tables_come_from_the_server(served):
    first = served.runs()["first"]
    sizes = {one.path: one.size_bytes for one in first.artifacts}
    assert sizes["deep/er/note ö.txt"] == 10
    pictures = [one for one in first.media if one.content]
    assert [(one.name, one.step) for one in pictures] == [("digit", 3)]
    assert pictures[0].content.startswith(b"\x89PNG")
    (table,) = first.tables
    assert (table.columns, table.rows) == (("said", "meant"), ((1, 1), (2, 7)))
    assert first.environment.packages == {"numpy": "2.0.0"}


def test_a_model_that_a_run_took_is_named_with_the_run_that_made_it(served):
    runs = served.runs()
    assert [(one.name, one.run) for one in runs["child"].models] == [("net", runs["first"].id)]


def test_one_experiment_can_be_asked_for(served):
    wanted = StoreRef("mlflow-server", f"{served.address}?experiment=empty")
    assert [one for one in server.find(wanted) if isinstance(one, RunRef)] == []
    wrong = StoreRef("mlflow-server", f"{served.address}?experiment=digit")
    with pytest.raises(ReaderError, match="did you mean `digits`"):
        list(server.find(wrong))


def test_a_second_build_asks_for_lists_alone(served, tmp_path, monkeypatch):
    once = list(served.runs().values())
    shelf.keep_in(tmp_path / ".runreport")
    try:
        assert list(served.runs().values()) == once
        asked = Counter()
        before = session.Wire._ask

        def counted(wire, method, path, *rest, **said):
            asked[path.rpartition("/mlflow/")[2] or path] += 1
            return before(wire, method, path, *rest, **said)

        monkeypatch.setattr(session.Wire, "_ask", counted)
        again = list(served.runs().values())
    finally:
        shelf.keep_in(None)
    assert again == once
    # The one run that goes on is asked for again; what ended is not.
    assert asked["metrics/get-history-bulk"] == 1
    assert asked["artifacts/list"] == 1
    assert asked["/get-artifact"] == 0
    kept = list((tmp_path / ".runreport").rglob("*"))
    assert [path for path in kept if path.stat().st_mode & 0o077 and path.is_dir()] == []


# Secrets, and what must not be written


def test_nothing_is_written_to_the_database(databased):
    databased.find()
    tables = moment.moments.of(databased.refs()[0]).tables
    with pytest.raises(moment.RowsError, match=r"(?i)read[- ]only transaction"):
        tables.rows("delete from runs")


def test_what_is_written_meanwhile_is_not_seen(databased):
    refs = databased.refs()
    before = {ref.key: sql.read(ref) for ref in refs}
    running = next(run for run in before.values() if run.status is Status.RUNNING)
    databased.client.log_metric(running.id, "late", 1.0, STARTED_MS, 0)
    assert {ref.key: sql.read(ref) for ref in refs} == before
    assert "late" in databased.runs()["running"].metrics


def test_a_built_site_holds_no_password(kind, tmp_path):
    address = kind.address
    if kind.name == "mlflow-server":
        address = address.replace("://", f"://reporter:{SECRET}@")
    config = load_config().with_stores([address, address.replace(SECRET, "wrong-word")])
    build_report(config, output=tmp_path / "site")
    written = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert written
    for secret in (SECRET, "wrong-word", "reporter:"):
        assert [path for path in written if secret.encode() in path.read_bytes()] == []
    assert json.loads((tmp_path / "site" / "report.json").read_text())["runs"]


def test_a_wrong_password_is_one_line_without_it(databased):
    wrong = databased.address.replace(SECRET, "wrong-word")
    with pytest.raises(ReaderError, match=r"password authentication failed|Access denied") as caught:
        list(sql.find(StoreRef("mlflow-sql", wrong)))
    assert "wrong-word" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://reporter:pw@127.0.0.1:9/none", "check address, user and password"),
        ("postgresql://reporter:pw@127.0.0.1:nine/none", "write `postgresql://host/database`"),
        ("mysql://reporter:pw@127.0.0.1:9/none", "check address, user and password"),
    ],
)
def test_a_database_that_cannot_be_reached_is_one_line(address, said):
    with pytest.raises(ReaderError, match=said) as caught:
        list(sql.find(StoreRef("mlflow-sql", address)))
    assert "pw" not in str(caught.value).replace("password", "")
    assert "\n" not in str(caught.value)


def test_another_database_is_named_as_none_of_mlflow(databased):
    other = databased.address.replace("/postgres", "/template1").replace("/mlflow", "/information_schema")
    with pytest.raises(ReaderError, match="no database of MLflow"):
        list(sql.find(StoreRef("mlflow-sql", other)))
