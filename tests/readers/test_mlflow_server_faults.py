"""The reader of MLflow's server on a small server that misbehaves, each time in one way."""

import json
import socketserver
import threading
import time
from collections import Counter
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from runreport.errors import MissingLibraryError, ReaderError
from runreport.model import Omission, Problem, RunRef, StoreRef
from runreport.readers.mlflow import histories, remote, server, session, wire
from runreport.readers.mlflow.address import credentials, parse_address, trust
from runreport.readers.mlflow.wire import Wire

RUNS = [f"{number:032x}" for number in range(3)]
TOKEN = "s3cret-t0ken"


class Stand(ThreadingHTTPServer):
    """Answers as MLflow does, unless a call has something else to do first."""

    daemon_threads = True
    block_on_close = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = []
        self.headers = []
        self.deeds = {}
        """By the end of a path: what to do instead, one after the other; the last goes on for ever."""
        self.points = dict.fromkeys(RUNS, 3)
        self.most = 25_000

    @property
    def address(self):
        return f"mlflow+http://127.0.0.1:{self.server_port}"

    @property
    def store(self):
        return StoreRef("mlflow-server", self.address)

    def count(self, end):
        return sum(path.endswith(end) for path in self.asked)

    def deed(self, path):
        for end, deeds in self.deeds.items():
            if path.endswith(end):
                return deeds.pop(0) if len(deeds) > 1 else deeds[0]
        return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_POST(self):
        self.do_GET()

    def do_GET(self):
        stand, parts = self.server, urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        stand.asked.append(parts.path)
        stand.headers.append(dict(self.headers))
        asked = json.loads(body) if body else parse_qs(parts.query)
        deed = stand.deed(parts.path)
        if callable(deed):
            deed = deed(self, asked)
        if deed is not None:
            return
        call = parts.path.partition("/mlflow/")[2]
        found = getattr(self, "say_" + call.replace("/", "_").replace("-", "_"), None)
        if found is None:
            say(404, {"error_code": "ENDPOINT_NOT_FOUND"})(self, asked)
        else:
            say(200, found(asked))(self, asked)

    def say_experiments_search(self, asked):
        if asked.get("view_type") == "DELETED_ONLY":
            return {}
        return {"experiments": [{"experiment_id": "1", "name": "digits"}]}

    def say_runs_search(self, asked):
        if asked.get("run_view_type") == "DELETED_ONLY":
            return {}
        return {"runs": [self.run(key) for key in RUNS]}

    def run(self, key):
        points = self.server.points[key]
        latest = {"key": "loss", "value": 1.0, "timestamp": points - 1, "step": 0}
        info = {"run_id": key, "run_name": key[-1], "experiment_id": "1", "status": "FINISHED"}
        return {"info": {**info, "start_time": 1, "end_time": 2}, "data": {"metrics": [latest]}}

    def history(self, key):
        return [{"key": "loss", "value": at + 0.5, "timestamp": at} for at in range(self.server.points[key])]

    def say_metrics_get_history_bulk(self, asked):
        found = [{**point, "run_id": key} for key in asked["run_id"] for point in self.history(key)]
        return {"metrics": found[: self.server.most]}

    def say_metrics_get_history(self, asked):
        start = int(asked.get("page_token", ["0"])[0])
        found = self.history(asked["run_id"][0])
        end = start + int(asked["max_results"][0])
        more = {"next_page_token": str(end)} if end < len(found) else {}
        return {"metrics": found[start:end], **more}

    def say_artifacts_list(self, asked):
        return {"root_uri": "x"}


def say(status, content, headers=()):
    """Return a deed: answer so."""

    def deed(handler, asked):
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        handler.send_response(status)
        for name, value in dict(headers).items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)
        return True

    return deed


def break_off(handler, asked):
    handler.send_response(200)
    handler.send_header("content-length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"runs": [')
    handler.close_connection = True
    return True


def stall(handler, asked):
    time.sleep(1.5)
    handler.close_connection = True
    return True


def as_ever(handler, asked):
    return None


@pytest.fixture
def stand(monkeypatch):
    for name in ("TOKEN", "USERNAME", "PASSWORD"):
        monkeypatch.delenv(f"MLFLOW_TRACKING_{name}", raising=False)
    monkeypatch.setattr(wire, "PAUSE_S", 0.0)
    with running(Stand()) as started:
        yield started
    session.sessions.close()


@contextmanager
def running(started):
    thread = threading.Thread(target=started.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield started
    finally:
        started.shutdown()
        started.server_close()
        thread.join()


def find(stand):
    return list(server.find(stand.store))


def runs(stand):
    return [server.read(found) for found in find(stand) if isinstance(found, RunRef)]


def said_by(call):
    with pytest.raises(ReaderError) as caught:
        call()
    text = str(caught.value)
    assert "\n" not in text
    assert "; " in text
    assert TOKEN not in text
    return text


def test_a_server_that_behaves_is_read_whole(stand):
    assert [run.metrics["loss"].values.tolist() for run in runs(stand)] == [[0.5, 1.5, 2.5]] * 3
    assert not any(run.problems for run in runs(stand))


# Who asks


def test_without_credentials_it_says_which_variables_to_set(stand):
    stand.deeds["/search"] = [say(401, {"error_code": "UNAUTHENTICATED"})]
    text = said_by(lambda: find(stand))
    assert "MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD" in text
    assert len(stand.asked) == 1


def test_with_the_wrong_rights_it_gives_the_servers_own_word(stand, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", TOKEN)
    stand.deeds["/runs/search"] = [say(403, {"message": "READ is needed; ask Ada"})]
    text = said_by(lambda: find(stand))
    assert "403: READ is needed, ask Ada" in text
    assert "another MLFLOW_TRACKING_TOKEN" in text


def test_a_server_that_refuses_its_name_is_told_apart(stand):
    stand.deeds["/search"] = [say(403, b"Invalid Host header - possible DNS rebinding attack detected")]
    assert f"--allowed-hosts 127.0.0.1:{stand.server_port}" in said_by(lambda: find(stand))


@pytest.mark.parametrize(
    ("variables", "user", "header"),
    [
        ({}, "", None),
        ({"MLFLOW_TRACKING_TOKEN": TOKEN}, "", f"Bearer {TOKEN}"),
        ({"MLFLOW_TRACKING_USERNAME": "ada", "MLFLOW_TRACKING_PASSWORD": "pw"}, "", "Basic YWRhOnB3"),
        ({"MLFLOW_TRACKING_TOKEN": "other"}, "ada:pw@", "Basic YWRhOnB3"),
        ({}, f"{TOKEN}@", f"Bearer {TOKEN}"),
    ],
)
def test_credentials_come_from_the_address_or_from_mlflows_variables(
    stand, monkeypatch, variables, user, header
):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    store = StoreRef("mlflow-server", stand.address.replace("://", f"://{user}"))
    assert len(list(server.find(store))) == 3
    assert {said.get("Authorization") for said in stand.headers} == {header}


def test_a_secret_in_the_address_is_in_no_message(stand):
    stand.deeds["/search"] = [say(401, {})]
    store = StoreRef("mlflow-server", stand.address.replace("://", f"://ada:{TOKEN}@"))
    assert TOKEN not in said_by(lambda: list(server.find(store)))
    address = parse_address(store.address)
    assert TOKEN not in repr(address)
    assert credentials(address, {}) == ("ada", TOKEN)


def test_certificates_come_from_mlflows_variables(tmp_path, monkeypatch):
    assert trust({"MLFLOW_TRACKING_INSECURE_TLS": "true"}).is_checked is False
    monkeypatch.setenv("MLFLOW_TRACKING_SERVER_CERT_PATH", str(tmp_path / "none.pem"))
    store = StoreRef("mlflow-server", "mlflow+https://127.0.0.1:9")
    text = said_by(lambda: list(server.find(store)))
    assert "check MLFLOW_TRACKING_SERVER_CERT_PATH" in text


# A server that is not well


def test_a_server_that_asks_to_wait_is_waited_for(stand):
    stand.deeds["/search"] = [say(429, {}, {"Retry-After": "7"}), say(429, b"slow down"), as_ever]
    slept = []
    with closing(Wire(parse_address(stand.address), slept.append)) as asked:
        assert asked.post("experiments/search", {})["experiments"]
    assert slept == [7.0, 0.0]


def test_a_server_that_asks_to_wait_for_an_hour_is_not(stand):
    stand.deeds["/search"] = [say(429, {}, {"Retry-After": "3600"})]
    slept = []
    with closing(Wire(parse_address(stand.address), slept.append)) as asked:
        text = said_by(lambda: asked.post("experiments/search", {}))
    assert "asks to wait (429)" in text
    assert slept == []


def test_a_server_that_asks_to_wait_again_and_again_is_given_up(stand):
    stand.deeds["/search"] = [say(429, {}, {"Retry-After": "50"})]
    slept = []
    with closing(Wire(parse_address(stand.address), slept.append)) as asked:
        said_by(lambda: asked.post("experiments/search", {}))
    assert slept == [50.0, 50.0]


def test_a_server_that_fails_for_a_moment_is_asked_again(stand):
    stand.deeds["/runs/search"] = [say(500, {"message": "database is locked"}), as_ever]
    stand.deeds["/get-history-bulk"] = [say(503, b""), say(502, b"<html>"), as_ever]
    assert [run.problems for run in runs(stand)] == [(), (), ()]


def test_a_server_that_goes_on_failing_is_one_line(stand):
    stand.deeds["/search"] = [say(500, {"message": "no such table: runs"})]
    text = said_by(lambda: find(stand))
    assert "the server fails (500: no such table: runs); look into its log" in text
    assert len(stand.asked) == wire.ATTEMPTS


def test_histories_that_fail_cost_the_metric_alone(stand):
    stand.deeds["/get-history-bulk"] = [say(500, {"message": "too large"})]
    for run in runs(stand):
        (problem,) = run.problems
        assert (run.metrics, problem.run) == ({}, run.id)
        assert "the metric loss cannot be read: the server fails (500: too large)" in problem.what
        assert "build the report again" in problem.remedy


def test_what_fails_for_every_run_is_soon_asked_no_more(stand, monkeypatch):
    monkeypatch.setattr(session, "CONNECTIONS", 1)
    stand.deeds["/artifacts/list"] = [say(500, {"message": "No module named boto3"})]
    many = [f"{number:032x}" for number in range(40)]
    stand.points = dict.fromkeys(many, 3)
    stand.deeds["/runs/search"] = [list_of(many)]
    found = runs(stand)
    assert stand.count("/artifacts/list") == wire.HOPELESS * wire.ATTEMPTS
    assert ["boto3" in run.problems[0].what for run in found] == [True] * 40
    assert all(run.metrics for run in found)


def list_of(keys):
    def deed(handler, asked):
        found = [] if asked.get("run_view_type") == "DELETED_ONLY" else [handler.run(key) for key in keys]
        return say(200, {"runs": found})(handler, asked)

    return deed


def test_a_server_that_says_nothing_is_given_up(stand, monkeypatch):
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "0.1")
    stand.deeds["/search"] = [stall]
    assert "does not answer within 0.1 s" in said_by(lambda: find(stand))
    assert len(stand.asked) == wire.ATTEMPTS


def test_a_connection_that_breaks_off_is_taken_up_again(stand):
    stand.deeds["/runs/search"] = [break_off, as_ever]
    assert len(runs(stand)) == 3


def test_a_connection_that_goes_on_breaking_off_is_one_line(stand):
    stand.deeds["/runs/search"] = [break_off]
    assert "the connection broke off (RemoteProtocolError)" in said_by(lambda: find(stand))


def test_nobody_there_is_one_line():
    with socketserver.TCPServer(("127.0.0.1", 0), None) as place:
        address = f"mlflow+http://127.0.0.1:{place.server_address[1]}"
    text = said_by(lambda: list(server.find(StoreRef("mlflow-server", address))))
    assert "cannot be reached" in text
    assert "check host and port" in text


# Answers that are none of MLflow's


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        (say(200, b"<!doctype html><title>Sign in</title>"), "a web page came in answer"),
        (say(200, b"\x00\xff nothing"), "is no JSON"),
        (say(200, []), "is no JSON object"),
        (say(200, {"experiments": "none"}), "`experiments` in the answer to experiments/search is no list"),
        (
            say(302, b"", {"Location": "https://u:pw@sso.example.org/"}),
            "leads on to https://sso.example.org/",
        ),
        (say(404, b"nothing here"), "no MLflow 1.28 or later at this path"),
    ],
)
def test_another_server_is_said_to_be_none_of_mlflow(stand, deed, said):
    stand.deeds["/search"] = [deed]
    assert said in said_by(lambda: find(stand))


@pytest.mark.parametrize("odd", [{"info": {}}, {}, {"info": "none"}])
def test_a_run_without_an_id_is_told_and_costs_no_other(stand, odd):
    stand.deeds["/runs/search"] = [
        lambda handler, asked: say(200, {"runs": [odd, handler.run(RUNS[1])]})(handler, asked)
    ]
    found = find(stand)
    assert [one.key for one in found if isinstance(one, RunRef)] == [RUNS[1]]
    assert ["no run_id" in one.what for one in found if isinstance(one, Problem)] == [True]


def test_a_point_without_a_number_costs_the_metric_alone(stand):
    stand.deeds["/get-history-bulk"] = [say(200, {"metrics": [{"run_id": RUNS[0], "step": 1}]})]
    problems = [problem.what for run in runs(stand) for problem in run.problems]
    assert ["has no numbers" in what for what in problems] == [True] * 3


# Pages


def pages(*contents):
    """Return a deed that gives a page after the other, by token."""

    def deed(handler, asked):
        token = asked.get("page_token") or "0"
        at = int(token[0] if isinstance(token, list) else token)
        return say(200, contents[at])(handler, asked)

    return deed


def test_a_run_that_moves_to_the_next_page_is_there_once(stand):
    def deed(handler, asked):
        first, second = [RUNS[0], RUNS[1]], [RUNS[1], RUNS[2]]
        one = {"runs": list(map(handler.run, first)), "next_page_token": "1"}
        return pages(one, {"runs": list(map(handler.run, second))})(handler, asked)

    stand.deeds["/runs/search"] = [deed]
    assert [one.key for one in find(stand) if isinstance(one, RunRef)] == RUNS


@pytest.mark.parametrize("token", ["0", "1"])
def test_pages_in_a_circle_are_told_and_what_came_is_kept(stand, token):
    def deed(handler, asked):
        one = {"runs": [handler.run(RUNS[0])], "next_page_token": "1"}
        two = {"runs": [handler.run(RUNS[1])], "next_page_token": token}
        return pages(one, two)(handler, asked)

    stand.deeds["/runs/search"] = [deed]
    found = find(stand)
    assert [one.key for one in found if isinstance(one, RunRef)] == RUNS[:2]
    told = [one for one in found if isinstance(one, Problem)]
    assert "same page of runs/search" in told[0].what


def test_pages_may_be_empty_but_not_for_ever(stand):
    def deed(handler, asked):
        one = {"next_page_token": "1"}
        return pages(one, {"runs": list(map(handler.run, RUNS))})(handler, asked)

    stand.deeds["/runs/search"] = [deed]
    assert [one.key for one in find(stand) if isinstance(one, RunRef)] == RUNS
    stand.deeds["/runs/search"] = [
        lambda handler, asked: say(200, {"next_page_token": f"{asked.get('page_token')}0"})(handler, asked)
    ]
    assert any("same page of runs/search" in one.what for one in find(stand) if isinstance(one, Problem))


def test_pages_of_a_history_in_a_circle_are_told_and_what_came_is_kept(stand):
    stand.deeds["/get-history-bulk"] = [say(404, {})]
    stand.deeds["/get-history"] = [
        say(200, {"metrics": [{"value": 1.0, "timestamp": 2}], "next_page_token": "1"})
    ]
    for run in runs(stand):
        assert set(run.metrics["loss"].values.tolist()) == {1.0}
        assert "same page of the metric loss" in run.problems[0].what


# Histories that are cut


def test_a_server_without_bulk_histories_is_asked_one_by_one(stand):
    stand.deeds["/get-history-bulk"] = [say(404, {})]
    assert [len(run.metrics["loss"]) for run in runs(stand)] == [3, 3, 3]


@pytest.mark.parametrize("most", [25_000, 10_000])
def test_histories_that_are_cut_without_a_sign_come_whole(stand, most):
    stand.points = dict(zip(RUNS, (9_000, 12_000, 26_000), strict=True))
    stand.most = most
    read = runs(stand)
    assert [run.problems for run in read] == [(), (), ()]
    found = [run.metrics["loss"] for run in read]
    assert [len(one) for one in found] == [9_000, 12_000, 26_000]
    assert [one.values.sum() for one in found] == [number**2 / 2 for number in (9_000, 12_000, 26_000)]


def test_batches_hold_no_more_than_comes_uncut():
    wanted = [histories.Wanted(f"{at}", "loss", 99, 0.0) for at in range(250)]
    assert [len(batch) for batch in histories.batches(wanted)] == [100, 100, 50]
    long = [histories.Wanted(f"{at}", "loss", 7_999, 0.0) for at in range(5)]
    assert [len(batch) for batch in histories.batches(long)] == [2, 2, 1]


# Files


def test_folders_within_folders_are_listed_up_to_a_limit(stand, monkeypatch):
    monkeypatch.setattr(remote, "MOST_FOLDERS", 4)

    def deed(handler, asked):
        folder = asked.get("path", [""])[0]
        below = {"path": f"{folder}/x".lstrip("/"), "is_dir": True}
        file = {"path": f"{folder}/file.txt".lstrip("/"), "is_dir": False, "file_size": "5"}
        return say(200, {"files": [below, file]})(handler, asked)

    stand.deeds["/artifacts/list"] = [deed]
    run = runs(stand)[0]
    assert [(one.path, one.size_bytes) for one in run.artifacts] == [
        ("file.txt", 5),
        ("x/file.txt", 5),
        ("x/x/file.txt", 5),
        ("x/x/x/file.txt", 5),
    ]
    assert [(one.what, one.count) for one in run.omissions] == [("folders of artifacts", 1)]


def test_a_picture_that_is_too_large_is_not_fetched_whole(stand):
    files = [{"path": f"{at}.png", "file_size": size} for at, size in enumerate(("900", str(5 << 20), None))]
    stand.deeds["/artifacts/list"] = [say(200, {"files": files})]
    sent = Counter()

    def deed(handler, asked):
        sent[asked["path"][0]] += 1
        return say(200, b"\x89PNG" * (225 if asked["path"] == ["0.png"] else 1 << 20))(handler, asked)

    stand.deeds["/get-artifact"] = [deed]
    run = runs(stand)[0]
    assert [one.path for one in run.media if one.content] == ["0.png"]
    assert sent["1.png"] == 0
    assert sum(one.count for one in run.omissions if one.what == "pictures") >= 1


# Addresses


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mlflow+http://", "names no host"),
        ("mlflow+http://127.0.0.1:many", "host or port is wrong"),
        ("mlflow+http://127.0.0.1:9?experiments=a", "`experiments` is nothing to ask for"),
    ],
)
def test_an_address_that_is_none_is_one_line(address, said):
    assert said in said_by(lambda: list(server.find(StoreRef("mlflow-server", address))))


def test_a_prefix_and_its_browsers_half_are_found(stand):
    stand.deeds["/deep/er/api/2.0/mlflow/experiments/search"] = [say(404, b"")]
    store = StoreRef("mlflow-server", f"{stand.address}/deep/er/")
    refs = [one for one in server.find(store) if isinstance(one, RunRef)]
    assert len(server.read(refs[0]).metrics["loss"]) == 3
    assert all(path.startswith("/deep/er/") for path in stand.asked)


def test_without_httpx_it_says_what_to_install(stand, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "httpx", None)
    with pytest.raises(MissingLibraryError, match=r"install `ml-runreport\[mlflow-server\]`"):
        find(stand)


def test_nothing_is_left_out_unsaid_where_nothing_is_left_out(stand):
    assert [one for one in find(stand) if isinstance(one, Omission)] == []
