"""From the tree to a folder: everything is written beside the output, then put into place whole."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import Path

from runreport import interruption
from runreport.errors import SiteError
from runreport.pages.shipped import shipped
from runreport.site import manifest
from runreport.site.notfound import not_found_page
from runreport.site.place import refusals_of_the_disk, replacing
from runreport.site.stencil import Stencil, stamp
from runreport.site.tree import RunPage, SiteTree

_CONTROL = bytes({*range(32), 127} - set(b"\t\n\r"))
_REPLACEMENT = "\ufffd".encode()


@dataclass(frozen=True, slots=True)
class SiteResult:
    """What was put into place."""

    pages: int
    """HTML pages that a reader can open: chapters and runs."""
    files: int
    """All files, the manifest included."""
    bytes: int
    """Their sizes together."""


def build_site(
    tree: SiteTree,
    output: Path,
    *,
    force: bool = False,
    inspect: Callable[[Path], None] | None = None,
) -> SiteResult:
    """Build the site and put it into place of `output`, whole or not at all.

    Args:
        tree: its files must hold `report.json`, by which a later build knows the folder as ours.
        output: a folder that does not exist, is empty, or holds an earlier site.
        force: replace `output` whatever it holds.
        inspect: called with the finished folder before it is put into place; what it raises stops
            the build, and `output` stays as it was.

    Raises:
        SiteError: the engine refuses, two pages want one path, `output` is not ours to replace, or
            the disk refuses. `output` is then as it was.
    """
    with replacing(output, force=force) as folder:
        writer = _Writer(folder)
        pages = _write(tree, writer)
        if "report.json" not in writer.digests:
            raise SiteError("report.json: not among the site's files; no later build could replace this one")
        writer.write(manifest.NAME, manifest.manifest(writer.digests))
        if inspect is not None:
            inspect(folder)
        interruption.insist()
    return SiteResult(pages, len(writer.digests), writer.size)


def _write(tree: SiteTree, writer: "_Writer") -> int:
    """Write all of the site but its manifest; return the number of pages."""
    # Here, so that the engine is imported while other processes compose the run pages.
    from runreport.site.mkdocs import build_chapters

    with interruption.temporary_folder() as work, refusals_of_the_disk(work):
        built = build_chapters(tree, work)
    for path, page in built.pages.items():
        writer.write(path, _encoded(page))
    chapters = len(writer.digests)
    writer.write("404.html", not_found_page(tree).encode("utf-8"))
    writer.write("assets/engine.css", built.stylesheet.encode("utf-8"))
    for path, content in chain(_assets(), tree.files):
        writer.write(path, content)
    # Last, since other processes compose them meanwhile.
    return chapters + _write_runs(tree.run_pages, Stencil.of(built.stencil), writer)


def _write_runs(run_pages: Iterable[RunPage], stencil: Stencil, writer: "_Writer") -> int:
    """Write the runs' pages, and after those that share a shard, the shard; return how many pages."""
    count = 0
    for shard, pages in groupby(run_pages, lambda page: page.shard):
        numbers = []
        for page in pages:
            writer.write(page.path, _encoded(stamp(stencil, page)))
            numbers.append(page.numbers)
            count += 1
        if any(numbers):
            writer.write(shard, "".join(numbers).encode("utf-8", "backslashreplace"))
    return count


def _encoded(page: str) -> bytes:
    """Return a page as bytes; control characters, which HTML forbids, are shown as U+FFFD."""
    data = page.encode("utf-8", "backslashreplace")
    # To leave them out is several times as quick as to look for one of them.
    if len(data.translate(None, _CONTROL)) == len(data):
        return data
    return b"".join(_REPLACEMENT if code in _CONTROL else bytes((code,)) for code in data)


def _assets() -> Iterator[tuple[str, Path]]:
    folder = shipped("assets")
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield f"assets/{file.relative_to(folder).as_posix()}", file


@dataclass(slots=True)
class _Writer:
    """Writes files below a folder, each path once, and keeps their digests."""

    folder: Path
    digests: dict[str, str] = field(default_factory=dict)
    size: int = 0
    _parents: set[str] = field(default_factory=set)

    def write(self, path: str, content: bytes | Path) -> None:
        """Write `content`, or the content of the file it names, to `path` below the folder.

        Raises:
            SiteError: the path leads out of the folder or is taken, or the disk refuses.
        """
        if not _is_plain(path):
            raise SiteError(f"{path!r}: not a path in the site; pages and files need plain relative paths")
        data = content if isinstance(content, bytes) else _content(content)
        with refusals_of_the_disk(self.folder / path):
            self._make_parent(path)
            try:
                _write_new(f"{self.folder}/{path}", data)
            except FileExistsError:
                raise SiteError(f"{path}: two pages or files want this place; rename one") from None
        self.digests[path] = hashlib.sha256(data).hexdigest()
        self.size += len(data)

    def _make_parent(self, path: str) -> None:
        parent = path.rpartition("/")[0]
        if parent not in self._parents:
            os.makedirs(f"{self.folder}/{parent}", exist_ok=True)  # noqa: PTH103
            self._parents.add(parent)


def _is_plain(path: str) -> bool:
    """Return whether a path leads to a place below the folder that it starts from, in one way to write it."""
    return not {"", ".", ".."}.intersection(path.split("/")) and "\\" not in path and "\0" not in path


def _write_new(path: str, data: bytes) -> None:
    """Write a file that is not there yet; without a buffer, which would be made and thrown away for each."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
    finally:
        os.close(descriptor)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SiteError(f"{file}: {error.strerror}; it belongs to the site, put it back") from error
