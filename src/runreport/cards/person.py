"""What people say of a model: `cards/<model>.md`, front matter and then Markdown.

The front matter stands between lines `+++` (TOML) or `---` (YAML). Its keys are the fields that a
person can fill, and `summary`. Everything below it is free text.
"""

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from runreport.cards.fields import BY_KEY, FIELDS, SUMMARY, SUMMARY_LENGTH, Filler
from runreport.errors import ConfigError
from runreport.model.frozen import frozen_mapping

FENCES = {"+++": "TOML", "---": "YAML"}
DATES = frozenset({"review_by"})
KEYS = (SUMMARY, *(spec.key for spec in FIELDS if spec.filler is not Filler.RECORD))
"""What a person can fill."""


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person's part of a card."""

    path: str
    """The file, as it was given."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Markdown by key; keys without text are absent."""
    body: str = ""
    """Markdown below the front matter."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", frozen_mapping(self.fields))


def read_person_card(path: Path) -> PersonCard:
    """Return what a person wrote in a file.

    Raises:
        ConfigError: the file cannot be read, its front matter is damaged, or a key is unknown, of a
            wrong type, or measured; all faults, one a line, each with file and line.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({_reason(error)}); save it as UTF-8 text") from error
    lines = text.splitlines()
    fence = lines[0].rstrip() if lines else ""
    if fence not in FENCES:
        return PersonCard(str(path), body=text.strip())
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == fence), None)
    if end is None:
        raise ConfigError(f"{path}, line 1: the front matter has no end; close it with a line `{fence}`")
    front = lines[1:end]
    fields = _checked(path, front, _parsed(path, "\n".join(front), FENCES[fence]))
    return PersonCard(str(path), fields, "\n".join(lines[end + 1 :]).strip())


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror or "unknown fault" if isinstance(error, OSError) else "it is not UTF-8"


def _parsed(path: Path, front: str, language: str) -> dict[str, Any]:
    try:
        found = tomllib.loads(f"{front}\n") if language == "TOML" else _without_repeats(path, front)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column \d+\)", str(error))
        said = re.sub(r" \(at .*\)$", "", str(error))
        line = int(place[1]) + 1 if place else front.count("\n") + 2
        raise ConfigError(f"{path}, line {line}: no valid TOML ({said}); put texts in quotes") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 2
        raise ConfigError(
            f"{path}, line {line}: no valid YAML ({error.problem}); put texts with a colon in quotes"
        ) from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: no valid YAML; take out characters that cannot be seen") from error
    if not isinstance(found, dict):
        raise ConfigError(f"{path}, line 2: the front matter has no keys; write lines such as `users: …`")
    return found


def _without_repeats(path: Path, front: str) -> Any:
    """Return the YAML's value; a key that stands there twice is a fault, which YAML itself lets pass."""
    node = yaml.compose(front, Loader=yaml.SafeLoader)
    seen: set[str] = set()
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value in seen:
            line = key.start_mark.line + 2
            raise ConfigError(f"{path}, line {line}: `{key.value}` stands here twice; keep one")
        seen.add(str(key.value))
    return yaml.safe_load(front) if node is not None else {}


def _checked(path: Path, front: list[str], found: dict[str, Any]) -> dict[str, str]:
    fields: dict[str, str] = {}
    faults: list[str] = []
    for key, value in found.items():
        fault = _fault(str(key), value)
        if fault:
            faults.append(f"{path}, line {_line_of(str(key), front)}: {fault}")
        elif text := _text(value):
            fields[key] = text
    if faults:
        raise ConfigError("\n".join(faults))
    return fields


def _fault(key: str, value: Any) -> str:
    """Return what is wrong with an entry and what to do; empty where nothing is."""
    if key in BY_KEY and BY_KEY[key].filler is Filler.RECORD:
        return f"`{key}` is measured and comes from the records alone; remove it, and comment on it below"
    if key not in KEYS:
        near = difflib.get_close_matches(key, KEYS, n=1)
        meant = f"did you mean `{near[0]}`?" if near else f"keys are {', '.join(KEYS)}"
        return f"`{key}` is no field of a card; {meant}"
    if key in DATES and isinstance(value, str):
        return (
            ""
            if not value.strip() or _is_date(value)
            else f"`{key}` is no date; write one such as 2027-01-31"
        )
    if not _is_text(value) and not (key in DATES and isinstance(value, dt.date)):
        kind = "a date such as 2027-01-31" if key in DATES else "a text in quotes, or a list of texts"
        return f"`{key}` should be {kind}, not {_kind(value)}"
    if key == SUMMARY and len(_text(value)) > SUMMARY_LENGTH:
        return f"`{key}` has {len(_text(value))} characters; cut it to {SUMMARY_LENGTH}, the rest goes below"
    return ""


def _is_text(value: Any) -> bool:
    parts = value if isinstance(value, list) else [value]
    return all(part is None or isinstance(part, str) for part in parts)


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text.strip())
    except ValueError:
        return False
    return True


def _kind(value: Any) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", dict: "a table", list: "a mixed list"}
    return next((name for kind, name in names.items() if isinstance(value, kind)), "a date or a time")


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(f"- {part.strip()}" for part in value if part and part.strip())
    return value.isoformat() if isinstance(value, dt.date) else (value or "").strip()


def _line_of(key: str, front: list[str]) -> int:
    """Return the key's line in the file, counted from 1; the front matter starts in line 2."""
    heads = re.compile(rf"""\s*\[*["']?{re.escape(key)}["']?\s*[\].:=]""")
    return next((at for at, line in enumerate(front, 2) if heads.match(line)), 2)
