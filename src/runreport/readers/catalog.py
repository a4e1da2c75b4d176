"""Which readers there are: the built-in ones and those that other packages bring."""

import difflib
import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import Distribution, EntryPoint, entry_points
from itertools import groupby
from typing import Any, cast

from runreport.errors import ReaderError
from runreport.model import Problem
from runreport.model.frozen import frozen_mapping
from runreport.readers.contract import ENTRY_POINTS, Reader
from runreport.readers.names import EVERY, Names, names_like

REQUIRED = ("recognizes", "find", "read")
OPTIONAL = ("describe",)
TUPLES = ("SCHEMES", "FILES")


@dataclass(frozen=True, slots=True)
class Catalog:
    """The readers that can be used, in order of name, and those that could not be loaded."""

    readers: Mapping[str, Reader]
    """By name in the entry-point group."""
    problems: tuple[Problem, ...] = ()
    """One for each reader that is installed and broken."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Distribution and version by reader's name, such as `ml-runreport 0.1.0`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "readers", frozen_mapping(dict(sorted(self.readers.items()))))
        object.__setattr__(self, "origins", frozen_mapping(self.origins))

    def get(self, name: str) -> Reader:
        """Return the reader called `name`.

        Raises:
            ReaderError: there is none; the text offers the nearest name and lists all.
        """
        if name in self.readers:
            return self.readers[name]
        broken = [problem for problem in self.problems if problem.what.startswith(_named(name))]
        if broken:
            raise ReaderError(str(broken[0]))
        near = difflib.get_close_matches(name, self.readers, n=1)
        guess = f"did you mean `{near[0]}`? " if near else ""
        there = ", ".join(self.readers) or "none"
        raise ReaderError(f"no reader is called `{name}`; {guess}installed: {there}")

    def reads(self, name: str) -> str:
        """Return in one line which store the reader reads: the first line of its docstring."""
        return (inspect.getdoc(self.get(name)) or "").partition("\n")[0]


@cache
def catalog() -> Catalog:
    """Return the readers installed here; looked up once in a process.

    Raises:
        ReaderError: two packages bring readers of one name.
    """
    return assemble(entry_points(group=ENTRY_POINTS))


def assemble(points: Iterable[EntryPoint]) -> Catalog:
    """Return the catalog of the given entry points; a broken one becomes a problem, not a failure.

    Raises:
        ReaderError: two packages bring readers of one name.
    """
    readers: dict[str, Reader] = {}
    origins: dict[str, str] = {}
    problems: list[Problem] = []
    for point in _distinct(points):
        loaded = _load(point)
        if isinstance(loaded, Problem):
            problems.append(loaded)
        else:
            readers[point.name], origins[point.name] = loaded, _origin(point)
    return Catalog(readers, tuple(problems), origins)


def schemes(reader: Reader) -> tuple[str, ...]:
    """Return the URL schemes that the reader opens besides paths."""
    return tuple(getattr(reader, "SCHEMES", ()))


def files(reader: Reader) -> Names:
    """Return which files the reader is asked about in a walk: those that it could claim, or every file."""
    patterns: tuple[str, ...] | None = getattr(reader, "FILES", None)
    return EVERY if patterns is None else names_like(patterns)


def _distinct(points: Iterable[EntryPoint]) -> Iterator[EntryPoint]:
    for name, group in groupby(sorted(points, key=lambda point: (point.name, point.value)), _name):
        same = {(point.value, _origin(point)): point for point in group}
        if len(same) > 1:
            owners = " and ".join(f"{origin} ({value})" for value, origin in same)
            raise ReaderError(f"two readers are called `{name}`: {owners}; uninstall one of the packages")
        yield from same.values()


def _name(point: EntryPoint) -> str:
    return point.name


def _load(point: EntryPoint) -> Reader | Problem:
    try:
        loaded = point.load()
        fault = _fault(loaded)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - anyone's package; it must not take the host along
        return _broken(point, f"cannot be imported: {type(error).__name__}: {error}")
    return _broken(point, fault) if fault else cast("Reader", loaded)


def _fault(loaded: Any) -> str:
    """Return what the object lacks to be a reader; empty where it is one."""
    if inspect.isclass(loaded):
        return "is a class; its entry point must name an object of it, or a module"
    if not (inspect.getdoc(loaded) or "").strip():
        return "has no docstring that says which store it reads"
    missing = [name for name in REQUIRED if not callable(getattr(loaded, name, None))]
    missing += [name for name in OPTIONAL if not callable(getattr(loaded, name, _name))]
    if missing:
        return f"lacks the function{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
    for name in TUPLES:
        listed = getattr(loaded, name, ())
        if not isinstance(listed, tuple) or not all(isinstance(text, str) for text in listed):
            return f"has {name} that are not a tuple of texts"
    return ""


def _broken(point: EntryPoint, fault: str) -> Problem:
    return Problem(
        what=f"{_named(point.name)} ({point.value}) of {_origin(point)} {fault}",
        remedy="update or uninstall that package, or tell its authors; the other readers work without it",
    )


def _named(name: str) -> str:
    return f"the reader `{name}`"


def _origin(point: EntryPoint) -> str:
    return _called(point.dist) if point.dist else "an unknown package"


@cache
def _called(package: Distribution) -> str:
    # Each of the two is looked for in all that the package says of itself.
    return f"{package.name} {package.version}"
