"""Records from stores: found, read, thinned and redacted, once a run."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from runreport.archive import thin
from runreport.config import Config, load_config
from runreport.language import text
from runreport.model import Omission, Problem, Run, RunRef, StoreFacts
from runreport.model.filters import Filter, matches, parse_filter
from runreport.parallel import WORTH_A_FORK, WORTH_IT, default_workers, map_ordered
from runreport.pipeline.addresses import (
    local_places,
    shown_addresses,
    shown_facts,
    shown_omission,
    shown_problem,
    shown_run,
    shown_store,
)
from runreport.pipeline.pictures import Handling, as_recorded, left_out, omissions_of, without_bytes
from runreport.pipeline.progress import Progress, Silent
from runreport.privacy import Policy, Redactions
from runreport.readers.catalog import catalog
from runreport.readers.detect import detect
from runreport.readers.offers import URL, FoundStore
from runreport.readers.shelf import home, keep_in, keeping
from runreport.readers.stamps import unwanted
from runreport.readers.stream import describe_store, find_runs, read_run

if TYPE_CHECKING:
    from runreport.analysis.alignment import Alignment
    from runreport.analysis.findings import Caution
    from runreport.figures.press import Press

T = TypeVar("T")


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
    alignments: "tuple[Alignment, ...]" = ()
    """Names that were taken for one, where that was asked for."""
    doubts: "tuple[Caution, ...]" = ()
    """Records in two stores that may be of one run, and were kept apart."""
    policy: Policy = field(default_factory=Policy, repr=False)
    """What may leave, with every name that the records give away."""
    places: tuple[Path, ...] = field(default=(), repr=False)
    """Where the stores lie on this machine; never shown."""


def load_runs(
    *stores: str, where: str | None = None, redacted: bool = True, config: Config | None = None
) -> list[Run]:
    """Return the runs in the stores, with every point of every curve.

    Pictures have their bytes as they were logged, metadata included: to clean them is the work of a report.
    With `redacted`, they have none where the configuration leaves pictures out.

    Args:
        stores: paths or URLs; none for those of the configuration.
        where: a filter, such as `val_auc > 0.9`; none for the configuration's.
        redacted: False for the runs as they are, private data included.
        config: what else is configured; none for `runreport.toml` here, or its defaults. What servers
            said is kept beside it only where it is given.

    Raises:
        ConfigError: the configuration or the filter is wrong.
        ReaderError: there is no store, or it cannot be settled who reads one.
    """
    config = config or load_config().without_cache()
    if stores:
        config = config.with_stores(stores)
    wanted = parse_filter(where) if where else None
    pictures = left_out if redacted and config.privacy.pictures == "drop" else as_recorded
    found = gather(config, where=wanted, is_redacted=redacted, most_points=None, pictures=pictures)
    return list(found.runs)


def gather(
    config: Config,
    *,
    where: Filter | None = None,
    is_redacted: bool = True,
    is_aligned: bool = False,
    most_points: int | None = 500,
    pictures: Handling = without_bytes,
    workers: int | None = None,
    progress: Progress | None = None,
    meanwhile: Callable[[], None] | None = None,
    press: "Press | None" = None,
) -> Gathered:
    """Return the records of the configured stores.

    Args:
        config: which stores, which runs, which policy.
        where: a filter that stands in for the configured one; it sees what may be shown.
        is_redacted: False for the runs as they are, for one's own eyes.
        is_aligned: True for one name where records have several; False for names as recorded.
        most_points: of each curve; None for all.
        pictures: what becomes of a run's pictures, so that no more of them is held than is wanted.
        workers: processes that read; None for a choice by the number of runs.
        progress: who is told.
        meanwhile: what this process does while others read, if any do.
        press: is warmed up while nothing is read, or one process reads alone.

    Raises:
        ReaderError: there is no store, or it cannot be settled who reads one.
    """
    readers = catalog()
    # A caller who said where to keep things meant it.
    cache = home() or config.cache_path
    # Runs are read once and forget their stamps, which on a disk would take as long as reading them.
    with keeping(cache), unwanted():
        detection = detect(config.addresses, readers, choose=config.readers)
        names = shown_addresses(detection.refs, config.addresses, config.base)
        found = list(find_runs(detection.refs, readers))
        refs = [item for item in found if isinstance(item, RunRef)]
        read = partial(_read, names=names, most_points=most_points, pictures=pictures, cache=cache)
        workers = _workers_for(refs, is_thinned=most_points is not None) if workers is None else workers
        runs, unread = _read_all(refs, read, workers, progress or Silent(), meanwhile, press)
        described = [describe_store(store, readers) for store in detection.refs]
    # Here, so that reading waits for nothing that it does not need.
    from runreport.analysis.alignment import align
    from runreport.analysis.findings import Caution
    from runreport.analysis.joining import join_runs
    from runreport.pipeline.stores import (
        in_experiments,
        in_public,
        public_experiments,
        public_names,
        public_stores,
    )
    from runreport.privacy.redaction import (
        learn,
        redact,
        redact_facts,
        redact_omission,
        redact_problem,
        redact_text,
    )

    runs, unsure = join_runs(runs)
    said = [*readers.problems, *detection.problems, *found, *unread, *described]
    # Where a store cannot be opened, finding its runs and describing it fail alike.
    problems = list(dict.fromkeys(shown_problem(item, names) for item in said if isinstance(item, Problem)))
    facts = [shown_facts(item, names) for item in described if isinstance(item, StoreFacts)]
    omitted = [*detection.omissions, *(item for item in found if isinstance(item, Omission))]
    omissions = [shown_omission(item, names) for item in omitted]
    redactions = Redactions()
    said_of_doubts = [doubt.what for doubt in unsure]
    policy = config.policy()
    stores = tuple(FoundStore(shown_store(store.ref, names), store.because) for store in detection.stores)
    if is_redacted:
        policy = learn(policy, runs)
        public, redactions = public_names(names.values(), policy)
        stores, counts = public_stores(stores, public, policy)
        redactions += counts
        if apart := public_experiments(runs, policy):
            runs, facts = in_experiments(runs, facts, apart)
        is_renamed = any(name != called for name, called in public.items())
        if is_renamed:
            runs = [in_public(run, public) for run in runs]
            problems = [shown_problem(problem, public) for problem in problems]
            facts = [shown_facts(item, public) for item in facts]
            omissions = [shown_omission(omission, public) for omission in omissions]
        said_of_doubts = [redact_text(what, policy, "joined record")[0] for what in said_of_doubts]
        redact_run = partial(redact, is_learned=not (apart or is_renamed))
        redactions += _redact_all(runs, redact_run, policy) + _redact_all(facts, redact_facts, policy)
        redactions += _redact_all(problems, redact_problem, policy)
        redactions += _redact_all(omissions, redact_omission, policy)
    doubts = [
        Caution(what, tuple(runs[place].uid for place in doubt.places))
        for what, doubt in zip(said_of_doubts, unsure, strict=True)
    ]
    runs, alignments = align(runs, config.alignment) if is_aligned else (runs, ())
    runs, not_meant = _meant(runs, where or config.runs.filter)
    return Gathered(
        stores=stores,
        runs=tuple(runs),
        facts=tuple(facts),
        problems=(*problems, *(problem for run in runs for problem in run.problems)),
        omissions=(*omissions, *not_meant, *omissions_of(runs)),
        redactions=redactions,
        alignments=alignments,
        doubts=tuple(doubts),
        policy=policy,
        places=local_places(detection.refs),
    )


def _redact_all(
    records: list[T], redact_one: Callable[[T, Policy], tuple[T, Redactions]], policy: Policy
) -> Redactions:
    """Redact records in their list, so that no two copies of all of them are held; return the counts."""
    total: Counter[tuple[str, str]] = Counter()
    for place, record in enumerate(records):
        records[place], redactions = redact_one(record, policy)
        total.update(redactions.counts)
    return Redactions(total)


def _workers_for(refs: Sequence[RunRef], *, is_thinned: bool) -> int:
    """Return how many processes read: a few forks where runs are small to send and lie on this disk."""
    # One process asks a server, which knows it, and whose lists it has.
    on_disk = all(URL.match(ref.store.at or ref.store.address) is None for ref in refs)
    return default_workers(len(refs), WORTH_A_FORK if is_thinned and on_disk else WORTH_IT)


def _read_all(
    refs: Sequence[RunRef],
    read: Callable[[RunRef], Run | Problem],
    workers: int,
    progress: Progress,
    meanwhile: Callable[[], None] | None,
    press: "Press | None",
) -> tuple[list[Run], list[Problem]]:
    """Return the runs, and a problem for each that could not be read."""
    progress.start("Reading runs", len(refs))
    runs: list[Run] = []
    problems: list[Problem] = []
    if press is not None and workers <= 1:
        press.warm_up()
    items = map_ordered(read, refs, workers, is_busy=meanwhile is not None)
    if workers > 1 and meanwhile is not None:
        meanwhile()
    for item in items:
        progress.advance()
        if isinstance(item, Run):
            runs.append(item)
        else:
            problems.append(item)
    if press is not None and workers > 1:
        # From here on the records are in one process, so that a core is free.
        press.warm_up()
    return runs, problems


def _read(
    ref: RunRef,
    names: Mapping[str, str],
    most_points: int | None,
    pictures: Handling,
    cache: Path | None,
) -> Run | Problem:
    keep_in(cache)
    item = read_run(ref, catalog())
    if isinstance(item, Problem):
        return item
    run = shown_run(item if most_points is None else thin(item, most_points), names)
    return pictures(run)


def _meant(runs: list[Run], wanted: Filter | None) -> tuple[list[Run], list[Omission]]:
    """Return the runs that a filter asks for, and how many it leaves out."""
    if wanted is None:
        return runs, []
    meant = [run for run in runs if matches(wanted, run)]
    left_out = len(runs) - len(meant)
    return meant, [
        Omission(text("runs"), left_out, text("they do not meet `{filter}`", filter=wanted.text))
    ] if left_out else []
