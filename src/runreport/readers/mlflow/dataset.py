"""Data sets of a run, as MLflow describes them: `entities/dataset.py` and `data/` of MLflow."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from runreport.model import Dataset
from runreport.readers.mlflow.record import text_or_none

CONTEXT = "mlflow.data.context"
EVALUATED = "mlflow.datasets"
_ADDRESSES = ("uri", "url", "path", "table_name", "delta_table_name")


def dataset_of(fields: Mapping[str, Any], context: str | None) -> Dataset:
    """Return the data set of a `meta.yaml` or of a row, under the names of the former."""
    profile = text_or_none(fields.get("profile"))
    return Dataset(
        name=str(fields.get("name") or "dataset"),
        digest=text_or_none(fields.get("digest")),
        source=_source(text_or_none(fields.get("source")), fields.get("source_type")),
        context=context or None,
        rows=_rows(profile),
        profile=profile,
        schema=text_or_none(fields.get("schema")),
    )


def evaluated_datasets(entries: Iterable[Mapping[str, Any]]) -> tuple[Dataset, ...]:
    """Return the data sets in the tag `EVALUATED`, which `mlflow.evaluate` writes."""
    return tuple(
        Dataset(
            name=str(entry.get("name") or "dataset"),
            digest=text_or_none(entry.get("hash")),
            source=text_or_none(entry.get("path")),
            context="evaluation",
        )
        for entry in entries
    )


def _source(text: str | None, kind: object) -> str | None:
    """Return the address in MLflow's JSON of a source, or its text as it is."""
    described = _object(text)
    address = next((described[name] for name in _ADDRESSES if described.get(name)), None)
    if address is None and kind == "code" and isinstance(described.get("tags"), dict):
        address = described["tags"].get("mlflow.source.name")
    return text if address is None else str(address)


def _rows(profile: str | None) -> int | None:
    """Return the number of rows, which MLflow gives for tables, or the first dimension of an array."""
    described = _object(profile)
    rows = described.get("num_rows")
    shape = described.get("features_shape")
    if rows is None and isinstance(shape, list) and shape:
        rows = shape[0]
    return rows if isinstance(rows, int) and not isinstance(rows, bool) else None


def _object(text: str | None) -> dict[str, Any]:
    """Return the JSON object in a text; empty for any other text, which is shown as it is."""
    try:
        found = json.loads(text) if text and text.startswith("{") else None
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
