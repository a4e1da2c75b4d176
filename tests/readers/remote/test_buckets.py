"""Stores in a bucket of a real S3 server: the same records as on the disk, fetched only as they change."""

import dataclasses
from pathlib import Path

import pytest

from runreport import build_report, load_config, load_runs
from runreport.errors import ReaderError
from runreport.model.record import record_of
from runreport.readers.catalog import Catalog, catalog
from runreport.readers.contract import Place
from runreport.readers.detect import detect
from runreport.readers.remote.rule import LARGE_BYTES


def records(*addresses: str) -> list[dict[str, object]]:
    return [record_of(run) for run in load_runs(*addresses, redacted=False)]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class AskedOfAll:
    """Nothing: a reader that does not say which files it could claim."""

    def recognizes(self, place: Place) -> None:
        return None


def test_the_stores_in_a_bucket_are_those_on_the_disk(bucket, lab):
    address = bucket.put(lab, "group/lab")
    far, near = detect([address], catalog()), detect([str(lab)], catalog())
    assert [(one.ref.address, one.ref.reader) for one in far.stores] == [
        (one.ref.address.replace(lab.as_posix(), address), one.ref.reader) for one in near.stores
    ]
    assert len(far.stores) == 4
    assert all(one.ref.path.exists() for one in far.stores)
    assert {skip.path.removeprefix(f"{address}/") for skip in far.skipped} == {
        ".git",
        "node_modules",
        "env",
    }
    assert records(address) == records(str(lab))


def test_a_store_or_run_or_file_can_be_named_itself(bucket, lab):
    address = bucket.put(lab, "lab")
    for inside in ("screening", "screening/run 1", "tracked/mlruns", "table/runs.csv", "mlflow.db"):
        assert records(f"{address}/{inside}") == records(str(lab / inside)) != []


def test_the_site_is_the_same_to_the_byte_and_says_nothing_of_the_copy(bucket, lab, kept, tmp_path):
    # Absolute paths in a record of MLflow are its writer's; none is ours.
    addresses = {"near": str(lab), "far": bucket.put(lab, "lab")}
    for name, address in addresses.items():
        config = load_config().with_stores([address])
        build_report(config, output=tmp_path / name)
    assert contents(tmp_path / "far") == contents(tmp_path / "near")
    (copies,) = kept.glob("remote/*")
    ours = (str(kept).encode(), copies.name.encode(), b"runreport-", bucket.name.encode())
    for name, data in contents(tmp_path / "far").items():
        assert not any(text in data for text in ours[:2] + ours[3:]), name


def test_a_damaged_record_is_told_of_under_the_buckets_name(bucket, lab, kept, tmp_path):
    (lab / "screening/run 1/run.json").write_text("{")
    (lab / "mlflow.db").write_bytes((lab / "mlflow.db").read_bytes()[:5000])
    address = bucket.put(lab, "lab")
    result = build_report(load_config().with_stores([address]), output=tmp_path / "site")
    assert {problem.store for problem in result.problems} == {"screening", "mlflow.db"}
    assert str(kept) not in repr(result)
    assert not [name for name, data in contents(tmp_path / "site").items() if str(kept).encode() in data]


def test_only_what_has_changed_is_fetched_again(bucket, lab, kept):
    address = bucket.put(lab / "screening", "lab/screening")
    base = f"/{bucket.name}/lab/screening"
    before = records(address)
    assert len(bucket.requests.fetched()) == 9
    assert records(address) == before
    assert bucket.requests.fetched() == []
    bucket.files.pipe(f"{base}/run 1/metrics.csv".strip("/"), b"step,loss\n0,7\n")
    bucket.files.pipe(f"{base}/run 9/run.json".strip("/"), b'{"params": {"seed": 9}}')
    bucket.files.rm(f"{base}/run 2".strip("/"), recursive=True)
    bucket.requests.lines.clear()
    runs = load_runs(address)
    assert bucket.requests.fetched() == [f"{base}/run%201/metrics.csv", f"{base}/run%209/run.json"]
    assert [run.id for run in runs] == ["run 0", "run 1", "run 9"]
    assert runs[1].metrics["loss"].values.tolist() == [7]


def test_a_copy_that_was_meddled_with_is_mended(bucket, lab, kept):
    address = bucket.put(lab / "screening", "screening")
    before = records(address)
    (file,) = kept.glob("remote/*/copy/*/screening/run 0/metrics.csv")
    file.write_text("step,loss\n")
    (file.parent / "stray.txt").touch()
    assert records(address) == before
    assert not (file.parent / "stray.txt").exists()
    for index in kept.glob("remote/*/index.json"):
        index.write_text("[1")
    assert records(address) == before


def test_large_weights_are_listed_with_their_size_and_not_fetched(bucket, lab):
    size = LARGE_BYTES + 1
    for name in ("weights.safetensors", "log.txt"):
        (lab / "screening/run 0/artifacts" / name).write_bytes(bytes(size))
    address = bucket.put(lab / "screening", "screening")
    detection = detect([address], Catalog({**catalog().readers, "asked-of-all": AskedOfAll()}))
    assert [path.rpartition("/")[2] for path in bucket.requests.fetched()].count("weights.safetensors") == 0
    (omission,) = detection.omissions
    assert (omission.what, omission.count, omission.store) == ("contents of large files", 1, address)
    run = load_runs(address)[0]
    sizes = {artifact.path: artifact.size_bytes for artifact in run.artifacts}
    assert sizes == {"weights.safetensors": size, "log.txt": size, "model.bin": 1000}
    (stand_in,) = Path(detection.refs[0].at).glob("*/artifacts/weights.safetensors")
    assert stand_in.stat().st_mode & 0o777 == 0
    assert stand_in.stat().st_blocks * 512 < size


def test_a_file_that_is_also_a_folder_costs_itself_alone(bucket):
    for key, data in {"a/run.json": b'{"params": {}}', "a": b"x", "b/run.json": b'{"params": {}}'}.items():
        bucket.files.pipe(f"{bucket.name}/runs/{key}", data)
    detection = detect([f"s3://{bucket.name}/runs"], catalog())
    assert [one.ref.address for one in detection.stores] == [f"s3://{bucket.name}/runs"]
    (problem,) = detection.problems
    assert "a cannot be fetched: there is a folder of the same name" in problem.what


def test_a_bucket_or_folder_that_is_missing_is_one_line(bucket, lab):
    bucket.put(lab / "screening", "screening")
    for address in (f"s3://{bucket.name}/none", "s3://no-such-bucket-there/runs"):
        with pytest.raises(ReaderError) as refused:
            detect([address], catalog())
        first = str(refused.value).splitlines()[0]
        assert first == f"{address}: there is nothing at this address; check every part of it"
    detection = detect([f"s3://{bucket.name}/none", str(lab / "screening")], catalog())
    assert [one.store for one in detection.problems] == [f"s3://{bucket.name}/none"]
    assert len(detection.stores) == 1


def test_without_credentials_or_server_one_line_says_so(bucket, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    bucket.files.clear_instance_cache()
    with pytest.raises(
        ReaderError, match="there are no credentials that it accepts; give them where s3fs looks"
    ):
        detect([f"s3://{bucket.name}/runs"], catalog())


def test_a_chosen_reader_takes_the_copy(bucket, lab):
    address = bucket.put(lab / "table", "table")
    (store,) = detect([], catalog(), choose={f"{address}/runs.csv": "plain-table"}).stores
    assert (store.because, store.ref.address) == ("it was chosen by name", f"{address}/runs.csv")
    assert [run.id for run in load_runs(f"{address}/runs.csv")] == ["x", "y"]
    (store,) = detect([address], catalog(), choose={f"{address}/runs.csv": "plain-table"}).stores
    assert (store.because, store.ref.address) == ("it was chosen by name", f"{address}/runs.csv")


def test_a_run_read_from_a_copy_says_so_nowhere_but_in_its_reference(bucket, lab):
    address = bucket.put(lab / "screening", "screening")
    (run, *_) = load_runs(address, redacted=False)
    assert run.ref.store == dataclasses.replace(run.ref.store, address="screening", at="")
