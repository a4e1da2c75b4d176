from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from runreport.cli.main import cli

Command = Callable[..., Result]

TABLE = """\
id,name,experiment,status,started,ended,param.model,param.seed,metric.val_auc,metric.loss,tag.team,tag.user
a1,ridge one,screening,finished,2026-01-02T03:04:05.678Z,2026-01-02T03:05:05Z,ridge,0,0.81,0.4,north,aadams
a2,ridge two,screening,finished,2026-01-02T04:00:00Z,2026-01-02T04:00:30Z,ridge,1,0.83,NaN,north,aadams
a3,forest,screening,failed,2026-01-03T00:00:00Z,,forest,0,,,south,bbaker
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working folder, which holds a store `runs.csv` of three runs."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs.csv").write_text(TABLE)
    return tmp_path


@pytest.fixture
def runreport(folder: Path) -> Command:
    """Return a function that runs the command line in the working folder."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(cli, arguments, prog_name="runreport")

    return run
