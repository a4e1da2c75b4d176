"""Numbers on run pages against what MLflow's own client read of the same stores."""

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from runreport import build_report
from runreport.config import Config

STORES = Path(__file__).parents[1] / "stores"
SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
SAID = {"not a number": math.nan, "∞": math.inf, "\u2212∞": -math.inf}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report on all stores of all versions."""
    output = tmp_path_factory.mktemp("truth") / "site"
    build_report(Config(), [str(STORES)], output=output)
    return output


@pytest.fixture(scope="module")
def record(site: Path) -> dict[str, Any]:
    return json.loads((site / "report.json").read_bytes())


def truths() -> list[tuple[str, str, dict[str, Any]]]:
    found = []
    for file in sorted(STORES.glob("mlflow-*/truth.json")):
        for store, said in json.loads(file.read_text())["stores"].items():
            found.append((file.parent.name, store, said))
    return found


def read(text: str) -> float:
    if text in SAID:
        return SAID[text]
    # A power of ten stands alone: 10⁻⁵.
    plain = re.sub(r"(?<!×)10(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])", "1×10", text.replace("\u2212", "-").replace("\u202f", ""))
    mantissa, times, power = plain.partition("×10")
    return float(f"{mantissa}e{power.translate(SUPERSCRIPTS) if times else 0}")


def last_values(points: list[list[Any]]) -> list[float]:
    """Return the values at the last step and moment: MLflow 0.9 kept no order among equal moments."""
    last = max((step, moment) for step, _, moment in points)
    return [float(str(value)) for step, value, moment in points if (step, moment) == last]


def is_printed_of(shown: float, value: float) -> bool:
    return shown == pytest.approx(value, rel=5.1e-6, nan_ok=True)


@pytest.mark.parametrize(
    ("version", "store", "truth"), truths(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_pages_say_what_the_vendor_says(
    site: Path, record: dict[str, Any], parsed: Any, version: str, store: str, truth: dict[str, Any]
) -> None:
    shown = {run["id"]: run for run in record["runs"] if run["store"] == f"{version}/{store}"}
    active = [run for run in truth["runs"] if run["lifecycle_stage"] == "active"]
    deleted_experiments = {one["name"] for one in truth["experiments"] if one["lifecycle_stage"] != "active"}
    wanted = {run["id"] for run in active if run["experiment"] not in deleted_experiments}
    assert shown.keys() == wanted
    checked = 0
    for run in active:
        if run["id"] not in shown:
            continue
        page = parsed((site / shown[run["id"]]["page"]).read_text(encoding="utf-8"))
        for name, points in run["metrics"].items():
            row = next(row for row in page.rows() if name in row[0])
            shown_value = read(row[1].split(" step")[0])
            assert any(is_printed_of(shown_value, value) for value in last_values(points)), (run["id"], name)
            checked += 1
        for name, value in run["params"].items():
            assert name in page.text
            assert " ".join(value.split()) in page.text, (run["id"], name)
    assert checked


def test_deleted_runs_are_counted_and_not_shown(record: dict[str, Any]) -> None:
    for version, store, truth in truths():
        gone = [run for run in truth["runs"] if run["lifecycle_stage"] != "active"]
        left_out = [one for one in record["left_out"] if one["store"] == f"{version}/{store}"]
        if gone:
            assert sum(one["count"] for one in left_out) >= len(gone), (version, store, left_out)
