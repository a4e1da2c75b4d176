"""Pictures that MLflow's client logged, with their bytes, from both of its stores."""

from pathlib import Path

import numpy as np
import pytest

from runreport.model import Run
from runreport.readers.catalog import catalog
from runreport.readers.detect import detect
from runreport.readers.stream import stream


@pytest.fixture(params=["files", "database"])
def run(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run with 15 pictures in two series and a single one, logged by MLflow itself."""
    from mlflow.tracking import MlflowClient

    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    monkeypatch.chdir(tmp_path)
    store = "mlruns" if request.param == "files" else "mlflow.db"
    uri = (tmp_path / store).as_uri() if request.param == "files" else f"sqlite:///{tmp_path / store}"
    client = MlflowClient(uri)
    experiment = client.create_experiment(
        "pictures", (tmp_path / "mlruns/1").as_uri() if ".db" in store else None
    )
    key = client.create_run(experiment).info.run_id
    for step in range(7):
        for name in ("val/guess", "val/truth"):
            client.log_image(key, np.full((4, 4), step, np.uint8), key=name, step=step)
    client.log_image(key, np.full((4, 4), 99, np.uint8), artifact_file="plots/last.png")
    (tmp_path / "bad.svg").write_text("<svg/>")
    client.log_artifact(key, str(tmp_path / "bad.svg"))
    (found,) = [
        one
        for one in stream(detect([str(tmp_path / store)], catalog()).refs, catalog())
        if isinstance(one, Run)
    ]
    return found


@pytest.mark.filterwarnings("ignore")
def test_the_newest_pictures_have_their_bytes_and_the_rest_are_counted(run: Run, tmp_path: Path) -> None:
    shown = {(one.name, one.step) for one in run.media if one.content}
    series = {(name, step) for name in ("val/guess", "val/truth") for step in range(1, 7)}
    assert {("plots/last.png", None)} < shown
    assert len(shown) == 12
    assert len(shown & series) == 11
    assert {(name, step) for name in ("val/guess", "val/truth") for step in (2, 3, 4, 5, 6)} < shown
    assert [(one.what, one.count) for one in run.omissions] == [("pictures", 3)]
    (file,) = tmp_path.rglob("plots/last.png")
    assert file.read_bytes() in [one.content for one in run.media]
    assert not run.problems
