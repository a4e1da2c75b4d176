"""The report's data for machines: `report.json`, the runs as a table, cards as files."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from runreport.analysis.changes import FORMAT, Changes
from runreport.cards.card import Card
from runreport.cards.formats import card_json, card_markdown
from runreport.cards.template import person_template
from runreport.export.table import csv_bytes
from runreport.language import active, browser_script
from runreport.model import Run
from runreport.model.record import json_text, json_value, moment_text, problem_record, record_of
from runreport.pages.columns import columns_path, columns_script
from runreport.pages.report import Report
from runreport.pages.search import search_shards
from runreport.pages.shards import curve_places

REPORT, RUNS, WORDS = "report.json", "files/runs.csv", "assets/words.js"


def data_files(report: Report, records: Report | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each file.

    Args:
        report: in the language of its pages, which the browser's tables are in too.
        records: the same in English, for machines; None where that is the language of the pages.
    """
    yield REPORT, report_json(records or report)
    yield RUNS, csv_bytes(report.runs.values())
    places = curve_places(report)
    for found in report.findings.experiments:
        path = columns_path(report.sitemap.comparisons[found.name])
        yield path, columns_script(report, found, places).encode("ascii")
    for number, shard in enumerate(search_shards(report)):
        yield f"assets/search-{number}.js", shard.encode("ascii")
    if not active().is_english:
        yield WORDS, browser_script().encode("ascii")
    labels = {name: info.label for name, info in (records or report).findings.metrics.items()}
    for card in (records or report).cards:
        yield f"files/cards/{card.key}.md", _encoded(card_markdown(card, labels))
        yield f"files/cards/{card.key}.json", _encoded(card_json(card))
        yield f"files/cards/{card.key}-to-fill.md", _encoded(person_template(card))


def _encoded(text: str) -> bytes:
    # A name may hold half of a surrogate pair, which is no text in UTF-8.
    return text.encode("utf-8", "backslashreplace")


def report_json(report: Report) -> bytes:
    """Return everything that the pages say; page paths are relative to the site.

    The runs come last and are written one by one, for their records together are many times larger than
    the text.
    """
    head = json_text(_report_record(report), is_indented=True).removesuffix("\n}")
    runs = ",\n".join([_run_json(report, run) for run in report.runs.values()])
    return f'{head},\n  "runs": [\n{runs}\n  ]\n}}\n'.encode("ascii")


def _run_json(report: Report, run: Run) -> str:
    return json_text({**record_of(run), "page": report.sitemap.runs.get(run.uid)})


def _report_record(report: Report) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_by": f"runreport {report.version}",
        "title": report.cover.title,
        "question": report.cover.question,
        "date": moment_text(report.date),
        "stores": [
            {"address": store.address, "reader": store.reader, "because": store.because, "runs": store.runs}
            for store in report.stores
        ],
        "metrics": {name: _metric(report, name) for name in sorted(report.findings.metrics)},
        "experiments": [_experiment(report, found.name) for found in report.findings.experiments],
        "models": [_card(report, card) for card in report.cards],
        **({} if report.changes is None else {"changes": _changes(report.changes)}),
        "problems": [problem_record(problem) for problem in report.problems],
        "left_out": [
            {"what": one.what, "count": one.count, "why": one.why, "store": one.store}
            for one in report.omissions
        ],
        "withheld": [
            {"what": what, "kind": kind, "count": count}
            for (what, kind), count in sorted(report.redactions.counts.items())
        ],
    }


def _changes(changes: Changes) -> dict[str, Any]:
    return {
        "since": moment_text(changes.date),
        "file_sha256": changes.digest,
        "new": list(changes.new),
        "gone": [
            {"id": run.id, "name": run.name, "experiment": run.experiment, "store": run.store}
            for run in changes.gone
        ],
        "values": [asdict(one) for one in changes.values],
        "best": [{**asdict(one), "verdict": one.verdict.value} for one in changes.best],
        "compared_otherwise": list(changes.otherwise),
        "models": list(changes.models),
    }


def _metric(report: Report, name: str) -> dict[str, Any]:
    info = report.info(name)
    return {
        "label": info.label,
        "unit": info.unit,
        "better": info.better.value,
        "known_from": info.known_from,
        "explain": info.explain,
    }


def _experiment(report: Report, name: str) -> dict[str, Any]:
    found = report.experiment(name)
    return {
        "name": name,
        "title": report.title_of(name),
        "page": report.sitemap.experiments[name],
        "statuses": {status.value: count for status, count in found.statuses.items()},
        "headline": found.headline,
        "headline_reason": found.headline_reason,
        "best_run": found.best_run,
        "baseline": found.baseline,
        "groups": [
            {
                "key": group.key,
                "label": group.label,
                "runs": list(group.runs),
                "again": list(group.again),
                "estimates": {
                    metric: {
                        "value": json_value(estimate.value),
                        "low": json_value(estimate.low),
                        "high": json_value(estimate.high),
                        "n": estimate.n,
                        "method": estimate.method,
                    }
                    for metric, estimate in sorted(group.estimates.items())
                },
            }
            for group in found.groups
        ],
    }


def _card(report: Report, card: Card) -> dict[str, Any]:
    return {
        "name": card.name,
        "page": report.sitemap.models[card.key],
        "run": card.run,
        "why": card.why,
        "filled": card.filled,
        "fields": len(card.fields),
    }
