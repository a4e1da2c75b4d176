"""All that is known, in one value: what pages are composed from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from runreport.analysis.alignment import Alignment
from runreport.analysis.changes import Changes
from runreport.analysis.findings import Caution, ExperimentFindings, Findings
from runreport.analysis.lineage import Lineage
from runreport.cards.card import Card
from runreport.model import MetricInfo, Omission, Problem, Run, StoreFacts
from runreport.model.frozen import frozen_mapping
from runreport.pages.slugs import Sitemap
from runreport.privacy.policy import Redactions


@dataclass(frozen=True, slots=True)
class Author:
    """A person who answers for the report."""

    name: str
    email: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class ReadStore:
    """A store that went in."""

    address: str
    reader: str
    because: str
    """What was seen there."""
    runs: int
    """Records of runs, those that were joined with another store's among them."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What people say of the report as a whole."""

    title: str
    question: str = ""
    description: str = ""
    authors: tuple[Author, ...] = ()
    contact: str = ""
    organization: str = ""
    license: str = ""
    language: str = "en"
    experiment_titles: Mapping[str, str] = field(default_factory=dict)
    """Title for people by experiment name."""
    experiment_questions: Mapping[str, str] = field(default_factory=dict)
    experiment_texts: Mapping[str, str] = field(default_factory=dict)
    """Markdown by experiment name, from the configuration."""

    def __post_init__(self) -> None:
        for name in ("experiment_titles", "experiment_questions", "experiment_texts"):
            object.__setattr__(self, name, frozen_mapping(getattr(self, name)))


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that pages are made from; nothing in it is secret any more."""

    cover: Cover
    stores: tuple[ReadStore, ...]
    runs: Mapping[str, Run]
    """By uid, redacted and thinned."""
    facts: tuple[StoreFacts, ...]
    findings: Findings
    lineage: Lineage
    cards: tuple[Card, ...]
    problems: tuple[Problem, ...]
    """Of stores and of runs, in order of place."""
    omissions: tuple[Omission, ...]
    redactions: Redactions
    date: datetime | None
    """The newest moment in the records, or the one that the environment sets; None where no record has one."""
    version: str
    """Of runreport."""
    sitemap: Sitemap
    figure_formats: tuple[str, ...] = ("svg",)
    """In which figures can be taken along."""
    alignments: tuple[Alignment, ...] = ()
    """Names that were taken for one, or kept apart."""
    doubts: tuple[Caution, ...] = ()
    """Records in two stores that may be of one run, and were kept apart."""
    tradeoffs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Metrics that a person wants to see against the headline, by experiment; for the others, a rule decides."""
    changes: Changes | None = None
    """Since an earlier report; None where none was given."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "runs", frozen_mapping(self.runs))
        object.__setattr__(self, "tradeoffs", frozen_mapping(self.tradeoffs))

    def info(self, metric: str) -> MetricInfo:
        """Return how to call and judge a metric."""
        return self.findings.metrics[metric]

    def title_of(self, experiment: str) -> str:
        """Return what people call an experiment."""
        return self.cover.experiment_titles.get(experiment, experiment)

    def experiment(self, name: str) -> ExperimentFindings:
        """Return what was found of one experiment."""
        return next(found for found in self.findings.experiments if found.name == name)
