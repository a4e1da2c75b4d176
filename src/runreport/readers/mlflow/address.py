"""Addresses of MLflow's servers: where they are, what of them is wanted, and who asks.

`mlflow+http://[user:password@]host[:port][/prefix][?experiment=name]`; credentials also come from MLflow's
own variables, named in `environment_variables.py` of MLflow. They are in no message and no name.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

from runreport.errors import ReaderError
from runreport.readers.mlflow.server import SCHEMES
from runreport.readers.remote.address import clean

TOKEN = "MLFLOW_TRACKING_TOKEN"  # noqa: S105 (a variable's name)
USER = "MLFLOW_TRACKING_USERNAME"
PASSWORD = "MLFLOW_TRACKING_PASSWORD"  # noqa: S105 (a variable's name)
INSECURE = "MLFLOW_TRACKING_INSECURE_TLS"
SERVER_CERT = "MLFLOW_TRACKING_SERVER_CERT_PATH"
CLIENT_CERT = "MLFLOW_TRACKING_CLIENT_CERT_PATH"
WORKSPACE = "MLFLOW_WORKSPACE"
WAIT = "MLFLOW_HTTP_REQUEST_TIMEOUT"

_FORM = "write `mlflow+http://host:port`, or `mlflow+https://`"
_WAIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Address:
    """A server, and which of its experiments are wanted."""

    url: str
    """Of the server with its prefix; no credentials, no slash at the end."""
    shown: str
    """What messages call it: no credentials, no query."""
    experiments: tuple[str, ...] = ()
    """Names of those that are wanted; none for all."""
    user: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    """The password of a user; of nobody, a token."""
    is_here: bool = False
    """Whether it is on this machine, where no proxy stands between."""


@dataclass(frozen=True, slots=True)
class Trust:
    """How the two ends know each other over TLS."""

    is_checked: bool = True
    authorities: str | None = None
    """Path of the certificates to trust; None for the system's."""
    own: str | None = None
    """Path of a certificate to show."""


def parse_address(address: str) -> Address:
    """Return the parts of a store's address.

    Raises:
        ReaderError: it is no such address.
    """
    shown = clean(address)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ReaderError(f"{shown}: this is no address: host or port is wrong; {_FORM}") from error
    if not host or parts.scheme.lower() not in SCHEMES:
        raise ReaderError(f"{shown}: the address names no host; {_FORM}")
    query = parse_qs(parts.query, keep_blank_values=True)
    if unknown := sorted(query.keys() - {"experiment"}):
        raise ReaderError(f"{shown}: `{unknown[0]}` is nothing to ask for; `?experiment=name` is")
    place = f"[{host}]" if ":" in host else host
    scheme = parts.scheme.lower().removeprefix("mlflow+")
    secret = unquote(parts.password or "") if parts.password is not None else unquote(parts.username or "")
    return Address(
        url=f"{scheme}://{place}{'' if port is None else f':{port}'}{parts.path.rstrip('/')}",
        shown=shown,
        experiments=tuple(query.get("experiment", ())),
        user=unquote(parts.username or "") if parts.password is not None else "",
        secret=secret,
        is_here=_is_here(host),
    )


def credentials(address: Address, environment: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """Return user and password, or nobody and a token, or neither; those of the address go first.

    As in MLflow, user and password go before a token.
    """
    if address.secret:
        return address.user, address.secret
    user, password = environment.get(USER, ""), environment.get(PASSWORD, "")
    return (user, password) if user and password else ("", environment.get(TOKEN, ""))


def trust(environment: Mapping[str, str] = os.environ) -> Trust:
    """Return what MLflow's variables say of certificates."""
    return Trust(
        is_checked=environment.get(INSECURE, "").lower() not in ("true", "1"),
        authorities=environment.get(SERVER_CERT) or None,
        own=environment.get(CLIENT_CERT) or None,
    )


def wait_s(environment: Mapping[str, str] = os.environ) -> float:
    """Return how long an answer may keep us waiting, by MLflow's variable."""
    try:
        return max(0.01, float(environment.get(WAIT, "")))
    except ValueError:
        return _WAIT_S


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
