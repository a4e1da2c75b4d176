"""The suite takes objects for readers as well as modules, and stays out of everyone else's way."""

import re
import sys
from pathlib import Path

import pytest

import runreport
from runreport.testing import ReaderSuite

OBJECT = """

class Toys:
    'Toy stores, read by an object.'

    recognizes, find, read = staticmethod(recognizes), staticmethod(find), staticmethod(read)


READER = Toys()
"""


@pytest.fixture
def module(toy_source, loaded, monkeypatch):
    """Return the module of the toy reader, which also holds it as an object."""
    module = loaded(toy_source + OBJECT)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module


@pytest.mark.parametrize("test", sorted(name for name in vars(ReaderSuite) if name.startswith("test_")))
def test_an_object_passes_as_its_module_does(test, module, failure):
    assert failure(module.READER, test) is None


def test_an_object_that_no_other_process_could_find_is_told_of(module, failure):
    error = failure(module.Toys(), "test_it_reads_in_a_process_that_did_not_find")
    assert "does not stand in toy_reader_under_test" in str(error)


def test_nothing_but_the_suite_needs_pytest():
    package = Path(runreport.__file__).parent
    users = {
        path.relative_to(package).parts[0]
        for path in package.rglob("*.py")
        if re.search(r"^\s*(import|from) pytest", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert users == {"testing"}
