from collections.abc import Callable
from pathlib import Path

import pytest

from runreport.config import load_config
from runreport.errors import ConfigError

Faults = Callable[[str], list[str]]

MANY = """\
titel = "x"
stores = ["a", 3, { path = "b", readr = "c" }]
authors = [
  "A. Author",
  { nam = "B. Author" },
]

[metrics.val_auc]
better = "hihger"
range = [1, 0]

[metrics."val/auc score"]
organization = "here by mistake"

[[models]]
name = "a"
choose = "bets val_auc"

[[models]]
card = "nowhere.md"

[output]
run_pages = "top:0"
curve_points = true
zzz = 1
"""


def test_all_faults_are_shown_at_once_in_order_of_line_with_key_and_remedy(faults: Faults) -> None:
    assert faults(MANY) == [
        "runreport.toml, line 1: titel: unknown key; did you mean 'title'?",
        "runreport.toml, line 2: stores[1]: should be a text or a table, not 3",
        "runreport.toml, line 2: stores[2].readr: unknown key; did you mean 'reader'?",
        "runreport.toml, line 3: authors[1].name: is missing here; add it",
        "runreport.toml, line 3: authors[1].nam: unknown key; did you mean 'name'?",
        "runreport.toml, line 9: metrics.val_auc.better: should be 'higher' or 'lower', not 'hihger'; "
        "did you mean 'higher'?",
        "runreport.toml, line 10: metrics.val_auc.range: the lower limit, 1, is not below the upper one, 0",
        'runreport.toml, line 13: metrics."val/auc score".organization: unknown key here; '
        "it belongs at the top, before any [table]",
        "runreport.toml, line 17: models[0].choose: `bets val_auc` chooses no run; "
        "write `best METRIC in EXPERIMENT`, or `run ID`",
        "runreport.toml, line 19: models[1].name: is missing here; add it",
        "runreport.toml, line 20: models[1].card: `nowhere.md` is not a file; write it, or correct the path",
        "runreport.toml, line 23: output.run_pages: `top:0` is neither `all` nor `top:N` with a number, "
        "such as `top:500`",
        "runreport.toml, line 24: output.curve_points: should be a whole number, not true; "
        "write it without quotes",
        "runreport.toml, line 25: output.zzz: unknown key; known are: path, run_pages, curve_points, "
        "figures, previous, cache",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[labels]\nrf = ""', "labels.rf: is empty; write something"),
        ('title = ""', "title: is empty; write something"),
        ("title = 3", "title: should be a text, not 3; put it in quotes"),
        ('language = "english!"', "language: `english!` is no language tag"),
        ('site_url = "example.org"', "site_url: `example.org` is no address of a site"),
        ('[runs]\nwhere = "status ="', "filter `status =`, character 9: expected a value"),
        ('metrics = "val_auc"', "metrics: should be a table, not 'val_auc'"),
        ('compare = "x"', "compare: should be a table, not 'x'"),
        ('[compare]\nseeds = "seed"', "compare.seeds: should be a list, not 'seed'; put it in [ ]"),
        ('[metrics.a]\nrange = ["0", 1]', "range[0]: should be a number, not '0'; write it without quotes"),
        ("[metrics.a]\nrange = [0, 1, 2]", "metrics.a.range"),
        ('[privacy]\nusers = "pseudonymise"', "did you mean 'pseudonymize'?"),
        ('[privacy]\nkey_file = "nowhere"', "`nowhere` is not a file"),
        (
            '[output]\nfigures = ["gif"]',
            "output.figures[0]: should be 'svg', 'pdf' or 'png', not 'gif'",
        ),
        ('baseline = "x"', "baseline: unknown key here; it belongs in [experiments.NAME] or in [compare]"),
        ('[metric.val_auc]\nbetter = "higher"', "metric: unknown key; did you mean 'metrics'?"),
    ],
)
def test_a_fault_says_what_and_where_and_what_to_do(faults: Faults, text: str, said: str) -> None:
    (line,) = faults(text)
    assert line.startswith("runreport.toml, line ")
    assert said in line


def test_a_key_that_can_be_guessed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("short\n")
    (tmp_path / "runreport.toml").write_text('[privacy]\nkey_file = "key"\n')
    with pytest.raises(ConfigError, match="the key in `key` is too short"):
        load_config(folder=tmp_path)


def test_a_fault_in_pyproject_is_told_at_its_line_and_under_its_table(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(
        '[project]\nname = "p"\n\n[tool.runreport]\ntitle = "x"\n\n[tool.runreport.output]\npth = "y"\n'
    )
    with pytest.raises(ConfigError) as error:
        load_config(folder=tmp_path)
    assert str(error.value) == f"{file}, line 8: tool.runreport.output.pth: unknown key; did you mean 'path'?"
