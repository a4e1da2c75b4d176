"""`hparams.yaml`, which Lightning writes beside the events, read without ever making an object of it.

Source: `core/saving.py` of Lightning, `save_hparams_to_yaml`. Settings may be anything that Python has; what
a tag asks to be made of a value is not made, the value is taken as it is written.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import yaml

from runreport.model import Scalar

_MOST_BYTES = 1 << 22
_MOST_SETTINGS = 20_000
"""An alias may stand for as much again, and so on: a small file can hold more than memory."""
_DEEPEST = 64

Path = tuple[str, ...]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader for which a tag it does not know says nothing."""


def _plain(loader: Any, _: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {
            loader.construct_object(name, deep=True)
            if isinstance(name, yaml.ScalarNode)
            else "?": loader.construct_object(value, deep=True)
            for name, value in node.value
        }
    if isinstance(node, yaml.SequenceNode):
        return [loader.construct_object(value, deep=True) for value in node.value]
    return node.value


_Loader.add_multi_constructor("", _plain)


def settings_in(data: bytes) -> dict[Path, Scalar]:
    """Return the settings by the keys that lead to each; lists are JSON.

    Raises:
        ValueError: it is no such file; the text says why.
    """
    if len(data) > _MOST_BYTES:
        raise ValueError(f"it has more than {_MOST_BYTES >> 20} MiB")
    try:
        found = yaml.load(data, Loader=_Loader)  # noqa: S506 - derived from the safe loader, makes plain values only
    except yaml.MarkedYAMLError as error:
        line = "" if error.problem_mark is None else f" at line {error.problem_mark.line + 1}"
        raise ValueError(f"it is not YAML{line}: {error.problem}") from error
    except (yaml.YAMLError, RecursionError, ValueError, TypeError) as error:
        raise ValueError("it is not YAML that can be read") from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ValueError("it holds no `key: value` lines")
    return dict(_Budget().leaves(found, ()))


class _Budget:
    """Counts what is taken, so that no file holds without end."""

    def __init__(self) -> None:
        self._left = _MOST_SETTINGS

    def leaves(self, found: Mapping[Any, Any], path: Path) -> Iterator[tuple[Path, Scalar]]:
        """Yield the settings in a mapping."""
        for key, value in found.items():
            own = (*path, str(key))
            self._spend(len(own))
            if isinstance(value, dict) and value:
                yield from self.leaves(value, own)
            elif isinstance(value, dict | list | set | tuple):
                yield own, json.dumps(self._jsonable(value, len(own)))
            else:
                yield own, _scalar(value)

    def _jsonable(self, value: Any, depth: int) -> Any:
        self._spend(depth)
        if isinstance(value, dict):
            return {str(key): self._jsonable(entry, depth + 1) for key, entry in value.items()}
        if isinstance(value, list | tuple | set):
            entries = sorted(value, key=str) if isinstance(value, set) else value
            return [self._jsonable(entry, depth + 1) for entry in entries]
        return _scalar(value)

    def _spend(self, depth: int) -> None:
        self._left -= 1
        if self._left < 0:
            raise ValueError(f"it holds more than {_MOST_SETTINGS:,} settings")
        if depth > _DEEPEST:
            raise ValueError("it is nested too deeply")


def _scalar(value: Any) -> Scalar:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
