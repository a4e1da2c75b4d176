"""The pieces of a run, read, and what they say together of who, where and with what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from runreport.model import Artifact, Environment, Source
from runreport.readers.console import NOTHING, Console
from runreport.readers.wandb.beside import Beside
from runreport.readers.wandb.facts import RunFacts, fuller, fuller_source
from runreport.readers.wandb.journal import Journal
from runreport.readers.wandb.sidecars import Metadata


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a run, read."""

    beside: Beside
    journal: Journal
    metadata: Metadata | None = None
    packages: Mapping[str, str] = field(default_factory=dict)
    is_dirty: bool = False
    artifacts: Sequence[Artifact] = ()
    console: Console = NOTHING


def facts_of(parts: Sequence[Part]) -> RunFacts:
    """Return what all pieces say; the later one wins, and the earliest start."""
    facts = RunFacts()
    for part in parts:
        facts = _later(facts, _facts(part))
    return facts


def surroundings_of_all(parts: Sequence[Part], facts: RunFacts) -> tuple[Source, Environment]:
    """Return code and environment; the later piece goes first, and in it the log."""
    source, environment = facts.source, Environment()
    for part in reversed(parts):
        own = part.journal.surroundings
        python, wandb = part.journal.versions
        wandb = wandb or _version(part.journal.config, "cli_version")
        versions = Environment(
            python=python or _version(part.journal.config, "python_version") or None,
            packages=part.packages,
            tracker=f"wandb {wandb}" if wandb else None,
            host=part.journal.facts.host or None,
        )
        environment = fuller(fuller(environment, own.environment), versions)
        source = fuller_source(source, own.source)
        if part.metadata:
            environment = fuller(environment, part.metadata.environment)
            source = fuller_source(source, part.metadata.source)
        if part.is_dirty:
            source = fuller_source(source, Source(dirty=True))
    return source, environment


def _version(config: Mapping[str, Any], name: str) -> str:
    own = config.get("_wandb")
    said = own.get(name) if isinstance(own, dict) else None
    return said if isinstance(said, str) else ""


def _facts(part: Part) -> RunFacts:
    """Return what one piece says: its log, and where that is silent, its metadata."""
    own = part.journal.facts
    if part.metadata is None:
        return own
    beside = part.metadata.facts
    return _later(beside if own.started is None else replace(beside, started=None), own)


def _later(first: RunFacts, second: RunFacts) -> RunFacts:
    """Return what both say; the second wins, and the earliest start."""
    starts = [one.started for one in (first, second) if one.started is not None]
    said = {
        name: getattr(second, name)
        for name in (
            "id",
            "entity",
            "project",
            "group",
            "job_type",
            "name",
            "notes",
            "tags",
            "sweep",
            "host",
            "parent",
        )
        if getattr(second, name)
    }
    source = fuller_source(second.source, first.source)
    return replace(first, **said, started=min(starts, default=None), source=source)
