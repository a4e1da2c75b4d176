"""Settings and summaries: updates of nested values, and nested values as flat names."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import orjson

from runreport.model import Scalar
from runreport.readers.wandb.items import Items

Tree = dict[str, Any]


def decoded(text: bytes) -> Any:
    """Return what a JSON text says; W&B's `NaN` and `Infinity` stand bare, which JSON does not know.

    Raises:
        ValueError: it is not JSON.
    """
    try:
        return orjson.loads(text)
    except ValueError:
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValueError("it is not JSON") from error


def merged(tree: Tree, items: Items) -> int:
    """Apply updates to nested values; return how many hold no JSON, and are taken as texts.

    Of each key only the last update counts, and these in their order: an earlier one was overwritten.
    """
    last = np.full(len(items.keys), -1)
    last[items.key] = np.arange(len(items.key))
    bad = 0
    for at in sorted(last[last >= 0].tolist()):
        path = items.keys[items.key[at]]
        if items.start[at] < 0:
            remove(tree, path)
            continue
        try:
            value = decoded(items.text(at) or b"null")
        except ValueError:
            bad += 1
            value = items.text(at).decode("utf-8", "replace")
        put(tree, path, value)
    return bad


def put(tree: Tree, path: Sequence[str], value: object) -> None:
    """Set a value at a path; what stands in the way is replaced."""
    for part in path[:-1]:
        below = tree.get(part)
        if not isinstance(below, dict):
            below = tree[part] = {}
        tree = below
    if path:
        tree[path[-1]] = value


def remove(tree: Tree, path: Sequence[str]) -> None:
    """Take away what stands at a path, if there is anything."""
    for part in path[:-1]:
        below = tree.get(part)
        if not isinstance(below, dict):
            return
        tree = below
    if path:
        tree.pop(path[-1], None)


def leaves(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the values with their names joined by dots, in order; whatever has a `_type` is one value."""
    waiting = [(f"{above}{name}", value) for name, value in tree.items()][::-1]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, Mapping) and value and "_type" not in value:
            waiting += [(f"{name}.{inner}", below) for inner, below in value.items()][::-1]
        else:
            yield name, value


def scalar(value: object) -> Scalar:
    """Return a setting as it is; a list as Python writes it, as MLflow keeps it: one setting, one text."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)


def scalars(tree: Mapping[str, Any]) -> dict[str, Scalar]:
    """Return settings or results by name, without what W&B keeps for itself, and without media."""
    own = {name: value for name, value in tree.items() if not name.startswith("_")}
    return {name: scalar(value) for name, value in leaves(own) if not _is_media(value)}


def _is_media(value: object) -> bool:
    return isinstance(value, Mapping) and "_type" in value
