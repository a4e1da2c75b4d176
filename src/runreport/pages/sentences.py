"""Sentences made from numbers, for readers who know no machine learning.

Fixed wording: an interval that does not cover zero is "better by"; one that does is "cannot tell apart";
a range always says what it covers. The word "significant" does not occur.
"""

from collections.abc import Mapping, Sequence

from runreport.analysis.findings import Estimate, ExperimentFindings, Group, Ranking, Verdict
from runreport.language import active, message, say, say_count
from runreport.model import Better, MetricInfo, Run, Status
from runreport.pages.numbers import counted, day, decimals, duration, fixed, listed, short, span

NO_BREAK = "\N{NO-BREAK SPACE}"
DIRECTION = {
    Better.HIGHER: message("higher is better"),
    Better.LOWER: message("lower is better"),
    Better.UNKNOWN: message("better direction not known"),
}
_ENDED = {
    Status.FINISHED: message("This run finished."),
    Status.FAILED: message("This run failed."),
    Status.KILLED: message("This run was stopped."),
    Status.RUNNING: message("This run was still running when it was read."),
    Status.UNKNOWN: message("This run has no recorded end."),
}
SHORT = {
    Status.FINISHED: message("finished"),
    Status.FAILED: message("failed"),
    Status.KILLED: message("stopped"),
    Status.RUNNING: message("still running"),
    Status.UNKNOWN: message("end not recorded"),
}


def upper_first(text: str) -> str:
    """Return the text with a capital at its start."""
    return text[:1].upper() + text[1:]


def status_word(status: Status) -> str:
    """Return a status in a word or two."""
    return say(SHORT[status])


def statuses(counts: Mapping[Status, int]) -> str:
    """Return how runs ended: `36 finished, 2 failed and 1 stopped`."""
    return listed(counted_status(status, counts[status]) for status in Status if counts.get(status))


def counted_status(status: Status, count: int) -> str:
    """Return `36 finished`."""
    return say_count(count, f"{{n}} {SHORT[status]}", f"{{n}} {SHORT[status]}")


def with_unit(text: str, info: MetricInfo) -> str:
    """Return a printed number with its unit."""
    return f"{text} {info.unit}" if info.unit else text


def places_of(estimate: Estimate) -> int:
    """Return the decimals that an estimate's own interval bears."""
    half = None if estimate.low is None or estimate.high is None else (estimate.high - estimate.low) / 2
    return decimals([estimate.value], [half])


def estimate_words(estimate: Estimate, info: MetricInfo) -> str:
    """Return a value, and the range with what it covers, where there is one."""
    places = places_of(estimate)
    value = with_unit(fixed(estimate.value, places), info)
    if estimate.low is None or estimate.high is None:
        return (
            value
            if estimate.n == 1
            else say("{value} on average over {repeats}", value=value, repeats=counted(estimate.n, "repeat"))
        )
    low, high = fixed(estimate.low, places), fixed(estimate.high, places)
    if low == high:
        return say("{value} in each of {repeats}", value=value, repeats=counted(estimate.n, "repeat"))
    return say(
        "{value} on average over {repeats} (between {low} and {high} if training were repeated)",
        value=value,
        repeats=counted(estimate.n, "repeat"),
        low=low,
        high=high,
    )


def answer(found: ExperimentFindings, groups: Mapping[str, Group], infos: Mapping[str, MetricInfo]) -> str:
    """Return in one sentence what came out of an experiment."""
    if found.headline is None:
        return say("No number that would compare its runs was recorded.")
    info = infos[found.headline]
    if found.ranking is None or not found.ranking.standings:
        return (
            say(
                "Its runs are compared by {label}, but whether a higher or a lower value is better is not known, so no run is called best.",
                label=info.label,
            )
            if info.better is Better.UNKNOWN
            else say(
                "No finished run has a value of {label}, by which the runs would be compared.",
                label=info.label,
            )
        )
    if not found.ranking.top:
        return say(
            "No setting is called best by {label}, for they were evaluated on different data.",
            label=info.label,
        )
    return _best_words(found.ranking, groups, info)


def _best_words(ranking: Ranking, groups: Mapping[str, Group], info: MetricInfo) -> str:
    """Return which settings are best, as far as repeats bear it."""
    first = groups[ranking.standings[0].group]
    value = estimate_words(first.estimates[ranking.metric], info)
    if ranking.is_tested and len(ranking.top) > 1:
        return say(
            "The best {settings} cannot be told apart by {metric}; the front one, {name}, reaches {value}.",
            settings=counted(len(ranking.top), "setting"),
            metric=info.label,
            name=first.label,
            value=value,
        )
    if len(ranking.standings) == 1:
        return say(
            "The only setting with a result, {name}, reaches a value of {value} in {metric}.",
            name=first.label,
            value=value,
            metric=info.label,
        )
    if len(ranking.top) > 1:
        return say(
            "{settings} share the best {metric}: {names}, each with {value}.",
            settings=counted(len(ranking.top), "setting"),
            metric=info.label,
            names=some([groups[key].label for key in ranking.top]),
            value=with_unit(short(first.estimates[ranking.metric].value), info),
        )
    return say(
        "{metric} is best with {name}: {value}.",
        metric=upper_first(info.label),
        name=first.label,
        value=value,
    )


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
    name = groups[found.baseline].label
    better = [groups[one.group].label for one in judged if one.verdict is Verdict.BETTER]
    if better:
        return say(
            "{settings} of {judged} did better than the baseline, {name}: {better}.",
            settings=counted(len(better), "setting"),
            judged=fixed(len(judged), 0),
            name=name,
            better=listed(better[:3]),
        )
    worse = sum(one.verdict is Verdict.WORSE for one in judged)
    if worse == len(judged):
        return say("Every other setting did worse than the baseline, {name}.", name=name)
    return say("No setting could be shown to be better than the baseline, {name}.", name=name)


def some(names: Sequence[str], most: int = 3) -> str:
    """Return the first few names as a sentence lists them, and how many more there are."""
    more = len(names) - most
    return listed([*names[:most], say("{n} more", n=fixed(more, 0))] if more > 0 else names)


def period(found: ExperimentFindings) -> str:
    """Return when an experiment's runs were made."""
    return span(found.started, found.ended)


def run_sentence(run: Run) -> str:
    """Return how and when a run ended, in one sentence."""
    ended = say(_ENDED[run.status])
    if run.started is None:
        return ended
    started = day(run.started)
    if run.seconds is None:
        return f"{ended} {say('It started on {day}.', day=started)}"
    took = duration(run.seconds).replace(" ", NO_BREAK)
    return f"{ended} {say('It started on {day} and took {time}.', day=started, time=took)}"


def ordinal(place: int) -> str:
    """Return a place as a word: `1st`, `2nd`, `3rd`, `4th`."""
    if not active().is_english:
        return say("place {n}", n=fixed(place, 0))
    ending = "th" if 10 <= place % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"
