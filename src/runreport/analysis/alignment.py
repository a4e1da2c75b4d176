"""One name for what several stores call differently: by the configuration, else by a few well-known words.

Names are aligned over the whole report, or not at all: where one run holds two of the names, or where
their values are on different scales, they are kept apart, and that is said.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeVar

from runreport.analysis.naming import read_name
from runreport.language import text
from runreport.model import Run
from runreport.model.frozen import frozen_mapping

T = TypeVar("T")

CONFIGURED = text("configuration")
WELL_KNOWN = text("well-known words")
SPLITS = {
    "train": "train", "training": "train",
    "val": "val", "valid": "val", "validation": "val", "eval": "val", "evaluation": "val", "dev": "val",
    "test": "test", "testing": "test",
}  # fmt: skip
"""Words for the data that a metric is of, and the word that stands for them all."""
METRIC_WORDS = {"acc": ("accuracy",), "prec": ("precision",), "rec": ("recall",)}
SETTING_WORDS = {"lr": ("learning", "rate"), "bs": ("batch", "size"), "wd": ("weight", "decay")}
_BETWEEN = re.compile(r"[/._\-: ]+|(?<=[a-z0-9])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Rules:
    """What the author says about names: the name to use, and the other names of the same thing."""

    metrics: Mapping[str, Sequence[str]] = field(default_factory=dict)
    settings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    experiments: Mapping[str, Sequence[str]] = field(default_factory=dict)
    well_known: bool = True
    """Whether names that differ by separators, case and a few well-known words are one."""

    def __post_init__(self) -> None:
        for name in ("metrics", "settings", "experiments"):
            object.__setattr__(self, name, frozen_mapping(getattr(self, name)))


@dataclass(frozen=True, slots=True)
class Alignment:
    """Names that were taken for one, or kept apart."""

    what: str
    """`metric`, `setting` or `experiment`."""
    name: str
    """The name that the report uses."""
    recorded: tuple[tuple[str, int], ...]
    """Each name in the records with the number of runs that use it, in order of name."""
    known_from: str
    """`CONFIGURED` or `WELL_KNOWN`."""
    apart: str = ""
    """Why they were kept apart after all; empty where they are one."""


def align(runs: Sequence[Run], rules: Rules) -> tuple[list[Run], tuple[Alignment, ...]]:
    """Return the runs under aligned names, with `Run.recorded_as` filled, and what was aligned.

    Args:
        runs: any; each keeps its place.
        rules: configured names come first, and are not aligned with any other name.
    """
    metrics = _alignments("metric", runs, rules.metrics, _metric_form if rules.well_known else None)
    settings = _alignments("setting", runs, rules.settings, _setting_form if rules.well_known else None)
    experiments = _alignments("experiment", runs, rules.experiments, None)
    new_metric, new_setting, new_experiment = map(_new_names, (metrics, settings, experiments))
    if not (new_metric or new_setting or new_experiment):
        return list(runs), (*metrics, *settings, *experiments)
    renamed = [_renamed(run, new_metric, new_setting, new_experiment) for run in runs]
    return renamed, (*metrics, *settings, *experiments)


def _alignments(
    what: str,
    runs: Sequence[Run],
    rules: Mapping[str, Sequence[str]],
    form_of: Callable[[str], tuple[str, ...]] | None,
) -> tuple[Alignment, ...]:
    counts = Counter(name for run in runs for name in _names_of(what, run))
    found = []
    spoken_for = {name for target, others in rules.items() for name in (target, *others)}
    for target, others in sorted(rules.items()):
        used = [name for name in dict.fromkeys((target, *others)) if counts[name]]
        if used and used != [target]:
            found.append(_one(what, target, used, counts, CONFIGURED))
    if form_of is not None:
        by_form: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for name in sorted(counts):
            if name not in spoken_for:
                by_form[form_of(name)].append(name)
        for names in by_form.values():
            if len(names) > 1:
                target = min(names, key=lambda name: (-counts[name], name))
                found.append(_one(what, target, names, counts, WELL_KNOWN))
    return tuple(_checked(alignment, runs) for alignment in found)


def _one(
    what: str, target: str, names: Iterable[str], counts: Mapping[str, int], known_from: str
) -> Alignment:
    return Alignment(what, target, tuple((name, counts[name]) for name in sorted(names)), known_from)


def _checked(alignment: Alignment, runs: Sequence[Run]) -> Alignment:
    """Return the alignment, with the reason why not where there is one."""
    names = {name for name, _ in alignment.recorded}
    if alignment.what == "experiment":
        return alignment
    for run in runs:
        both = sorted(names.intersection(_names_of(alignment.what, run)))
        if len(both) > 1:
            return replace(
                alignment,
                apart=text(
                    "the run {title} records both {both} and {both_b}",
                    title=run.title,
                    both=both[0],
                    both_b=both[1],
                ),
            )
    if alignment.what == "metric" and alignment.known_from == WELL_KNOWN and _differ_in_scale(names, runs):
        return replace(alignment, apart="some are fractions, some are in per cent")
    return alignment


def _differ_in_scale(names: Collection[str], runs: Sequence[Run]) -> bool:
    """Tell whether the names are of a share, and one's values lie between 0 and 1, another's far above."""
    if not any(known.high == 1 for name in names for known in read_name(name).measures):
        return False
    highest: dict[str, float] = {}
    for run in runs:
        for name in run.metrics.keys() & set(names):
            stats = run.metrics[name].stats
            if stats.last_finite_step is not None:
                highest[name] = max(highest.get(name, 0.0), stats.max if stats.min >= 0 else float("inf"))
    tops = highest.values()
    return any(top <= 1 for top in tops) and any(1.5 < top <= 100 for top in tops)


def _names_of(what: str, run: Run) -> Iterable[str]:
    if what == "metric":
        return run.metrics.keys() | (run.summary.keys() - run.metrics.keys())
    return run.params if what == "setting" else (run.experiment,)


def _new_names(alignments: Iterable[Alignment]) -> dict[str, str]:
    """Return the name to use by name in the records, for those that change."""
    return {
        name: one.name for one in alignments if not one.apart for name, _ in one.recorded if name != one.name
    }


def _renamed(
    run: Run, metrics: Mapping[str, str], settings: Mapping[str, str], experiments: Mapping[str, str]
) -> Run:
    changed = {new: name for name, new in metrics.items() if name in run.metrics or name in run.summary}
    changed |= {new: name for name, new in settings.items() if name in run.params}
    if not changed and run.experiment not in experiments:
        return run
    return replace(
        run,
        experiment=experiments.get(run.experiment, run.experiment),
        metrics=_with_names(run.metrics, metrics),
        summary=_with_names(run.summary, metrics),
        definitions=_with_names(run.definitions, metrics),
        params=_with_names(run.params, settings),
        recorded_as=changed,
    )


def _with_names(values: Mapping[str, T], names: Mapping[str, str]) -> Mapping[str, T]:
    return {names.get(name, name): value for name, value in values.items()}


@lru_cache(maxsize=1 << 16)
def _metric_form(name: str) -> tuple[str, ...]:
    """Return what is the same for a metric's names: plain words, that for the data in front."""
    words = _words(name, METRIC_WORDS)
    split = [SPLITS[word] for word in words if word in SPLITS]
    if len(split) != 1:
        return words
    return (split[0], *(word for word in words if word not in SPLITS))


@lru_cache(maxsize=1 << 16)
def _setting_form(name: str) -> tuple[str, ...]:
    return _words(name, SETTING_WORDS)


def _words(name: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    words = (word.lower() for word in _BETWEEN.split(name) if word)
    return tuple(part for word in words for part in known.get(word, (word,))) or (name,)
