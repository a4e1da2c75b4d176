"""Addresses of folders elsewhere: how they are opened, and what they are called without their secrets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote

from runreport.readers.listing import join

ARCHIVE = "zip"
SCHEMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "s3": ("s3fs", "s3"),
        "s3a": ("s3fs", "s3"),
        "gs": ("gcsfs", "gs"),
        "gcs": ("gcsfs", "gs"),
        "az": ("adlfs", "az"),
        "abfs": ("adlfs", "az"),
        "abfss": ("adlfs", "az"),
        "hf": ("huggingface_hub", "hf"),
        "ssh": ("paramiko", "ssh"),
        "sftp": ("paramiko", "ssh"),
        "https": ("aiohttp", "https"),
        "http": ("aiohttp", "https"),
        ARCHIVE: ("fsspec", ""),
    }
)
"""The library that opens addresses of a scheme, and the extra of ours that brings it."""

WEB = ("http", "https")
"""Schemes in whose addresses signs are written as numbers, and what follows a # leads into a page."""

SSH = ("ssh", "sftp")

_CHAIN = "::"
_CONTAINERS_BEFORE_AT = frozenset({"az", "abfs", "abfss"})
"""Schemes in which what stands before an @ is a container's name."""
_IN_ARCHIVE = re.compile(r"(.+?\.zip)/(.*)", re.IGNORECASE | re.DOTALL)
_QUERY = re.compile(r"\?[^?]*=.*")
_FRAGMENT = re.compile(r"#.*")
_USER = re.compile(r"(\w+://)[^/\s@]*@")
_SECRET = re.compile(r"\?[^\s?'\"]*=[^\s'\"]*")


@dataclass(frozen=True, slots=True)
class Remote:
    """An address of a folder or file elsewhere, taken apart."""

    url: str
    """As fsspec opens it; may hold secrets."""
    address: str
    """What it is called: without user, password and query, and without a slash at the end."""

    @property
    def schemes(self) -> tuple[str, ...]:
        """The schemes that have to be opened, outermost first."""
        return tuple(scheme_of(part) for part in self.url.split(_CHAIN))

    @property
    def parts(self) -> tuple[str, ...]:
        """The names on the way to it, from bucket or host on."""
        scheme, _, rest = self.address.partition("://")
        names = [name for name in rest.split("/") if name not in ("", ".", "..")]
        if scheme not in WEB:
            return tuple(names)
        plain = map(unquote, names)
        return tuple(
            name if "/" in given or given in (".", "..") else given
            for name, given in zip(names, plain, strict=True)
        )


def scheme_of(address: str) -> str:
    """Return the scheme of a URL, in lower case."""
    return address.partition("://")[0].lower()


def is_remote(address: str) -> bool:
    """Return whether the address is that of a folder elsewhere, or inside an archive."""
    return "://" in address and scheme_of(address) in SCHEMES


def remote_at(address: str) -> Remote:
    """Return the parts of an address for which `is_remote` holds.

    `zip://PATH` is an archive on this machine or, where the path is a URL, elsewhere; `zip://PATH.zip/INSIDE`
    a folder in it, as is `zip://INSIDE::PATH`, which is how fsspec writes it.
    """
    scheme, _, rest = address.partition("://")
    if scheme.lower() != ARCHIVE:
        return Remote(address, clean(address))
    inside, chain, container = rest.partition(_CHAIN)
    if not chain:
        found = _IN_ARCHIVE.fullmatch(rest)
        container, inside = (found[1], found[2]) if found else (rest, "")
    container, inside = container.removeprefix("file://"), inside.strip("/")
    if "://" in container:
        url, called = container, clean(container)
    else:
        url, called = f"file://{Path(container).absolute().as_posix()}", container.rstrip("/")
    called = f"{ARCHIVE}://{called}"
    return Remote(f"{ARCHIVE}://{inside}{_CHAIN}{url}", join(called, inside) if inside else called)


def clean(address: str) -> str:
    """Return an address without what may be secret in it: user, password, query and fragment."""
    scheme, separator, rest = address.partition("://")
    if not separator:
        return address
    scheme = scheme.lower()
    place, slash, path = rest.partition("/")
    user, sign, host = place.rpartition("@")
    if sign and not (scheme in _CONTAINERS_BEFORE_AT and ":" not in user):
        place = host
    whole = _QUERY.sub("", place + slash + path)
    if scheme in WEB:
        whole = _FRAGMENT.sub("", whole)
    return f"{scheme}://{whole.rstrip('/')}"


def scrubbed(text: str) -> str:
    """Return a message of someone else's library on one line, without what may be secret in its addresses."""
    return _SECRET.sub("", _USER.sub(r"\1", " ".join(text.split())))
