import os

import pytest

from runreport.readers.settings import with_environment


def test_the_environment_is_left_as_it_was_found(monkeypatch):
    monkeypatch.setenv("RUNREPORT_THERE", "before")
    monkeypatch.delenv("RUNREPORT_NEW", raising=False)
    seen = {}

    def fail():
        with with_environment({"RUNREPORT_THERE": "x", "RUNREPORT_NEW": "y"}):
            seen.update(os.environ)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert (seen["RUNREPORT_THERE"], seen["RUNREPORT_NEW"]) == ("x", "y")
    assert os.environ["RUNREPORT_THERE"] == "before"
    assert "RUNREPORT_NEW" not in os.environ
