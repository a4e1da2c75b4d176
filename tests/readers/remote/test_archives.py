"""Stores in ZIP archives: nothing climbs out of the copy, and nothing swells beyond what records do."""

import os
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from runreport import load_runs
from runreport.config import load_config
from runreport.errors import ReaderError
from runreport.model.record import record_of
from runreport.readers import explain
from runreport.readers.catalog import catalog
from runreport.readers.detect import detect
from runreport.readers.remote import copy as remote_copy

RUN = b'{"params": {"a": 1}}'


def records(address: str) -> list[dict[str, object]]:
    """Return the records with the stores' names below the folder `lab`."""
    found = [record_of(run) for run in load_runs(address, redacted=False)]
    return [{**record, "store": str(record["store"]).removeprefix("lab/")} for record in found]


def zipped(path: Path, members: dict[str, bytes], links: tuple[str, ...] = ()) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            member = zipfile.ZipInfo(name)
            member.filename = name
            member.compress_type = zipfile.ZIP_DEFLATED
            if name in links:
                member.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(member, data)
    return path


@pytest.fixture
def archive(lab: Path) -> Path:
    """Return an archive of the folder `lab`, beside it."""
    return Path(shutil.make_archive(str(lab), "zip", lab.parent, "lab"))


@pytest.mark.parametrize("form", ["zip://{}", "{}", "zip://::file://{}", "zip://lab::file://{}"])
def test_an_archive_holds_the_stores_of_its_folder(archive, lab, form):
    address = form.format(archive)
    assert records(address) == records(str(lab))
    assert sorted(path.name for path in archive.parent.iterdir()) == ["lab", "lab.zip"]


def test_a_store_in_an_archive_is_called_by_the_archives_path(archive, monkeypatch):
    monkeypatch.chdir(archive.parent)
    (store, *_) = detect(["zip://lab.zip"], catalog()).stores
    assert store.ref.address.startswith("zip://lab.zip/lab/")
    assert str(store.ref.path).endswith(store.ref.address.removeprefix("zip://lab.zip"))
    (again,) = detect([store.ref.address], catalog()).stores
    assert again.ref.address == store.ref.address
    (store,) = detect(["zip://lab/table/runs.csv::file://lab.zip"], catalog()).stores
    assert store.ref.address == "zip://lab.zip/lab/table/runs.csv"


def test_an_archive_named_in_a_configuration_is_looked_for_beside_it(archive, tmp_path, monkeypatch):
    (archive.parent / "runreport.toml").write_text('stores = ["zip://lab.zip"]\n')
    monkeypatch.chdir(tmp_path)
    config = load_config(archive.parent / "runreport.toml")
    runs = load_runs(config=config)
    assert {run.ref.store.address for run in runs} == {
        f"lab.zip/lab/{name}" for name in ("screening", "tracked/mlruns", "mlflow.db", "table/runs.csv")
    }


def test_an_archive_in_a_bucket_is_read(bucket, archive, lab):
    bucket.files.put(str(archive), f"{bucket.name}/all/lab.zip")
    assert records(f"zip://lab::s3://{bucket.name}/all/lab.zip") == records(str(lab))
    (store,) = detect([f"zip://lab/screening::s3://{bucket.name}/all/lab.zip"], catalog()).stores
    assert store.ref.address == f"zip://s3://{bucket.name}/all/lab.zip/lab/screening"
    assert detect([store.ref.address], catalog()).refs == (store.ref,)


def test_an_archive_that_is_written_anew_is_read_anew(archive, kept):
    zipped(archive, {"a/run.json": RUN, "b/run.json": RUN})
    assert [run.id for run in load_runs(str(archive))] == ["a", "b"]
    zipped(archive, {"a/run.json": RUN.replace(b"1", b"2")})
    assert [run.params for run in load_runs(str(archive))] == [{"a": 2}]


@pytest.mark.parametrize(
    "name", ["../out/run.json", "/out/run.json", "runs/../../out/run.json", "runs//run.json", "./run.json"]
)
def test_a_name_that_would_lead_out_of_the_copy_is_left_out_and_said(tmp_path, kept, name):
    path = zipped(tmp_path / "bad.zip", {"good/run.json": RUN, name: b"stolen"})
    detection = detect([str(path)], catalog())
    assert [run.id for run in load_runs(str(path))] == ["good"]
    (skip,) = detection.skipped
    assert skip.path == f"zip://{path}/{name}"
    assert skip.why == "has a name that would lead out of the folder, and is left out"
    written = [file.name for file in tmp_path.rglob("*") if file.is_file()]
    assert sorted(written) == [".gitignore", "bad.zip", "index.json", "run.json"]


def test_a_link_in_an_archive_is_not_followed(tmp_path, kept):
    (tmp_path / "secret.json").write_bytes(RUN)
    members = {"a/run.json": RUN, "b/run.json": b"../../secret.json", "c": b"/etc"}
    path = zipped(tmp_path / "linked.zip", members, links=("b/run.json", "c"))
    detection = detect([str(path)], catalog())
    assert {skip.path.removeprefix(f"zip://{path}/"): skip.why for skip in detection.skipped} == {
        "b/run.json": "is a link and is not followed",
        "c": "is a link and is not followed",
    }
    assert [run.id for run in load_runs(str(path))] == ["a"]
    assert not [file for file in kept.rglob("*") if file.is_symlink()]


def test_an_archive_that_swells_like_no_record_is_not_unpacked(tmp_path, kept, monkeypatch):
    monkeypatch.setattr(remote_copy, "PLAUSIBLE_BYTES", 1 << 20)
    path = zipped(tmp_path / "bomb.zip", {"a/run.json": RUN, "a/metrics.csv": bytes(2 << 20)})
    with pytest.raises(ReaderError, match="would unpack to 2,097,172, which no records do"):
        detect([str(path)], catalog())
    assert not [file for file in kept.rglob("*") if file.is_file()]


def test_a_member_that_says_less_than_it_holds_is_bounded_by_what_it_says(tmp_path, kept):
    path = zipped(tmp_path / "liar.zip", {"a/run.json": RUN, "b/run.json": RUN + b" " * 9_000_000})
    data = path.read_bytes()
    true, told = (9_000_000 + len(RUN)).to_bytes(4, "little"), len(RUN).to_bytes(4, "little")
    assert data.count(true) == 2
    path.write_bytes(data.replace(true, told))
    load_runs(str(path))
    assert all(file.stat().st_size < 4096 for file in kept.rglob("*") if file.is_file())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive at all" * 99])
def test_what_is_no_whole_archive_is_one_line(tmp_path, content):
    path = tmp_path / "torn.zip"
    path.write_bytes(content)
    with pytest.raises(ReaderError) as refused:
        detect([f"zip://{path}"], catalog())
    assert str(refused.value).splitlines()[0] == f"zip://{path}: it is no whole ZIP archive; copy it again"


def test_a_damaged_member_is_one_problem_and_the_rest_is_there(archive, lab):
    data = bytearray(archive.read_bytes())
    with zipfile.ZipFile(archive) as opened:
        member = opened.getinfo("lab/screening/run 1/metrics.csv")
    start = member.header_offset + 30 + len(member.filename) + 5
    data[start : start + 20] = os.urandom(20)
    archive.write_bytes(data)
    detection = detect([str(archive)], catalog())
    (problem,) = detection.problems
    assert "lab/screening/run 1/metrics.csv cannot be fetched" in problem.what
    assert len(detection.stores) == 4


def test_an_encrypted_archive_is_one_line(tmp_path):
    path = zipped(tmp_path / "locked.zip", {"a/run.json": RUN})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(ReaderError, match="encrypted"):
        detect([str(path)], catalog())


def test_an_archive_is_explained_with_what_lies_in_it(archive):
    lines = explain.explain(f"zip://{archive}", catalog()).lines
    assert lines[0] == f"zip://{archive}: a folder with 1 folder and 0 files: lab/"
    assert any(
        line.startswith(f"  claimed: zip://{archive}/lab/screening: plain-folder, because") for line in lines
    )
    assert f"  not copied: zip://{archive}/lab/node_modules: never holds a store" in lines
