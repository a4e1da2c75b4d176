"""What the configuration calls settings, put in place of what the records call them, for the pages."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from runreport.analysis.changes import Changes, Front
from runreport.analysis.findings import ExperimentFindings, Group
from runreport.pages.report import Report


def with_labels(report: Report, labels: Mapping[str, str]) -> Report:
    """Return the report with the settings called by their labels; each keeps the records' name beside it."""
    if not labels:
        return report
    experiments = tuple(_experiment(found, labels) for found in report.findings.experiments)
    return replace(
        report,
        findings=replace(report.findings, experiments=experiments),
        changes=None if report.changes is None else _changes(report.changes, labels),
    )


def label_of(name: str, labels: Mapping[str, str]) -> str:
    """Return what a setting is called: by its whole name, else by each parameter and value that it names.

    `model=rf, depth=8` is `model=random forest, depth=8` where only `rf` has a label.
    """
    if name in labels:
        return labels[name]
    pairs = [part.split("=", 1) for part in name.split(", ")]
    if any(len(pair) < 2 for pair in pairs):
        return name
    return ", ".join("=".join(labels.get(word, word) for word in pair) for pair in pairs)


def _experiment(found: ExperimentFindings, labels: Mapping[str, str]) -> ExperimentFindings:
    uses = Counter(label_of(group.uncut, labels) for group in found.groups)
    return replace(found, groups=tuple(_group(group, labels, uses) for group in found.groups))


def _group(group: Group, labels: Mapping[str, str], uses: Mapping[str, int]) -> Group:
    recorded = group.uncut
    label = label_of(recorded, labels)
    if label == recorded:
        return group
    told_apart = label if uses[label] == 1 else f"{label} ({recorded})"
    return replace(group, label=told_apart, whole="", recorded=recorded)


def _changes(changes: Changes, labels: Mapping[str, str]) -> Changes:
    best = tuple(
        replace(one, before=_front(one.before, labels), now=_front(one.now, labels)) for one in changes.best
    )
    return replace(changes, best=best)


def _front(front: Front, labels: Mapping[str, str]) -> Front:
    return replace(front, label=label_of(front.label, labels))
