import tomllib
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from runreport.config.locate import line_of, locate

TEXT = '''# a comment
title = "x"  # line 2
text = """
[not.a.table]
key = 1
"""
list = [
  1, # one
  { a = 1 },
]
owner.name = "n"

[metrics."val/auc"]
better = "higher"
[[models]]
name = "a"
  [[models.parts]]
  size = 1
  [[models.parts]]
  size = 2
[[models]]
name = "b"
extra = { x = { y = 2 } }
[models.card]
path = "p"
'''


def test_every_kind_of_key_is_found_on_its_line() -> None:
    lines = locate(TEXT)
    expected = {
        ("title",): 2,
        ("text",): 3,
        ("list",): 7,
        ("list", 1, "a"): 7,
        ("owner", "name"): 11,
        ("metrics",): 13,
        ("metrics", "val/auc"): 13,
        ("metrics", "val/auc", "better"): 14,
        ("models", 0): 15,
        ("models", 0, "name"): 16,
        ("models", 0, "parts", 0, "size"): 18,
        ("models", 0, "parts", 1, "size"): 20,
        ("models", 1, "name"): 22,
        ("models", 1, "extra", "x", "y"): 23,
        ("models", 1, "card", "path"): 25,
    }
    assert {path: lines[path] for path in expected} == expected
    assert ("not",) not in lines
    assert ("key",) not in lines


def test_a_key_that_is_not_there_is_told_at_what_is_around_it() -> None:
    lines = locate(TEXT)
    assert line_of(lines, ("models", 1, "choose")) == 21
    assert line_of(lines, ("nothing",)) is None


NAMES = st.text(st.sampled_from("ab.[]\"'#= é"), min_size=1, max_size=4)
VALUES = st.sampled_from(
    ["1", '"x = [1]"', "'''\n[a]\nb = 2\n'''", "[\n1,\n2]", "{ k = 1 }", '"""\n\\"\n"""']
)


def paths(value: Any, outer: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield (*outer, key)
        yield from paths(part, (*outer, key))


@given(st.lists(st.tuples(NAMES, st.dictionaries(NAMES, VALUES, max_size=3), st.booleans()), max_size=5))
def test_every_key_of_any_file_has_a_line(tables: list[tuple[str, dict[str, str], bool]]) -> None:
    text = "# top\n"
    kinds: dict[str, bool] = {}
    for name, entries, wants_list in tables:
        if name in kinds and not (kinds[name] and wants_list):
            continue
        kinds[name] = wants_list
        text += f"[[{quoted(name)}]]\n" if wants_list else f"[{quoted(name)}]\n"
        text += "".join(f"{quoted(key)} = {value}\n" for key, value in entries.items())
    lines = locate(text)
    assert set(lines) == set(paths(tomllib.loads(text)))


def quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
