from collections.abc import Callable
from pathlib import Path

import pytest

from runreport.config import load_config
from runreport.errors import ConfigError

Faults = Callable[[str], list[str]]


@pytest.fixture
def faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Faults:
    """Return the lines of the error that a `runreport.toml` with this text causes."""
    monkeypatch.chdir(tmp_path)

    def of(text: str) -> list[str]:
        Path("runreport.toml").write_text(text, encoding="utf-8")
        with pytest.raises(ConfigError) as error:
            load_config()
        return str(error.value).splitlines()

    return of
