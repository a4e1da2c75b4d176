import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runreport.figures.column import FAR, array_of, columns_of, ends_of


@given(st.lists(st.lists(st.floats(), max_size=6), max_size=5))
def test_a_column_is_the_tuple_of_its_numbers_and_knows_what_any_tuple_does(rows):
    made = columns_of([np.array(row, dtype=np.float64) for row in rows])
    for row, column in zip(rows, made, strict=True):
        assert np.array_equal(column, row, equal_nan=True)
        assert np.array_equal(array_of(column), array_of(tuple(row)), equal_nan=True)
        assert ends_of(column) == ends_of(tuple(row))


@pytest.mark.parametrize(
    ("numbers", "ends"),
    [
        ((0.5, 2.0, 1.0), (0.5, 2.0)),
        ((-1.0, 0.25, 3.0), (-1.0, 3.0, 0.25)),
        ((0.0, 3.0), (0.0, 3.0, 3.0)),
        ((), None),
        ((1.0, math.nan), None),
        ((1.0, math.inf), None),
        ((1.0, -FAR), None),
    ],
)
def test_ends_are_told_of_finite_numbers_only(numbers, ends):
    (column,) = columns_of([np.array(numbers)])
    assert column == numbers or math.isnan(sum(numbers))
    assert ends_of(column) == ends_of(numbers) == ends
