"""What changed since an earlier report, in sentences."""

from collections.abc import Iterator

from runreport.analysis.changes import BestChange, Changes
from runreport.analysis.findings import Verdict
from runreport.language import message, say
from runreport.pages.numbers import counted, day, short
from runreport.pages.report import Report
from runreport.pages.sentences import some, with_unit

MOST_BEST, MOST_NAMES = 3, 3
_JUDGED = {
    Verdict.BETTER: message("The one in front now is better, as far as repeated training can tell."),
    Verdict.CANNOT_TELL: message("We cannot tell the two apart with these repeats."),
}
_NOT_JUDGED = message("How much of the difference is chance is not known.")


def changes_title(changes: Changes) -> str:
    """Return what the page and its part of the summary are called."""
    when = say("of {day}", day=day(changes.date)) if changes.date else say("before")
    return say("What changed since the report {when}", when=when)


def change_sentences(report: Report, changes: Changes) -> Iterator[str]:
    """Yield what changed, the most important first."""
    if changes.is_nothing:
        yield say(
            "Nothing: {runs}, with the same settings and results as then.",
            runs=counted(len(report.runs), "run"),
        )
        return
    yield _counts(report, changes)
    yield from _best_sentences(report, changes)
    yield from _experiment_sentences(changes)
    if changes.gone:
        names = some([run.name or run.id[:12] for run in changes.gone])
        yield say(
            "{what} no longer in the records: {names}.",
            what=counted(len(changes.gone), "run is", "runs are"),
            names=names,
        )
    if changes.values:
        runs = len({one.run for one in changes.values})
        values = counted(len(changes.values), "value is", "values are")
        yield say(
            "{values} not what the earlier report said, in {runs}.", values=values, runs=counted(runs, "run")
        )
    for name in changes.models[:MOST_NAMES]:
        yield say("The card of {name} is that of another run now.", name=name)


def _best_sentences(report: Report, changes: Changes) -> Iterator[str]:
    for one in changes.best[:MOST_BEST]:
        yield _best_sentence(report, one)
    if len(changes.best) > MOST_BEST:
        more = counted(len(changes.best) - MOST_BEST, "further experiment")
        yield say("The best changed in {more} too.", more=more)
    if changes.otherwise:
        names = some([report.title_of(name) for name in changes.otherwise])
        yield say(
            "The best of then and now are not held against each other in {names}, whose runs are compared by another number or direction now.",
            names=names,
        )
    elif not changes.best:
        yield say("No experiment has another best result than then.")


def _experiment_sentences(changes: Changes) -> Iterator[str]:
    if changes.new_experiments:
        yield say("New experiments: {names}.", names=some(changes.new_experiments))
    if changes.gone_experiments:
        yield say("Experiments no longer there: {names}.", names=some(changes.gone_experiments))


def _counts(report: Report, changes: Changes) -> str:
    if not changes.new:
        return say("No run is new.")
    experiments = dict.fromkeys(report.runs[uid].experiment for uid in changes.new)
    names = some([report.title_of(name) for name in experiments])
    return say("{what} new, in {names}.", what=counted(len(changes.new), "run is", "runs are"), names=names)


def _best_sentence(report: Report, one: BestChange) -> str:
    info, title = report.info(one.metric), report.title_of(one.experiment)
    before, now = (with_unit(short(front.value), info) for front in (one.before, one.now))
    if one.before.label == one.now.label:
        return say(
            "{title}: the best {metric} was {before} and is {now}, both times with {name} (n = {n} then, {new} now).",
            title=title,
            metric=info.label,
            before=before,
            now=now,
            name=one.now.label,
            n=str(one.before.n),
            new=str(one.now.n),
        )
    return say(
        "{title}: the best {metric} was {before} with {old} and is {now} with {name}. {judged}",
        title=title,
        metric=info.label,
        before=before,
        old=one.before.label,
        now=now,
        name=one.now.label,
        judged=judged_words(one),
    )


def judged_words(one: BestChange) -> str:
    """Return what repeats can tell of a best result then and now."""
    return say(_JUDGED.get(one.verdict, _NOT_JUDGED))
