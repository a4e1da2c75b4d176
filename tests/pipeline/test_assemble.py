from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runreport import ConfigError
from runreport.config import Config
from runreport.model import ModelVersion, RegisteredModel, StoreFacts
from runreport.pages.report import Report
from runreport.pipeline.assemble import assemble
from runreport.pipeline.gather import gather


def report_on(study: Path, **settings: object) -> Report:
    config = Config(**settings).with_stores([str(study)])
    return assemble(gather(config), config)


@pytest.fixture(autouse=True)
def without_a_stated_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def test_the_date_is_the_newest_moment_in_the_records(study: Path) -> None:
    assert report_on(study).date == datetime(2026, 1, 3, tzinfo=UTC)


def test_a_model_that_was_registered_later_is_a_record_too(study: Path) -> None:
    config = Config().with_stores([str(study)])
    gathered = gather(config)
    registered = ModelVersion("triage", "2", created=datetime(2026, 1, 4, 9, tzinfo=UTC))
    model = RegisteredModel("triage", (ModelVersion("triage", "1"), registered))
    facts = (StoreFacts(gathered.stores[0].ref, models=(model,)),)
    assert assemble(replace(gathered, facts=facts), config).date == registered.created


def test_a_stated_date_comes_first(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert report_on(study).date == datetime(1970, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize("stated", ["yesterday", "1e9", "9" * 30, "-" + "9" * 20])
def test_a_stated_date_that_is_none_is_said_in_one_line(
    study: Path, monkeypatch: pytest.MonkeyPatch, stated: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", stated)
    with pytest.raises(ConfigError) as error:
        report_on(study)
    assert str(error.value).startswith("SOURCE_DATE_EPOCH: ")
    assert "\n" not in str(error.value)


def test_records_without_any_date_have_none(tmp_path: Path) -> None:
    (tmp_path / "runs.csv").write_text("id,metric.auc\na,1\n")
    assert report_on(tmp_path).date is None


def test_experiments_that_the_configuration_names_come_first_and_in_its_order(study: Path) -> None:
    def order(**settings: object) -> list[str]:
        return [found.name for found in report_on(study, **settings).findings.experiments]

    assert sorted(order()) == ["curves", "screening", "zero tests"]
    assert order(experiments={"zero tests": {}, "not there": {}})[0] == "zero tests"
    assert order(experiments={"zero tests": {}, "curves": {}}) == ["zero tests", "curves", "screening"]


def test_people_are_quoted_as_they_wrote_it(study: Path) -> None:
    report = report_on(
        study,
        title="A title",
        question="Why?",
        authors=("A. Author",),
        experiments={"screening": {"title": "Breast screening", "headline": "val_auc"}},
        metrics={"val_auc": {"label": "AUC", "better": "higher"}},
    )
    assert (report.cover.title, report.cover.question) == ("A title", "Why?")
    assert [author.name for author in report.cover.authors] == ["A. Author"]
    assert report.title_of("screening") == "Breast screening"
    assert report.title_of("curves") == "curves"
    assert report.info("val_auc").label == "AUC"
    assert report.experiment("screening").headline == "val_auc"


def test_every_run_has_a_page_unless_the_configuration_wants_fewer(study: Path) -> None:
    report = report_on(study)
    assert set(report.sitemap.runs) == set(report.runs)
    report = report_on(study, output={"run_pages": "top:1"}, metrics={"val_auc": {"better": "higher"}})
    assert len(report.sitemap.runs) == len(report.findings.experiments)
    assert "runs.csv::a2" in report.sitemap.runs  # 0.83 is the better one
    assert len(report.runs) == 6


def test_a_store_counts_its_runs(study: Path) -> None:
    counts = {store.address: store.runs for store in report_on(study).stores}
    assert sorted(counts.values()) == [2, 4]
