"""Asking the readers whether a place is a store, and settling who takes it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from runreport.model import Problem, StoreRef
from runreport.readers import advice
from runreport.readers.catalog import Catalog, schemes
from runreport.readers.contract import Claim, Place, Reader
from runreport.readers.guard import bug, guarded
from runreport.readers.listing import Skipped

URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
BY_NAME = "was chosen by name"


@dataclass(frozen=True, slots=True)
class FoundStore:
    """A store, and what made its reader claim it."""

    ref: StoreRef
    because: str
    """What was seen, in a sentence without its end stop."""


@dataclass(slots=True)
class Offers:
    """The readers while they are being asked, and what came up besides stores."""

    catalog: Catalog
    choose: Mapping[str, str]
    """Name of the reader by path or URL, where the user decides."""
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    broken: dict[str, Problem] = field(default_factory=dict)
    """By name; a reader that failed once is asked no more."""
    folders: int = 0
    files: int = 0
    _asked: dict[str, Reader] = field(init=False)
    _chosen: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._asked = dict(self.catalog.readers)
        self._chosen = {identity(path): name for path, name in self.choose.items()}
        for name in self.choose.values():
            self.catalog.get(name)

    def place(self, place: Place) -> FoundStore | None:
        """Return the store that a place is, if it is one.

        Raises:
            ReaderError: several readers claim it.
        """
        self.folders += place.is_folder
        self.files += not place.is_folder
        if self._chosen and (name := self._chosen.get(identity(place.path))):
            return FoundStore(StoreRef(name, place.path), BY_NAME)
        answers = [(name, self._ask(name, reader, place)) for name, reader in tuple(self._asked.items())]
        return _settled(place.path, {name: claim for name, claim in answers if claim})

    def url(self, address: str) -> FoundStore:
        """Return the store at a URL, by its scheme.

        Raises:
            ReaderError: no reader, or several, open such addresses.
        """
        if name := self._chosen.get(address):
            return FoundStore(StoreRef(name, address), BY_NAME)
        scheme = address.partition("://")[0].lower()
        takers = [name for name, reader in self._asked.items() if scheme in schemes(reader)]
        store = _settled(address, {name: Claim(f"opens {scheme}:// addresses") for name in takers})
        if store is None:
            raise advice.unknown_scheme(address, self.catalog)
        return store

    def _ask(self, name: str, reader: Reader, place: Place) -> Claim | None:
        answer = guarded(lambda: reader.recognizes(place), reader=name, store=place.path)
        if answer is None or isinstance(answer, Claim):
            return answer
        said = f"recognizes() returned a {type(answer).__name__}"
        self.broken[name] = answer if isinstance(answer, Problem) else bug(name, said, store=place.path)
        del self._asked[name]
        return None


def identity(address: str) -> str:
    """Return what is the same for two ways of naming one place."""
    return address if URL.match(address) else os.path.realpath(address)


def _settled(address: str, claims: Mapping[str, Claim]) -> FoundStore | None:
    if len(claims) > 1:
        raise advice.contested(address, claims)
    for name, claim in claims.items():
        return FoundStore(StoreRef(name, address), claim.because)
    return None
