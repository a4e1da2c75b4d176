"""What goes wrong with file systems elsewhere, as one line of ours."""

import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from runreport.errors import ReaderError
from runreport.readers.remote.address import SCHEMES, Remote, scrubbed

OTHERS = (
    ("botocore.exceptions", "BotoCoreError"),
    ("botocore.exceptions", "ClientError"),
    ("aiohttp", "ClientError"),
    ("azure.core.exceptions", "AzureError"),
    ("google.auth.exceptions", "GoogleAuthError"),
    ("gcsfs.retry", "HttpError"),
    ("httpx", "HTTPError"),
    ("httpx2", "HTTPError"),
    ("paramiko", "SSHException"),
)
"""What the libraries raise that is no OSError."""
BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
NOT_FOUND = 404
DENIED = (401, 403)
UNKNOWN_USER = ("Credential", "NoAuth", "Authentication", "ProfileNotFound", "Token")
UNREACHED = (
    "ConnectError",
    "EndpointConnection",
    "ClientConnector",
    "ConnectionRefused",
    "ConnectionReset",
    "gaierror",
)


@contextmanager
def told(remote: Remote) -> Iterator[None]:
    """Turn what file systems raise within the block into one line of ours.

    Raises:
        ReaderError: something was raised.
    """
    try:
        yield
    except ReaderError:
        raise
    except faults() as error:
        raise ReaderError(f"{remote.address}: {reason(error, remote)}") from error


def faults() -> tuple[type[BaseException], ...]:
    """Return what file systems raise where a place cannot be listed or read, as far as they are loaded."""
    loaded = (getattr(sys.modules.get(module), name, None) for module, name in OTHERS)
    return (OSError, ValueError, *BROKEN_ARCHIVE, *(kind for kind in loaded if kind is not None))


def reason(error: BaseException, remote: Remote) -> str:
    """Return what an error means to a user, and what to do."""
    cause = error.__cause__
    if isinstance(error, FileNotFoundError) and cause is not None and _code(cause) != NOT_FOUND:
        # Whatever keeps a server from answering comes as this.
        error = cause
    library = SCHEMES.get(remote.schemes[-1], ("", ""))[0]
    kinds = " ".join(kind.__name__ for kind in type(error).__mro__)
    text = scrubbed(str(error))
    if isinstance(error, TimeoutError) or "Timeout" in kinds:
        said = "there was no answer in time; look whether the server can be reached from here"
    elif isinstance(error, PermissionError) or _code(error) in DENIED:
        said = f"access is denied; give credentials that may list and read it, where {library} looks for them"
    elif any(part in kinds for part in UNKNOWN_USER):
        said = f"there are no credentials that it accepts; give them where {library} looks for them"
    elif "not found in known_hosts" in text:
        said = "the host is not known here; connect to it once with `ssh`, and check its key"
    elif isinstance(error, FileNotFoundError) or "NoSuchBucket" in text:
        said = "there is nothing at this address; check every part of it"
    elif any(part in kinds for part in UNREACHED):
        said = "the server cannot be reached; check the address and the network"
    elif isinstance(error, zipfile.BadZipFile):
        said = "it is no whole ZIP archive; copy it again"
    else:
        said = f"it cannot be read ({type(error).__name__}: {text[:200]}); check address and rights"
    return said


def _code(error: BaseException) -> object:
    """Return the number that a web server answered with; None where it did not."""
    return error.status if hasattr(error, "status") else getattr(error, "code", None)
