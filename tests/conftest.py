"""What many tests share: the demonstration report, built once, and a way to look at a page."""

import fcntl
import importlib.util
import os
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

from runreport import build_report, load_config

REPOSITORY = Path(__file__).parents[1]

settings.register_profile("runreport", deadline=None, derandomize=True)
settings.load_profile("runreport")


NEVER_SKIPPED = ("tests/browser/", "tests/readers/")
"""What the gate has to have seen: there, a skipped test is a failed one."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Make a skip of a test that must run a failure where `CI` is set."""
    report = yield
    if report.skipped and os.environ.get("CI") and item.nodeid.startswith(NEVER_SKIPPED):
        report.outcome = "failed"
    return report


@pytest.fixture(scope="session")
def sample_runs() -> Path:
    """Return the folder of the sample runs."""
    return REPOSITORY / "sample_runs"


@pytest.fixture(scope="session")
def compare_truth() -> ModuleType:
    """Return the program that compares runs with what vendors' libraries say of strangers' stores."""
    path = REPOSITORY.parent / "shared/tools/compare_truth.py"
    if not path.exists():
        pytest.skip("the strangers' stores are not here")
    spec = importlib.util.spec_from_file_location("compare_truth", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory, sample_runs: Path) -> Path:
    """Return the report on the sample runs, built once however many workers there are. Look, don't touch."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "site").exists():
            build_report(load_config(sample_runs / "runreport.toml"), output=folder / "site")
    return folder / "site"


@dataclass(slots=True)
class Element:
    """A tag with its attributes, and the text inside of it."""

    tag: str
    attributes: dict[str, str]
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text inside, blanks joined."""
        return re.sub(r"[ \n\t]+", " ", "".join(self.texts)).strip()

    @property
    def classes(self) -> set[str]:
        """Its classes."""
        return set(self.attributes.get("class", "").split())


EMPTY = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


class Page(HTMLParser):
    """What a reader's program sees of a piece of HTML, by the standard library's parser."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.whole = Element("", {})
        self._open = [self.whole]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in EMPTY:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open[-1].tag not in {"script", "style"}:
            for element in self._open:
                element.texts.append(data)

    @property
    def text(self) -> str:
        """All text, blanks joined."""
        return self.whole.text

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        return [element.attributes["href"] for element in self.all("a") if "href" in element.attributes]

    def all(self, tag: str) -> Iterator[Element]:
        """Yield the elements of one kind."""
        return (element for element in self.elements if element.tag == tag)

    def by_id(self, name: str) -> Element:
        """Return the element with an id."""
        return next(element for element in self.elements if element.attributes.get("id") == name)

    def rows(self) -> list[list[str]]:
        """Return the text of each cell of each row of all tables."""
        rows: list[list[str]] = []
        for element in self.elements:
            if element.tag == "tr":
                rows.append([])
            elif element.tag in {"td", "th"} and rows:
                rows[-1].append(element.text)
        return rows


@pytest.fixture(scope="session")
def parsed() -> type[Page]:
    """Return what parses HTML, or the file at a path, into a `Page`."""
    return Page
