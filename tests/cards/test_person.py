import pytest

from runreport.cards.fields import FIELDS, Filler
from runreport.cards.person import KEYS, read_person_card
from runreport.errors import ConfigError


@pytest.fixture
def read(tmp_path):
    def write_and_read(text):
        path = tmp_path / "triage.md"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_person_card(path)

    return write_and_read


def faults(read, text):
    with pytest.raises(ConfigError) as caught:
        read(text)
    return str(caught.value).splitlines()


TOML = """\
+++
summary = "Ranks patients by risk."
intended_use = \"\"\"
To order the waiting list.

Not to refuse care.\"\"\"
users = ["nurses", "doctors"]
review_by = 2027-01-31
funder = ""
+++

## Background

A longer text.
"""
YAML = """\
---
summary: Ranks patients by risk.
intended_use: |
  To order the waiting list.

  Not to refuse care.
users: [nurses, doctors]
review_by: 2027-01-31
funder:
---

## Background

A longer text.
"""


@pytest.mark.parametrize("text", [TOML, YAML, YAML.replace("\n", "\r\n"), "\ufeff" + TOML])
def test_toml_and_yaml_say_the_same(read, text):
    card = read(text)
    assert dict(card.fields) == {
        "summary": "Ranks patients by risk.",
        "intended_use": "To order the waiting list.\n\nNot to refuse care.",
        "users": "- nurses\n- doctors",
        "review_by": "2027-01-31",
    }
    assert card.body == "## Background\n\nA longer text."


def test_a_file_without_front_matter_is_all_text(read):
    card = read("Only words.\n")
    assert (dict(card.fields), card.body) == ({}, "Only words.")


@pytest.mark.parametrize("text", ["", "+++\n+++\n", "---\n---\n", "---\n# nothing yet\n---\n"])
def test_an_empty_card_states_nothing(read, text):
    assert dict(read(text).fields) == {}


@pytest.mark.parametrize("fence", [("+++", " ="), ("---", ":")])
def test_an_unknown_key_is_named_with_its_line_and_its_nearest(read, fence):
    marks, sign = fence
    (fault,) = faults(read, f'{marks}\nusers{sign} "a"\nintended_uses{sign} "x"\n{marks}\n')
    assert "triage.md, line 3: `intended_uses` is no field of a card; did you mean `intended_use`?" in fault


@pytest.mark.parametrize("key", [spec.key for spec in FIELDS if spec.filler is Filler.RECORD])
def test_nobody_can_write_what_was_measured(read, key):
    (fault,) = faults(read, f'+++\n{key} = "0.99"\n+++\n')
    assert f"line 2: `{key}` is measured" in fault


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("3", "not a number"),
        ("true", "not true or false"),
        ("{a = 1}", "not a table"),
        ('["a", 1]', "not a mixed list"),
        ("2027-01-31", "not a date or a time"),
    ],
)
def test_a_wrong_type_is_named(read, value, said):
    (fault,) = faults(read, f"+++\nusers = {value}\n+++\n")
    assert fault.endswith(f"line 2: `users` should be a text in quotes, or a list of texts, {said}")


def test_a_date_has_to_be_one(read):
    (fault,) = faults(read, '+++\nreview_by = "next year"\n+++\n')
    assert "line 2: `review_by` is no date; write one such as 2027-01-31" in fault
    assert read('+++\nreview_by = "2027-01-31"\n+++\n').fields["review_by"] == "2027-01-31"


def test_all_faults_are_shown_at_once(read):
    assert len(faults(read, '+++\nusers = 1\nresults = "x"\nfoo = "y"\n+++\n')) == 3


def test_a_summary_is_one_short_sentence(read):
    (fault,) = faults(read, f'+++\nsummary = "{"x" * 151}"\n+++\n')
    assert "`summary` has 151 characters; cut it to 150" in fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('+++\nusers = "a"\n', "line 1: the front matter has no end; close it with a line `+++`"),
        ("+++\n\nusers = nurses\n+++\n", "line 3: no valid TOML"),
        ("+++\nusers = 'a'\nusers = 'b'\n+++\n", "no valid TOML"),
        ("---\nusers: a\nrisks: b: c\n---\n", "line 3: no valid YAML"),
        ("---\nusers: a\nrisks: c\nusers: b\n---\n", "line 4: `users` stands here twice; keep one"),
        ("---\n- a\n- b\n---\n", "line 2: the front matter has no keys"),
        (b"+++\nusers = '\xff'\n+++\n", "cannot be read (it is not UTF-8)"),
    ],
)
def test_a_damaged_card_is_one_line_with_its_place(read, text, said):
    (fault,) = faults(read, text)
    assert said in fault
    assert "triage.md" in fault


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.md: cannot be read"):
        read_person_card(tmp_path / "none.md")


def test_a_persons_keys_are_those_that_are_not_measured():
    assert set(KEYS) == {"summary"} | {spec.key for spec in FIELDS if spec.filler is not Filler.RECORD}
