"""What saves redaction a look never changes what it finds."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from runreport.model import Environment, Run, Source
from runreport.privacy import Policy
from runreport.privacy import redaction as redaction_module
from runreport.privacy.cleaning import clean_text
from runreport.privacy.names import Names
from runreport.privacy.patterns import SAFE
from runreport.privacy.redaction import learn, redact
from runreport.privacy.secrets import _DIGEST, _FORMATS

NEVER = re.compile(r"(?!)")
"""Matches no text, so that every one goes the long way."""

PREFIXES = re.findall(
    r"\S+",
    "hf github_pat AIza sk sk-ant sk-proj sk-svcacct sk-or dapi npm dop_v1 ya29 eyJ gsk pat xai r8 nvapi"
    " wandb_v1 xoxa xoxb xoxe xoxp xoxo xoxr xoxs AKC AP1 AKIA ASIA ghp gho glpat gldt glft glsoat glrt"
    " glcbt glimt glptt glagent gloas GR1348941 us sk_live rk_live AC SK sq0csp SG pypi key token password"
    " sl cl ibm cloud aws bearer pw secret auth",
)
"""What keys in issuers' formats begin with, and the words that secrets are set to."""

PIECE = st.one_of(
    st.sampled_from(PREFIXES),
    st.sampled_from(["-", "_", ".", "", " ", ":", "="]),
    st.text("abcdefxoyz", min_size=1, max_size=13),
    st.text("0123456789", min_size=1, max_size=13),
    st.text("0123456789abcdef", min_size=1, max_size=40),
)


def long_way(text: str, name: str) -> object:
    with patch("runreport.privacy.cleaning.SAFE", NEVER):
        return clean_text(text, name, Policy(), Names())


@settings(max_examples=700)
@given(
    st.lists(PIECE, min_size=1, max_size=6).map("".join),
    st.sampled_from(["", "name", "key", "lr", "db_password", "auth_token", "user", "commit"]),
)
@example("axoxb-abcdefgh-12", "name")
@example("glpat-abcdefghijkl-123456", "name")
@example("forest-00246", "name")
@example("lunar-sweep-12", "name")
def test_a_text_that_is_safe_by_its_shape_holds_nothing_that_the_long_way_finds(text: str, name: str) -> None:
    assert clean_text(text, name, Policy(), Names()) == long_way(text, name)


@settings(max_examples=700)
@given(
    st.from_regex(
        r"(?:[a-z]{1,12}(?:[_-][a-z]{1,12})?[_.-]?[0-9]{1,6})|(?:[a-z]{0,5}xox[a-z-]{1,9}-[0-9]{1,6})",
        fullmatch=True,
    ),
    st.lists(st.sampled_from(PREFIXES), max_size=2),
    st.sampled_from("-_"),
)
def test_a_word_and_a_number_are_no_secret(text: str, prefixes: Sequence[str], joint: str) -> None:
    text = joint.join([*(prefix.lower() for prefix in prefixes), text])
    if SAFE.fullmatch(text):
        assert long_way(text, "name") == (text, ())


@settings(max_examples=700)
@given(st.from_regex(_DIGEST, fullmatch=True))
def test_no_issuer_makes_keys_of_small_hexadecimal_digits_alone(digits: str) -> None:
    assert not any(regex.search(digits) for regex in _FORMATS)


@settings(max_examples=300)
@given(data=st.data())
def test_no_issuers_key_is_of_small_hexadecimal_digits_alone(data: st.DataObject) -> None:
    regex = data.draw(st.sampled_from(_FORMATS))
    key = data.draw(st.from_regex(regex, alphabet=st.characters(max_codepoint=126)))
    match = regex.search(key)
    assert match is not None
    assert not _DIGEST.fullmatch(match[0])


WORDS = st.sampled_from(
    [
        "tnguyen",
        "/home/tnguyen/x",
        "a@uni.example",
        "plain",
        "password=swordfish9",
        "ward7-pc",
        "",
        "x y",
        "7",
    ]
)
TEXTS = st.dictionaries(st.sampled_from(["user", "host", "lr", "path", "a@uni.example"]), WORDS, max_size=4)


def forgotten() -> None:
    redaction_module._anonymous.clear()
    redaction_module._cleaner.cache_clear()


def redacted(runs: Iterable[Run], policy: Policy, *, is_fresh: bool) -> list[object]:
    found: list[object] = []
    for run in runs:
        if is_fresh:
            forgotten()
        found.append(redact(run, policy))
    return found


@settings(max_examples=300)
@given(
    st.lists(st.tuples(WORDS, WORDS, TEXTS, TEXTS, st.one_of(st.none(), WORDS)), min_size=1, max_size=4),
    st.sampled_from(
        [Policy(), Policy(drop_params=("l*",)), Policy(drop_tags=("*user",), people=("Tnguyen",))]
    ),
)
def test_what_other_runs_were_found_to_hold_changes_nothing(
    full_run: Run,
    parts: list[tuple[str, str, dict[str, str], dict[str, str], str | None]],
    policy: Policy,
) -> None:
    runs = [
        replace(
            full_run,
            name=name,
            experiment=experiment,
            params=params,
            tags=tags,
            environment=Environment(user=user),
            source=Source(repository=name),
        )
        for name, experiment, params, tags, user in parts
    ]
    alone = redacted(runs, policy, is_fresh=True)
    assert redacted(runs, policy, is_fresh=False) == alone
    assert redacted(reversed(runs), policy, is_fresh=False) == alone[::-1]


def test_memory_of_texts_is_bounded(full_run: Run) -> None:
    forgotten()
    with patch.object(redaction_module, "_MOST_REMEMBERED", 8):
        for number in range(30):
            run = replace(full_run, name=f"run {number}", notes="long " * 300)
            redact(run, Policy())
            kept = [redaction_module._anonymous, redaction_module._cleaner(Policy(), Names()).idle]
            assert all(len(texts) <= 8 for texts in kept)
            assert not any("long" in text for texts in kept for text, _, _ in texts)
    forgotten()


@settings(max_examples=200)
@given(
    st.lists(st.tuples(WORDS, WORDS, TEXTS, st.one_of(st.none(), WORDS)), min_size=1, max_size=4),
)
def test_a_policy_that_learned_from_a_run_need_not_learn_from_it_again(
    full_run: Run, parts: list[tuple[str, str, dict[str, str], str | None]]
) -> None:
    runs = [
        replace(full_run, name=name, experiment=experiment, tags=tags, environment=Environment(user=user))
        for name, experiment, tags, user in parts
    ]
    policy = learn(Policy(), runs)
    for run in runs:
        assert redact(run, policy, is_learned=True) == redact(run, policy)
