"""What the search box looks through: a line of text for each thing that has a page, in shards.

A plain scan over text beats an index: nothing to build, nothing to keep, and parts of words are found.
"""

import json
from collections.abc import Iterator

from runreport.language import say
from runreport.model import Run
from runreport.pages.heads import DATA, GLOSSARY, METHODS
from runreport.pages.methods import TERMS
from runreport.pages.report import Report
from runreport.pages.runs_table import setting_text

LINES_A_SHARD = 25_000
MOST_WORDS = 400
"""Characters of a line beside its title and address."""
LONGEST_TAG = 80
KINDS = ("Experiment", "Model", "Metric", "Setting", "Data set", "Word", "Run")


def search_shards(report: Report) -> Iterator[str]:
    """Yield the shards as scripts, in order; a classic script is the only data that loads from a disk.

    Each calls `rrSearch(shards, text)`. A line of the text is the place of its kind in `KINDS`, the
    title, the page's path in the site and further words, parted by tabs.
    """
    lines = list(_lines(report))
    shards = [lines[first : first + LINES_A_SHARD] for first in range(0, len(lines), LINES_A_SHARD)] or [[]]
    for shard in shards:
        yield f"rrSearch({len(shards)},{json.dumps(chr(10).join(shard))});\n"


def _lines(report: Report) -> Iterator[str]:
    sitemap = report.sitemap
    for found in report.findings.experiments:
        title = report.title_of(found.name)
        yield _line("Experiment", title, sitemap.experiments[found.name], found.name, found.headline or "")
    for card in report.cards:
        yield _line("Model", card.name, sitemap.models[card.key], card.key, card.why)
    for name, info in report.findings.metrics.items():
        yield _line("Metric", info.label, f"{METHODS}#metrics", name, info.explain)
    for found in report.findings.experiments:
        for name in (*found.varying, *found.constant):
            place = "all" if name in found.varying else "constant"
            yield _line(
                "Setting", name, f"{sitemap.comparisons[found.name]}#{place}", report.title_of(found.name)
            )
    for data in report.lineage.data:
        yield _line("Data set", data.name, f"{DATA}#data", data.digest or "", *data.contexts)
    for term, text in TERMS:
        yield _line("Word", say(term), f"{GLOSSARY}#words", say(text))
    for uid, run in report.runs.items():
        if uid in sitemap.runs:
            yield _line("Run", run.title, sitemap.runs[uid], *_words(report, run))


def _words(report: Report, run: Run) -> Iterator[str]:
    yield run.id
    yield report.title_of(run.experiment)
    yield run.status.value
    yield from (f"{name}={setting_text(value)}" for name, value in run.params.items())
    yield from (f"{name}={value}" for name, value in run.tags.items() if _is_short(value))
    yield run.source.commit or ""


def _is_short(value: str) -> bool:
    """Tell whether a tag is a word or two, and not a tracker's own record as JSON."""
    return len(value) <= LONGEST_TAG


def _line(kind: str, title: str, path: str, *words: str) -> str:
    said = " ".join(filter(None, words))[:MOST_WORDS]
    return "\t".join((str(KINDS.index(kind)), *(" ".join(part.split()) for part in (title, path, said))))
