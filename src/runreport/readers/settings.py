"""Settings that a vendor's client finds in the environment, for as long as it works for us."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def with_environment(wanted: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables, and leave those names behind as they were found.

    Args:
        wanted: values by name.
    """
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
