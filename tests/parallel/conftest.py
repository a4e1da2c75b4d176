import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def outlives_its_parent() -> Callable[[str], bool]:
    """Return a function that kills a script once it has told a process, and waits for the end of that."""

    def outlives(script: str) -> bool:
        with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
            assert parent.stdout is not None
            status = Path(f"/proc/{int(parent.stdout.readline())}/status")
            parent.kill()
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if not status.exists() or "State:\tZ" in status.read_text():
                return False
            time.sleep(0.02)
        return True

    return outlives
