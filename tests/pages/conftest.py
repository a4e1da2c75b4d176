"""Small studies for the pages' tests."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from runreport import build_report, load_config
from runreport.analysis.findings import ExperimentFindings, Group
from runreport.analysis.options import Options
from runreport.analysis.understand import understand
from runreport.config import Config
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


AUC = {"logistic": 0.80, "forest": 0.86, "boosted": 0.84}
SENSITIVITY = {"logistic": 0.90, "forest": 0.80, "boosted": 0.86}
SPECIFICITY = {"logistic": 0.70, "forest": 0.93, "boosted": 0.85}
COMMITS = {"logistic": "aa11aa11", "forest": "bb22bb22", "boosted": "cc33cc33"}
REPOSITORY = "https://github.com/example/study.git"
CONTACT = "clinic@example.org"
CONFIGURATION = f"""
title = "Clinic"
contact = "{CONTACT}"
stores = ["runs.jsonl"]

[compare]
baseline = "params.model = logistic and params.augment = False"
"""


def write_clinic(folder: Path) -> Path:
    """Write a small study with something for every part of a page, and return the path of its configuration.

    Three models on three sites, with and without augmentation, three seeds each; boosted trees were never
    trained with it. The forest is best but at site c, and clears more healthy people while it finds fewer
    ill ones than the logistic model, which is the baseline.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{json.dumps(run)}\n" for run in _runs())
    (folder / "runs.jsonl").write_text(lines, encoding="utf-8")
    (folder / "runreport.toml").write_text(CONFIGURATION, encoding="utf-8")
    return folder / "runreport.toml"


def _runs() -> Iterator[dict[str, object]]:
    for model in AUC:
        for augment in (False, True):
            for seed in range(3):
                if (model, augment) != ("boosted", True):
                    yield _run(model, augment, seed)


def _run(model: str, augment: bool, seed: int) -> dict[str, object]:
    auc = AUC[model] + 0.002 * seed + 0.01 * augment
    at_c = auc - 0.15 if model == "forest" else auc - 0.02
    results = {"auc": auc, "auc_site_a": auc + 0.03, "auc_site_b": auc - 0.05, "auc_site_c": at_c}
    results |= {"sensitivity": SENSITIVITY[model], "specificity": SPECIFICITY[model]}
    weights = "weights.pkl" if model == "logistic" else "weights.pt"
    return {
        "id": f"{model}-{augment}-{seed}",
        "experiment": "screening",
        "status": "finished",
        "started": f"2026-03-0{seed + 1}T12:00:00Z",
        "params": {"model": model, "augment": augment, "seed": seed},
        "metrics": {name: round(value, 6) for name, value in results.items()},
        "source": {"repository": REPOSITORY, "commit": COMMITS[model], "dirty": False},
        "artifacts": [] if model == "boosted" else ["config.yaml", weights],
    }


@pytest.fixture(scope="session")
def clinic_config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the configuration of the small study that `write_clinic` writes."""
    return write_clinic(tmp_path_factory.mktemp("clinic"))


@pytest.fixture(scope="session")
def clinic(clinic_config: Path) -> Report:
    """Return all that is known of the study, before any page is made of it."""
    config = load_config(clinic_config)
    return assemble(gather(config, is_aligned=True, most_points=config.output.curve_points), config)


@pytest.fixture(scope="session")
def clinic_page(clinic_config: Path, parsed: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return a function that gives a page of the study's report, as a reader's program sees it."""
    site = clinic_config.parent / "site"
    build_report(load_config(clinic_config), output=site)
    return lambda path: parsed((site / path).read_text(encoding="utf-8"))


@pytest.fixture
def report_of(tmp_path: Path) -> Callable[..., Report]:
    """Return a function that gives the report on plain records: the parts of each `run.json` by run."""

    def make(records: Mapping[str, Record], **settings: Any) -> Report:
        for name, record in records.items():
            folder = tmp_path / "records" / name
            folder.mkdir(parents=True)
            whole = {"experiment": "study", "status": "finished", **record}
            (folder / "run.json").write_text(json.dumps(whole), encoding="utf-8")
        config = Config(**settings).with_stores([str(tmp_path / "records")])
        return assemble(gather(config, is_aligned=True), config)

    return make
