"""The named places of a message."""

import re
from collections.abc import Mapping

PLACE = re.compile(r"\{([a-z_]+)(:[^{}]*)?\}")


def places(message: str) -> frozenset[str]:
    """Return the names that a message has places for."""
    return frozenset(found[1] for found in PLACE.finditer(message))


def filled(message: str, values: Mapping[str, object]) -> str:
    """Return a message with its values in place; anything else in braces stays as it is."""
    return PLACE.sub(
        lambda found: format(values[found[1]], (found[2] or ":")[1:]) if found[1] in values else found[0],
        message,
    )
