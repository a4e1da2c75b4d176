"""Comet's offline archives of three versions against what is in them by hand."""

import json
from pathlib import Path

import pytest

from runreport.model import StoreRef
from runreport.readers.comet import offline

SHARED = Path(__file__).parents[2].parent / "shared"
TRUTHS = sorted(SHARED.glob("stores/comet/*.truth.json"))


def as_json(run):
    """Return the parts of a run that the truth names, as `runreport runs --format json` prints them."""
    series = {**run.metrics, **run.system}
    parts = ("count", "last", "min", "max", "mean", "last_step")
    return {
        "id": run.id,
        "name": run.name,
        "experiment": run.experiment,
        "started": run.started and run.started.isoformat(),
        "ended": run.ended and run.ended.isoformat(),
        "params": dict(run.params),
        "metrics": {name: {part: getattr(one.stats, part) for part in parts} for name, one in series.items()},
        "artifacts": [artifact.path for artifact in run.artifacts],
    }


@pytest.mark.skipif(not TRUTHS, reason="the strangers' stores are not here")
@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.name.removesuffix(".truth.json"))
def test_an_archive_reads_as_it_does_by_hand(path, compare_truth):
    truth = json.loads(path.read_text(encoding="utf-8"))
    store = StoreRef("comet-offline", str(path.with_name(path.name.removesuffix(".truth.json"))))
    runs = [offline.read(ref) for ref in offline.find(store)]
    assert list(compare_truth.differences(truth, [as_json(run) for run in runs])) == []
    assert len(runs) == len(truth["runs"])
    assert [problem for run in runs for problem in run.problems] == []
    for run, told in zip(runs, sorted(truth["runs"], key=lambda run: run["id"]), strict=True):
        assert run.tags["tags"] == ", ".join(told["tag_list"])
        assert run.tags["workspace"] == told["workspace"]
        assert run.environment.tracker.startswith("comet")
        assert all(not name.startswith("sys.") for name in run.metrics)
