"""The manifest is one that coreutils' own program accepts."""

import hashlib
import shutil
import subprocess

import pytest

from runreport.site.build import build_site
from runreport.site.manifest import listed, manifest

needs_sha256sum = pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
ODD = {
    "b.html": b"b",
    "B.html": b"B",
    "a/b c.html": b"c",
    "ä.html": b"d",
    "back\\slash": b"e",
    "line\nbreak\r": b"f",
}


def check(folder):
    return subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "MANIFEST.sha256"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@needs_sha256sum
def test_sha256sum_finds_the_built_site_to_be_as_listed(make_tree, tmp_path):
    build_site(make_tree(), tmp_path / "site")
    assert check(tmp_path / "site").returncode == 0
    files = {
        path.relative_to(tmp_path / "site").as_posix()
        for path in (tmp_path / "site").rglob("*")
        if path.is_file()
    }
    assert set(listed((tmp_path / "site/MANIFEST.sha256").read_text())) == files - {"MANIFEST.sha256"}


@needs_sha256sum
def test_sha256sum_finds_one_changed_byte(make_tree, tmp_path):
    build_site(make_tree(), tmp_path / "site")
    page = tmp_path / "site" / "index.html"
    page.write_bytes(page.read_bytes().replace(b"question", b"Question", 1))
    assert "index.html: FAILED" in check(tmp_path / "site").stdout


@needs_sha256sum
def test_odd_names_are_written_as_coreutils_writes_them(tmp_path):
    for path, content in ODD.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    made = manifest({path: hashlib.sha256(content).hexdigest() for path, content in ODD.items()})
    (tmp_path / "MANIFEST.sha256").write_bytes(made)
    assert check(tmp_path).stderr == ""
    theirs = subprocess.run(
        ["sha256sum", "--", *sorted(ODD, key=str.encode)], cwd=tmp_path, capture_output=True, check=True
    )
    assert made == theirs.stdout


def test_a_manifest_can_be_read_back():
    assert sorted(listed(manifest(dict.fromkeys(ODD, "0" * 64)).decode())) == sorted(ODD)
