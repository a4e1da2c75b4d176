"""How a run is pickled: its curves as one block of bytes, its parts as their bare values.

Runs travel between the processes that read them. An array and a record at a time, as pickle goes about
it by itself, takes more than twice as long.
"""

import copyreg
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import accumulate, pairwise
from operator import attrgetter
from sys import intern
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from runreport.model.parts import Cost, Environment, Source
from runreport.model.run import Run, RunRef, StoreRef
from runreport.model.series import Series, Stats

T = TypeVar("T")

_Block = tuple[list[str], list[tuple[Any, ...]], list[int], bytes]
"""Names of curves; by curve, numbers of the arrays of steps, values and times, the latter perhaps none,
and its facts; how long each array is; and the points of all."""

_values_of = attrgetter(*Run.__match_args__)
_facts_of = attrgetter(*Stats.__match_args__)


def _pack(run: Run) -> tuple[Callable[..., Run], tuple[Any, ...]]:
    values = [*_values_of(run)]
    for place, pack, _ in _WAYS:
        if values[place] is not None:
            values[place] = pack(values[place])
    return _unpack, tuple(values)


def _unpack(*packed: Any) -> Run:
    values = [*packed]
    for place, _, unpack in _WAYS:
        if values[place] is not None:
            values[place] = unpack(values[place])
    run: Run = object.__new__(Run)
    # They were in a run before, and need no second look.
    for name, value in zip(Run.__match_args__, values, strict=True):
        object.__setattr__(run, name, value)
    return run


def _pack_curves(curves: Mapping[str, Series]) -> _Block:
    numbers: dict[int, int] = {id(None): -1}
    arrays: list[NDArray[Any]] = []
    rows = []
    for one in curves.values():
        # A run's curves mostly share their steps and times.
        for array in (one.steps, one.values, one.times):
            if array is not None and id(array) not in numbers:
                numbers[id(array)] = len(arrays)
                arrays.append(array)
        rows.append(
            (numbers[id(one.steps)], numbers[id(one.values)], numbers[id(one.times)], *_facts_of(one.stats))
        )
    return [*curves], rows, [*map(len, arrays)], b"".join([array.tobytes() for array in arrays])


def _unpack_curves(block: _Block) -> Mapping[str, Series]:
    names, rows, lengths, data = block
    found: dict[str, Series] = {}
    if not names:
        return MappingProxyType(found)
    spans = [slice(*ends) for ends in pairwise(accumulate(lengths, initial=0))]
    points, whole = np.frombuffer(data), np.frombuffer(data, np.int64)
    arrays: list[Any] = [*(points[span] for span in spans), None]
    steps = {number: whole[spans[number]] for number in {row[0] for row in rows}}
    for name, (step, value, time, *facts) in zip(names, rows, strict=True):
        found[_shared(name)] = Series.restored(steps[step], arrays[value], arrays[time], Stats(*facts))
    return MappingProxyType(found)


def _unpack_mapping(mapping: dict[str, T]) -> Mapping[str, T]:
    return MappingProxyType({_shared(key): value for key, value in mapping.items()})


def _shared(name: str) -> str:
    """Return a name as the one copy of it that serves for all runs."""
    return intern(name) if type(name) is str else name


def _pack_moment(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None) if moment.tzinfo is UTC else moment


def _unpack_moment(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _bare(cls: type[Any]) -> "_Way":
    return _Way(attrgetter(*cls.__match_args__), lambda values: cls(*values))


class _Way(NamedTuple):
    pack: Callable[[Any], Any]
    unpack: Callable[[Any], Any]


_CURVES = _Way(_pack_curves, _unpack_curves)
_MAPPING = _Way(dict, _unpack_mapping)
_MOMENT = _Way(_pack_moment, _unpack_moment)
_REF = _Way(
    attrgetter("store.reader", "store.address", "store.at", "key", "stamp"),
    lambda values: RunRef(StoreRef(*values[:3]), *values[3:]),
)
_WAY_OF = {
    "ref": _REF,
    "started": _MOMENT,
    "ended": _MOMENT,
    "params": _MAPPING,
    "metrics": _CURVES,
    "system": _CURVES,
    "summary": _MAPPING,
    "definitions": _MAPPING,
    "tags": _MAPPING,
    "source": _bare(Source),
    "environment": _bare(Environment),
    "cost": _bare(Cost),
    "recorded_as": _MAPPING,
}
"""By field; the others travel as they are."""
_WAYS = [(Run.__match_args__.index(name), *way) for name, way in _WAY_OF.items()]

copyreg.pickle(Run, _pack)
