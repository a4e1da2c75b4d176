"""Cards as files: Markdown that Hugging Face loads, and JSON with a schema of its own."""

import html
import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import yaml

from runreport.analysis.naming import SPLITS, read_name
from runreport.cards.card import Card, Field, FilledBy, Result
from runreport.cards.words import number
from runreport.model import Dataset

SCHEMA = "runreport/card/1"
NOT_STATED = "Not stated"
SOURCES = {FilledBy.RECORD: "from the record", FilledBy.PERSON: "stated by the authors"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~$])")
_LINE_START = re.compile(r"^(\s*)(?:([-+=])|(\d+)([.)]))", re.MULTILINE)
_UNSAFE = re.compile(r"[^a-z0-9]+")


class _Plain(yaml.SafeDumper):
    """Writes a text that can be said in another language as the English text that it is."""


_Plain.add_multi_representer(str, yaml.representer.SafeRepresenter.represent_str)


def card_markdown(card: Card, labels: Mapping[str, str]) -> str:
    """Return the card as Markdown with YAML front matter.

    Args:
        card: any card.
        labels: what people call each metric, by name; the name where it is absent.

    Source: the metadata of huggingface_hub 2.4, `repocard_data.py`. Without a data set or a result
    there is no `model-index`, which needs both. A task that nobody states is `other`.
    """
    front = yaml.dump(_front(card, labels), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=1000)
    parts = [f"---\n{front}---\n", f"# {escaped(card.name)}\n"]
    parts.append(f"{card.summary or f'*{NOT_STATED}: a summary in one sentence.*'}\n")
    parts.append(f"*{escaped(_upper_first(card.why))}. {card.filled} of {len(card.fields)} fields filled.*\n")
    if card.results:
        parts.append(_results_table(card, labels))
    for section in card.sections:
        lines = "\n".join(_field(field) for field in section.fields)
        parts.append(f"## {section.title}\n\n{lines}\n")
    if card.body:
        parts.append(f"## More from the authors\n\n{card.body}\n")
    return "\n".join(parts)


def card_json(card: Card) -> str:
    """Return the card as JSON: every member of `Card` by its name, keys sorted, `schema` beside them.

    A number that is not finite is null.
    """
    content = {"schema": SCHEMA, "filled": card.filled, **asdict(card)}
    return json.dumps(_finite(content), sort_keys=True, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def escaped(text: str) -> str:
    """Return plain text as Markdown that shows it as it is, line breaks kept."""
    safe = _SPECIAL.sub(r"\\\1", html.escape(text, quote=False))
    safe = _LINE_START.sub(_escaped_start, safe)
    return safe.replace("\r", "").replace("\n\n", "\n").replace("\n", "<br>")


def _escaped_start(match: re.Match[str]) -> str:
    space, bullet, digits, mark = match.groups()
    return f"{space}\\{bullet}" if bullet else f"{space}{digits}\\{mark}"


def _front(card: Card, labels: Mapping[str, str]) -> dict[str, Any]:
    texts = {field.key: field.text for field in card.fields if field.text}
    name = " ".join(card.name.split())
    front: dict[str, Any] = {"model_name": name}
    if "license" in texts:
        front["license"] = texts["license"].splitlines()[0].lower()
    if "base_model" in texts:
        front["base_model"] = texts["base_model"].splitlines()[0]
    results = [entry for data in card.evaluated_on if (entry := _evaluated(card, data, labels, texts))]
    if results:
        front["model-index"] = [{"name": name, "results": results}]
    return front


def _evaluated(
    card: Card, data: Dataset, labels: Mapping[str, str], texts: Mapping[str, str]
) -> dict[str, Any] | None:
    """Return the entry of one data set; None where no metric is known to be of it.

    A metric belongs to the data whose use its name says, such as `val_auc` to validation data. One that
    says nothing belongs to the only data set there is, and to none where there are several.
    """
    wanted = {_split_of(data.context or ""), "" if len(card.evaluated_on) == 1 else None}
    metrics = [
        _metric(result, labels)
        for result in card.results
        if math.isfinite(result.value) and read_name(result.metric).split in wanted
    ]
    if not metrics:
        return None
    task = _slug(texts.get("task", "other"), "other")
    revision = {"revision": data.digest} if data.digest else {}
    dataset = {"type": _slug(data.name, "data"), "name": data.name, **revision}
    return {"task": {"type": task}, "dataset": dataset, "metrics": metrics}


def _split_of(context: str) -> str | None:
    words = re.findall(r"[a-z]+", context.lower())
    return next((SPLITS[word] for word in words if word in SPLITS), None)


def _slug(name: str, otherwise: str) -> str:
    return _UNSAFE.sub("-", name.splitlines()[0].lower()).strip("-") or otherwise


def _metric(result: Result, labels: Mapping[str, str]) -> dict[str, Any]:
    args: dict[str, Any] = {"n": result.n, "method": str(result.method)}
    if result.low is not None and result.high is not None:
        args = {"ci95": [result.low, result.high], **args}
    label = labels.get(result.metric, result.metric)
    return {"type": result.metric, "value": result.value, "name": label, "args": args}


def _results_table(card: Card, labels: Mapping[str, str]) -> str:
    rows = ["| Result | Value | 95 % interval | n | How |", "| --- | ---: | --- | ---: | --- |"]
    for result in card.results:
        ends = result.low, result.high
        interval = (
            f"{number(ends[0])} to {number(ends[1])}" if ends[0] is not None and ends[1] is not None else "–"
        )
        label = escaped(labels.get(result.metric, result.metric))
        rows.append(
            f"| {label} | {number(result.value)} | {interval} | {result.n} | {escaped(result.method)} |"
        )
    return "\n".join(rows) + "\n"


def _field(field: Field) -> str:
    if field.text is None:
        required = ", required" if field.is_required else ""
        return f"- **{field.label}**: *{NOT_STATED}{required}*"
    text = escaped(field.text) if field.filled_by is FilledBy.RECORD else field.text.replace("\n", "\n  ")
    first = "\n  " if text.startswith("- ") else ""
    return f"- **{field.label}** ({SOURCES[field.filled_by]}): {first}{text}"


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    return [_finite(inner) for inner in value] if isinstance(value, list | tuple) else value


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
