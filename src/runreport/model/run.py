"""A run: the record of one execution of training or evaluation code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from runreport.model.frozen import frozen_mapping
from runreport.model.metric import MetricInfo
from runreport.model.parts import (
    Artifact,
    Cost,
    Dataset,
    Environment,
    LoggedTable,
    Media,
    ModelVersion,
    Scalar,
    Source,
)
from runreport.model.problem import Omission, Problem
from runreport.model.series import Series


class Status(StrEnum):
    """How a run ended, as far as its store says."""

    FINISHED = "finished"
    FAILED = "failed"
    KILLED = "killed"
    RUNNING = "running"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, order=True)
class StoreRef:
    """A store, and the reader that takes it."""

    reader: str
    """Name of the reader in the catalog."""
    address: str
    """Path or URL by which the store is named; relative as the user gave it."""
    at: str = ""
    """Path of the copy on this machine, where the address leads elsewhere."""

    @property
    def path(self) -> Path:
        """Where its bytes lie on this machine."""
        return Path(self.at or self.address)


@dataclass(frozen=True, slots=True, order=True)
class RunRef:
    """The name of one run in one store."""

    store: StoreRef
    key: str
    """Unique in the store, and the same every time."""
    stamp: str = ""
    """Changes whenever the run's bytes may have."""

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError("a run's key cannot be empty")

    @property
    def uid(self) -> str:
        """Unique over all stores of a report."""
        return f"{self.store.address}::{self.key}"


@dataclass(frozen=True, slots=True)
class Joined:
    """Another record of the same run, whose parts were taken in."""

    ref: RunRef
    because: str
    """By what the two were recognized as one run, in a sentence without its end stop."""
    metrics: tuple[str, ...] = ()
    """Names of the metrics that come from there alone."""
    same: int = 0
    """How many metrics both records hold, point for point as far as their facts tell."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run, as complete as its store has it. Absent means that the store does not say."""

    ref: RunRef
    name: str
    """As the store has it; may be empty, see `title`."""
    experiment: str
    """Name of the group that the store keeps it in."""
    status: Status = Status.UNKNOWN
    started: datetime | None = None
    """Aware, in UTC."""
    ended: datetime | None = None
    """Aware, in UTC; may lie before `started` where clocks were wrong."""
    params: Mapping[str, Scalar] = field(default_factory=dict)
    """Settings; nested keys joined with dots."""
    metrics: Mapping[str, Series] = field(default_factory=dict)
    system: Mapping[str, Series] = field(default_factory=dict)
    """GPU, memory and the like, apart from results."""
    summary: Mapping[str, Scalar] = field(default_factory=dict)
    """What the store itself calls the result, where it does."""
    definitions: Mapping[str, MetricInfo] = field(default_factory=dict)
    """What the record itself says that a metric means, by the metric's name."""
    tags: Mapping[str, str] = field(default_factory=dict)
    notes: str | None = None
    """Markdown."""
    group: str | None = None
    job_type: str | None = None
    parent: str | None = None
    """Key of the parent run in the same store; it may be gone."""
    artifacts: tuple[Artifact, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    models: tuple[ModelVersion, ...] = ()
    source: Source = field(default_factory=Source)
    environment: Environment = field(default_factory=Environment)
    media: tuple[Media, ...] = ()
    tables: tuple[LoggedTable, ...] = ()
    log: str | None = None
    """The last lines that the run printed, as its terminal showed them in the end."""
    cost: Cost = field(default_factory=Cost)
    folders: tuple[str, ...] = ()
    """Folders outside the store that the run wrote to, such as a log folder, as the record has them."""
    joined: tuple[Joined, ...] = ()
    """Other records of this run, from other stores, that were joined with this one."""
    recorded_as: Mapping[str, str] = field(default_factory=dict)
    """Name in the record by name here, for metrics and settings that were aligned with other runs'."""
    problems: tuple[Problem, ...] = ()
    """Parts of this run that could not be read."""
    omissions: tuple[Omission, ...] = ()
    """Parts of this run that a limit left out."""

    def __post_init__(self) -> None:
        for moment in (self.started, self.ended):
            if moment is not None and moment.utcoffset() != timedelta(0):
                raise ValueError("a run's times must be aware and in UTC")
        for name in ("params", "metrics", "system", "summary", "definitions", "tags", "recorded_as"):
            object.__setattr__(self, name, frozen_mapping(getattr(self, name)))

    @property
    def id(self) -> str:
        """The run's key in its store."""
        return self.ref.key

    @property
    def uid(self) -> str:
        """The run's name in this report, unique over all stores."""
        return self.ref.uid

    @property
    def title(self) -> str:
        """What to call it: its name, or the first characters of its key where nobody named it."""
        return self.name if self.name.strip() else self.id[:12]

    @property
    def seconds(self) -> float | None:
        """How long the run took: as its record says, else from start to end.

        None where unknown or where the end lies before the start.
        """
        if self.cost.seconds is not None:
            return self.cost.seconds.value
        if self.started is None or self.ended is None or self.ended < self.started:
            return None
        return (self.ended - self.started).total_seconds()


@dataclass(frozen=True, slots=True)
class Experiment:
    """What a store says of a group of runs as a whole."""

    name: str
    key: str = ""
    description: str | None = None
    """Markdown."""
    tags: Mapping[str, str] = field(default_factory=dict)
    created: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "tags", frozen_mapping(self.tags))


@dataclass(frozen=True, slots=True)
class RegisteredModel:
    """A name in a model registry, with its versions in ascending order."""

    name: str
    versions: tuple[ModelVersion, ...] = ()
    description: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Version by alias."""
    created: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "tags", frozen_mapping(self.tags))
        object.__setattr__(self, "aliases", frozen_mapping(self.aliases))


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What a store says beside its runs."""

    store: StoreRef
    experiments: tuple[Experiment, ...] = ()
    models: tuple[RegisteredModel, ...] = ()
