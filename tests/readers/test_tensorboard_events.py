"""Event files of every kind, whole and damaged, read as tensorboard reads them; what is lost is told."""

import gzip
import math
import os
import random
import struct
from datetime import UTC, datetime

import numpy as np
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event, SessionLog, SourceMetadata
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary, SummaryMetadata
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto
from tensorboard.plugins.hparams import summary_v2 as hp
from tensorboard.summary.writer.record_writer import RecordWriter

from runreport.errors import ReaderError
from runreport.model import Omission, Problem, RunRef, Status, StoreRef, TableKind
from runreport.readers.tensorboard import folder as tensorboard
from runreport.readers.tensorboard.columns import columns_in
from runreport.readers.tensorboard.records import records_in

NAME = "events.out.tfevents.1700000000.workstation.7.0"
VERSION = Event(wall_time=1.7e9, file_version="brain.Event:2")


def scalar(tag, step, value, time=1.7e9):
    return Event(
        wall_time=time, step=step, summary=Summary(value=[Summary.Value(tag=tag, simple_value=value)])
    )


def tensor(tag, step, proto, plugin="scalars", content=b""):
    metadata = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name=plugin, content=content))
    value = Summary.Value(tag=tag, tensor=proto, metadata=metadata)
    return Event(wall_time=1.7e9, step=step, summary=Summary(value=[value]))


def start(step):
    return Event(wall_time=1.7e9, step=step, session_log=SessionLog(status=SessionLog.START))


def packed(events):
    class Sink:
        data = b""

        def write(self, data):
            self.data += data

        def flush(self): ...

        def close(self): ...

    sink = Sink()
    writer = RecordWriter(sink)
    for event in events:
        writer.write(event if isinstance(event, bytes) else event.SerializeToString())
    return sink.data


@pytest.fixture
def save(tmp_path):
    """Return a function that writes event files of one run, and reads it."""

    def write(*files, key="run", names=None):
        folder = tmp_path / "logs" / key
        folder.mkdir(parents=True, exist_ok=True)
        for number, content in enumerate(files):
            name = names[number] if names else f"events.out.tfevents.170000000{number}.workstation.7.0"
            (folder / name).write_bytes(content if isinstance(content, bytes) else packed(content))
        return tensorboard.read(RunRef(StoreRef("tensorboard", str(tmp_path / "logs")), key))

    return write


def points(run):
    return {
        tag: list(zip(series.steps.tolist(), series.values.tolist(), strict=True))
        for tag, series in run.metrics.items()
    }


def by_tensorboard(folder):
    accumulator = EventAccumulator(str(folder), size_guidance={"scalars": 0})
    accumulator.Reload()
    return {
        tag: sorted(((one.step, one.value) for one in accumulator.Scalars(tag)), key=lambda point: point[0])
        for tag in accumulator.Tags()["scalars"]
        if accumulator.Scalars(tag)
    }


WHOLE = [VERSION, *(scalar("loss", step, step / 4) for step in range(300))]
WHOLE_POINTS = [(step, step / 4) for step in range(300)]
LAST = len(packed(WHOLE)) - len(packed(WHOLE[:-1]))


@pytest.mark.parametrize("lost", [1, 4, 5, LAST - 12, LAST - 11, LAST - 8, LAST - 1])
def test_a_last_record_that_breaks_off_is_left_out_and_told(save, lost):
    run = save(packed(WHOLE)[:-lost])
    assert points(run) == {"loss": WHOLE_POINTS[:-1]}
    (problem,) = run.problems
    begin = len(packed(WHOLE[:-1]))
    assert (
        problem.what
        == f"the last record, at byte {begin:,}, breaks off after {LAST - lost:,} bytes and is left out"
    )
    assert (problem.file, problem.run) == ("run/events.out.tfevents.1700000000.workstation.7.0", "run")
    assert run.status is Status.UNKNOWN


@pytest.mark.parametrize("number", [0, 1, 150, 299, 300])
@pytest.mark.parametrize(
    ("place", "part"), [(0, "length"), (7, "length"), (9, "length"), (13, "bytes"), (-1, "bytes")]
)
def test_a_wrong_checksum_costs_the_rest_of_its_file_alone(save, tmp_path, number, place, part):
    begin = len(packed(WHOLE[:number]))
    end = len(packed(WHOLE[: number + 1]))
    data = bytearray(packed(WHOLE))
    data[end + place if place < 0 else begin + place] ^= 4
    run = save(bytes(data), [VERSION, scalar("loss", 1000, 7.0)])
    assert points(run) == {"loss": [*WHOLE_POINTS[: max(number - 1, 0)], (1000, 7.0)]}
    assert points(run) == by_tensorboard(tmp_path / "logs/run")
    (problem,) = run.problems
    assert problem.what == (
        f"the checksum of its {part} is wrong in the record at byte {begin:,}, so it and all behind it, "
        f"{len(data) - begin:,} bytes, cannot be read"
    )
    assert problem.file.endswith("1700000000.workstation.7.0")


def test_a_single_bit_anywhere_is_found():
    data, chance = packed(WHOLE[:40]), random.Random(1)
    for bit in chance.sample(range(8 * len(data)), 300):
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << bit % 8
        records = records_in(bytes(damaged))
        whole = sum(len(packed(WHOLE[: number + 1])) <= bit // 8 for number in range(40))
        assert (records.starts.size, len(records.faults)) == (whole, 1)


@pytest.mark.parametrize("length", [2**62, 2**64 - 1, 2**63, 2**64 - 16])
def test_a_length_beyond_all_files_is_told(save, length):
    head = struct.pack("<Q", length)
    run = save(packed(WHOLE) + head + b"1234" + bytes(40))
    assert points(run) == {"loss": WHOLE_POINTS}
    assert "the checksum of its length is wrong" in run.problems[0].what


def test_an_empty_file_is_told_and_the_others_are_read(save):
    run = save(b"", WHOLE)
    assert points(run) == {"loss": WHOLE_POINTS}
    assert [problem.what for problem in run.problems] == ["the file is empty"]


def test_a_file_of_nothing_but_its_version_is_a_run_without_points(save):
    run = save([VERSION])
    assert (run.metrics, run.problems) == ({}, ())
    assert run.started == run.ended == datetime.fromtimestamp(1.7e9, UTC)


def test_a_packed_file_is_unpacked_as_far_as_it_goes(save):
    assert points(save(gzip.compress(packed(WHOLE)))) == {"loss": WHOLE_POINTS}
    run = save(gzip.compress(packed(WHOLE))[:-200])
    assert 0 < len(run.metrics["loss"]) < 300
    assert "the packed file breaks off" in [problem.what for problem in run.problems]
    (problem,) = save(b"\x1f\x8b" + bytes(50)).problems
    assert problem.what.startswith("gzip cannot unpack it")


def test_a_text_that_is_named_like_events_is_no_run_without_a_word(save):
    run = save(b"just some text, nothing else\n" * 3, names=["events.out.tfevents.txt"])
    assert run.metrics == {}
    assert "the checksum of its length is wrong in the record at byte 0" in run.problems[0].what


def test_a_record_that_holds_no_event_costs_only_itself(save):
    run = save([VERSION, scalar("loss", 0, 1.0), b"\xff\xff\xff", scalar("loss", 1, 2.0)])
    assert points(run) == {"loss": [(0, 1.0), (1, 2.0)]}
    (problem,) = run.problems
    begin = len(packed([VERSION, scalar("loss", 0, 1.0)]))
    assert problem.what == f"the record at byte {begin:,} holds no event that can be read, and is left out"


def test_a_newer_version_and_new_fields_are_read_as_far_as_they_are_known(save):
    newer = Event(wall_time=1.7e9, file_version="brain.Event:9").SerializeToString() + b"\xfa\x07\x03new"
    said = scalar("loss", 1, 2.0).SerializeToString() + b"\xf8\x07\x05"
    run = save([newer, *[said] * 20])
    assert points(run) == {"loss": [(1, 2.0)] * 20}
    assert run.problems == ()


def test_values_of_unknown_plugins_are_counted(save):
    number = TensorProto(dtype=1, float_val=[1.0])
    events = [tensor("mystery", step, number, "sonar") for step in range(30)]
    bare = [Event(step=1, summary=Summary(value=[Summary.Value(tag="bare", tensor=number)]))]
    graph = [Event(wall_time=1.7e9, graph_def=b"x" * 5000), Event(wall_time=1.7e9, meta_graph_def=b"x")]
    run = save([VERSION, *events, *bare, *graph])
    assert run.metrics == {}
    counts = {one.what: one.count for one in run.omissions}
    assert counts == {"values of the plugin sonar": 30, "tensors": 1, "graphs": 2}


def test_a_hundred_thousand_steps_in_turn(save):
    tags = ["loss", "accuracy", "learning_rate"]
    events = [scalar(tag, step, step % 1000, 1.7e9 + step) for step in range(33_400) for tag in tags]
    run = save([VERSION, *events])
    assert {tag: len(series) for tag, series in run.metrics.items()} == dict.fromkeys(tags, 33_400)
    series = run.metrics["accuracy"]
    assert np.array_equal(series.steps, np.arange(33_400))
    assert np.array_equal(series.values, np.arange(33_400) % 1000)
    assert np.array_equal(series.times, 1.7e9 + np.arange(33_400))


NAMES = [
    "a/b/../c",
    "../../etc/passwd",
    "..",
    "/",
    "back\\slash",
    "nul\0 tab\t line\n",
    "\u202eright to left",
    "ünïcode",
    "計測",
    "𝔘𝔫𝔦 🎉",
    "\U000e0041 \U0010fffd",
    "Loss",
    "loss",
    "x" * 4000,
    "",
]


def test_tags_are_what_they_are(save):
    events = [scalar(tag, step, 1.0) for step in range(20) for tag in NAMES]
    run = save([VERSION, *events])
    assert points(run) == {tag: [(step, 1.0) for step in range(20)] for tag in NAMES}


def test_a_tag_that_is_not_utf8_is_shown_with_marks(save):
    event = scalar("abc", 1, 1.0).SerializeToString().replace(b"abc", b"a\xffc")
    assert points(save([VERSION, *[event] * 20])) == {"a\ufffdc": [(1, 1.0)] * 20}


def test_values_and_steps_at_their_limits(save):
    values = [math.nan, math.inf, -math.inf, 0.0, -0.0, 3.4028234663852886e38, 1.401298464324817e-45]
    steps = [-(2**63), -1, 0, 1, 127, 128, 2**53 + 1, 2**63 - 1]
    events = [scalar("value", step, value) for step, value in enumerate(values * 3)]
    events += [scalar("step", step, 1.0) for step in steps * 3]
    run = save([VERSION, *events])
    assert list(map(repr, run.metrics["value"].values.tolist())) == list(map(repr, values * 3))
    assert run.metrics["step"].steps.tolist() == [step for step in steps for _ in range(3)]


@pytest.mark.parametrize("count", [1, 50])
def test_times_in_1970_in_2286_and_beyond_the_calendar(save, count):
    run = save([scalar("loss", step, 1.0, time) for step in range(count) for time in (1.5, 9_999_999_999.5)])
    assert run.started == datetime(1970, 1, 1, 0, 0, 1, 500_000, UTC)
    assert run.ended == datetime(2286, 11, 20, 17, 46, 39, 500_000, UTC)
    assert set(run.metrics["loss"].times.tolist()) == {1.5, 9_999_999_999.5}
    for time in (1e300, -1e300):
        late = save([scalar("loss", step, 1.0, time) for step in range(count)])
        assert late.started is None
        assert "lies outside of the calendar" in late.problems[0].what


def test_an_event_without_a_time_has_none(save):
    run = save([scalar("loss", step, 1.0, 0.0) for step in range(20)])
    assert (run.metrics["loss"].times, run.started, run.ended) == (None, None, None)
    mixed = save([scalar("loss", 0, 1.0, 0.0), scalar("loss", 1, 1.0, 5.0)])
    assert math.isnan(mixed.metrics["loss"].times[0])


ONE = TensorShapeProto(dim=[TensorShapeProto.Dim(size=1)])
HALF = int(np.float16(0.5).view(np.uint16))


@pytest.mark.parametrize("count", [1, 40])
@pytest.mark.parametrize(
    ("proto", "value"),
    [
        (TensorProto(dtype=1, float_val=[0.5]), 0.5),
        (TensorProto(dtype=1, tensor_content=struct.pack("<f", 0.5)), 0.5),
        (TensorProto(dtype=1, tensor_content=struct.pack("<f", 0.5), tensor_shape=ONE), 0.5),
        (TensorProto(dtype=2, double_val=[0.1]), 0.1),
        (TensorProto(dtype=2, tensor_content=struct.pack("<d", 0.1)), 0.1),
        (TensorProto(dtype=3, int_val=[-7]), -7.0),
        (TensorProto(dtype=3, tensor_content=struct.pack("<i", -7)), -7.0),
        (TensorProto(dtype=9, int64_val=[2**40]), 2.0**40),
        (TensorProto(dtype=9, tensor_content=struct.pack("<q", -(2**40))), -(2.0**40)),
        (TensorProto(dtype=23, uint64_val=[2**64 - 1]), 2.0**64),
        (TensorProto(dtype=10, bool_val=[True]), 1.0),
        (TensorProto(dtype=19, half_val=[HALF]), 0.5),
        (TensorProto(dtype=19, tensor_content=struct.pack("<H", HALF)), 0.5),
        (TensorProto(dtype=14, half_val=[0x3F40]), 0.75),
        (TensorProto(dtype=14, tensor_content=struct.pack("<H", 0x3F40)), 0.75),
        (TensorProto(dtype=1), 0.0),
        (TensorProto(dtype=1, float_val=[math.nan]), math.nan),
    ],
    ids=lambda value: str(value).replace("\n", " ") if not isinstance(value, float) else "",
)
def test_a_number_in_any_kind_of_tensor(save, proto, value, count):
    run = save([VERSION, *(tensor("loss", step, proto) for step in range(count))])
    assert list(map(repr, run.metrics["loss"].values.tolist())) == [repr(value)] * count
    assert run.metrics["loss"].steps.tolist() == list(range(count))


@pytest.mark.parametrize(
    "proto",
    [
        TensorProto(
            dtype=1, float_val=[1.0, 2.0], tensor_shape=TensorShapeProto(dim=[TensorShapeProto.Dim(size=2)])
        ),
        TensorProto(dtype=7, string_val=[b"text"]),
        TensorProto(dtype=8, float_val=[1.0]),
        TensorProto(dtype=1, tensor_shape=TensorShapeProto(dim=[TensorShapeProto.Dim(size=2**40)])),
        TensorProto(dtype=1, tensor_shape=TensorShapeProto(dim=[TensorShapeProto.Dim(size=-1)])),
    ],
)
def test_a_scalar_that_is_no_number_is_told(save, proto):
    run = save([VERSION, tensor("loss", 1, proto), scalar("other", 1, 1.0)])
    assert points(run) == {"other": [(1, 1.0)]}
    assert run.problems[0].what.startswith("a value of loss is left out: ")


def test_many_numbers_in_one_event_and_repeats_of_a_tag(save, tmp_path):
    def event(step):
        values = [("a", step), ("b", -step), ("a", step + 0.5)]
        return Event(
            wall_time=1.7e9 + step,
            step=step,
            summary=Summary(value=[Summary.Value(tag=tag, simple_value=value) for tag, value in values]),
        )

    run = save([VERSION, *map(event, range(500))])
    assert points(run) == by_tensorboard(tmp_path / "logs/run")
    assert len(run.metrics["a"]) == 1000


def test_alike_events_are_taken_together(save):
    """What the speed lives by: only a few events are taken apart one by one."""
    tags = [f"tag {number}" for number in range(30)]
    events = [VERSION, *(scalar(tag, step, step) for step in range(300) for tag in tags)]
    columns = columns_in(records_in(packed(events)))
    assert len(columns.others) <= 4
    assert sum(points.orders.size for points in columns.points) >= 9000 - 4


def random_events(seed, *, is_versioned):
    chance = random.Random(seed)
    step, events = 0, [VERSION] if is_versioned else []
    for _ in range(chance.choice([12, 400])):
        step = chance.choice(
            [step, step + 1, step + 1, step + 1, max(step - chance.randrange(30), 0), step + 3]
        )
        kind = chance.random()
        if kind < 0.04:
            events.append(start(step))
        elif kind < 0.06:
            events.append(Event(wall_time=1.7e9, step=step, session_log=SessionLog(status=SessionLog.STOP)))
        elif kind < 0.07:
            step = max(step - 50, 0)
            events.append(Event(wall_time=1.7e9, step=step))
        elif kind < 0.1:
            values = [Summary.Value(tag=tag, simple_value=chance.random()) for tag in ("loss", "other")]
            events.append(Event(wall_time=1.7e9, step=step, summary=Summary(value=values)))
        else:
            events.append(scalar(chance.choice(["loss", "accuracy"]), step, chance.random()))
    return events


@pytest.mark.parametrize("seed", range(60))
def test_restarts_drop_what_tensorboard_drops(save, tmp_path, seed):
    files = [
        random_events(100 * seed + part, is_versioned=seed % 3 < 2 and (part or seed % 2))
        for part in range(3)
    ]
    run = save(*files)
    kept = by_tensorboard(tmp_path / "logs/run")
    assert points(run) == kept
    logged = sum(len(event.summary.value) for events in files for event in events)
    left = sum(map(len, kept.values()))
    told = [one for one in run.omissions if one.what == "points of earlier starts"]
    assert sum(one.count for one in told) == logged - left


def test_a_restart_without_a_word_of_it_drops_nothing(save):
    run = save([VERSION, scalar("loss", 5, 1.0)], [VERSION, scalar("loss", 3, 2.0), scalar("loss", 5, 3.0)])
    assert points(run) == {"loss": [(3, 2.0), (5, 1.0), (5, 3.0)]}
    assert run.omissions == ()


def test_what_a_restart_drops_is_dropped_of_all_kinds(save):
    histogram = HistogramProto(min=0, max=1, num=1, bucket_limit=[1.0], bucket=[1.0])
    value = Summary.Value(tag="weights", histo=histogram)
    logged = Event(wall_time=1.7e9, step=7, summary=Summary(value=[value]))
    run = save([VERSION, logged, scalar("loss", 7, 1.0), start(7), scalar("loss", 7, 2.0)])
    assert (points(run), run.tables) == ({"loss": [(7, 2.0)]}, ())
    (omission,) = run.omissions
    assert (omission.what, omission.count) == ("points of earlier starts", 2)


def test_the_first_word_of_a_tag_holds_for_all_files(save):
    first = tensor("loss", 0, TensorProto(dtype=1, float_val=[1.0]))
    first.summary.value[0].metadata.display_name = "The loss"
    first.summary.value[0].metadata.summary_description = "How wrong it is."
    later = tensor("loss", 1, TensorProto(dtype=1, float_val=[2.0]))
    later.summary.value[0].ClearField("metadata")
    run = save([VERSION, first], [VERSION, *[later] * 20])
    assert points(run) == {"loss": [(0, 1.0)] + [(1, 2.0)] * 20}
    assert (run.definitions["loss"].label, run.definitions["loss"].explain) == (
        "The loss",
        "How wrong it is.",
    )


def test_histograms_in_both_encodings(save):
    limits = [-1.0, 0.0, 1.0, 2.0, 1e308]
    old = HistogramProto(min=-0.5, max=1.5, num=6, bucket_limit=limits, bucket=[0, 1, 2, 3, 0])
    event = Event(wall_time=1.7e9, step=2, summary=Summary(value=[Summary.Value(tag="old", histo=old)]))
    content = np.array([[0, 1, 2], [1, 2, 0], [2, 3, 5]], dtype="<f8")
    shape = TensorShapeProto(dim=[TensorShapeProto.Dim(size=3)] * 2)
    new = TensorProto(dtype=2, tensor_content=content.tobytes(), tensor_shape=shape)
    broken = TensorProto(dtype=2, double_val=[1.0])
    run = save([VERSION, event, tensor("new", 3, new, "histograms"), tensor("bad", 4, broken, "histograms")])
    assert [(one.name, one.kind, one.step, one.rows) for one in run.tables] == [
        ("old", TableKind.HISTOGRAM, 2, ((-0.5, 0.0, 1), (0.0, 1.0, 2), (1.0, 1.5, 3))),
        ("new", TableKind.HISTOGRAM, 3, ((0.0, 1.0, 2), (1.0, 2.0, 0), (2.0, 3.0, 5))),
    ]
    assert run.problems[0].what == "bad at step 4 cannot be read: it is no tensor of bins"


def test_of_many_histograms_the_newest_are_shown_and_the_others_counted(save):
    histogram = HistogramProto(min=0, max=1, num=1, bucket_limit=[1.0], bucket=[1.0])
    events = [
        Event(wall_time=1.7e9, step=step, summary=Summary(value=[Summary.Value(tag="w", histo=histogram)]))
        for step in range(100)
    ]
    run = save([VERSION, *events])
    assert [one.step for one in run.tables] == list(range(76, 100))
    assert [(one.what, one.count) for one in run.omissions] == [("logged tables", 76)]


def test_pictures_and_sounds_in_both_encodings(save):
    png, jpeg, wav = b"\x89PNG\r\n\x1a\n...", b"\xff\xd8\xff...", b"RIFF....WAVE..."
    image = Summary.Image(height=2, width=2, encoded_image_string=png)
    audio = Summary.Audio(encoded_audio_string=wav, content_type="audio/wav")
    values = [Summary.Value(tag="old", image=image), Summary.Value(tag="sound", audio=audio)]
    new = TensorProto(dtype=7, string_val=[b"2", b"2", jpeg, png])
    heard = TensorProto(dtype=7, string_val=[wav, b"label"])
    events = [
        Event(wall_time=1.7e9, step=4, summary=Summary(value=values)),
        tensor("new", 5, new, "images"),
        tensor("heard", 6, heard, "audio"),
        tensor("new", 5, new, "images"),
    ]
    run = save([VERSION, *events])
    assert [(one.name, one.media_type, one.step, one.content) for one in run.media] == [
        ("old", "image/png", 4, png),
        ("sound", "audio/wav", 4, None),
        ("new/0", "image/jpeg", 5, jpeg),
        ("new/1", "image/png", 5, png),
        ("heard", "audio/wav", 6, None),
        ("new/0", "image/jpeg", 5, jpeg),
        ("new/1", "image/png", 5, png),
    ]
    assert len({one.path for one in run.media}) == 7


def test_settings_group_and_end_of_a_session(save):
    events = []
    for pb in (
        hp.hparams_pb({"rate": 0.5, "name": "small", "on": True}, trial_id="trial-1", start_time_secs=1.7e9),
        hp.hparams_config_pb(
            hparams=[hp.HParam("rate")],
            metrics=[hp.Metric("loss", display_name="Loss (train)", description="How wrong it is.")],
        ),
    ):
        events.append(Event(wall_time=1.7e9, summary=pb))
    run = save([VERSION, *events, scalar("loss", 0, 1.0)])
    assert run.params == {"rate": 0.5, "name": "small", "on": True}
    assert (run.group, run.status) == ("trial-1", Status.UNKNOWN)
    assert run.definitions["loss"].label == "Loss (train)"
    assert run.problems == run.omissions == ()


@pytest.mark.parametrize(
    ("said", "time", "status"),
    [
        (1, 0.0, Status.UNKNOWN),
        (1, 1.8e9, Status.FINISHED),
        (2, 0.0, Status.FAILED),
        (3, 0.0, Status.RUNNING),
        (0, 1.8e9, Status.UNKNOWN),
    ],
)
def test_a_session_is_over_where_its_end_has_a_time(save, said, time, status):
    from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData, SessionEndInfo

    content = HParamsPluginData(session_end_info=SessionEndInfo(status=said, end_time_secs=time))
    end = tensor(
        "_hparams_/session_end_info", 0, TensorProto(dtype=1), "hparams", content.SerializeToString()
    )
    assert save([VERSION, end]).status is status


def test_settings_that_are_no_message_are_told(save):
    run = save([VERSION, tensor("h", 0, TensorProto(dtype=1), "hparams", b"\xff"), scalar("loss", 0, 1.0)])
    assert points(run) == {"loss": [(0, 1.0)]}
    assert run.problems[0].what.startswith("what the hparams plugin says cannot be read")


def test_the_writer_and_the_machine_are_told(save):
    said = Event(wall_time=1.7e9, source_metadata=SourceMetadata(writer="some.writer"))
    run = save([VERSION, said])
    assert (run.environment.tracker, run.environment.host) == ("TensorBoard (some.writer)", "workstation")


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("events.out.tfevents.1563986722.dhcp-18-21.dyn.example.org", "dhcp-18-21.dyn.example.org"),
        ("events.out.tfevents.1668945008.DESKTOP.4744.0.v2", "DESKTOP"),
        ("events.out.tfevents.1668945008.a.b.4744.0", "a.b"),
        ("events.out.tfevents.1668945008.host.4744.0.my-suffix", "host"),
        ("events.out.tfevents", None),
        ("events.out.tfevents.17", None),
    ],
)
def test_the_machine_stands_in_the_files_name(save, name, host):
    assert save([VERSION], names=[name]).environment.host == host


def test_a_run_whose_files_cannot_be_opened_is_an_error(save, tmp_path):
    save([VERSION])
    (path,) = (tmp_path / "logs/run").iterdir()
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(ReaderError, match="has no event files"):
        tensorboard.read(RunRef(StoreRef("tensorboard", str(tmp_path / "logs")), "run"))


def test_a_store_says_what_it_does_not_hold(tmp_path):
    (tmp_path / "logs").mkdir()
    found = list(tensorboard.find(StoreRef("tensorboard", str(tmp_path / "logs"))))
    assert [one for one in found if isinstance(one, Problem | Omission | RunRef)] == []


@pytest.mark.parametrize("count", [1, 40])
def test_of_a_field_that_comes_twice_the_last_counts(save, tmp_path, count):
    events = [scalar("loss", 3, 1.0).SerializeToString() + b"\x10\x07"] * count
    assert (
        points(save([VERSION, *events]))
        == {"loss": [(7, 1.0)] * count}
        == by_tensorboard(tmp_path / "logs/run")
    )


def test_one_number_that_stands_for_two_is_no_scalar(save):
    two = TensorShapeProto(dim=[TensorShapeProto.Dim(size=2)])
    proto = TensorProto(dtype=1, float_val=[1.0], tensor_shape=two)
    run = save([VERSION, *(tensor("loss", step, proto) for step in range(40))])
    assert run.metrics == {}
    assert len(run.problems) == 1


def test_a_tensor_without_a_tag_goes_by_its_node(save):
    event = tensor("loss", 1, TensorProto(dtype=1, float_val=[0.5]))
    event.summary.value[0].tag, event.summary.value[0].node_name = "", "old/loss"
    untagged = tensor("old/loss", 0, TensorProto(dtype=1, float_val=[0.25]))
    assert points(save([VERSION, untagged, event])) == {"old/loss": [(0, 0.25), (1, 0.5)]}


def test_where_nothing_is_taken_for_true_a_curve_ends(save):
    table = np.array([[3, 2, 0], [1, 0, 0], [0, 1, 2], [0, 1, 3], [0.75, 1, 0], [1, 0.625, 0]], dtype="<f4")
    dims = [TensorShapeProto.Dim(size=6), TensorShapeProto.Dim(size=3)]
    proto = TensorProto(dtype=1, tensor_content=table.tobytes(), tensor_shape=TensorShapeProto(dim=dims))
    (curve,) = save([VERSION, tensor("curve", 4, proto, "pr_curves")]).tables
    assert (curve.kind, curve.step, curve.columns) == (TableKind.PR, 4, ("recall", "precision", "threshold"))
    assert curve.rows == ((0.625, 1.0, 0.5), (1.0, 0.75, 0.0))


def test_a_million_faults_of_one_kind_are_one_problem_a_tag(save):
    text = TensorProto(dtype=7, string_val=[b"text"])
    run = save([VERSION, *(tensor("loss", step, text) for step in range(500))])
    assert len(run.problems) == 1
    assert run.problems[0].what == "a value of loss is left out: it is not one number (and 499 more like it)"


def test_a_picture_that_is_no_message_is_told(save):
    event = Event(
        wall_time=1.7e9, step=4, summary=Summary(value=[Summary.Value(tag="p", image=Summary.Image())])
    )
    broken = event.SerializeToString().replace(b'"\x00', b'"\x02\xff\xff').replace(b"\n\x05", b"\n\x07")
    broken = broken.replace(b"*\x07", b"*\x09")
    run = save([VERSION, broken, broken, scalar("loss", 0, 1.0)])
    assert points(run) == {"loss": [(0, 1.0)]}
    assert run.problems[0].what == "p at step 4 cannot be read: a number does not end (and 1 more like it)"


def test_the_pauses_between_starts_are_no_time_that_the_run_took(save):
    def started_at(begin, *after):
        return [
            Event(wall_time=begin, file_version="brain.Event:2"),
            *(scalar("loss", int(begin + seconds), 0.5, begin + seconds) for seconds in after),
        ]

    first, day_after = 1.7e9, 1.7e9 + 86_400
    once = save(started_at(first, 30, 60), key="once")
    assert (once.cost.seconds, once.seconds) == (None, 60.0)
    twice = save(started_at(first, 30, 60), started_at(day_after, 20), key="twice")
    assert twice.seconds == 80.0
    assert twice.cost.seconds.how.startswith("computed over its starts")
    assert (twice.ended - twice.started).total_seconds() == 86_420.0
    # Two writers at work at once are no two starts.
    together = save(started_at(first, 30, 60), started_at(first + 10, 20, 90), key="together")
    assert (together.cost.seconds, together.seconds) == (None, 100.0)
