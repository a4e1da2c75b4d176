"""Records of one run in several stores, made one; what is unsure stays apart, and is said."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, TypeVar

from runreport.analysis.twins import Twin, are_same, contradict, twins_by_kind
from runreport.language import text
from runreport.model import Joined, Omission, Run, Scalar, Series, Status

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Records that may be of one run and were kept apart."""

    what: str
    """The evidence, and why it does not suffice."""
    places: tuple[int, ...]
    """Of the records, among those that `join_runs` returned."""


@dataclass(slots=True)
class _Settling:
    """Which records go together, while the evidence is gone through."""

    runs: Sequence[Run]
    home: list[int]
    """By place of a record, the place of the record that speaks for its group."""
    members: dict[int, list[int]]
    evidence: dict[int, Twin] = field(default_factory=dict)
    """By place of a record, what brought it into its group."""
    doubts: dict[tuple[str, tuple[int, ...]], None] = field(default_factory=dict)


def join_runs(runs: Sequence[Run]) -> tuple[list[Run], list[Doubt]]:
    """Return the runs, records of one run joined, and the doubts.

    Each joined run stands where the first of its records stood. Its name, experiment and everything
    that two records say differently are those of the record with most settings and tags; the others
    fill in what it lacks, and stand in `Run.joined`.
    """
    settling = _Settling(runs, list(range(len(runs))), {place: [place] for place in range(len(runs))})
    for twins in twins_by_kind(runs):
        _settle(settling, twins)
    if all(len(members) == 1 for members in settling.members.values()):
        return list(runs), [Doubt(what, places) for what, places in settling.doubts]
    joined: list[Run] = []
    new_place: dict[int, int] = {}
    for place in range(len(runs)):
        group = settling.members[settling.home[place]]
        if place == group[0]:
            joined.append(_join(group, settling))
        new_place[place] = new_place[group[0]] if place != group[0] else len(joined) - 1
    doubts = [
        Doubt(what, tuple(sorted({new_place[place] for place in places}))) for what, places in settling.doubts
    ]
    return joined, [doubt for doubt in doubts if len(doubt.places) > 1]


def _settle(settling: _Settling, twins: Sequence[Twin]) -> None:
    """Join what the evidence of one kind leaves no choice about."""
    open_twins = [twin for twin in twins if settling.home[twin.one] != settling.home[twin.other]]
    rivals = _rivals(settling, open_twins)
    for twin in open_twins:
        places = tuple(sorted({twin.one, twin.other}))
        if settling.home[twin.one] == settling.home[twin.other]:
            continue
        setting = contradict(settling.runs[twin.one], settling.runs[twin.other])
        if setting:
            doubt = text("{because}, but {setting} differs", because=twin.because, setting=setting)
            settling.doubts[doubt, places] = None
        elif rivals[twin]:
            doubt = text("{because}, and so for {n} more", because=twin.because, n=rivals[twin])
            settling.doubts[doubt, places] = None
        elif _would_clash(settling, twin):
            doubt = text(
                "{because}, but another record of the same store is already joined", because=twin.because
            )
            settling.doubts[doubt, places] = None
        else:
            _unite(settling, twin)


def _rivals(settling: _Settling, twins: Sequence[Twin]) -> Mapping[Twin, int]:
    """Return by twin how many other records of the same store have the same kind of evidence.

    Parts below one named folder are no rivals of one another.
    """
    partners: dict[tuple[int, str], set[int]] = defaultdict(set)
    for twin in twins:
        one, other = settling.runs[twin.one], settling.runs[twin.other]
        if not twin.inside:
            partners[twin.one, other.ref.store.address].add(twin.other)
        partners[twin.other, one.ref.store.address].add(twin.one)
    return {
        twin: max(
            len(partners[twin.one, settling.runs[twin.other].ref.store.address] - {twin.other})
            * (not twin.inside),
            len(partners[twin.other, settling.runs[twin.one].ref.store.address] - {twin.one}),
        )
        for twin in twins
    }


def _would_clash(settling: _Settling, twin: Twin) -> bool:
    """Tell whether a group would hold two records of one store, parts of a folder apart."""
    if twin.inside:
        return False
    groups = (settling.members[settling.home[place]] for place in (twin.one, twin.other))
    stores = Counter(
        settling.runs[place].ref.store.address
        for group in groups
        for place in group
        if not (place in settling.evidence and settling.evidence[place].inside)
    )
    return any(count > 1 for count in stores.values())


def _unite(settling: _Settling, twin: Twin) -> None:
    kept, taken = sorted((settling.home[twin.one], settling.home[twin.other]))
    settling.members[kept] = sorted(settling.members[kept] + settling.members.pop(taken))
    for place in settling.members[kept]:
        settling.home[place] = kept
    for place in (twin.other, twin.one):
        settling.evidence.setdefault(place, twin)


def _join(group: Sequence[int], settling: _Settling) -> Run:
    """Return the records of a group as one run."""
    if len(group) == 1:
        return settling.runs[group[0]]
    first = min(group, key=lambda place: (-_fullness(settling.runs[place]), place))
    run = settling.runs[first]
    for place in group:
        if place != first:
            run = _with(run, settling.runs[place], settling.evidence[place])
    return run


def _fullness(run: Run) -> int:
    return len(run.params) + len(run.tags)


def _with(run: Run, other: Run, twin: Twin) -> Run:
    """Return the run with what another record of it adds."""
    metrics, same, unlike = _metrics(run, other, twin.inside)
    params = {name: value for name, value in other.params.items() if name not in run.params}
    joined = Joined(replace(other.ref, stamp=""), twin.because, tuple(metrics), same)
    why = text("the record of the run with most settings has them with other points")
    lost = (
        (Omission(text("metrics of a joined record"), unlike, why, other.ref.store.address),)
        if unlike
        else ()
    )
    return replace(
        run,
        name=run.name or other.name,
        status=other.status if run.status is Status.UNKNOWN else run.status,
        started=run.started or other.started,
        ended=run.ended or other.ended,
        params={**run.params, **params},
        metrics={**run.metrics, **metrics},
        system={**other.system, **run.system},
        summary={**_summary(run, other, metrics), **run.summary},
        definitions={**other.definitions, **run.definitions},
        tags={**other.tags, **run.tags},
        notes=run.notes or other.notes,
        group=run.group or other.group,
        job_type=run.job_type or other.job_type,
        artifacts=_union(run.artifacts, other.artifacts, "path"),
        datasets=_union(run.datasets, other.datasets, "name"),
        models=_union(run.models, other.models, "name"),
        source=_filled(run.source, other.source),
        environment=_filled(run.environment, other.environment),
        media=(*run.media, *other.media),
        tables=(*run.tables, *other.tables),
        log=run.log or other.log,
        cost=_filled(run.cost, other.cost),
        folders=(*run.folders, *other.folders),
        joined=(*run.joined, joined, *other.joined),
        problems=(*run.problems, *other.problems),
        omissions=(*run.omissions, *other.omissions, *lost),
    )


def _summary(run: Run, other: Run, added: Mapping[str, Series]) -> dict[str, Scalar]:
    """Return the results that the other store names, but for those of metrics that the run has already."""
    told = {name for name in other.metrics if name not in added} | run.metrics.keys()
    return {name: value for name, value in other.summary.items() if name not in told}


def _metrics(run: Run, other: Run, inside: str) -> tuple[dict[str, Series], int, int]:
    """Return the metrics that the other record adds, and how many are the same, and unlike."""
    added: dict[str, Series] = {}
    same = unlike = 0
    for name, series in other.metrics.items():
        called = f"{inside}/{name}" if inside else name
        if any(are_same(series, known) for known in run.metrics.values()):
            same += 1
        elif called in run.metrics:
            unlike += 1
        else:
            added[called] = series
    return added, same, unlike


def _union(one: tuple[T, ...], other: tuple[T, ...], key: str) -> tuple[T, ...]:
    there = {getattr(item, key) for item in one}
    return (*one, *(item for item in other if getattr(item, key) not in there))


def _filled(one: T, other: T) -> T:
    """Return a part of a record with what it leaves open filled in from another."""
    assert is_dataclass(one)
    given: dict[str, Any] = {
        part.name: getattr(other, part.name)
        for part in fields(one)
        if getattr(one, part.name) in (None, {}) and getattr(other, part.name) not in (None, {})
    }
    return replace(one, **given)  # type: ignore[type-var]
