import gc

import pytest

from runreport.pipeline.garbage import seldom_collected


@pytest.mark.parametrize("often", [0, 700, 10**6])
def test_garbage_is_looked_for_less_often_and_then_as_before(often: int) -> None:
    before, within = gc.get_threshold(), ()
    try:
        gc.set_threshold(often, 7, 8)
        with seldom_collected():
            within = gc.get_threshold()
        after = gc.get_threshold()
    finally:
        gc.set_threshold(*before)
    assert after == (often, 7, 8)
    assert within[0] >= often
    assert bool(within[0]) == bool(often)
