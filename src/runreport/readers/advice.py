"""What to say where detection finds nothing, or too much: each case has its own words and remedy."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from runreport.errors import ReaderError
from runreport.model import Problem
from runreport.readers.catalog import Catalog, schemes
from runreport.readers.contract import Claim, Place
from runreport.readers.listing import OUTWARD, Skipped, printable
from runreport.readers.remote.address import SCHEMES, clean, scheme_of

EXPLAIN = "see what each reader looks for with `runreport readers --explain {}`"
SHOWN = 12


def missing(address: str) -> ReaderError:
    """Return the error for a path that does not exist, with the nearest name beside it."""
    path, shown = Path(address), printable(address)
    try:
        path.stat()
    except PermissionError:
        return ReaderError(f"{shown}: it may not be looked at; make the folders on the way to it readable")
    except (OSError, ValueError):
        pass
    try:
        near = difflib.get_close_matches(path.name, [beside.name for beside in path.parent.iterdir()], n=1)
    except OSError:
        near = []
    here = "" if path.is_absolute() else f" (looked for in {Path.cwd()})"
    remedy = (
        f"did you mean `{printable(str(path.with_name(near[0])))}`?" if near else "name a path that exists"
    )
    return ReaderError(f"{shown}: there is no such file or folder{here}; {remedy}")


def unknown_scheme(address: str, catalog: Catalog) -> ReaderError:
    """Return the error for a URL that no reader opens."""
    own = {scheme for reader in catalog.readers.values() for scheme in schemes(reader)}
    known = [f"{scheme}://" for scheme in (*sorted(own), *sorted(SCHEMES.keys() - own))]
    return ReaderError(
        f"{clean(address)}: no reader opens `{scheme_of(address)}://` addresses; "
        f"name a path, or an address that begins with {', '.join(known[:-1])} or {known[-1]}"
    )


def contested(path: str, claims: Mapping[str, Claim]) -> ReaderError:
    """Return the error for a place that several readers claim."""
    who = " and ".join(f"`{name}` ({claim.because})" for name, claim in claims.items())
    first = next(iter(claims))
    return ReaderError(
        f'{path}: claimed by {who}; decide with `[[stores]]` path = "{path}", reader = "{first}" '
        f"in runreport.toml, or with `--reader {path}={first}`"
    )


def nothing_at(address: str, folders: int, files: int, skipped: Sequence[Skipped]) -> Problem:
    """Return the problem of an address where no store was found, by what was looked at there."""
    address = printable(address)
    explain = EXPLAIN.format(address)
    if files and not folders:
        return Problem("no reader recognizes this file", explain, store=address)
    remedy = "name the folder that holds the records"
    if not folders and skipped:
        return Problem(f"the folder {skipped[0].why}", remedy, store=address)
    if folders == 1 and not files and not skipped:
        return Problem("the folder is empty", remedy, store=address)
    looked = f"{_count(folders, 'folder')} and {_count(files, 'file')}"
    links = [skip.path for skip in skipped if skip.why == OUTWARD]
    also = f", besides the link {links[0]}, which {OUTWARD}" if links else ""
    return Problem(f"no store found in {looked}{also}", f"{remedy}, or {explain}", store=address)


def inside_another(address: str, outer: str) -> Problem:
    """Return the problem of an address that lies in a store which is read as a whole."""
    return Problem(
        f"lies in the store {printable(outer)}, which is read as a whole",
        "name only one of the two",
        store=printable(address),
    )


def contents(place: Place) -> str:
    """Return in a line what lies in a folder."""
    if not place.folders and not place.files:
        return "an empty folder"
    counted = f"a folder with {_count(len(place.folders), 'folder')} and {_count(len(place.files), 'file')}"
    names = [f"{name}/" for name in sorted(place.folders)] + sorted(place.files)
    return f"{counted}: {', '.join(names[:SHOWN])}{', …' if len(names) > SHOWN else ''}"


def nothing_anywhere(problems: Iterable[Problem], catalog: Catalog) -> ReaderError:
    """Return the error for a report without any store: what was looked at, and which readers there are."""
    lines = [str(problem) for problem in problems]
    readers = ", ".join(catalog.readers) or "none"
    return ReaderError("\n".join([*lines, f"there is nothing to report on; these readers looked: {readers}"]))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
