import pytest

from runreport.analysis.settings import canonical, is_seed, number_of, settings_of


@pytest.mark.parametrize("same", [("0.1", 0.1, "1e-1", "0.10"), (1, "1", 1.0, "1.0", "+1"), (True, "True")])
def test_values_that_are_equal_as_numbers_or_text_are_one_setting(same):
    assert len({canonical(value) for value in same}) == 1


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
