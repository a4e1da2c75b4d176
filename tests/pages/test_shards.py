"""Where the numbers behind curves lie: neighbors together, none too large, the same at every build."""

import json
from collections.abc import Callable

import pytest

from runreport.figures.chart import Axis, Chart, Line
from runreport.model import Run, RunRef, Series, StoreRef
from runreport.pages.drawings import panels
from runreport.pages.shards import BARE, NUMBERS_A_SHARD, points_of, shard_path, shared_places, shelved
from runreport.pages.views import Hero, PageView, Section


def run_of(name: str, points: int, **more: Series) -> Run:
    metrics = {"loss": Series.of(range(points), range(points))} if points else {}
    return Run(RunRef(StoreRef("r", "s"), name), name, "e", metrics=metrics | more)


def test_neighbors_share_a_shard_as_far_as_it_reaches() -> None:
    points = NUMBERS_A_SHARD // 4
    places = list(shared_places([points] * 9))
    shards = [place.partition("#")[0] for place in places]
    assert shards == sorted(shards)
    assert set(shards) == {"0", "1", "2"}
    assert len(set(places)) == 9
    assert places[0] == "0#0"
    assert [place for place in places if place.endswith("#0")] == ["0#0", "1#0", "2#0"]


def test_a_run_of_very_many_points_has_a_shard_of_its_own() -> None:
    assert list(shared_places([10, NUMBERS_A_SHARD * 3, 10])) == ["0#0", "1#0", "2#0"]


def test_runs_without_curves_do_not_share_one_shard_without_end() -> None:
    places = list(shared_places([0] * (NUMBERS_A_SHARD // BARE + 1)))
    assert places[-1] == "1#0"


def test_points_are_those_of_curves() -> None:
    one = Series.of([3], [1.0])
    assert points_of(run_of("a", 5, single=one, epoch=Series.of(range(5), range(5)))) == 5
    assert points_of(run_of("b", 0, single=one)) == 0


@pytest.fixture
def view() -> Callable[..., PageView]:
    def make(*keys: str | None) -> PageView:
        charts = [Chart("k", "t", "a", Axis("step"), Axis("y"), (Line("a", (0, 1), (1, 2)),))]
        sections = [
            Section("Part", key=key or "", panels=panels(charts)) if key is not None else Section("Text")
            for key in keys
        ]
        return PageView(Hero("", "", ""), sections=tuple(sections))

    return make


def test_each_group_has_an_address_and_the_script_tells_its_numbers(view: Callable[..., PageView]) -> None:
    shown, text = shelved(view("curves", None, "machine"), "runs/s/a.html", shard_path("7#3"), "3")
    assert [section.panels and section.panels.address for section in shown.sections] == [
        "../../data/curves/7.js#3.curves",
        None,
        "../../data/curves/7.js#3.machine",
    ]
    told = json.loads(text.removeprefix("rrCurves(3,").removesuffix(");\n"))
    assert list(told) == ["curves", "machine"]
    assert told["curves"]["panels"][0]["lines"][0][-1] == [1, 2]


def test_groups_of_sections_without_a_key_are_told_apart(view: Callable[..., PageView]) -> None:
    shown, text = shelved(view("", ""), "a.html", "a-curves.js", "0")
    assert [section.panels.address for section in shown.sections if section.panels] == [
        "a-curves.js#0.group-0",
        "a-curves.js#0.group-1",
    ]
    assert '"group-0"' in text


def test_a_page_without_curves_stays_as_it_is(view: Callable[..., PageView]) -> None:
    bare = view(None)
    assert shelved(bare, "a.html", "a-curves.js", "0") == (bare, "")
