from dataclasses import dataclass
from typing import Any

import pytest

from runreport.model import LoggedTable, Run
from runreport.privacy.walk import REMOVED, rebuild


@dataclass(frozen=True, slots=True)
class Added:
    """A field's type that the model may get one day."""

    label: str
    more: Any = None


def shout(value: str | int | float, name: str, kind: str) -> str | int | float:
    return value.upper() if isinstance(value, str) else value


def test_a_type_that_is_added_later_is_walked() -> None:
    record = Added("a", ({"b": Added("c")}, "d"))
    assert rebuild(record, shout) == Added("A", ({"B": Added("C")}, "D"))


@pytest.mark.parametrize("unknown", [b"bytes", {"a"}, ["a"], object()])
def test_a_type_that_cannot_be_walked_is_an_error_and_not_overlooked(unknown: object) -> None:
    with pytest.raises(TypeError, match="in more"):
        rebuild(Added("a", unknown), shout)


def test_what_does_not_change_stays_the_same_object(full_run: Run) -> None:
    assert rebuild(full_run, lambda value, name, kind: value) is full_run


def test_each_text_is_visited_under_its_own_name_and_kind(full_run: Run) -> None:
    seen: dict[object, tuple[str, str]] = {}

    def note(value: str | int | float, name: str, kind: str) -> str | int | float:
        seen[value] = (name, kind)
        return value

    rebuild(full_run, note)
    assert seen["adam"] == ("optimizer", "parameter")
    assert seen["val_auc"][1] == "summary"
    assert seen["final"] == ("stage", "tag")
    assert seen["train.py --lr 1"] == ("command", "command")
    assert seen["first"] == ("case", "table")
    assert seen["data/x.csv"] == ("source", "data set")
    assert seen["run-1"] == ("parent", "run key")
    assert seen["2.1"] == ("numpy", "package")


def test_rows_longer_than_the_heading_lose_no_cell() -> None:
    table = LoggedTable("t", ("a",), (("x", "y", None, 2), ("z",)), 2)
    assert rebuild(table, shout).rows == (("X", "Y", None, 2), ("Z",))


def test_what_is_taken_away_leaves_its_place_empty_or_marked() -> None:
    def take(value: str | int | float, name: str, kind: str) -> None:
        return None

    assert rebuild(Added("a", "b"), take) == Added(REMOVED, None)
    assert rebuild(Added("a", ("b",)), take) == Added(REMOVED, (REMOVED,))
    assert rebuild(Added("a", {"b": "c"}), take) == Added(REMOVED, {})
