"""Reading every point behind a real `mlflow server`: runreport's reader against MLflow's own client.

The server runs in the peers' environment, on this machine and on SQLite, and serves one side after the
other; its time is part of both. See `read_mlflow.py` for what is checked.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from measure import Program, measure
from read_mlflow import HERE, OURS, PEER, PEER_ENVIRONMENT, READING, check, truth
from results import CPU, LARGEST, WALL, Aim, ratio, report

FASTER = 5
WORKERS = 2
START_S = 120


def main() -> None:
    """Measure both sides on one server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=sys.executable, help="the Python that has MLflow")
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--experiments", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _served(given, Path(folder)) as url:
        ours = (sys.executable, str(HERE / "read_ours.py"), f"mlflow+{url}")
        peer = (given.peers, str(HERE / "read_peer.py"), url)
        sides = [Program(OURS, lambda _: ours), Program(PEER, lambda _: peer, PEER_ENVIRONMENT)]
        written = truth(given.runs, given.experiments)
        runs = measure(sides, given.repeats, Path(folder), partial(check, written))
    faster = ratio(runs, PEER, OURS, READING)
    aims = (Aim(f"times as fast in reading, wanted {FASTER}", faster, faster >= FASTER),)
    title = f"Read mlflow server: {given.runs:,} runs, {written['points']:,} points, {WORKERS} workers"
    report(f"read-server-{given.runs}", title, runs, (READING, WALL, CPU, LARGEST), aims)


@contextmanager
def _served(given: argparse.Namespace, folder: Path) -> Iterator[str]:
    """Yield the address of a server of the study."""
    database = folder / "mlflow.db"
    environment = {**os.environ, **PEER_ENVIRONMENT}
    writer = [given.peers, str(HERE / "mlflow_database.py"), str(database), str(given.runs)]
    subprocess.run([*writer, str(given.experiments)], check=True, env=environment, stderr=subprocess.DEVNULL)
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    command = [given.peers, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--backend-store-uri", f"sqlite:///{database}", "--workers", str(WORKERS)]
    command += ["--artifacts-destination", str(folder / "artifacts")]
    server = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(f"{url}/health", server)
        yield url
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + START_S
    while time.monotonic() < ends and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"the server does not answer at {url}")


if __name__ == "__main__":
    main()
