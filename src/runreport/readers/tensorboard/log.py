"""What a run logged, put together from its event files."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from runreport.language import message, text
from runreport.readers.tensorboard.checksum import Places
from runreport.readers.tensorboard.columns import Numbers
from runreport.readers.tensorboard.event import Kind, Metadata
from runreport.readers.tensorboard.wire import Span


@dataclass(frozen=True, slots=True)
class Item:
    """A logged value that is no number."""

    tag: str
    kind: Kind
    step: int
    data: bytes = field(repr=False)
    """The file."""
    span: Span
    """Where its message stands in the file."""


Fault = Callable[[Item, str], None]
"""Takes an item that cannot be read, and why."""


@dataclass(frozen=True, slots=True)
class Curve:
    """The numbers of one tag in the order written."""

    steps: Places
    values: Numbers
    times: Numbers


@dataclass(slots=True)
class Log:
    """What a run logged."""

    curves: dict[str, Curve] = field(default_factory=dict)
    """By tag, in the order in which they first come."""
    items: list[Item] = field(default_factory=list)
    """In the order written."""
    metadata: dict[str, Metadata] = field(default_factory=dict)
    started: float | None = None
    """Time of the first event in seconds since 1970."""
    ended: float | None = None
    """The latest time of any event."""
    seconds: float | None = None
    """How long something was written, where the run was started more than once: the pauses are not in it."""
    writer: str = ""
    unread: Counter[str] = field(default_factory=Counter)
    """How many values of a kind that no report shows there are, by a plural noun."""
    void: int = 0
    """How many values a restart made void."""
    faults: list[tuple[str, str]] = field(default_factory=list)
    """Name of the file, and what is wrong with it, in a sentence without its end stop."""


def noun_of(plugin: str) -> str:
    """Return what values of a plugin that no report shows are called, in the plural."""
    return text("values of the plugin {plugin}", plugin=plugin) if plugin else message("tensors")


def and_more(count: int) -> str:
    """Return what is put behind a fault that is told once for so many of its kind."""
    return f" (and {count - 1:,} more like it)" if count > 1 else ""
