"""A language that nobody speaks, for tests: every message of ours is marked, accented and longer.

What stands on a page without its brackets was not said by `say`, and could not be said in any language.
"""

from functools import lru_cache

from runreport.language.marks import Marks
from runreport.language.pattern import PLACE

CODE = "en-XA"
OPEN, CLOSE = "⟦", "⟧"
LONGER = 0.4
_ACCENTS = str.maketrans("ACEINOSUYZaceinosuyz", "ÀÇÉÎÑÖŠÛÝŽàçéîñöšûýž")

MARKS = Marks(
    decimal="٫",
    group="٬",
    digits="０１２３４５６７８９",
    percent="{n}٪",
    pair="{0} ⟦&⟧ {1}",
    middle="{0}⟦,⟧ {1}",
    last="{0} ⟦&⟧ {1}",
)


@lru_cache(maxsize=4096)
def pseudo(message: str) -> str:
    """Return a message in brackets, with accents and about as much longer as other languages are."""
    pieces, at, letters = [], 0, 0
    for found in PLACE.finditer(message):
        pieces += [message[at : found.start()].translate(_ACCENTS), found[0]]
        letters += found.start() - at
        at = found.end()
    pieces.append(message[at:].translate(_ACCENTS))
    letters += len(message) - at
    return f"{OPEN}{''.join(pieces)}{'~' * round(letters * LONGER)}{CLOSE}"
