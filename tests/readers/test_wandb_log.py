"""Logs that wandb could have written and did not: damaged, odd, huge, hostile. Made byte by byte."""

import json
import math
import random
import re
import shutil
import struct
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from runreport.model import Better, Omission, Problem, Run, Status, StoreRef, TableKind
from runreport.readers.catalog import Catalog
from runreport.readers.detect import detect
from runreport.readers.stream import stream
from runreport.readers.wandb import files as wandb_files
from runreport.testing.place import place_at
from runreport.testing.watch import watching

HEADER = b":W&B" + struct.pack("<HB", 0xBEE1, 0)
BLOCK = 32_768


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes((*out, value))


def field(number, value):
    """Return a field: an integer, or bytes, a text or an encoded message."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value % 2**64)
    data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def item(key, value, *, parts=False):
    """Return a key and its value as JSON; a value in bytes is taken as it is."""
    text = value if isinstance(value, bytes) else json.dumps(value)
    keys = b"".join(field(2, part) for part in key) if parts else field(1, key)
    return keys + field(16, text)


def row(step=None, **values):
    """Return a history record of the Python era."""
    items = values if step is None else {**values, "_step": step}
    return field(2, b"".join(field(1, item(key, value)) for key, value in items.items()))


def spread(step, pairs):
    """Return a history record of the core: keys in parts."""
    items = [(("_step",), step), *pairs]
    return field(2, b"".join(field(1, item(key, value, parts=True)) for key, value in items))


def run(key="a", config=None, **texts):
    """Return the record that a log begins with; texts by the number of their field, as `_8="name"`."""
    parts = [field(1, key), field(3, "project"), field(17, field(1, 1_700_000_000))]
    parts += [field(int(number[1:]), text) for number, text in texts.items()]
    parts += [field(4, b"".join(field(1, item(name, value)) for name, value in (config or {}).items()))]
    return field(17, b"".join(parts))


def ended(code=0):
    return field(18, field(1, code))


def chunk(kind, data):
    return struct.pack("<IHB", zlib.crc32(bytes((kind,)) + data), len(data), kind) + data


def log(*records, header=HEADER):
    """Return a log; each record gets its number in front."""
    out = bytearray(header)
    for number, record in enumerate(records, 1):
        rest, is_first = field(1, number) + record, True
        while rest or is_first:
            left = BLOCK - len(out) % BLOCK
            if left < 7:
                out += bytes(left)
                left = BLOCK
            piece, rest = rest[: left - 7], rest[left - 7 :]
            out += chunk((2 if rest else 1) if is_first else (3 if rest else 4), piece)
            is_first = False
    return bytes(out)


@pytest.fixture
def save(tmp_path):
    """Return a function that writes a run's log, and files beside it, into a folder `wandb`."""

    def write(data, key="a", time="20250102_030405", prefix="run", **files):
        folder = tmp_path / "wandb" / f"{prefix}-{time}-{key}"
        (folder / "files").mkdir(parents=True, exist_ok=True)
        if data is not None:
            (folder / f"run-{key}.wandb").write_bytes(data)
        for name, content in files.items():
            path = (
                folder / "files" / name.replace("__", "/").replace("_json", ".json").replace("_yaml", ".yaml")
            )
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "wandb"

    return write


def everything(store):
    return list(stream([StoreRef("wandb-files", str(store))], Catalog({"wandb-files": wandb_files})))


def only(store):
    (run,) = everything(store)
    assert isinstance(run, Run), run
    return run


def points(run):
    return {
        name: list(zip(one.steps.tolist(), one.values.tolist(), strict=True))
        for name, one in run.metrics.items()
    }


def said(run):
    return [problem.what for problem in run.problems]


def claimed(path):
    return wandb_files.recognizes(place_at(path))


ROWS = [row(step, loss=step / 2) for step in range(4)]
CURVE = [(step, step / 2) for step in range(4)]


def test_a_whole_log_has_no_problems(save):
    run_ = only(save(log(run(config={"alpha": 0.1}, _8="first"), *ROWS, ended())))
    assert points(run_) == {"loss": CURVE}
    assert (run_.name, run_.experiment, run_.status, run_.problems) == (
        "first",
        "project",
        Status.FINISHED,
        (),
    )


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "the log is empty"),
        (HEADER, "the log holds its header alone"),
        (HEADER[:3], "the log holds its header alone"),
        (b"garbage" * 9, "the log does not begin as logs of wandb do"),
        (
            log(run(), header=HEADER[:-1] + b"\x01"),
            "the log is of version 1, which is newer than the one that is known",
        ),
    ],
)
def test_a_log_of_which_nothing_can_be_read_is_told_and_the_files_beside_it_are_read(save, data, fault):
    run_ = only(save(data, config_yaml="alpha:\n  value: 0.1\n"))
    assert said(run_) == [fault]
    assert run_.problems[0].file == "run-20250102_030405-a/run-a.wandb"
    assert (run_.params, run_.status) == ({"alpha": 0.1}, Status.UNKNOWN)


def test_without_any_file_beside_it_such_a_run_is_an_error_that_names_it(save):
    (problem,) = everything(save(b""))
    assert problem.what == (
        "run a: nothing of it can be read: run-20250102_030405-a/run-a.wandb: the log is empty"
    )
    assert problem.remedy == "restore its folder from a copy, or remove it"


@pytest.mark.parametrize("cut", range(1, 30))
def test_a_torn_last_record_is_left_out_and_told(save, cut):
    data = log(run(), *ROWS)
    run_ = only(save(data[:-cut]))
    whole = CURVE[:3] if cut <= len(data) - len(log(run(), *ROWS[:3])) else CURVE[:2]
    assert points(run_) == {"loss": whole}
    is_between = len(data) - cut == len(log(run(), *ROWS[:3]))
    assert said(run_) == (
        [] if is_between else ["the log breaks off within its last record, which is left out"]
    )
    assert run_.status is Status.UNKNOWN


def test_a_record_in_several_pieces_is_joined(save):
    long = "x" * 100_000
    run_ = only(save(log(run(config={"text": long}), *ROWS, ended())))
    assert (run_.params["text"], points(run_), run_.problems) == (long, {"loss": CURVE}, ())


def test_of_a_record_in_several_pieces_that_breaks_off_nothing_is_shown(save):
    data = log(run(), *ROWS, field(2, field(1, item("loss", "x" * 100_000))))
    run_ = only(save(data[: 2 * BLOCK]))
    assert points(run_) == {"loss": CURVE}
    assert said(run_) == ["the log breaks off within its last record, which is left out"]


@pytest.mark.parametrize("steps", [2_000, 20_000])
@pytest.mark.parametrize("place", ["a digit of a value", "the length of a chunk"])
def test_a_wrong_checksum_costs_the_rest_of_its_block_and_no_more(save, steps, place):
    data = bytearray(log(run(), *(row(step, loss=step / 2) for step in range(steps)), ended()))
    at = data.index(b"loss\x82\x01", BLOCK + 300) + len("loss") + 3
    if place == "a digit of a value":
        data[at] ^= 1
    else:
        data[data.rindex(b"\x01\x08", BLOCK, at) - 1] ^= 0xFF
    run_ = only(save(bytes(data)))
    (fault,) = said(run_)
    first, last = (int(one.replace(",", "")) for one in re.findall(r"[\d,]*\d", fault))
    assert BLOCK < first <= BLOCK + 500
    assert 2 * BLOCK <= last < 2 * BLOCK + 100
    found = dict(points(run_)["loss"])
    assert found == {step: step / 2 for step in found}
    lost = sorted(set(range(steps)) - set(found))
    assert lost == list(range(lost[0], lost[-1] + 1))
    assert 0 < len(lost) < BLOCK / 20
    assert run_.status is Status.FINISHED


def test_a_block_of_zeros_is_skipped_and_told(save):
    data = bytearray(log(run(), *(row(step, loss=step / 2) for step in range(4_000)), ended()))
    data[BLOCK : 2 * BLOCK] = bytes(BLOCK)
    run_ = only(save(bytes(data)))
    assert re.fullmatch(
        r"the log is damaged from byte 32,768 to 65,\d\d\d, where records are lost", *said(run_)
    )
    assert (0, 0.0) in points(run_)["loss"]
    assert (3_999, 1_999.5) in points(run_)["loss"]


def test_kinds_of_records_that_are_not_known_are_passed_over(save):
    strange = [field(77, b"anything"), field(500, field(1, 1)), field(4, field(3, "a line")), b""]
    run_ = only(save(log(run(), *strange, *ROWS, ended())))
    assert (points(run_), run_.problems) == ({"loss": CURVE}, ())


@pytest.mark.parametrize(
    "bad",
    [
        b"\xff" * 12,
        varint(2 << 3 | 2) + varint(2**63),
        varint(2 << 3 | 2) + b"\x80" * 11 + b"\x01",
        varint(3 << 3 | 3) + b"group",
        varint(0 << 3 | 2) + b"\x00",
        field(2, b"\xff\xff\xff"),
        field(2, field(1, b"\x0a\x7fshort")),
        field(2, field(1, field(1, "key") + varint(16 << 3 | 2) + b"\x7f1")),
        field(17, b"\xff" * 5),
        field(3, b"\x0a\xff\xff\xff\xff\x0f"),
        field(12, field(9, b"\x0f")),
    ],
)
@pytest.mark.parametrize("beside", [0, 60])
def test_a_record_that_is_no_protobuf_is_told_and_costs_itself_alone(save, bad, beside):
    more = [row(10 + step, other=1) for step in range(beside)]
    run_ = only(save(log(run(), *ROWS, *more, bad, ended())))
    assert points(run_)["loss"] == CURVE
    assert len(points(run_).get("other", ())) == beside
    assert said(run_) == ["a record is damaged, and left out"]
    assert run_.status is Status.FINISHED


def test_numbers_that_json_does_not_know_are_points(save):
    spelled = [b"NaN", b"Infinity", b"-Infinity", b'"NaN"', b'"-Infinity"', b"1e400", b"7"]
    rows = [
        field(2, field(1, item("loss", text)) + field(1, item("_step", at)))
        for at, text in enumerate(spelled)
    ]
    run_ = only(save(log(run(), *rows)))
    values = [value for _, value in points(run_)["loss"]]
    assert math.isnan(values[0])
    assert math.isnan(values[3])
    assert values[1:3] + values[4:] == [math.inf, -math.inf, -math.inf, math.inf, 7.0]


def test_what_is_no_number_is_counted_and_truth_values_are_no_numbers(save):
    rows = [row(0, loss=1, word="x", sure=True, many=[1, 2], nothing=None), row(1, loss=2)]
    run_ = only(save(log(run(), *rows)))
    assert points(run_) == {"loss": [(0, 1.0), (1, 2.0)]}
    assert [(one.what, one.count) for one in run_.omissions] == [("logged texts and lists", 3)]


def test_values_that_are_no_json_are_no_points(save):
    texts = [b"1,2", b"1]", b"[", b"--1", b"0x1", b"1 2", b"", b"1"]
    rows = [
        field(2, field(1, item("loss", text)) + field(1, item("_step", at))) for at, text in enumerate(texts)
    ]
    assert points(only(save(log(run(), *rows)))) == {"loss": [(7, 1.0)]}


def test_steps_may_be_missing_huge_and_negative_and_those_that_are_none_are_told(save):
    own = field(2, field(1, item("loss", 1)) + field(2, field(1, 9)))
    rows = [
        own,
        row(2**62 + 1, loss=2),
        row(-5, loss=3),
        row(1.5, loss=4),
        row(1e30, loss=5),
        row("x", loss=6),
    ]
    run_ = only(save(log(run(), *rows)))
    assert points(run_) == {"loss": [(-5, 3.0), (9, 1.0), (2**62 + 1, 2.0)]}
    assert said(run_) == ["3 records are damaged, and left out"]


NAMES = [
    "ä/ö",
    "日本",
    "😀",
    "\U0010fffd",
    "..",
    "../up",
    "a\nb",
    "\x1b[31m",
    "nul\0",
    "a.b",
    ".",
    " ",
    "x" * 300,
    "C:\\x",
]


@pytest.mark.parametrize("era", ["key", "nested"])
def test_names_may_be_any_text(save, era):
    rows = [
        row(step, **dict.fromkeys(NAMES, step))
        if era == "key"
        else spread(step, [((name,), step) for name in NAMES])
        for step in range(40)
    ]
    run_ = only(save(log(run(config=dict.fromkeys(NAMES, 1)), *rows)))
    assert points(run_) == {name: [(step, float(step)) for step in range(40)] for name in NAMES}
    assert run_.params == dict.fromkeys(NAMES, 1)
    assert run_.problems == ()


def test_parts_of_a_key_are_joined_and_media_are_not_taken_for_metrics(save):
    parts = [
        (("t", "_type"), "table-file"),
        (("t", "ncols"), 5),
        (("t", "nested", "size"), 7),
        (("f", "a"), 1),
        (("f", "b", "c"), 2),
    ]
    rows = [spread(0, parts), spread(1, [(("t", "ncols"), 6)])]
    run_ = only(save(log(run(), *rows)))
    assert points(run_) == {"f.a": [(0, 1.0)], "f.b.c": [(0, 2.0)], "t.ncols": [(1, 6.0)]}


@pytest.mark.parametrize("rows", [10, 4_000])
def test_items_may_come_in_another_order_in_each_row(save, rows):
    shuffled = []
    chance = random.Random(7)
    for step in range(rows):
        pairs = [((f"m{at}",), step * at) for at in range(5)]
        chance.shuffle(pairs)
        shuffled.append(spread(step, pairs[: 5 - step % 2]))
    found = points(only(save(log(run(), *shuffled))))
    expected = {f"m{at}": [] for at in range(5)}
    chance = random.Random(7)
    for step in range(rows):
        pairs = [(f"m{at}", step * at) for at in range(5)]
        chance.shuffle(pairs)
        for name, value in pairs[: 5 - step % 2]:
            expected[name].append((step, float(value)))
    assert found == expected


def test_a_run_of_a_hundred_thousand_steps_is_read_whole(save):
    body = [row(step, loss=step, acc=1) for step in range(100_000)]
    run_ = only(save(log(run(), *body, ended())))
    assert len(run_.metrics["loss"]) == len(run_.metrics["acc"]) == 100_000
    assert run_.metrics["loss"].values.sum() == sum(range(100_000))
    assert run_.problems == ()


@pytest.mark.parametrize("seconds", [0, 1, 9_999_999_999])
def test_dates_may_lie_in_1970_and_in_2286(save, seconds):
    start = field(17, field(1, "a") + field(17, field(1, seconds) + field(2, 500_000_000)))
    run_ = only(save(log(start, row(0, loss=1, _timestamp=seconds + 60.0), ended())))
    assert run_.started == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds, milliseconds=500)
    assert run_.ended == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds + 60)
    assert run_.metrics["loss"].times.tolist() == [seconds + 60.0]


def test_a_date_beyond_the_calendar_is_unknown(save):
    start = field(17, field(1, "a") + field(17, field(1, 2**63 - 1)))
    assert only(save(log(start, *ROWS))).started is None


@pytest.mark.parametrize(
    ("records", "status"),
    [
        ([ended(0)], Status.FINISHED),
        ([ended(1)], Status.FAILED),
        ([ended(255)], Status.FAILED),
        ([ended(-1)], Status.FAILED),
        ([ended(1), ended(0)], Status.FINISHED),
        ([], Status.UNKNOWN),
    ],
)
def test_the_exit_decides_and_without_one_the_status_is_unknown(save, records, status):
    row_ = row(9, loss=1, _timestamp=1_700_000_060)
    run_ = only(save(log(run(), row_, *records), **{"wandb-metadata_json": '{"state": "running"}'}))
    assert run_.status is status
    assert (run_.ended is None) == (status is Status.UNKNOWN)


def test_later_settings_win_and_what_was_taken_away_is_gone(save):
    update = field(5, field(1, item("alpha", 0.5)) + field(1, item(("fit", "seed"), 8, parts=True)))
    removed = field(5, field(2, item("gone", b"")))
    run_ = only(save(log(run(config={"alpha": 0.1, "fit": {"seed": 7, "x": 1}, "gone": 1}), update, removed)))
    assert run_.params == {"alpha": 0.5, "fit.seed": 8, "fit.x": 1}


def test_the_summary_of_the_log_goes_before_that_of_the_file(save):
    update = field(3, field(1, item("loss", {"min": 0.1})) + field(1, item("_runtime", 12)))
    run_ = only(save(log(run(), update, ended()), **{"wandb-summary_json": '{"loss": 9, "auc": 1}'}))
    assert run_.summary == {"loss.min": 0.1, "auc": 1}
    assert run_.cost.seconds.value == 12


def metric(name, **parts):
    fields = [field(2 if "*" in name else 1, name)]
    fields += [field(int(number[1:]), value) for number, value in parts.items()]
    return field(12, b"".join(fields))


def test_goals_and_axes_are_those_of_define_metric_and_a_kept_minimum_is_no_goal(save):
    said_ = [
        metric("val/*", _4="epoch", _8=2),
        metric("val/loss", _8=1),
        metric("loss", _7=field(1, 1)),
        metric("auc", _7=field(4, 1), _8=2),
        metric("_step", _8=2),
        metric("epoch", _4="epoch"),
    ]
    rows = [row(0, **{"val/acc": 1, "val/loss": 1, "loss": 1, "auc": 1, "epoch": 0, "value": 2})]
    known = only(save(log(run(), *said_, *rows))).definitions
    assert {name: (one.better, one.known_from, one.step_metric) for name, one in known.items()} == {
        "val/acc": (Better.HIGHER, "record", "epoch"),
        "val/loss": (Better.LOWER, "record", "epoch"),
        "auc": (Better.HIGHER, "record", ""),
    }


def printed(text, kind=13):
    return field(kind, field(1, 1) + field(3, text))


@pytest.mark.parametrize("kind", [4, 13])
def test_what_an_offline_run_printed_stands_in_its_log_in_pieces(save, kind):
    pieces = [printed(text, kind) for text in ("epoch 1", "\n", "epo", "ch 2\nloss: 3", "\rloss: 2\n")]
    assert only(save(log(run(), *pieces, ended()))).log == "epoch 1\nepoch 2\nloss: 2"


def test_a_file_with_what_was_printed_goes_before_the_log(save):
    store = save(log(run(), printed("from the log\n"), ended()), **{"output.log": "from the file\n"})
    assert only(store).log == "from the file"


def test_of_very_long_output_in_the_log_the_rest_is_counted(save):
    found = only(save(log(run(), *(printed(f"line {number}\n") for number in range(1000)), ended())))
    assert found.log.endswith("line 999")
    assert [(one.what, one.count) for one in found.omissions] == [("lines of console output", 900)]


def test_a_fork_a_sweep_and_a_group_are_kept(save):
    store = save(log(run(_6="group", _7="train", _12="sw1", _23=field(1, "origin") + field(2, 5)), *ROWS))
    run_ = only(store)
    assert (run_.group, run_.job_type, run_.parent, run_.tags) == (
        "group",
        "train",
        "origin",
        {"sweep": "sw1"},
    )


def test_a_sweep_is_known_by_its_folder_too(save):
    store = save(log(run(), *ROWS))
    (store / "sweep-sw2").mkdir()
    (store / "sweep-sw2/config-a.yaml").write_text("wandb_version: 1\nalpha:\n  value: 1\n")
    assert only(store).tags == {"sweep": "sw2"}


def test_a_resumed_run_is_one_run_in_the_order_of_its_folders(save):
    save(log(run(config={"part": 2}), row(2, loss=2), row(3, loss=3), ended()), time="20250103_000000")
    store = save(
        log(run(config={"part": 1, "first": 1}), row(0, loss=0), row(1, loss=1)), time="20250102_000000"
    )
    run_ = only(store)
    assert points(run_) == {"loss": [(0, 0.0), (1, 1.0), (2, 2.0), (3, 3.0)]}
    assert (run_.params, run_.status) == ({"part": 2, "first": 1}, Status.FINISHED)


def test_two_runs_of_one_id_in_two_projects_are_not_mixed(save):
    save(log(run(), *ROWS), time="20250102_000000")
    other = field(17, field(1, "a") + field(3, "elsewhere"))
    run_ = only(save(log(other, row(9, loss=9)), time="20250103_000000"))
    assert points(run_) == {"loss": CURVE}
    assert said(run_) == ["another run of the same id, in the project elsewhere, is left out"]


def picture(path, step=0, **more):
    return row(step, picture={"_type": "image-file", "path": path, "format": "png", **more})


def test_a_picture_is_there_with_its_bytes(save):
    store = save(log(run(), picture("media/images/p.png", caption="c")))
    (store / "run-20250102_030405-a/files/media/images").mkdir(parents=True, exist_ok=True)
    (store / "run-20250102_030405-a/files/media/images/p.png").write_bytes(b"PNG")
    (one,) = only(store).media
    assert (one.name, one.media_type, one.step, one.caption, one.content) == (
        "picture",
        "image/png",
        0,
        "c",
        b"PNG",
    )


@pytest.mark.parametrize(
    "path",
    [
        "../../secret.png",
        "../../../wandb/secret.png",
        "media/../../logs/debug.png",
        "..\\..\\secret.png",
        "link/secret.png",
        "link.png",
        "logs/debug.png",
        "nul\0.png",
        "",
        "x" * 5000 + ".png",
        "media/images/gone.png",
        "media",
    ],
)
def test_a_path_that_leaves_the_run_or_names_nothing_is_never_read(save, path):
    store = save(log(run(), *ROWS, picture(path), picture(str(store_secret(save)))))
    home = store / "run-20250102_030405-a"
    for place in (
        store / "secret.png",
        home / "files/logs/debug.png",
        home / "logs/debug.png",
        home / "secret.png",
    ):
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(b"SECRET")
    (home / "files/link").symlink_to(store)
    (home / "files/link.png").symlink_to(store / "secret.png")
    run_ = only(store)
    assert [one.content for one in run_.media] == [None] * len(run_.media)
    assert (points(run_), run_.problems) == ({"loss": CURVE}, ())


def store_secret(save):
    return save(None).parent / "wandb/secret.png"


def test_wandbs_own_logs_are_never_opened(save):
    store = save(log(run(), *ROWS, ended()))
    logs = store / "run-20250102_030405-a/logs"
    logs.mkdir()
    (logs / "debug.log").write_text("api_key: not-a-real-password")
    with watching(store) as watch:
        only(store)
    assert not [path for path in watch.opened if "logs" in path]


def table(path, name="t", step=0):
    return row(step, **{name: {"_type": "table-file", "path": path, "ncols": 2, "nrows": 1}})


def test_a_table_that_is_damaged_is_told_and_one_that_is_gone_is_counted(save):
    store = save(
        log(
            run(), *ROWS, table("a.json"), table("b.json", "u"), table("gone.json", "v"), table("c.json", "w")
        ),
        a_json='{"columns": ["x"], "data": [[1],',
        b_json='{"columns": ["x", "y"], "data": [[1]]}',
        c_json='{"columns": ["x"], "data": [[NaN], [{"_type": "image-file", "path": "p.png"}], [[1, 2]]]}',
    )
    run_ = only(store)
    assert said(run_) == [
        "the table t cannot be read: it is not JSON",
        "the table u cannot be read: its rows differ in length from its columns",
    ]
    assert run_.problems[0].file == "run-20250102_030405-a/files/a.json"
    assert [(one.name, one.rows[1:]) for one in run_.tables] == [("w", (("p.png",), ("[1, 2]",)))]
    assert [(one.what, one.count) for one in run_.omissions] == [("logged tables", 3)]


def test_long_tables_and_many_of_them_are_cut_and_counted(save):
    rows = json.dumps({"columns": ["x"], "data": [[at] for at in range(500)]})
    run_ = only(save(log(run(), *(table("a.json", f"t{at}", at) for at in range(30))), a_json=rows))
    assert len(run_.tables) == 24
    assert {(len(one.rows), one.rows_in_store) for one in run_.tables} == {(200, 500)}
    assert [(one.what, one.count) for one in run_.omissions] == [("logged tables", 6)]


def test_a_histogram_has_a_row_a_bin_also_where_its_bins_are_packed(save):
    plain = {"_type": "histogram", "values": [1, 2], "bins": [0, 0.5, 1]}
    packed = {"_type": "histogram", "values": [3, 4], "packedBins": {"min": 0, "size": 0.5, "count": 2}}
    broken = {"_type": "histogram", "values": [3, 4], "bins": [0]}
    run_ = only(save(log(run(), row(0, h=plain), row(1, p=packed), row(2, b=broken))))
    assert [(one.name, one.kind, one.rows) for one in run_.tables] == [
        ("h", TableKind.HISTOGRAM, ((0.0, 0.5, 1), (0.5, 1.0, 2))),
        ("p", TableKind.HISTOGRAM, ((0.0, 0.5, 3), (0.5, 1.0, 4))),
    ]


def test_artifacts_used_are_data_sets_and_those_made_are_what_they_are(save):
    entry = field(1, "part/x.csv") + field(2, "abc=") + field(4, 12)
    made = field(8, field(4, "dataset") + field(5, "north") + field(6, "d1") + field(12, field(4, entry)))
    used = field(25, field(1, "id") + field(2, "dataset") + field(3, "south:v2"))
    own = field(8, field(4, "run_table") + field(5, "run-a-t") + field(6, "d2") + field(12, field(4, entry)))
    run_ = only(save(log(run(), made, used, own)))
    assert [(one.name, one.digest, one.context) for one in run_.datasets] == [
        ("north", "md5:d1", "made by the run"),
        ("south:v2", None, "used by the run"),
    ]
    assert [(one.path, one.size_bytes, one.digest) for one in run_.artifacts] == [
        ("north/part/x.csv", 12, "md5:abc=")
    ]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("wandb-summary_json", "{", "wandb-summary.json cannot be read: it is not JSON"),
        ("wandb-summary_json", "[1]", "wandb-summary.json cannot be read: it holds no JSON object"),
        ("wandb-metadata_json", b"\xff\xfe", "wandb-metadata.json cannot be read: it is not JSON"),
        ("config_yaml", "a: [", "config.yaml cannot be read: it is no YAML that can be read"),
        ("config_yaml", "- 1", "config.yaml cannot be read: it holds no settings"),
        ("wandb-summary_json", "[" * 100_000, "wandb-summary.json cannot be read: it is not JSON"),
    ],
)
def test_a_damaged_file_beside_the_log_is_told_and_the_rest_is_read(save, name, content, fault):
    run_ = only(save(log(run(), *ROWS)[:-1], **{name: content}))
    assert fault in said(run_)
    assert points(run_) == {"loss": CURVE[:3]}


def test_up_to_0_9_rows_are_json_lines_and_a_torn_one_is_told(tmp_path):
    folder = tmp_path / "wandb/run-20200102_030405-old"
    folder.mkdir(parents=True)
    history = [
        {"loss": 1.0, "_step": 0, "n": {"x": 1}},
        {"loss": math.nan, "_step": 1},
        {"loss": "Infinity", "_step": 2},
    ]
    (folder / "wandb-history.jsonl").write_text("\n".join(map(json.dumps, history)) + '\n{"loss": 3, "_st')
    (folder / "wandb-events.jsonl").write_text(
        '{"system.cpu": 5, "_timestamp": 10, "system.network": {"sent": 1}}\n'
    )
    (folder / "wandb-metadata.json").write_text(
        '{"state": "failed", "mode": "run", "heartbeatAt": "2020-01-02T03:05:00"}'
    )
    run_ = only(tmp_path / "wandb")
    assert math.isnan(points(run_)["loss"][1][1])
    assert points(run_)["loss"][2] == (2, math.inf)
    assert points(run_)["n.x"] == [(0, 1.0)]
    assert {name: (one.values.tolist(), one.times.tolist()) for name, one in run_.system.items()} == {
        "system.cpu": ([5.0], [10.0]),
        "system.network.sent": ([1.0], [10.0]),
    }
    assert run_.status is Status.FAILED
    assert said(run_) == ["the last line breaks off, and is left out"]


def test_a_folder_with_runs_and_one_run_and_a_lone_log_are_stores(save, tmp_path):
    store = save(log(run(), *ROWS))
    alone = tmp_path / "downloads/run-b.wandb"
    alone.parent.mkdir()
    alone.write_bytes(log(run("b"), *ROWS))
    one = store / "run-20250102_030405-a"
    (one / "files/config.yaml").write_text("x: {value: 1}\n")
    renamed = shutil.copytree(one, tmp_path / "renamed")
    assert all(claimed(path) for path in (store, one, alone, renamed))
    assert not any(
        claimed(path) for path in (alone.parent, one / "run-a.wandb", renamed / "run-a.wandb", one / "files")
    )
    for path, key in ((store, "a"), (one, "a"), (alone, "b"), (renamed, "a")):
        run_ = only(path)
        assert (run_.id, points(run_)) == (key, {"loss": CURVE})
    found = detect([str(tmp_path)], Catalog({"wandb-files": wandb_files})).refs
    assert sorted(Path(ref.address).name for ref in found) == ["renamed", "run-b.wandb", "wandb"]


def test_a_folder_that_only_looks_like_a_run_is_no_store_and_is_told_beside_others(save, tmp_path):
    lookalike = tmp_path / "wandb/run-20250102_030406-notes"
    lookalike.mkdir(parents=True)
    (lookalike / "notes.txt").write_text("nothing")
    assert claimed(tmp_path / "wandb") is None
    assert claimed(lookalike) is None
    store = save(log(run(), *ROWS))
    assert claimed(store)
    found = everything(store)
    assert [one.id for one in found if isinstance(one, Run)] == ["a"]
    (problem,) = [one for one in found if isinstance(one, Problem)]
    assert problem.what == "the folder is named like a run's, and holds no record of one"
    assert problem.file == "run-20250102_030406-notes"


def test_a_link_called_latest_run_is_not_followed_and_a_copy_is_counted(save, tmp_path):
    store = save(log(run(), *ROWS))
    (store / "latest-run").symlink_to("run-20250102_030405-a")
    assert [type(one) for one in everything(store)] == [Run]
    (store / "latest-run").unlink()
    shutil.copytree(store / "run-20250102_030405-a", store / "latest-run")
    assert [type(one) for one in everything(store)] == [Run, Omission]
    shutil.rmtree(store / "run-20250102_030405-a")
    assert only(store).id == "a"
    assert claimed(store)


def test_a_link_to_a_run_is_not_followed_and_told(save, tmp_path):
    store = save(log(run(), *ROWS))
    (store / "run-20250102_030406-b").symlink_to(store / "run-20250102_030405-a")
    run_, problem = everything(store)
    assert (run_.id, problem.what) == ("a", "a link to another folder, which is not followed")
    assert problem.file == "run-20250102_030406-b"


def test_ids_may_hold_dashes_and_folders_of_offline_and_dry_runs_are_runs(save):
    save(log(run("x-y-z"), *ROWS), key="x-y-z", prefix="offline-run")
    store = save(log(run("b"), *ROWS), key="b", prefix="dryrun-run", time="20250102_030406")
    assert [one.id for one in everything(store)] == ["x-y-z", "b"]


def test_packages_versions_and_the_place_are_those_of_the_record(save):
    environment = field(26, field(1, "Linux") + field(2, "CPython 3.11.7") + field(6, "/home/x/train.py"))
    more = field(
        26, field(5, "--lr") + field(5, "1") + field(7, "train.py") + field(16, 2) + field(12, "lab")
    )
    telemetry = field(11, field(4, "3.11.7") + field(5, "0.31.0"))
    store = save(log(run(), environment, more, telemetry))
    (store / "run-20250102_030405-a/files/requirements.txt").write_text("numpy==2.0\n-e git+https://x\nodd\n")
    run_ = only(store)
    assert run_.environment.packages == {"numpy": "2.0"}
    assert (run_.environment.python, run_.environment.tracker) == ("3.11.7", "wandb 0.31.0")
    assert (run_.environment.platform, run_.environment.hardware) == ("Linux", "2 CPU cores")
    assert (run_.source.entry_point, run_.source.command) == ("train.py", "/home/x/train.py --lr 1")


def test_the_folders_of_tensorboard_that_wandb_watched_are_kept_as_evidence(save):
    watched = [
        field(9, field(1, folder) + field(2, 1))
        for folder in ("/data/logs/a", "/data/logs/b", "/data/logs/a")
    ]
    assert only(save(log(run(), *watched, *ROWS, ended()))).folders == ("/data/logs/a", "/data/logs/b")
