"""What in a text looks random, and is no digest or id that says where things came from.

Entropy is reckoned by detect-secrets; what is kept in spite of it is known by its form and by the name
it stands under, so that commits, digests and run ids stay.
"""

import re
from functools import lru_cache
from itertools import pairwise
from math import log2

from detect_secrets.plugins.high_entropy_strings import Base64HighEntropyString, HexHighEntropyString

from runreport.privacy.patterns import HEX, TOKEN, UUID
from runreport.privacy.vocabulary import PROVENANCE

Span = tuple[int, int]

_BASE64 = Base64HighEntropyString()
_HEX = HexHighEntropyString()
_WORD = re.compile(r"[A-Z]+(?![a-zß-ÿ])|[A-Z]?[a-zß-ÿ]+")
_NAME_BEFORE = re.compile(r"([A-Za-z][\w.]*)(?:[\"'\\]*[\s:=@(]{1,3}[\"'\\]*)$")
_ALGORITHM_BEFORE = re.compile(
    r"(?:md5|sha-?\d+|blake\w+)[:=-]$|\b(?:m|t|tr|run|task|trial|job|offline|version)[-_]$", re.IGNORECASE
)
_DIGESTS = frozenset({"stamp", "digest"})
"""Fields of the model that hold nothing but digests, in the store's own way of writing them."""
_LONGEST_ID = 40
"""Characters of what a run's or a trace's id may be, letters of both cases included."""
_MEDIA_DIGEST = 20
_MEDIA_BEFORE = re.compile(r"(?:^|[/\\])media[/\\][^\n]*_\d+_$")
"""How W&B names media: `media/images/weights_15_0f3a….png`, the end of which is a digest's start."""
_DIGEST_LENGTHS = frozenset({24, 32, 40, 64})


def random_spans(text: str, name: str) -> list[Span]:
    """Return where `text`, which stands under `name`, looks random; spans may touch each other."""
    if name in _DIGESTS:
        return []
    spans = _hexadecimal(text, name)
    if len(text) > _LONGEST_ID or not _names_an_id(name):
        for token in TOKEN.finditer(text):
            spans += [(token.start() + start, token.start() + end) for start, end in _random(token[0])]
    return spans


def words_of(name: str) -> list[str]:
    """Return the words of a name in lower case, without figures: `modelUuid_2` is `model`, `uuid`."""
    return [word.lower() for word in _WORD.findall(name)]


def has_digit(text: str) -> bool:
    """Return whether there is a figure in `text`."""
    return any(letter.isdigit() for letter in text)


@lru_cache(maxsize=1 << 14)
def _random(token: str) -> tuple[Span, ...]:
    """Return where `token` looks as no person and no program would name a thing."""
    if not has_digit(token):
        return ()
    return tuple(match.span() for match in _PIECE.finditer(token) if looks_random(match[0]))


_PIECE = re.compile(r"[A-Za-z0-9+_-]{20,}={0,2}|[A-Za-z0-9+/]{39,}={0,2}")


def looks_random(piece: str) -> bool:
    """Return whether `piece`, twenty or more letters and digits, is no word that a person made up.

    Random text has a high entropy and changes between capitals, small letters and digits at every
    other place; made-up names change where a word ends. Hexadecimal text is another matter.
    """
    if UUID.search(piece):
        return False
    runs = re.split(r"[^A-Za-z0-9]+", HEX.sub("", piece))
    core = "".join(runs)
    if len(core) < 18 or max(map(len, runs)) < 12 or core.isdigit() or HEX.fullmatch(core):
        return False
    kinds = ["0" if c.isdigit() else "A" if c.isupper() else "a" for c in core]
    changes = sum(a != b for a, b in pairwise(kinds)) / (len(core) - 1)
    if "A" in kinds and "a" in kinds:
        in_words = sum(map(len, _CAMEL_WORD.findall(core))) / len(core)
        is_made_up = changes < 0.4 or in_words > 0.65
    else:
        is_made_up = changes < 0.25
    limit = min(_BASE64.entropy_limit, 0.75 * log2(len(core)))
    return not is_made_up and _BASE64.calculate_shannon_entropy(core) >= limit


_CAMEL_WORD = re.compile(r"[A-Z]?[a-z]{2,}")


def _hexadecimal(text: str, name: str) -> list[Span]:
    return [
        match.span()
        for match in HEX.finditer(text)
        if not _is_provenance(match, text, name)
        and _HEX.calculate_shannon_entropy(match[0].lower()) > _HEX.entropy_limit
    ]


def _is_provenance(match: re.Match[str], text: str, name: str) -> bool:
    """Return whether a hexadecimal match is a digest or an id: by its length, and by what names it."""
    if match[0].isdigit():
        return True
    before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 1]
    if _ALGORITHM_BEFORE.search(before):
        return True
    if len(match[0]) == _MEDIA_DIGEST and after == "." and _MEDIA_BEFORE.search(text[: match.start()]):
        return True
    if len(match[0]) not in _DIGEST_LENGTHS:
        return False
    if before.endswith(("/", "\\")) or after == "/" or _names_provenance(name):
        return True
    what = _NAME_BEFORE.search(before)
    return what is not None and _names_provenance(what[1])


@lru_cache(maxsize=1 << 12)
def _names_provenance(name: str) -> bool:
    """Return whether what `name` is set to may be a digest or an id: `git.commit`, `parentRunId`, `key`."""
    words = words_of(name)
    return words == ["key"] or (bool(words) and words[-1] in PROVENANCE)


@lru_cache(maxsize=1 << 12)
def _names_an_id(name: str) -> bool:
    words = words_of(name)
    return words == ["key"] or (bool(words) and words[-1] in {"id", "ids", "uuid", "guid", "run", "parent"})
