"""What the records show: plain values, each with its n and the way it was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from runreport.model import MetricInfo, Scalar, Status
from runreport.model.frozen import frozen_mapping


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over repeats with its interval, where n bears one."""

    value: float
    """The mean; the single value where n is 1."""
    low: float | None
    """Lower end of the 95 % interval; None under three repeats."""
    high: float | None
    n: int
    spread: float | None
    """Sample standard deviation; None where n is 1."""
    method: str
    """In words, such as `95 % t interval over repeated training`."""
    values: tuple[float, ...] = ()
    """The values that went in, in order of run."""


@dataclass(frozen=True, slots=True)
class Group:
    """Runs of one experiment with the same settings but for their seeds."""

    key: str
    """Stable in the report; the run's uid where it stands alone."""
    label: str
    """What tells the group from the others, short enough for a table."""
    runs: tuple[str, ...]
    """Uids of its finished runs that count, in order of start."""
    params: Mapping[str, Scalar]
    """The settings that vary in the experiment, without the seeds."""
    seeds: tuple[str, ...]
    """The seeds' values, as text."""
    estimates: Mapping[str, Estimate]
    """Estimate by metric."""
    whole: str = ""
    """The label without a cut; empty where nothing was cut."""
    recorded: str = ""
    """What the records call it, where the report says it with a label of the configuration."""
    again: tuple[str, ...] = ()
    """Uids of finished runs that did one of `runs` once more, with the same seed and results; not counted."""

    @property
    def uncut(self) -> str:
        """The label without a cut."""
        return self.whole or self.label

    @property
    def finished(self) -> tuple[str, ...]:
        """Uids of all its finished runs, those that count first."""
        return self.runs + self.again

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", frozen_mapping(self.params))
        object.__setattr__(self, "estimates", frozen_mapping(self.estimates))


class Verdict(StrEnum):
    """What a comparison bears."""

    BETTER = "better"
    WORSE = "worse"
    CANNOT_TELL = "cannot tell apart"
    NOT_JUDGED = "not judged"
    """The direction is unknown, or there are too few repeats for an interval."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One group against the baseline, in one metric."""

    group: str
    metric: str
    value: float
    """Mean of the group minus mean of the baseline, in the metric's unit."""
    low: float | None
    high: float | None
    n: int
    n_baseline: int
    verdict: Verdict
    method: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A group's place in a ranking."""

    place: int
    """1 is best."""
    group: str
    is_best: bool
    """In the set that cannot be told apart from the best, where repeats allow a test; else first."""
    is_second: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """Groups by one metric. Empty where the better direction is unknown."""

    metric: str
    standings: tuple[Standing, ...]
    top: tuple[str, ...]
    """Groups that cannot be told apart from the best; one alone only if it beats all others."""
    is_tested: bool
    """Whether a test over repeats decided; else the order is of single values."""
    method: str
    """One sentence: test, correction, n."""


@dataclass(frozen=True, slots=True)
class Level:
    """One value of a setting, with the result over the runs that had it."""

    setting: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Effect:
    """How a metric goes with one setting. It is not shown to be the cause."""

    param: str
    metric: str
    is_numeric: bool
    points: tuple[tuple[str, float, str], ...]
    """(setting as text, metric's value, run's uid), in order of setting."""
    levels: tuple[Level, ...]
    rank_correlation: float | None
    """Spearman's, for numeric settings with enough runs; else None."""
    spread_between: float | None
    """Highest minus lowest mean of a level; None where only one level has a result."""
    strength: float
    """How much of the spread of the results goes with the setting, from 0 to 1: by its levels' means, their
    number discounted (adjusted eta squared), or by rank (Spearman's rho squared), whichever is more; by rank
    alone where there are no levels."""
    n: int
    sentence: str
    """What can be said of it, with n, in plain words."""
    rank_interval: tuple[float, float] | None = None
    """Of the rank correlation, 95 % over all settings together; None where there is none."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best value so far at a moment."""

    when: datetime
    value: float
    run: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that did not finish, and what its record says of it."""

    run: str
    status: Status
    reason: str
    """From the record, such as a diverged metric; or that the record does not say."""


@dataclass(frozen=True, slots=True)
class ExperimentFindings:
    """All that is known of one experiment."""

    name: str
    runs: tuple[str, ...]
    """Uids of all runs, best first by the headline metric, those without a value after them."""
    statuses: Mapping[Status, int]
    """Only statuses that occur."""
    metrics: tuple[str, ...]
    """Names, the headline first, then those that most runs have."""
    headline: str | None
    """The metric by which runs are compared; None where no run has one."""
    headline_reason: str
    """Why it was chosen."""
    varying: tuple[str, ...]
    """Settings that vary, without the seeds."""
    constant: Mapping[str, Scalar]
    """Settings that are the same in every run that has them all."""
    seeds: tuple[str, ...]
    """Names of the settings that only tell repeats apart."""
    groups: tuple[Group, ...]
    """Best first by the headline metric."""
    ranking: Ranking | None
    best_run: str | None
    """Uid; None where the direction is unknown, no run has a value, or data differ so that none compares."""
    baseline: str | None
    """Key of the baseline's group."""
    differences: tuple[Difference, ...]
    effects: tuple[Effect, ...]
    progress: tuple[Best, ...]
    """Best value so far, one entry each time it improved."""
    failures: tuple[Failure, ...]
    started: datetime | None
    ended: datetime | None
    """The newest start or end in the records."""
    seconds: float | None
    """Time of all runs together, where known."""
    runs_with_seconds: int
    """Number of the runs whose time is in that sum."""
    baseline_reason: str = ""
    """What the baseline was looked for by, and why none was found; empty where nobody named one."""
    without_result: tuple[Failure, ...] = ()
    """Runs that finished, but have no finite value of the headline, and why."""
    diverged: tuple[Failure, ...] = ()
    """Runs that finished although some metric was not a finite number somewhere, and where."""
    holders_with_seconds: int = 0
    """Number of the runs whose time is known, but holds that of others and is not added."""
    has_unfinished_results: bool = False
    """Whether a run that did not finish has a finite value of anything that could compare runs."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "statuses", frozen_mapping(self.statuses))
        object.__setattr__(self, "constant", frozen_mapping(self.constant))

    @property
    def is_on_different_data(self) -> bool:
        """Whether its settings were evaluated on different data, so that none may be called best."""
        return self.ranking is not None and bool(self.ranking.standings) and not self.ranking.top


@dataclass(frozen=True, slots=True)
class Caution:
    """Something about the records that a reader should know."""

    what: str
    """A sentence without its end stop."""
    runs: tuple[str, ...]
    """Uids of the runs it concerns."""


@dataclass(frozen=True, slots=True)
class Findings:
    """The whole understanding, experiments in order of name."""

    experiments: tuple[ExperimentFindings, ...]
    metrics: Mapping[str, MetricInfo] = field(default_factory=dict)
    """Label, unit and direction by metric name, for every metric in any run."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "metrics", frozen_mapping(self.metrics))
