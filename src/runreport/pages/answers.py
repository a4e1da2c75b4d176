"""What came out of an experiment, in a few plain sentences: the first one answers, the others say how sure.

Fixed wording: an interval that does not cover zero is "better"; one that does is "cannot be told apart";
a range always says what it covers. The word "significant" does not occur.
"""

from collections.abc import Mapping

from runreport.analysis.evidence import COMPARED
from runreport.analysis.findings import Estimate, ExperimentFindings, Group, Ranking, Verdict
from runreport.language import say, say_count
from runreport.model import Better, MetricInfo
from runreport.pages.numbers import counted, fixed, listed, short
from runreport.pages.sentences import places_of, some, spoken, upper_first, with_unit


def sentences_of(
    found: ExperimentFindings, groups: Mapping[str, Group], infos: Mapping[str, MetricInfo]
) -> tuple[str, ...]:
    """Return what came out of an experiment: the answer first, never none."""
    return tuple(
        sentence
        for sentence in (
            baseline_sentence(found, groups),
            standing(found, groups, infos),
            _reached(found, groups, infos),
            caution(found),
        )
        if sentence
    )


def standing(found: ExperimentFindings, groups: Mapping[str, Group], infos: Mapping[str, MetricInfo]) -> str:
    """Return in one sentence which setting comes out best, or why none does."""
    if found.headline is None:
        return _nothing_compared(found)
    info = infos[found.headline]
    if found.ranking is None or not found.ranking.standings:
        return _no_standing(info)
    if not found.ranking.top:
        return say(
            "No setting is called best by {label}, for they were evaluated on different data.",
            label=info.label,
        )
    return _best(found.ranking, groups, info)


def _nothing_compared(found: ExperimentFindings) -> str:
    """Return why no number compares the runs: none was recorded, or no run that recorded one finished."""
    if not found.has_unfinished_results:
        return say("No number that would compare its runs was recorded.")
    if COMPARED.isdisjoint(found.statuses):
        return say_count(
            len(found.runs),
            "Its run did not finish, so the numbers that it recorded are not compared.",
            "None of its {n} runs finished, so the numbers that they recorded are not compared.",
        )
    return say(
        "The numbers that would compare its runs were recorded only by runs that did not finish, so nothing is compared."
    )


def _best(ranking: Ranking, groups: Mapping[str, Group], info: MetricInfo) -> str:
    """Return which settings are best, as far as repeats bear it."""
    first = groups[ranking.standings[0].group]
    name = spoken(first.label)
    if ranking.is_tested and len(ranking.top) > 1:
        return say_count(
            len(ranking.top),
            "By {metric}, the best {n} setting cannot be told apart; {name} is in front.",
            "By {metric}, the best {n} settings cannot be told apart; {name} is in front.",
            metric=info.label,
            name=name,
        )
    if len(ranking.standings) == 1:
        return say("Only one setting, {name}, has a value of {metric}.", name=name, metric=info.label)
    if _is_shared(ranking):
        return say(
            "{settings} share the best {metric}: {names}, each with {value}.",
            settings=counted(len(ranking.top), "setting"),
            metric=info.label,
            names=some([spoken(groups[key].label) for key in ranking.top]),
            value=with_unit(short(first.estimates[ranking.metric].value), info),
        )
    return say("{metric} is best with {name}.", metric=upper_first(info.label), name=name)


def _is_shared(ranking: Ranking) -> bool:
    """Return whether several settings have the best value, and nothing tests them."""
    return not ranking.is_tested and len(ranking.top) > 1


def caution(found: ExperimentFindings) -> str:
    """Return the limit that matters most for the answer, or nothing."""
    if leads_untested(found):
        return say(
            "Too few settings were trained three times or more, so how much of the lead is chance is not known."
        )
    return ""


def leads_untested(found: ExperimentFindings) -> bool:
    """Return whether one setting leads others, and no repeats say how much of that is chance."""
    ranking = found.ranking
    return ranking is not None and not ranking.is_tested and len(ranking.top) == 1 < len(ranking.standings)


def baseline_sentence(found: ExperimentFindings, groups: Mapping[str, Group]) -> str:
    """Return how the other settings compare with the baseline by the headline metric; nothing without one."""
    judged = [
        one
        for one in found.differences
        if one.metric == found.headline and one.verdict is not Verdict.NOT_JUDGED
    ]
    if not judged or found.baseline is None:
        return ""
    name = spoken(groups[found.baseline].label)
    better = [spoken(groups[one.group].label) for one in judged if one.verdict is Verdict.BETTER]
    if better and len(judged) == 1:
        return say("The baseline, {name}, was beaten by {better}.", name=name, better=better[0])
    if better:
        return say_count(
            len(better),
            "{n} setting of {judged} did better than the baseline, {name}: {better}.",
            "{n} settings of {judged} did better than the baseline, {name}: {better}.",
            judged=fixed(len(judged), 0),
            name=name,
            better=listed(better[:3]),
        )
    worse = sum(one.verdict is Verdict.WORSE for one in judged)
    if worse == len(judged):
        return say("Every other setting did worse than the baseline, {name}.", name=name)
    return say("No setting could be shown to be better than the baseline, {name}.", name=name)


def _no_standing(info: MetricInfo) -> str:
    if info.better is Better.UNKNOWN:
        return say(
            "Its runs are compared by {label}, but whether a higher or a lower value is better is not known, so no run is called best.",
            label=info.label,
        )
    return say(
        "No finished run has a value of {label}, by which the runs would be compared.", label=info.label
    )


def _reached(found: ExperimentFindings, groups: Mapping[str, Group], infos: Mapping[str, MetricInfo]) -> str:
    """Return what the setting reaches that `standing` named; nothing where it named none."""
    ranking = found.ranking
    if found.headline is None or ranking is None or not ranking.top or _is_shared(ranking):
        return ""
    front = groups[ranking.standings[0].group]
    return reach(front.estimates[found.headline], infos[found.headline])


def reach(estimate: Estimate, info: MetricInfo) -> str:
    """Return in one sentence what a setting reaches, and the range with what it covers, where there is one."""
    places = places_of(estimate)
    value = with_unit(fixed(estimate.value, places), info)
    if estimate.n == 1:
        return say("It reaches {value}.", value=value)
    if estimate.low is None or estimate.high is None:
        return say_count(
            estimate.n,
            "It reaches {value} on average over {n} repeat; a range cannot be given.",
            "It reaches {value} on average over {n} repeats; a range cannot be given.",
            value=value,
        )
    low, high = fixed(estimate.low, places), fixed(estimate.high, places)
    if low == high:
        return say_count(
            estimate.n,
            "It reaches {value} in {n} repeat.",
            "It reaches {value} in each of {n} repeats.",
            value=value,
        )
    return say_count(
        estimate.n,
        "It reaches {value} on average over {n} repeat; if training were repeated, the average would be expected between {low} and {high}.",
        "It reaches {value} on average over {n} repeats; if training were repeated, the average would be expected between {low} and {high}.",
        value=value,
        low=low,
        high=high,
    )
