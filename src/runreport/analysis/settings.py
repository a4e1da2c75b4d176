"""Settings of runs: what they are as text and number, which vary, which only tell repeats apart."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import float_info

from runreport.model import Run, Scalar

SEEDS = (
    "seed",
    "seeds",
    "random_state",
    "random_seed",
    "rng_seed",
    "rng",
    "global_seed",
    "manual_seed",
    "data_seed",
    "model_seed",
    "np_seed",
    "numpy_seed",
    "torch_seed",
    "seed_everything",
    "randomstate",
    "randomseed",
)
"""Names of settings that only tell repeats apart; also as the last part of a dotted name."""

COUNTERS = frozenset({"curr_step", "curr_epoch"})
"""What trackers count while a run goes on, and keep among its settings."""
FOLDER = re.compile(
    r"(log|logs|logging|tensorboard|tb|events?|summary|summaries|output)[._\- ]?(dir|folder|path|directory)$",
    re.IGNORECASE,
)
"""Names of settings that say where a run wrote to."""

_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+(?=[>,;]|$)")
"""Where an object lay in memory, as Python's `repr` says: `<function l1_loss at 0x7f3a5c0>`."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,4000}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Settings:
    """What tells the runs of an experiment apart, and what does not."""

    varying: tuple[str, ...]
    """Names in order, without seeds. A setting that only some runs have varies."""
    constant: Mapping[str, Scalar]
    """Settings with one value, in every run that has settings; in order of name, without seeds."""
    seeds: tuple[str, ...]
    """Seed-like settings that occur, in order."""


def text_of(value: Scalar) -> str:
    """Return a setting's value as text: truth values `True` and `False`, no value as empty text.

    Addresses in memory are left out, which differ each time that a program starts: two runs with
    `<function l1_loss at 0x…>` have one setting.
    """
    return "" if value is None else str(without_address(value))


def without_address(value: Scalar) -> Scalar:
    """Return a value without the places in memory that Python's `repr` adds to functions and objects."""
    return _ADDRESS.sub("", value) if isinstance(value, str) and "<" in value and " at 0x" in value else value


def number_of(value: Scalar) -> int | float | None:
    """Return a value as a number that a float can hold, also where a store kept it as text; else None.

    Whole numbers stay exact. Truth values are no numbers. Text counts only in plain
    decimal or scientific notation, so that `nan`, `1_000` and `0x10` are text.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        return _number_in(value)
    return value if abs(value) <= float_info.max else None


# `1`, `1.0` and `True` are one key of a dictionary, and not one setting.
@lru_cache(maxsize=65536, typed=True)
def canonical(value: Scalar) -> int | float | str:
    """Return what decides whether two settings are equal: as numbers where both are, else as text.

    `0.1`, `"0.10"` and `"1e-1"` are one setting, as are `True` and `"True"`.
    """
    number = number_of(value)
    if number is None:
        return text_of(value)
    return int(number) if number == int(number) else number


@lru_cache(maxsize=4096)
def is_choice(name: str) -> bool:
    """Tell whether a setting may change a result: neither a counter nor the folder that a run wrote to."""
    return name not in COUNTERS and FOLDER.search(name) is None


def is_seed(name: str, seeds: Iterable[str]) -> bool:
    """Tell whether a setting only tells repeats apart, by its whole name or its last part."""
    lower = name.lower()
    last = re.split(r"[./]", lower)[-1].replace("-", "_")
    return any(seed.lower() in {lower, last} for seed in seeds)


def settings_of(runs: Sequence[Run], seeds: Sequence[str]) -> Settings:
    """Return which settings vary over the runs and which do not; runs without any do not count."""
    with_settings = [run for run in runs if run.params]
    names = sorted(filter(is_choice, {name for run in with_settings for name in run.params}))
    seed_names = tuple(name for name in names if is_seed(name, seeds))
    varying: list[str] = []
    constant: dict[str, Scalar] = {}
    for name in names:
        if name in seed_names:
            continue
        values = [run.params[name] for run in with_settings if name in run.params]
        if len(values) < len(with_settings) or len({canonical(value) for value in values}) > 1:
            varying.append(name)
        else:
            constant[name] = without_address(values[0])
    return Settings(tuple(varying), constant, seed_names)


@lru_cache(maxsize=65536)
def _number_in(text: str) -> int | float | None:
    text = text.strip()
    if _INTEGER.fullmatch(text):
        number: int | float = int(text)
    elif _NUMBER.fullmatch(text):
        number = float(text)
    else:
        return None
    return number if abs(number) <= float_info.max else None
