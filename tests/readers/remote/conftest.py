"""Servers on the loopback that hold stores: S3 by moto, and plain pages over HTTP."""

import json
import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
import s3fs
from moto.server import ThreadedMotoServer

from runreport.readers import shelf

MLFLOW = Path(__file__).parents[2] / "stores/mlflow-3.17"


def write_plain(folder: Path, count: int = 3) -> Path:
    """Write a plain store with an artifact in each run; return its path."""
    for number in range(count):
        run = folder / f"run {number}"
        (run / "artifacts").mkdir(parents=True)
        record = {"name": f"run {number}", "status": "finished", "params": {"seed": number}}
        (run / "run.json").write_text(json.dumps(record))
        rows = "".join(f"{step},{number + step / 8}\n" for step in range(20))
        (run / "metrics.csv").write_text("step,loss\n" + rows)
        (run / "artifacts/model.bin").write_bytes(bytes([number]) * 1000)
    return folder


def write_lab(folder: Path) -> Path:
    """Write one store of each kind that lies in files, and what lies about in a project."""
    write_plain(folder / "screening")
    shutil.copytree(MLFLOW / "mlruns", folder / "tracked/mlruns")
    shutil.copy(MLFLOW / "mlflow.db", folder / "mlflow.db")
    (folder / "table").mkdir()
    (folder / "table/runs.csv").write_text("id,param.a,metric.auc\nx,1,0.5\ny,2,0.75\n")
    for name in ("node_modules/left/pad.js", ".git/objects/00/ff", "env/pyvenv.cfg", "env/lib/site.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    return folder


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """Return a folder with one store of each kind."""
    return write_lab(tmp_path / "here/lab")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    """Let this process keep copies below the folder that is returned."""
    shelf.keep_in(tmp_path / "kept")
    yield tmp_path / "kept"
    shelf.keep_in(None)


class Requests(logging.Handler):
    """The requests that moto's server took, as its log has them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Take one down."""
        self.lines.append(record.getMessage())

    def fetched(self) -> list[str]:
        """Return the keys that were fetched since this was asked last, sorted."""
        gets = [line.split('"')[1].split(" ")[1] for line in self.lines if '"GET ' in line]
        self.lines.clear()
        return sorted(path for path in gets if "?" not in path)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of its own."""

    name: str
    files: s3fs.S3FileSystem
    requests: Requests

    def put(self, folder: Path, at: str) -> str:
        """Copy a folder into the bucket; return its address."""
        self.files.put(str(folder), f"{self.name}/{at}", recursive=True)
        self.requests.lines.clear()
        return f"s3://{self.name}/{at}"


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """Return the endpoint of an S3 server."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(moto: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """Return an empty bucket; the environment says where it is and who asks."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", moto)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    s3fs.S3FileSystem.clear_instance_cache()
    files = s3fs.S3FileSystem()
    name = f"bucket-{uuid4()}"
    files.mkdir(name)
    requests, logger = Requests(), logging.getLogger("werkzeug")
    monkeypatch.setattr(logger, "propagate", False)
    monkeypatch.setattr(logger, "level", logging.INFO)
    logger.addHandler(requests)
    yield Bucket(name, files, requests)
    logger.removeHandler(requests)
    s3fs.S3FileSystem.clear_instance_cache()


@dataclass(frozen=True, slots=True)
class Pages:
    """A web server that lists folders, and what it was asked."""

    folder: Path
    url: str
    asked: list[str] = field(default_factory=list)

    def fetched(self) -> list[str]:
        """Return the files that were fetched since this was asked last, sorted."""
        gets = [line.removeprefix("GET ") for line in self.asked if line.startswith("GET ")]
        self.asked.clear()
        return sorted(path for path in gets if not path.endswith("/"))


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    """Return a server of the folder `web`."""
    folder = tmp_path / "web"
    folder.mkdir()
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            asked.append(self.requestline.rpartition(" ")[0])

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield Pages(folder, f"http://127.0.0.1:{server.server_port}", asked)
    server.shutdown()
    thread.join()
    server.server_close()
