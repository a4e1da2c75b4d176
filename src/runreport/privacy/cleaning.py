"""One text, cleaned: what is in it is found kind by kind, and each kind has its action."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from runreport.language import message
from runreport.privacy.names import (
    Names,
    account,
    home_user,
    last_part,
    pseudonym,
    search_for,
    written_as,
)
from runreport.privacy.patterns import (
    EMAIL,
    EMAIL_HINTS,
    HOME_FOLDER,
    HOME_HINTS,
    SAFE,
    SCP_USER,
    URL_PARAMETER,
    URL_USER,
)
from runreport.privacy.policy import Action, Policy
from runreport.privacy.secrets import is_secret_setting, may_name_a_secret, secret_spans
from runreport.privacy.vocabulary import HOST_KEYS, USER_KEYS

SECRET = message("secret")
USER = message("user name")
HOST = message("host name")
EMAIL_ADDRESS = message("e-mail address")
HOME = message("home folder")
URL_CREDENTIAL = message("URL credential")

STAND_IN = re.compile(r"\[[a-z -]+\]|(?:person|host)-\w{4}|withheld|~")
"""What redaction itself puts in the place of something."""

_LONGEST_NAME = 64


class Cleaned(NamedTuple):
    """A text as it may leave; None where it may not at all."""

    text: str | None
    found: tuple[str, ...] = ()
    """What was taken out, in plain nouns, one for each place."""


class _Dropped(Exception):  # noqa: N818 - no error, but the way out of a substitution
    """The text may not leave at all."""


@dataclass(frozen=True, slots=True)
class _Finds:
    """What was taken out so far, and by which policy."""

    policy: Policy
    taken: list[str]

    def stand_in(self, text: str, what: str, action: Action, stand_ins: dict[Action, str]) -> str:
        """Return what stands for `text`: by its action, or else a word that says what stood there."""
        if action is Action.KEEP or text in self.policy.keep_values:
            return text
        self.taken.append(what)
        if action is Action.DROP:
            raise _Dropped
        return stand_ins.get(action, f"[{what}]")


def clean_text(text: str, name: str, policy: Policy, names: Names) -> Cleaned:
    """Return what may leave of a text.

    Args:
        text: any text.
        name: of the field or setting it stands in, or empty.
        policy: what to do with what is found. An action that makes no sense for a kind, such as
            cutting down a secret, is to mask it.
        names: people and hosts to look for.
    """
    if not text or text in policy.keep_values:
        return Cleaned(text)
    finds = _Finds(policy, [])
    try:
        whole = _whole(text, name, finds)
        cleaned = _parts(text, name, finds, names) if whole is None else whole
    except _Dropped:
        return Cleaned(None, tuple(finds.taken))
    return Cleaned(cleaned, tuple(finds.taken))


def _whole(text: str, name: str, finds: _Finds) -> str | None:
    """Return the stand-in for a text that is one thing as a whole by the name it stands under."""
    if not name or not _says_what(name) or STAND_IN.fullmatch(text):
        return None
    policy, part, is_short = finds.policy, last_part(name), len(text) <= _LONGEST_NAME
    if part in USER_KEYS and is_short and not text.isdigit():
        person = pseudonym("person", account(text), policy.key)
        return finds.stand_in(text, USER, policy.users, {Action.PSEUDONYMIZE: person})
    if part in HOST_KEYS and is_short:
        host = pseudonym("host", text.strip(), policy.key)
        return finds.stand_in(text, HOST, policy.hosts, {Action.PSEUDONYMIZE: host})
    if is_secret_setting(name, text):
        return finds.stand_in(text, SECRET, policy.secrets, {})
    return None


@lru_cache(maxsize=1 << 14)
def _says_what(name: str) -> bool:
    """Return whether a name may make a user, a host or a secret of what stands under it."""
    return last_part(name) in USER_KEYS | HOST_KEYS or may_name_a_secret(name)


def _parts(text: str, name: str, finds: _Finds, names: Names) -> str:
    if not SAFE.fullmatch(text):
        text = _credentials(text, finds)
        text = _secrets(text, name, finds)
        text = _home_folders(text, finds)
        text = _emails(text, finds)
    text = _named(text, names.hosts, "host", finds)
    return _named(text, names.people, "person", finds)


def _credentials(text: str, finds: _Finds) -> str:
    action = finds.policy.url_credentials
    if "@" in text or "%40" in text:
        text = URL_USER.sub(lambda m: _cut(m, m["scheme"], action, finds), text)
        text = SCP_USER.sub(lambda m: _cut(m, "", action, finds), text)
    if "=" in text:
        text = URL_PARAMETER.sub(lambda m: _parameter(m, action, finds), text)
    return text


def _cut(match: re.Match[str], remains: str, action: Action, finds: _Finds) -> str:
    kept = finds.stand_in(match[0], URL_CREDENTIAL, action, {})
    return match[0] if kept == match[0] else remains


def _parameter(match: re.Match[str], action: Action, finds: _Finds) -> str:
    # `?key=` is a map's or a bucket's as often as a credential; short ones are no credentials.
    if match["name"].lower()[1:] in {"key=", "code="} and len(match["value"]) < 16:
        return match[0]
    return _cut(match, f"{match['name']}withheld", action, finds)


def _secrets(text: str, name: str, finds: _Finds) -> str:
    pieces, at = [], 0
    for start, end in secret_spans(text, name):
        secret = text[start:end]
        pieces += [text[at:start], finds.stand_in(secret, SECRET, finds.policy.secrets, {})]
        at = end
    return "".join([*pieces, text[at:]])


def _home_folders(text: str, finds: _Finds) -> str:
    lowered = text.lower()
    if not any(map(lowered.__contains__, HOME_HINTS)):
        return text
    return HOME_FOLDER.sub(lambda m: _home(m, finds), text)


def _home(match: re.Match[str], finds: _Finds) -> str:
    policy, lead = finds.policy, match["lead"] or ""
    whose = f"{lead}~{pseudonym('person', home_user(match), policy.key)}"
    stand_ins = {Action.GENERALIZE: f"{lead}~", Action.PSEUDONYMIZE: whose}
    return finds.stand_in(match[0], HOME, policy.home_folders, stand_ins)


def _emails(text: str, finds: _Finds) -> str:
    if not any(map(text.lower().__contains__, EMAIL_HINTS)):
        return text
    return EMAIL.sub(lambda m: _email(m, finds), text)


def _email(match: re.Match[str], finds: _Finds) -> str:
    stand_ins = {
        Action.PSEUDONYMIZE: pseudonym("person", match["local"], finds.policy.key),
        Action.GENERALIZE: f"[e-mail address at {match['domain']}]",
    }
    return finds.stand_in(match[0], EMAIL_ADDRESS, finds.policy.emails, stand_ins)


def _named(text: str, names: frozenset[str], kind: str, finds: _Finds) -> str:
    regex = search_for(names)
    if regex is None:
        return text
    policy = finds.policy
    what, action = (USER, policy.users) if kind == "person" else (HOST, policy.hosts)

    def stand_in(match: re.Match[str]) -> str:
        name = written_as(match[0], names)
        return finds.stand_in(
            match[0], what, action, {Action.PSEUDONYMIZE: pseudonym(kind, name, policy.key)}
        )

    return regex.sub(stand_in, text)
