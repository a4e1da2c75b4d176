"""Asking the readers whether a place is a store, and settling who takes it."""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from runreport.model import Omission, Problem, StoreRef
from runreport.readers import advice
from runreport.readers.catalog import Catalog, files, schemes
from runreport.readers.contract import Claim, Place, Reader
from runreport.readers.guard import bug, guarded
from runreport.readers.listing import Skipped, join
from runreport.readers.names import EVERY, Names, any_of
from runreport.readers.remote.address import ARCHIVE, WEB, is_remote, remote_at, scheme_of

URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
BY_NAME = "it was chosen by name"
_DATABASE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class FoundStore:
    """A store, and what made its reader claim it."""

    ref: StoreRef
    because: str
    """What was seen, in a sentence without its end stop."""
    is_loose: bool = False
    """Whether it is one only if no other reader claims anything below."""


@dataclass(frozen=True, slots=True)
class Root:
    """Where a walk begins."""

    address: str
    """What it is called."""
    path: str
    """Where it lies on this machine."""

    @property
    def is_copy(self) -> bool:
        """Whether it lies elsewhere than its address says."""
        return self.address != self.path

    def called(self, path: str) -> str:
        """Return the address of what lies at a path at or below."""
        if not self.is_copy:
            return path
        inside = path[len(self.path) :].strip("/")
        return join(self.address, inside) if inside else self.address

    def ref(self, reader: str, path: str) -> StoreRef:
        """Return the store at a path at or below."""
        return StoreRef(reader, self.called(path), path if self.is_copy else "")


@dataclass(slots=True)
class Offers:
    """The readers while they are being asked, and what came up besides stores."""

    catalog: Catalog
    choose: Mapping[str, str]
    """Name of the reader by path or URL, where the user decides."""
    problems: list[Problem] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    broken: dict[str, Problem] = field(default_factory=dict)
    """By name; a reader that failed once is asked no more."""
    folders: int = 0
    files: int = 0
    wanted: Names = field(init=False)
    """Names of the files that some reader could claim."""
    declared: Names = field(init=False)
    """The same, of the readers alone that say which they could claim."""
    _asked: dict[str, Reader] = field(init=False)
    _files: dict[str, Names] = field(init=False)
    _chosen: dict[str, str] = field(init=False)
    _chosen_names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self._asked = dict(self.catalog.readers)
        self._files = {name: files(reader) for name, reader in self._asked.items()}
        self.wanted = any_of(self._files.values())
        self.declared = any_of(names for names in self._files.values() if names is not EVERY)
        self._chosen = {identity(path): name for path, name in self.choose.items()}
        # Below an address with a password in it, places are called without.
        self._chosen |= {
            remote_at(path).address: name for path, name in self.choose.items() if is_remote(path)
        }
        self._chosen_names = frozenset(re.split(r"[/\\]", path)[-1] for path in self._chosen)
        for name in self.choose.values():
            self.catalog.get(name)

    def without(self, reader: str) -> "Offers":
        """Return offers to the other readers, which leave no trace in these."""
        others = {name: one for name, one in self._asked.items() if name != reader}
        chosen = {path: name for path, name in self.choose.items() if name != reader}
        return Offers(Catalog(others), chosen)

    def candidates(self, names: Collection[str]) -> Iterator[str]:
        """Yield those files' names that some reader could claim, or that were chosen; count all of them."""
        self.files += len(names)
        return (name for name in names if name in self.wanted or name in self._chosen_names)

    def place(
        self, place: Place, root: Root, *, is_named: bool = False, holder: str | None = None
    ) -> FoundStore | None:
        """Return the store that a place is, if it is one.

        Args:
            place: what was come by.
            root: where the walk began.
            is_named: whether it is a file that the user named, so that its name decides nothing.
            holder: the reader that claimed the folder around a file, and so has it already.

        Raises:
            ReaderError: several readers claim it.
        """
        if self._chosen and (name := self._chosen.get(identity(root.called(place.path)))):
            return FoundStore(root.ref(name, place.path), BY_NAME)
        claims = {}
        for name, reader in tuple(self._asked.items()):
            is_asked = is_named or place.is_folder or place.name in self._files[name]
            if is_asked and name != holder and (claim := self._ask(name, reader, place, root)):
                claims[name] = claim
        if len(claims) > 1:
            raise advice.contested(root.called(place.path), claims)
        for name, claim in claims.items():
            return FoundStore(root.ref(name, place.path), claim.because, claim.is_loose)
        return None

    def url(self, address: str) -> FoundStore | None:
        """Return the store at a URL, by its scheme; None for a folder elsewhere that no reader opens itself.

        Raises:
            ReaderError: no reader, or several, open such addresses.
        """
        scheme = scheme_of(address)
        takers = [name for name, reader in self._asked.items() if scheme in schemes(reader)]
        if name := self._chosen.get(identity(address)):
            if name not in takers and is_remote(address):
                return None
            return FoundStore(StoreRef(name, address), BY_NAME)
        if len(takers) > 1:
            raise advice.contested(address, {name: Claim(f"opens {scheme}:// addresses") for name in takers})
        if takers:
            return FoundStore(StoreRef(takers[0], address), f"opens {scheme}:// addresses")
        if not is_remote(address):
            raise advice.unknown_scheme(address, self.catalog)
        return None

    def _ask(self, name: str, reader: Reader, place: Place, root: Root) -> Claim | None:
        address = root.called(place.path)
        answer = guarded(lambda: reader.recognizes(place), reader=name, store=address)
        if answer is None or isinstance(answer, Claim):
            return answer
        said = f"recognizes() returned a {type(answer).__name__}"
        self.broken[name] = answer if isinstance(answer, Problem) else bug(name, said, store=address)
        del self._asked[name]
        return None


def identity(address: str) -> str:
    """Return what is the same for two ways of naming one place."""
    if not URL.match(address):
        return os.path.realpath(address)
    if address.startswith(_DATABASE):
        return os.path.realpath(address.removeprefix(_DATABASE).partition("?")[0])
    if not is_remote(address) or scheme_of(address) in WEB:
        return address
    called = remote_at(address).address
    scheme, _, path = called.partition("://")
    is_here = scheme == ARCHIVE and "://" not in path
    return f"{scheme}://{os.path.realpath(path)}" if is_here else called
