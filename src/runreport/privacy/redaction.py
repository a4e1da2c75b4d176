"""Taking out of records what may not leave, and counting it.

Everything that a record holds as text goes through `cleaner`: values under their names, and the names
themselves. The same text under the same name becomes the same text, in every run, process and build.
"""

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
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
from runreport.privacy.policy import Action, Policy, Redactions
from runreport.privacy.secrets import is_secret_setting
from runreport.privacy.walk import Visit, rebuild

T = TypeVar("T", Run, StoreFacts, Problem, Omission)

_SHORTEST_SECRET_NUMBER = 1000


def redact(run: Run, policy: Policy) -> tuple[Run, Redactions]:
    """Return the run as it may leave, and how many of what was taken out of it.

    Users and hosts that the run itself names are looked for in all of its texts; those that only
    other runs name, where `policy` knows them: see `learn`. A run's key stays unique and the same
    for whoever refers to it.
    """
    return _redact(run, policy, learn_from(run, policy))


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
    cleaned = _cleaner(policy, _wanted(names_given(text, name), policy, ()))(text, name, kind)
    return cleaned.text or "", Redactions(Counter((what, kind) for what in cleaned.found))


def learn(policy: Policy, runs: Iterable[Run]) -> Policy:
    """Return the policy with every user and host that any of `runs` gives away.

    With it a name that one run gives away is found in all of them, and an experiment, a store and a
    parent are called the same by every run that belongs to them.
    """
    names = Names()
    for run in runs:
        names |= learn_from(run, policy)
    return replace(
        policy,
        people=tuple(sorted({*policy.people, *names.people})),
        machines=tuple(sorted({*policy.machines, *names.hosts})),
    )


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
    return _visitor(policy, Names(), Counter())


def learn_from(record: Run | StoreFacts | Problem | Omission, policy: Policy) -> Names:
    """Return the users and hosts that a record gives away and that are worth searching for."""
    people: set[str] = set()
    hosts: set[str] = set()

    def collect(value: str | int | float, name: str, _kind: str) -> str | int | float:
        if isinstance(value, str):
            names = names_given(value, name)
            people.update(names.people)
            hosts.update(names.hosts)
        return value

    rebuild(record, collect)
    return _wanted(Names(frozenset(people), frozenset(hosts)), policy, _names_of_work(record))


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
    return rebuild(record, _visitor(policy, names, counts), kind), Redactions(counts)


def _visitor(policy: Policy, names: Names, counts: Counter[tuple[str, str]]) -> Visit:
    clean = _cleaner(policy, names)
    never = {"parameter": policy.drop_params, "tag": policy.drop_tags}

    def visit(value: str | int | float, name: str, kind: str) -> str | int | float | None:
        patterns = never.get(kind, ())
        if patterns and name and any(fnmatchcase(name, pattern) for pattern in patterns):
            counts["value left out by name", kind] += 1
            return None
        if not isinstance(value, str) and not _is_secret_number(value, name):
            return value
        cleaned = clean(str(value), name or "key", kind)
        for what in cleaned.found:
            counts[what, kind] += 1
        return cleaned.text if cleaned.found else value

    return visit


def _is_secret_number(value: float, name: str) -> bool:
    return abs(value) >= _SHORTEST_SECRET_NUMBER and is_secret_setting(name, str(value))


@lru_cache(maxsize=64)
def _cleaner(policy: Policy, names: Names) -> Callable[[str, str, str], Cleaned]:
    """Return the function from text, name and kind to what may leave; it remembers what it saw."""
    everyone = names | Names(
        frozenset(name.lower() for name in policy.people),
        frozenset(name.lower() for name in policy.machines),
    )

    def clean(text: str, name: str, kind: str) -> Cleaned:
        cleaned = clean_text(text, name, policy, Names() if _is_repository(name, kind) else everyone)
        if kind == "run key" and cleaned.text is not None and cleaned.text != text:
            return Cleaned(f"{cleaned.text}-{_key_suffix(text, policy)}", cleaned.found)
        return cleaned

    remembered = lru_cache(maxsize=1 << 16)(clean)
    return lambda text, name, kind: (remembered if len(text) <= LONGEST_REMEMBERED else clean)(
        text, name, kind
    )


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
    digest = hmac.new(policy.key or PUBLIC_KEY, f"key:{public}".encode(), hashlib.sha256).digest()
    return letters(digest, 6)
