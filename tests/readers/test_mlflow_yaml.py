"""The scanner of flat YAML agrees with PyYAML, which stands behind it."""

import string
import sys

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from runreport.readers.mlflow.yaml import parse_mapping

KEYS = st.text(string.ascii_letters + "_", min_size=1, max_size=8) | st.sampled_from(
    ["Null", "no", "y", "True"]
)
WORDS = st.sampled_from(
    [
        "",
        "yes",
        "No",
        "null",
        "Null",
        "~",
        "a\x85b",
        "'a\u2028b'",
        "0x1F",
        "1e5",
        "12:30",
        "a: b",
        "a #b",
        "- a",
        "'",
        "2024-01-01",
    ]
)
# libyaml and PyYAML's own parser differ at the edges; behind the scanner stands libyaml, where there is one.
PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=120),
    WORDS,
    st.floats(allow_nan=False),
    st.just([]),
)


@given(st.dictionaries(KEYS, VALUES, min_size=1))
def test_what_pyyaml_writes_is_read_as_pyyaml_reads_it(mapping):
    data = yaml.safe_dump(mapping, allow_unicode=True, default_flow_style=False).encode()
    expected = yaml.load(data, Loader=PARSER)
    assert parse_mapping(data) == {str(key): value for key, value in expected.items()}


@given(st.lists(st.tuples(KEYS, st.one_of(WORDS, st.text(string.printable, max_size=20))), min_size=1))
def test_any_lines_give_what_pyyaml_gives_or_an_error_where_it_has_one(pairs):
    text = "".join(f"{key}: {value}\n" for key, value in pairs)
    try:
        expected = yaml.load(text, Loader=PARSER)
    except (yaml.YAMLError, ValueError):
        with pytest.raises(ValueError, match="it is not YAML"):
            parse_mapping(text.encode())
    else:
        assert parse_mapping(text.encode()) == {str(key): value for key, value in expected.items()}


WORDS_ALONE = ["yes", "No", "on", "OFF", "true", "False", "null", "Null", "NULL", "y", "n", "0", "1e5"]


@pytest.mark.parametrize("word", WORDS_ALONE)
def test_a_word_alone_means_what_it_means_to_pyyaml(word):
    for text in (f"a: {word}\n", f"{word}: b\n", f"a: b\na: {word}\n"):
        expected = yaml.load(text, Loader=PARSER)
        assert parse_mapping(text.encode()) == {str(key): value for key, value in expected.items()}


@pytest.mark.parametrize("value", ["'x\u2028y'", "'x\x85y'", "'x\ry'", "x\u2028y"])
def test_a_value_with_a_line_break_of_another_kind_is_left_to_pyyaml(value):
    text = f"a: {value}\nb: 1\n"
    try:
        expected = yaml.load(text, Loader=PARSER)
    except yaml.YAMLError:
        with pytest.raises(ValueError, match="it is not YAML"):
            parse_mapping(text.encode())
    else:
        assert parse_mapping(text.encode()) == expected


def test_a_run_of_mlflow_is_read_without_pyyaml(monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml", None)
    text = (
        "artifact_uri: file:C:\\Users\\x\\mlruns/1/44e8553015720886b9c0d1e2f3a4b5c6/artifacts\r\n"
        "end_time: null\r\nentry_point_name: ''\r\nexperiment_id: '1'\r\nname: it's here\r\n"
        "run_id: 44e8553015720886b9c0d1e2f3a4b5c6\r\nstart_time: 1700000000000\r\nstatus: 3\r\ntags: []\r\n"
    )
    assert parse_mapping(text.encode()) == {
        "artifact_uri": "file:C:\\Users\\x\\mlruns/1/44e8553015720886b9c0d1e2f3a4b5c6/artifacts",
        "end_time": None,
        "entry_point_name": "",
        "experiment_id": "1",
        "name": "it's here",
        "run_id": "44e8553015720886b9c0d1e2f3a4b5c6",
        "start_time": 1700000000000,
        "status": 3,
        "tags": [],
    }


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"caf\xe9: 1\n", "not UTF-8 text at byte 3"),
        (b"a: 1\nb: [\n", "line 3"),
        (b"- 1\n- 2\n", "no `key: value` lines"),
        (b"a: *b\n", "line 1"),
        (b"a: !!python/object:os.system x\n", "line 1"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(data, message):
    with pytest.raises(ValueError, match=message):
        parse_mapping(data)
