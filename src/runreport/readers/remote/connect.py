"""Opening file systems elsewhere, by fsspec."""

import importlib.util
import threading
from typing import Any

from runreport.errors import MissingLibraryError, ReaderError
from runreport.readers.remote.address import ARCHIVE, SCHEMES, SSH, WEB, Remote
from runreport.readers.remote.fault import told

WAIT_S = 30
"""How long a server may be silent."""


def opened(remote: Remote) -> tuple[Any, str]:
    """Return the file system at an address, and the path of the address in it.

    Raises:
        MissingLibraryError: the library for the scheme is not installed; the text names the extra.
        ReaderError: it cannot be opened.
    """
    if not remote.parts:
        raise ReaderError(f"{remote.address}: nothing is named; write bucket or host, and the folder")
    for scheme in remote.schemes:
        _require(scheme, remote)
    from fsspec.core import url_to_fs  # type: ignore[import-untyped]

    with told(remote):
        scheme = remote.schemes[0]
        if scheme in SSH:
            return _over_ssh(remote)
        # An archive's file system would keep the archive as it was; no listing may be of yesterday.
        options = {"skip_instance_cache": True} if scheme == ARCHIVE else _waiting(scheme)
        files, path = url_to_fs(remote.url, **options)
        files.invalidate_cache()
        return files, str(path)


def _require(scheme: str, remote: Remote) -> None:
    if scheme not in SCHEMES:
        if scheme == "file":
            return
        raise ReaderError(f"{remote.address}: no archive can be read at {scheme}://; name a path or a URL")
    library, extra = SCHEMES[scheme]
    if importlib.util.find_spec(library) is None:
        raise MissingLibraryError(
            f"{remote.address}: {scheme}:// addresses need {library}; "
            f"install it with `pip install 'ml-runreport[{extra}]'`"
        )


def _waiting(scheme: str) -> dict[str, Any]:
    """Return options for libraries that would wait for many minutes, unless the user has set them."""
    from fsspec.config import conf  # type: ignore[import-untyped]

    if scheme in ("s3", "s3a"):
        # It is tried five times by s3fs already.
        given = conf.get("s3", {}).get("config_kwargs", {})
        return {"config_kwargs": {"retries": {"max_attempts": 1}, **given}}
    if scheme in WEB:
        from aiohttp import ClientTimeout

        given = conf.get(scheme, {}).get("client_kwargs", {})
        waiting = ClientTimeout(total=None, sock_connect=WAIT_S, sock_read=WAIT_S)
        return {"client_kwargs": {"timeout": waiting, **given}}
    return {}


def _over_ssh(remote: Remote) -> tuple[Any, str]:
    """Return files over SSH, from hosts that the user knows alone: fsspec's own would trust any."""
    import paramiko  # type: ignore[import-untyped, import-not-found, unused-ignore]
    from fsspec.implementations.sftp import SFTPFileSystem  # type: ignore[import-untyped]

    class KnownHosts(SFTPFileSystem):  # type: ignore[misc]
        cachable = False

        def _connect(self) -> None:
            self.client = paramiko.SSHClient()
            self.client.load_system_host_keys()
            self.client.connect(self.host, **self.ssh_kwargs)
            self._own = threading.local()

        @property
        def ftp(self) -> Any:
            # Two threads on one of these would each wait for the other's answer.
            if not hasattr(self._own, "ftp"):
                self._own.ftp = self.client.open_sftp()
                self._own.ftp.get_channel().settimeout(WAIT_S)
            return self._own.ftp

    options = {"timeout": WAIT_S, **KnownHosts._get_kwargs_from_urls(remote.url)}
    return KnownHosts(**options), str(KnownHosts._strip_protocol(remote.url))
