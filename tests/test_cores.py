import os
import sys
from pathlib import Path

import joblib
import pytest

from runreport.cores import cores

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, joblib is asked")


def test_cores_are_those_that_joblib_counts() -> None:
    assert cores() == joblib.cpu_count()


@pytest.mark.parametrize("allowed", [1, 3, 8])
@pytest.mark.parametrize(
    ("files", "granted"),
    [
        ({}, 64),
        ({"cpu.max": "max 100000\n"}, 64),
        ({"cpu.max": "150000 100000\n"}, 2),
        ({"cpu.max": "50000 100000\n"}, 1),
        ({"cpu.max": "\n"}, 64),
        ({"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, 64),
        ({"cpu/cpu.cfs_quota_us": "400000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 4),
        ({"cpu/cpu.cfs_quota_us": "400000\n"}, 64),
    ],
)
def test_cores_are_as_many_as_a_container_gets(
    files: dict[str, str], granted: int, allowed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(allowed)))
    assert cores(tmp_path) == min(granted, allowed)


@pytest.mark.parametrize("quota", ["100000 0", "100000 max", "max", "", "0 100000"])
def test_odd_quotas_leave_the_cores_that_this_process_is_bound_to(tmp_path: Path, quota: str) -> None:
    (tmp_path / "cpu.max").write_text(quota)
    assert cores(tmp_path) == len(os.sched_getaffinity(0))
