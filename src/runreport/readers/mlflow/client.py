"""An HTTP client for MLflow's server, with the user's credentials and certificates."""

import os
import ssl
from typing import TYPE_CHECKING

from runreport.errors import MissingLibraryError, ReaderError
from runreport.readers.mlflow.address import (
    CLIENT_CERT,
    SERVER_CERT,
    WORKSPACE,
    Address,
    credentials,
    trust,
    wait_s,
)

if TYPE_CHECKING:
    import httpx

CONNECTIONS = 8
"""Kept open and used at once."""
_CONNECT_S = 10.0


def client_for(address: Address) -> "httpx.Client":
    """Return a client; nothing is asked yet.

    Raises:
        MissingLibraryError: httpx is not installed.
        ReaderError: a certificate cannot be read.
    """
    try:
        import httpx
    except ImportError as error:
        what = "MLflow's servers are read with httpx, which is not installed"
        remedy = "install `ml-runreport[mlflow-server]`"
        raise MissingLibraryError(f"{address.shown}: {what}; {remedy}") from error
    user, secret = credentials(address)
    headers = {"Accept": "application/json, */*"}
    if secret and not user:
        headers["Authorization"] = f"Bearer {secret}"
    if workspace := os.environ.get(WORKSPACE):
        headers["X-MLFLOW-WORKSPACE"] = workspace
    return httpx.Client(
        auth=(user, secret) if user else None,
        headers=headers,
        verify=_tls(address),
        timeout=httpx.Timeout(wait_s(), connect=min(_CONNECT_S, wait_s())),
        limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
        # A server on this machine is not asked through a proxy.
        trust_env=not address.is_here,
    )


def _tls(address: Address) -> ssl.SSLContext | bool:
    wanted = trust()
    if address.url.startswith("http://"):
        return False
    try:
        context = ssl.create_default_context(cafile=wanted.authorities)
        if wanted.own:
            context.load_cert_chain(wanted.own)
    except OSError as error:
        variables = f"{SERVER_CERT} and {CLIENT_CERT}"
        what = f"a certificate cannot be read ({error.strerror or 'it is no PEM file'}); check {variables}"
        raise ReaderError(f"{address.shown}: {what}") from error
    if not wanted.is_checked:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
