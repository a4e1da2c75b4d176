import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runreport import ConfigError, build_report, load_config
from runreport.config import Config
from runreport.errors import SiteError, TemplateError


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_build_says_what_it_made(study: Path, tmp_path: Path) -> None:
    result = build_report(Config(), [str(study)], output=tmp_path / "site")
    assert result.output == tmp_path / "site"
    assert result.runs == 6
    assert result.pages == len(list((tmp_path / "site").rglob("*.html"))) - 1  # 404.html is nobody's to open
    assert {name: number for name, _, _, number in result.stores} == {"runs.csv": 4, "curves": 2}
    assert [problem.run for problem in result.problems] == ["torn"]
    assert result.redactions.total


def test_strict_writes_nothing_and_keeps_what_is_there(study: Path, tmp_path: Path) -> None:
    result = build_report(Config(), [str(study)], output=tmp_path / "site", strict=True)
    assert result.problems
    assert result.pages == 0
    assert not (tmp_path / "site").exists()
    build_report(Config(), [str(study)], output=tmp_path / "site")
    before = contents(tmp_path / "site")
    (study / "runs.csv").write_text("id,metric.auc\na,1\n")
    assert build_report(Config(), [str(study)], output=tmp_path / "site", strict=True).pages == 0
    assert contents(tmp_path / "site") == before


def test_strict_is_no_obstacle_where_everything_can_be_read(study: Path, tmp_path: Path) -> None:
    shutil.rmtree(study / "curves/torn")
    assert build_report(Config(), [str(study)], output=tmp_path / "site", strict=True).pages


def test_a_folder_of_others_is_refused_unless_forced(study: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/thesis.txt").write_text("mine")
    with pytest.raises(SiteError, match=r"thesis\.txt.*--force"):
        build_report(Config(), [str(study)], output=tmp_path / "site")
    assert contents(tmp_path / "site") == {"thesis.txt": b"mine"}
    build_report(Config(), [str(study)], output=tmp_path / "site", force=True)
    assert (tmp_path / "site/index.html").is_file()
    assert not (tmp_path / "site/thesis.txt").exists()


@pytest.mark.parametrize("output", ["study", "study/curves", "."])
def test_records_are_not_replaced_by_their_report(study: Path, tmp_path: Path, output: str) -> None:
    folder = (study.parent if output == "." else study.parent / output).resolve()
    before = contents(study)
    with pytest.raises(SiteError, match="which the report is made from and would be lost"):
        build_report(Config(), [str(study)], output=folder, force=True)
    assert contents(study) == before


def test_a_configuration_is_not_replaced_by_its_report(study: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/runreport.toml").write_text(f'stores = ["{study.as_posix()}"]')
    config = load_config(tmp_path / "mine/runreport.toml")
    with pytest.raises(SiteError, match=r"holds runreport\.toml"):
        build_report(config, output=tmp_path / "mine", force=True)


class Interrupting:
    """Whoever is told how far a build has come, and stops it there."""

    def __init__(self, task: str, error: type[BaseException], steps: int = 0) -> None:
        self.task, self.error, self.steps = task, error, steps
        self.now = ""

    def start(self, task: str, total: int | None) -> None:
        self.now = task
        self.stop_at(0)

    def advance(self, n: int = 1) -> None:
        self.steps -= n
        self.stop_at(0)

    def say(self, text: str) -> None:
        pass

    def stop_at(self, left: int) -> None:
        if self.now.startswith(self.task) and self.steps <= left:
            raise self.error


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, SystemExit])
@pytest.mark.parametrize(
    ("task", "steps"), [("Reading", 0), ("Reading", 3), ("Comparing", 0), ("Drawing", 0), ("Drawing", 9)]
)
def test_a_build_that_is_stopped_anywhere_leaves_the_old_site_whole_and_nothing_beside_it(
    study: Path, tmp_path: Path, task: str, steps: int, error: type[BaseException]
) -> None:
    site = tmp_path / "out" / "site"
    (site).mkdir(parents=True)
    (site / "report.json").write_text("{}")
    (site / "MANIFEST.sha256").write_text(f"{'0' * 64}  report.json\n")
    before = contents(site)
    with pytest.raises(error):
        build_report(Config(), [str(study)], output=site, progress=Interrupting(task, error, steps))
    assert contents(site) == before
    assert sorted(path.name for path in site.parent.iterdir()) == ["site"]


def test_a_template_with_a_fault_leaves_the_old_site_whole(study: Path, tmp_path: Path) -> None:
    (study / "templates/pages").mkdir(parents=True)
    (study / "runreport.toml").write_text('stores = ["runs.csv"]\n')
    config = load_config(study / "runreport.toml")
    build_report(config, output=tmp_path / "site")
    before = contents(tmp_path / "site")
    (study / "templates/pages/run.html").write_text("<p>\n{{ view.nothing }}")
    with pytest.raises(TemplateError, match=r"run\.html, line 2: .*nothing"):
        build_report(config, output=tmp_path / "site")
    assert contents(tmp_path / "site") == before


def test_a_card_of_a_persons_that_is_wrong_is_said_before_anything_is_written(
    study: Path, tmp_path: Path
) -> None:
    (study / "cards").mkdir()
    (study / "cards/model.md").write_text("---\n[broken\n---\n")
    (study / "runreport.toml").write_text('stores = ["runs.csv"]\n')
    with pytest.raises(ConfigError, match=r"model\.md"):
        build_report(load_config(study / "runreport.toml"), output=tmp_path / "site")
    assert not (tmp_path / "site").exists()


@pytest.fixture
def built(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, bytes]]:
    """Return a function that builds from a working folder and gives the report's bytes."""
    numbers = iter(range(100))

    def build(cwd: Path, *stores: Path | str) -> dict[str, bytes]:
        monkeypatch.chdir(cwd)
        output = tmp_path / f"out-{next(numbers)}"
        build_report(load_config(), [str(store) for store in stores], output=output)
        return contents(output)

    return build


def test_the_same_store_gives_the_same_bytes_however_it_is_reached(
    study: Path, tmp_path: Path, built: Callable[..., dict[str, bytes]]
) -> None:
    wanted = built(tmp_path, study)
    moved = tmp_path / "elsewhere" / "deep" / "study"
    shutil.copytree(study, moved)
    assert built(tmp_path, moved) == wanted
    assert built(study.parent, "study") == wanted
    assert built(study.parent, "./study/") == wanted
    assert built(study, ".") == wanted
    assert built(study / "curves", "..") == wanted
    assert built(tmp_path / "elsewhere", "../secret-project/study") == wanted
    assert not [name for name, data in wanted.items() if b"secret-project" in data]


def test_the_same_configuration_gives_the_same_bytes_from_any_folder(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (study / "runreport.toml").write_text('title = "T"\nstores = ["runs.csv", "curves"]\n')
    sites = []
    for number, (cwd, file) in enumerate(
        [(tmp_path, study / "runreport.toml"), (study, Path("runreport.toml")), (study, None)]
    ):
        monkeypatch.chdir(cwd)
        build_report(load_config(file), output=tmp_path / f"s{number}")
        sites.append(contents(tmp_path / f"s{number}"))
    assert sites[0] == sites[1] == sites[2]


def test_the_configured_folder_is_used_where_none_is_given(study: Path) -> None:
    (study / "runreport.toml").write_text('stores = ["runs.csv"]\n[output]\npath = "public"\n')
    result = build_report(load_config(study / "runreport.toml"))
    assert result.output == study / "public"
    assert (study / "public/index.html").is_file()


def test_only_the_best_runs_get_a_page_where_that_is_wanted_and_all_stay_in_the_tables(
    study: Path, tmp_path: Path, parsed: Any
) -> None:
    (study / "runreport.toml").write_text('stores = ["runs.csv"]\n[output]\nrun_pages = "top:1"\n')
    build_report(load_config(study / "runreport.toml"), output=tmp_path / "site")
    assert len(list((tmp_path / "site/runs/runs-csv").iterdir())) == 2  # one an experiment
    page = parsed((tmp_path / "site/compare/screening.html").read_text())
    assert {"ridge 0", "ridge 1", "forest 0"} <= {cell for row in page.rows() for cell in row}
    record = json.loads((tmp_path / "site/report.json").read_bytes())
    assert sum(run["page"] is not None for run in record["runs"]) == 2


def test_sha256sum_finds_every_file_as_the_manifest_says(study: Path, tmp_path: Path) -> None:
    build_report(Config(), [str(study)], output=tmp_path / "site")
    command = ["sha256sum", "--check", "--strict", "--quiet", "MANIFEST.sha256"]
    result = subprocess.run(command, cwd=tmp_path / "site", capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    listed = {line.split("  ", 1)[1] for line in (tmp_path / "site/MANIFEST.sha256").read_text().splitlines()}
    assert listed == set(contents(tmp_path / "site")) - {"MANIFEST.sha256"}


def test_a_site_can_be_read_by_everybody_on_a_server(study: Path, tmp_path: Path) -> None:
    build_report(Config(), [str(study)], output=tmp_path / "site")
    umask = os.umask(0)
    os.umask(umask)
    for path in (tmp_path / "site").rglob("*"):
        assert path.stat().st_mode & 0o444 == 0o444 & ~umask
