"""Taking out of records what may not leave, and counting it.

Everything that a record holds as text goes through `cleaner`: values under their names, and the names
themselves. The same text under the same name becomes the same text, in every run, process and build.
"""

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TypeVar

from runreport.model import Omission, Problem, Run, StoreFacts
from runreport.privacy.cleaning import Cleaned, clean_text
from runreport.privacy.names import (
    LONGEST_REMEMBERED,
    PUBLIC_KEY,
    Names,
    letters,
    names_given,
)
from runreport.privacy.policy import NOTHING, Action, Policy, Redactions
from runreport.privacy.secrets import is_secret_setting
from runreport.privacy.walk import PACKAGE, Visit, rebuild

T = TypeVar("T", Run, StoreFacts, Problem, Omission)

_SHORTEST_SECRET_NUMBER = 1000
_MOST_REMEMBERED = 1 << 16


def redact(run: Run, policy: Policy, *, is_learned: bool = False) -> tuple[Run, Redactions]:
    """Return the run as it may leave, and how many of what was taken out of it.

    Users and hosts that the run itself names are looked for in all of its texts; those that only
    other runs name, where `policy` knows them: see `learn`. A run's key stays unique and the same
    for whoever refers to it.

    Args:
        run: as it was recorded.
        policy: what to do with what is found.
        is_learned: whether `policy` has learned from this very run, so that it names nobody else.
    """
    return _redact(run, policy, Names() if is_learned else learn_from(run, policy))


def redact_facts(facts: StoreFacts, policy: Policy) -> tuple[StoreFacts, Redactions]:
    """Return what a store says beside its runs as it may leave, and what was taken out."""
    return _redact(facts, policy, learn_from(facts, policy))


def redact_problem(problem: Problem, policy: Policy) -> tuple[Problem, Redactions]:
    """Return a problem as it may leave, and what was taken out."""
    return _redact(problem, policy, learn_from(problem, policy), "problem")


def redact_omission(omission: Omission, policy: Policy) -> tuple[Omission, Redactions]:
    """Return an omission as it may leave, and what was taken out."""
    return _redact(omission, policy, learn_from(omission, policy), "omission")


def redact_text(text: str, policy: Policy, kind: str, name: str = "") -> tuple[str, Redactions]:
    """Return a text as it may leave, and what was taken out.

    Args:
        text: any text.
        policy: what to do with what is found.
        kind: what to call the field in the counts, such as `note`.
        name: of the field or setting, where it has one; `password` decides by it.
    """
    cleaned = _cleaner(policy, _wanted(names_given(text, name), policy, ())).clean(text, name, kind)
    return cleaned.text or "", Redactions(Counter((what, kind) for what in cleaned.found))


def learn(policy: Policy, runs: Iterable[Run]) -> Policy:
    """Return the policy with every user and host that any of `runs` gives away.

    With it a name that one run gives away is found in all of them, and an experiment, a store and a
    parent are called the same by every run that belongs to them.
    """
    people, hosts = set(policy.people), set(policy.machines)
    for run in runs:
        names = learn_from(run, policy)
        people |= names.people
        hosts |= names.hosts
    return replace(policy, people=tuple(sorted(people)), machines=tuple(sorted(hosts)))


def learn_texts(policy: Policy, texts: Iterable[tuple[str, str]]) -> Policy:
    """Return the policy with every user and host that texts give away; each comes with its field's name."""
    people, hosts = set(policy.people), set(policy.machines)
    for text, name in texts:
        names = _wanted(names_given(text, name), policy, ())
        people |= names.people
        hosts |= names.hosts
    return replace(policy, people=tuple(sorted(people)), machines=tuple(sorted(hosts)))


def redactor(policy: Policy) -> Visit:
    """Return what `redact` does with one value, for what is no record; `policy` has learned all names."""
    return _visitor(_cleaner(policy, Names()), policy, Counter())


def learn_from(record: Run | StoreFacts | Problem | Omission, policy: Policy) -> Names:
    """Return the users and hosts that a record gives away and that are worth searching for."""
    people: set[str] = set()
    hosts: set[str] = set()

    def collect(value: str | int | float, name: str, kind: str) -> str | int | float:
        if isinstance(value, str):
            names = names_given(value, "" if kind == PACKAGE else name)
            people.update(names.people)
            hosts.update(names.hosts)
            if not names:
                _remember(value, name, kind, _anonymous)
        return value

    rebuild(record, collect, idle=_anonymous)
    return _wanted(Names(frozenset(people), frozenset(hosts)), policy, _names_of_work(record))


_anonymous: set[tuple[str, str, str]] = set()
"""Texts that give nobody away."""


def _remember(text: str, name: str, kind: str, idle: set[tuple[str, str, str]]) -> None:
    """Note in `idle`, which stays small, that a text need not be visited again."""
    if type(text) is str and len(text) <= LONGEST_REMEMBERED:
        if len(idle) >= _MOST_REMEMBERED:
            idle.clear()
        idle.add((text, name, kind))


def _names_of_work(record: Run | StoreFacts | Problem | Omission) -> tuple[str, ...]:
    """Return what the work itself is called; an account of the same name is no person's."""
    if isinstance(record, Run):
        return (record.experiment, *(model.name for model in record.models))
    if isinstance(record, StoreFacts):
        return (*(work.name for work in record.experiments), *(model.name for model in record.models))
    return ()


def _wanted(names: Names, policy: Policy, work: Iterable[str]) -> Names:
    known = {text.lower() for text in (*policy.keep_values, *work)}
    return Names(names.people - known, names.hosts - known - names.people)


def _redact(record: T, policy: Policy, names: Names, kind: str = "") -> tuple[T, Redactions]:
    counts: Counter[tuple[str, str]] = Counter()
    cleaner = _cleaner(policy, names - _everyone(policy))
    new = rebuild(record, _visitor(cleaner, policy, counts), kind, cleaner.idle)
    return new, Redactions(counts) if counts else NOTHING


def _visitor(cleaner: "_Cleaner", policy: Policy, counts: Counter[tuple[str, str]]) -> Visit:
    never = {"parameter": policy.drop_params, "tag": policy.drop_tags}

    def visit(value: str | int | float, name: str, kind: str) -> str | int | float | None:
        patterns = never.get(kind, ())
        if patterns and name and any(fnmatchcase(name, pattern) for pattern in patterns):
            counts["value left out by name", kind] += 1
            return None
        if not isinstance(value, str) and not _is_secret_number(value, name):
            return value
        cleaned = cleaner.clean(str(value), kind if kind == PACKAGE else name or "key", kind)
        for what in cleaned.found:
            counts[what, kind] += 1
        if cleaned.found:
            return cleaned.text
        if isinstance(value, str):
            _remember(value, name, kind, cleaner.idle)
        return value

    return visit


def _is_secret_number(value: float, name: str) -> bool:
    return abs(value) >= _SHORTEST_SECRET_NUMBER and is_secret_setting(name, str(value))


@dataclass(frozen=True, slots=True)
class _Cleaner:
    """What redacts by one policy, and remembers what it saw."""

    clean: Callable[[str, str, str], Cleaned]
    """From text, name and kind to what may leave."""
    idle: set[tuple[str, str, str]]
    """Texts that may leave as they are."""


@lru_cache(maxsize=64)
def _cleaner(policy: Policy, names: Names) -> _Cleaner:
    """Return what redacts by a policy, and looks for `names` besides those that it knows."""
    everyone = names | _everyone(policy)

    def clean(text: str, name: str, kind: str) -> Cleaned:
        cleaned = clean_text(text, name, policy, Names() if _is_repository(name, kind) else everyone)
        if kind == "run key" and cleaned.text is not None and cleaned.text != text:
            return Cleaned(f"{cleaned.text}-{_key_suffix(text, policy)}", cleaned.found)
        return cleaned

    remembered = lru_cache(maxsize=_MOST_REMEMBERED)(clean)
    return _Cleaner(
        lambda text, name, kind: (remembered if len(text) <= LONGEST_REMEMBERED else clean)(text, name, kind),
        set(),
    )


@lru_cache(maxsize=8)
def _everyone(policy: Policy) -> Names:
    """Return the names that a policy knows."""
    return Names(
        frozenset(name.lower() for name in policy.people),
        frozenset(name.lower() for name in policy.machines),
    )


@lru_cache(maxsize=1 << 12)
def _is_repository(name: str, kind: str) -> bool:
    """Return whether a text is the address of a repository, whose owner is a part of the provenance."""
    return kind == "repository" or bool(re.search(r"(?:git|repo|remote).*(?:url|repo|remote)", name, re.I))


def _key_suffix(text: str, policy: Policy) -> str:
    """Return what keeps two keys apart that read alike once names and folders are gone."""
    secrets_only = replace(
        policy,
        users=Action.KEEP,
        hosts=Action.KEEP,
        emails=Action.KEEP,
        home_folders=Action.KEEP,
        secrets=Action.MASK,
        url_credentials=Action.MASK,
    )
    public = clean_text(text, "key", secrets_only, Names()).text or ""
    digest = hmac.new(
        policy.key or PUBLIC_KEY, f"key:{public}".encode("utf-8", "backslashreplace"), hashlib.sha256
    ).digest()
    return letters(digest, 6)
