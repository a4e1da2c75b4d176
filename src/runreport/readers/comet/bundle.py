"""What one offline run lies in: a zip, or the folder that would have become one. Read, never unpacked.

Nothing is ever written by a member's name. What a member holds is bounded before it is inflated, by what
the archive declares, and again while it is inflated.
"""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

EXPERIMENT = "experiment.json"
MESSAGES = "messages.json"
MOST_BYTES = 2 << 30
"""Of one member, inflated."""
MOST_RATIO = 200
"""Inflated bytes for one packed, of members with more than `SMALL` bytes; JSON lines reach some 30."""
SMALL = 16 << 20
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    LookupError,
    RuntimeError,
    ValueError,
    OverflowError,
)
"""What the standard library raises for archives that are torn, encrypted or packed in unknown ways."""


class BundleError(Exception):
    """An archive, or a member of it, cannot be read; the text says why, without its end stop."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The members of an archive or folder."""

    path: Path
    sizes: Mapping[str, int]
    """Inflated size by member, as declared."""
    is_folder: bool = False

    def read(self, name: str, most: int = MOST_BYTES, *, only_first: bool = False) -> bytes:
        """Return a member's bytes.

        Args:
            name: the member.
            most: bytes that it may have, or that are wanted of it.
            only_first: whether the first bytes are enough.

        Raises:
            BundleError: it is not there, larger than `most`, or cannot be read.
        """
        if name not in self.sizes:
            raise BundleError(f"there is no {name}" if name in KNOWN else "the file is not in the archive")
        allowed = MOST_BYTES if only_first else most
        try:
            data = (
                self._folder_file(name, most) if self.is_folder else inflated(self.path, name, allowed, most)
            )
        except BundleError:
            raise
        except FAULTS as error:
            raise BundleError(f"{name} cannot be read: {reason(error)}") from error
        if len(data) > most and not only_first:
            raise BundleError(f"{name} has more than the {most:,} bytes that are allowed, and is not read")
        return data[:most]

    def _folder_file(self, name: str, wanted: int) -> bytes:
        with (self.path / name).open("rb") as file:
            return file.read(wanted + 1)


def inflated(source: Path | BytesIO, name: str, allowed: int, wanted: int) -> bytes:
    """Return the first bytes of a member, one more than wanted where there are more.

    Args:
        source: the zip.
        name: the member.
        allowed: bytes that the member may say it has.
        wanted: bytes.

    Raises:
        BundleError: it may not be inflated.
        Exception: one of `FAULTS`.
    """
    with zipfile.ZipFile(source) as archive:
        info = archive.getinfo(name)
        if info.file_size > allowed:
            raise BundleError(
                f"{name} has {info.file_size:,} bytes, more than the {allowed:,} that are allowed"
            )
        if info.file_size > SMALL and info.file_size > MOST_RATIO * info.compress_size:
            ratio = info.file_size // max(info.compress_size, 1)
            raise BundleError(f"{name} is packed {ratio:,} to 1, as only a zip bomb is, and is not read")
        if info.flag_bits & 1:
            raise BundleError(f"{name} is encrypted")
        with archive.open(info) as file:
            return file.read(wanted + 1)


KNOWN = (EXPERIMENT, MESSAGES)


def open_bundle(path: Path) -> Bundle:
    """Return an archive's, or folder's, members.

    Raises:
        BundleError: it cannot be read.
    """
    if path.is_dir():
        return _folder(path)
    try:
        size = path.stat().st_size
        if not size:
            raise BundleError("the archive has no bytes")
        with zipfile.ZipFile(path) as archive:
            sizes = {
                info.filename: info.file_size
                for info in archive.infolist()
                if not info.filename.endswith("/")
            }
    except FAULTS as error:
        raise BundleError(f"the archive cannot be read: {reason(error)}") from error
    if not sizes:
        # The client makes the archive when the run begins, and fills it at its end.
        raise BundleError("the archive is empty: its run still runs, or was killed before its end")
    return Bundle(path, sizes)


def _folder(path: Path) -> Bundle:
    try:
        sizes = {
            entry.name: entry.stat().st_size
            for entry in sorted(path.iterdir())
            if entry.is_file() and not entry.is_symlink()
        }
    except OSError as error:
        raise BundleError(f"the folder cannot be listed: {error.strerror}") from error
    return Bundle(path, sizes, is_folder=True)


def reason(error: Exception) -> str:
    """Return an error of the system or of the zip library in few words."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    text = str(error).rstrip(".")
    return text[:1].lower() + text[1:] if text else type(error).__name__
