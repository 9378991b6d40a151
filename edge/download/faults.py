"""What can go wrong with a download, and what each error of the libraries below means."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator

import requests

from edge.download.sentences import SENTENCES
from edge.errors import EdgeError

__all__ = ["Fault", "from_requests", "from_status"]

TRANSIENT = frozenset({"no_such_host", "unreachable", "silent", "cut", "too_many", "trouble"})
"""Kinds that may pass by themselves: in the middle of a download they are waited for."""


class Fault(Exception):
    """Something is wrong; `error` makes the sentence, once it is known what was wanted."""

    def __init__(self, kind: str, host: str = "", detail: str = "", after: float | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.host = host
        """Who it was; empty for the hub that was asked."""
        self.detail = detail
        self.after = after
        """Seconds after which the host wants to be asked again."""

    @property
    def transient(self) -> bool:
        """Whether it may pass by itself."""
        return self.kind in TRANSIENT

    def error(self, host: str, **values: str) -> EdgeError:
        """The error for a person: `host` is the hub that was asked, `values` are what else a sentence may name."""
        sentence = SENTENCES[self.kind]
        detail = self.detail.rstrip(".") or "no reason given"
        return sentence.error(sentence.filled(host=self.host or host, detail=detail, **values))


def from_status(status: int, host: str, *, at_hub: bool, token: bool, after: float | None) -> Fault:
    """The fault for an HTTP status.

    at_hub  whether the hub itself answered, and not a store that it sent us to
    token   whether a token was sent
    after   seconds of its Retry-After, if it had one
    """
    if status == 401 and at_hub:
        return Fault("token_refused" if token else "token_missing", host)
    if status == 403:
        # The hub's links into its store are signed and expire: asking the hub again gives a new one.
        return Fault("forbidden", host) if at_hub else Fault("trouble", host, "its link was refused, 403")
    if status == 404 and at_hub:
        return Fault("not_found", host)
    if status == 429:
        return Fault("too_many", host, f"{after:.0f} s" if after else "some minutes", after)
    if status >= 500 or status == 408:
        return Fault("trouble", host, str(status), after)
    return Fault("refused", host, str(status))


def from_requests(error: Exception, host: str, url: str) -> Fault:
    """The fault for what `requests`, or what is under it, raised while it asked `host` for `url`."""
    causes = list(_causes(error))
    if isinstance(error, requests.exceptions.ProxyError):
        return Fault("proxy", host, _reason(causes))
    if isinstance(error, requests.exceptions.SSLError):
        untrusted = any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes)
        return Fault("certificate" if untrusted else "unreachable", host, _reason(causes))
    if isinstance(error, OSError) and not isinstance(error, requests.RequestException):
        # Its own words for a file of certificates that is not there.
        return Fault("certificate", host, "REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE or SSL_CERT_FILE names no such file")
    if isinstance(error, requests.exceptions.InvalidHeader):
        return Fault("token_refused", host)  # the only header that is not ours; a line break in it, for instance
    if isinstance(error, ValueError):
        # An address that cannot be: the hub's, or, if that one is sound, the proxy's.
        return Fault("proxy", host, "it is no web address") if _sound(url) else Fault("no_address", host, f"'{url}'")
    if isinstance(error, requests.Timeout) or any(isinstance(cause, TimeoutError) for cause in causes):
        return Fault("silent", host)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return Fault("no_such_host", host)
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return Fault("cut", host)
    if isinstance(error, requests.ConnectionError):
        return Fault("unreachable", host, _reason(causes))
    return Fault("refused", host, type(error).__name__)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and those that it came from, as far as the libraries between tell."""
    seen: list[BaseException] = []
    queue: list[object] = [error]
    while queue:
        item = queue.pop(0)
        if isinstance(item, BaseException) and item not in seen:
            seen.append(item)
            queue += [*item.args, getattr(item, "reason", None), item.__cause__, item.__context__]
    yield from seen


def _sound(url: str) -> bool:
    return re.fullmatch(r"https?://[\w.-]+(:\d+)?(/\S*)?", url) is not None


def _reason(causes: list[BaseException]) -> str:
    """The innermost reason that the system or the TLS library gave, in its words."""
    for cause in reversed(causes):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return str(cause.verify_message)
        if isinstance(cause, ssl.SSLError):
            return str(cause.reason or "TLS failed").replace("_", " ").lower()
        if isinstance(cause, OSError) and cause.strerror and not isinstance(cause, requests.RequestException):
            return cause.strerror
    return "the connection was closed"
