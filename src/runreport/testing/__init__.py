"""For authors of readers: the suite that says whether a reader keeps the contract.

Needs pytest. `docs/writing-a-reader.md` shows a reader and its tests, whole.
"""

from runreport.testing.compare import Expected, between, differences
from runreport.testing.fresh import found_elsewhere, imported_by, read_elsewhere
from runreport.testing.place import place_at
from runreport.testing.suite import ReaderSuite
from runreport.testing.watch import Snapshot, Watch, reversed_listings, snapshot, untouched, watching

__all__ = [
    "Expected",
    "ReaderSuite",
    "Snapshot",
    "Watch",
    "between",
    "differences",
    "found_elsewhere",
    "imported_by",
    "place_at",
    "read_elsewhere",
    "reversed_listings",
    "snapshot",
    "untouched",
    "watching",
]
