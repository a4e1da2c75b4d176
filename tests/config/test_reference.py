from pathlib import Path

import pytest

from runreport.config import Config, load_config
from runreport.config.reference import BEGIN, END, descriptions, reference
from runreport.config.tables import Table, keys_of

DOCUMENT = Path(__file__).parents[2] / "docs/configuration.md"


def all_tables() -> list[type[Table]]:
    found = [Config, *(table for table in Table.__subclasses__() if table is not Config)]
    return [table for table in found if table.__module__.startswith("runreport.")]


@pytest.mark.parametrize("table", all_tables(), ids=lambda table: table.__name__)
def test_every_key_describes_itself_and_is_documented(table: type[Table]) -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    said = descriptions(table)
    for name in keys_of(table):
        assert said.get(name), name
        assert f"| `{name}` |" in document


def test_the_documented_reference_is_current() -> None:
    between = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert between.strip() == reference(), "run: python -m runreport.config.reference docs/configuration.md"


def test_the_documented_example_is_valid(tmp_path: Path) -> None:
    example = DOCUMENT.read_text(encoding="utf-8").partition("```toml\n")[2].partition("```")[0]
    (tmp_path / "runreport.toml").write_text(example, encoding="utf-8")
    config = load_config(folder=tmp_path)
    assert config.title == "Screening models, autumn 2026"
    assert callable(config.baselines[""])
