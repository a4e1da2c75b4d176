"""A tree becomes a folder: whole, the same every time, and never over what is not ours."""

import os
import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from runreport.errors import SiteError
from runreport.site.build import build_site
from runreport.site.links import broken_links
from runreport.site.tree import Chapter, RunPage, Tab

HOSTILE = (
    "</title><script>alert(1)</script> {{ 7*7 }} {% raw %} `code` <!--rr:body--> ../../.. RR-TITLE "
    "\u202eabc\u202c --- & \" '"
)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


class Tags(HTMLParser):
    """What a browser would see of a page: its tags, its title and its main text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.inside: list[str] = []
        self.texts: dict[str, str] = {}
        self.description = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.inside.append(tag)
        if ("name", "description") in attrs:
            self.description = dict(attrs)["content"] or ""

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[self.inside[-1]] = self.texts.get(self.inside[-1], "") + data


def test_every_link_of_the_site_leads_somewhere(make_tree, tmp_path):
    build_site(make_tree(), tmp_path / "site")
    assert broken_links(tmp_path / "site") == []


def test_the_result_counts_pages_files_and_bytes(make_tree, tmp_path):
    result = build_site(make_tree(), tmp_path / "site")
    files = contents(tmp_path / "site")
    assert (result.pages, result.files, result.bytes) == (4, len(files), sum(map(len, files.values())))


def test_nothing_of_the_engine_is_left_but_its_style_sheet(make_tree, tmp_path):
    build_site(make_tree(), tmp_path / "site")
    assert sorted(contents(tmp_path / "site")) == [
        "404.html",
        "MANIFEST.sha256",
        "assets/curves.js",
        "assets/engine.css",
        "assets/explore.js",
        "assets/head.js",
        "assets/icon.svg",
        "assets/licenses.txt",
        "assets/runreport.css",
        "assets/runreport.js",
        "experiments/one.html",
        "files/runs.csv",
        "index.html",
        "report.json",
        "runs/store/a.html",
        "runs/store/deep/b.html",
    ]


def test_no_page_holds_inline_script_or_style(make_tree, tmp_path):
    build_site(make_tree(), tmp_path / "site")
    for path, content in contents(tmp_path / "site").items():
        if path.endswith(".html"):
            text = content.decode()
            assert "<style" not in text
            assert " style=" not in text
            assert "<script>" not in text
            assert "Content-Security-Policy" in text.split("<meta")[2]


def test_no_file_names_an_address_elsewhere_that_a_browser_would_load(make_tree, tmp_path):
    build_site(make_tree(), tmp_path / "site")
    for path, content in contents(tmp_path / "site").items():
        text = content.decode()
        if path.endswith(".css"):
            assert not re.search(r"@import|url\((?![\"']?data:)", text), path
        else:
            assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text), path


def test_two_builds_give_the_same_bytes(make_tree, tmp_path):
    build_site(make_tree(), tmp_path / "one")
    build_site(make_tree(), tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_folder_time_zone_and_hash_seed_give_the_same_bytes(make_tree, tmp_path):
    build_site(make_tree(), tmp_path / "here")
    script = (
        "import sys, importlib.util as util; from pathlib import Path\n"
        "from runreport.site.build import build_site\n"
        "spec = util.spec_from_file_location('trees', sys.argv[1]); trees = util.module_from_spec(spec)\n"
        "spec.loader.exec_module(trees); build_site(trees.make_tree.__wrapped__()(), Path(sys.argv[2]))\n"
    )
    elsewhere = tmp_path / "a folder, elsewhere" / "there"
    environment = os.environ | {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    fixtures = Path(__file__).with_name("conftest.py")
    subprocess.run(
        [sys.executable, "-c", script, str(fixtures), str(elsewhere)],
        check=True,
        env=environment,
        cwd=tmp_path,
    )
    assert contents(tmp_path / "here") == contents(elsewhere)


def test_hostile_titles_stay_text(make_tree, tmp_path):
    chapter = Chapter("index.html", HOSTILE, HOSTILE, "# Heading\n", nav="index.html")
    run = RunPage("runs/s/a.html", HOSTILE, HOSTILE, "<h1>Run</h1>")
    tree = make_tree(
        title=HOSTILE,
        footer=HOSTILE,
        chapters=(chapter,),
        run_pages=(run,),
        tabs=(Tab(HOSTILE, "index.html"),),
    )
    build_site(tree, tmp_path / "site")
    for path in ("index.html", "runs/s/a.html"):
        page = Tags((tmp_path / "site" / path).read_text())
        said = " ".join(HOSTILE.split())
        assert page.tags.count("script") == 2, path
        assert page.texts["title"].startswith(said), path
        assert said in page.description
        assert page.texts["span"] == said
        assert said in page.texts["p"]
    assert broken_links(tmp_path / "site") == []


def test_a_block_is_put_in_as_it_is_and_never_searched(make_tree, tmp_path):
    block = "<p>*not* Markdown, {{ nothing }}, <!--rr:block:other-->, RR-TITLE</p>"
    chapter = Chapter(
        "index.html", "T", "D", "<!--rr:block:a-->\n\n<!--rr:block:other-->", {"a": block, "other": "<hr>"}
    )
    body = "<h1>RR-TITLE ../../.. <!--rr:body--> {{ x }}</h1>"
    tree = make_tree(chapters=(chapter,), run_pages=(RunPage("runs/a.html", "T", "D", body),), tabs=())
    build_site(tree, tmp_path / "site")
    assert block in (tmp_path / "site" / "index.html").read_text()
    assert body in (tmp_path / "site" / "runs" / "a.html").read_text()


@pytest.mark.parametrize("path", ["../out.txt", "/etc/out.txt", "a//b.txt", "a/./b.txt", "a\\b.txt", ""])
def test_a_path_that_leads_out_of_the_site_is_refused(make_tree, tmp_path, path):
    with pytest.raises(SiteError, match="not a path in the site"):
        build_site(make_tree(files=[("report.json", b"{}"), (path, b"x")]), tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


def test_two_files_of_one_name_are_refused(make_tree, tmp_path):
    with pytest.raises(SiteError, match=r"index\.html: two pages or files want this place"):
        build_site(make_tree(files=[("report.json", b"{}"), ("index.html", b"x")]), tmp_path / "site")


def test_files_are_copied_from_where_they_lie(make_tree, tmp_path):
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    tree = make_tree(files=[("report.json", b"{}"), ("files/picture.png", tmp_path / "picture.png")])
    build_site(tree, tmp_path / "site")
    assert (tmp_path / "site" / "files" / "picture.png").read_bytes() == b"\x89PNG"


def test_a_file_that_went_away_is_named(make_tree, tmp_path):
    tree = make_tree(files=[("report.json", b"{}"), ("a.png", tmp_path / "gone.png")])
    with pytest.raises(SiteError, match=r"gone\.png: No such file"):
        build_site(tree, tmp_path / "site")


def test_a_site_without_report_json_is_refused(make_tree, tmp_path):
    with pytest.raises(SiteError, match=r"report\.json"):
        build_site(make_tree(files=()), tmp_path / "site")


def test_what_inspects_the_finished_folder_can_stop_it(make_tree, tmp_path):
    build_site(make_tree(), tmp_path / "site")
    before = contents(tmp_path / "site")
    seen: list[dict[str, bytes]] = []

    def inspect(folder: Path) -> None:
        seen.append(contents(folder))
        raise SiteError("stopped")

    with pytest.raises(SiteError, match="stopped"):
        build_site(make_tree(title="Another"), tmp_path / "site", inspect=inspect)
    assert b"Another" in seen[0]["index.html"]
    assert "MANIFEST.sha256" in seen[0]
    assert contents(tmp_path / "site") == before


def test_neighboring_pages_share_a_file_of_numbers(make_tree, tmp_path):
    shards = (("a", "x.js", "1;"), ("b", "x.js", ""), ("c", "x.js", "3;"), ("d", "y.js", ""), ("e", "", ""))
    pages = (RunPage(f"runs/{name}.html", "T", "D", "B", shard, text) for name, shard, text in shards)
    build_site(make_tree(run_pages=pages), tmp_path / "site")
    found = contents(tmp_path / "site")
    assert found["x.js"] == b"1;3;"
    assert "y.js" not in found
    assert b"  x.js\n" in found["MANIFEST.sha256"]


def test_a_build_stopped_in_the_middle_leaves_the_old_site(make_tree, tmp_path):
    build_site(make_tree(), tmp_path / "site")
    before = contents(tmp_path / "site")

    def pages():
        yield RunPage("runs/a.html", "T", "D", "B")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_site(make_tree(run_pages=pages()), tmp_path / "site")
    assert contents(tmp_path / "site") == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_build_killed_in_the_middle_leaves_the_old_site_and_the_next_one_cleans_up(make_tree, tmp_path):
    build_site(make_tree(), tmp_path / "site")
    before = contents(tmp_path / "site")
    script = (
        "import os, sys; from pathlib import Path; from runreport.site.place import replacing\n"
        "with replacing(Path(sys.argv[1]), force=False) as folder:\n"
        "    (folder / 'half.html').write_text('half'); os.kill(os.getpid(), 9)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(tmp_path / "site")], check=False)
    assert killed.returncode == -9
    assert contents(tmp_path / "site") == before
    build_site(make_tree(), tmp_path / "site")
    assert contents(tmp_path / "site") == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_site_language_decides_the_direction_of_the_page(make_tree, tmp_path):
    build_site(make_tree(language="ar"), tmp_path / "site")
    assert '<html lang="ar" dir="rtl"' in (tmp_path / "site" / "index.html").read_text()
    assert '<html lang="ar" dir="rtl"' in (tmp_path / "site" / "runs/store/a.html").read_text()


def test_the_address_of_the_site_is_written_only_where_it_is_known(make_tree, tmp_path):
    build_site(make_tree(site_url="https://example.org/report/"), tmp_path / "site")
    chapter = (tmp_path / "site" / "experiments/one.html").read_text()
    assert '<link rel="canonical" href="https://example.org/report/experiments/one.html">' in chapter
    assert 'href="https://example.org/report/index.html"' in (tmp_path / "site" / "404.html").read_text()
    assert "canonical" not in (tmp_path / "site" / "runs/store/a.html").read_text()


def test_a_template_of_the_user_takes_the_place_of_ours(make_tree, tmp_path):
    (tmp_path / "mine/theme/report").mkdir(parents=True)
    (tmp_path / "mine/theme/report/foot.html").write_text("<footer>Mine</footer>")
    build_site(make_tree(templates=tmp_path / "mine"), tmp_path / "site")
    assert "<footer>Mine</footer>" in (tmp_path / "site" / "index.html").read_text()
    assert "<footer>Mine</footer>" in (tmp_path / "site" / "runs/store/a.html").read_text()


def test_a_broken_template_of_the_user_is_named(make_tree, tmp_path):
    (tmp_path / "mine/theme/report").mkdir(parents=True)
    (tmp_path / "mine/theme/report/foot.html").write_text("{% if %}")
    with pytest.raises(SiteError, match="the site engine says"):
        build_site(make_tree(templates=tmp_path / "mine"), tmp_path / "site")


def test_the_engine_prints_nothing_and_leaves_logging_as_it_was(make_tree, tmp_path, capfd):
    import logging

    log = logging.getLogger("mkdocs")
    before = (list(log.handlers), log.propagate, log.level)
    build_site(make_tree(), tmp_path / "site")
    assert capfd.readouterr() == ("", "")
    assert (log.handlers, log.propagate, log.level) == before


def test_the_clock_is_not_in_the_pages(make_tree, tmp_path):
    build_site(make_tree(), tmp_path / "site")
    year = time.strftime("%Y")
    assert not [
        path
        for path, content in contents(tmp_path / "site").items()
        if path.endswith(".html") and year.encode() in content
    ]


def test_a_disk_that_takes_no_more_leaves_the_old_site(make_tree, tmp_path):
    resource = pytest.importorskip("resource", reason="this system has no limits on the size of files")
    build_site(make_tree(), tmp_path / "site")
    before = contents(tmp_path / "site")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def pages():
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
        yield RunPage("runs/full.html", "T", "D", "x" * 20_000)

    try:
        with pytest.raises(SiteError, match=r"full\.html: .*make room on this disk"):
            build_site(make_tree(run_pages=pages()), tmp_path / "site")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert contents(tmp_path / "site") == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_control_characters_of_names_are_shown_as_such(make_tree, tmp_path):
    chapter = Chapter("index.html", "a\x1b[31m", "b", "# c\x07d\n", nav="index.html")
    run = RunPage("runs/s/a.html", "e\x00f", "g", "<h1>h\x7f</h1>\n\t")
    site = tmp_path / "site"
    build_site(make_tree(chapters=(chapter,), run_pages=(run,)), site)
    for path, said in (("index.html", "c\ufffdd"), ("runs/s/a.html", "h\ufffd")):
        page = (site / path).read_text("utf-8")
        assert said in page
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", page)


LOST = """
import os, signal, sys, weakref
from pathlib import Path
from runreport import interruption
from runreport.site.build import build_site
from runreport.site.tree import Chapter, SiteTree, Tab

class Held:
    pass

interruption.listen()
held = Held()
# What is raised in such a callback is printed and forgotten.
weakref.finalize(held, os.kill, os.getpid(), signal.SIGINT)
del held
chapter = Chapter(path="index.html", title="A", description="B", markdown="# A", kind="summary")
files = [("report.json", b"{}")]
tree = SiteTree("A", "en", (chapter,), iter(()), iter(files), (Tab("A", "index.html"),), "")
build_site(tree, Path(sys.argv[1]))
"""


def test_an_interruption_that_python_lost_still_keeps_the_old_site(tmp_path: Path) -> None:
    site = tmp_path / "site"
    ended = subprocess.run(
        [sys.executable, "-c", LOST, str(site)], capture_output=True, text=True, check=False
    )
    assert ended.stderr.rstrip().endswith("KeyboardInterrupt"), ended.stderr
    assert ended.returncode != 0
    assert list(tmp_path.iterdir()) == []
