"""What a metric's name says: which measure it is, of which part of the data, in which unit."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from runreport.analysis.well_known import BY_NAME, WellKnown

TRAINING, VALIDATION, TEST, EVALUATION = "training", "validation", "test", "evaluation"


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(words.split())


SPLITS = {
    **dict.fromkeys(("train", "training", "trn"), TRAINING),
    **dict.fromkeys(("val", "valid", "validation", "dev"), VALIDATION),
    **dict.fromkeys(("eval", "evaluation"), EVALUATION),
    **dict.fromkeys(("test", "testing", "tst", "holdout", "heldout"), TEST),
}
"""Words for a part of the data."""

PASSING = word_set(
    "best mean avg average min max final last overall total epoch step batch iter global metric "
    "metrics score scores macro micro weighted binary samples top k cv on of the for after per in at "
    "raw norm normalized smooth ema class round"
)
"""Words beside a measure that do not change which way is better."""

BLOCKING = word_set(
    "weight weights scale gap drop threshold std stdev stddev sd se stderr sem var variance ci lower "
    "upper low high bits diff delta difference change count counts n num number rows patience target "
    "goal index ratio inv inverse coef factor bound limit generator discriminator actor critic policy "
    "adversarial adv gan p pvalue rank size baseline"
)
"""Words that turn a measure into something else: `auc_std` and `loss_weight` have no better direction."""

COST = word_set(
    "seconds second secs sec ms msec millis milliseconds minutes mins hours hrs duration dur time "
    "times runtime elapsed eta latency memory mem kb mb gb kib mib gib gpu cpu ram disk power watts "
    "temp energy kwh emissions throughput timestamp flops"
)
"""Words of time and cost: never a headline, whatever else the name says."""

COUNTING = word_set(
    "epoch epochs step steps iter iters iteration iterations round rounds lr learningrate learning batch "
    "batches samples tokens rows count counts n num examples example size params parameters grad gradient "
    "norm"
)
"""Words of progress and size: never a headline, unless the name has a measure too."""

PREPOSITIONS = word_set("of on for after per in at")
"""Words that say nothing without the one behind them."""

UNITS = {
    **dict.fromkeys(("seconds", "second", "secs", "sec"), "s"),
    **dict.fromkeys(("ms", "msec", "millis", "milliseconds"), "ms"),
    **dict.fromkeys(("minutes", "mins"), "min"),
    **dict.fromkeys(("hours", "hrs", "hour"), "h"),
    **{word: word.upper() for word in ("kb", "mb", "gb")},
    **{"kib": "KiB", "mib": "MiB", "gib": "GiB", "kwh": "kWh", "watts": "W", "kg": "kg", "usd": "USD"},
    **dict.fromkeys(("percent", "pct"), "%"),
}
"""Unit by the last word of a name."""

_CHUNK = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")
_WHOLE = frozenset(BY_NAME) | frozenset(SPLITS) | PASSING
_LONGEST = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """A metric's name, understood as far as it can be."""

    measures: tuple[WellKnown, ...]
    """Different well-known measures in it, in order; usually one."""
    split: str
    """`training`, `validation`, `test`, `evaluation`, or empty."""
    words: tuple[str, ...]
    """What is left: a site, a class, `macro`, `best`; as written, in order."""
    is_part: bool
    """Whether words are left that name a part, such as a site or a class."""
    is_clear: bool
    """Whether nothing in the name puts the measure's direction in doubt."""
    is_negated: bool
    """Whether the number was given the opposite sign, as scikit-learn's `neg_` scores are."""
    is_cost: bool
    """Whether it counts time, memory or progress."""
    unit: str


@lru_cache(maxsize=4096)
def read_name(name: str) -> Reading:
    """Return what can be understood of a metric's name; slashes part a site or a split from it."""
    segments = [_words(segment) for segment in name.split("/")]
    lowers = [word.lower() for words in segments for word in words]
    unit = _unit(lowers)
    read = [_read_segment(words) for words in segments]
    measures = tuple(dict.fromkeys(known for found, _, _ in read for known in found))
    left = tuple(word for _, rest, _ in read for word in rest)
    is_cost = _is_cost(name, lowers, bool(measures))
    own = [word.lower() for word in left if word.lower() not in PASSING]
    is_negated = any(word in {"neg", "negative"} for word in own)
    return Reading(
        measures=measures,
        split=next((SPLITS[word] for word in lowers if word in SPLITS), ""),
        words=left[:-1] if unit and left and left[-1].lower() == lowers[-1] else left,
        is_part=any(not word.isdigit() for word in own),
        is_clear=not is_cost and all(clear for _, _, clear in read) and not BLOCKING.intersection(own),
        is_negated=is_negated,
        is_cost=is_cost,
        unit=unit,
    )


def phrase(name: str) -> str:
    """Return the words of a metric's name that are left, as a label says them.

    Numbers stand by the word that they are written with (`v13`), a word is not said twice
    (`client/Client1` is `Client1`), and none of `PREPOSITIONS` is left without what it led to.
    """
    words = read_name(name).words
    follows = dict(pairwise(_said(name)))
    found: list[str] = []
    for word, then in zip(words, (*words[1:], ""), strict=False):
        if word.lower() in PREPOSITIONS and follows.get(word) != then:
            continue
        before = found[-1] if found else ""
        is_joint = word.isdigit() and before != "" and f"{before}{word}" in name
        if is_joint or word.lower() == before.lower():
            found.pop()
        found.append(f"{before}{word}" if is_joint else word)
    return " ".join(found)


def _said(name: str) -> list[str]:
    """Return all words of a name."""
    return [word for segment in name.split("/") for word in _words(segment)]


def _words(segment: str) -> list[str]:
    """Return the words of one segment, camelCase taken apart unless the whole is known."""
    return [
        word
        for chunk in _CHUNK.findall(segment)
        for word in ([chunk] if chunk.lower() in _WHOLE else _CAMEL.findall(chunk))
    ]


def _read_segment(words: list[str]) -> tuple[list[WellKnown], list[str], bool]:
    """Return the measures in the words, the other words without splits, and whether it is clear.

    It is not where words that say nothing known stand on both sides of the measure.
    """
    measures: list[WellKnown] = []
    rest: list[str] = []
    marks = ""
    at = 0
    while at < len(words):
        length, known = _match(words, at)
        if known is not None:
            measures.append(known)
            marks += "M"
        elif words[at].lower() not in SPLITS:
            rest.append(words[at])
            marks += "" if words[at].isdigit() or words[at].lower() in PASSING else "x"
        at += length
    return measures, rest, not re.search("xM+x", marks)


def _match(words: list[str], at: int) -> tuple[int, WellKnown | None]:
    """Return the longest well-known measure that starts at a word, with its number of words."""
    for length in range(min(_LONGEST, len(words) - at), 0, -1):
        known = BY_NAME.get("".join(words[at : at + length]).lower())
        if known is not None:
            return length, known
    return 1, None


def _unit(lowers: list[str]) -> str:
    """Return the unit that the last word says; `s` is seconds only beside a word of time, as in `time_s`."""
    if not lowers or "per" in lowers:
        return ""
    return "s" if lowers[-1] == "s" and COST.intersection(lowers) else UNITS.get(lowers[-1], "")


def _is_cost(name: str, lowers: list[str], has_measure: bool) -> bool:
    if name.startswith("system/") or COST.intersection(lowers):
        return True
    return not has_measure and bool(COUNTING.intersection(lowers))
