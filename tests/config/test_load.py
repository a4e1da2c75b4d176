from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from pydantic import ValidationError

from runreport.config import Author, Config, load_config
from runreport.config.tables import Output, Privacy, Store, Table
from runreport.errors import ConfigError
from runreport.model import Better, Run, RunRef, StoreRef
from runreport.privacy.policy import Action, Policy

WHOLE = """
title = "Screening models"
question = "Which model?"
authors = ["A. Author", { name = "B. Author", email = "b@example.org", role = "statistician" }]
language = "en-GB"
site_url = "https://example.org/report"
stores = ["mlruns", { path = "runs.csv", reader = "plain-table" }, "s3://bucket/mlruns"]
headline = "val_auc"

[runs]
where = "status = finished"

[metrics.val_auc]
label = "AUC"
better = "higher"
range = [0, 1]

[metrics."val/loss"]
range = [0.0, inf]

[experiments."screening 2"]
headline = "val_loss"
baseline = "first"

[compare]
baseline = "params.model = ridge"
seeds = ["seed"]

[[models]]
name = "a"
choose = "best val auc in screening 2"

[[models]]
name = "b"
choose = "run 4f2c"
card = "b.md"

[privacy]
users = "drop"
drop_params = ["*path*"]
key_file = "key"

[output]
path = "public"
run_pages = "top:20"
figures = ["svg", "pdf"]
"""


def write_whole(folder: Path) -> Path:
    (folder / "b.md").write_text("b")
    (folder / "key").write_text("0123456789abcdef\n")
    file = folder / "runreport.toml"
    file.write_text(WHOLE)
    return file


def a_run(name: str, model: str) -> Run:
    return Run(RunRef(StoreRef("r", "s"), "k"), name=name, experiment="e", params={"model": model})


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    config = load_config(folder=tmp_path)
    assert config.title == Config().title
    assert config.policy() == Policy()
    assert config.addresses == (str(tmp_path),)
    assert config.output_path == tmp_path / "site"


def test_the_defaults_keep_nothing_private_in() -> None:
    policy = Config().policy()
    actions = (policy.secrets, policy.users, policy.hosts, policy.emails, policy.home_folders)
    assert Action.KEEP not in actions
    assert policy.url_credentials is not Action.KEEP


def test_every_kind_of_key_is_read(tmp_path: Path) -> None:
    config = load_config(write_whole(tmp_path))
    assert [(author.name, author.role) for author in config.authors] == [
        ("A. Author", None),
        ("B. Author", "statistician"),
    ]
    assert config.runs.filter is not None
    assert config.output.figures == ("svg", "pdf")
    assert config.headlines == {"": "val_auc", "screening 2": "val_loss"}
    assert config.models[0].choice == ("val auc", "screening 2", None)
    assert config.models[1].choice == (None, None, "4f2c")
    assert config.compare.seeds == ("seed",)


def test_paths_start_from_the_folder_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "conf").mkdir()
    write_whole(tmp_path / "conf")
    monkeypatch.chdir(tmp_path)
    config = load_config(Path("conf/runreport.toml"))
    assert config.addresses == ("conf/mlruns", "conf/runs.csv", "s3://bucket/mlruns")
    assert config.readers == {"conf/runs.csv": "plain-table"}
    assert (config.output_path, config.cards_path) == (Path("conf/public"), Path("conf/cards"))


def test_an_address_has_no_detours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf/runreport.toml").write_text('stores = ["../mlruns"]')
    monkeypatch.chdir(tmp_path)
    assert load_config(Path("conf/runreport.toml")).addresses == ("mlruns",)


def test_a_detour_through_a_link_is_kept_for_it_leads_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "far/away").mkdir(parents=True)
    (tmp_path / "conf").symlink_to(tmp_path / "far/away")
    (tmp_path / "far/away/runreport.toml").write_text('stores = ["../mlruns"]')
    monkeypatch.chdir(tmp_path)
    assert load_config(Path("conf/runreport.toml")).addresses == ("conf/../mlruns",)


def test_metrics_become_descriptions_whose_direction_is_known_only_where_it_is_given(tmp_path: Path) -> None:
    infos = load_config(write_whole(tmp_path)).metric_infos
    auc, loss = infos["val_auc"], infos["val/loss"]
    assert (auc.label, auc.better, auc.low, auc.high, auc.known_from) == (
        "AUC",
        Better.HIGHER,
        0,
        1,
        "configuration",
    )
    assert (loss.label, loss.better, loss.low, loss.high, loss.known_from) == (
        "val/loss",
        Better.UNKNOWN,
        0,
        None,
        "",
    )


def test_a_baseline_is_a_name_or_a_rule(tmp_path: Path) -> None:
    baselines = load_config(write_whole(tmp_path)).baselines
    assert baselines["screening 2"] == "first"
    rule = baselines[""]
    assert callable(rule)
    assert rule(a_run("x", "ridge"))
    assert not rule(a_run("x", "forest"))
    assert rule(a_run("params.model = ridge", "forest"))


def test_the_policy_has_the_settings_and_the_key(tmp_path: Path) -> None:
    policy = load_config(write_whole(tmp_path)).policy()
    assert (policy.users, policy.drop_params, policy.key) == (Action.DROP, ("*path*",), b"0123456789abcdef")


def test_stores_of_the_command_line_start_from_here(tmp_path: Path) -> None:
    config = load_config(write_whole(tmp_path))
    changed = config.with_stores(["other"])
    assert (changed.addresses, changed.readers) == (("other",), {})
    assert changed.output_path == config.output_path
    assert config.addresses[0] == str(tmp_path / "mlruns")


def test_readers_of_the_command_line_go_before_those_of_the_file(tmp_path: Path) -> None:
    config = load_config(write_whole(tmp_path))
    table = str(tmp_path / "runs.csv")
    changed = config.with_readers({table: "mine", "other": "mine"})
    assert changed.readers == {table: "mine", "other": "mine"}
    assert (changed.addresses, changed.base) == (config.addresses, tmp_path)
    assert config.readers == {table: "plain-table"}


def test_a_configuration_cannot_be_changed() -> None:
    config = Config(metrics={"a": {"unit": "s"}})
    with pytest.raises(FrozenInstanceError):
        config.title = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        config.metrics["b"] = config.metrics["a"]  # type: ignore[index]


def test_what_is_made_by_hand_is_checked_as_a_file_is() -> None:
    made = Config(
        stores=["mlruns"],  # type: ignore[arg-type]
        authors=("A. Author", Author(name="B. Author")),  # type: ignore[arg-type]
        privacy={"users": "drop"},  # type: ignore[arg-type]
        output=Output(path="public"),
    )
    assert made.addresses == ("mlruns",)
    assert [author.name for author in made.authors] == ["A. Author", "B. Author"]
    assert made.policy().users is Action.DROP
    assert made.output_path == Path("public")


@pytest.mark.parametrize(
    ("table", "given", "keys"),
    [
        (Config, {"title": 3, "headline": "", "output": {"cache": 1}}, ["title", "output.cache"]),
        (Config, {"metrics": []}, ["metrics"]),
        (Config, {"privacy": Output(path="site two")}, ["privacy"]),
        # One text would be taken for the names of as many parameters as it has characters.
        (Privacy, {"drop_params": "patient"}, ["drop_params"]),
        (Privacy, {"users": "kept"}, ["users"]),
        (Output, {"cache": 1, "curve_points": 3}, ["curve_points", "cache"]),
        (Store, {"path": ""}, ["path"]),
    ],
)
def test_all_that_is_wrong_by_hand_is_said_at_once(
    table: type[Table], given: object, keys: list[str]
) -> None:
    with pytest.raises(ValidationError) as caught:
        table(**given)  # type: ignore[arg-type]
    assert caught.value.title == table.__name__
    assert [".".join(map(str, fault["loc"])) for fault in caught.value.errors()] == keys


def test_a_key_that_no_table_has_is_refused_by_hand_too() -> None:
    with pytest.raises(TypeError, match="titel"):
        Config(titel="x")  # type: ignore[call-arg]


def test_a_table_in_pyproject_is_a_configuration(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "p"\n[tool.runreport]\ntitle = "Ours"\n')
    assert load_config(folder=tmp_path).title == "Ours"
    assert load_config(tmp_path / "pyproject.toml").title == "Ours"


def test_a_file_of_our_own_goes_before_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.runreport]\ntitle = "Theirs"\n')
    (tmp_path / "runreport.toml").write_text('title = "Ours"\n')
    assert load_config(folder=tmp_path).title == "Ours"


def test_a_pyproject_that_is_not_about_us_is_let_alone_even_if_broken(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project\n")
    assert load_config(folder=tmp_path).title == Config().title


def test_no_folder_above_is_searched(tmp_path: Path) -> None:
    (tmp_path / "runreport.toml").write_text('title = "Above"')
    (tmp_path / "below").mkdir()
    assert load_config(folder=tmp_path / "below").title == Config().title


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "runreport.toml").write_bytes(b'\xef\xbb\xbftitle = "x"\r\n')
    assert load_config(folder=tmp_path).title == "x"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'title = "x"\nstores = [\n', "line 3: is not valid TOML: Invalid value; correct this line"),
        (b"a = 1\na = 2\n", "line 2: is not valid TOML: Cannot overwrite a value"),
        (b'title = "x"\nquestion = "\xff"\n', "line 2: is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_parsed_is_told_with_its_line(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "runreport.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError) as error:
        load_config(file)
    assert str(error.value).startswith(f"{file}, {said}")


@pytest.mark.parametrize(
    ("name", "said"), [("missing.toml", "cannot be read"), ("pyproject.toml", "has no table")]
)
def test_a_file_that_is_named_must_be_there_and_about_us(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    with pytest.raises(ConfigError, match=said):
        load_config(tmp_path / name)
