"""What the documents say is there, is there; what is there, they say."""

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from runreport.cli.main import COMMANDS, cli
from runreport.readers.catalog import catalog

REPOSITORY = Path(__file__).parents[2]
DOCUMENTS = [
    REPOSITORY / "README.md",
    REPOSITORY / "CONTRIBUTING.md",
    REPOSITORY / "CHANGELOG.md",
    *sorted((REPOSITORY / "docs").glob("*.md")),
    *sorted((REPOSITORY / "sample_runs").glob("*.md")),
    REPOSITORY / "tests/stores/README.md",
]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def commands_in(text: str) -> list[str]:
    blocks = re.findall(r"^```(?:console|sh|bash)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    lines = (line for block in blocks for line in block.splitlines())
    return [line.removeprefix("$ ").split("#")[0].strip() for line in lines if line.startswith("$ ")]


def anchors(document: Path) -> set[str]:
    """Return the fragments of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", CODE.sub("", document.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_between_documents_leads_somewhere(document: Path) -> None:
    for link in LINK.findall(CODE.sub("", document.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_a_document_shows_is_there(document: Path) -> None:
    for command in commands_in(document.read_text(encoding="utf-8")):
        words = command.split()
        if words[0] == "make":
            assert words[1] in targets(), command
        if words[0] == "runreport":
            given = [word for word in words[1:] if not word.startswith("-")]
            assert given[0] in COMMANDS, command
            options = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
            help_text = CliRunner().invoke(cli, [given[0], "--help"]).stdout
            assert all(option in help_text for option in options), command


def test_what_can_be_made_is_described_in_the_makefile() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    described = set(re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE))
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert described == set(phony.split())


def test_the_readme_shows_the_two_commands_of_the_gate() -> None:
    gate = (REPOSITORY / ".ci/run").read_text(encoding="utf-8")
    made = re.findall(r"^make (\w+)$", gate, re.MULTILINE)
    assert sorted(made) == ["demo", "test"]
    for name in made:
        assert f"make {name}" in commands_in(README)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme_and_has_a_chapter(command: str) -> None:
    assert f"`runreport {command}" in README
    assert command in anchors(REPOSITORY / "docs/commands.md")


@pytest.mark.parametrize("reader", catalog().readers)
def test_every_reader_is_described_by_name(reader: str) -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    assert f"`{reader}`" in texts


def test_the_python_that_the_readme_asks_for_is_the_one_that_is_needed() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = project["requires-python"].removeprefix(">=")
    assert f"Python {version} or newer" in README
    assert project["name"] in README


def test_the_readmes_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    (tmp_path / "mlruns").mkdir()
    (tmp_path / "mlruns/runs.csv").write_text("id,metric.val_auc\na,0.95\nb,0.5\n")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    assert [run.id for run in names["runs"]] == ["a"]  # type: ignore[attr-defined]
    assert (tmp_path / "site/index.html").is_file()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_document_knows_the_machine_that_it_was_written_on(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.~-])/(work|root)/", text)
