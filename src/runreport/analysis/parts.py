"""Metrics of one part of the data, such as one hospital or one class.

A metric such as `site_a/val_auc` or `recall/digit_3` is read as a measure of one part: a slash parts
the two. `train/loss` is none: training and validation are no parts of the people that a model is for.
Without a slash, as in `auc_site_a` or `val_auc_female`, a name has to say more, since `auc_layer_3` is
no part of the data: exactly one well-known measure, and a word that parts of data are called by.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from runreport.analysis.metrics import describe_metric
from runreport.analysis.naming import PASSING, SPLITS, read_name, word_set
from runreport.model import MetricInfo

KINDS = word_set(
    "site sites hospital clinic center centre ward department scanner vendor group subgroup cohort "
    "stratum slice subset domain dataset condition class digit language lang country region district "
    "city sex gender age race ethnicity"
)
"""Words for a kind of part; another word beside them says which: `site_a`, `age_65_plus`."""

TELLING = word_set("male males female females men women boys girls")
"""Words that say which part by themselves."""

OVER_ALL = word_set("worst lowest highest median all each any every per")
"""Words of a number over all parts, such as the accuracy of the worst group."""


@lru_cache(maxsize=8192)
def split_part(name: str) -> tuple[str, str] | None:
    """Return (part, measure) of a metric's name; None for one that stands for all of the data."""
    first, slash, second = name.partition("/")
    if not slash or first.lower() in SPLITS or second.lower() in SPLITS or "/" in second:
        return _split_words(name)
    if not first or not second:
        return None
    if read_name(first).measures and not read_name(second).measures:
        return second, first
    return first, second


def is_part(name: str) -> bool:
    """Return whether a metric looks like that of a part of the data."""
    return split_part(name) is not None


def by_measure(names: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """Return metric by part by measure, for measures with two parts or more; parts in order of name."""
    found: dict[str, dict[str, str]] = {}
    for name in sorted(names):
        split = split_part(name)
        if split is not None:
            part, measure = split
            found.setdefault(measure, {})[part] = name
    return {measure: parts for measure, parts in found.items() if len(parts) > 1}


def measure_of(measures: Mapping[str, Mapping[str, str]], headline: str | None) -> str:
    """Return the measure to show by part: the headline, or what it is a part of, else the first by name."""
    split = split_part(headline or "")
    wanted = (headline or "", split[1] if split is not None else "")
    return next((measure for measure in wanted if measure in measures), min(measures))


def measure_info(measure: str, infos: Mapping[str, MetricInfo]) -> MetricInfo:
    """Return how to call and judge a measure, also where no metric of its own was recorded."""
    return infos.get(measure) or describe_metric(measure, {})


def _split_words(name: str) -> tuple[str, str] | None:
    """Return (part, measure) of a name whose words say both."""
    reading = read_name(name)
    own = [word for word in reading.words if word.lower() not in PASSING or word.lower() in KINDS]
    lower = {word.lower() for word in own}
    is_told = bool(TELLING & lower) or (bool(KINDS & lower) and len(own) > 1)
    is_over_all = bool(OVER_ALL & lower)
    if len(reading.measures) != 1 or not reading.is_clear or not is_told or is_over_all:
        return None
    words = re.search(r"[\W_]*".join(map(re.escape, own)), name)
    if words is None:
        return None
    before, after = name[: words.start()].rstrip("_-. "), name[words.end() :].lstrip("_-. ")
    joint = "" if not before or not after or "/" in before[-1] + after[0] else "_"
    measure = f"{before}{joint}{after}".strip("/")
    return (words[0], measure) if measure else None
