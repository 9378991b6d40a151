"""What requests, urllib3, http.client, ssl and the system say of a connection, as one fault."""

from __future__ import annotations

import errno
import http.client
import os
import re
import socket
import ssl
from collections.abc import Iterator

import requests
import urllib3.exceptions

from cloud_client.errors import (
    CloudError,
    ConnectTimeoutError,
    CutBeforeFirstTokenError,
    DeadlineError,
    EndpointError,
    NameNotFoundError,
    NotHttpError,
    NotReachableError,
    NotYetValidError,
    ProxyFailedError,
    RefusedError,
    TlsError,
    UnreachableError,
)
from cloud_client.faults import Fault

__all__ = ["diagnose"]

_NOT_YET_VALID = 9
"""X509_V_ERR_CERT_NOT_YET_VALID of OpenSSL."""
_NO_WAY = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL})
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3}[\w -]{0,60})")


def diagnose(error: Exception, *, connected: bool) -> Fault:
    """The fault behind an exception, which says the rest in what it wraps.

    connected  whether the connection stood; the same exception means another thing before and after

    Nothing of the exception is kept: it holds the request, and with it the key.
    """
    chain = list(_chain(error))
    return _of_way(chain) if not connected else _of_answer(chain)


def _of_way(chain: list[BaseException]) -> Fault:
    """Before the connection stood."""
    for found in chain:
        if isinstance(found, urllib3.exceptions.ProxyError | requests.exceptions.ProxyError):
            return Fault(ProxyFailedError, _proxy_detail(chain))
    for found in chain:
        if isinstance(found, ssl.SSLCertVerificationError):
            kind = NotYetValidError if found.verify_code == _NOT_YET_VALID else TlsError
            return Fault(kind, found.verify_message)
        if isinstance(found, ssl.SSLError):
            return Fault(TlsError, (found.reason or "no handshake").replace("_", " ").lower())
        if isinstance(found, requests.exceptions.InvalidURL | urllib3.exceptions.LocationValueError):
            return Fault(EndpointError, "its base_url is no address")
        if isinstance(found, socket.gaierror | UnicodeError | urllib3.exceptions.NameResolutionError):
            return Fault(NameNotFoundError)
        if _is_timeout(found):
            return Fault(ConnectTimeoutError, "the time it had")
        if isinstance(found, ConnectionRefusedError):
            return Fault(RefusedError)
        if isinstance(found, OSError) and found.errno in _NO_WAY:
            return Fault(UnreachableError, _words(found))
    for found in chain:
        if isinstance(found, OSError) and found.errno:
            return Fault(NotReachableError, _words(found))
    return Fault(NotReachableError, type(chain[-1]).__name__)


def _of_answer(chain: list[BaseException]) -> Fault:
    """While the request was sent or the answer was read."""
    for found in chain:
        if isinstance(found, TimeoutError | urllib3.exceptions.ReadTimeoutError):
            return Fault(DeadlineError, "the time it had")
        if isinstance(found, ConnectionError | http.client.IncompleteRead | ssl.SSLError):
            return Fault(CutBeforeFirstTokenError)
    for found in chain:
        if isinstance(found, http.client.HTTPException):
            return Fault(NotHttpError, type(found).__name__)
        if isinstance(found, urllib3.exceptions.DecodeError):
            return Fault(NotHttpError, "it cannot be unpacked")
        if isinstance(found, requests.exceptions.InvalidHeader | urllib3.exceptions.InvalidHeader):
            return Fault(NotHttpError, "its headers contradict each other")
    if any(isinstance(found, OSError | urllib3.exceptions.ProtocolError) for found in chain):
        return Fault(CutBeforeFirstTokenError)
    return Fault(CloudError, type(chain[-1]).__name__)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and all that it wraps, in any of the ways in which these libraries do."""
    todo: list[BaseException] = [error]
    seen: set[int] = set()
    while todo:
        found = todo.pop(0)
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        wrapped = (*found.args, getattr(found, "reason", None), found.__cause__, found.__context__)
        todo.extend(other for other in wrapped if isinstance(other, BaseException))


def _is_timeout(error: BaseException) -> bool:
    """Whether no connection came in time; urllib3 derives every failure to connect from its timeout."""
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return False
    return isinstance(error, TimeoutError | urllib3.exceptions.ConnectTimeoutError)


def _words(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else type(error).__name__


def _proxy_detail(chain: list[BaseException]) -> str:
    """Why, in words of ours or the system's: what the libraries say may hold the proxy's password."""
    for found in chain:
        if isinstance(found, OSError) and (tunnel := _TUNNEL.search(str(found))):
            return tunnel[1]
        if isinstance(found, socket.gaierror):
            return "its name cannot be found"
        if _is_timeout(found):
            return "it does not answer"
        if isinstance(found, OSError) and found.errno and not isinstance(found, ssl.SSLError):
            return _words(found)
    return ""
