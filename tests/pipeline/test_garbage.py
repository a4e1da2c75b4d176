import gc

import pytest

from runreport.pipeline.garbage import records_made, seldom_collected


@pytest.mark.parametrize("often", [0, 700, 10**6])
def test_garbage_is_looked_for_less_often_and_then_as_before(often: int) -> None:
    before, within, reading = gc.get_threshold(), (), ()
    try:
        gc.set_threshold(often, 7, 8)
        with seldom_collected():
            within = gc.get_threshold()
            with records_made():
                reading = gc.get_threshold()
                made = [[] for _ in range(10)]
            assert gc.get_threshold() == within
            assert gc.get_freeze_count() >= len(made)
        after = gc.get_threshold()
    finally:
        gc.set_threshold(*before)
    assert after == (often, 7, 8)
    assert reading[0] >= within[0] >= often
    assert bool(reading[0]) == bool(within[0]) == bool(often)
    assert not gc.get_freeze_count()
