"""Records from stores: found, read, thinned and redacted, once a run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from runreport.archive import thin
from runreport.config import Config, Store, load_config
from runreport.model import Omission, Problem, Run, RunRef, StoreFacts, StoreRef
from runreport.model.filters import Filter, matches, parse_filter
from runreport.parallel import default_workers, map_ordered
from runreport.pipeline.addresses import (
    shown_addresses,
    shown_facts,
    shown_omission,
    shown_problem,
    shown_run,
)
from runreport.pipeline.progress import Progress, Silent
from runreport.privacy import Redactions
from runreport.privacy.policy import Policy
from runreport.privacy.redaction import learn, redact, redact_facts, redact_omission, redact_problem
from runreport.readers.catalog import catalog
from runreport.readers.detect import detect
from runreport.readers.offers import FoundStore
from runreport.readers.stream import describe_store, find_runs, read_run


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that the stores say and that may be shown, stores under the names the report gives them."""

    stores: tuple[FoundStore, ...]
    runs: tuple[Run, ...]
    facts: tuple[StoreFacts, ...]
    problems: tuple[Problem, ...]
    """Of stores and readers, then those inside runs."""
    omissions: tuple[Omission, ...]
    redactions: Redactions = field(default_factory=Redactions)


def load_runs(
    *stores: str, where: str | None = None, redacted: bool = True, config: Config | None = None
) -> list[Run]:
    """Return the runs in the stores, with every point of every curve.

    Args:
        stores: paths or URLs; none for those of the configuration.
        where: a filter, such as `val_auc > 0.9`; none for the configuration's.
        redacted: False for the runs as they are, private data included.
        config: what else is configured; none for `runreport.toml` here, or its defaults.

    Raises:
        ConfigError: the configuration or the filter is wrong.
        ReaderError: there is no store, or it cannot be settled who reads one.
    """
    config = config or load_config()
    if stores:
        config = config.with_stores([Store(path=path) for path in stores])
    wanted = parse_filter(where) if where else None
    return list(gather(config, where=wanted, is_redacted=redacted, most_points=None).runs)


def gather(
    config: Config,
    *,
    where: Filter | None = None,
    is_redacted: bool = True,
    most_points: int | None = 500,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Gathered:
    """Return the records of the configured stores.

    Args:
        config: which stores, which runs, which policy.
        where: a filter that stands in for the configured one; it sees what may be shown.
        is_redacted: False for the runs as they are, for one's own eyes.
        most_points: of each curve; None for all.
        workers: processes that read; None for a choice by the number of runs.
        progress: who is told.

    Raises:
        ReaderError: there is no store, or it cannot be settled who reads one.
    """
    readers = catalog()
    detection = detect(config.addresses, readers, choose=config.readers)
    names = shown_addresses(detection.refs, config.addresses, config.base)
    found = list(find_runs(detection.refs, readers))
    refs = [item for item in found if isinstance(item, RunRef)]
    read = _read_all(refs, names, most_points, workers, progress or Silent())
    described = [describe_store(store, readers) for store in detection.refs]
    said = [*readers.problems, *detection.problems, *found, *read, *described]
    gathered = Gathered(
        stores=tuple(FoundStore(_named(store.ref, names), store.because) for store in detection.stores),
        runs=tuple(item for item in read if isinstance(item, Run)),
        facts=tuple(shown_facts(item, names) for item in described if isinstance(item, StoreFacts)),
        problems=tuple(shown_problem(item, names) for item in said if isinstance(item, Problem)),
        omissions=tuple(shown_omission(item, names) for item in found if isinstance(item, Omission)),
    )
    allowed = _redacted(gathered, config.policy()) if is_redacted else gathered
    return _with_problems_of_runs(_meant(allowed, where or config.runs.filter))


def _read_all(
    refs: Sequence[RunRef],
    names: Mapping[str, str],
    most_points: int | None,
    workers: int | None,
    progress: Progress,
) -> list[Run | Problem]:
    progress.start("Reading runs", len(refs))
    read = partial(_read, names=names, most_points=most_points)
    items = []
    for item in map_ordered(read, refs, default_workers(len(refs)) if workers is None else workers):
        progress.advance()
        items.append(item)
    return items


def _read(ref: RunRef, names: Mapping[str, str], most_points: int | None) -> Run | Problem:
    item = read_run(ref, catalog())
    if isinstance(item, Problem):
        return item
    return shown_run(item if most_points is None else thin(item, most_points), names)


def _named(store: StoreRef, names: Mapping[str, str]) -> StoreRef:
    return replace(store, address=names[store.address])


def _redacted(gathered: Gathered, policy: Policy) -> Gathered:
    policy = learn(policy, gathered.runs)
    total = Redactions()
    runs, facts, problems, omissions = [], [], [], []
    for run in gathered.runs:
        clean_run, counts = redact(run, policy)
        runs.append(clean_run)
        total += counts
    for one in gathered.facts:
        clean_facts, counts = redact_facts(one, policy)
        facts.append(clean_facts)
        total += counts
    for problem in gathered.problems:
        clean_problem, counts = redact_problem(problem, policy)
        problems.append(clean_problem)
        total += counts
    for omission in gathered.omissions:
        clean_omission, counts = redact_omission(omission, policy)
        omissions.append(clean_omission)
        total += counts
    return replace(
        gathered,
        runs=tuple(runs),
        facts=tuple(facts),
        problems=tuple(problems),
        omissions=tuple(omissions),
        redactions=total,
    )


def _meant(gathered: Gathered, wanted: Filter | None) -> Gathered:
    """Return the runs that a filter asks for, and how many it leaves out."""
    if wanted is None:
        return gathered
    runs = tuple(run for run in gathered.runs if matches(wanted, run))
    left_out = len(gathered.runs) - len(runs)
    if not left_out:
        return gathered
    omission = Omission("runs", left_out, f"they do not meet `{wanted.text}`")
    return replace(gathered, runs=runs, omissions=(*gathered.omissions, omission))


def _with_problems_of_runs(gathered: Gathered) -> Gathered:
    inside = (problem for run in gathered.runs for problem in run.problems)
    return replace(gathered, problems=(*gathered.problems, *inside))
