"""All of the configuration. Each key describes itself; `docs/configuration.md` is made of them."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr

from runreport.config import checks
from runreport.config.tables import (
    Align,
    Author,
    Compare,
    Experiment,
    Labels,
    Metric,
    Model,
    Output,
    Privacy,
    Runs,
    Store,
    Table,
    Text,
)
from runreport.errors import ConfigError
from runreport.language.catalogs import FOLDER, fault_of
from runreport.model.filters import FilterError, matches, parse_filter
from runreport.model.frozen import frozen_mapping
from runreport.model.metric import MetricInfo
from runreport.model.run import Run
from runreport.privacy.policy import Policy

if TYPE_CHECKING:
    from runreport.analysis.alignment import Rules

T = TypeVar("T", bound=Table)
Baseline = str | Callable[[Run], bool]
"""What a run or group is called, or a rule that a run of the group meets."""
ByName = Annotated[Mapping[str, T], AfterValidator(frozen_mapping)]


class Config(Table):
    """Everything that can be configured; without a file, everything has its default."""

    title: Text = "Experiment report"
    """The report's title."""
    question: str | None = None
    """The question that the report answers, as its readers would ask it."""
    description: str | None = None
    """A paragraph about the work, Markdown."""
    authors: tuple[Annotated[Author, BeforeValidator(checks.text_as("name"))], ...] = ()
    """Who answers for the report: names, or tables."""
    contact: str | None = None
    """Where questions go: an address or a sentence."""
    organization: str | None = None
    """Who did the work."""
    license: str | None = None
    """Under which license the report may be used, such as `CC-BY-4.0`."""
    language: Annotated[str, AfterValidator(checks.is_language)] = "en"
    """Language of the report, as a tag such as `en` or `fr-CA`: see [languages](languages.md)."""
    site_url: Annotated[str, AfterValidator(checks.is_web_address)] | None = None
    """Where the report will be found, where that is known."""
    stores: tuple[Annotated[Store, BeforeValidator(checks.text_as("path"))], ...] = ()
    """Where the records are: paths, or tables; without any, this file's folder is searched."""
    headline: str | None = None
    """The metric by which runs are compared; else one that most runs have."""
    cards: str = "cards"
    """Folder with what people say of the models, one Markdown file a model."""
    runs: Runs = Runs()
    """Which runs the report is about."""
    metrics: ByName[Metric] = Field(default={}, validate_default=True)
    """What the metrics mean, a table a metric."""
    labels: Labels = Field(default={}, validate_default=True)
    """What sentences, rankings and charts call a setting, a parameter or a value; by name in the records."""
    experiments: ByName[Experiment] = Field(default={}, validate_default=True)
    """What the report says of the experiments, a table an experiment."""
    align: Align = Align()
    """Names that mean the same."""
    compare: Compare = Compare()
    """How runs are held against one another."""
    models: tuple[Model, ...] = ()
    """Models that get a card."""
    privacy: Privacy = Privacy()
    """What may leave."""
    output: Output = Output()
    """What is written."""

    _folder: Path = PrivateAttr(default_factory=Path)
    _given: tuple[Store, ...] | None = PrivateAttr(default=None)
    _chosen: dict[str, str] = PrivateAttr(default_factory=dict)

    def model_post_init(self, context: Any, /) -> None:
        """Remember the folder that the file's paths start from."""
        if context is not None:
            self._folder = context["folder"]

    @property
    def folder(self) -> Path:
        """The folder that the paths in the file start from."""
        return self._folder

    @property
    def base(self) -> Path | None:
        """The folder that the stores' paths start from; None where the file names no stores."""
        return self._folder if self._given is None and self.stores else None

    @property
    def output_path(self) -> Path:
        """The folder of the report, as it is reached from here."""
        return self._folder / self.output.path

    @property
    def previous_path(self) -> Path | None:
        """The file of the earlier report, as it is reached from here; None where none is named."""
        return self._folder / self.output.previous if self.output.previous else None

    @property
    def cache_path(self) -> Path | None:
        """Where what servers said is kept; None for nowhere."""
        return self._folder / ".runreport" / "cache" if self.output.cache else None

    @property
    def languages_path(self) -> Path:
        """The folder of the user's own translations, as it is reached from here."""
        return self._folder / FOLDER

    @property
    def cards_path(self) -> Path:
        """The folder of the cards, as it is reached from here."""
        return self._folder / self.cards

    @property
    def addresses(self) -> tuple[str, ...]:
        """The stores as they are reached from here; the file's own folder where none is named."""
        return tuple(store.path for store in self._reached)

    @property
    def readers(self) -> Mapping[str, str]:
        """The reader that was asked for, by address; only stores for which one was."""
        return {store.path: store.reader for store in self._reached if store.reader} | self._chosen

    @property
    def metric_infos(self) -> Mapping[str, MetricInfo]:
        """What the metrics mean, as far as it is configured, by name."""
        return {name: metric.info(name) for name, metric in self.metrics.items()}

    @property
    def headlines(self) -> Mapping[str, str]:
        """The metric to compare runs by, by experiment; under the empty name for all others."""
        named = {name: settings.headline for name, settings in self.experiments.items()}
        return {name: metric for name, metric in {"": self.headline, **named}.items() if metric}

    @property
    def baselines(self) -> Mapping[str, Baseline]:
        """What runs are held against, by experiment; under the empty name for all others."""
        named = {name: settings.baseline for name, settings in self.experiments.items()}
        given = {"": self.compare.baseline, **named}
        return {name: _baseline(text) for name, text in given.items() if text}

    @property
    def alignment(self) -> "Rules":
        """Which names mean the same."""
        # Here, since a configuration is read before the records, and these need none of the analysis.
        from runreport.analysis.alignment import Rules

        align = self.align
        return Rules(align.metrics, align.params, align.experiments, align.well_known)

    def policy(self) -> Policy:
        """Return what may leave, with the key that pseudonyms are made from."""
        actions = self.privacy.model_dump(exclude={"key_file", "pictures"})
        key_file = self.privacy.key_file
        return Policy(**actions, key=checks.read_key(self._folder / key_file) if key_file else b"")

    def with_language(self, code: str) -> "Config":
        """Return this configuration in another language.

        Raises:
            ConfigError: there is no such language.
        """
        if wrong := fault_of(code, self.languages_path):
            raise ConfigError(f"language: {wrong}")
        return self.model_copy(update={"language": code})

    def with_stores(self, stores: Sequence[Store]) -> "Config":
        """Return this configuration for other stores, whose paths start from here."""
        changed = self.model_copy()
        changed._given = tuple(stores)
        return changed

    def with_readers(self, readers: Mapping[str, str]) -> "Config":
        """Return this configuration with these readers, by address, before those of the file."""
        changed = self.model_copy()
        changed._chosen = dict(readers)
        return changed

    def without_cache(self) -> "Config":
        """Return this configuration, with nothing of what servers said kept or looked up."""
        return self.model_copy(update={"output": self.output.model_copy(update={"cache": False})})

    @property
    def _reached(self) -> tuple[Store, ...]:
        if self._given is not None:
            return self._given
        here = (Store(path=self._from_here(store.path), reader=store.reader) for store in self.stores)
        return tuple(here) or (Store(path=str(self._folder)),)

    def _from_here(self, path: str) -> str:
        scheme, separator, rest = path.partition("://")
        if separator:
            # An archive on this machine is a path like any other.
            is_path = scheme == "zip" and "::" not in rest and "://" not in rest
            return f"{scheme}://{self._from_here(rest)}" if is_path else path
        joined = str(self._folder / path)
        plain = os.path.normpath(joined)
        # Where a folder is a link, `..` leads elsewhere than the text says.
        return plain if os.path.realpath(plain) == os.path.realpath(joined) else joined


def _baseline(text: str) -> Baseline:
    """Return a text that is a filter as a rule, and any other as the name that it is."""
    try:
        wanted = parse_filter(text)
    except FilterError:
        return text
    return lambda run: text in (run.name, run.id) or matches(wanted, run)
