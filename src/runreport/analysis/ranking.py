"""Which groups are best, as far as repeats can tell."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import isnan

import numpy as np

from runreport.analysis.estimates import FEWEST, Contrast, contrasts_of
from runreport.analysis.evidence import Evidence
from runreport.analysis.findings import Ranking, Standing
from runreport.analysis.groups import Repeats, pair_up
from runreport.language import text
from runreport.model import Better, MetricInfo

ALPHA = 0.05
MOST_FOR_ALL_PAIRS = 60
"""Groups up to which every pair is tested."""


def rank_groups(repeats: Sequence[Repeats], evidence: Evidence, info: MetricInfo) -> Ranking | None:
    """Return the groups by one metric, best first; None where its better direction is unknown.

    Where two groups or more have three repeats, every pair of these is tested, by Welch's test or,
    with the same seeds, the paired one, and corrected by Holm over all pairs, so that among
    identical groups one is called best in at most 5 of 100 experiments. The top are all that cannot
    be told apart from the best mean, and groups with fewer repeats that reach the worst run of
    these, unless the latter would be more than half. Otherwise the order is of single values, and first
    and second are just that.

    Source: Holm (1979), A simple sequentially rejective multiple test procedure.
    """
    having = [one for one in repeats if info.name in one.group.estimates]
    if info.better is Better.UNKNOWN or not having:
        return None
    ordered = in_order(having, info)
    mismatch = different_data(ordered)
    if mismatch:
        return _standing(ordered, info, frozenset(), is_tested=False, method=mismatch)
    tested = [one for one in ordered if one.group.estimates[info.name].n >= FEWEST]
    if len(tested) < 2:
        return _standing(ordered, info, None, is_tested=False, method=_untested_method(ordered, info))
    equals, method = _equal_to_best(tested, evidence, info)
    top = equals | _reaching(ordered, tested, equals, info)
    if len(top) > 2 * len(equals):
        # What tells a few others apart says little of who is best.
        return _standing(ordered, info, None, is_tested=False, method=_untested_method(ordered, info))
    return _standing(ordered, info, top, is_tested=True, method=method)


def in_order(repeats: Sequence[Repeats], info: MetricInfo) -> list[Repeats]:
    """Return groups by their mean, best first; ties, and groups without the metric, as given."""
    sign = 1 if info.better is Better.LOWER else -1
    having = [one for one in repeats if info.name in one.group.estimates]
    without = [one for one in repeats if info.name not in one.group.estimates]
    if info.better is not Better.UNKNOWN:
        having.sort(key=lambda one: sign * one.group.estimates[info.name].value)
    return having + without


def different_data(repeats: Sequence[Repeats]) -> str:
    """Return why groups cannot be compared, where records show different evaluation data; else empty.

    Data differ where two groups each have a digest that the other has not. A group that lacks some
    of the other's, such as one fold, was still evaluated on the same data.
    """
    known = {one.evaluated_on for one in repeats if one.evaluated_on}
    if all(one <= other or other <= one for one, other in combinations(known, 2)):
        return ""
    return text(
        "Nothing is marked best: the groups were evaluated on different data ({known} different sets "
        "of digests).",
        known=len(known),
    )


def _equal_to_best(
    tested: Sequence[Repeats], evidence: Evidence, info: MetricInfo
) -> tuple[frozenset[str], str]:
    """Return the best group's key with those not told apart from it, and how they were tested."""
    best = tested[0].key
    is_all = len(tested) <= MOST_FOR_ALL_PAIRS
    couples = list(combinations(tested, 2)) if is_all else [(tested[0], other) for other in tested[1:]]
    pairs = [pair_up(one, other, evidence, info.name) for one, other in couples]
    contrasts = contrasts_of(pairs)
    total = len(tested) * (len(tested) - 1) // 2
    corrected = _holm(contrasts) if is_all else _bonferroni(contrasts, total)
    beaten = {
        other.key for (one, other), p in zip(couples, corrected, strict=True) if one.key == best and p < ALPHA
    }
    equals = frozenset(one.key for one in tested if one.key not in beaten)
    n_paired = sum(pair.is_paired for pair in pairs)
    return equals, _tested_method(tested, info, n_paired, len(pairs), is_all)


def _holm(contrasts: Sequence[Contrast]) -> list[float]:
    """Return the corrected p of each contrast; one that could not be tested tells nothing apart."""
    # As `multipletests` of statsmodels, which brings pandas and takes half a second to import.
    ps = np.array([1.0 if isnan(one.p) else one.p for one in contrasts])
    order = np.argsort(ps)
    corrected = np.empty_like(ps)
    corrected[order] = np.maximum.accumulate(ps[order] * np.arange(len(ps), 0, -1)).clip(max=1.0)
    return [float(p) for p in corrected]


def _bonferroni(contrasts: Sequence[Contrast], total: int) -> list[float]:
    return [1.0 if isnan(one.p) else min(1.0, one.p * total) for one in contrasts]


def _reaching(
    ordered: Sequence[Repeats], tested: Sequence[Repeats], equals: frozenset[str], info: MetricInfo
) -> frozenset[str]:
    """Return groups with too few repeats for a test that reach the worst run of the best ones."""
    sign = 1 if info.better is Better.HIGHER else -1
    worst = min(
        sign * value for one in tested if one.key in equals for value in one.group.estimates[info.name].values
    )
    keys = {one.key for one in tested}
    return frozenset(
        one.key
        for one in ordered
        if one.key not in keys and sign * one.group.estimates[info.name].value >= worst
    )


def _standing(
    ordered: Sequence[Repeats], info: MetricInfo, top: frozenset[str] | None, *, is_tested: bool, method: str
) -> Ranking:
    """Return the ranking; a `top` of None is those in the first place."""
    places = _places(ordered, info)
    if top is None:
        top = frozenset(key for key, place in places.items() if place == 1)
    second = 2 if len(top) == 1 else 0
    standings = tuple(
        Standing(places[one.key], one.key, one.key in top, places[one.key] == second) for one in ordered
    )
    return Ranking(
        metric=info.name,
        standings=standings,
        top=tuple(one.key for one in ordered if one.key in top),
        is_tested=is_tested,
        method=method,
    )


def _places(ordered: Sequence[Repeats], info: MetricInfo) -> Mapping[str, int]:
    """Return the place by key; groups with the same mean share one, and the next is left out."""
    places: dict[str, int] = {}
    place, last = 0, None
    for at, one in enumerate(ordered, start=1):
        value = one.group.estimates[info.name].value
        place = place if value == last else at
        places[one.key], last = place, value
    return places


def _tested_method(
    tested: Sequence[Repeats], info: MetricInfo, n_paired: int, n_pairs: int, is_all: bool
) -> str:
    counts = [one.group.estimates[info.name].n for one in tested]
    n = (
        text("n = {n}", n=counts[0])
        if len(set(counts)) == 1
        else text("n = {low} to {high}", low=min(counts), high=max(counts))
    )
    test = {0: text("Welch's t test"), n_pairs: text("Paired t test on the same seeds")}.get(
        n_paired,
        text("t test, paired on the same seeds for {n} pairs and Welch's for the others,", n=n_paired),
    )
    if is_all:
        pairs = text("the one pair") if n_pairs == 1 else text("all {n_pairs} pairs", n_pairs=n_pairs)
        return text(
            "{test} of {pairs} of groups ({n} repeats each), Holm's correction, level 5 %.",
            test=test,
            pairs=pairs,
            n=n,
        )
    return text(
        "{test} of the best mean with each of {n_pairs} other groups ({n} repeats each), corrected "
        "by Bonferroni for all pairs, level 5 %; there are too many groups to test each pair.",
        test=test,
        n_pairs=n_pairs,
        n=n,
    )


def _untested_method(ordered: Sequence[Repeats], info: MetricInfo) -> str:
    counts = {one.group.estimates[info.name].n for one in ordered}
    if counts == {1}:
        return text(
            "Order of single values, n = 1 each: without repeats no test can say whether it would hold."
        )
    if len(counts) == 1:
        return text("Order of means, n = {pop} each: too few repeats for a test.", pop=counts.pop())
    has_two = sum(one.group.estimates[info.name].n >= FEWEST for one in ordered) > 1
    return text(
        "Order of means, n = {low} to {high}: most of the first have fewer than {fewest} repeats, so no test "
        "can say whether it would hold."
        if has_two
        else "Order of means, n = {low} to {high}: fewer than two groups have {fewest} repeats, so no "
        "test can say whether it would hold.",
        low=min(counts),
        high=max(counts),
        fewest=FEWEST,
    )
