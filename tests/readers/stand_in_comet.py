"""A stand-in for Comet's server on this machine, as far as comet_ml asks it when runs are read."""

import json
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "not-a-real-key-0123456789"
REST = "/api/rest/v2/"


@dataclass
class Fault:
    """What happens instead of an answer."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"msg": "out of order"}'
    stall: float = 0.0
    is_cut: bool = False
    times: int = 1_000_000


@dataclass
class Server:
    """What the server holds, and what was asked of it."""

    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By key: `metadata`, and the answers that a run's endpoints give."""
    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)
    """By endpoint."""
    asked: list[str] = field(default_factory=list)
    """Endpoints in the order of the requests."""
    is_circular: bool = False
    url: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """How often each endpoint was asked."""
        return dict(Counter(self.asked))

    def answer(self, endpoint: str, given: dict[str, Any]) -> Any:
        """Return what an endpoint says; None for what is not there."""
        if endpoint == "projects":
            names = sorted({run["metadata"]["projectName"] for run in self.runs.values()})
            return {"projects": [{"projectName": name, "projectId": name} for name in names]}
        if endpoint == "experiments":
            return self._listed(given)
        if endpoint == "experiments/multi-metric-chart":
            return self._charted(given)
        run = self.runs.get(given.get("experimentKey", ""))
        if run is None:
            return None
        if endpoint == "experiment/metadata":
            return run["metadata"]
        if endpoint == "experiment/asset/list":
            found = run.get("assets", [])
            kind = given.get("type", "all")
            is_whole = kind == "ASSET_TYPE_FULL_METRIC"
            return {"assets": [one for one in found if ("csv.zip" in one["fileName"]) == is_whole]}
        return run.get(endpoint)

    def _listed(self, given: dict[str, Any]) -> Any:
        is_archived = given.get("archived") == "True"
        found = [
            run["metadata"]
            for run in self.runs.values()
            if run["metadata"]["projectName"] == given["projectName"]
            and run["metadata"].get("archived", False) == is_archived
        ]
        if not found and not any(
            run["metadata"]["projectName"] == given["projectName"] for run in self.runs.values()
        ):
            return None
        if "page" in given:
            size = int(given["size"])
            start = 0 if self.is_circular else size * (int(given["page"]) - 1)
            found = found[start : start + size]
        return {"experiments": found}

    def _charted(self, given: dict[str, Any]) -> Any:
        found = {}
        for key in given["targetedExperiments"]:
            metrics = []
            for name in given["metrics"]:
                points = self.runs[key]["points"].get(name, [])
                # Charts are thinned unless all of it is asked for.
                points = points if given["fetchFull"] else points[:: max(1, len(points) // 100)]
                metrics.append(
                    {
                        "metricName": name,
                        "values": [value for _, value, _ in points],
                        "steps": [step for step, _, _ in points],
                        "epochs": [None for _ in points],
                        "timestamps": [time for _, _, time in points],
                        "durations": [0 for _ in points],
                    }
                )
            found[key] = {"experiment_key": key, "metrics": metrics, "params": None}
        return {"experiments": found, "empty": False}


class Handler(BaseHTTPRequestHandler):
    """Answers one connection; `server.held` is the `Server`."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a request whose parameters stand in the address."""
        self.reply({name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()})

    def do_POST(self) -> None:
        """Answer a request whose parameters are JSON."""
        self.reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def reply(self, given: dict[str, Any]) -> None:
        """Send an answer, or fail as the server was told to."""
        path = urlsplit(self.path).path
        if path == "/clientlib/isAlive/ver":
            self.send(200, json.dumps({"version": "3.99.0"}).encode())
            return
        held = self.server.held
        endpoint = path.removeprefix(REST)
        held.asked.append(endpoint)
        if (fault := held.faults.get(endpoint)) and fault.times > 0:
            fault.times -= 1
            self.fail(fault)
        elif self.headers["Authorization"] != KEY:
            self.send(401, b'{"msg": "API key is not valid"}')
        elif endpoint == "experiment/asset/get-asset":
            data = held.files.get(given["assetId"])
            self.send(200 if data is not None else 404, data or b"{}", "application/octet-stream")
        else:
            found = held.answer(endpoint, given)
            body = json.dumps({"msg": "no such thing"} if found is None else found).encode()
            self.send(404 if found is None else 200, body)

    def fail(self, fault: Fault) -> None:
        """Stall, break off in the middle, or send an error."""
        if fault.stall:
            time.sleep(fault.stall)
        if fault.is_cut:
            self.send(200, b'{"values": [', headers={"Content-Length": "1000"})
            self.close_connection = True
        else:
            self.send(fault.status or 200, fault.body, headers=fault.headers)

    def send(
        self, status: int, body: bytes, kind: str = "application/json", headers: dict[str, str] | None = None
    ) -> None:
        """Send one answer; whoever asked may have lost patience."""
        all_headers = {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}
        with suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(status)
            for name, value in all_headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class Loopback(ThreadingHTTPServer):
    """A server that does not look up its own name, which takes long without a network."""

    daemon_threads = True

    def server_bind(self) -> None:
        """Bind the port."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]


class StandIn:
    """Runs the server while it is entered; gives what it holds."""

    def __enter__(self) -> Server:
        self.http = Loopback(("127.0.0.1", 0), Handler)
        self.http.held = Server(url=f"http://127.0.0.1:{self.http.server_address[1]}/clientlib/")
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self.http.held

    def __exit__(self, *_: object) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()
