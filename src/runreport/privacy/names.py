"""Who is named: the users and hosts that records give away, and the names that stand for them."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote, unquote

from runreport.privacy.patterns import (
    EMAIL,
    EMAIL_HINTS,
    HOME_FOLDER,
    HOME_HINTS,
    LOGGED_IN,
    PROMPT,
    URL_USER,
)
from runreport.privacy.vocabulary import HOST_KEYS, ORDINARY, USER_KEYS

PUBLIC_KEY = b"runreport: no key was given, these names can be guessed"
"""Key of the pseudonyms where a policy has none; everybody knows it."""

_ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
"""Without vowels, so that no pseudonym is a word."""

LONGEST_REMEMBERED = 1000
"""Characters above which a text is judged anew each time, so that memory stays small."""

SHORTEST_SEARCHED = 4
"""Letters below which a name is an abbreviation too often to be searched for everywhere."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names to look for, in lower case."""

    people: frozenset[str] = field(default_factory=frozenset)
    hosts: frozenset[str] = field(default_factory=frozenset)

    def __or__(self, other: "Names") -> "Names":
        return Names(self.people | other.people, self.hosts | other.hosts)

    def __sub__(self, other: "Names") -> "Names":
        return Names(self.people - other.people, self.hosts - other.hosts)

    def __bool__(self) -> bool:
        return bool(self.people or self.hosts)


NOBODY = Names()
_HINTS = (*HOME_HINTS, *EMAIL_HINTS, "logged in as")
"""One of these is in every lower-cased text that gives somebody away."""


def pseudonym(kind: str, name: str, key: bytes) -> str:
    """Return the stable stand-in for a name, such as `person-3f9k`; upper and lower case are one.

    Args:
        kind: `person` or `host`.
        name: who or what is meant.
        key: of the project; the public key where empty.
    """
    digest = hmac.new(
        key or PUBLIC_KEY, f"{kind}:{name.casefold()}".encode("utf-8", "backslashreplace"), hashlib.sha256
    ).digest()
    return f"{kind}-{letters(digest, 4)}"


def letters(digest: bytes, count: int) -> str:
    """Return `count` letters and figures that stand for a digest."""
    number = int.from_bytes(digest[:8], "big")
    picked = []
    for _ in range(count):
        number, at = divmod(number, len(_ALPHABET))
        picked.append(_ALPHABET[at])
    return "".join(picked)


@lru_cache(maxsize=1 << 14)
def last_part(name: str) -> str:
    """Return the part of a dotted or slashed name by which its value is known: `user` of `mlflow.user`."""
    return re.split(r"[./]", name)[-1].lower().replace("-", "_")


def account(text: str) -> str:
    r"""Return the name in a user's field: `jane` of `jane@host.org`, `HOSPITAL\jane` and `Jane <jane@…>`."""
    email = EMAIL.search(text)
    return email["local"] if email else text.rpartition("\\")[2].strip()


def is_searchable(name: str) -> bool:
    """Return whether a name is so much its own that every occurrence means its bearer."""
    lowered = name.lower()
    return (
        SHORTEST_SEARCHED <= len(lowered) <= 64
        and lowered not in ORDINARY
        and sum(letter.isalpha() for letter in lowered) >= 2
        and not re.fullmatch(r"(?:person|host)-\w{4}|\d+|[0-9a-f]{32,}", lowered)
    )


def names_given(text: str, name: str) -> Names:
    """Return whom a text gives away, by what it is or by the name it stands under."""
    return (_remembered if len(text) <= LONGEST_REMEMBERED else _names_given)(text, name)


def _names_given(text: str, name: str) -> Names:
    under, within = names_under(name, text), names_within(text)
    return under | within if under and within else under or within


_remembered = lru_cache(maxsize=1 << 15)(_names_given)


def names_under(name: str, text: str) -> Names:
    """Return whom a text names if its field, by its name, holds a user or a host."""
    if len(text) > 64 or "\n" in text:
        return NOBODY
    part = last_part(name)
    if part in USER_KEYS:
        return Names(people=_searchable([account(text)]))
    if part in HOST_KEYS:
        return Names(hosts=_searchable([text.strip(), text.strip().partition(".")[0]]))
    return NOBODY


def names_within(text: str) -> Names:
    """Return whom a text gives away by a home folder, an address, a prompt or a tracker's greeting."""
    found, hosts = [], []
    lowered = text.lower()
    # Most texts are short, and give nobody away.
    if not any(map(lowered.__contains__, _HINTS)):
        return NOBODY
    if any(map(lowered.__contains__, HOME_HINTS)):
        found += [home_user(match) for match in HOME_FOLDER.finditer(text)]
    if "@" in text or "%40" in text or "\\u0040" in lowered or "&#64;" in text:
        found += [match["local"] for match in EMAIL.finditer(text)]
        found += [match["user"] for match in URL_USER.finditer(text)]
    if "@" in text:
        prompts = list(PROMPT.finditer(text))
        found += [match["user"] for match in prompts]
        hosts += [name for match in prompts for name in (match["host"], match["host"].partition(".")[0])]
    if "logged in as" in lowered:
        found += [match["user"].rstrip(".") for match in LOGGED_IN.finditer(text)]
    return Names(_searchable(found), _searchable(hosts))


def home_user(match: re.Match[str]) -> str:
    """Return the user whom a match of `HOME_FOLDER` names."""
    user = match["windows"] or match["rootless"] or match["encoded"] or match["posix"]
    return unquote(user).rstrip(".")


def _searchable(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in names if is_searchable(name))


@lru_cache(maxsize=1 << 10)
def search_for(names: frozenset[str]) -> re.Pattern[str] | None:
    """Return the expression that finds names as whole words, longest first; None for no names.

    An underscore ends a word. A name of several words is found however they are joined.
    """
    if not names:
        return None
    ways = {way for name in names for way in _ways_to_write(name)}
    longest_first = sorted(ways, key=lambda way: (-len(way), way))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(longest_first)})(?![^\W_])", re.IGNORECASE)


def _ways_to_write(name: str) -> set[str]:
    words = name.split()
    joined = r"(?:[ _.+-]{0,2}|%20)".join(re.escape(word) for word in words)
    return {joined, re.escape(quote(name)), re.escape(json.dumps(name)[1:-1])}


def written_as(found: str, names: frozenset[str]) -> str:
    """Return the name that a match of `search_for` stands for, so that all ways get one pseudonym."""
    lowered = found.lower()
    if lowered in names:
        return lowered
    bare = re.sub(r"[\W_]|%20", "", unquote(lowered))
    return next((name for name in sorted(names) if re.sub(r"[\W_]", "", name) == bare), lowered)
