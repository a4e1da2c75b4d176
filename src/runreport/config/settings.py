"""All of the configuration. Each key describes itself; `docs/configuration.md` is made of them."""

import os
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from runreport.config import checks
from runreport.config.annotations import After, Before
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
    nothing,
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
ByName = Annotated[Mapping[str, T], After(frozen_mapping)]


@dataclass(frozen=True, kw_only=True)
class Config(Table):
    """Everything that can be configured; without a file, everything has its default."""

    title: Text = "Experiment report"
    """The report's title."""
    question: str | None = None
    """The question that the report answers, as its readers would ask it."""
    description: str | None = None
    """A paragraph about the work, Markdown."""
    authors: tuple[Annotated[Author, Before(checks.text_as("name"))], ...] = ()
    """Who answers for the report: names, or tables."""
    contact: str | None = None
    """Where questions go: an address or a sentence."""
    organization: str | None = None
    """Who did the work."""
    license: str | None = None
    """Under which license the report may be used, such as `CC-BY-4.0`."""
    language: Annotated[str, After(checks.is_language)] = "en"
    """Language of the report, as a tag such as `en` or `fr-CA`: see [languages](languages.md)."""
    site_url: Annotated[str, After(checks.is_web_address)] | None = None
    """Where the report will be found, where that is known."""
    stores: tuple[Annotated[Store, Before(checks.text_as("path"))], ...] = ()
    """Where the records are: paths, or tables; without any, this file's folder is searched."""
    headline: str | None = None
    """The metric by which runs are compared; else one that most runs have."""
    cards: str = "cards"
    """Folder with what people say of the models, one Markdown file a model."""
    runs: Runs = field(default_factory=Runs)
    """Which runs the report is about."""
    metrics: ByName[Metric] = field(default_factory=nothing)
    """What the metrics mean, a table a metric."""
    labels: Labels = field(default_factory=nothing)
    """What sentences, rankings and charts call a setting, a parameter or a value; by name in the records."""
    experiments: ByName[Experiment] = field(default_factory=nothing)
    """What the report says of the experiments, a table an experiment."""
    align: Align = field(default_factory=Align)
    """Names that mean the same."""
    compare: Compare = field(default_factory=Compare)
    """How runs are held against one another."""
    models: tuple[Model, ...] = ()
    """Models that get a card."""
    privacy: Privacy = field(default_factory=Privacy)
    """What may leave."""
    output: Output = field(default_factory=Output)
    """What is written."""

    _folder: Path = field(default=Path(), init=False, repr=False)
    _given: tuple[str, ...] | None = field(default=None, init=False, repr=False)
    _chosen: Mapping[str, str] = field(default_factory=nothing, init=False, repr=False)

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
        if self._given is not None:
            return self._given
        return tuple(self._from_here(store.path) for store in self.stores) or (str(self._folder),)

    @property
    def readers(self) -> Mapping[str, str]:
        """The reader that was asked for, by address; only stores for which one was."""
        of_file = self.stores if self._given is None else ()
        named = {self._from_here(store.path): store.reader for store in of_file if store.reader}
        return {**named, **self._chosen}

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
        actions = {one.name: getattr(self.privacy, one.name) for one in fields(self.privacy)}
        key_file = actions.pop("key_file")
        del actions["pictures"]
        return Policy(**actions, key=checks.read_key(self._folder / key_file) if key_file else b"")

    def with_language(self, code: str) -> "Config":
        """Return this configuration in another language.

        Raises:
            ConfigError: there is no such language.
        """
        if wrong := fault_of(code, self.languages_path):
            raise ConfigError(f"language: {wrong}")
        return self._changed(language=code)

    def in_folder(self, folder: Path) -> "Config":
        """Return this configuration with `folder` as the one that its paths start from."""
        return self._changed(_folder=folder)

    def with_stores(self, stores: Sequence[str]) -> "Config":
        """Return this configuration for other stores, whose paths start from here."""
        return self._changed(_given=tuple(stores))

    def with_readers(self, readers: Mapping[str, str]) -> "Config":
        """Return this configuration with these readers, by address, before those of the file."""
        return self._changed(_chosen=frozen_mapping(readers))

    def without_cache(self) -> "Config":
        """Return this configuration, with nothing of what servers said kept or looked up."""
        return self._changed(output=replace(self.output, cache=False))

    def _changed(self, **values: Any) -> "Config":
        """Return a copy with other values; unlike `replace`, with what is not of the file too."""
        changed = copy(self)
        vars(changed).update(values)
        return changed

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
