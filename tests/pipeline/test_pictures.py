"""Pictures from the records to the site: cleaned, once each, never in memory, and never more than wanted."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from runreport import build_report, load_runs
from runreport.config import Config
from runreport.config.load import load_config
from runreport.model import Media, Picture, Run, RunRef, StoreRef
from runreport.pipeline.gather import gather
from runreport.pipeline.pictures import stored
from runreport.privacy.pictures import clean_picture

AUTHOR = "m.okafor@hospital.example"


def picture(shade: int) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", AUTHOR)
    file = BytesIO()
    Image.new("RGB", (20, 10), (shade, 0, 9)).save(file, "PNG", pnginfo=info)
    return file.getvalue()


@pytest.fixture
def configured(tmp_path: Path) -> Callable[[str], Config]:
    """Return a function from the text of a configuration to it; three runs, one picture of two alike."""
    for name in ("a", "b", "c"):
        artifacts = tmp_path / "runs" / name / "artifacts"
        artifacts.mkdir(parents=True)
        (artifacts.parent / "run.json").write_text(json.dumps({"experiment": "e", "metrics": {"auc": 0.5}}))
        (artifacts / "shared.png").write_bytes(picture(200))
        (artifacts / "own.png").write_bytes(picture(ord(name)))
    (tmp_path / "runs/c/artifacts/torn.png").write_bytes(picture(1)[:60])

    def make(text: str = "") -> Config:
        (tmp_path / "runreport.toml").write_text(f'stores = ["runs"]\n{text}')
        return load_config(tmp_path / "runreport.toml")

    return make


def built(config: Config, folder: Path) -> dict[str, bytes]:
    build_report(config, output=folder, force=True)
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*.*"))}


def media_in(site: dict[str, bytes]) -> set[str]:
    return {path for path in site if path.startswith("files/media/")}


def test_each_content_lies_in_the_site_once_and_says_nothing_but_what_it_shows(
    configured: Callable[..., Config], tmp_path: Path
) -> None:
    site = built(configured(), tmp_path / "site")
    assert len(media_in(site)) == 4
    assert not any(AUTHOR.encode() in data for data in site.values())
    assert clean_picture(picture(200)).data in [site[path] for path in media_in(site)]
    page = site["runs/runs/a.html"].decode()
    shown = {path for path in media_in(site) if f'src="../../{path}"' in page}
    assert len(shown) == 2
    assert page.count('width="20" height="10" loading="lazy"') == 2


def test_a_torn_picture_is_a_problem_of_its_run_and_not_shown(
    configured: Callable[..., Config], tmp_path: Path
) -> None:
    site = built(configured(), tmp_path / "site")
    assert "the picture torn.png is not shown: it is damaged" in site["problems.html"].decode()
    assert "the picture torn.png is not shown: it is damaged" in site["runs/runs/c.html"].decode()


def test_the_same_records_give_the_same_site(configured: Callable[..., Config], tmp_path: Path) -> None:
    assert built(configured(), tmp_path / "one") == built(configured(), tmp_path / "two")


def test_pictures_that_are_not_to_leave_are_counted(
    configured: Callable[..., Config], tmp_path: Path
) -> None:
    site = built(configured('[privacy]\npictures = "drop"\n'), tmp_path / "site")
    assert not media_in(site)
    assert "7 parts of the records were left out by a rule." in site["problems.html"].decode().replace(
        "&#46;", "."
    )
    page = site["runs/runs/a.html"].decode()
    assert "2 more are in the store: the configuration leaves pictures out." in page
    assert "<img" not in page


def test_pictures_of_runs_that_are_left_out_or_have_no_page_do_not_leave(
    configured: Callable[..., Config], tmp_path: Path
) -> None:
    assert len(media_in(built(configured('[runs]\nwhere = "id = a"\n'), tmp_path / "site"))) == 2
    assert len(media_in(built(configured('[output]\nrun_pages = "top:1"\n'), tmp_path / "top"))) == 2


def test_the_page_of_problems_says_what_redaction_cannot(
    configured: Callable[..., Config], tmp_path: Path
) -> None:
    said = "what they show cannot be judged by rule"
    assert said in built(configured(), tmp_path / "site")["problems.html"].decode()
    dropped = built(configured('[privacy]\npictures = "drop"\n'), tmp_path / "site")
    assert said not in dropped["problems.html"].decode()


def test_no_bytes_are_held_but_where_they_are_asked_for(configured: Callable[..., Config]) -> None:
    assert all(one.content is None for run in gather(configured()).runs for one in run.media)
    held = [one.content for run in load_runs(config=configured()) for one in run.media]
    assert held.count(picture(200)) == 3
    dropped = load_runs(config=configured('[privacy]\npictures = "drop"\n'))
    assert all(one.content is None for run in dropped for one in run.media)
    assert [one.count for run in dropped for one in run.omissions] == [2, 2, 3]


def test_several_processes_make_the_same_pictures(configured: Callable[..., Config], tmp_path: Path) -> None:
    build_report(configured(), output=tmp_path / "two", workers=2)
    build_report(configured(), output=tmp_path / "one", workers=1)
    names = [
        sorted(path.name for path in (tmp_path / one / "files/media").iterdir()) for one in ("one", "two")
    ]
    assert names[0] == names[1]


def test_a_setting_that_is_none_is_refused(configured: Callable[..., Config]) -> None:
    with pytest.raises(Exception, match="pictures"):
        configured('[privacy]\npictures = "blur"\n')


@pytest.mark.parametrize("name", ["m.okafor.png", "../x.png", "0f3a.png", "0f3a5b6c7d8e9f01.svg", ""])
def test_no_text_of_a_record_can_be_the_name_of_a_pictures_file(name: str) -> None:
    with pytest.raises(ValueError, match="digest"):
        Picture(name, 1, 1)


def test_what_a_reader_says_that_a_page_shows_is_not_believed(tmp_path: Path) -> None:
    claimed = Media("a", "image/png", "a.png", picture=Picture("0f3a5b6c7d8e9f01.png", 1, 1))
    run = Run(RunRef(StoreRef("r", "s"), "k"), "k", "e", media=(claimed,))
    assert stored(run, tmp_path).media[0].picture is None
