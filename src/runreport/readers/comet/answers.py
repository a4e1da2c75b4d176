"""What a server says of one run, as plain JSON that a shelf can keep.

Source: `api.py` and `connection/connection_api.py` of comet_ml 3.58. Nothing but the named fields is kept:
the list of assets holds commands with the API key in them.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from runreport.errors import ReaderError
from runreport.readers.comet.client import SECONDS, Client, NotThereError
from runreport.readers.comet.jsontext import as_text

METRICS_AT_ONCE = 50
WHOLE = "ASSET_TYPE_FULL_METRIC"
"""Type of the assets that hold every point of a metric, where the server keeps them."""
ASSET_FIELDS = ("assetId", "fileName", "fileSize", "type", "step", "runContext", "metadata", "remote")


@dataclass
class Asker:
    """Asks a server about one run, and remembers what it could not say."""

    client: Client
    key: str
    faults: list[str] = field(default_factory=list)

    @cached_property
    def run(self) -> Any:
        """The client's object for the run; looking at it raises a `ReaderError` where there is none."""
        gone = f"{self.client.address}: there is no run {self.key} (any more); build the report again"
        try:
            return self.client.ask(f"run {self.key}", partial(_run, key=self.key))
        except NotThereError as error:
            raise ReaderError(gone) from error

    def part(self, what: str, call: Callable[[], Any], empty: Any, *, is_promised: bool = False) -> Any:
        """Return a part of what the server says; what it cannot say is noted, and `empty` is returned.

        Args:
            what: for messages.
            call: asks the client.
            empty: what to return where there is nothing.
            is_promised: whether the server said that there is something.
        """
        try:
            found = self.client.ask(f"{what} of run {self.key}", lambda _: call())
        except ReaderError as error:
            if is_promised or not isinstance(error, NotThereError):
                self.faults.append(str(error).removeprefix(f"{self.client.address}: "))
            return empty
        return empty if found is None else found


def answers_of(asker: Asker) -> dict[str, Any]:
    """Return all that the server says of a run but the contents of its files.

    Raises:
        ReaderError: the server has no such run, or does not answer at all.
    """
    run = asker.run
    summary = asker.part("the metrics", run.get_metrics_summary, [])
    system = asker.part("the system details", run.get_system_details, {})
    names = [one["name"] for one in summary if isinstance(one, dict) and one.get("name")]
    names += _texts(system.get("systemMetricNames") if isinstance(system, dict) else [])
    return {
        "metadata": asker.part("the metadata", run.get_metadata, {}),
        "parameters": asker.part("the settings", run.get_parameters_summary, []),
        "others": asker.part("the others", run.get_others_summary, []),
        "tags": _texts(asker.part("the tags", run.get_tags, [])),
        "git": asker.part("the git metadata", run.get_git_metadata, {}),
        "system": {name: value for name, value in system.items() if name != "osPackages"},
        "assets": _assets(asker.part("the list of files", lambda: run.get_asset_list(timeout=SECONDS), [])),
        "whole": _assets(
            asker.part("the list of whole metrics", lambda: run.get_asset_list(WHOLE, timeout=SECONDS), [])
        ),
        "metrics": _metrics(asker, run, list(dict.fromkeys(names))),
    }


def file_of(asker: Asker, asset: str) -> bytes | None:
    """Return the bytes of a file; None where the server does not give them, which is noted."""
    call = partial(asker.run.get_asset, asset, return_type="binary")
    data = asker.part(f"the file {asset}", call, None, is_promised=True)
    return data if isinstance(data, bytes) else None


def kept(data: bytes) -> str:
    """Return bytes as a text that JSON can hold."""
    return b64encode(data).decode("ascii")


def parts_of_whole(name: str, assets: Iterable[dict[str, Any]]) -> list[str]:
    """Return the assets that hold every point of a metric, in order.

    Source: `get_metric_total_df`; the file's name is the metric's with other signs than these replaced.
    """
    pattern = re.compile(re.escape(_file_name(name)) + r"_(\d+)\.csv\.zip")
    found = [(pattern.fullmatch(as_text(asset.get("fileName"))), asset.get("assetId")) for asset in assets]
    return [as_text(asset) for _, asset in sorted((int(match[1]), asset) for match, asset in found if match)]


def shares_file_name(name: str, names: Iterable[str]) -> bool:
    """Return whether another metric's whole points would have the same file's name."""
    return any(other != name and _file_name(other) == _file_name(name) for other in names)


def _file_name(name: str) -> str:
    return re.sub(r"[^a-zA-Z0-9-+]+", "_", name)


def _metrics(asker: Asker, run: Any, names: Sequence[str]) -> dict[str, Any]:
    """Return each metric's columns, unsampled; points come in the order in which they were logged."""
    found: dict[str, Any] = {}
    for start in range(0, len(names), METRICS_AT_ONCE):
        some = list(names[start : start + METRICS_AT_ONCE])
        answer = asker.part("the points", partial(_chart, asker, some), {})
        for one in _charted(answer, asker.key):
            columns = ("values", "steps", "epochs", "timestamps")
            found[as_text(one.get("metricName"))] = {name: one.get(name) or [] for name in columns}
    for name in names:
        if name not in found or not found[name]["values"]:
            points = asker.part(f"the points of {name}", partial(run.get_metrics, name), [])
            found[name] = _columns(points)
    return {name: columns for name, columns in found.items() if columns["values"]}


def _run(api: Any, key: str) -> Any:
    """Return the client's object for a run; its other ways to get one list the whole project for it."""
    from comet_ml import APIExperiment

    make: Any = APIExperiment
    return make(previous_experiment=key, api=api)


def _chart(asker: Asker, names: list[str]) -> Any:
    return asker.client.api.get_metrics_for_chart([asker.key], names, full=True)


def _charted(answer: Any, key: str) -> list[dict[str, Any]]:
    of_run = answer.get(key) if isinstance(answer, dict) else None
    metrics = of_run.get("metrics") if isinstance(of_run, dict) else None
    return [one for one in metrics or [] if isinstance(one, dict)]


def _columns(points: Any) -> dict[str, list[Any]]:
    rows = [point for point in points if isinstance(point, dict)]
    rows.sort(key=lambda point: (point.get("timestamp") or 0, point.get("offset") or 0))
    sources = {"values": "metricValue", "steps": "step", "epochs": "epoch", "timestamps": "timestamp"}
    return {name: [row.get(source) for row in rows] for name, source in sources.items()}


def _assets(found: Any) -> list[dict[str, Any]]:
    return [
        {name: asset.get(name) for name in ASSET_FIELDS if asset.get(name) is not None}
        for asset in (found if isinstance(found, list) else [])
        if isinstance(asset, dict)
    ]


def _texts(found: Any) -> list[str]:
    return [as_text(one) for one in found] if isinstance(found, list) else []
