"""A run, made of what its event files say, what lies beside them, and what the runs around it say of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from operator import itemgetter

import numpy as np

from runreport.language import message, text
from runreport.model import Cost, Environment, Measured, MetricInfo, Omission, Run, Series, Status
from runreport.readers.tensorboard.event import Kind, Metadata
from runreport.readers.tensorboard.hparams import PLUGIN, MetricName
from runreport.readers.tensorboard.layout import experiment_of, host_in, part_of, runs_above
from runreport.readers.tensorboard.log import Curve, Item, Log, and_more, noun_of
from runreport.readers.tensorboard.merge import log_of
from runreport.readers.tensorboard.pictures import AUDIO, IMAGES, media_of
from runreport.readers.tensorboard.sessions import said_of
from runreport.readers.tensorboard.source import Source
from runreport.readers.tensorboard.tables import CURVES, HISTOGRAMS, TEXTS, tables_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_VOID = message("the run was started again at an earlier step, and TensorBoard drops them too")
_WITHOUT_PAUSES = text("computed over its starts, each from the first to the last event of its file")
_UNREAD = message("no page shows them")
_MEDIA, _TABLES = frozenset({IMAGES, AUDIO}), frozenset({HISTOGRAMS, CURVES, TEXTS})
_PLUGINS = {Kind.IMAGE: IMAGES, Kind.AUDIO: AUDIO, Kind.HISTOGRAM: HISTOGRAMS}
_NO_METADATA = Metadata()


def run_of(source: Source, files: Sequence[tuple[str, bytes]]) -> Run:
    """Return the run that event files tell of.

    Args:
        source: where they are from; told of what is wrong with them.
        files: name and contents, in the order in which they are read.
    """
    log = log_of(files)
    for name, what in log.faults:
        source.fault(what, name)
    root, key = source.ref.store.path, source.ref.key
    above = runs_above(root, key)
    said = said_of(source, log, above)
    by_plugin = _by_plugin(log)
    wrong: dict[tuple[str, str], list[int]] = {}

    def fault(item: Item, why: str) -> None:
        wrong.setdefault((item.tag, why), []).append(item.step)

    media, media_left = media_of(_among(_MEDIA, by_plugin), log.metadata, fault)
    tables, tables_left = tables_of(_among(_TABLES, by_plugin), log.metadata, fault)
    for (tag, why), steps in wrong.items():
        source.fault(f"{tag} at step {steps[0]} cannot be read: {why}{and_more(len(steps))}", None)
    return Run(
        ref=source.ref,
        name=key,
        experiment=experiment_of(source.ref.store, key),
        status=said.status or Status.UNKNOWN,
        started=_moment(log.started, source),
        ended=_moment(log.ended, source),
        cost=Cost() if log.seconds is None else Cost(seconds=Measured(log.seconds, _WITHOUT_PAUSES)),
        params=said.settings,
        metrics=dict(zip(log.curves, _series(log.curves.values()), strict=True)),
        definitions=_definitions(log, said.metrics, key),
        group=said.group or part_of(root, key),
        parent=above[0] if above else None,
        environment=_environment(log, files),
        media=media,
        tables=tables,
        problems=tuple(source.problems),
        omissions=(*media_left, *tables_left, *_omissions(log, by_plugin)),
    )


def _by_plugin(log: Log) -> dict[str, list[tuple[int, Item]]]:
    """Return what was logged beside numbers by the plugin that shows it, with its place in the log."""
    found: dict[str, list[tuple[int, Item]]] = {}
    for order, item in enumerate(log.items):
        plugin = _PLUGINS.get(item.kind) or log.metadata.get(item.tag, _NO_METADATA).plugin
        found.setdefault(plugin, []).append((order, item))
    return found


def _among(plugins: Iterable[str], by_plugin: dict[str, list[tuple[int, Item]]]) -> list[Item]:
    """Return what these plugins show in the order written."""
    found = chain.from_iterable(by_plugin.get(plugin, []) for plugin in plugins)
    return [item for _, item in sorted(found, key=itemgetter(0))]


def _series(curves: Iterable[Curve]) -> Iterator[Series]:
    columns = [(curve.steps, curve.values, curve.times) for curve in curves]
    for found in Series.of_each(columns):
        # An event without a time is one whose writer set none.
        is_timed = found.times is not None and np.count_nonzero(found.times) == len(found)
        yield found if is_timed else _with_gaps(found)


def _with_gaps(series: Series) -> Series:
    times = np.asarray(series.times)
    return replace(series, times=np.where(times == 0, np.nan, times) if times.any() else None)


def _definitions(log: Log, metrics: Sequence[MetricName], key: str) -> dict[str, MetricInfo]:
    """Return what tags say of themselves, else what the experiment says of them."""
    found = {}
    for name in log.curves:
        own = log.metadata.get(name, _NO_METADATA)
        said = next(
            (one for one in metrics if one.tag == name and f"/{key}".endswith(f"/{one.group}".rstrip("/"))),
            MetricName(name, "", "", ""),
        )
        label, explanation = own.label or said.label, own.explanation or said.explanation
        if (label and label != name) or explanation:
            found[name] = MetricInfo(name, label or name, explain=explanation)
    return found


def _environment(log: Log, files: Sequence[tuple[str, bytes]]) -> Environment:
    hosts = (host_in(name) for name, _ in files)
    tracker = f"TensorBoard ({log.writer})" if log.writer else "TensorBoard"
    return Environment(tracker=tracker, host=next(filter(None, hosts), None))


def _omissions(log: Log, by_plugin: dict[str, list[tuple[int, Item]]]) -> Iterator[Omission]:
    if log.void:
        yield Omission("points of earlier starts", log.void, _VOID)
    unread = Counter(log.unread)
    for plugin, entries in by_plugin.items():
        if plugin not in _MEDIA | _TABLES | {PLUGIN}:
            unread[noun_of(plugin)] += len(entries)
    for what, count in sorted(unread.items()):
        yield Omission(what, count, _UNREAD)


def _moment(seconds: float | None, source: Source) -> datetime | None:
    if seconds is None:
        return None
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        source.fault(f"an event's time, {seconds:g} seconds since 1970, lies outside of the calendar", None)
        return None
