import pytest

from runreport.analysis.settings import canonical, is_seed, number_of, settings_of, text_of


@pytest.mark.parametrize("same", [("0.1", 0.1, "1e-1", "0.10"), (1, "1", 1.0, "1.0", "+1"), (True, "True")])
def test_values_that_are_equal_as_numbers_or_text_are_one_setting(same):
    assert len({canonical(value) for value in same}) == 1


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ("<function l1_loss at 0x000002215A46D3A0>", "<function l1_loss>"),
        ("<function train.<locals>.<lambda> at 0x7f3a5c0de1f0>", "<function train.<locals>.<lambda>>"),
        (
            "<bound method Net.loss of <net.Net object at 0x7f3a5c0de1f0>>",
            "<bound method Net.loss of <net.Net object>>",
        ),
        ("[<function a at 0x7f3a5c>, <function b at 0x7f3a5d>]", "[<function a>, <function b>]"),
        ("functools.partial(<function f at 0x7f3a5c>, 2)", "functools.partial(<function f>, 2)"),
        ("<function l1_loss at 0x0000", "<function l1_loss"),
    ],
)
def test_where_an_object_lay_in_memory_is_no_part_of_a_setting(record, told):
    assert canonical(record) == text_of(record) == told


@pytest.mark.parametrize("text", ["jump at 0x1000", "<page at 0xyz>", "at 0x7f3a5c>", "0x7f"])
def test_texts_that_only_look_like_addresses_stay(text):
    assert canonical(text) == text_of(text) == text


def test_runs_with_one_function_are_repeats_wherever_it_lay_in_memory(make_run, study_of):
    runs = [
        make_run(str(at), 0.5, name="fit", params={"loss": f"<function l1_loss at 0x00{at}A>", "seed": at})
        for at in range(3)
    ]
    study = study_of([*runs, make_run("b", 0.4, name="fit", params={"loss": "<function l2 at 0x1>"})])
    assert {group.label: len(group.runs) for group in study.groups} == {
        "loss=<function l1_loss>": 3,
        "loss=<function l2>": 1,
    }
    assert dict(study_of(runs).constant) == {"loss": "<function l1_loss>"}


@pytest.mark.parametrize(
    ("one", "other"), [(True, 1), ("true", "yes"), ("0x10", 16), ("1_000", 1000), (2**53 + 1, 2**53)]
)
def test_values_that_only_look_alike_are_two_settings(one, other):
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    "text", ["nan", "inf", "-inf", "1e999", "", " ", "1,5", "٣", None, True, float("nan")]
)
def test_what_is_no_finite_number_is_none(text):
    assert number_of(text) is None


@pytest.mark.parametrize("name", ["seed", "SEED", "random_state", "model.seed", "trainer/random-state"])
def test_seeds_are_known_by_their_name_or_its_last_part(name):
    assert is_seed(name, ("seed", "random_state"))


@pytest.mark.parametrize("name", ["seed_data.path", "seedling", "n_seeds", "stateful"])
def test_names_that_only_contain_a_seed_are_settings(name):
    assert not is_seed(name, ("seed", "random_state"))


def test_a_setting_that_only_some_runs_have_varies(make_run):
    runs = [
        make_run("a", params={"model": "forest", "depth": 3, "seed": 1, "rows": "100"}),
        make_run("b", params={"model": "forest", "seed": 2, "rows": 100.0}),
        make_run("c"),
    ]
    found = settings_of(runs, ("seed",))
    assert found.varying == ("depth",)
    assert dict(found.constant) == {"model": "forest", "rows": "100"}
    assert found.seeds == ("seed",)


def test_what_a_tracker_counts_and_where_a_run_wrote_to_are_no_settings(make_run, findings_of):
    runs = [
        make_run(
            str(seed),
            0.5 + seed / 100,
            params={"lr": 0.1, "seed": seed, "curr_step": 100 + seed, "log_dir": f"logs/{seed}"},
        )
        for seed in range(3)
    ]
    (found,) = findings_of(runs).experiments
    assert (found.varying, list(found.constant), len(found.groups)) == ((), ["lr"], 1)
