"""Static reports from the run records of machine-learning experiments.

What stands in `__all__` is the public API, described in `docs/python.md`. It is imported when it is
first asked for, so that `import runreport` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runreport.config import Config, load_config
    from runreport.errors import ConfigError, ReaderError, RunReportError
    from runreport.model import Omission, Problem, Run, RunRef, Series, Stats, Status, StoreRef
    from runreport.pipeline import BuildResult, build_report, load_runs

__all__ = [
    "BuildResult",
    "Config",
    "ConfigError",
    "Omission",
    "Problem",
    "ReaderError",
    "Run",
    "RunRef",
    "RunReportError",
    "Series",
    "Stats",
    "Status",
    "StoreRef",
    "build_report",
    "load_config",
    "load_runs",
]

_HOMES = {
    "runreport.config": ("Config", "load_config"),
    "runreport.errors": ("ConfigError", "ReaderError", "RunReportError"),
    "runreport.model": ("Omission", "Problem", "Run", "RunRef", "Series", "Stats", "Status", "StoreRef"),
    "runreport.pipeline": ("BuildResult", "build_report", "load_runs"),
}


def __getattr__(name: str) -> object:
    """Return a part of the public API, imported now."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'runreport' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
