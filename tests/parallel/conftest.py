import time
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def has_ended() -> Callable[[int], bool]:
    """Return a function that says whether a process ends, for which it waits some seconds."""

    def ends(process: int) -> bool:
        status = Path(f"/proc/{process}/status")
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if not status.exists() or "State:\tZ" in status.read_text():
                return True
            time.sleep(0.02)
        return False

    return ends
