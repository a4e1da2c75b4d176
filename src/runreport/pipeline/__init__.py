"""From stores to a site: the arrows of the architecture, in order.

What is exported here is imported when it is first asked for: reading records needs none of what pages need.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runreport.pipeline.build import BuildResult, build_report
    from runreport.pipeline.gather import Gathered, load_runs
    from runreport.pipeline.progress import Progress, Silent

__all__ = ["BuildResult", "Gathered", "Progress", "Silent", "build_report", "load_runs"]

_HOMES = {
    "runreport.pipeline.build": ("BuildResult", "build_report"),
    "runreport.pipeline.gather": ("Gathered", "load_runs"),
    "runreport.pipeline.progress": ("Progress", "Silent"),
}


def __getattr__(name: str) -> object:
    """Return an exported part, imported now."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'runreport.pipeline' has no attribute '{name}'")
