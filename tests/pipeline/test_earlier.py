"""What changed since an earlier report: read from its file, said on the summary and a page of its own."""

import json
import re

import pytest

from runreport.config import load_config
from runreport.errors import ConfigError
from runreport.pipeline import build_report

TABLE = "name,experiment,params.model,metric.accuracy\n"


@pytest.fixture
def build(tmp_path):
    def build(rows, output, previous=""):
        (tmp_path / "runs.csv").write_text(TABLE + rows)
        more = f'\n[output]\nprevious = "{previous}"\n' if previous else ""
        (tmp_path / "runreport.toml").write_text(f'stores = ["runs.csv"]\n{more}')
        build_report(load_config(tmp_path / "runreport.toml"), output=tmp_path / output)
        return tmp_path / output

    return build


def test_new_runs_and_another_best_are_said(build):
    build("a,e,ridge,0.5\nb,e,tree,0.6\n", "then")
    site = build("a,e,ridge,0.5\nb,e,tree,0.6\nc,e,forest,0.75\n", "now", "then/report.json")
    changes = json.loads((site / "report.json").read_text())["changes"]
    assert len(changes["new"]) == 1
    assert [(one["before"]["value"], one["now"]["value"]) for one in changes["best"]] == [(0.6, 0.75)]
    assert "1 run is new" in (site / "index.html").read_text()
    assert (site / "changes.html").exists()


def test_without_an_earlier_report_nothing_is_said(build):
    site = build("a,e,ridge,0.5\nb,e,tree,0.6\n", "site")
    assert not (site / "changes.html").exists()
    assert "What changed" not in (site / "index.html").read_text()


def test_the_report_that_is_replaced_cannot_be_the_earlier_one(build):
    build("a,e,ridge,0.5\n", "site")
    with pytest.raises(ConfigError, match="keep a copy elsewhere"):
        build("a,e,ridge,0.5\n", "site", "site/report.json")


def test_a_file_that_is_no_report_is_named(build, tmp_path):
    (tmp_path / "other.json").write_text('{"title": "x"}')
    with pytest.raises(ConfigError, match=r"other\.json is no report"):
        build("a,e,ridge,0.5\n", "site", "other.json")


def test_names_in_an_earlier_report_are_taken_out_as_in_this_one(build, tmp_path):
    """Who is named there may be named by no record of today, or by other runs than theirs."""
    earlier = json.loads((build("a,e,ridge,0.5\nb,e,tree,0.6\n", "then") / "report.json").read_text())
    lost = next(run for run in earlier["runs"] if run["name"] == "b")
    lost |= {"id": "row-9", "name": "jmokafor tries"}
    lost["params"]["user"] = "jmokafor"
    stays = next(run for run in earlier["runs"] if run["name"] == "a")
    stays["params"] |= {"model": "net of jmokafor", "ivan_petrenko": "1", "data": "/home/wexford/scans"}
    earlier["title"] = "Report of wexford"
    (tmp_path / "earlier.json").write_text(json.dumps(earlier))
    site = build("a,e,ridge,0.5\nc,e,forest,0.7\n", "now", "earlier.json")
    written = "".join(path.read_text() for path in site.glob("*.html")) + (site / "report.json").read_text()
    assert "1 run no longer there" in written
    assert "jmokafor" not in written
    assert "wexford" not in written


def test_a_setting_that_may_no_longer_be_shown_is_not_shown_from_an_earlier_report(build, tmp_path):
    earlier = json.loads((build("a,e,ridge,0.5\n", "then") / "report.json").read_text())
    earlier["runs"][0]["params"]["ward"] = "north-seven"
    earlier["experiments"][0]["groups"][0]["label"] = "ward = north-seven"
    (tmp_path / "earlier.json").write_text(json.dumps(earlier))
    (tmp_path / "runs.csv").write_text(TABLE + "a,e,ridge,0.9\nb,e,tree,0.95\n")
    (tmp_path / "runreport.toml").write_text(
        'stores = ["runs.csv"]\n[privacy]\ndrop_params = ["ward"]\n[output]\nprevious = "earlier.json"\n'
    )
    build_report(load_config(tmp_path / "runreport.toml"), output=tmp_path / "now")
    written = (tmp_path / "now/changes.html").read_text() + (tmp_path / "now/report.json").read_text()
    assert "north-seven" not in written


def test_two_builds_with_an_earlier_report_are_the_same_to_the_byte(build):
    build("a,e,ridge,0.5\nb,e,tree,0.6\n", "then")
    rows = "a,e,ridge,0.4\nc,e,tree,0.6\nd,e,forest,0.75\n"
    one, two = (build(rows, name, "then/report.json") for name in ("one", "two"))
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert [path for path in files if (one / path).read_bytes() != (two / path).read_bytes()] == []


def said(site):
    """Return the changes' page as text."""
    return re.sub(r"<[^>]+>|\s+", " ", (site / "changes.html").read_text())


TWO = "a,e,ridge,0.5\nb,e,tree,0.6\n"


def test_a_run_under_another_name_is_no_other_best(build):
    build("a,e,,0.5\nb,e,,0.6\n", "then")
    site = build("a,e,,0.5\nbb,e,,0.6\n", "now", "then/report.json")
    assert "Nothing: 2 runs" in said(site)


def test_a_run_in_another_experiment_is_told(build):
    build(TWO + "c,f,net,0.7\n", "then")
    text = said(build(TWO + "c,g,net,0.7\n", "now", "then/report.json"))
    assert "Nothing:" not in text
    assert "New experiments: g." in text
    assert "Experiments no longer there: f." in text


@pytest.mark.parametrize("setting", ['[metrics.accuracy]\nbetter = "lower"\n', 'headline = "loss"\n'])
def test_the_best_by_another_rule_is_not_held_against_that_of_then(build, tmp_path, setting):
    rows = "a,e,ridge,0.5\nb,e,tree,0.6\n"
    table = tmp_path / "runs.csv"
    build(rows, "then")
    table.write_text(
        "name,experiment,params.model,metric.accuracy,metric.loss\na,e,ridge,0.5,1\nb,e,tree,0.6,2\n"
    )
    (tmp_path / "runreport.toml").write_text(
        f'stores = ["runs.csv"]\n{setting}\n[output]\nprevious = "then/report.json"\n'
    )
    build_report(load_config(tmp_path / "runreport.toml"), output=tmp_path / "now")
    text = said(tmp_path / "now")
    assert "are not held against each other in e" in text
    assert "the best Accuracy was" not in text


def test_a_report_of_a_later_version_is_refused_for_that(build, tmp_path):
    earlier = json.loads((build(TWO, "then") / "report.json").read_text())
    for later in ({**earlier, "format": "runreport/2"}, {"format": "runreport/2", "tables": []}):
        (tmp_path / "later.json").write_text(json.dumps(later))
        with pytest.raises(ConfigError, match=r"later\.json is in the format `runreport/2`.*install a later"):
            build(TWO, "now", "later.json")


@pytest.mark.parametrize(("content", "what"), [("[1]", "it is no object"), ("{", "it is no JSON")])
def test_a_file_that_is_no_report_is_told_for_what_it_is(build, tmp_path, content, what):
    (tmp_path / "other.json").write_text(content)
    with pytest.raises(ConfigError, match=rf"other\.json is no report that can be compared: {what}"):
        build(TWO, "now", "other.json")


def test_a_value_that_became_no_number_is_said_in_words(build):
    build(TWO, "then")
    text = said(build("a,e,ridge,NaN\nb,e,tree,inf\n", "now", "then/report.json"))
    assert "Infinity" not in text
    assert "∞" in text
