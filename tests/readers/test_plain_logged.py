"""Pictures and tables of those who have no tracker."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from runreport.model import Run, TableKind
from runreport.readers.catalog import catalog
from runreport.readers.detect import detect
from runreport.readers.stream import stream


def picture(form: str = "PNG", shade: int = 3) -> bytes:
    file = BytesIO()
    Image.new("L", (4, 4), shade).save(file, form)
    return file.getvalue()


def read(folder: Path, record: dict[str, Any], files: dict[str, bytes] | None = None) -> Run:
    run = folder / "runs/one"
    for name, data in (files or {}).items():
        (run / "artifacts" / name).parent.mkdir(parents=True, exist_ok=True)
        (run / "artifacts" / name).write_bytes(data)
    run.mkdir(parents=True, exist_ok=True)
    (run / "run.json").write_text(json.dumps({"experiment": "e", **record}))
    (found,) = stream(detect([str(folder / "runs")], catalog()).refs, catalog())
    assert isinstance(found, Run)
    return found


def test_pictures_among_the_artifacts_are_shown_under_their_path(tmp_path: Path) -> None:
    files = {"b/roc.PNG": picture(), "a.webp": picture("WEBP"), "x.svg": b"<svg/>", "n.txt": b"n"}
    run = read(tmp_path, {}, files)
    assert [(one.name, one.media_type, one.step) for one in run.media] == [
        ("a.webp", "image/webp", None),
        ("b/roc.PNG", "image/png", None),
    ]
    assert [one.content for one in run.media] == [files["a.webp"], files["b/roc.PNG"]]
    assert len(run.artifacts) == 4


def test_pictures_can_be_given_a_name_a_step_and_a_caption(tmp_path: Path) -> None:
    said = [{"path": "s/1.png", "name": "samples", "step": 1, "caption": "a 3"}, "s/0.png"]
    run = read(tmp_path, {"pictures": said}, {"s/0.png": picture(), "s/1.png": picture(), "t.png": picture()})
    assert [(one.name, one.step, one.caption) for one in run.media] == [
        ("samples", 1, "a 3"),
        ("s/0.png", None, None),
        ("t.png", None, None),
    ]
    assert "pictures" not in run.tags
    assert not run.problems


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ({"path": "../../secret.png"}, "does not lie in artifacts/"),
        ({"path": "notes.txt"}, "is no PNG, JPEG, GIF or WebP"),
        ({"name": "x"}, "an entry without a path"),
        ({"path": "a.png", "step": "soon"}, "`pictures.step` is not a number"),
    ],
)
def test_a_picture_that_is_wrongly_named_is_a_problem_and_the_rest_is_there(
    entry: dict[str, str], what: str, tmp_path: Path
) -> None:
    (tmp_path / "secret.png").write_bytes(picture())
    run = read(tmp_path, {"pictures": [entry]}, {"a.png": picture(), "notes.txt": b"n"})
    assert what in "".join(problem.what for problem in run.problems)
    assert [one.path for one in run.media if one.content] == ["a.png"]


def test_more_pictures_than_a_page_shows_are_counted(tmp_path: Path) -> None:
    run = read(tmp_path, {}, {f"{place:02}.png": picture(shade=place) for place in range(15)})
    assert sum(one.content is not None for one in run.media) == 12
    assert [(one.what, one.count) for one in run.omissions] == [("pictures", 3)]


def test_tables_have_a_kind_and_a_step(tmp_path: Path) -> None:
    tables = [
        {"name": "t", "columns": ["a", "b"], "rows": [[1, "x"], [None, [2]]]},
        {
            "name": "h",
            "kind": "Histogram",
            "step": 3,
            "columns": ["low", "high", "count"],
            "rows": [[0, 1, 2]],
        },
        {"name": "c", "kind": "confusion matrix", "labels": ["well", 3], "matrix": [[5, 1], [0, 2.5]]},
    ]
    run = read(tmp_path, {"tables": tables})
    assert not run.problems
    plain, histogram, confusion = run.tables
    assert plain.rows == ((1, "x"), (None, "[2]"))
    assert (histogram.kind, histogram.step) == (TableKind.HISTOGRAM, 3)
    assert (confusion.kind, confusion.columns) == (TableKind.CONFUSION, ("actual", "predicted", "count"))
    assert confusion.rows == (("well", "well", 5), ("well", "3", 1), ("3", "well", 0), ("3", "3", 2.5))


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ({"columns": [], "rows": []}, "an entry without a name"),
        ({"name": "t"}, "the table t has no `columns` and `rows`"),
        ({"name": "t", "columns": ["a"], "rows": [[1, 2]]}, "not as long as its columns"),
        ({"name": "t", "columns": ["a"], "rows": [], "kind": "line"}, "is a line and has no column `x`"),
        (
            {"name": "t", "kind": "heat map", "columns": ["a"], "rows": []},
            "should be one of table, histogram",
        ),
        ({"name": "t", "labels": ["a"], "matrix": []}, "without a row for each of its `labels`"),
        ({"name": "t", "labels": ["a"], "matrix": [[1, 2]]}, "not as long as its `labels`"),
        ("t", "`tables` should be an object"),
    ],
)
def test_a_table_of_the_wrong_form_is_a_problem_and_the_rest_is_there(
    table: object, what: str, tmp_path: Path
) -> None:
    run = read(tmp_path, {"tables": [table, {"name": "good", "columns": ["a"], "rows": [[1]]}]})
    assert what in run.problems[0].what
    assert run.tables[-1].name == "good"


def test_a_setting_that_happens_to_be_called_so_stays_a_tag(tmp_path: Path) -> None:
    run = read(tmp_path, {"pictures": 12, "tables": "two"})
    assert (run.tags["pictures"], run.tags["tables"]) == ("12", "two")
    assert not run.problems
