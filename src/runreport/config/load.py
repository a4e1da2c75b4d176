"""From a file to a `Config`, or to all of its faults at once."""

import re
import tomllib
from pathlib import Path
from typing import Any

from runreport.config.locate import KeyPath, line_of, locate
from runreport.config.settings import Config
from runreport.errors import ConfigError

OWN_FILE = "runreport.toml"
PROJECT_FILE = "pyproject.toml"
PROJECT_TABLE = ("tool", "runreport")
# A search of the text, since a broken pyproject.toml that is not about us is none of our business.
_OWN_TABLE = re.compile(r"^\s*\[\[?\s*tool\s*\.\s*runreport\b", re.MULTILINE)


def load_config(path: Path | None = None, folder: Path = Path()) -> Config:
    """Return the configuration in a file, or the defaults.

    Args:
        path: a `runreport.toml`, or a `pyproject.toml` with a table `[tool.runreport]`. Without one,
            both are looked for in `folder`, and nowhere above it.
        folder: where to look; the paths in a file start from the file's own folder.

    Raises:
        ConfigError: the file cannot be read or is wrong; every fault is one line of the text.
    """
    found = path or find_config(folder)
    if found is None:
        return Config().in_folder(folder)
    text = _text_of(found)
    prefix = PROJECT_TABLE if found.name == PROJECT_FILE else ()
    data = _table_at(prefix, _parsed(text, found))
    if data is None:
        raise ConfigError(f"{found}: has no table [{'.'.join(prefix)}]; add it, or write a {OWN_FILE}")
    return _validated(data, found, text, prefix)


def find_config(folder: Path) -> Path | None:
    """Return the file that configures a folder's report; None where there is none."""
    own, project = folder / OWN_FILE, folder / PROJECT_FILE
    if own.is_file():
        return own
    return project if project.is_file() and _OWN_TABLE.search(_text_of(project)) else None


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(f"{file}, line {line}: is not UTF-8; save the file as UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}; correct the path") from error


def _parsed(text: str, file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r" \(at line (\d+), column \d+\)| \(at end of document\)", str(error))
        line = place[1] if place and place[1] else text.count("\n") + 1
        what = str(error)[: place.start()] if place else str(error)
        raise ConfigError(f"{file}, line {line}: is not valid TOML: {what}; correct this line") from error


def _table_at(path: KeyPath, data: Any) -> Any:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _validated(data: Any, file: Path, text: str, prefix: KeyPath) -> Config:
    # Here, since it takes long to import, and most reports are built without a configuration.
    from pydantic import ValidationError

    from runreport.config.validation import validated

    try:
        return validated(Config, data, file.parent).in_folder(file.parent)
    except ValidationError as error:
        # Here, since most configurations are right.
        from runreport.config.faults import fault_text

        lines = locate(text)
        faults = sorted(
            error.errors(include_url=False), key=lambda fault: line_of(lines, prefix + fault["loc"]) or 0
        )
        texts = (fault_text(fault, str(file), lines, prefix) for fault in faults)
        raise ConfigError("\n".join(texts)) from error
