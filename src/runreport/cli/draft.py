"""A first `runreport.toml`, made of what the records show."""

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from runreport.analysis.findings import ExperimentFindings, Findings
from runreport.analysis.metrics import is_cost
from runreport.analysis.naming import read_name
from runreport.analysis.understand import understand
from runreport.cli.terminal import counted, printable
from runreport.model import Better, MetricInfo
from runreport.pipeline.gather import Gathered
from runreport.readers.offers import BY_NAME, FoundStore

METRICS = 12
"""Metrics that get a table; the others are named in a comment."""
NAMES_IN_LINE = 12

COVER = """\
# What this report is about, and where its records are. The documentation explains each key, in the
# chapter "Configuration"; lines that begin with # are suggestions.

title = "Experiment report"
# question = "What the report answers, as its readers would ask it?"
# description = "A paragraph about the work."
# authors = [{ name = "Your name", role = "Your role" }]
# organization = "Who did the work"
# contact = "Where questions go"
# license = "CC-BY-4.0"
"""

REST = """\
[privacy]
# Safe for the open web as it is: secrets are masked, users and hosts get other names.
# users = "pseudonymize"          # or keep, mask, drop
# key_file = ".runreport/key"     # a secret of your own: without it, those names could be guessed
# drop_params = ["*path*"]

[output]
path = "site"
"""


def draft(stores: Sequence[FoundStore], gathered: Gathered, *, folder: Path) -> str:
    """Return the text of a configuration that builds as it is.

    Args:
        stores: as they are opened.
        gathered: what they hold, redacted, since a report calls things by those names.
        folder: where the file will lie; stores are named relative to it.
    """
    findings = understand(gathered.runs)
    shared = _shared_headline(findings)
    runs_by_store = Counter(run.ref.store.address for run in gathered.runs)
    counts = [runs_by_store[store.ref.address] for store in gathered.stores]
    parts = [
        COVER,
        _stores(stores, counts, folder),
        _headline(findings),
        *_metrics(findings),
        *(_experiment(found, shared) for found in findings.experiments),
        _compare(findings.experiments),
        REST,
    ]
    return "\n".join(part for part in parts if part)


def toml_text(text: str) -> str:
    """Return a text as TOML has it, in quotes."""
    quoted = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
    return quoted.encode("utf-8", "replace").decode()


def toml_key(name: str) -> str:
    """Return a name as a key, in quotes where it needs them."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml_text(name)


def _stores(stores: Sequence[FoundStore], counts: Sequence[int], folder: Path) -> str:
    lines = ["stores = ["]
    for store, count in zip(stores, counts, strict=True):
        address = store.ref.address
        path = toml_text(_reached(address, folder))
        chosen = store.because == BY_NAME
        entry = f"{{ path = {path}, reader = {toml_text(store.ref.reader)} }}" if chosen else path
        lines.append(f"  {entry},  # {store.ref.reader}: {counted(count, 'run')}")
    return "\n".join([*lines, "]", ""])


def _reached(address: str, folder: Path) -> str:
    """Return an address as it is reached from a folder: paths, those of archives too, relative to it."""
    scheme, separator, rest = address.partition("://")
    if not separator:
        return Path(os.path.relpath(address, folder)).as_posix()
    return f"zip://{_reached(rest, folder)}" if scheme == "zip" else address


def _headline(findings: Findings) -> str:
    """Return the metric to compare by where it is one for all; else each experiment names its own."""
    shared = _shared_headline(findings)
    if shared is None:
        return ""
    others = [name for name in _results(findings) if name != shared]
    also = [f"# Others: {_listed(others)}"] if others else []
    return "\n".join(
        ["# The metric by which runs are compared.", *also, f"headline = {toml_text(shared)}", ""]
    )


def _shared_headline(findings: Findings) -> str | None:
    chosen = {found.headline for found in findings.experiments}
    return chosen.pop() if len(chosen) == 1 else None


def _results(findings: Findings) -> list[str]:
    """Return the metrics that read like results of the whole: compared by, with a direction, others."""
    headlines = {found.headline for found in findings.experiments}
    return sorted(
        (name for name in findings.metrics if name in headlines or not (is_cost(name) or _is_part(name))),
        key=lambda name: (name not in headlines, findings.metrics[name].better is Better.UNKNOWN, name),
    )


def _is_part(name: str) -> bool:
    return "/" in name and read_name(name).is_part


def _metrics(findings: Findings) -> Iterator[str]:
    """Yield a table for each of the first results, and the names of all other metrics."""
    results = _results(findings)[:METRICS]
    for name in results:
        yield _metric(findings.metrics[name])
    rest = sorted(findings.metrics.keys() - results)
    if rest:
        yield f"# Further metrics: {_listed(rest)}\n"


def _metric(info: MetricInfo) -> str:
    lines = [f"[metrics.{toml_key(info.name)}]", f"label = {toml_text(info.label)}"]
    if info.better is Better.UNKNOWN:
        lines.append('# better = "higher"  # or "lower"; the name does not tell')
    else:
        lines.append(f'better = "{info.better}"  # guessed from the name')
    if info.explain:
        lines.append(f"explain = {toml_text(info.explain)}")
    else:
        lines.append('# explain = "One sentence for readers who know no machine learning."')
    return "\n".join([*lines, ""])


def _experiment(found: ExperimentFindings, shared_headline: str | None) -> str:
    varying = f"; settings that vary: {_listed(found.varying)}" if found.varying else ""
    lines = [
        f"[experiments.{toml_key(found.name)}]",
        f"# {counted(len(found.runs), 'run')}{varying}",
        '# question = "What this experiment answers"',
    ]
    if found.headline and found.headline != shared_headline:
        lines.append(f"headline = {toml_text(found.headline)}")
    return "\n".join([*lines, ""])


def _compare(experiments: Iterable[ExperimentFindings]) -> str:
    seeds = sorted({seed for found in experiments for seed in found.seeds})
    lines = ["[compare]", '# baseline = "a run\'s name, or a filter such as params.model = ridge"']
    if seeds:
        lines.append("# Settings that only tell repeats of a training apart.")
        lines.append(f"seeds = [{', '.join(map(toml_text, seeds))}]")
    return "\n".join([*lines, ""])


def _listed(names: Sequence[str]) -> str:
    """Return names for a comment, on one line."""
    more = f" and {len(names) - NAMES_IN_LINE} more" if len(names) > NAMES_IN_LINE else ""
    return printable(", ".join(names[:NAMES_IN_LINE])) + more
