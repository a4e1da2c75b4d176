"""Whatever a reader does, its stream goes on: what could not be read is a value in it."""

from collections.abc import Iterator
from typing import Any

import pytest

from runreport.errors import MissingLibraryError, ReaderError
from runreport.model import Omission, Problem, Run, RunRef, StoreFacts, StoreRef
from runreport.readers.catalog import Catalog
from runreport.readers.stream import describe_store, find_runs, read_run, stream

STORE = StoreRef("shelf", "box")
LATER = StoreRef("shelf", "later")


class Shelf:
    """Shelves: runs by key; an exception under a key is raised in its place."""

    def __init__(self, *found: Any, runs: dict[str, Any] | None = None, facts: Any = None) -> None:
        self.found, self.runs, self.facts = found, runs or {}, facts

    def find(self, store: StoreRef) -> Iterator[Any]:
        for entry in self.found:
            if isinstance(entry, BaseException):
                raise entry
            yield RunRef(store, entry) if isinstance(entry, str) else entry

    def read(self, ref: RunRef) -> Any:
        given = self.runs.get(ref.key, Run(ref, ref.key, "shelf"))
        if isinstance(given, BaseException):
            raise given
        return given

    def describe(self, store: StoreRef) -> Any:
        if isinstance(self.facts, BaseException):
            raise self.facts
        return self.facts


def only(shelf: object) -> Catalog:
    return Catalog({"shelf": shelf})  # type: ignore[dict-item]


def all_of(shelf: object, *stores: StoreRef) -> list[Run | Problem | Omission]:
    return list(stream(stores or (STORE,), only(shelf)))


def keys(found: list[Run | Problem | Omission]) -> list[str]:
    return [item.id if isinstance(item, Run) else type(item).__name__ for item in found]


def test_runs_come_in_the_readers_order_and_stores_in_the_order_given() -> None:
    found = all_of(Shelf("b", "a"), LATER, STORE)
    assert [run.uid for run in found if isinstance(run, Run)] == ["later::b", "later::a", "box::b", "box::a"]


def test_what_a_reader_says_of_a_run_is_the_problem_and_the_next_run_comes() -> None:
    error = ReaderError("run b (b/meta.yaml) cannot be read: it is empty; mend the file; or remove it")
    found = all_of(Shelf("a", "b", "c", runs={"b": error}))
    assert keys(found) == ["a", "Problem", "c"]
    assert found[1] == Problem(
        what="run b (b/meta.yaml) cannot be read: it is empty",
        remedy="mend the file; or remove it",
        store="box",
        run="b",
    )


def test_a_readers_message_without_a_remedy_gets_one_and_fits_on_a_line() -> None:
    found = all_of(Shelf("a", runs={"a": ReaderError("it is\n  torn")}))
    assert isinstance(found[0], Problem)
    assert (found[0].what, "\n" in str(found[0])) == ("it is torn", False)
    assert found[0].remedy


def test_a_missing_library_says_which_extra_brings_it() -> None:
    error = MissingLibraryError(
        "x.parquet needs pyarrow; install it with `pip install ml-runreport[parquet]`"
    )
    (problem,) = all_of(Shelf(error))
    assert "pip install ml-runreport[parquet]" in str(problem)


@pytest.mark.parametrize(
    "fault", [KeyError("lost"), RecursionError("deep"), MemoryError(), OSError("disk"), SystemExit(3)]
)
def test_any_other_failure_is_said_to_be_the_readers_own_and_how_to_report_it(fault: BaseException) -> None:
    found = all_of(Shelf("a", "b", "c", runs={"b": fault}))
    assert keys(found) == ["a", "Problem", "c"]
    problem = found[1]
    assert isinstance(problem, Problem)
    assert problem.what.startswith(f"the reader `shelf` itself failed: {type(fault).__name__}")
    assert "tell the reader's authors" in problem.remedy
    assert (problem.store, problem.run) == ("box", "b")


@pytest.mark.parametrize("shelf", [Shelf(KeyboardInterrupt()), Shelf("a", runs={"a": KeyboardInterrupt()})])
def test_an_interruption_is_no_failure_of_a_reader(shelf: Shelf) -> None:
    with pytest.raises(KeyboardInterrupt):
        all_of(shelf)


def test_a_store_that_fails_half_way_keeps_its_runs_and_the_next_store_is_read() -> None:
    found = all_of(Shelf("a", ValueError("torn")), STORE, LATER)
    assert keys(found) == ["a", "Problem", "a", "Problem"]
    assert [item.store for item in found if isinstance(item, Problem)] == ["box", "later"]


def test_a_store_that_cannot_be_opened_is_one_problem_and_not_called_empty() -> None:
    (problem,) = all_of(Shelf(ReaderError("box is locked; close the program that writes it")))
    assert problem == Problem("box is locked", "close the program that writes it", store="box")


def test_a_key_that_comes_twice_is_a_problem_the_second_time() -> None:
    found = all_of(Shelf("a", "a", "b"))
    assert keys(found) == ["a", "Problem", "b"]
    assert "two runs have the key `a`; only the first is in the report" in str(found[1])


def test_the_same_key_in_two_stores_is_two_runs() -> None:
    assert keys(all_of(Shelf("a"), STORE, LATER)) == ["a", "a"]


def test_a_store_without_runs_is_said_to_have_none() -> None:
    (problem,) = all_of(Shelf())
    assert (problem.store, problem.what) == ("box", "the store holds no runs")  # type: ignore[union-attr]


def test_problems_and_omissions_of_a_store_pass_through_and_count_as_contents() -> None:
    omission = Omission("deleted runs", 2, "they are in the bin", "box")
    problem = Problem("the index is torn", "mend it", "box")
    assert all_of(Shelf(problem, omission)) == [problem, omission]


@pytest.mark.parametrize("found", [None, 7, ("a", "b")])
def test_a_reader_that_finds_something_else_than_runs_is_told_on(found: object) -> None:
    problems = all_of(Shelf(found, "a"))
    assert keys(problems) == ["Problem", "a"]
    assert f"the reader `shelf` itself failed: find() yielded a {type(found).__name__}" in str(problems[0])


def test_a_reader_that_returns_no_iterator_is_told_on() -> None:
    shelf = Shelf()
    shelf.find = lambda store: None  # type: ignore[assignment,method-assign,return-value]
    (problem,) = all_of(shelf)
    assert "the reader `shelf` itself failed: TypeError" in str(problem)


def test_a_reader_that_returns_something_else_than_the_run_is_told_on() -> None:
    other = Run(RunRef(STORE, "other"), "other", "shelf")
    found = all_of(Shelf("a", "b", runs={"a": other, "b": "a text"}))
    assert ["read() returned another run, `other`" in str(found[0]), "a str" in str(found[1])] == [True, True]


def test_runs_are_found_one_at_a_time() -> None:
    found = find_runs([STORE], only(Shelf("a", KeyboardInterrupt())))
    assert next(found) == RunRef(STORE, "a")


def test_a_reader_that_is_not_there_is_a_problem_of_its_store() -> None:
    (problem,) = stream([StoreRef("shelve", "box")], only(Shelf("a")))
    assert "did you mean `shelf`?" in str(problem)
    lost = read_run(RunRef(StoreRef("shelve", "box"), "a"), only(Shelf()))
    assert isinstance(lost, Problem)


def test_what_a_store_says_beside_its_runs_is_returned_or_a_problem() -> None:
    facts = StoreFacts(STORE)
    assert describe_store(STORE, only(Shelf(facts=facts))) == facts
    assert "torn" in str(describe_store(STORE, only(Shelf(facts=ReaderError("torn")))))
    assert "describe() returned a int" in str(describe_store(STORE, only(Shelf(facts=7))))


def test_a_reader_need_not_describe_its_stores() -> None:
    class Plain:
        """Reads nothing."""

    assert describe_store(STORE, only(Plain())) == StoreFacts(STORE)
