from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runreport.model import (
    Artifact,
    Environment,
    LoggedTable,
    ModelVersion,
    Omission,
    Picture,
    Problem,
    Run,
    RunRef,
    Series,
    Source,
    StoreFacts,
    StoreRef,
)
from runreport.privacy import Action, Policy
from runreport.privacy.redaction import (
    learn,
    redact,
    redact_facts,
    redact_omission,
    redact_problem,
    redact_text,
)

TOKEN = "ghp_" + "q7Zt4Lw9Xb2Rk8Vn5Mp1Hc6Jd3Gf0SyT2aE9"
PLANTS = {
    TOKEN: TOKEN,
    "/home/tnguyen/x": "tnguyen",
    "C:\\Users\\tnguyen\\x": "tnguyen",
    "tnguyen@uni.example": "tnguyen",
    "https://bob:swordfish9@db.example.org/x": "swordfish9",
    "password=swordfish9": "swordfish9",
    "x?sig=swordfish9abc": "swordfish9",
}


def run_of(**fields: Any) -> Run:
    start = {"ref": RunRef(StoreRef("plain-table", "runs.csv"), "one"), "name": "one", "experiment": "e"}
    return Run(**(start | fields))


def texts(value: Any) -> Iterator[str]:
    """Every text in a record: an own walk, apart from the one that is tested.

    The name of a picture's file is no text of a record: it takes nothing but a digest.
    """
    if isinstance(value, Enum | Picture):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, held in value.items():
            yield key
            yield from texts(held)
    elif isinstance(value, tuple):
        for held in value:
            yield from texts(held)
    elif is_dataclass(value) and not isinstance(value, Series):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


def with_text(value: Any, number: int, text: str) -> tuple[Any, int]:
    """Return the record with its text of this number replaced, and the numbers left to count down."""
    if isinstance(value, Enum | Picture):
        return value, number
    if isinstance(value, str):
        return (text if number == 0 else value), number - 1
    if isinstance(value, Mapping):
        made = {}
        for key, held in value.items():
            new_key, number = with_text(key, number, text)
            made[new_key], number = with_text(held, number, text)
        return made, number
    if isinstance(value, tuple):
        parts = []
        for held in value:
            part, number = with_text(held, number, text)
            parts.append(part)
        return tuple(parts), number
    if is_dataclass(value) and not isinstance(value, Series):
        changed = {}
        for field in fields(value):
            changed[field.name], number = with_text(getattr(value, field.name), number, text)
        return replace(value, **changed), number
    return value, number


def assert_every_field_is_filled(value: Any) -> None:
    if isinstance(value, Mapping):
        assert value
        for held in value.values():
            assert_every_field_is_filled(held)
    elif isinstance(value, tuple):
        assert value
        for held in value:
            assert_every_field_is_filled(held)
    elif is_dataclass(value) and not isinstance(value, Series):
        for field in fields(value):
            held = getattr(value, field.name)
            is_other_cost = field.name in {"energy_kwh", "emissions_kg", "money"}
            assert held is not None or is_other_cost, field.name
            assert_every_field_is_filled(held)


def test_the_full_records_leave_no_field_out(full_run: Run, full_facts: StoreFacts) -> None:
    for record in (full_run, full_facts):
        for field in fields(record):
            if field.name not in {"params", "tables"}:
                assert_every_field_is_filled(getattr(record, field.name))


@settings(max_examples=400)
@given(data=st.data())
def test_nothing_planted_survives_in_any_text_of_a_run(full_run: Run, data: st.DataObject) -> None:
    planted, gone = data.draw(st.sampled_from(sorted(PLANTS.items())))
    before, after = data.draw(
        st.sampled_from([("", ""), ("see ", " there"), ('{"a": "', '"}'), ("x\n", "\ny")])
    )
    number = data.draw(st.integers(0, sum(1 for _ in texts(full_run)) - 1))
    run, _ = with_text(full_run, number, before + planted + after)
    assert any(gone in text for text in texts(run))
    shown, redactions = redact(run, Policy())
    assert not any(gone in text for text in texts(shown))
    assert redactions.total >= 1
    assert gone not in repr(redactions)


@settings(max_examples=400)
@given(data=st.data())
def test_nothing_planted_survives_in_any_text_of_a_stores_facts(
    full_facts: StoreFacts, data: st.DataObject
) -> None:
    planted, gone = data.draw(st.sampled_from(sorted(PLANTS.items())))
    number = data.draw(st.integers(0, sum(1 for _ in texts(full_facts)) - 1))
    facts, _ = with_text(full_facts, number, f"see {planted} there")
    shown, _ = redact_facts(facts, Policy())
    assert not any(gone in text for text in texts(shown))


@settings(max_examples=400)
@given(data=st.data())
def test_the_user_of_a_run_is_named_in_none_of_its_texts(full_run: Run, data: st.DataObject) -> None:
    written = data.draw(
        st.sampled_from(["by mokafor", "Mokafor_2", "x/mokafor/y", "MOKAFOR's", "on ward7-pc"])
    )
    number = data.draw(st.integers(0, sum(1 for _ in texts(full_run)) - 1))
    run, _ = with_text(full_run, number, written)
    if run.environment.user != "mokafor" or run.environment.host != "ward7-pc":
        return
    shown, _ = redact(run, Policy())
    # A repository is named by its owner, and stays a working address.
    shown = replace(shown, source=replace(shown.source, repository=None))
    assert not any("mokafor" in text.lower() or "ward7" in text for text in texts(shown))


def test_a_run_without_anything_to_hide_is_the_same_run(full_run: Run) -> None:
    plain = replace(full_run, environment=replace(full_run.environment, user=None, host=None))
    shown, redactions = redact(plain, Policy())
    assert shown is plain
    assert not redactions.counts


def test_numbers_curves_and_times_stay(full_run: Run) -> None:
    shown, _ = redact(full_run, Policy())
    assert shown.params == full_run.params
    assert shown.metrics == full_run.metrics
    assert (shown.started, shown.ended, shown.status) == (full_run.started, full_run.ended, full_run.status)
    assert shown.cost == full_run.cost


def test_the_counts_say_what_was_taken_from_where() -> None:
    run = run_of(
        params={"path": "/home/tnguyen/x"},
        tags={"mlflow.user": "tnguyen"},
        notes="ask a.b@uni.example",
        source=Source(repository="https://bob:swordfish9@code.example.org/lab/x"),
        environment=Environment(host="ward7-pc"),
    )
    _, redactions = redact(run, Policy())
    assert redactions.counts == {
        ("home folder", "parameter"): 1,
        ("user name", "tag"): 1,
        ("e-mail address", "note"): 1,
        ("URL credential", "repository"): 1,
        ("host name", "environment"): 1,
    }


def test_a_packages_version_is_no_secret_whatever_the_package_is_called() -> None:
    packages = {"SecretStorage": "3.3.3", "azure-keyvault-secrets": "4.8.0", "user": "1.0"}
    run = run_of(environment=Environment(packages=packages))
    assert redact(run, Policy())[0].environment.packages == packages
    assert learn(Policy(), [run]).people == ()
    address = f"git+https://reader:{TOKEN}@example.org/code.git"
    run = run_of(environment=Environment(packages={"ours": address}))
    assert TOKEN not in redact(run, Policy())[0].environment.packages["ours"]


def test_a_user_gets_one_pseudonym_wherever_the_name_stands() -> None:
    run = run_of(
        name="tnguyen-third",
        tags={"mlflow.user": "TNguyen", "mail": "tnguyen@uni.example"},
        environment=Environment(user="tnguyen@uni.example"),
    )
    shown, _ = redact(run, Policy())
    person = shown.environment.user
    assert person is not None
    assert person.startswith("person-")
    assert shown.tags["mlflow.user"] == person
    assert shown.name == f"{person}-third"


def test_pseudonyms_are_stable_for_a_key_and_differ_between_keys() -> None:
    def name_under(key: bytes) -> str:
        return redact_text("tnguyen", Policy(key=key), "tag", "user")[0]

    assert name_under(b"one") == name_under(b"one")
    assert len({name_under(b""), name_under(b"one"), name_under(b"two")}) == 3


@pytest.mark.parametrize("name", ["root", "runner", "jovyan", "max", "li", "adam", "screening"])
def test_a_name_that_is_an_account_or_a_word_is_replaced_only_where_it_is_the_user(name: str) -> None:
    run = run_of(notes=f"the {name} of it", params={f"{name}_depth": 3}, environment=Environment(user=name))
    shown, _ = redact(run, Policy())
    assert shown.notes == run.notes
    assert shown.params == run.params
    assert shown.environment.user != name


def test_an_account_called_like_the_experiment_is_no_person() -> None:
    run = run_of(experiment="nodulestudy", name="nodulestudy 3", environment=Environment(user="nodulestudy"))
    shown, _ = redact(run, Policy())
    assert (shown.experiment, shown.name) == ("nodulestudy", "nodulestudy 3")


def test_a_name_inside_of_another_word_stays() -> None:
    run = run_of(notes="annabel, annas and joanna", environment=Environment(user="anna"))
    assert redact(run, Policy())[0].notes == "annabel, annas and joanna"


def test_a_name_in_any_writing_is_found() -> None:
    for user in ("Großmann", "Łukasz Żak", "okafor-lee", "王小明明"):
        run = run_of(notes=f"by {user.upper()} or {user}", environment=Environment(user=user))
        shown, _ = redact(run, Policy())
        assert user not in str(shown.notes)


def test_the_user_of_a_checked_out_copy_is_searched_for() -> None:
    run = run_of(source=Source(repository="/home/tnguyen/x"), notes="tnguyen's")
    shown, _ = redact(run, Policy())
    assert shown.source.repository == "~/x"
    assert "tnguyen" not in str(shown.notes)


def test_a_name_of_two_words_is_found_however_it_is_joined() -> None:
    run = run_of(
        notes="Ada Okafor, ada.okafor, Ada_Okafor, AdaOkafor, ada%20okafor",
        environment=Environment(user="Ada Okafor"),
    )
    shown, _ = redact(run, Policy())
    assert shown.notes == ", ".join([str(shown.environment.user)] * 5)


def test_what_one_run_gives_away_is_found_in_all_after_learning() -> None:
    runs = [
        run_of(environment=Environment(user="tnguyen", host="ward7-pc")),
        run_of(notes="tnguyen on ward7-pc"),
    ]
    assert redact(runs[1], Policy())[0].notes == "tnguyen on ward7-pc"
    shown, _ = redact(runs[1], learn(Policy(), runs))
    assert shown.notes is not None
    assert "tnguyen" not in shown.notes
    assert "ward7" not in shown.notes


def test_an_experiment_is_called_the_same_by_its_runs_and_its_store_after_learning(
    full_facts: StoreFacts,
) -> None:
    named = replace(full_facts, experiments=(replace(full_facts.experiments[0], name="tnguyen-one"),))
    runs = [
        run_of(experiment="tnguyen-one", environment=Environment(user=user))
        for user in ("tnguyen", "mokafor")
    ]
    policy = learn(Policy(), runs)
    called = {redact(run, policy)[0].experiment for run in runs}
    called.add(redact_facts(named, policy)[0].experiments[0].name)
    assert len(called) == 1
    assert "tnguyen" not in called.pop()


def test_children_still_find_their_parent_when_its_key_is_redacted() -> None:
    store = StoreRef("plain-folder", "/home/tnguyen/runs")
    key = "/home/tnguyen/runs/parent"
    parent = run_of(ref=RunRef(store, key), models=(ModelVersion("m", run=key),))
    child = run_of(ref=RunRef(store, "child"), parent=key, problems=(Problem("x", "y", run=key),))
    parent, child = (redact(run, Policy())[0] for run in (parent, child))
    assert child.parent == parent.id
    assert parent.models[0].run == parent.id
    assert child.problems[0].run == parent.id
    assert parent.ref.store == child.ref.store == StoreRef("plain-folder", "~/runs")


def test_keys_that_differ_by_a_name_stay_two_keys() -> None:
    runs = [
        run_of(ref=RunRef(StoreRef("plain-folder", "x"), f"/home/{user}/run"))
        for user in ("tnguyen", "okafor")
    ]
    keys = {redact(run, Policy())[0].id for run in runs}
    assert len(keys) == 2
    assert not any("tnguyen" in key or "okafor" in key for key in keys)


def test_parameters_that_read_alike_afterwards_stay_two_parameters() -> None:
    run = run_of(params={"a@uni.example": 1, "b@uni.example": 2, "c": 3})
    shown, _ = redact(run, Policy())
    assert sorted(map(str, shown.params.values())) == ["1", "2", "3"]
    assert not any("uni.example" in name for name in shown.params)


def test_a_problem_and_an_omission_are_redacted_like_a_run() -> None:
    problem, counts = redact_problem(
        Problem("torn", "mend it", "/home/tnguyen/m", file="tnguyen/x"), Policy()
    )
    assert "tnguyen" not in str(problem)
    assert counts.total == 2
    omission, _ = redact_omission(
        Omission("runs", 3, "deleted by t@uni.example", "/home/tnguyen/m"), Policy()
    )
    assert (omission.count, omission.store) == (3, "~/m")
    assert "uni.example" not in omission.why


def test_a_tables_cells_are_judged_by_their_column() -> None:
    table = LoggedTable("t", ("user", "password", "n"), (("tnguyen", "swordfish", 3), ("m", 8675309, 4)), 2)
    shown = redact(run_of(tables=(table,)), Policy())[0].tables[0]
    assert not {"tnguyen", "swordfish", 8675309} & {cell for row in shown.rows for cell in row}
    assert [row[2] for row in shown.rows] == [3, 4]


def test_parameters_and_tags_named_in_the_policy_are_left_out_and_counted() -> None:
    run = run_of(params={"site.ward": "7b", "lr": 0.1}, tags={"patient_group": "x", "stage": "y"})
    shown, redactions = redact(run, Policy(drop_params=("site.*",), drop_tags=("patient*",)))
    assert (dict(shown.params), dict(shown.tags)) == ({"lr": 0.1}, {"stage": "y"})
    assert redactions.counts == {
        ("value left out by name", "parameter"): 1,
        ("value left out by name", "tag"): 1,
    }


@pytest.mark.parametrize("value", [True, False, None, 7, 0.5, "yes"])
def test_a_setting_of_any_kind_is_left_out_by_its_name(value: Any) -> None:
    policy = learn(Policy(drop_params=("hiv*",)), [run_of(params={"hiv_positive": value})])
    for others in ({}, {"shuffle": True}, {"lr": 0.1}, {"model": "ridge"}):
        # Twice, since what is harmless is not looked at again.
        for _ in range(2):
            shown, redactions = redact(run_of(params={"hiv_positive": value, **others}), policy)
            assert dict(shown.params) == others
            assert redactions.counts == {("value left out by name", "parameter"): 1}
    kept, _ = redact(run_of(params={"hiv_positive": value}), Policy())
    assert dict(kept.params) == {"hiv_positive": value}


def test_what_the_policy_knows_as_harmless_stays() -> None:
    policy = Policy(keep_values=("contact@hospital.example", "tnguyen"))
    run = run_of(notes="contact@hospital.example, x@y.example", name="tnguyen 2", tags={"user": "tnguyen"})
    shown, _ = redact(run, policy)
    assert shown.notes == "contact@hospital.example, [e-mail address]"
    assert (shown.name, shown.tags["user"]) == ("tnguyen 2", "tnguyen")


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        (Action.KEEP, "a.b@uni.example"),
        (Action.MASK, "[e-mail address]"),
        (Action.GENERALIZE, "[e-mail address at uni.example]"),
        (Action.DROP, ""),
    ],
)
def test_each_action_does_its_own_to_an_address(action: Action, shown: str) -> None:
    assert redact_text("a.b@uni.example", Policy(emails=action), "note")[0] == shown


def test_keeping_everything_changes_nothing(full_run: Run) -> None:
    kinds = ("secrets", "users", "hosts", "emails", "home_folders", "url_credentials")
    keep = Policy(**dict.fromkeys(kinds, Action.KEEP))  # type: ignore[arg-type]
    run = replace(full_run, notes=" ".join(PLANTS))
    assert redact(run, keep)[0] is run


def test_a_field_with_a_dropped_text_is_empty_or_says_so() -> None:
    policy = Policy(emails=Action.DROP)
    run = run_of(
        name="a@uni.example",
        notes="by a@uni.example",
        tags={"by": "a@uni.example", "stage": "y"},
        artifacts=(Artifact("a@uni.example.txt"),),
    )
    shown, _ = redact(run, policy)
    assert (shown.name, shown.notes, dict(shown.tags)) == ("[removed]", None, {"stage": "y"})
    assert shown.artifacts == (Artifact("[removed]"),)


def test_a_repository_keeps_its_owner_and_loses_its_user() -> None:
    run = run_of(
        source=Source(repository="ssh://tnguyen@code.example.org/tnguyen/x"),
        tags={"mlflow.source.git.repoURL": "git@code.example.org:tnguyen/x.git"},
        notes="by tnguyen",
        environment=Environment(user="tnguyen"),
    )
    shown, _ = redact(run, Policy())
    assert shown.source.repository == "ssh://code.example.org/tnguyen/x"
    assert shown.tags["mlflow.source.git.repoURL"] == "git@code.example.org:tnguyen/x.git"
    assert "tnguyen" not in str(shown.notes)


def test_what_the_reader_made_to_tell_versions_apart_stays() -> None:
    digest = "3f9a1c7be2d40586f19c3ad8"
    run = run_of(
        ref=RunRef(StoreRef("plain-table", "x"), "one", digest), artifacts=(Artifact("x", digest=digest),)
    )
    assert redact(run, Policy())[0] is run


def test_redacting_twice_changes_nothing_more(full_run: Run) -> None:
    run = replace(full_run, notes="\n".join(PLANTS), ref=replace(full_run.ref, key="/home/tnguyen/run"))
    once, _ = redact(run, Policy())
    twice, _ = redact(once, Policy())
    assert list(texts(twice)) == list(texts(once))
