"""Readers are found by their entry points; a broken one is said, and takes nothing along."""

import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, distributions, version
from pathlib import Path

import pytest

from runreport.errors import ReaderError
from runreport.readers.catalog import Catalog, assemble, catalog, schemes

REPOSITORY = Path(__file__).parents[2]
GOOD = '''"""Notebooks: pages of a lab's notebook, scanned.

More of it.
"""
SCHEMES = ("notebook",)
def recognizes(place): return None
def find(store): return iter(())
def read(ref): raise AssertionError
'''

Install = Callable[..., list[EntryPoint]]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Return a function that installs a package with one reader, and gives all entry points installed so."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)

    def write(package: str, source: str, *, reader: str = "", target: str = "") -> list[EntryPoint]:
        module = package.replace("-", "_")
        info = tmp_path / f"{module}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.2\n")
        line = f"{reader or package} = {target or module}"
        (info / "entry_points.txt").write_text(f"[runreport.readers]\n{line}\n")
        (tmp_path / f"{module}.py").write_text(source)
        return [point for found in distributions(path=[str(tmp_path)]) for point in found.entry_points]

    yield write
    for name in set(sys.modules) - before:
        del sys.modules[name]


def run_python(code: str, path: Path) -> str:
    """Return what a fresh process prints that finds packages in `path` as well."""
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(path)!r})\n{code}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def problem_of(points: list[EntryPoint]) -> str:
    """Return the one problem in a catalog without readers."""
    found = assemble(points)
    assert not found.readers
    (problem,) = found.problems
    return str(problem)


def test_the_readers_that_come_with_the_project_are_found_like_any_others() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = catalog()
    assert set(found.readers) == set(project["entry-points"]["runreport.readers"])
    assert set(found.origins.values()) == {f"{project['name']} {version(project['name'])}"}
    assert found.problems == ()
    assert found.reads("plain-table") == "Plain tables: one row a run, in CSV, JSON Lines or Parquet."


def test_no_reader_is_loaded_before_it_is_asked_for_and_no_library_of_a_vendor_ever(tmp_path: Path) -> None:
    code = """
import runreport.readers.catalog as module
assert not any("readers.plain" in name or "readers.mlflow" in name for name in sys.modules)
assert "plain-table" in module.catalog().readers
assert "runreport.readers.plain.table" in sys.modules
print(*{name.partition(".")[0] for name in sys.modules} & {"mlflow", "pyarrow", "pandas", "sqlalchemy"})
"""
    assert run_python(code, tmp_path).split() == []


def test_a_reader_that_another_package_brings_is_used_after_installing_it(
    install: Install, tmp_path: Path
) -> None:
    install("notebook-reader", GOOD, reader="notebooks")
    code = """
from runreport.readers.catalog import catalog
found = catalog()
print("notebooks" in found.readers, "plain-table" in found.readers, found.origins["notebooks"])
print(found.reads("notebooks"))
"""
    assert run_python(code, tmp_path).splitlines() == [
        "True True notebook-reader 1.2",
        "Notebooks: pages of a lab's notebook, scanned.",
    ]


def test_a_reader_can_be_an_object_in_a_module(install: Install) -> None:
    source = f"""
class Notebooks:
    {GOOD.replace(chr(10), chr(10) + "    ").replace("(place)", "(self, place)")}
reader = Notebooks()
"""
    found = assemble(install("paper", source, target="paper:reader"))
    assert found.reads("paper") == "Notebooks: pages of a lab's notebook, scanned."
    assert schemes(found.get("paper")) == ("notebook",)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import a_library_that_is_not_there", "ModuleNotFoundError: No module named 'a_library_that_is_not"),
        ("this is no Python", "SyntaxError"),
        ("raise RuntimeError('the server is down')", "RuntimeError: the server is down"),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
    ],
)
def test_a_reader_that_cannot_be_imported_is_a_problem_that_names_its_package(
    install: Install, source: str, said: str
) -> None:
    install("torn-reader", source, reader="torn")
    found = assemble(install("notebook", GOOD))
    assert list(found.readers) == ["notebook"]
    (problem,) = found.problems
    assert problem.what.startswith("the reader `torn` (torn_reader) of torn-reader 1.2 cannot be imported: ")
    assert said in problem.what
    assert "the other readers work without it" in problem.remedy
    with pytest.raises(ReaderError, match=r"torn-reader 1\.2 cannot be imported"):
        found.get("torn")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("def find", "def fined"), "lacks the function find"),
        (("def ", "# def "), "lacks the functions recognizes, find, read"),
        (("def read(ref)", "read = 'text' #"), "lacks the function read"),
        (('"""', "'#'"), "has no docstring that says which store it reads"),
        (('("notebook",)', '"notebook"'), "has SCHEMES that are not a tuple of texts"),
        (('("notebook",)', "(1,)"), "has SCHEMES that are not a tuple of texts"),
        (("SCHEMES", "FILES = '*.note'\nSCHEMES"), "has FILES that are not a tuple of texts"),
        (("SCHEMES", "describe = 'text'\nSCHEMES"), "lacks the function describe"),
    ],
)
def test_what_a_reader_lacks_is_said(install: Install, change: tuple[str, str], said: str) -> None:
    source = "'no docstring' and 0\n" + GOOD.split('"""')[2] if change[0] == '"""' else GOOD.replace(*change)
    assert f"of lacking 1.2 {said}; " in problem_of(install("lacking", source))


def test_a_class_is_not_taken_for_a_reader(install: Install) -> None:
    points = install("classy", "class Reader:\n    'Reads nothing.'\n", target="classy:Reader")
    assert "is a class; its entry point must name an object of it" in problem_of(points)


def test_a_module_that_fails_when_it_is_looked_at_does_not_take_the_others_along(install: Install) -> None:
    source = (
        '"""Lazy: loads its library late."""\ndef __getattr__(name): raise ImportError("no such library")\n'
    )
    assert "ImportError: no such library" in problem_of(install("lazy", source))


def test_two_readers_of_one_name_are_refused_and_both_packages_named(install: Install) -> None:
    install("first", GOOD, reader="notebook")
    points = install("second", GOOD, reader="notebook")
    with pytest.raises(ReaderError) as refused:
        assemble(points)
    assert "two readers are called `notebook`" in str(refused.value)
    assert "first 1.2 (first)" in str(refused.value)
    assert "second 1.2 (second)" in str(refused.value)


def test_a_package_that_is_found_twice_brings_its_reader_once(install: Install) -> None:
    points = install("notebook", GOOD)
    found = assemble([*points, *points])
    assert (list(found.readers), found.problems) == (["notebook"], ())


def test_a_mistyped_name_is_answered_with_the_nearest_and_all_names() -> None:
    with pytest.raises(ReaderError) as refused:
        catalog().get("plain-tabel")
    assert "no reader is called `plain-tabel`; did you mean `plain-table`?" in str(refused.value)
    assert all(name in str(refused.value) for name in catalog().readers)


def test_a_name_unlike_any_gets_no_guess() -> None:
    with pytest.raises(ReaderError, match=r"no reader is called `zzz`; installed: .*mlflow-database, "):
        catalog().get("zzz")
    with pytest.raises(ReaderError, match="installed: none"):
        Catalog({}).get("zzz")


def test_the_readers_stand_in_order_of_name_and_cannot_be_changed(install: Install) -> None:
    install("zeta", GOOD)
    found = assemble(install("alpha", GOOD))
    assert list(found.readers) == ["alpha", "zeta"]
    with pytest.raises(TypeError):
        found.readers["more"] = found.readers["zeta"]  # type: ignore[index]
