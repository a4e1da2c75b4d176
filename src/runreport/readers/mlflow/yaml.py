"""MLflow's small YAML files: a scanner for the flat ones, PyYAML behind it for all others.

MLflow writes `meta.yaml` with PyYAML as one flat mapping, a key a line. A scan of such a file takes
some microseconds, a YAML parser a hundred times as long, and a store holds one file a run. Whatever
the scanner does not know for certain goes to PyYAML, so both give the same mapping.
"""

import re
from typing import Any

# What may stand unquoted is text beyond doubt: no indicator in front, no `: ` or ` #` inside.
_LINE = re.compile(
    r"([A-Za-z_][A-Za-z0-9_]*): (?:"
    r"(?P<whole>0|-?[1-9][0-9]{0,17})"
    r"|'(?P<quoted>(?:[^']|'')*)'"
    r"|(?P<plain>[A-Za-z/_](?:[^\s:#]|:(?=\S)| (?=[^\s#]))*|(?=[0-9a-f]*[a-f])[0-9a-f]{32})"
    r"|(?P<empty>\[\]|\{\})"
    r")"
)
# YAML 1.1 takes these for truth values or nothing.
_WORDS = frozenset({"null", "y", "n", "yes", "no", "on", "off", "true", "false"})
_CONSTANTS = {"null": None, "true": True, "false": False}


def parse_mapping(data: bytes) -> dict[str, Any]:
    """Return the mapping that a YAML file holds; empty for an empty file.

    Raises:
        ValueError: it is no UTF-8, no YAML, or no mapping; the text says which, and at which line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8 text at byte {error.start}") from error
    flat = _scan(text)
    return _parse(text) if flat is None else flat


def _scan(text: str) -> dict[str, Any] | None:
    """Return the mapping of a file that is flat and plain, None for any other."""
    found: dict[str, Any] = {}
    for line in text.replace("\r\n", "\n").split("\n"):
        if not line:
            continue
        # What does not print may break a line, or be forbidden, in YAML.
        match = _LINE.fullmatch(line) if line.isprintable() else None
        if match is None or match[1].lower() in _WORDS:
            return None
        key, value = match[1], match[match.lastindex or 0]
        if match.lastgroup == "whole":
            found[key] = int(value)
        elif match.lastgroup == "quoted":
            found[key] = value.replace("''", "'")
        elif match.lastgroup == "empty":
            found[key] = [] if value == "[]" else {}
        elif value in _CONSTANTS:
            found[key] = _CONSTANTS[value]
        elif value.lower() in _WORDS:
            return None
        else:
            found[key] = value
    return found


def _parse(text: str) -> dict[str, Any]:
    # Here, since few stores have such a file.
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        found = yaml.load(text, Loader=loader)  # noqa: S506 (either is a safe loader)
    except yaml.MarkedYAMLError as error:
        line = "" if error.problem_mark is None else f" at line {error.problem_mark.line + 1}"
        raise ValueError(f"it is not YAML{line}: {error.problem}") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ValueError("it is not YAML that can be read") from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ValueError("it holds no `key: value` lines")
    return {str(key): value for key, value in found.items()}
