"""The catalogs that come along: up to date with the code, complete, with the places of their messages."""

import importlib.util
from pathlib import Path

import pytest

from runreport.language.catalogs import SHIPPED, TEMPLATE, available, open_language, read_catalog

REPOSITORY = Path(__file__).resolve().parents[2]
CODES = sorted(path.stem for path in SHIPPED.glob("*.po"))


@pytest.fixture(scope="module")
def catalogs():
    """What `make languages` runs."""
    spec = importlib.util.spec_from_file_location("catalogs", REPOSITORY / "docs" / "catalogs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_template_has_every_message_of_the_code(catalogs):
    written = catalogs.text_of(catalogs.template(catalogs.messages()), catalogs.head_of(TEMPLATE))
    assert TEMPLATE.read_text(encoding="utf-8") == written, "run `make languages`"


@pytest.mark.parametrize("code", CODES)
def test_a_shipped_language_is_complete_and_up_to_date(catalogs, code):
    path = SHIPPED / f"{code}.po"
    assert path.read_text(encoding="utf-8") == catalogs.updated(path, catalogs.messages())
    assert read_catalog(path).messages
    assert open_language(code).missing == 0


def test_french_is_among_the_languages():
    assert {"en", "fr"} <= set(available())
