"""What was gathered of one run, from an archive or from a server, before it becomes a `Run`."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from runreport.readers.comet.jsontext import as_text
from runreport.readers.comet.points import Points, full_name

OTHERS = {
    "html": ("HTML pages", "HTML can carry programs, and is not shown"),
    "graph": ("model graphs", "a report shows no graph of a model's layers"),
}
"""What is counted and not read: noun and rule by the name of its payload."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that the run logged."""

    path: str
    """Name in the archive, or id on the server; empty where it lies elsewhere."""
    kind: str
    """As Comet has it: `asset`, `visualization`, `histogram3d` …"""
    name: str
    """What its writer called it; never to be trusted as a path."""
    extension: str = ""
    step: int | None = None
    context: str = ""
    size: int | None = None
    metadata: Any = None
    group: str = ""
    """Name of the model that it is a part of."""
    source: int = 0
    """Which of the run's archives it lies in."""


@dataclass(slots=True)
class Gathered:
    """The parts of one run, of which later ones win."""

    points: Points = field(default_factory=Points)
    params: dict[str, Any] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)
    uploads: list[Upload] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    packages: list[str] = field(default_factory=list)
    git: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    """Of the machine and the command."""
    models: list[dict[str, Any]] = field(default_factory=list)
    """Registered by the run."""
    printed: list[str] = field(default_factory=list)
    """Parts of what the run printed, in their order."""
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By noun and rule."""
    source: int = 0
    """Which of the run's archives is being read."""

    def setting(self, name: Any, value: Any, context: Any = None) -> None:
        """Take a setting; Comet joins the names of nested ones with `|`, and reports with dots."""
        self.params[full_name(as_text(name), context).replace("|", ".")] = value

    def other(self, name: Any, value: Any) -> None:
        """Take a value that was logged beside settings and metrics."""
        self.others[as_text(name)] = value

    def upload(self, path: Any, kind: Any, given: Any, metadata: Any = None, size: int | None = None) -> None:
        """Take a file; `given` are the parameters that Comet keeps with it."""
        more = given if isinstance(given, dict) else {}
        step = more.get("step")
        self.uploads.append(
            Upload(
                path=path if isinstance(path, str) else "",
                kind=as_text(more.get("type") or kind or "asset"),
                name=as_text(
                    more.get("fileName") or more.get("figName") or more.get("assetId") or kind or path
                ),
                extension=as_text(more.get("extension") or "").lower().lstrip("."),
                step=step if type(step) is int else None,
                context=as_text(more.get("context") or ""),
                size=size,
                metadata=metadata,
                group=as_text(more.get("groupingName") or ""),
                source=self.source,
            )
        )
