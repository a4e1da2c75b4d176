"""Sentences made from numbers, for readers who know no machine learning."""

import re
from collections.abc import Mapping, Sequence

from runreport.analysis.findings import Estimate, ExperimentFindings
from runreport.language import active, message, say, say_count
from runreport.model import Better, MetricInfo, Run, Status
from runreport.pages.numbers import day, decimals, duration, fixed, listed, span

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
COUNTED = SHORT | {Status.UNKNOWN: "without a recorded end"}
"""The same behind a number: `2 without a recorded end`."""

_SETTING = re.compile(r"(?:^|(?<=, ))[^=,]+(?==)")
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"), ("“", "”"))
"""What values may hold names between, and labels put around a value that would read as several settings."""


def upper_first(text: str) -> str:
    """Return the text with a capital at its start."""
    return text[:1].upper() + text[1:]


def spoken(name: str) -> str:
    """Return a name of the records as prose says it: words that underscores join stand apart.

    Of a label such as `max_depth=8, loss=l1_loss` these are the settings' names: values stay as they are.
    """
    if "=" in name:
        return _SETTING.sub(_apart_outside_values, name)
    return name if "/" in name else _apart(name)


def _apart_outside_values(found: re.Match[str]) -> str:
    before = found.string[: found.start()]
    is_within = any(before.count(opening) != before.count(closing) for opening, closing in _BRACKETS)
    return found[0] if is_within or "/" in found[0] else _apart(found[0])


def _apart(name: str) -> str:
    return re.sub(r"(?<=[^\W_])_+(?=[^\W_])", " ", name)


def status_word(status: Status) -> str:
    """Return a status in a word or two."""
    return say(SHORT[status])


def statuses(counts: Mapping[Status, int]) -> str:
    """Return how runs ended: `36 finished, 2 failed and 1 stopped`."""
    return listed(counted_status(status, counts[status]) for status in Status if counts.get(status))


def counted_status(status: Status, count: int) -> str:
    """Return `36 finished`."""
    return say_count(count, f"{{n}} {COUNTED[status]}", f"{{n}} {COUNTED[status]}")


def with_unit(text: str, info: MetricInfo) -> str:
    """Return a printed number with its unit."""
    return f"{text} {info.unit}" if info.unit else text


def places_of(estimate: Estimate) -> int:
    """Return the decimals that an estimate's own interval bears."""
    half = None if estimate.low is None or estimate.high is None else (estimate.high - estimate.low) / 2
    return decimals([estimate.value], [half])


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
