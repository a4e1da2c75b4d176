from importlib import import_module
from pathlib import Path

import pytest

import runreport

DOCUMENT = Path(__file__).parents[1] / "docs/python.md"


@pytest.mark.parametrize("name", runreport.__all__)
def test_everything_public_is_there_and_documented(name: str) -> None:
    assert getattr(runreport, name).__doc__
    assert f"`{name}`" in DOCUMENT.read_text(encoding="utf-8").replace("(", "`")


def test_names_are_listed_once_each_in_order() -> None:
    assert runreport.__all__ == sorted(runreport.__all__)
    homes = runreport._HOMES
    assert sorted(name for names in homes.values() for name in names) == runreport.__all__
    assert set(runreport.__all__) <= set(dir(runreport))


def test_a_name_is_the_very_same_thing_at_home() -> None:
    for home, names in runreport._HOMES.items():
        for name in names:
            assert getattr(runreport, name) is getattr(import_module(home), name)


def test_what_is_not_public_is_not_there() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = runreport.nothing  # type: ignore[attr-defined]
