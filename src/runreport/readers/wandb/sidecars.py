"""The files beside a log, and those that are all there was up to 0.9.

Source: `wandb/run_manager.py` of 0.8, `wandb/sdk/internal/` of 0.10 to 0.17, `core/internal/runfiles`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import yaml

from runreport.model import Environment, Source, Status
from runreport.readers.wandb.facts import RunFacts, command, hardware, python_version
from runreport.readers.wandb.history import History, Rows, add_value, last_of, whole_steps
from runreport.readers.wandb.numbers import as_number
from runreport.readers.wandb.tree import Tree, decoded

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PACKAGE = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==(\S+)")
_STATES = {
    "finished": Status.FINISHED,
    "failed": Status.FAILED,
    "killed": Status.KILLED,
    "running": Status.RUNNING,
}
SYSTEM = "system."


def config_of(data: bytes) -> Tree:
    """Return the settings in a `config.yaml`, W&B's own among them.

    Raises:
        ValueError: it is no YAML, or no mapping.
    """
    try:
        found = yaml.load(data, Loader=_LOADER)  # noqa: S506 (either is a safe loader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ValueError("it is no YAML that can be read") from error
    if not isinstance(found, dict | None):
        raise ValueError("it holds no settings")
    entries = {str(name): value for name, value in (found or {}).items() if name != "wandb_version"}
    return {
        name: value["value"] if isinstance(value, dict) and "value" in value else value
        for name, value in entries.items()
    }


def object_of(data: bytes) -> dict[str, Any]:
    """Return the JSON object that a file holds.

    Raises:
        ValueError: it holds none.
    """
    found = decoded(data or b"{}")
    if not isinstance(found, dict):
        raise ValueError("it holds no JSON object")
    return found


def packages_of(data: bytes) -> dict[str, str]:
    """Return versions by name; lines that say something else, such as an address, are passed over."""
    lines = (line.strip() for line in data.decode("utf-8", "replace").splitlines())
    return {match[1]: match[2] for line in lines if (match := _PACKAGE.match(line))}


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a `wandb-metadata.json` says."""

    facts: RunFacts
    """Name, project and the like; up to 0.9."""
    status: Status | None
    """How the run ended; up to 0.9."""
    ended: float | None
    environment: Environment
    source: Source


def metadata_of(found: Mapping[str, Any]) -> Metadata:
    """Return what the file says; from 0.10 on its `state` is always that of the beginning, and not taken."""

    def said(name: str) -> str:
        value = found.get(name)
        return value if isinstance(value, str) else ""

    git = found.get("git") if isinstance(found.get("git"), dict) else {}
    arguments = found.get("args") if isinstance(found.get("args"), list) else []
    is_old = "heartbeatAt" in found and "mode" in found
    count = found.get("gpu_count")
    cores = found.get("cpu_count")
    return Metadata(
        RunFacts(
            project=said("project"),
            name=said("name"),
            job_type=said("jobType"),
            started=moment(said("startedAt")),
        ),
        _STATES.get(said("state")) if is_old else None,
        moment(said("heartbeatAt")) if is_old else None,
        Environment(
            python=python_version(said("python")),
            platform=said("os") or None,
            hardware=hardware(
                said("gpu"), count if isinstance(count, int) else 0, cores if isinstance(cores, int) else 0
            ),
            user=said("username") or None,
            host=said("host") or None,
        ),
        Source(
            repository=_text(git, "remote") or None,
            commit=_text(git, "commit") or None,
            entry_point=said("codePath") or said("program") or None,
            command=command(said("program"), [str(one) for one in arguments or ()]),
        ),
    )


def moment(said: str) -> float | None:
    """Return a time as seconds since 1970; without a zone it is UTC. None where it is no time."""
    try:
        found = datetime.fromisoformat(said)
        return (found.replace(tzinfo=UTC) if found.tzinfo is None else found).timestamp()
    except (ValueError, OverflowError):
        return None


def rows_of(data: bytes) -> tuple[list[dict[str, Any]], int, bool]:
    """Return the objects in JSON lines, how many lines hold none, and whether the last breaks off."""
    found, bad = [], 0
    lines = data.split(b"\n")
    for line in filter(bytes.strip, lines):
        try:
            found.append(object_of(line))
        except ValueError:
            bad += 1
    is_torn = bool(lines[-1].strip()) and bad > 0
    return found, bad, is_torn


def history_in(lines: list[dict[str, Any]]) -> History:
    """Return what the rows of a `wandb-history.jsonl` hold."""
    said = [as_number(line.get("_step")) for line in lines]
    steps, is_good = whole_steps([float(at) if step is None else step for at, step in enumerate(said)])
    times = np.asarray([as_number(line.get("_timestamp")) or np.nan for line in lines], np.float64)
    rows = Rows(steps, times, is_good)
    found = History(bad=int((~is_good).sum()), last_time=last_of(times))
    numbers: dict[str, tuple[list[int], list[float]]] = {}
    for row, line in enumerate(lines):
        for name, value in line.items():
            if name.startswith("_"):
                continue
            if type(value) in (int, float):
                at, values = numbers.setdefault(name, ([], []))
                at.append(row)
                values.append(as_number(value) or 0.0)
            else:
                add_value(found, name, rows, row, value)
    for name, (at, values) in numbers.items():
        found.add(name, rows, np.asarray(at), np.asarray(values))
    return found


def readings_in(lines: list[dict[str, Any]]) -> History:
    """Return the readings of the machine in a `wandb-events.jsonl`, counted from 0."""
    own = [{name.removeprefix(SYSTEM): value for name, value in line.items()} for line in lines]
    return history_in([{**line, "_step": at} for at, line in enumerate(own)])


def _text(found: object, name: str) -> str:
    value = found.get(name) if isinstance(found, dict) else None
    return value if isinstance(value, str) else ""
