"""Where in a text a secret stands.

The formats of issuers are those of detect-secrets, called as a library: each of its expressions is
matched here, because what its plugins return is sometimes only a part of the secret. What a name such
as `password` is set to is a secret whatever it looks like.
"""

import re
from functools import lru_cache
from itertools import chain, pairwise

from detect_secrets.plugins.artifactory import ArtifactoryDetector
from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
from detect_secrets.plugins.base import RegexBasedDetector
from detect_secrets.plugins.cloudant import CloudantDetector
from detect_secrets.plugins.discord import DiscordBotTokenDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
from detect_secrets.plugins.ibm_cloud_iam import IbmCloudIamDetector
from detect_secrets.plugins.ibm_cos_hmac import IbmCosHmacDetector
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.keyword import KeywordDetector
from detect_secrets.plugins.mailchimp import MailchimpDetector
from detect_secrets.plugins.npm import NpmDetector
from detect_secrets.plugins.openai import OpenAIDetector
from detect_secrets.plugins.pypi_token import PypiTokenDetector
from detect_secrets.plugins.sendgrid import SendGridDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.softlayer import SoftlayerDetector
from detect_secrets.plugins.square_oauth import SquareOAuthDetector
from detect_secrets.plugins.stripe import StripeDetector
from detect_secrets.plugins.telegram_token import TelegramBotTokenDetector
from detect_secrets.plugins.twilio import TwilioKeyDetector

from runreport.privacy.patterns import ASSIGNMENT, BEARER, KEY_FORMATS, PRIVATE_KEY, TOKEN
from runreport.privacy.randomness import Span, has_digit, random_spans, words_of
from runreport.privacy.vocabulary import KEYS_OF, SECRET_WORDS, TOKENS_OF_TEXT

# Left out: BasicAuth and PrivateKey, whose finds are larger here, and IPPublic, to which a version
# such as 4.8.1.78 is an address.
_ISSUERS: tuple[type[RegexBasedDetector], ...] = (
    ArtifactoryDetector,
    AWSKeyDetector,
    AzureStorageKeyDetector,
    CloudantDetector,
    DiscordBotTokenDetector,
    GitHubTokenDetector,
    GitLabTokenDetector,
    IbmCloudIamDetector,
    IbmCosHmacDetector,
    JwtTokenDetector,
    MailchimpDetector,
    NpmDetector,
    OpenAIDetector,
    PypiTokenDetector,
    SendGridDetector,
    SlackDetector,
    SoftlayerDetector,
    SquareOAuthDetector,
    StripeDetector,
    TelegramBotTokenDetector,
    TwilioKeyDetector,
)
_FORMATS: tuple[re.Pattern[str], ...] = (
    KEY_FORMATS,
    *chain.from_iterable(issuer().denylist for issuer in _ISSUERS),
)
_KEYWORD = KeywordDetector()

_HARMLESS = re.compile(
    r"(?:none|null|nil|true|false|yes|no|n/?a|required|optional|unset|empty|default|withheld|"
    r"\[[a-z -]+\]|<[^<>]*>|\*+|\.+|-+|x+|\$\{?\w+\}?|"
    r"(?-i:[A-Z][A-Z0-9_]*(?:KEY|TOKEN|SECRET|PASS|PASSWORD|CREDENTIALS)(?:_[A-Z]+)?)|)",
    re.IGNORECASE,
)
_LETTERS_ONLY = re.compile(r"hf_(?=[a-z]*[A-Z])(?=[A-Z]*[a-z])[A-Za-z]{34}")
"""A token of the Hugging Face Hub, which has no figures: any other key has some, and words have none."""
_DIGEST = re.compile(r"[0-9a-f]+")
"""No key in an issuer's format is made of these alone."""
_ASSIGNMENT_HINTS = ("pass", "pw", "secret", "token", "key", "cred", "auth", "contras", "kennwort")


@lru_cache(maxsize=1 << 14)
def names_a_secret(name: str) -> bool:
    """Return whether what `name` is set to must be a secret: `db_password`, `apiKey`, `--secret`."""
    words = words_of(name)
    if not words or _is_about_text(words):
        return False
    if any(word in SECRET_WORDS for word in words) or words[-1] == "pass":
        return True
    if any(first in KEYS_OF and second in {"key", "keys"} for first, second in pairwise(words)):
        return True
    return any(_KEYWORD.analyze_string(f'{name} = "value"'))


@lru_cache(maxsize=1 << 14)
def _names_a_token(name: str) -> bool:
    words = words_of(name)
    is_named = bool(words) and words[-1] in {"token", "key", "auth", "sas", "dsn"} and words != ["key"]
    return is_named and not _is_about_text(words)


def _is_about_text(words: list[str]) -> bool:
    """Return whether `words` speak of the tokens that a language model reads."""
    return words[-1] in {"token", "tokens"} and any(word in TOKENS_OF_TEXT for word in words[:-1])


@lru_cache(maxsize=1 << 14)
def may_name_a_secret(name: str) -> bool:
    """Return whether some value would be a secret because `name` is set to it."""
    return names_a_secret(name) or _names_a_token(name)


def is_secret_setting(name: str, value: str) -> bool:
    """Return whether `value` is a secret because `name` is set to it."""
    if not may_name_a_secret(name) or _HARMLESS.fullmatch(value):
        return False
    if names_a_secret(name):
        # PWD is also the shell's word for the folder it is in.
        return not (name.lower() == "pwd" and value[:1] in "/~.")
    return _names_a_token(name) and _could_be_a_token(value)


def _could_be_a_token(value: str) -> bool:
    return (
        len(value) >= 8
        and " " not in value
        and has_digit(value)
        and any(letter.isalpha() for letter in value)
        and not _is_dotted_words(value)
    )


def _is_dotted_words(value: str) -> bool:
    """Return whether `value` is made of words and short numbers, as names and paths are."""
    pieces = re.split(r"[^A-Za-z0-9]+", value)
    return len(pieces) > 1 and all(piece.isalpha() or len(piece) < 5 for piece in pieces)


def secret_spans(text: str, name: str) -> list[Span]:
    """Return where the secrets in `text` stand, in order and apart from each other.

    Args:
        text: any text.
        name: of the field or key that holds it, by which ids and digests are known.
    """
    spans = [match.span() for match in PRIVATE_KEY.finditer(text)] if "---" in text or "PuTTY" in text else []
    lowered = text.lower()
    if any(map(lowered.__contains__, _ASSIGNMENT_HINTS)):
        spans += _assigned(text)
    if "bearer" in lowered or "authorization" in lowered:
        spans += [match.span("value") for match in BEARER.finditer(text)]
    for token in TOKEN.finditer(text):
        at = token.start()
        spans += [(at + start, at + end) for start, end in _issued(token[0])]
    return _merged(spans + random_spans(text, name))


def _assigned(text: str) -> list[Span]:
    spans, start = [], 0
    while match := ASSIGNMENT.search(text, start):
        group = "quoted" if match["quoted"] is not None else "bare"
        is_command_line = match["sign"].isspace()
        if is_command_line and text[match.start() - 1 : match.start()] != "-" and "--" not in match["name"]:
            start = match.end("name")
        elif is_secret_setting(match["name"], match[group]):
            spans.append(match.span(group))
            start = match.end()
        else:
            # A value may itself hold names and values.
            start = match.end("sign")
    return spans


@lru_cache(maxsize=1 << 14)
def _issued(token: str) -> tuple[Span, ...]:
    """Return where `token`, a stretch without white space, holds a key in its issuer's format."""
    if _DIGEST.fullmatch(token):
        return ()
    # Console output is full of long decimal numbers, and a key in any of these formats has letters.
    can_hold_one = has_digit(token) or token.isupper() or "xox" in token or "hf_" in token
    if token.replace(".", "").isdecimal() or not can_hold_one:
        return ()
    return tuple(
        match.span()
        for regex in _FORMATS
        for match in regex.finditer(token)
        if sum(letter.isdigit() for letter in match[0]) > 1
        or match[0].isupper()
        or _LETTERS_ONLY.fullmatch(match[0])
    )


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return merged
