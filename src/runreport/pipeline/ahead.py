"""What a report needs beside its records, imported while other processes read these."""

from importlib import import_module

NEEDED = (
    "runreport.analysis.joining",
    "runreport.pipeline.stores",
    "runreport.pipeline.assemble",
    "scipy.special",
    "runreport.pipeline.show",
    "runreport.site.build",
    "runreport.site.mkdocs",
)
"""Modules, in the order of their use: our own with all that they import, and what these import late."""


def import_ahead() -> None:
    """Import everything that comparing and composing will import; what prints is for the press."""
    for name in NEEDED:
        import_module(name)
