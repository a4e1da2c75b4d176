"""The same screening runs in MLflow's UI, MultiQC, TensorBoard, Trackio and runreport, in Chromium.

For each: clicks, requests, bytes and seconds until the run with the highest AUC and its value are on the
page; what is there without scripts; whether a phone has to scroll sideways; violations that axe-core
counts; a picture. The others need an environment of their own, from `compared-requirements.txt`; servers
listen on this machine alone.
"""

import argparse
import io
import json
import math
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from paint import ARGUMENTS
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError
from results import FOLDER, machine

from runreport import load_runs

HERE = Path(__file__).parent
REPOSITORY = HERE.parent
PICTURES = REPOSITORY / "docs" / "compared"
AXE = (REPOSITORY / "tests/browser/vendor/axe.min.js").read_text(encoding="utf-8")
VALUES = "card-view tb-data-table-header-cell:has-text('Value')"
BEST, VALUE = "random_forest-seed3", "0.954"
EXPERIMENT = "Screening (simulated sites)"
QUIET = {
    "MLFLOW_ALLOW_FILE_STORE": "true",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "MULTIQC_NO_VERSION_CHECK": "1",
}
SHOW_TRACKIO = "import sys, trackio; trackio.show('screening', open_browser=False, block_thread=True, \
host='127.0.0.1', server_port=int(sys.argv[1]))"


@dataclass(frozen=True, slots=True)
class Side:
    """One tool with the runs in it."""

    name: str
    start: str
    """Where its reader begins."""
    clicks: tuple[str, ...]
    """What is clicked, in order, until the answer is there: Playwright's selectors. `type SELECTOR => TEXT`
    writes into a field and `point SELECTOR` moves over a chart; each counts as a click."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one tool."""

    name: str
    clicks: int
    is_answered: bool
    seconds: float
    requests: int
    kilobytes: float
    outside: int
    answered_without_scripts: bool
    sideways_pixels_on_a_phone: int
    axe_violations: int
    axe_rules: list[str]


def main() -> None:
    """Fill every tool, start what needs a server, look, and stop the servers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", required=True, help="the Python that has the others")
    given = parser.parse_args()
    servers: list[subprocess.Popen[bytes]] = []
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            seen = [look(browser, side) for side in filled(given.peers, Path(folder), servers)]
        finally:
            browser.close()
            for server in servers:
                os.killpg(server.pid, signal.SIGTERM)
                server.wait()
    FOLDER.mkdir(exist_ok=True)
    content = {"machine": machine(), "seen": list(map(asdict, seen))}
    (FOLDER / "compared.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(*map(line_of, seen), sep="\n")


def line_of(one: Seen) -> str:
    """Return a line of the table in docs/compared.md."""
    answer = f"{one.clicks} | {one.seconds:.1f}" if one.is_answered else "not found by the script |"
    bare = "yes" if one.answered_without_scripts else "no"
    return (
        f"| {one.name} | {answer} | {one.requests} | {one.kilobytes:,.0f} | {one.outside} | {bare} "
        f"| {one.sideways_pixels_on_a_phone} | {one.axe_violations} |"
    )


def filled(python: str, work: Path, servers: list["subprocess.Popen[bytes]"]) -> list[Side]:
    """Bring the runs into each tool."""
    runreport = str(Path(sys.executable).with_name("runreport"))
    store = shutil.copytree(REPOSITORY / "sample_runs/screening/mlruns", work / "mlruns")
    runs = work / "runs.json"
    runs.write_text(json.dumps(records_of(store)), encoding="utf-8")
    run(
        runreport,
        "build",
        "--config",
        str(REPOSITORY / "sample_runs/runreport.toml"),
        "-o",
        str(work / "site"),
    )
    records = str(HERE / "compared_records.py")
    run(sys.executable, records, str(runs), str(work / "events"), "tensorboard")
    run(python, records, str(runs), str(work / "trackio"), "trackio", TRACKIO_DIR=str(work / "trackio"))
    run(python, records, str(runs), str(work / "multiqc"), "multiqc")
    run(python, "-m", "multiqc", "--quiet", "--outdir", str(work / "report"), str(work / "multiqc"))

    def serve(*command: str, **more: str) -> str:
        with socket.socket() as place:
            place.bind(("127.0.0.1", 0))
            port = str(place.getsockname()[1])
        servers.append(
            subprocess.Popen(
                [one.replace("PORT", port) for one in command],
                env={**os.environ, **QUIET, **more},
                cwd=work,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )
        return wait_for(f"http://127.0.0.1:{port}/")

    listen = ("--host", "127.0.0.1", "--port", "PORT")
    database = migrated(python, store, work / "mlflow.db")
    mlflow = serve(python, "-m", "mlflow", "ui", "--backend-store-uri", database, "--workers", "1", *listen)
    events = ("--logdir", str(work / "events"), "--load_fast=false")
    tensorboard = serve(python, "-m", "tensorboard.main", *events, *listen)
    trackio = serve(python, "-c", SHOW_TRACKIO, "PORT", TRACKIO_DIR=str(work / "trackio"))
    return [
        Side(
            "runreport",
            (work / "site/index.html").as_uri(),
            (),
        ),
        Side(
            "mlflow",
            f"{mlflow}#/experiments",
            (
                "text=Model training",
                f"a >> text={EXPERIMENT}",
                "text=Sort: Created",
                "text=/^val_auc$/",
                f"a >> text={BEST}",
            ),
        ),
        Side("multiqc", (work / "report/multiqc_report.html").as_uri(), ("th >> text=val_auc",)),
        Side(
            "tensorboard",
            tensorboard,
            ('type input[placeholder="Filter tags (regex)"] => ^val_auc$', VALUES, VALUES),
        ),
        Side("trackio", f"{trackio}?project=screening", ("point .plot-container:has-text('final_val_auc')",)),
    ]


def migrated(python: str, store: Path, database: Path) -> str:
    """Bring a file store into the database that MLflow now asks for, by MLflow's own command.

    It refuses a point that is written twice, as the sample's repeated run has; the copy keeps one of each.
    """
    for path in store.glob("*/*/metrics/**/*"):
        if path.is_file():
            path.write_text("".join(dict.fromkeys(path.read_text().splitlines(keepends=True))))
    address = f"sqlite:///{database}"
    run(python, "-m", "mlflow", "migrate-filestore", "--source", str(store), "--target", address)
    return address


def records_of(store: Path) -> list[dict[str, Any]]:
    """Return the runs with a result, as plain values."""
    runs = load_runs(str(store))
    return [
        {
            "name": run.name,
            "params": dict(run.params),
            "points": {
                name: [(step, value) for step, value in points if math.isfinite(value)]
                for name, one in run.metrics.items()
                if (points := list(zip(one.steps.tolist(), one.values.tolist(), strict=True)))
                and any(math.isfinite(value) for _, value in points)
            },
        }
        for run in runs
        if run.experiment == EXPERIMENT and run.metrics
    ]


def run(*command: str, **more: str) -> bytes:
    """Run a program and return what it says."""
    done = subprocess.run(command, capture_output=True, env={**os.environ, **QUIET, **more}, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr.decode()}")
    return done.stdout


def wait_for(address: str) -> str:
    """Return the address once it answers."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return address
        except OSError:
            time.sleep(0.3)
    sys.exit(f"nothing answers at {address}")


def look(browser: Browser, side: Side) -> Seen:
    """Do what a reader does, and take down what it took."""
    answer = opened(browser, side, 1280, True)
    picture(answer["tab"], side.name)
    found = answer["tab"].evaluate(
        f"async () => {{ {AXE}; return (await axe.run()).violations.map(one => one.id) }}"
    )
    at = answer["tab"].url
    answer["tab"].context.close()
    phone = opened(browser, Side(side.name, at, ()), 390, True)
    sideways = phone["tab"].evaluate("document.documentElement.scrollWidth - innerWidth")
    phone["tab"].context.close()
    bare = opened(browser, Side(side.name, at, ()), 1280, False)
    bare["tab"].context.close()
    return Seen(
        side.name,
        answer["clicks"],
        answer["answered"],
        round(answer["seconds"], 2),
        answer["requests"],
        round(answer["bytes"] / 1000, 1),
        len(answer["outside"]),
        bare["answered"],
        sideways,
        len(found),
        found,
    )


def opened(browser: Browser, side: Side, width: int, scripts: bool) -> dict[str, Any]:
    """Open a tool and click until the answer is there."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        java_script_enabled=scripts,
        bypass_csp=True,
        reduced_motion="reduce",
    )
    outside: list[str] = []
    requests: list[str] = []
    sizes: list[float] = []

    def route(one: Any) -> None:
        is_here = one.request.url.startswith(("file:", "data:", "blob:", "http://127.0.0.1:"))
        (requests if is_here else outside).append(one.request.url)
        one.continue_() if is_here else one.abort()

    context.route("**/*", route)
    tab = context.new_page()
    session = context.new_cdp_session(tab)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda one: sizes.append(one["encodedDataLength"]))
    began = time.perf_counter()
    tab.goto(side.start, wait_until="load")
    clicks, is_whole = 0, True
    for selector in side.clicks:
        try:
            act(tab, selector)
            clicks += 1
        except BrowserError:
            is_whole = False
            print(f"{side.name}: nothing to click at {selector}", file=sys.stderr)
    if outside:
        print(f"{side.name} asked for {sorted(set(outside))}", file=sys.stderr)
    is_answered = is_there(tab, 15 if scripts and width > 1000 else 3) and is_whole
    seconds = time.perf_counter() - began
    tab.wait_for_timeout(300)
    local = sum(
        Path(url.partition("#")[0].removeprefix("file://")).stat().st_size
        for url in requests
        if url.startswith("file:")
    )
    return {
        "tab": tab,
        "clicks": clicks,
        "answered": is_answered,
        "seconds": seconds,
        "requests": len(requests),
        "bytes": local or sum(sizes),
        "outside": outside,
    }


def act(tab: Page, step: str) -> None:
    """Click, type, or move over a chart as far as the answer, like somebody who sees it."""
    if step.startswith("type "):
        selector, _, text = step.removeprefix("type ").partition(" => ")
        tab.locator(selector).first.fill(text, timeout=20_000)
        tab.wait_for_timeout(1_000)
    elif step.startswith("point "):
        point(tab, step.removeprefix("point "))
    else:
        tab.locator(step).first.click(timeout=20_000)


def point(tab: Page, selector: str) -> None:
    """Move over the foot of a bar chart until the name and the value are shown."""
    chart = tab.locator(selector).last
    chart.scroll_into_view_if_needed(timeout=20_000)
    box = chart.bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}
    for part in range(10, 100):
        tab.mouse.move(box["x"] + box["width"] * part / 100, box["y"] + box["height"] * 0.3)
        tab.wait_for_timeout(40)
        if tab.locator(f".vg-tooltip:has-text('{BEST}')").count():
            return


def is_there(tab: Page, seconds: float) -> bool:
    """Return whether the answer is on the page within that time."""
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        texts = tab.locator(f"text={BEST}"), tab.locator(f"text={VALUE}")
        if all(one.count() for one in texts):
            return True
        time.sleep(0.05)
    return False


def picture(tab: Page, name: str) -> None:
    """Keep what is on the screen as a small picture."""
    image = Image.open(io.BytesIO(tab.screenshot())).convert("RGB").resize((1000, 703))
    image.save(PICTURES / f"{name}.webp", quality=60, method=6)


if __name__ == "__main__":
    main()
