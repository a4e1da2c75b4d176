"""The contract of `runreport.readers.contract`, as tests that a reader passes or fails."""

import pickle
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest

from runreport.errors import ReaderError
from runreport.model import Omission, Problem, Run, RunRef, StoreFacts, StoreRef
from runreport.readers.catalog import files
from runreport.readers.contract import Claim
from runreport.readers.guard import problem_of
from runreport.testing.compare import Expected, between, differences
from runreport.testing.fresh import found_elsewhere, imported_by, read_elsewhere
from runreport.testing.place import place_at
from runreport.testing.stray import write_strays
from runreport.testing.watch import reversed_listings, untouched, watching

Found = RunRef | Problem | Omission


class ReaderSuite:
    """What every reader promises. Subclass it in a test file, as `TestMyReader`, and fill in the rest.

    Each test writes a store of its own, so none of them depends on another.
    """

    reader: ClassVar[Any]
    """The reader: a module, or an object."""
    expected: ClassVar[Mapping[str, Expected]]
    """What the runs of the store hold, by key: three or more, with settings, repeated steps, NaN."""
    metric_files: ClassVar[tuple[str, ...]] = ()
    """Patterns, relative to the store, of the files that hold points; empty where it is one single file."""
    may_import: ClassVar[frozenset[str]] = frozenset({"numpy", "orjson", "yaml"})
    """Top-level packages that importing the reader may bring along, besides runreport and its own."""

    def make(self, folder: Path) -> Path:
        """Write the store that `expected` describes into an empty folder; return its path."""
        raise NotImplementedError("make() writes a store, and returns its path")

    def damage(self, store: Path) -> str:
        """Damage one run of a store that `make` wrote, as a crash or a full disk might; return its key."""
        raise NotImplementedError("damage() damages one run, and returns its key")

    def append(self, store: Path) -> None:
        """Write on as a tracker does while a run goes on, and stop within a record.

        What `expected` says must still be all that is whole; a run that has only begun may come on top.
        """
        raise NotImplementedError("append() writes half a record to the store")

    def store_in(self, folder: Path) -> StoreRef:
        """Write a store into a folder of its own within `folder`; return it."""
        place = folder / "place"
        place.mkdir()
        return StoreRef("reader-under-test", str(self.make(place)))

    @pytest.fixture
    def store(self, tmp_path: Path) -> StoreRef:
        """Return a fresh store."""
        return self.store_in(tmp_path)

    def test_its_docstring_says_which_store_it_reads(self) -> None:
        """The first line of the docstring is what `runreport readers` shows."""
        assert (self.reader.__doc__ or "").strip(), "the reader has no docstring"

    def test_it_recognizes_its_own_store(self, store: StoreRef) -> None:
        """A claim says what was seen."""
        claim = self.reader.recognizes(place_at(store.path))
        assert isinstance(claim, Claim), f"recognizes() returned {claim!r} for its own store"
        assert claim.because.strip(), "the claim does not say what was seen"

    def test_it_is_asked_about_the_files_that_it_claims(self, store: StoreRef) -> None:
        """In a walk, a file whose name is like none of `FILES` is not offered to it."""
        patterns = getattr(self.reader, "FILES", ())
        assert all(pattern == pattern.lower() for pattern in patterns), "FILES should be in lower case"
        asked = files(self.reader)
        for path in [store.path, *sorted(store.path.rglob("*"))]:
            if path.is_file() and path.name not in asked:
                claim = self.reader.recognizes(place_at(path))
                assert claim is None, f"{path.name} is claimed, and like none of FILES {patterns}"

    def test_it_claims_neither_an_empty_folder_nor_a_stray_file(self, tmp_path: Path) -> None:
        """Wrong claims hide other readers' stores."""
        for place in map(place_at, write_strays(tmp_path / "strays")):
            claim = self.reader.recognizes(place)
            assert claim is None, f"{place.name} is claimed: {claim!r}"

    def test_it_recognizes_without_raising_or_writing(self, store: StoreRef) -> None:
        """Also where every file of the store is empty, or was overwritten with noise."""
        paths = [path for path in [store.path, *store.path.rglob("*")] if path.is_file()]
        for content in (None, b"", b"\x00\xff\xfe{[<" * 2000):
            for file in paths if content is not None else []:
                file.write_bytes(content or b"")
            with untouched(store.path):
                self.reader.recognizes(place_at(store.path))
                for file in paths:
                    self.reader.recognizes(place_at(file))

    def test_it_recognizes_without_raising_what_is_gone_meanwhile(self, store: StoreRef) -> None:
        """Detection lists a folder first, and asks then: a run may be deleted in between."""
        places = [place_at(path) for path in [store.path, *store.path.rglob("*")]]
        shutil.rmtree(store.path.parent)
        for place in places:
            self.reader.recognizes(place)

    def test_it_recognizes_by_no_more_than_a_few_files(self, store: StoreRef) -> None:
        """Detection asks about every folder that there is: no file of points is opened for it."""
        with watching(store.path.parent) as watch:
            self.reader.recognizes(place_at(store.path))
        opened = _matching(store, watch.opened, self.metric_files)
        assert not opened, f"recognizes() opened files of points: {opened}"

    def test_it_finds_lazily(self, store: StoreRef) -> None:
        """Nothing is opened or listed before the first run is asked for."""
        with watching(store.path.parent) as watch:
            found = self.reader.find(store)
        assert hasattr(found, "__next__"), "find() should return an iterator, such as a generator"
        assert not watch.opened, f"find() opened {watch.opened} before it was asked for a run"
        assert not watch.listed, f"find() listed {watch.listed} before it was asked for a run"

    def test_it_finds_without_reading_metrics(self, store: StoreRef) -> None:
        """A hundred thousand runs must be listed in seconds."""
        with watching(store.path.parent) as watch:
            list(self.reader.find(store))
        opened = _matching(store, watch.opened, self.metric_files)
        assert not opened, f"find() opened files of points: {opened}"

    def test_it_finds_exactly_the_runs_that_are_there(self, store: StoreRef) -> None:
        """No run is lost, none is invented, and nothing is wrong with a whole store."""
        found = list(self.reader.find(store))
        problems = [str(item) for item in found if isinstance(item, Problem)]
        assert not problems, f"a whole store has problems: {problems}"
        _assert_same(sorted(_keys(found)), sorted(self.expected), "the runs found")

    def test_it_finds_each_key_once(self, store: StoreRef) -> None:
        """Keys name pages, and the archive goes by them."""
        keys = _keys(self.reader.find(store))
        assert len(keys) == len(set(keys)), f"keys come twice: {keys}"

    def test_it_finds_in_a_fixed_order(self, store: StoreRef) -> None:
        """Whatever order the file system lists folders in: the same records make the same bytes."""
        first = list(self.reader.find(store))
        assert list(self.reader.find(store)) == first, "a second look finds other things, or another order"
        with reversed_listings():
            backwards = list(self.reader.find(store))
        assert backwards == first, "the order, or a stamp, depends on that of the file system's listing"

    def test_it_finds_in_the_same_order_in_every_process(self, store: StoreRef) -> None:
        """Sets of texts have another order in each."""
        keys = _keys(self.reader.find(store))
        for seed in (1, 2, 3):
            assert found_elsewhere(self.reader, store, seed) == keys, "another process finds another order"

    def test_it_reads_exactly_what_is_there(self, store: StoreRef) -> None:
        """Every point, and every setting with its type."""
        for run in self._runs(store):
            assert not run.problems, f"run {run.id} is whole, and has problems: {run.problems}"
            self._assert_as_expected(run)

    def test_it_reads_the_same_twice(self, store: StoreRef) -> None:
        """In any order, and however the file system lists folders."""
        first = {run.id: run for run in self._runs(store)}
        with reversed_listings():
            for ref in reversed(_refs(self.reader.find(store))):
                _assert_same(
                    between(self.reader.read(ref), first[ref.key]), [], f"other parts of run {ref.key}"
                )

    def test_it_reads_in_a_process_that_did_not_find(self, store: StoreRef) -> None:
        """Reading is spread over workers, which are given references and nothing else."""
        first = {run.id: run for run in self._runs(store)}
        for run in read_elsewhere(self.reader, [run.ref for run in reversed(first.values())]):
            _assert_same(between(run, first[run.id]), [], f"other parts of run {run.id}")

    def test_a_run_says_which_one_it_is(self, store: StoreRef) -> None:
        """A run holds the very reference that it was read by."""
        for ref in _refs(self.reader.find(store)):
            _assert_same(self.reader.read(ref).ref, ref, "the run's own reference")

    def test_runs_travel_between_processes(self, store: StoreRef) -> None:
        """Reading is spread over workers: what they return is pickled."""
        for run in self._runs(store):
            copied = pickle.loads(pickle.dumps(run))  # noqa: S301 - made in this line
            _assert_same(between(copied, run), [], f"other parts of run {run.id}")

    def test_it_leaves_the_store_untouched(self, store: StoreRef) -> None:
        """No lock, no journal, no time of change: others' records are evidence."""
        with untouched(store.path):
            self._use(store)

    def test_it_reads_a_store_that_cannot_be_written(self, store: StoreRef) -> None:
        """Archives and mounted snapshots are read-only."""
        parts = [store.path, *store.path.rglob("*")]
        modes = {part: part.stat().st_mode for part in parts}
        for part in parts:
            part.chmod(modes[part] & ~0o222)
        try:
            _assert_same(sorted(run.id for run in self._runs(store)), sorted(self.expected), "the runs read")
        finally:
            for part in parts:
                part.chmod(modes[part])

    def test_a_damaged_run_costs_only_itself(self, store: StoreRef) -> None:
        """It is still listed, or said to be lost; all others are read as before."""
        key = self.damage(store.path)
        found = list(self.reader.find(store))
        others = [ref for ref in _refs(found) if ref.key != key]
        _assert_same(sorted(_keys(others)), sorted(self.expected.keys() - {key}), "the other runs")
        for ref in others:
            self._assert_as_expected(self.reader.read(ref))

    def test_a_damaged_run_is_told_of(self, store: StoreRef) -> None:
        """What is lost is a `Problem`, or a `ReaderError` that names the run; never silence.

        Also where the run was read before, when it was whole.
        """
        self._runs(store)
        files = [path.name for path in store.path.rglob("*") if path.is_file()]
        key = self.damage(store.path)
        found = list(self.reader.find(store))
        damaged = [ref for ref in _refs(found) if ref.key == key]
        told = [problem for problem in found if isinstance(problem, Problem)]
        for ref in damaged:
            try:
                told += self.reader.read(ref).problems
            except ReaderError as error:
                told.append(Problem(str(error), ""))
        assert told, f"run {key} is damaged, and nothing says so"
        assert any(key in str(problem) for problem in told), f"what is said does not name run {key}: {told}"
        is_placed = [problem.file or any(name in problem.what for name in files) for problem in told]
        assert any(is_placed) or not files, f"what is said of run {key} does not name a file: {told}"

    def test_every_problem_says_what_to_do(self, tmp_path: Path) -> None:
        """What is wrong, and a remedy: a line in the report that leaves its reader at a loss helps nobody."""
        for spoil in (self.damage, self.append):
            folder = tmp_path / spoil.__name__
            folder.mkdir()
            store = self.store_in(folder)
            spoil(store.path)
            for problem in self._problems(store):
                assert problem.what.strip(), f"a problem does not say what is wrong: {problem!r}"
                assert problem.remedy.strip(), f"a problem does not say what to do: {problem!r}"

    def test_a_changed_run_has_another_stamp(self, store: StoreRef) -> None:
        """The archive reads a run again only where its stamp changed."""
        before = {ref.key: ref.stamp for ref in _refs(self.reader.find(store))}
        key = self.damage(store.path)
        after = {ref.key: ref.stamp for ref in _refs(self.reader.find(store))}
        assert after.get(key) != before[key], f"run {key} changed, and its stamp did not"

    def test_a_damaged_store_is_left_untouched_too(self, store: StoreRef) -> None:
        """Nothing is repaired."""
        self.damage(store.path)
        with untouched(store.path):
            self._use(store)

    def test_it_reads_what_is_whole_while_a_writer_is_at_work(self, store: StoreRef) -> None:
        """A run that goes on is read as far as its records are whole, whenever they were found."""
        refs = _refs(self.reader.find(store))
        self.append(store.path)
        with untouched(store.path):
            for ref in refs:
                self._assert_as_expected(self.reader.read(ref))
            lost = self.expected.keys() - set(_keys(self.reader.find(store)))
            assert not lost, f"runs are lost while a writer is at work: {sorted(lost)}"

    def test_a_missing_store_is_an_error_of_the_user(self, tmp_path: Path) -> None:
        """`ReaderError`, so that it becomes a line in the report."""
        gone = StoreRef("reader-under-test", str(tmp_path / "gone"))
        with pytest.raises(ReaderError):
            list(self.reader.find(gone))
        with pytest.raises(ReaderError):
            self.reader.read(RunRef(gone, "any"))
        if hasattr(self.reader, "describe"):
            with pytest.raises(ReaderError):
                self.reader.describe(gone)

    def test_a_missing_run_is_an_error_of_the_user(self, store: StoreRef) -> None:
        """A run may be deleted between finding and reading."""
        with pytest.raises(ReaderError, match="gone-since-it-was-found"):
            self.reader.read(RunRef(store, "gone-since-it-was-found"))

    def test_it_describes_its_store(self, store: StoreRef) -> None:
        """Only where the reader has `describe`."""
        if not hasattr(self.reader, "describe"):
            return
        facts = self.reader.describe(store)
        assert isinstance(facts, StoreFacts), f"describe() returned {facts!r}"
        _assert_same(facts.store, store, "the store described")
        _assert_same(self.reader.describe(store), facts, "what describe() says a second time")

    def test_importing_it_imports_no_vendor(self) -> None:
        """A tracker's own library takes seconds to import, and most users do not have it."""
        own = getattr(self.reader, "__name__", type(self.reader).__module__).partition(".")[0]
        allowed = {"runreport", own, *self.may_import, *sys.stdlib_module_names}
        packages = {module.partition(".")[0] for module in imported_by(self.reader)}
        foreign = {package for package in packages - allowed if not package.startswith(("_", "cython"))}
        assert not foreign, f"importing the reader imports {sorted(foreign)}; import it where it is used"

    def _assert_as_expected(self, run: Run) -> None:
        found = differences(run, self.expected[run.id])
        assert not found, f"run {run.id} is not what was written: {'; '.join(found)}"

    def _runs(self, store: StoreRef) -> list[Run]:
        return [self.reader.read(ref) for ref in _refs(self.reader.find(store))]

    def _problems(self, store: StoreRef) -> list[Problem]:
        """Return what is said of a store and its runs, as a report says it."""
        found = list(self.reader.find(store))
        told = [item for item in found if isinstance(item, Problem)]
        for ref in _refs(found):
            try:
                told += self.reader.read(ref).problems
            except ReaderError as error:
                told.append(problem_of(error, store=store.address, run=ref.key))
        return told

    def _use(self, store: StoreRef) -> None:
        """Do with a store all that a report does."""
        self.reader.recognizes(place_at(store.path))
        for ref in _refs(self.reader.find(store)):
            try:
                self.reader.read(ref)
            except ReaderError:
                continue
        if hasattr(self.reader, "describe"):
            self.reader.describe(store)


def _assert_same(there: object, wanted: object, what: str) -> None:
    assert there == wanted, f"{what}: {there!r}, not {wanted!r}"


def _refs(found: Any) -> list[RunRef]:
    return [item for item in found if isinstance(item, RunRef)]


def _keys(found: Any) -> list[str]:
    return [ref.key for ref in _refs(found)]


def _matching(store: StoreRef, opened: list[str], patterns: tuple[str, ...]) -> list[str]:
    """Return which of the opened files, relative to the folder around the store, hold points."""
    around = store.path.parent
    points = {path for pattern in patterns for path in store.path.glob(pattern)}
    return [path for path in opened if around / path in points]
