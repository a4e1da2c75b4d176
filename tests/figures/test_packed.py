"""Values survive packing to the last bit, and take few bytes."""

import json
import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runreport.figures.packed import SIGNS, packed_columns

ALPHABET = SIGNS[:64].decode()


def read(text: bytes) -> list[float]:
    """The values in a text, by its own description."""
    sent = json.loads(text)
    if isinstance(sent, list):
        return [math.nan if one is None else one for one in sent]
    width = sent["width"]
    values = []
    for at in range(0, len(sent["signs"]), width):
        above = 0
        for sign in sent["signs"][at : at + width]:
            above = above * 64 + ALPHABET.index(sign)
        bits = int(sent["low"]) + (above << sent["shift"])
        values.append(struct.unpack("<d", struct.pack("<Q", bits))[0])
    return values


def bits(values: list[float]) -> list[bytes]:
    return [b"nan" if math.isnan(one) else struct.pack("<d", one) for one in values]


@given(st.lists(st.floats(), min_size=1, max_size=60))
def test_any_values_come_back_to_the_last_bit(values: list[float]) -> None:
    (text,) = packed_columns([tuple(values)])
    zeroless = [one + 0.0 for one in values] if text.startswith(b"[") else values
    assert bits([one + 0.0 for one in read(text)]) == bits([one + 0.0 for one in zeroless])


@given(st.lists(st.lists(st.floats(-1, 1), min_size=5, max_size=5), min_size=2, max_size=6))
def test_columns_of_one_length_are_packed_apart(columns: list[list[float]]) -> None:
    texts = packed_columns([tuple(column) for column in columns])
    for column, text in zip(columns, texts, strict=True):
        assert read(text) == column


@pytest.mark.parametrize(
    ("values", "most"),
    [
        ([0.5, 0.25, 0.125], 5),
        ([float(np.float32(math.exp(-step / 9))) for step in range(100)], 7),
        ([math.exp(-step / 90) for step in range(100)], 10),
        ([float(step) for step in range(100)], 6),
    ],
    ids=["short decimals", "floats of 32 bits", "any", "whole numbers"],
)
def test_a_value_takes_few_bytes(values: list[float], most: int) -> None:
    (text,) = packed_columns([tuple(values)])
    assert read(text) == values
    assert len(text) <= most * len(values) + 60
