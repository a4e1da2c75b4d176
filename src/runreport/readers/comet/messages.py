"""The messages of an offline run, one JSON object a line, in the order in which they were logged.

Source: `messages.py` and `offline.py` of comet_ml 3.2, 3.30 and 3.58. What a line is, its payload's keys
tell, since the types have changed their names.
"""

from collections.abc import Iterator
from typing import Any

from runreport.readers.comet.faults import Faults
from runreport.readers.comet.gathered import OTHERS, Gathered
from runreport.readers.comet.jsontext import object_in, parsed
from runreport.readers.comet.points import full_name

OS_PACKAGES = b'"os_packages":['
"""Not read: the packages of the operating system, which are most of a small archive."""
COUNTERS = (b'"paramName":"curr_step"', b'"paramName":"curr_epoch"')
AT_ONCE = 100
_NOT_SHOWN = frozenset({"cloud_details", "system_info", "remote_model", "log_dependency"})
_TORN = "the last line breaks off, and is left out"
_UNREAD = "a line is no message of Comet, and is left out"


def take_messages(data: bytes, into: Gathered, faults: Faults, file: str) -> None:
    """Gather what the messages say.

    Args:
        data: the whole of `messages.json`.
        into: what is gathered of the run so far.
        faults: where lines that cannot be read are noted.
        file: how to call the file.
    """
    for line, message in _messages(data, faults, file):
        payload = message.get("payload")
        if not isinstance(payload, dict):
            faults.add(_UNREAD, file, line)
            continue
        metric = payload.get("metric")
        if isinstance(metric, dict):
            name = full_name(str(metric.get("metricName")), payload.get("context"))
            try:
                into.points.add(
                    name,
                    metric.get("metricValue"),
                    metric.get("step"),
                    metric.get("epoch"),
                    payload.get("local_timestamp"),
                )
            except ValueError as error:
                faults.add(f"{error}, and the point is left out", file, line)
        elif not _take(payload, str(message.get("type")), into):
            kind = str(message.get("type"))
            why = "a report does not show them" if kind in _NOT_SHOWN else "runreport knows no such kind"
            into.left_out[f"messages of the kind `{kind}`", why] += 1


def _messages(data: bytes, faults: Faults, file: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the messages with the numbers of their lines, a hundred at a time.

    One call for many lines is quicker than one a line, and one for all of them is slower, since the
    interpreter looks through all objects that are alive for garbage again and again.
    """
    lines = data.split(b"\n")
    last = len(lines) if lines[-1].strip() else 0
    numbers = _wanted(lines)
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        try:
            found = parsed(b"[" + b",".join([lines[number - 1] for number in some]) + b"]")
        except ValueError:
            found = []
        if len(found) == len(some) and all(type(message) is dict for message in found):
            yield from zip(some, found, strict=True)
            continue
        for number in some:
            try:
                yield number, object_in(lines[number - 1])
            except ValueError:
                faults.add(_TORN if number == last else _UNREAD, file, number)


def _wanted(lines: list[bytes]) -> list[int]:
    """Return the numbers of the lines worth a look.

    The client logs the current step and epoch as settings whenever they change; only the last counts.
    """
    wanted = []
    last: dict[bytes, int] = {}
    for number, line in enumerate(lines, start=1):
        if b'"metric"' in line:
            wanted.append(number)
        elif line and not line.isspace() and OS_PACKAGES not in line:
            counter = next((name for name in COUNTERS if name in line), b"")
            if counter:
                last[counter] = number
            else:
                wanted.append(number)
    return sorted([*wanted, *last.values()])


def _take(payload: dict[str, Any], kind: str, into: Gathered) -> bool:
    """Gather any message but a metric; return whether its kind is known."""
    for name in ("param", "params"):
        given = payload.get(name)
        if isinstance(given, dict):
            into.setting(given.get("paramName"), given.get("paramValue"), payload.get("context"))
            return True
    other = payload.get("log_other", payload if "key" in payload else None)
    if isinstance(other, dict) and "key" in other:
        into.other(other["key"], other.get("val", other.get("value")))
        return True
    if "upload_type" in payload or "additional_params" in payload:
        _take_upload(payload, into)
        return True
    return _take_surroundings(payload, kind, into)


def _take_upload(payload: dict[str, Any], into: Gathered) -> None:
    kind, metadata = payload.get("upload_type"), payload.get("metadata")
    items = payload.get("items")
    if isinstance(items, list):
        for item in items:
            if isinstance(item, dict):
                given = {
                    "fileName": f"{payload.get('name')}/{item.get('file_name')}",
                    "step": payload.get("step"),
                }
                into.upload(item.get("file_path"), kind, given, metadata)
        return
    path = None if "remote_uri" in payload else payload.get("file_path")
    into.upload(path, kind, payload.get("additional_params"), metadata)


def _take_surroundings(payload: dict[str, Any], kind: str, into: Gathered) -> bool:
    """Gather what a message says of code, machine and packages, or count what is not read."""
    if isinstance(payload.get("installed_packages"), list):
        into.packages = [str(package) for package in payload["installed_packages"]]
    elif isinstance(payload.get("git_metadata"), dict):
        into.git.update(payload["git_metadata"])
    elif "hostname" in payload and "python_version" in payload:
        into.details.update(payload)
    elif kind == "register_model":
        into.models.append(payload)
    elif kind == "log_dependency" and "name" in payload:
        into.packages.append(f"{payload['name']}=={payload.get('version')}")
    elif named := next((name for name in ("file_name", "gpu_static_info", "command") if name in payload), ""):
        into.details[named] = payload[named]
    elif isinstance(printed := payload.get("stdout", payload.get("output")), str):
        into.printed.append(printed)
    elif "html" in payload or "htmlOverride" in payload:
        into.left_out[OTHERS["html"]] += 1
    elif "graph" in payload:
        into.left_out[OTHERS["graph"]] += 1
    else:
        return kind == "close" or "os_packages" in payload
    return True
