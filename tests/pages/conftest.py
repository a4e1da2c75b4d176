"""Small studies for the pages' tests."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from runreport.analysis.findings import ExperimentFindings, Group
from runreport.analysis.options import Options
from runreport.analysis.understand import understand
from runreport.config import Config, Store
from runreport.model import Better, MetricInfo, Run, RunRef, Series, Status, StoreRef
from runreport.pages.report import Report
from runreport.pipeline.assemble import assemble
from runreport.pipeline.gather import gather

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
Record = Mapping[str, Any]
Study = tuple[ExperimentFindings, dict[str, Group], Mapping[str, MetricInfo]]


@pytest.fixture
def study() -> Callable[..., Study]:
    """Return a function that gives findings, groups by key and metrics of values by model, one a seed."""

    def make(
        results: Mapping[str, Sequence[float]],
        *,
        metric: str = "score",
        better: Better = Better.UNKNOWN,
        **options: Any,
    ) -> Study:
        runs = [
            Run(
                ref=RunRef(StoreRef("plain-table", "runs.csv"), f"{model}-{seed}"),
                name=f"{model}-{seed}",
                experiment="study",
                status=Status.FINISHED,
                started=START + timedelta(minutes=seed),
                params={"model": model, "seed": seed},
                metrics={metric: Series.of([0], [value])},
            )
            for model, values in results.items()
            for seed, value in enumerate(values)
        ]
        info = MetricInfo(metric, "Score", "points", better)
        findings = understand(runs, Options(metrics={metric: info}, **options))
        (found,) = findings.experiments
        return found, {group.key: group for group in found.groups}, findings.metrics

    return make


@pytest.fixture
def report_of(tmp_path: Path) -> Callable[..., Report]:
    """Return a function that gives the report on plain records: the parts of each `run.json` by run."""

    def make(records: Mapping[str, Record], **settings: Any) -> Report:
        for name, record in records.items():
            folder = tmp_path / "records" / name
            folder.mkdir(parents=True)
            whole = {"experiment": "study", "status": "finished", **record}
            (folder / "run.json").write_text(json.dumps(whole), encoding="utf-8")
        config = Config(**settings).with_stores([Store(path=str(tmp_path / "records"))])
        return assemble(gather(config, is_aligned=True), config)

    return make
