"""Metric files of MLflow's file store parse back to what was written."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from runreport.readers.mlflow.points import Points, parse_joined, parse_points

STEPS = st.integers(-(2**63), 2**63 - 1)
TIMES = st.integers(-(10**13), 10**13)
POINTS = st.lists(st.tuples(TIMES, st.floats(), STEPS), min_size=1, max_size=30)


def as_file(points):
    """Return the bytes as MLflow writes them."""
    return "".join(f"{time} {value} {step}\n" for time, value, step in points).encode()


def assert_holds(found, points):
    assert found.steps.tolist() == [step for _, _, step in points]
    assert list(map(repr, found.values.tolist())) == [repr(value) for _, value, _ in points]
    np.testing.assert_allclose(found.times, [time / 1000 for time, _, _ in points], rtol=1e-15)
    assert (found.bad_lines, found.torn) == ((), False)


def parsed_together(files):
    """Return each file's points as the reader gets them: parsed together, or one by one."""
    joined = parse_joined(files)
    if joined is None:
        return [parse_points(data) for data in files]
    columns, counts = joined
    ends = np.cumsum(counts)
    return [
        Points(*(column[end - count : end] for column in columns))
        for end, count in zip(ends, counts, strict=True)
    ]


@given(POINTS)
def test_points_of_any_numbers_read_back_exactly(points):
    assert_holds(parse_points(as_file(points)), points)
    assert_holds(parse_points(as_file(points).replace(b"\n", b"\r\n")), points)


@given(st.lists(POINTS, max_size=5))
def test_files_parsed_together_hold_what_each_holds(files):
    found = parsed_together([as_file(points) for points in files])
    assert len(found) == len(files)
    for points, expected in zip(found, files, strict=True):
        assert_holds(points, expected)


@given(st.lists(st.binary(max_size=60), max_size=4))
def test_any_bytes_are_points_or_bad_lines_and_together_the_same_as_alone(files):
    for together, data in zip(parsed_together(files), files, strict=True):
        alone = parse_points(data)
        np.testing.assert_array_equal(together.values, alone.values)
        np.testing.assert_array_equal(together.steps, alone.steps)
        assert (together.bad_lines, together.torn) == (alone.bad_lines, alone.torn)
        lines = [line for line in data.replace(b"\r\n", b"\n").split(b"\n") if line]
        assert len(alone.values) + len(alone.bad_lines) == len(lines)


@given(POINTS, st.integers(1, 40))
def test_a_file_cut_anywhere_keeps_every_whole_line(points, cut):
    data = as_file(points)[:-cut]
    whole = data.count(b"\n")
    found = parse_points(data)
    assert found.steps.tolist() == [step for _, _, step in points[:whole]]
    assert found.torn == (not data.endswith(b"\n") and bool(data))


def test_a_nan_among_many_points_stays_in_its_place():
    points = [(at, math.nan if at == 500 else at / 3, at) for at in range(1000)]
    assert_holds(parse_points(as_file(points)), points)


def test_numbers_beyond_json_and_beyond_a_float_are_read_as_python_reads_them():
    lines = ["1 inf 1", "2 -inf 2", "3 nan 3", "4 1e400 4", "5 18446744073709551617 5", f"6 {'9' * 400} 6"]
    for kept in (lines, lines[:3], lines[2:3], lines[3:], lines[4:5]):
        data = "".join(f"{line}\n" for line in kept).encode()
        assert_holds(parse_points(data), [(int(t), float(v), int(s)) for t, v, s in map(str.split, kept)])
