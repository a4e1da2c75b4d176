"""A metrics file is read the same in the quick way, for files without quotes, and in the careful one."""

import math
import time as clock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runreport.readers.plain.curves import curves_in

CELLS = st.sampled_from(
    [
        "",
        "0",
        "1",
        "-3",
        "2.5",
        "1e-3",
        "nan",
        "-inf",
        "1e400",
        "1_0",
        "0,5",
        "high",
        " 7 ",
        "9223372036854775808",
    ]
)
TIMES = st.sampled_from(
    [
        "",
        "0",
        "1700000000",
        "1700000000.25",
        "1700000000123",
        "-86400",
        "20260301",
        "nan",
        "never",
        "2026-03-01",
        "2026-03-01T10:00:00Z",
        "2026-03-01T10:00:00.125+01:00",
        "2026-13-01",
    ]
)
LONG = st.tuples(st.sampled_from(["loss", "auc", ""]), CELLS, CELLS, TIMES)
WIDE = st.tuples(CELLS, CELLS, CELLS, TIMES)


def both_ways(header, rows, end):
    """Return the curves of a file, and those of the same file with a quoted name in its header."""
    lines = [header, *(";".join(row) for row in rows)]
    plain = "".join(line + end for line in lines).encode()
    quoted = plain.replace(b"step", b'"step"', 1)
    return curves_in(plain, is_json=False), curves_in(quoted, is_json=False)


@given(st.lists(LONG, max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_a_row_a_point_is_read_the_same_with_and_without_quotes(rows, end):
    quick, careful = both_ways("name;step;value;time", rows, end)
    assert quick == careful


@given(st.lists(WIDE, max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_a_row_a_step_is_read_the_same_with_and_without_quotes(rows, end):
    quick, careful = both_ways("step;loss;auc;time", rows, end)
    assert quick == careful


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("1700000000.25", 1700000000.25),
        ("1700000000250", 1700000000.25),
        ("2023-11-14T22:13:20.250", 1700000000.25),
        ("2023-11-14T23:13:20.25+01:00", 1700000000.25),
        ("19700102", 86400.0),
        ("10000000000", 1e10),
    ],
)
def test_times_of_every_form_are_seconds_in_utc_wherever_this_machine_stands(cell, time, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    clock.tzset()
    data = f"name,step,value,time\nloss,0,1,{cell}\n".encode()
    found = curves_in(data, is_json=False)
    monkeypatch.undo()
    clock.tzset()
    assert found.series["loss"].times.tolist() == [time]


def test_every_point_of_a_long_file_is_kept_in_order_of_step():
    rows = "".join(f"m{step % 3},{step},{step / 7}\n" for step in reversed(range(30_000)))
    found = curves_in(("name,step,value\n" + rows).encode(), is_json=False)
    assert found.faults == ()
    for rest in range(3):
        curve = found.series[f"m{rest}"]
        assert curve.steps.tolist() == list(range(rest, 30_000, 3))
        assert curve.values.tolist() == [step / 7 for step in range(rest, 30_000, 3)]
        assert curve.times is None


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"name,step,value\n", b"name,step,value", b"\xef\xbb\xbfname,step,value\n"]
)
def test_a_file_without_points_has_no_curves_and_no_faults(data):
    found = curves_in(data, is_json=False)
    assert (found.series, found.faults) == ({}, ())


def test_one_column_of_values_is_no_curve_without_a_name_but_its_own():
    curve = curves_in(b"loss\n0.5\nnan\n0.25\n", is_json=False).series["loss"]
    assert curve.steps.tolist() == [0, 1, 2]
    assert math.isnan(curve.values[1])
