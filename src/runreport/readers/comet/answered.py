"""From a server's answers to the run, wherever the answers come from."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from io import BytesIO
from typing import Any

from runreport.model import Run, RunRef, Status
from runreport.readers.comet.answers import parts_of_whole, shares_file_name
from runreport.readers.comet.assets import kept_of
from runreport.readers.comet.bundle import FAULTS, BundleError, inflated, reason
from runreport.readers.comet.faults import Faults
from runreport.readers.comet.gathered import Gathered, Upload
from runreport.readers.comet.jsontext import as_text, parsed
from runreport.readers.comet.record import Frame, moment, run_of

MOST_POINTS_BYTES = 1 << 30
LATER = "build the report again later; the rest of the run is in the report"
DETAILS = {
    "command": "command",
    "hostname": "hostname",
    "user": "user",
    "os": "os",
    "machine": "machine",
    "processor": "processor",
    "pythonVersion": "python_version",
    "gpuStaticInfoList": "gpu_static_info",
}
"""Of the system details: their names on the server and in messages."""

Fetch = Callable[[str], bytes | None]
"""Returns a file's bytes by its id; None where they cannot be had."""


def run_from(ref: RunRef, answers: Mapping[str, Any], fetch: Fetch, failures: list[str]) -> Run:
    """Return the run that a server's answers tell of.

    Args:
        ref: the run.
        answers: as `answers.answers_of` returns them.
        fetch: for the files that are shown.
        failures: what the server could not say; more comes while files are fetched.
    """
    faults, gathered = Faults(ref.store.address, ref.key), Gathered()
    metadata = answers["metadata"]
    for one in answers["parameters"]:
        gathered.setting(one.get("name"), _typed(one.get("valueCurrent")))
    for one in answers["others"]:
        gathered.other(one.get("name"), one.get("valueCurrent"))
    gathered.tags.update(answers["tags"])
    gathered.git.update(answers["git"])
    _take_system(answers["system"], metadata, gathered)
    _take_metrics(answers, fetch, gathered, faults)
    for asset in answers["assets"]:
        _take_asset(asset, gathered)
    read = partial(_bytes_of, fetch, faults)
    kept = kept_of(gathered.uploads, read, faults, is_far=True)
    frame = _frame(metadata, faults)
    for failure in failures:
        what, _, remedy = failure.partition("; ")
        faults.add(what, remedy=remedy or LATER)
    return run_of(ref, frame, gathered, kept, faults)


def _frame(metadata: Mapping[str, Any], faults: Faults) -> Frame:
    times = []
    for name in ("startTimeMillis", "endTimeMillis"):
        try:
            times.append(moment(metadata.get(name) or None))
        except ValueError as error:
            faults.add(f"`{name}` {error}")
            times.append(None)
    is_running, has_crashed = metadata.get("running"), metadata.get("hasCrashed")
    status = Status.UNKNOWN if is_running is None else Status.FINISHED
    if is_running or has_crashed:
        status = Status.RUNNING if is_running else Status.FAILED
    return Frame(
        project=as_text(metadata.get("projectName") or ""),
        workspace=as_text(metadata.get("workspaceName") or ""),
        name=as_text(metadata.get("experimentName") or ""),
        status=status,
        started=times[0],
        # A run that goes on is given the present as its end.
        ended=None if is_running else times[1],
    )


def _take_system(system: Mapping[str, Any], metadata: Mapping[str, Any], gathered: Gathered) -> None:
    gathered.details.update({mine: system[name] for name, mine in DETAILS.items() if system.get(name)})
    packages = system.get("installedPackages")
    gathered.packages = [as_text(package) for package in packages if package] if packages else []
    if metadata.get("fileName"):
        gathered.details["file_name"] = metadata["fileName"]


def _take_asset(asset: Mapping[str, Any], gathered: Gathered) -> None:
    given = {
        "fileName": asset.get("fileName"),
        "step": asset.get("step"),
        "context": asset.get("runContext"),
        "assetId": asset.get("assetId"),
    }
    size = asset.get("fileSize")
    path = None if asset.get("remote") else asset.get("assetId")
    gathered.upload(
        path, asset.get("type"), given, asset.get("metadata"), size if type(size) is int else None
    )


def _take_metrics(answers: Mapping[str, Any], fetch: Fetch, gathered: Gathered, faults: Faults) -> None:
    names = list(answers["metrics"])
    for name, columns in answers["metrics"].items():
        whole = [] if shares_file_name(name, names) else parts_of_whole(name, answers["whole"])
        rows = [row for asset in whole for row in _whole_rows(name, asset, fetch, faults)]
        if len(rows) <= len(columns["values"]):
            rows = list(_rows(columns))
        gathered.points.step = None
        for value, step, epoch, time in rows:
            try:
                # JSON has no NaN, and the server no other sign for it than an empty value.
                gathered.points.add(name, "NaN" if value is None else value, step, epoch, time)
            except ValueError as error:
                faults.add(f"{error}, and a point of {name} is left out")


def _rows(columns: Mapping[str, Sequence[Any]]) -> Iterable[tuple[Any, ...]]:
    count = len(columns["values"])
    padded = [
        [*columns[name][:count], *[None] * (count - len(columns[name]))]
        for name in ("values", "steps", "epochs", "timestamps")
    ]
    return zip(*padded, strict=True)


def _whole_rows(name: str, asset: str, fetch: Fetch, faults: Faults) -> list[tuple[Any, ...]]:
    """Return the points in one of the files that hold all of them: CSV in a zip, times in seconds."""
    data = fetch(asset)
    if data is None:
        return []
    try:
        source = BytesIO(data)
        member = _only_member(source)
        text = inflated(source, member, MOST_POINTS_BYTES, MOST_POINTS_BYTES).decode("utf-8", "replace")
    except (BundleError, *FAULTS) as error:
        faults.add(f"the file with all points of {name} cannot be read: {reason(error)}")
        return []
    rows = csv.DictReader(text.splitlines())
    return [
        (row.get("value") or None, row.get("step") or None, _int(row.get("epoch")), _ms(row.get("timestamp")))
        for row in rows
    ]


def _only_member(source: BytesIO) -> str:
    import zipfile

    with zipfile.ZipFile(source) as archive:
        names = archive.namelist()
    if not names:
        raise BundleError("the zip is empty")
    return names[0]


def _int(cell: str | None) -> int | None:
    return int(cell) if cell and cell.isdecimal() else None


def _ms(cell: str | None) -> float | None:
    try:
        return float(cell) * 1000 if cell else None
    except ValueError:
        return None


def _bytes_of(fetch: Fetch, faults: Faults, upload: Upload, most: int, only_first: bool) -> bytes | None:
    if upload.size is not None and upload.size > most and not only_first:
        faults.add(f"the logged file `{upload.name}` has {upload.size:,} bytes, and is not read")
        return None
    data = fetch(upload.path)
    if data is not None and len(data) > most and not only_first:
        faults.add(f"the logged file `{upload.name}` has {len(data):,} bytes, and is not read")
        return None
    return data[:most] if data is not None else None


def _typed(value: Any) -> Any:
    """Return a setting, which the server keeps as text, as the number or truth value that it reads as."""
    if not isinstance(value, str):
        return value
    try:
        found = parsed(value.encode("utf-8", "surrogatepass"))
    except ValueError:
        return value
    is_plain = found is None or isinstance(found, bool | int | float)
    return found if is_plain else value
