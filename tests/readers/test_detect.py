"""Stores are found wherever they lie; what is not looked at, and why nothing was found, is said."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from runreport.errors import ReaderError
from runreport.model import StoreRef
from runreport.readers.catalog import Catalog, catalog
from runreport.readers.contract import Claim, Place
from runreport.readers.detect import Detection, detect
from runreport.readers.explain import explain

NOBODY = 65534
"""The user of no rights, where tests run as root."""


class Boxes:
    """Boxes: folders with a file `box` in them."""

    SCHEMES = ("box", "crate")

    def recognizes(self, place: Place) -> Claim | None:
        return Claim("a file called box") if "box" in place.files else None


class Tapes:
    """Tapes: files that end in `.tape`."""

    def recognizes(self, place: Place) -> Claim | None:
        is_tape = not place.is_folder and place.name.endswith(".tape")
        return Claim(f"the name {place.name}") if is_tape else None


class Reels:
    """Reels: folders with a file `reel`, and files `*.reel`, among others those in such folders."""

    FILES = ("*.reel", "spool-*")

    def __init__(self) -> None:
        self.asked: list[str] = []

    def recognizes(self, place: Place) -> Claim | None:
        self.asked.append(place.path)
        name = place.name.lower()
        is_reel = "reel" in place.files if place.is_folder else "re" in name or "spool" in name
        return Claim("a reel") if is_reel else None


class Torn:
    """Torn: a reader that fails."""

    def recognizes(self, place: Place) -> Claim | None:
        raise RuntimeError("torn")


def known(**more: object) -> Catalog:
    return Catalog({"boxes": Boxes(), "tapes": Tapes(), **more})  # type: ignore[dict-item]


def found(detection: Detection) -> list[tuple[str, str]]:
    return [(ref.address, ref.reader) for ref in detection.refs]


def skipped(detection: Detection) -> dict[str, str]:
    return {skip.path: skip.why for skip in detection.skipped}


@pytest.fixture
def lay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Return a function that lays files, empty ones, under the folder that is the present one."""
    monkeypatch.chdir(tmp_path)

    def write(*paths: str) -> Path:
        for path in paths:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).touch()
        return tmp_path

    return write


@pytest.fixture
def lay_for_user(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Path]]:
    """Return a function as `lay` does, in a folder of a user whom permissions bind; act as that user."""
    is_root = os.name == "posix" and os.geteuid() == 0
    with TemporaryDirectory() as name:
        folder = Path(name).resolve()
        monkeypatch.chdir(folder)
        if is_root:
            os.chown(folder, NOBODY, -1)
            os.seteuid(NOBODY)

        def write(*paths: str) -> Path:
            for path in paths:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).touch()
            return folder

        try:
            yield write
        finally:
            if is_root:
                os.seteuid(0)
            monkeypatch.undo()


Lay = Callable[..., Path]


def test_stores_are_found_at_any_depth_in_order_of_name(lay: Lay) -> None:
    lay("all/z/box", "all/a/b/c/d/one.tape", "all/a/b/box", "all/top.tape", "all/a/text")
    assert found(detect(["all"], known())) == [
        ("all/top.tape", "tapes"),
        ("all/a/b", "boxes"),
        ("all/z", "boxes"),
    ]


def test_files_in_a_claimed_folder_are_offered_and_its_folders_are_not(lay: Lay) -> None:
    lay("runs/box", "runs/beside.tape", "runs/inner/deep.tape", "runs/inner/box")
    assert found(detect(["runs"], known())) == [("runs", "boxes"), ("runs/beside.tape", "tapes")]


def test_an_address_can_be_the_store_itself(lay: Lay) -> None:
    lay("runs/box", "one.tape")
    assert found(detect(["one.tape", "runs"], known())) == [("one.tape", "tapes"), ("runs", "boxes")]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (".", "runs/a"),
        ("", "runs/a"),
        ("./runs", "runs/a"),
        ("runs/", "runs/a"),
        ("runs//a", "runs/a"),
        ("runs/a/../a", "runs/a/../a"),
    ],
)
def test_a_stores_address_goes_on_from_the_one_given(lay: Lay, address: str, expected: str) -> None:
    lay("runs/a/box")
    assert found(detect([address], known())) == [(expected, "boxes")]


def test_an_absolute_address_stays_absolute(lay: Lay) -> None:
    folder = lay("runs/a/box")
    assert found(detect([str(folder)], known())) == [(f"{folder.as_posix()}/runs/a", "boxes")]


def test_two_ways_to_one_store_find_it_once(lay: Lay) -> None:
    folder = lay("runs/a/box")
    detection = detect(["runs", str(folder), "runs/a", "runs", "runs/a/../a"], known())
    assert found(detection) == [("runs/a", "boxes")]


def test_a_store_that_lies_in_another_is_not_read_twice_and_said_once(lay: Lay) -> None:
    lay("runs/box", "runs/a/box", "runs/b/c/box", "runs/text/x", "other/box")
    said = {}
    for addresses in (["runs", "runs/a"], ["runs/a", "runs"], ["runs/b", "runs"], ["runs", "runs/text"]):
        detection = detect([*addresses, "other"], known())
        assert sorted(found(detection)) == [("other", "boxes"), ("runs", "boxes")]
        (problem,) = detection.problems
        said[problem.store] = f"{problem.what}; {problem.remedy}"
    one = "lies in the store runs, which is read as a whole; name only one of the two"
    assert said == {"runs/a": one, "runs/b": one, "runs/text": one}


def test_a_store_of_another_kind_inside_one_can_be_named(lay: Lay) -> None:
    lay("runs/box", "runs/deep/one.tape")
    detection = detect(["runs", "runs/deep/one.tape"], known())
    assert found(detection) == [("runs", "boxes"), ("runs/deep/one.tape", "tapes")]
    assert detection.problems == ()


def test_a_folder_whose_name_only_begins_like_a_stores_lies_beside_it(lay: Lay) -> None:
    lay("runs/box", "runs-old/box")
    detection = detect(["runs", "runs-old"], known())
    assert found(detection) == [("runs", "boxes"), ("runs-old", "boxes")]


def test_a_database_named_as_url_and_as_path_is_one_store(lay: Lay) -> None:
    lay("a/mlflow.db")
    detection = detect(["a/mlflow.db", "sqlite:///a/mlflow.db"], catalog())
    assert found(detection) == [("a/mlflow.db", "mlflow-database")]


def test_a_reader_is_asked_only_about_folders_and_files_that_it_could_claim(lay: Lay) -> None:
    lay("all/ONE.REEL", "all/spool-7.txt", "all/care.txt", "all/in/re")
    reels = Reels()
    detection = detect(["all"], known(reels=reels))
    assert found(detection) == [("all/ONE.REEL", "reels"), ("all/spool-7.txt", "reels")]
    assert reels.asked == ["all", "all/ONE.REEL", "all/spool-7.txt", "all/in"]


def test_a_file_that_is_named_is_offered_whatever_its_name(lay: Lay) -> None:
    lay("all/care.txt")
    assert found(detect(["all/care.txt"], known(reels=Reels()))) == [("all/care.txt", "reels")]


def test_a_file_in_a_folder_that_its_reader_has_claimed_is_no_store_of_its_own(lay: Lay) -> None:
    lay("all/reel", "all/one.reel", "all/two.tape", "all/in/three.reel")
    assert found(detect(["all"], known(reels=Reels()))) == [("all", "reels"), ("all/two.tape", "tapes")]
    detection = detect(["all", "all/one.reel"], known(reels=Reels()))
    assert found(detection) == [("all", "reels"), ("all/two.tape", "tapes")]
    assert [problem.store for problem in detection.problems] == ["all/one.reel"]


@pytest.mark.parametrize(
    "name", [".git", ".venv", "node_modules", "__pycache__", ".runreport", "site-packages"]
)
def test_folders_that_never_hold_stores_are_left_out_and_listed(lay: Lay, name: str) -> None:
    lay("a/box", f"{name}/b/box")
    detection = detect(["."], known())
    assert found(detection) == [("a", "boxes")]
    assert skipped(detection) == {name: "never holds a store"}


def test_python_environments_and_our_own_reports_are_left_out_whatever_their_name(lay: Lay) -> None:
    lay(
        "a/box", "env/pyvenv.cfg", "env/lib/box", "out/report.json", "out/MANIFEST.sha256", "out/files/x.tape"
    )
    detection = detect(["."], known())
    assert found(detection) == [("a", "boxes")]
    assert skipped(detection) == {"env": "is a Python environment", "out": "is a report that runreport made"}


def test_a_folder_with_only_one_of_our_files_is_looked_into(lay: Lay) -> None:
    lay("out/report.json", "out/box")
    assert found(detect(["."], known())) == [("out", "boxes")]


def test_no_link_is_followed_out_of_the_tree_and_the_problem_names_it(lay: Lay) -> None:
    folder = lay("elsewhere/box", "elsewhere/far.tape", "here/near.tape")
    (folder / "here/out").symlink_to(folder / "elsewhere")
    (folder / "here/far.tape").symlink_to(folder / "elsewhere/far.tape")
    detection = detect(["here"], known())
    assert found(detection) == [("here/near.tape", "tapes")]
    assert set(skipped(detection)) == {"here/out", "here/far.tape"}
    assert all("is not followed" in why for why in skipped(detection).values())
    (folder / "here/near.tape").unlink()
    with pytest.raises(ReaderError, match=r"besides the link here/far\.tape, which leaves the folder"):
        detect(["here"], known())


def test_a_link_to_a_folder_whose_name_only_begins_alike_leaves_the_tree(lay: Lay) -> None:
    folder = lay("runs/near.tape", "runs-old/box")
    (folder / "runs/old").symlink_to(folder / "runs-old")
    detection = detect(["runs"], known())
    assert found(detection) == [("runs/near.tape", "tapes")]
    assert "is not followed" in skipped(detection)["runs/old"]


def test_links_in_a_circle_end(lay: Lay) -> None:
    folder = lay("all/a/b/one.tape")
    (folder / "all/a/b/up").symlink_to(folder / "all", target_is_directory=True)
    (folder / "all/self").symlink_to("self")
    detection = detect(["all"], known())
    assert found(detection) == [("all/a/b/one.tape", "tapes")]
    assert skipped(detection)["all/self"] == "is a link to nothing"
    assert "looked at in its own place" in skipped(detection)["all/a/b/up"]


def test_an_address_that_is_itself_a_link_is_followed(lay: Lay) -> None:
    folder = lay("real/a/box")
    (folder / "link").symlink_to("real")
    assert found(detect(["link"], known())) == [("link/a", "boxes")]


def test_a_file_and_a_link_to_it_are_one_store(lay: Lay) -> None:
    folder = lay("all/b.tape")
    (folder / "all/a.tape").symlink_to("b.tape")
    assert found(detect(["all"], known())) == [("all/a.tape", "tapes")]


def test_a_path_that_is_missing_stops_with_the_nearest_name(lay: Lay) -> None:
    lay("mlruns/box")
    with pytest.raises(ReaderError) as refused:
        detect(["mlrun"], known())
    assert str(refused.value).startswith("mlrun: there is no such file or folder (looked for in ")
    assert "did you mean `mlruns`?" in str(refused.value)


@pytest.mark.parametrize(
    ("laid", "address", "said"),
    [
        (["x/text"], "x", "x: no store found in 1 folder and 1 file; name the folder that holds the records"),
        (["x/a/text", "x/b/text"], "x", "no store found in 3 folders and 2 files"),
        (["x/text"], "x/text", "x/text: no reader recognizes this file; see what each reader looks for"),
        (["x/pyvenv.cfg"], "x", "x: the folder is a Python environment; name the folder that holds the rec"),
    ],
)
def test_where_nothing_is_recognized_it_is_said_what_was_looked_at(
    lay: Lay, laid: list[str], address: str, said: str
) -> None:
    lay(*laid)
    with pytest.raises(ReaderError) as refused:
        detect([address], known())
    assert said in str(refused.value)
    assert "these readers looked: boxes, tapes" in str(refused.value)


def test_an_empty_folder_is_called_empty(lay: Lay) -> None:
    (lay() / "hollow").mkdir()
    with pytest.raises(ReaderError, match="hollow: the folder is empty"):
        detect(["hollow"], known())


def test_an_address_without_a_store_is_a_problem_where_another_has_one(lay: Lay) -> None:
    lay("a/box", "b/text")
    detection = detect(["a", "b"], known())
    assert found(detection) == [("a", "boxes")]
    (problem,) = detection.problems
    assert (problem.store, problem.what) == ("b", "no store found in 1 folder and 1 file")


def test_two_readers_that_claim_one_place_are_named_with_what_they_saw_and_how_to_decide(lay: Lay) -> None:
    lay("all/one.tape")
    both = known(reels=Tapes())
    with pytest.raises(ReaderError) as refused:
        detect(["all"], both)
    assert "all/one.tape: claimed by `reels` (the name one.tape) and `tapes` (the name one.tape)" in str(
        refused.value
    )
    assert "--reader all/one.tape=reels" in str(refused.value)
    (store,) = detect(["all"], both, choose={"all/one.tape": "tapes"}).stores
    assert (store.ref, store.because) == (StoreRef("tapes", "all/one.tape"), "it was chosen by name")


def test_a_choice_reaches_its_place_by_any_way_and_also_where_no_reader_claims_it(lay: Lay) -> None:
    folder = lay("all/notes.txt", "all/box")
    for path in ("all/notes.txt", "./all//notes.txt", str(folder / "all/notes.txt")):
        detection = detect(["all"], known(), choose={path: "tapes"})
        assert found(detection) == [("all", "boxes"), ("all/notes.txt", "tapes")]


def test_a_chosen_place_need_not_be_named_twice(lay: Lay) -> None:
    lay("a/box", "b/notes.txt")
    detection = detect(["a"], known(), choose={"b/notes.txt": "tapes"})
    assert found(detection) == [("a", "boxes"), ("b/notes.txt", "tapes")]


def test_a_choice_of_an_unknown_reader_or_a_missing_place_is_refused(lay: Lay) -> None:
    lay("a/box")
    with pytest.raises(ReaderError, match="no reader is called `tape`; did you mean `tapes`"):
        detect(["a"], known(), choose={"a": "tape"})
    with pytest.raises(ReaderError, match="b: there is no such file"):
        detect(["a"], known(), choose={"b": "tapes"})


def test_a_url_goes_to_the_reader_of_its_scheme() -> None:
    (store,) = detect(["Crate://shelf/7?x=1"], known()).stores
    assert (store.ref, store.because) == (
        StoreRef("boxes", "Crate://shelf/7?x=1"),
        "opens crate:// addresses",
    )


def test_a_url_that_no_reader_opens_is_answered_with_those_that_are() -> None:
    with pytest.raises(ReaderError) as refused:
        detect(["ftp://shelf"], known())
    assert "no reader opens `ftp://` addresses" in str(refused.value)
    assert "begins with box://, crate://" in str(refused.value)
    with pytest.raises(ReaderError, match=r"claimed by `bins` .* and `boxes` "):
        detect(["box://shelf"], known(bins=Boxes()))
    assert found(detect(["box://shelf"], known(bins=Boxes()), choose={"box://shelf": "bins"})) == [
        ("box://shelf", "bins")
    ]


def test_a_reader_that_fails_is_one_problem_and_the_others_go_on(lay: Lay) -> None:
    lay("a/box", "b/one.tape", "c/text")
    detection = detect(["."], known(torn=Torn()))
    assert found(detection) == [("a", "boxes"), ("b/one.tape", "tapes")]
    (problem,) = detection.problems
    assert "the reader `torn` itself failed: RuntimeError: torn" in problem.what
    assert problem.store == "."


def test_a_reader_that_answers_something_else_than_a_claim_is_told_on(lay: Lay) -> None:
    class Yes:
        """Yes: a reader that says True."""

        def recognizes(self, place: Place) -> bool:
            return True

    lay("a/box")
    (problem,) = detect(["a"], known(yes=Yes())).problems
    assert "the reader `yes` itself failed: recognizes() returned a bool" in problem.what


@pytest.mark.skipif(os.name != "posix", reason="this system has no permission bits")
def test_a_folder_that_may_not_be_read_is_a_problem_and_the_rest_is_found(lay_for_user: Lay) -> None:
    folder = lay_for_user("all/open/box", "all/closed/box", "all/open/inner/x")
    (folder / "all/to-closed").symlink_to(folder / "all/closed/box")
    (folder / "all/closed").chmod(0)
    try:
        detection = detect(["all"], known())
        with pytest.raises(ReaderError, match="all/closed/box: it may not be looked at"):
            detect(["all/closed/box"], known())
    finally:
        (folder / "all/closed").chmod(0o700)
    assert found(detection) == [("all/open", "boxes")]
    (problem,) = detection.problems
    assert "all/closed: the folder cannot be listed: Permission denied" in str(problem)


@pytest.mark.skipif(os.name != "posix", reason="this system has no permission bits")
def test_no_reader_of_ours_fails_on_a_folder_that_can_only_be_listed(lay_for_user: Lay) -> None:
    folder = lay_for_user("all/listed/runs.csv", "all/listed/run/run.json")
    (folder / "all/z.csv").write_text("id,metric.auc\na,1\n")
    (folder / "all/listed").chmod(0o400)
    try:
        detection = detect(["all"], catalog())
    finally:
        (folder / "all/listed").chmod(0o700)
    assert found(detection) == [("all/z.csv", "plain-table")]
    assert all("itself failed" not in problem.what for problem in detection.problems)


@pytest.mark.parametrize(
    "name",
    ["a b", "ä", "日本", "a\nb", "-x", "*", "'\"", "a\\b" if os.name == "posix" else "ab", "\u202ex", "🙂"],
)
def test_a_name_may_be_odd(lay: Lay, name: str) -> None:
    lay(f"all/{name}/one.tape")
    assert found(detect(["all"], known())) == [(f"all/{name}/one.tape", "tapes")]


def test_a_path_that_is_not_utf8_is_a_problem_that_can_be_printed(lay: Lay) -> None:
    folder = os.fsencode(lay("all/good.tape"))
    try:
        (Path(os.fsdecode(folder + b"/all/\xff"))).mkdir()
    except OSError:
        pytest.skip("this file system takes no such name")
    Path(os.fsdecode(folder + b"/all/\xff/one.tape")).touch()
    detection = detect(["all"], known())
    assert found(detection) == [("all/good.tape", "tapes")]
    (problem,) = detection.problems
    assert str(problem).encode() == rb"all/\xff/one.tape: the store's path is not valid UTF-8; rename it"


@pytest.mark.parametrize("address", [b"all/\xff", b"all/\xfe"])
def test_an_address_that_is_not_utf8_can_be_printed(lay: Lay, address: bytes) -> None:
    lay("all/one.tape")
    try:
        Path(os.fsdecode(b"all/\xff")).mkdir()
    except OSError:
        pytest.skip("this file system takes no such name")
    with pytest.raises(ReaderError) as refused:
        detect([os.fsdecode(address)], known())
    assert rb"all/\xf" in str(refused.value).encode()


def test_thousands_of_files_are_all_offered_and_each_folder_is_listed_once(
    lay: Lay, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(
        *(
            f"all/{folder:02}/{file:02}.{'tape' if file == 7 else 'txt'}"
            for folder in range(40)
            for file in range(50)
        )
    )
    listed: list[str] = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: (listed.append(path), scandir(path))[1])
    detection = detect(["all"], known())
    monkeypatch.undo()
    assert [ref.address for ref in detection.refs] == [f"all/{folder:02}/07.tape" for folder in range(40)]
    assert sorted(listed) == ["all", *(f"all/{folder:02}" for folder in range(40))]


def test_detection_writes_nothing(lay: Lay) -> None:
    folder = lay("all/a/box", "all/b.tape")
    before = {path: path.stat() for path in sorted(folder.rglob("*"))}
    detect(["all"], known())
    after = {path: path.stat() for path in sorted(folder.rglob("*"))}
    assert [(stat.st_mtime_ns, stat.st_size) for stat in before.values()] == [
        (stat.st_mtime_ns, stat.st_size) for stat in after.values()
    ]
    assert list(before) == list(after)


def test_what_each_reader_makes_of_a_folder_is_explained(lay: Lay) -> None:
    lay("all/box", "all/in/x")
    assert explain("all", known(torn=Torn())).lines == (
        "all: a folder with 1 folder and 1 file: in/, box",
        "  boxes (Boxes: folders with a file `box` in them.) claims it: a file called box",
        "  tapes (Tapes: files that end in `.tape`.) does not recognize it",
        "  torn: the reader `torn` itself failed: RuntimeError: torn",
    )


def test_what_lies_below_a_folder_is_explained_too(lay: Lay) -> None:
    lay("all/a/box", "all/a/one.tape", "all/node_modules/x", "all/env/pyvenv.cfg", "all/b/text")
    (lay() / "all/out").symlink_to("/")
    outward = "leaves the folder and is not followed: to have it read, name it as a store"
    assert explain("all", known()).lines[3:] == (
        "  claimed: all/a: boxes, because a file called box",
        "  claimed: all/a/one.tape: tapes, because the name one.tape",
        f"  not looked into: all/out: {outward}",
        "  not looked into: all/node_modules: never holds a store",
        "  not looked into: all/env: is a Python environment",
    )
    contested = explain("all", known(reels=Tapes())).lines
    assert "  claimed: all/a: boxes, because a file called box" in contested
    assert contested[-1].startswith("  problem: all/a/one.tape: claimed by `reels`")


def test_many_stores_below_are_explained_by_the_first_of_them(lay: Lay) -> None:
    lay(*(f"all/{number:02}.tape" for number in range(30)))
    lines = explain("all", known()).lines
    assert lines[-1] == "  claimed: 10 more"
    assert lines[-2] == "  claimed: all/19.tape: tapes, because the name 19.tape"


def test_files_empty_folders_long_listings_and_urls_are_explained(lay: Lay) -> None:
    folder = lay("one.tape", *(f"many/{number:02}" for number in range(20)), "env/pyvenv.cfg")
    (folder / "hollow").mkdir()
    assert explain("one.tape", known()).seen == "a file"
    assert explain("hollow", known()).seen == "an empty folder"
    assert explain("many", known()).seen.endswith("10, 11, …")
    assert explain("env", known()).seen == "is a Python environment and is left out"
    url = explain("crate://shelf", known())
    assert url.seen == "an address of the scheme crate"
    assert [answer.because for answer in url.answers] == ["opens crate:// addresses", None]


def test_a_missing_path_is_not_explained(lay: Lay) -> None:
    lay("all/box")
    with pytest.raises(ReaderError, match="did you mean `all`"):
        explain("al", known())
