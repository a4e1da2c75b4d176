"""The settings of a run: its own, or those of the run in whose folder it lies, of which it is a part then.

The hparams plugin keeps them for a folder and all those inside of it (`MetricName.group` in its `api.proto`);
Lightning's `hparams.yaml` lies in the run's folder.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from runreport.model import Scalar, Status
from runreport.readers.tensorboard.hparams import MetricName, Session, session_of
from runreport.readers.tensorboard.layout import SETTINGS, event_files, folder_of
from runreport.readers.tensorboard.log import Log
from runreport.readers.tensorboard.merge import log_of
from runreport.readers.tensorboard.settings import settings_in
from runreport.readers.tensorboard.source import Source

_HEAD = 1 << 20
"""Bytes of a file in which what is said at a run's beginning is looked for."""

Settings = Mapping[str, Scalar]
Files = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a run beside its curves."""

    settings: Settings
    group: str
    status: Status | None
    metrics: tuple[MetricName, ...]
    """The run's own first, then those of the runs around it, the nearest first."""


def said_of(source: Source, log: Log, above: Sequence[str]) -> Said:
    """Return what is said of a run.

    Args:
        source: told of what cannot be read.
        log: what the run's own event files say.
        above: keys of the runs around it, the nearest first.
    """
    try:
        own = session_of(log.metadata.values())
    except ValueError as error:
        source.fault(f"what the hparams plugin says cannot be read: {error}", None)
        own = Session()
    settings, group = _joined(own, _beside(source)), own.group
    metrics = list(own.metrics)
    for key in above:
        session, beside = _around(folder_of(source.ref.store.path, key))
        metrics += session.metrics
        if not settings:
            settings, group = _joined(session, beside), session.group
    return Said(settings, group, own.status, tuple(metrics))


def _joined(session: Session, beside: Mapping[tuple[str, ...], Scalar]) -> Settings:
    """Return the settings of both; the plugin's win, but for whole numbers, which it does not know.

    Lightning gives the plugin nested keys joined by slashes; they stay so where both have them.
    """
    found = dict(session.settings)
    for path, value in beside.items():
        name = "/".join(path)
        if name not in found:
            found[".".join(path)] = value
        elif type(value) is int and found[name] == value:
            found[name] = value
    return found


def _beside(source: Source) -> Mapping[tuple[str, ...], Scalar]:
    if not (source.folder / SETTINGS).is_file():
        return {}
    data = source.read(SETTINGS)
    try:
        return settings_in(data or b"")
    except ValueError as error:
        source.fault(f"the settings cannot be read: {error}", SETTINGS)
        return {}


def _around(folder: Path) -> tuple[Session, Mapping[tuple[str, ...], Scalar]]:
    """Return what a run around another says at its beginning; what is wrong there, it tells itself."""
    try:
        files = [(path.name, path.stat()) for path in folder.iterdir() if path.is_file()]
    except OSError:
        return Session(), {}
    wanted = {*event_files(name for name, _ in files), SETTINGS}
    seen = sorted((name, found.st_size, found.st_mtime_ns) for name, found in files if name in wanted)
    return _kept(str(folder), tuple(seen))


@lru_cache(maxsize=64)
def _kept(folder: str, files: Files) -> tuple[Session, Mapping[tuple[str, ...], Scalar]]:
    heads = dict(_heads(Path(folder), [name for name, *_ in files]))
    beside = heads.pop(SETTINGS, b"")
    try:
        session = session_of(log_of(heads.items()).metadata.values())
    except ValueError:
        session = Session()
    try:
        return session, settings_in(beside)
    except ValueError:
        return session, {}


def _heads(folder: Path, names: Iterable[str]) -> Iterable[tuple[str, bytes]]:
    for name in names:
        try:
            with (folder / name).open("rb") as file:
                yield name, file.read(_HEAD)
        except OSError:
            continue
