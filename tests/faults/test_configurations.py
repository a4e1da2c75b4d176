"""Configurations and templates that are wrong: every fault a line, and nothing is written."""

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working folder, with a good table in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs.csv").write_text("id,name,metric.auc\na,one,0.5\n")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = ", ("runreport.toml", "line 1")),
        ('titel = "x"', ("runreport.toml", "titel", "title")),
        ("title = 3", ("runreport.toml", "title")),
        ('stores = ["nowhere"]', ("nowhere",)),
        ('[runs]\nwhere = "auc >"', ("where", "auc >")),
        ('[metrics.auc]\nbetter = "bigger"', ("better", "bigger")),
        ('[output]\nrun_pages = "best"', ("run_pages",)),
        ('[privacy]\nusers = "hide"', ("users", "hide")),
        ('[[models]]\nname = "m"\ncard = "gone.md"', ("gone.md",)),
    ],
)
def test_a_fault_in_the_configuration_is_one_line_that_says_where(
    folder: Path, refused: Callable[..., str], text: str, words: tuple[str, ...]
) -> None:
    (folder / "runreport.toml").write_text(text)
    line = refused("build")
    for word in words:
        assert word in line
    assert not (folder / "site").exists()


def test_a_configuration_that_is_not_there_is_named(folder: Path, refused: Callable[..., str]) -> None:
    assert "gone.toml" in refused("build", "-c", "gone.toml")


def test_a_configuration_that_is_no_text_is_told(folder: Path, refused: Callable[..., str]) -> None:
    (folder / "runreport.toml").write_bytes(b"\xff\xfe\x00title")
    assert "runreport.toml" in refused("build")


@pytest.mark.parametrize(
    ("file", "content", "line"),
    [
        ("templates/pages/summary.md", "one\n{{ view.hero.colour }}\n", 2),
        ("templates/pages/run.html", "<p>\n\n{{ undefined_name }}\n", 3),
        ("templates/partials/table.html", "{% for row in table.rows %}\n{{ row }\n", 2),
    ],
)
def test_a_fault_in_a_template_is_one_line_that_says_where(
    folder: Path, refused: Callable[..., str], file: str, content: str, line: int
) -> None:
    (folder / file).parent.mkdir(parents=True)
    (folder / file).write_text(content)
    assert f"{file}, line {line}: " in refused("build")
    assert not (folder / "site").exists()


def test_a_card_that_somebody_wrote_wrongly_is_one_line_that_says_where(
    folder: Path, refused: Callable[..., str]
) -> None:
    (folder / "cards").mkdir()
    (folder / "cards/model.md").write_text("---\nlimits: [\n---\n")
    assert "model.md" in refused("build")
