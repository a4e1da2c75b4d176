"""Texts in a buffer are told apart, also where their hashes are the same."""

import numpy as np
import pytest

from runreport.readers.wandb.keys import distinct

MIX, SHIFT, MASK = 0x9E3779B97F4A7C15, 29, 2**64 - 1


def hashed(start, word):
    mixed = (start ^ word) * MIX & MASK
    return mixed ^ mixed >> SHIFT


def colliding():
    """Return two texts of two words whose hashes are the same: the second word undoes the first."""
    first, second = 0x1111111111111111, 0x2222222222222222
    other = 0x3333333333333333
    undone = hashed(16, first) ^ second ^ hashed(16, other)
    assert hashed(hashed(16, first), second) == hashed(hashed(16, other), undone)
    return [
        b"".join(word.to_bytes(8, "little") for word in pair) for pair in ((first, second), (other, undone))
    ]


@pytest.mark.parametrize("times", [1, 5_000])
@pytest.mark.parametrize(
    "texts",
    [
        [b"loss", b"loss2", b"los", b""],
        [b"a" * length for length in range(40)],
        [b"same start, other end %d" % at for at in range(300)],
        colliding(),
    ],
    ids=["short", "by length", "many", "colliding"],
)
def test_equal_texts_and_no_others_get_the_same_number(texts, times):
    written = texts * times
    data = b"".join(written) + bytes(16)
    stop = np.cumsum([len(text) for text in written])
    start = stop - [len(text) for text in written]
    which, examples = distinct(data, start, stop)
    assert len(examples) == len(texts)
    assert [written[examples[number]] for number in which.tolist()] == written
