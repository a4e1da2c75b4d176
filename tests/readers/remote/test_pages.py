"""Stores on a web server that lists its folders."""

import os
import socket

import pytest

from runreport import load_runs
from runreport.errors import ReaderError
from runreport.model.record import record_of
from runreport.readers.catalog import catalog
from runreport.readers.detect import detect
from runreport.readers.remote import connect


def records(*addresses: str) -> list[dict[str, object]]:
    return [record_of(run) for run in load_runs(*addresses, redacted=False)]


@pytest.fixture
def site(pages, lab):
    """Return the server, with the folder `lab` on it."""
    lab.rename(pages.folder / "lab")
    return pages


def test_the_stores_on_a_server_are_those_of_its_folder(site):
    assert records(f"{site.url}/lab") == records(str(site.folder / "lab"))
    assert records(f"{site.url}/lab/table/") == records(str(site.folder / "lab/table"))


def test_what_never_holds_a_store_is_not_even_listed(site):
    detection = detect([f"{site.url}/lab"], catalog())
    assert {skip.path for skip in detection.skipped} == {
        f"{site.url}/lab/{name}" for name in (".git", "node_modules", "env")
    }
    asked = {line.split(" ")[1] for line in site.asked}
    assert "/lab/screening/" in asked
    assert not [path for path in asked if path.startswith(("/lab/.git/", "/lab/node_modules/"))]


def test_a_file_can_be_named_itself_and_brings_what_lies_beside_it(site):
    table = site.folder / "lab/table/runs.csv"
    table.write_text("id,score\nx,0.5\n")
    table.with_name("runs.toml").write_text('[columns]\nscore = "metric.auc"\n')
    (run,) = load_runs(f"{site.url}/lab/table/runs.csv")
    assert run.metrics["auc"].values.tolist() == [0.5]


def test_names_with_odd_signs_are_those_of_the_folder(site):
    odd = site.folder / "lab/screening/run 0"
    for name in ("ä ö#1", "50%", "a+b&c", "日本"):
        (odd.parent / name).mkdir()
        (odd.parent / name / "run.json").write_bytes((odd / "run.json").read_bytes())
    assert records(f"{site.url}/lab/screening") == records(str(odd.parent))


def test_only_what_has_changed_is_fetched_again(site, kept):
    address = f"{site.url}/lab/screening"
    for path in (site.folder / "lab/screening").rglob("*"):
        os.utime(path, (1e9, 1e9))
    before = records(address)
    assert len(site.fetched()) == 9
    assert records(address) == before
    assert site.fetched() == []
    (site.folder / "lab/screening/run 1/metrics.csv").write_text("step,loss\n0,7\n")
    assert records(address) != before
    assert site.fetched() == ["/lab/screening/run%201/metrics.csv"]


def test_a_change_within_the_second_of_a_time_of_change_is_seen(site, kept):
    address, file = f"{site.url}/lab/screening/run 1", site.folder / "lab/screening/run 1/metrics.csv"
    for value in (3, 4):
        file.write_text(f"step,loss\n0,{value}\n")
        (run,) = load_runs(address)
        assert run.metrics["loss"].values.tolist() == [value]


def test_a_page_that_links_elsewhere_leads_nowhere(site):
    links = [
        "../../other/run.json",
        "/other/",
        "http://127.0.0.1:1/x/",
        "?C=N;O=D",
        "%2e%2e/%2e%2e/out",
        "run%200/",
    ]
    index = "".join(f'<a href="{link}">x</a>' for link in links)
    (site.folder / "lab/screening/index.html").write_text(index)
    (site.folder / "other").mkdir()
    detection = detect([f"{site.url}/lab/screening"], catalog())
    assert [run.id for run in load_runs(f"{site.url}/lab/screening")] == ["run 0"]
    assert not [line for line in site.asked if "other" in line or "out" in line]
    assert all("would lead out" in skip.why for skip in detection.skipped)


@pytest.mark.parametrize("path", ["none", "none/"])
def test_a_page_that_is_missing_is_one_line(site, path):
    with pytest.raises(ReaderError) as refused:
        detect([f"{site.url}/{path}"], catalog())
    first = str(refused.value).splitlines()[0]
    assert first == f"{site.url}/none: there is nothing at this address; check every part of it"


def test_a_file_that_cannot_be_fetched_is_one_problem(site):
    (site.folder / "lab/screening/run 1/index.html").write_text(
        '<a href="run.json">x</a><a href="metrics.csv">x</a><a href="gone.txt">x</a>'
    )
    detection = detect([f"{site.url}/lab/screening"], catalog())
    (problem,) = detection.problems
    assert "run 1/gone.txt cannot be fetched: there is nothing at this address" in problem.what
    assert len(load_runs(f"{site.url}/lab/screening")) == 3


def test_a_server_that_is_not_there_is_one_line_without_secrets():
    with pytest.raises(ReaderError) as refused:
        detect(["http://me:hunter2@127.0.0.1:1/runs?token=hunter2"], catalog())
    first = str(refused.value).splitlines()[0]
    assert first == "http://127.0.0.1:1/runs: the server cannot be reached; check the address and the network"
    assert "hunter2" not in str(refused.value)


def test_a_server_that_is_silent_is_one_line(monkeypatch):
    monkeypatch.setattr(connect, "WAIT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/runs"
        with pytest.raises(ReaderError, match="runs: there was no answer in time; look whether the server"):
            detect([address], catalog())


def test_credentials_in_an_address_are_used_and_never_shown(site):
    address = site.url.replace("://", "://me:hunter2@") + "/lab/table/runs.csv"
    detection = detect([address], catalog())
    assert detection.refs[0].address == f"{site.url}/lab/table/runs.csv"
    assert "hunter2" not in repr(detection)
    assert "hunter2" not in repr(load_runs(address))
