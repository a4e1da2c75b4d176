"""What lies between the runs of an experiment besides settings: the code of two of them, and files."""

from collections.abc import Sequence

from runreport.analysis.findings import ExperimentFindings, Group
from runreport.language import say, say_count
from runreport.model import Run
from runreport.pages.forge import commit_link, compare_link
from runreport.pages.numbers import counted, fixed
from runreport.pages.report import Report
from runreport.pages.sentences import some
from runreport.pages.views import Cell, Column, Entry, Section, TableView

MOST_FILES = 30


def code_section(report: Report, found: ExperimentFindings) -> Section | None:
    """Return how the code of the setting in front differs from the baseline's; None where these are not two."""
    if found.baseline is None or not found.ranking or not found.ranking.standings:
        return None
    groups = {group.key: group for group in found.groups}
    old, new = groups[found.baseline], groups[found.ranking.standings[0].group]
    if old.key == new.key:
        others = [one.group for one in found.ranking.standings if one.group != old.key]
        if not others:
            return None
        new = groups[others[0]]
    sides = [[report.runs[uid] for uid in group.runs] for group in (old, new)]
    entries = tuple(_side(group, runs) for group, runs in zip((old, new), sides, strict=True))
    title = say("The code of {name} and of the baseline, {baseline}", name=new.label, baseline=old.label)
    text, link = _difference(*sides)
    if any(run.source.dirty for runs in sides for run in runs):
        text += " " + say(
            "Some of these runs had changes that were in no commit: the commits alone do not tell all."
        )
    elif text and all(run.source.dirty is None for runs in sides for run in runs):
        text += " " + say("Whether there were changes that are in no commit, the records do not say.")
    more = (Entry(say("What changed"), say("Compare the two commits"), href=link),) if link else ()
    return Section(title, text, entries=(*entries, *more), key="code")


def _side(group: Group, runs: Sequence[Run]) -> Entry:
    commits = sorted({run.source.commit for run in runs if run.source.commit})
    missing = sum(not run.source.commit for run in runs)
    lacks = say("{runs} without a recorded commit", runs=counted(missing, "run")) if missing else ""
    if not commits:
        return Entry(group.label, "", sub=lacks)
    href = commit_link(runs[0].source.repository, commits[0]) if len(commits) == 1 else ""
    return Entry(group.label, some(commits), href=href, sub=lacks)


def _difference(old: Sequence[Run], new: Sequence[Run]) -> tuple[str, str]:
    """Return what can be said of the code of two groups, and where the difference can be seen."""
    commits = [{run.source.commit for run in runs} for runs in (old, new)]
    if any(None in some for some in commits):
        return say(
            "Which code ran is not recorded for all of these runs, so what differs in it is not known."
        ), ""
    if commits[0] == commits[1] and len(commits[0]) == 1:
        return say("Both ran the same commit."), ""
    if any(len(some) > 1 for some in commits):
        return say(
            "The repeats of one setting ran different commits, so there is no one difference to show."
        ), ""
    return _across(str(*commits[0]), str(*commits[1]), {run.source.repository for run in (*old, *new)})


def _across(old: str, new: str, repositories: set[str | None]) -> tuple[str, str]:
    if repositories == {None}:
        return say("They ran different commits. Of which repository, the records do not say."), ""
    if len(repositories) > 1:
        return say("They ran different commits, and not all records name the same repository."), ""
    (repository,) = repositories
    link = compare_link(repository, old, new)
    if link:
        return say("They ran different commits of one repository."), link
    return say(
        "They ran different commits of {repository}. It has no page known here that compares two.",
        repository=repository,
    ), ""


def files_section(report: Report, found: ExperimentFindings) -> Section | None:
    """Return the files that some runs left and others did not; None where all left the same."""
    runs = [report.runs[uid] for uid in found.runs]
    listing = [run for run in runs if run.artifacts]
    holders: dict[str, list[Run]] = {}
    for run in listing:
        for path in dict.fromkeys(artifact.path for artifact in run.artifacts):
            holders.setdefault(path, []).append(run)
    some = {path: having for path, having in holders.items() if len(having) < len(listing)}
    if not some:
        return None
    # A file that parts the runs into halves says most of them, one that a single run has or lacks least.
    ordered = sorted(some, key=lambda path: (-min(len(some[path]), len(listing) - len(some[path])), path))
    rows = tuple(_file_row(path, some[path], listing) for path in ordered[:MOST_FILES])
    columns = (Column(say("File")), Column(say("Runs that have it"), is_number=True), Column(say("Which")))
    text = say(
        "Over the {runs} that list their files, those that divide them most first.",
        runs=counted(len(listing), "run"),
    )
    if len(listing) < len(runs):
        text += " " + say_count(len(runs) - len(listing), "{n} run lists none.", "{n} runs list none.")
    left = len(ordered) - len(rows)
    note = say("{files} on the pages of the runs.", files=counted(left, "further file")) if left else ""
    table = TableView(say("Files of some runs"), columns, rows, note=note)
    return Section(say("Files that only some runs left"), text, table=table, key="files")


def _file_row(path: str, having: Sequence[Run], listing: Sequence[Run]) -> tuple[Cell, ...]:
    uids = {run.uid for run in having}
    lacking = [_name(run) for run in listing if run.uid not in uids]
    which = (
        say("only {names}", names=some([_name(run) for run in having]))
        if len(having) <= len(lacking)
        else say("all but {names}", names=some(lacking))
    )
    return (
        Cell(path),
        Cell(say("{n} of {all}", n=fixed(len(having), 0), all=fixed(len(listing), 0))),
        Cell(which),
    )


def _name(run: Run) -> str:
    return run.name or run.id[:12]
