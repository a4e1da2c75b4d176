"""The runs of an experiment as columns of plain data, which the browser sorts, filters and compares."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from runreport.analysis.findings import ExperimentFindings
from runreport.analysis.settings import number_of, text_of
from runreport.language import say
from runreport.model import Better, Run
from runreport.model.record import json_text
from runreport.pages.numbers import decimals
from runreport.pages.report import Report
from runreport.pages.rows import metric_column
from runreport.pages.runs_table import is_told, metric_values, setting_text, settings_told_first
from runreport.pages.shards import has_curves
from runreport.pages.slugs import href

MOST_COLUMNS = 300
"""Settings and metrics together; all stand in `files/runs.csv`."""
LONGEST_TEXT = 200
DIGITS = 9
"""Of a number; the records' own digits stand on the run's page."""


def columns_path(comparison: str) -> str:
    """Return where the data of a comparison's page stands."""
    return f"{comparison.removesuffix('.html')}.js"


def columns_script(report: Report, found: ExperimentFindings, places: Mapping[str, str]) -> str:
    """Return the data as a script that calls `rrTable`; a classic script is what loads from a disk.

    The argument holds `title`, `more` (columns that are not there), `ids`, `pages` (links from the
    comparison's page, or null), `curves` (where a run's are told, or null) and `columns`: each with `key`, `title`, `note`, `kind` (`text`,
    `number`, `status`, `time` in seconds since 1970, `seconds`), `part` (`run`, `setting`, `metric`),
    `better` (`higher`, `lower` or nothing) and `places` for results; and either `values`, a value a
    row, null where there is none, or `words` with `codes`, the place of each row's word in them.

    Args:
        report: all that is known.
        found: the experiment.
        places: of each run's curves, from `shards.curve_places`.
    """
    runs = [report.runs[uid] for uid in found.runs]
    page = report.sitemap.comparisons[found.name]
    columns = list(_columns(report, found, runs))
    kept = columns[:MOST_COLUMNS]
    table = {
        "title": report.title_of(found.name),
        "more": len(columns) - len(kept),
        "ids": _ids(runs),
        "pages": [_page(report, page, run) for run in runs],
        "curves": [places.get(run.uid) if has_curves(run) else None for run in runs],
        "columns": kept,
    }
    return f"rrTable({json_text(table)});\n"


def _ids(runs: Sequence[Run]) -> list[str]:
    """Return what tells the runs apart in a link that is sent: their ids, with the store where needed."""
    is_unique = len({run.id for run in runs}) == len(runs)
    return [run.id if is_unique else run.uid for run in runs]


def _page(report: Report, page: str, run: Run) -> str | None:
    path = report.sitemap.runs.get(run.uid)
    return href(page, path) if path else None


def _columns(report: Report, found: ExperimentFindings, runs: Sequence[Run]) -> Iterator[dict[str, Any]]:
    """Yield the columns in the order of the page's table; those without any value are not told, as there."""
    leading = [name for name in found.metrics if name == found.headline]
    yield _text("run", say("Run"), "run", [run.title for run in runs])
    yield from _metrics(report, found, leading)
    yield _text("status", say("State"), "run", [run.status.value for run in runs], kind="status")
    for name in settings_told_first(report, found, found.runs):
        yield _setting(name, runs)
    yield from _metrics(report, found, [name for name in found.metrics if name not in leading])
    started = [None if run.started is None else run.started.timestamp() for run in runs]
    seconds = [run.seconds for run in runs]
    if is_told(started):
        yield _numbers("started", say("Started"), "run", started, note=say("UTC"), kind="time")
    if is_told(seconds):
        yield _numbers("time", say("Time"), "run", seconds, kind="seconds")
    if len({run.ref.store.address for run in runs}) > 1:
        yield _text("store", say("Store"), "run", [run.ref.store.address for run in runs])
    for name, value in found.constant.items():
        yield _text(
            f"params.{name}", name, "setting", [setting_text(value)] * len(runs), note=say("the same in all")
        )


def _metrics(report: Report, found: ExperimentFindings, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    for name in names:
        values = metric_values(report, found, name)
        if is_told(values):
            yield _metric(report, name, values, is_marked=not found.is_on_different_data)


def _setting(name: str, runs: Sequence[Run]) -> dict[str, Any]:
    values = [run.params.get(name) for run in runs]
    numbers = [number_of(value) for value in values]
    recorded = sum(name in run.params for run in runs)
    if recorded and recorded == sum(number is not None for number in numbers):
        return _numbers(f"params.{name}", name, "setting", numbers)
    texts = [text_of(value) if name in run.params else None for run, value in zip(runs, values, strict=True)]
    return _text(f"params.{name}", name, "setting", texts)


def _metric(report: Report, name: str, values: Sequence[float | None], *, is_marked: bool) -> dict[str, Any]:
    info = report.info(name)
    column = metric_column(info)
    is_known = is_marked and info.better is not Better.UNKNOWN
    better = {"better": info.better.value} if is_known else {}
    return {**_numbers(f"metrics.{name}", column.title, "metric", values, note=column.sub), **better}


def _numbers(
    key: str,
    title: str,
    part: str,
    values: Sequence[float | int | None],
    note: str = "",
    kind: str = "number",
) -> dict[str, Any]:
    # Settings are shown as they were set, results alike down the column.
    places = {"places": decimals(value for value in values if value is not None)} if part == "metric" else {}
    return {
        "key": key,
        "title": title,
        "note": note,
        "kind": kind,
        "part": part,
        **places,
        "values": [_number(value) for value in values],
    }


def _number(value: float | int | None) -> float | int | None:
    if value is None or not math.isfinite(value):
        return None
    if isinstance(value, int) or float(value).is_integer():
        return int(value) if abs(value) < 2**53 else float(value)
    return float(f"{value:.{DIGITS}g}")


def _text(
    key: str, title: str, part: str, texts: Sequence[str | None], note: str = "", kind: str = "text"
) -> dict[str, Any]:
    cut = [None if text is None else text[:LONGEST_TEXT] for text in texts]
    words = {
        text: place for place, text in enumerate(dict.fromkeys(text for text in cut if text is not None))
    }
    codes = [None if text is None else words[text] for text in cut]
    return {
        "key": key,
        "title": title,
        "note": note,
        "kind": kind,
        "part": part,
        "words": list(words),
        "codes": codes,
    }
