"""A server that speaks as much of Weights & Biases' protocol as wandb's own client asks for in reading.

The queries are those that the client of 0.31 sends, from Python and from its core; see `wandb/apis/public`
and `core/api/graphql` in the sources of wandb.
"""

import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "0123456789" * 4
"""A key of the right length; the server lets everybody in."""


@dataclass
class Reply:
    """What a server that is not well does instead of answering."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    sleep: float = 0
    cut: bool = False
    """Break off in the middle of the body."""


@dataclass
class StandInRun:
    """A run on the server."""

    name: str
    state: str = "finished"
    config: dict = field(default_factory=dict)
    summary: dict = field(default_factory=dict)
    history: list[dict] = field(default_factory=list)
    """What the server has not exported."""
    exported: bytes = b""
    """A parquet file with rows."""
    exported_rows: int = 0
    last_step: int | None = None
    readings: list[dict] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    logged: list[dict] = field(default_factory=list)
    used: list[dict] = field(default_factory=list)
    facts: dict = field(default_factory=dict)

    @property
    def light(self) -> dict:
        """Return the fields of the list."""
        facts = {
            "projectId": 7,
            "id": f"storage-{self.name}",
            "tags": [],
            "name": self.name,
            "displayName": f"run {self.name}",
            "sweepName": None,
            "state": self.state,
            "group": None,
            "jobType": None,
            "commit": None,
            "readOnly": True,
            "createdAt": "2024-05-01T10:00:00",
            "heartbeatAt": "2024-05-01T10:10:00",
            "description": None,
            "notes": None,
            "historyLineCount": len(self.history) + self.exported_rows,
            "user": {"name": "Ada", "username": "ada"},
        }
        return facts | self.facts

    @property
    def full(self) -> dict:
        """Return all fields."""
        last = (
            max((row["_step"] for row in self.history), default=-1)
            if self.last_step is None
            else self.last_step
        )
        return self.light | {
            "config": json.dumps(
                {name: {"value": value, "desc": None} for name, value in self.config.items()}
            ),
            "summaryMetrics": json.dumps(self.summary),
            "systemMetrics": "{}",
            "historyKeys": {"sets": [], "keys": {}, "lastStep": last},
        }


class StandIn:
    """The server; a context manager."""

    def __init__(self) -> None:
        self.projects: dict[str, list[StandInRun]] = {}
        """Runs by `entity/project`."""
        self.asked: list[tuple[str, dict]] = []
        """Every request: the query's name, or `GET`, and its variables."""
        self.instead: Callable[[str, dict], Reply | None] = lambda _name, _variables: None
        """What is done instead of answering; None for an answer."""
        handler = type("Handler", (_Handler,), {"server_of_runs": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "StandIn":
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def queries(self) -> list[str]:
        """Return the names of what was asked since the last time, in order."""
        names = [name for name, _ in self.asked]
        self.asked.clear()
        return names

    def answer(self, name: str, said: dict) -> dict:
        """Return the `data` of a query's answer."""
        return getattr(self, f"_{re.sub(r'(?<!^)(?=[A-Z])', '_', name).lower()}")(said)

    def file(self, path: str) -> bytes | None:
        """Return what lies at `/ENTITY/PROJECT/RUN/PATH`; `/exported` for a history."""
        entity, project, name, inner = path.strip("/").split("/", 3)
        run = self._run_of({"entity": entity, "project": project, "name": name})
        return run.exported if inner == "exported" else run.files.get(inner)

    def _run_of(self, said: dict) -> StandInRun | None:
        runs = self.projects.get(f"{said['entity']}/{said['project']}", [])
        name = said.get("name") or said.get("run") or said.get("runName")
        return next((run for run in runs if run.name == name), None)

    def _viewer(self, _said: dict) -> dict:
        return {
            "viewer": {
                "id": "1",
                "entity": "team",
                "username": "ada",
                "email": None,
                "flags": "{}",
                "teams": {"edges": []},
            }
        }

    def _get_default_entity(self, _said: dict) -> dict:
        return {"viewer": {"id": "1", "entity": "team"}}

    def _server_features_query(self, _said: dict) -> dict:
        return {"serverInfo": {"features": []}}

    def _get_projects(self, said: dict) -> dict:
        names = [name.split("/") for name in self.projects]
        user = {
            "id": "1",
            "name": "Ada",
            "username": "ada",
            "email": None,
            "admin": False,
            "flags": "{}",
            "entity": "team",
            "deletedAt": None,
            "apiKeys": None,
            "teams": None,
        }
        nodes = [
            {
                "__typename": "Project",
                "id": project,
                "name": project,
                "entityName": entity,
                "createdAt": "2024-05-01T10:00:00",
                "isBenchmark": False,
                "user": user,
            }
            for entity, project in names
            if entity == said["entity"]
        ]
        return {"models": _connection(nodes, said)}

    def _runs(self, said: dict) -> dict:
        runs = self.projects.get(f"{said['entity']}/{said['project']}")
        if runs is None:
            return {"project": None}
        return {
            "project": {
                "internalId": "7",
                "runCount": len(runs),
                "readOnly": True,
                "runs": _connection([run.light for run in runs], said),
            }
        }

    def _run(self, said: dict) -> dict:
        run = self._run_of(said)
        return {"project": {"run": run and run.full}}

    def _run_history_keys(self, said: dict) -> dict:
        return {"project": {"run": {"historyKeys": self._run_of(said).full["historyKeys"]}}}

    def _run_parquet_history(self, said: dict) -> dict:
        run = self._run_of(said)
        live = [{"_step": row["_step"]} for row in run.history] if run.exported else []
        urls = [f"{self.url}/{said['entity']}/{said['project']}/{run.name}/exported"] if run.exported else []
        return {"project": {"run": {"parquetHistory": {"parquetUrls": urls, "liveData": live}}}}

    def _history_page(self, said: dict) -> dict:
        rows = [
            row for row in self._run_of(said).history if said["minStep"] <= row["_step"] < said["maxStep"]
        ]
        return {"project": {"run": {"history": [json.dumps(row) for row in rows[: said["pageSize"]]]}}}

    def _run_full_history(self, said: dict) -> dict:
        rows = self._run_of(said).readings[: said["samples"]]
        return {"project": {"run": {"events": [json.dumps(row) for row in rows]}}}

    def _run_files(self, said: dict) -> dict:
        run = self._run_of(said)
        nodes = [
            {
                "id": path,
                "name": path,
                "url": f"{self.url}/{said['entity']}/{said['project']}/{run.name}/{path}",
                "directUrl": "",
                "sizeBytes": len(data),
                "mimetype": "",
                "updatedAt": None,
                "md5": "",
            }
            for path, data in run.files.items()
            if path in said["fileNames"]
        ]
        files = _connection(nodes, {"perPage": said["fileLimit"], "cursor": said["fileCursor"]})
        return {"project": {"internalId": "7", "run": {"fileCount": len(run.files), "files": files}}}

    def _run_output_artifacts(self, said: dict) -> dict:
        return self._artifacts(self._run_of(said).logged, said)

    def _run_input_artifacts(self, said: dict) -> dict:
        return self._artifacts(self._run_of(said).used, said)

    def _artifacts(self, artifacts: list[dict], said: dict) -> dict:
        nodes = [_artifact(one, said) for one in artifacts]
        return {"project": {"run": {"artifacts": {"totalCount": len(nodes), **_connection(nodes, said)}}}}


def _artifact(one: dict, said: dict) -> dict:
    project = {"id": "7", "internalId": "7", "name": said["project"], "entity": {"name": said["entity"]}}
    collection = {"__typename": "ArtifactSequence", "name": one["name"], "project": project}
    aliases = [
        {"__typename": "ArtifactAlias", "id": alias, "alias": alias, "artifactCollection": collection}
        for alias in one.get("aliases", ["latest"])
    ]
    return {
        "__typename": "Artifact",
        "id": f"artifact-{one['name']}-{one.get('version', 0)}",
        "artifactSequence": collection,
        "versionIndex": one.get("version", 0),
        "artifactType": {"name": one["type"]},
        "description": one.get("description"),
        "metadata": json.dumps(one.get("metadata", {})),
        "ttlDurationSeconds": -1,
        "ttlIsInherited": False,
        "tags": [],
        "historyStep": None,
        "state": "COMMITTED",
        "size": one.get("size", 10),
        "digest": one.get("digest", "d" * 32),
        "commitHash": None,
        "fileCount": 1,
        "createdAt": "2024-05-01T10:09:00",
        "updatedAt": None,
        "aliases": aliases,
    }


def _connection(nodes: list[dict], said: dict) -> dict:
    """Return a page of nodes; cursors are places in the list."""
    start = int(said.get("cursor") or 0)
    page = nodes[start : start + int(said.get("perPage") or 50)]
    edges = [{"node": node, "cursor": str(start + at + 1)} for at, node in enumerate(page)]
    end = start + len(page)
    info = {"__typename": "PageInfo", "endCursor": str(end), "hasNextPage": end < len(nodes)}
    return {"edges": edges, "pageInfo": info}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server_of_runs: StandIn

    def log_message(self, *_: object) -> None:
        """Stay quiet."""

    def do_GET(self) -> None:
        """Hand out a file."""
        self.server_of_runs.asked.append(("GET", {"path": self.path}))
        reply = self.server_of_runs.instead("GET", {"path": self.path})
        data = self.server_of_runs.file(self.path)
        self._send(reply or (Reply(404) if data is None else Reply(body=data)))

    def do_POST(self) -> None:
        """Answer a query."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = re.search(r"\bquery\s+(\w+)", body["query"])[1]
        said = body.get("variables") or {}
        self.server_of_runs.asked.append((name, said))
        reply = self.server_of_runs.instead(name, said)
        if reply is None:
            reply = Reply(body=json.dumps({"data": self.server_of_runs.answer(name, said)}).encode())
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        time.sleep(reply.sleep)
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply.body)))
        if reply.status >= 500 and "Retry-After" not in reply.headers:
            # The client waits as long as it is told to; else, a second at least.
            self.send_header("Retry-After", "0.01")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body[: len(reply.body) // 2] if reply.cut else reply.body)
        self.close_connection = reply.cut
