"""The old site or the new one stands at its place, whole."""

import errno
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from runreport.errors import SiteError
from runreport.site.place import refusals_of_the_disk, replacing


def write_site(folder: Path, text: str) -> None:
    (folder / "index.html").write_text(text)
    (folder / "report.json").write_text("{}")
    (folder / "MANIFEST.sha256").write_text(f"{'0' * 64}  index.html\n{'0' * 64}  report.json\n")


def stop() -> None:
    raise ZeroDivisionError


def put(output: Path, text: str = "new", *, force: bool = False) -> None:
    with replacing(output, force=force) as folder:
        write_site(folder, text)


def test_an_earlier_site_is_replaced_and_nothing_else_is_left(tmp_path):
    put(tmp_path / "site", "old")
    put(tmp_path / "site", "new")
    assert (tmp_path / "site/index.html").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_root_of_a_disk_is_no_output_folder():
    with pytest.raises(SiteError, match="root of a disk"):
        put(Path(Path.cwd().anchor), force=True)


def test_an_empty_folder_and_a_missing_parent_are_fine(tmp_path):
    (tmp_path / "empty").mkdir()
    put(tmp_path / "empty")
    put(tmp_path / "a/b/c")
    assert (tmp_path / "empty/index.html").exists()
    assert (tmp_path / "a/b/c/index.html").exists()


@pytest.mark.parametrize("name", ["notes.txt", ".git/HEAD", "sub/folder/data.csv"])
def test_a_folder_with_files_of_others_is_refused_and_stays(tmp_path, name):
    put(tmp_path / "site", "old")
    (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "site" / name).write_text("mine")
    with pytest.raises(SiteError, match=f"holds {name}.*--force"):
        put(tmp_path / "site")
    assert (tmp_path / "site" / name).read_text() == "mine"
    assert (tmp_path / "site/index.html").read_text() == "old"


@pytest.mark.parametrize("missing", ["report.json", "MANIFEST.sha256"])
def test_a_folder_without_our_marks_is_refused(tmp_path, missing):
    put(tmp_path / "site", "old")
    (tmp_path / "site" / missing).unlink()
    with pytest.raises(SiteError, match="not from an earlier report"):
        put(tmp_path / "site")


@pytest.mark.parametrize("text", ["[]", "not json", "\udc80"])
def test_a_report_json_of_others_is_not_taken_for_ours(tmp_path, text):
    put(tmp_path / "site", "old")
    (tmp_path / "site/report.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SiteError, match="not from an earlier report"):
        put(tmp_path / "site")


def test_what_a_file_manager_leaves_is_no_obstacle(tmp_path):
    put(tmp_path / "site", "old")
    (tmp_path / "site/.DS_Store").write_bytes(b"x")
    put(tmp_path / "site")
    assert (tmp_path / "site/index.html").read_text() == "new"


def test_force_replaces_whatever_is_there(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/notes.txt").write_text("mine")
    put(tmp_path / "site", force=True)
    assert sorted(path.name for path in (tmp_path / "site").iterdir()) == [
        "MANIFEST.sha256",
        "index.html",
        "report.json",
    ]


def test_a_file_in_the_place_is_refused_even_with_force(tmp_path):
    (tmp_path / "site").write_text("a file")
    with pytest.raises(SiteError, match="is a file, not a folder"):
        put(tmp_path / "site", force=True)
    assert (tmp_path / "site").read_text() == "a file"


def test_a_fault_inside_leaves_the_old_site_and_no_trace(tmp_path):
    put(tmp_path / "site", "old")

    def build() -> None:
        with replacing(tmp_path / "site", force=False) as folder:
            (folder / "half.html").write_text("half")
            stop()

    with pytest.raises(ZeroDivisionError):
        build()
    assert (tmp_path / "site/index.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_site_left_aside_by_a_killed_swap_is_put_back_by_the_next_build(tmp_path):
    put(tmp_path / "site", "old")
    (tmp_path / "site").rename(tmp_path / ".site.runreport-old")

    with pytest.raises(ZeroDivisionError), replacing(tmp_path / "site", force=False):
        stop()
    assert (tmp_path / "site/index.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


KILLED = """
    import os, pathlib, sys
    from runreport.site.place import replacing

    step, output = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    calls = iter(range(100))
    rename = os.rename

    def killed(*args, **kwargs):
        if next(calls) == step:
            os.kill(os.getpid(), 9)
        return rename(*args, **kwargs)

    os.rename = killed
    with replacing(output, force=False) as folder:
        for name in ("index.html", "report.json", "MANIFEST.sha256"):
            text = {"index.html": "new", "report.json": "{}"}.get(name, "0  index.html\\n0  report.json\\n")
            (folder / name).write_text(text)
"""


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_swap_killed_at_any_rename_leaves_a_whole_site_for_the_next_build(tmp_path, step):
    put(tmp_path / "site", "old")
    subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(step), str(tmp_path / "site")], check=False
    )
    with pytest.raises(ZeroDivisionError), replacing(tmp_path / "site", force=False):
        stop()
    assert (tmp_path / "site/index.html").read_text() == ("new" if step == 2 else "old")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_second_build_at_the_same_time_is_told_to_wait(tmp_path):
    with (
        replacing(tmp_path / "site", force=False) as folder,
        pytest.raises(SiteError, match="another build is at work"),
        replacing(tmp_path / "site", force=False),
    ):
        pass
    assert not folder.exists()


def test_a_link_to_the_folder_stays_a_link(tmp_path):
    put(tmp_path / "real", "old")
    (tmp_path / "site").symlink_to(tmp_path / "real")
    put(tmp_path / "site", "new")
    assert (tmp_path / "site").is_symlink()
    assert (tmp_path / "real/index.html").read_text() == "new"


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (errno.ENOSPC, "make room"),
        (errno.EROFS, "that you may write to"),
        (errno.EACCES, "that you may write to"),
        (errno.EBUSY, "a folder inside it"),
        (errno.EIO, "try again"),
    ],
)
def test_what_the_disk_refuses_comes_with_a_remedy(code, remedy):
    with pytest.raises(SiteError, match=f"out: .*{remedy}"), refusals_of_the_disk(Path("out")):
        raise OSError(code, os.strerror(code), "out")


def test_a_folder_that_may_not_be_written_to_is_named(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("the superuser may write everywhere")
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(SiteError, match=r"locked.*that you may write to"):
        put(tmp_path / "locked/site")
