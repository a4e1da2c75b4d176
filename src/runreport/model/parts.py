"""The parts that a run is made of, besides its numbers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from runreport.model.frozen import frozen_mapping

_PICTURE_FILE = re.compile(r"[0-9a-f]{16}\.(png|jpg|webp)")

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file that the run left behind."""

    path: str
    """Relative to the run's artifacts, with forward slashes."""
    size_bytes: int | None = None
    digest: str | None = None
    """As the store names it, algorithm first: `sha256:…`, `md5:…`."""
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """Data that the run read."""

    name: str
    digest: str | None = None
    source: str | None = None
    """Where it came from: an address, or the store's own description."""
    context: str | None = None
    """What it was used for, such as `training` or `validation`."""
    rows: int | None = None
    profile: str | None = None
    """The store's own short description of the contents, as text."""
    schema: str | None = None


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A model that the run made, or one version of a registered model."""

    name: str
    """Registered name, or the artifact's path for a model that is not registered."""
    version: str | None = None
    """None for a model that is not registered."""
    stage: str | None = None
    aliases: tuple[str, ...] = ()
    flavor: str | None = None
    signature: str | None = None
    """Inputs and outputs as the store describes them, as text."""
    run: str | None = None
    """Key of the run that made it."""
    description: str | None = None
    created: datetime | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tags", frozen_mapping(self.tags))

    @property
    def is_registered(self) -> bool:
        """Whether the model stands in a registry."""
        return self.version is not None


@dataclass(frozen=True, slots=True)
class Source:
    """The code that ran."""

    repository: str | None = None
    commit: str | None = None
    branch: str | None = None
    dirty: bool | None = None
    """Whether there were uncommitted changes; None where the store does not say."""
    entry_point: str | None = None
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Environment:
    """What the code ran on."""

    python: str | None = None
    packages: Mapping[str, str] = field(default_factory=dict)
    """Version by name."""
    platform: str | None = None
    hardware: str | None = None
    tracker: str | None = None
    """Name and version of what wrote the record."""
    user: str | None = None
    host: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "packages", frozen_mapping(self.packages))


@dataclass(frozen=True, slots=True)
class Measured:
    """A cost with how it is known."""

    value: float
    how: str
    """`measured`, `computed` or `stated`, with the source in words."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What the run used; None where nobody recorded it."""

    seconds: Measured | None = None
    energy_kwh: Measured | None = None
    emissions_kg: Measured | None = None
    """Kilograms of CO2 equivalent."""
    money: Measured | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A logged picture as a report shows it: cleaned of all but what it shows, and written anew."""

    file: str
    """Name of its file: sixteen digits of the SHA-256 of its bytes, and `.png`, `.jpg` or `.webp`."""
    width: int
    """In pixels, as is `height`."""
    height: int
    scaled_from: tuple[int, int] | None = None
    """Width and height in the record, where a report shows it smaller."""
    frames: int = 1
    """Pictures in the record's file; only the first of a moving one is shown."""

    def __post_init__(self) -> None:
        # Nothing of a record can stand here, so that redaction need not look.
        if not _PICTURE_FILE.fullmatch(self.file):
            raise ValueError("a picture's file is named by the digest of its content")


@dataclass(frozen=True, slots=True)
class Media:
    """A logged picture, sound or plot."""

    name: str
    media_type: str
    path: str
    """Relative to the run's artifacts; or a name that tells it apart, where the store keeps no files."""
    step: int | None = None
    caption: str | None = None
    content: bytes | None = field(default=None, repr=False)
    """The file's bytes as they were logged, where a page can show them and the limits allow it."""
    picture: Picture | None = None
    """What a report shows of it; set in place of `content`, between the records and everything else."""


class TableKind(StrEnum):
    """What a logged table is, and how a page shows it."""

    TABLE = "table"
    HISTOGRAM = "histogram"
    """Columns `low`, `high`, `count`: a row a bin, in ascending order."""
    CONFUSION = "confusion matrix"
    """Columns `actual`, `predicted`, `count`: a row a cell, labels in the order of the record."""
    PR = "precision-recall curve"
    """Columns `recall`, `precision`, and `threshold` where it is known: a row a point, in order of recall."""
    ROC = "ROC curve"
    """Columns `false positive rate`, `true positive rate`, and `threshold` where it is known."""
    CALIBRATION = "calibration"
    """Columns `predicted`, `observed`, `count`: a row a bin, mean chance and share of cases, in order."""
    LINE = "line"
    """Columns `x`, `y`: a row a point of a curve that was logged whole."""


@dataclass(frozen=True, slots=True)
class LoggedTable:
    """A logged table, whole or its first rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Scalar, ...], ...]
    rows_in_store: int
    """Rows in the store; more than `rows` where a limit bit."""
    kind: TableKind = TableKind.TABLE
    step: int | None = None
