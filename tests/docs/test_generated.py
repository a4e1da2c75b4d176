"""The generated parts of the documents are what the program says of itself today."""

import importlib.util
import shutil
from pathlib import Path

import pytest

from runreport.readers.catalog import catalog
from runreport.readers.contract import Coverage

REPOSITORY = Path(__file__).parents[2]
BUILT_IN = [name for name, origin in catalog().origins.items() if origin.startswith("ml-runreport ")]


@pytest.fixture(scope="module")
def generate():
    spec = importlib.util.spec_from_file_location("generate", REPOSITORY / "docs/generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("document", "write"),
    [("stores.md", "write_stores"), ("commands.md", "write_commands"), ("configuration.md", "update")],
)
def test_a_document_is_as_it_would_be_made_now(generate, tmp_path, document, write):
    copy = shutil.copy(REPOSITORY / "docs" / document, tmp_path)
    getattr(generate, write)(Path(copy))
    assert Path(copy).read_text(encoding="utf-8") == (REPOSITORY / "docs" / document).read_text(
        encoding="utf-8"
    ), "run `make docs`"


@pytest.mark.parametrize("name", BUILT_IN)
def test_each_reader_that_comes_along_says_what_it_reads(name):
    assert isinstance(catalog().get(name).COVERAGE, Coverage)
