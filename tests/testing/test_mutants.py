"""The suite, proved: it passes a correct reader, and catches every reader that breaks one promise."""

import pytest

from runreport.testing import ReaderSuite

TESTS = sorted(name for name in vars(ReaderSuite) if name.startswith("test_"))
NAMES = "return sorted(os.listdir(store.path))"
RUN = 'return Run(ref, ref.key, "toys", params=params, metrics=_curves(folder / POINTS))'
FOUND = "            yield RunRef(store, name, _stamp(store.path / name))\n"
POINT = "points.setdefault(name, []).append((int(step), float(value)))"
SERIES = "Series.of(*zip(*column, strict=True))"
READ = 'def read(ref):\n    """Return one run."""\n'
PROBLEM = "from runreport.model import Problem\n        return Run(ref, '', '', problems=(Problem({}),))"
FAULT = 'raise ReaderError(f"run {ref.key}: {SETTINGS} cannot be read: {error}; mend it") from error'
CLAIM = "if place.is_folder and MARK in place.files and place.head(MARK).startswith(b'{\"toy\":'):"
MUTANTS = {
    "no docstring": ('"""Toy stores', 'TEXT = """Toy stores', "test_its_docstring_says_which_store_it_reads"),
    "recognizes nothing": (CLAIM, "if False:", "test_it_recognizes_its_own_store"),
    "says not why": ('Claim(f"there is a {MARK}")', 'Claim(" ")', "test_it_recognizes_its_own_store"),
    "says yes for a claim": (
        'return Claim(f"there is a {MARK}")',
        "return True",
        "test_it_recognizes_its_own_store",
    ),
    "claims a file that it is not asked about": (
        "def recognizes(place):",
        "FILES = ('*.toy',)\n\n\ndef recognizes(place):\n    if place.name == MARK:\n"
        "        return Claim('a mark')",
        "test_it_is_asked_about_the_files_that_it_claims",
    ),
    "asks for names as no file bears them": (
        "def recognizes(place):",
        "FILES = ('*.TOY',)\n\n\ndef recognizes(place):",
        "test_it_is_asked_about_the_files_that_it_claims",
    ),
    "recognizes everything": (
        CLAIM,
        "if True:",
        "test_it_claims_neither_an_empty_folder_nor_a_stray_file",
    ),
    "recognizes empty folders": (
        CLAIM,
        "if place.is_folder and not place.files - {MARK}:",
        "test_it_claims_neither_an_empty_folder_nor_a_stray_file",
    ),
    "recognizes by a common suffix": (
        CLAIM,
        "if any(name.endswith('.json') for name in place.files):",
        "test_it_claims_neither_an_empty_folder_nor_a_stray_file",
    ),
    "raises in recognizes": (
        "place.head(MARK).startswith(b'{\"toy\":')",
        "'toy' in json.loads(place.head(MARK))",
        "test_it_recognizes_without_raising_or_writing",
    ),
    "raises where a store is gone": (
        CLAIM,
        "json.loads(place.head(MARK) or 'null') if os.stat(place.path) else None\n    " + CLAIM,
        "test_it_recognizes_without_raising_what_is_gone_meanwhile",
    ),
    "reads points to recognize": (
        CLAIM,
        CLAIM + "\n        place.head('ash/points.txt')",
        "test_it_recognizes_by_no_more_than_a_few_files",
    ),
    "finds all at once": (
        "def find(store):",
        "def find(store):\n    return iter(list(_find(store)))\n\n\ndef _find(store):",
        "test_it_finds_lazily",
    ),
    "returns a list": (
        "def find(store):",
        "def find(store):\n    return list(_find(store))\n\n\ndef _find(store):",
        "test_it_finds_lazily",
    ),
    "reads metrics to find": (
        "(folder / name).stat() for",
        "((folder / name).read_bytes(), (folder / name).stat())[1] for",
        "test_it_finds_without_reading_metrics",
    ),
    "loses the last run": (NAMES, NAMES + "[:-2]", "test_it_finds_exactly_the_runs_that_are_there"),
    "invents a run": (
        FOUND,
        FOUND + "    yield RunRef(store, 'total')\n",
        "test_it_finds_exactly_the_runs_that_are_there",
    ),
    "finds a problem where there is none": (
        FOUND,
        FOUND + "    from runreport.model import Problem\n    yield Problem('odd', 'none')\n",
        "test_it_finds_exactly_the_runs_that_are_there",
    ),
    "finds keys twice": (FOUND, FOUND * 2, "test_it_finds_each_key_once"),
    "lists in the file system's order": (
        NAMES,
        "return os.listdir(store.path)",
        "test_it_finds_in_a_fixed_order",
    ),
    "stamps with a counter": (
        "return repr(",
        "globals()['COUNT'] = globals().get('COUNT', 0) + 1\n    return repr(COUNT) + repr(",
        "test_it_finds_in_a_fixed_order",
    ),
    "lists in the order of a set": (
        NAMES,
        "return list(set(os.listdir(store.path)))",
        "test_it_finds_in_the_same_order_in_every_process",
    ),
    "drops the last point": (
        SERIES,
        "Series.of(*zip(*(column[:-1] or column), strict=True))",
        "test_it_reads_exactly_what_is_there",
    ),
    "drops what is not a number": (
        POINT,
        "if float(value) == float(value):\n            " + POINT,
        "test_it_reads_exactly_what_is_there",
    ),
    "keeps one point a step": (
        SERIES,
        "Series.of(*zip(*dict(column).items(), strict=True))",
        "test_it_reads_exactly_what_is_there",
    ),
    "rounds values": ("float(value)))", "round(float(value), 6)))", "test_it_reads_exactly_what_is_there"),
    "reads steps as floats": ("(int(step),", "(int(float(step)),", "test_it_reads_exactly_what_is_there"),
    "drops a metric": (
        "for name, column in points.items()",
        "for name, column in list(points.items())[:1]",
        "test_it_reads_exactly_what_is_there",
    ),
    "makes settings texts": (
        "params=params",
        "params={name: str(value) for name, value in params.items()}",
        "test_it_reads_exactly_what_is_there",
    ),
    "makes settings floats": (
        "params=params",
        "params={k: float(v) if type(v) is int else v for k, v in params.items()}",
        "test_it_reads_exactly_what_is_there",
    ),
    "makes truths numbers": (
        "params=params",
        "params={k: int(v) if type(v) is bool else v for k, v in params.items()}",
        "test_it_reads_exactly_what_is_there",
    ),
    "drops empty settings": (
        "params=params",
        "params={k: v for k, v in params.items() if v}",
        "test_it_reads_exactly_what_is_there",
    ),
    "complains of a whole run": (
        "params=params",
        "params=params, problems=(__import__('runreport').model.Problem('odd', 'none'),)",
        "test_it_reads_exactly_what_is_there",
    ),
    "reads otherwise a second time": (
        RUN,
        "globals()['COUNT'] = globals().get('COUNT', 0) + 1\n    params['time'] = COUNT\n    " + RUN,
        "test_it_reads_the_same_twice",
    ),
    "reads only what it found": (
        FOUND + "\n\n" + READ,
        "            KEYS.append(name)\n"
        + FOUND
        + "\n\nKEYS = []\n\n\n"
        + READ
        + "    KEYS.index(ref.key)\n",
        "test_it_reads_in_a_process_that_did_not_find",
    ),
    "forgets the stamp": (
        "return Run(ref,",
        "return Run(RunRef(ref.store, ref.key),",
        "test_a_run_says_which_one_it_is",
    ),
    "holds what cannot be pickled": (
        "params=params",
        "params=params, notes=(lambda: ref)",
        "test_runs_travel_between_processes",
    ),
    "writes a lock": (
        RUN,
        "(folder / 'lock').write_text('')\n    (folder / 'lock').unlink()\n    " + RUN,
        "test_it_leaves_the_store_untouched",
    ),
    "touches what it read": (
        RUN,
        "os.utime(folder / POINTS)\n    " + RUN,
        "test_it_leaves_the_store_untouched",
    ),
    "opens for writing": (
        RUN,
        "(folder / POINTS).open('r+b').close()\n    " + RUN,
        "test_it_leaves_the_store_untouched",
    ),
    "opens a database for writing": (
        RUN,
        "__import__('sqlite3').connect(folder / POINTS).close()\n    " + RUN,
        "test_it_leaves_the_store_untouched",
    ),
    "leaves a journal": (
        NAMES,
        "(store.path.parent / 'place-journal').write_text('')\n        " + NAMES,
        "test_it_leaves_the_store_untouched",
    ),
    "mends a damaged run": (
        FAULT,
        "(folder / SETTINGS).write_text('{}')\n        " + FAULT,
        "test_a_damaged_store_is_left_untouched_too",
    ),
    "loses the store with one run": (
        FOUND,
        "            json.loads((store.path / name / SETTINGS).read_bytes())\n" + FOUND,
        "test_a_damaged_run_costs_only_itself",
    ),
    "stops at a damaged run": (
        FOUND,
        "            if not (store.path / name / SETTINGS).read_text().endswith('}'):\n"
        "                return\n" + FOUND,
        "test_a_damaged_run_costs_only_itself",
    ),
    "skips a damaged run": (
        FOUND,
        "            if not (store.path / name / SETTINGS).read_text().endswith('}'):\n"
        "                continue\n" + FOUND,
        "test_a_damaged_run_is_told_of",
    ),
    "swallows problems": (FAULT, "params = {}", "test_a_damaged_run_is_told_of"),
    "does not name the run": ("run {ref.key}: {SETTINGS}", "{SETTINGS}", "test_a_damaged_run_is_told_of"),
    "does not name the file": (": {SETTINGS} cannot", ": it cannot", "test_a_damaged_run_is_told_of"),
    "keeps what it read": (
        READ,
        "def read(ref, kept={}):\n    if ref.uid not in kept:\n        kept[ref.uid] = _read(ref)\n"
        "    return kept[ref.uid]\n\n\ndef _read(ref):\n",
        "test_a_damaged_run_is_told_of",
    ),
    "says no remedy": (
        FAULT,
        PROBLEM.format("SETTINGS, ''"),
        "test_every_problem_says_what_to_do",
    ),
    "says nothing in a problem": (
        FAULT,
        PROBLEM.format("'', 'mend it'"),
        "test_every_problem_says_what_to_do",
    ),
    "lets any error out": ("except (OSError, ValueError)", "except OSError", "test_a_damaged_run_is_told_of"),
    "stamps with nothing": ("_stamp(store.path / name)", "''", "test_a_changed_run_has_another_stamp"),
    "takes half a point": (
        '.split("\\n")[:-1]',
        ".splitlines()",
        "test_it_reads_what_is_whole_while_a_writer_is_at_work",
    ),
    "chokes on half a point": (
        '.split("\\n")[:-1]:',
        '.split("\\n")[:-1] if path.read_text()[-1:] in ("", "\\n") else [None]:',
        "test_it_reads_what_is_whole_while_a_writer_is_at_work",
    ),
    "fails on a missing store": (
        "except OSError",
        "except ValueError",
        "test_a_missing_store_is_an_error_of_the_user",
    ),
    "finds nothing in a missing store": (
        '        raise ReaderError(f"{store.address} cannot',
        '        return []\n        raise ReaderError(f"{store.address} cannot',
        "test_a_missing_store_is_an_error_of_the_user",
    ),
    "fails to read from a missing store": (
        READ,
        READ + "    os.listdir(ref.store.path)\n",
        "test_a_missing_store_is_an_error_of_the_user",
    ),
    "fails on a missing run": (
        "    try:\n        params",
        "    os.listdir(folder)\n    try:\n        params",
        "test_a_missing_run_is_an_error_of_the_user",
    ),
    "describes another store": (
        "def _names",
        "def describe(store):\n    from runreport.model import StoreFacts, StoreRef\n"
        "    return StoreFacts(StoreRef('', ''))\n\n\ndef _names",
        "test_it_describes_its_store",
    ),
    "describes otherwise a second time": (
        "def _names",
        "def describe(store, seen=[]):\n    from runreport.model import Experiment, StoreFacts\n"
        "    seen.append(Experiment('toys'))\n    return StoreFacts(store, tuple(seen))\n\n\ndef _names",
        "test_it_describes_its_store",
    ),
    "imports a vendor": ("import os\n", "import os\nimport pandas\n", "test_importing_it_imports_no_vendor"),
}


@pytest.mark.parametrize("test", TESTS)
def test_a_correct_reader_passes(test, toy_source, loaded, failure):
    error = failure(loaded(toy_source), test)
    assert error is None, error


@pytest.mark.parametrize("name", MUTANTS)
def test_a_broken_reader_is_caught(name, toy_source, loaded, failure):
    old, new, test = MUTANTS[name]
    assert old in toy_source, "the toy reader has changed; change the mutant with it"
    error = failure(loaded(toy_source.replace(old, new, 1)), test)
    assert error is not None, f"a reader that {name} passes {test}"
    assert not isinstance(error, NameError | SyntaxError), "the mutant itself is wrong"


def test_each_promise_is_broken_by_a_mutant():
    unproved = set(TESTS) - {test for _, _, test in MUTANTS.values()}
    # As root, nothing is unwritable: the test below breaks that promise in its own way.
    assert unproved == {"test_it_reads_a_store_that_cannot_be_written"}


def test_a_reader_that_needs_to_write_is_caught_on_a_read_only_store(toy_source, loaded, failure):
    wants_to_write = (
        "if not (store.path.stat().st_mode & 0o222):\n            raise PermissionError\n        " + NAMES
    )
    reader = loaded(toy_source.replace(NAMES, wants_to_write))
    assert isinstance(failure(reader, "test_it_reads_a_store_that_cannot_be_written"), Exception)
