"""Damaged, hostile and half-written stores, and the command line that meets them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from runreport.cli.main import cli

META = """\
artifact_uri: file:///somewhere/{id}/artifacts
end_time: {end}
entry_point_name: ''
experiment_id: '0'
lifecycle_stage: {stage}
run_id: {id}
run_name: {name}
run_uuid: {id}
source_name: ''
source_type: 4
source_version: ''
start_time: {start}
status: 3
tags: []
user_id: someone
"""
START, END = 1767323045000, 1767323105000
GOOD = b"1767323046000 0.5 0\n1767323047000 0.25 1\n"


def write_run(
    store: Path,
    run: str,
    *,
    metrics: Mapping[str, bytes] | None = None,
    params: Mapping[str, bytes] | None = None,
    tags: Mapping[str, bytes] | None = None,
    meta: bytes | None = None,
    name: str | None = None,
    start: object = START,
    end: object = END,
    stage: str = "active",
) -> Path:
    """Write a run of MLflow's file store as MLflow does; `metrics`, `params` and `tags` are files."""
    folder = store / "0" / run
    for kind, files in (
        ("metrics", metrics or {"loss": GOOD}),
        ("params", params or {}),
        ("tags", tags or {}),
    ):
        (folder / kind).mkdir(parents=True)
        for file, content in files.items():
            place = folder / kind / file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    text = META.format(
        id=run,
        name=yaml.safe_dump(name or f"run {run}", default_style='"', width=1 << 30).strip(),
        start=start,
        end=end,
        stage=stage,
    )
    (folder / "meta.yaml").write_bytes(text.encode() if meta is None else meta)
    return folder


def write_store(store: Path) -> Path:
    """Write a file store of MLflow's with one experiment and no runs."""
    (store / "0").mkdir(parents=True)
    (store / "0/meta.yaml").write_text(
        "artifact_location: file:///somewhere/0\nexperiment_id: '0'\nlifecycle_stage: active\nname: faults\n"
    )
    return store


@pytest.fixture(scope="session")
def mlflow_store() -> Callable[[Path], Path]:
    """Return a function that writes an empty file store."""
    return write_store


@pytest.fixture(scope="session")
def mlflow_run() -> Callable[..., Path]:
    """Return a function that writes a run into a file store."""
    return write_run


@dataclass(frozen=True, slots=True)
class Built:
    """A finished report on something faulty, and what the command line said."""

    site: Path
    result: Result
    page_type: type

    @property
    def record(self) -> dict[str, Any]:
        """What machines read."""
        return json.loads((self.site / "report.json").read_bytes())  # type: ignore[no-any-return]

    def run(self, key: str) -> dict[str, Any]:
        """Return the record of a run."""
        return next(run for run in self.record["runs"] if run["id"] == key)

    def page(self, key: str) -> Any:
        """Return the page of a run."""
        return self.page_type((self.site / self.run(key)["page"]).read_text(encoding="utf-8"))

    def told(self, *words: str) -> str:
        """Return the only problem in which all words occur, as its page tells it."""
        page = self.page_type((self.site / "problems.html").read_text(encoding="utf-8"))
        (line,) = [text for row in page.rows() if all(word in (text := " | ".join(row)) for word in words)]
        return line


@pytest.fixture(scope="session")
def build(parsed: Any) -> Callable[..., Built]:
    """Return a function that builds a report through the command line, which must end well."""

    def run(store: Path, site: Path, *options: str) -> Built:
        result = CliRunner().invoke(
            cli, ["build", str(store), "-o", str(site), *options], prog_name="runreport"
        )
        assert result.exit_code == 0, result.output
        assert "Traceback" not in result.output
        return Built(site, result, parsed)

    return run


@pytest.fixture
def refused() -> Callable[..., str]:
    """Return a function that runs the command line, which must refuse in a line or two, and gives them."""

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(cli, list(arguments), prog_name="runreport")
        assert result.exit_code == 1, result.output
        assert "Traceback" not in result.output
        lines = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
        assert len(lines) in {1, 2}
        return "\n".join(lines)

    return run
