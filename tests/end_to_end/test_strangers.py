"""Every store of strangers that is here, through the command line, against what its vendor's library says."""

import json
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from runreport.cli.main import cli

SHARED = Path(__file__).parents[3] / "shared"
KINDS = ("mlflow-files", "mlflow-sqlite", "wandb", "comet", "tensorboard")
TRUTHS = sorted(truth for kind in KINDS for truth in SHARED.glob(f"stores/{kind}/*.truth.json"))
ABSENT = f"{len(TRUTHS)} stores of strangers are here; they are not part of this project"


def store_of(truth: Path) -> Path:
    """Return the store beside a truth file: its folder, or the database in it."""
    folder = truth.with_name(truth.name.removesuffix(".truth.json"))
    return next((path for path in folder.iterdir() if path.suffix in (".db", ".sqlite")), folder)


@pytest.mark.skipif(not TRUTHS, reason=ABSENT)
@pytest.mark.parametrize(
    "truth", TRUTHS, ids=lambda path: f"{path.parent.name}/{path.name.removesuffix('.truth.json')}"
)
def test_a_strangers_store_is_printed_as_its_vendor_reads_it(truth: Path, compare_truth: ModuleType) -> None:
    result = CliRunner().invoke(cli, ["runs", str(store_of(truth)), "--format", "json", "--unredacted"])
    assert result.exit_code == 0, result.stderr
    wanted = json.loads(truth.read_text(encoding="utf-8"))
    assert wanted["runs"]
    assert list(compare_truth.differences(wanted, json.loads(result.stdout))) == []
