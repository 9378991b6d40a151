"""The Hugging Face hub's protocol, as far as it takes to fetch one file.

A HEAD request for the file is answered with its size, its SHA-256 (an LFS file's etag) and the commit; a GET request
with a redirect to a store, whose link is signed and expires, or with the file itself; both take ranges. Where the hub
is, whether it may be asked and which token to send is huggingface_hub's to say, so that its variables (HF_ENDPOINT,
HF_HUB_OFFLINE, HF_TOKEN, HF_HUB_ETAG_TIMEOUT, HF_HUB_DOWNLOAD_TIMEOUT …) and its login count here as well.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Generator
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

import requests
import urllib3
from requests.auth import AuthBase

from edge import __version__
from edge.download.faults import Fault, from_requests, from_status
from edge.errors import UsageError

__all__ = ["COMMIT", "Hub", "Remote"]

_CHUNK = 32 << 10
"""Bytes read at once; a connection that is cut loses less than that."""
_HOPS = 10
"""Redirects that are followed for one request."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
COMMIT = re.compile(r"[0-9a-f]{40}")
"""What a commit looks like."""
_NUMBER = re.compile(r"[0-9]{1,18}")
_RANGE = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Remote:
    """A file as the hub has it."""

    url: str
    """Where to get it: of that commit, so that all ranges come from one version."""
    size: int
    """In bytes."""
    sha256: str
    commit: str | None
    """None where a mirror does not tell."""


class Hub:
    """One hub. Its calls wait for the network; they raise Fault."""

    def __init__(self, endpoint: str | None = None) -> None:
        """`endpoint` is for tests; None takes the environment's. Raises UsageError for a variable without sense."""
        try:
            from huggingface_hub import constants
        except ValueError as error:  # it reads its variables when it is imported
            raise UsageError(f"A variable that begins with HF_ has no usable value ({error}): correct it.") from None
        self._endpoint = (endpoint or constants.ENDPOINT).rstrip("/")
        self._offline = constants.HF_HUB_OFFLINE
        self._timeout = (constants.HF_HUB_ETAG_TIMEOUT, constants.HF_HUB_DOWNLOAD_TIMEOUT)
        self._implicit = not constants.HF_HUB_DISABLE_IMPLICIT_TOKEN

    @property
    def host(self) -> str:
        """Its name, and its port where that is not the usual one."""
        return _host(self._endpoint) or self._endpoint

    def url(self, repository: str, file: str, revision: str) -> str:
        """Where a file is."""
        return f"{self._endpoint}/{repository}/resolve/{quote(revision, safe='')}/{quote(file)}"

    def look_up(self, repository: str, file: str, revision: str) -> Remote:
        """What the hub says of a file. Raises Fault."""
        if self._offline:
            raise Fault("offline")
        with self._session() as session:
            response = self._follow(session, "HEAD", self.url(repository, file, revision), {})
            response.close()
        headers = response.headers
        sha256 = (headers.get("X-Linked-Etag") or headers.get("ETag") or "").removeprefix("W/").strip('"')
        size = headers.get("X-Linked-Size") or headers.get("Content-Length") or ""
        commit = headers.get("X-Repo-Commit") or ""
        if not _SHA256.fullmatch(sha256):
            raise Fault("no_hub", _host(response.url), "it tells no SHA-256")
        if not _NUMBER.fullmatch(size):
            raise Fault("no_hub", _host(response.url), "it tells no size")
        known = commit if COMMIT.fullmatch(commit) else None
        return Remote(self.url(repository, file, known or revision), int(size), sha256, known)

    def pieces(self, remote: Remote, offset: int) -> Generator[bytes, None, None]:
        """The file's bytes from `offset` on, as they arrive.

        A server that ignores the range is read from the start, and what is here already is passed over. The end may
        come early, without an error, where the server closes the connection. Raises Fault.
        """
        headers = {"Range": f"bytes={offset}-"} if offset else {}
        with self._session() as session, self._follow(session, "GET", remote.url, headers) as response:
            host = _host(response.url)
            skip = _begins_at(response, remote, offset, host)
            try:
                for piece in response.iter_content(_CHUNK):
                    yield piece[skip:]  # while it passes over, an empty piece says that something arrives
                    skip = max(0, skip - len(piece))
            except (OSError, urllib3.exceptions.HTTPError) as error:
                fault = from_requests(error, host, remote.url)
                # Once bytes flow, whatever ends them early is a cut.
                raise Fault("cut", host) if fault.kind == "unreachable" else fault from None

    def _session(self) -> requests.Session:
        session = requests.Session()
        session.headers.update({"User-Agent": f"edge-assistant/{__version__}", "Accept-Encoding": "identity"})
        # requests knows REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE; this is what other programs here go by.
        session.verify = os.environ.get("SSL_CERT_FILE") or True
        return session

    def _follow(self, session: requests.Session, method: str, url: str, headers: dict[str, str]) -> requests.Response:
        """Ask, and go where redirects lead. The token is sent to the hub itself and to nobody else. Raises Fault."""
        token = self._token()
        for _ in range(_HOPS):
            at_hub = _origin(url) == _origin(self._endpoint)
            host = _host(url)
            try:
                response = self._ask(session, method, url, headers, token if at_hub else None)
            # requests lets errors of what is under it through, for instance of an address that cannot be encoded.
            except (OSError, urllib3.exceptions.HTTPError, UnicodeError) as error:
                raise from_requests(error, host, self._endpoint if at_hub else url) from None
            location = response.headers.get("Location")
            moved = response.is_redirect and location is not None
            # The hub tells size and hash in the redirect itself; the store behind it may not answer HEAD at all.
            if response.status_code < 300 or (method == "HEAD" and moved and "X-Linked-Etag" in response.headers):
                return response
            response.close()
            if not moved or location is None:
                after = response.headers.get("Retry-After", "")
                seconds = float(after) if _NUMBER.fullmatch(after) else None
                raise from_status(
                    response.status_code, host, at_hub=at_hub, token=at_hub and token is not None, after=seconds
                )
            try:
                url = urljoin(url, location)
            except ValueError:
                break
        raise Fault("redirects")

    def _ask(
        self, session: requests.Session, method: str, url: str, headers: dict[str, str], token: str | None
    ) -> requests.Response:
        """One request and its answer, whose body has not been read. Raises what requests raises."""
        request = session.prepare_request(requests.Request(method, url, headers=headers, auth=_Bearer(token)))
        # A proxy is no way to this machine itself.
        proxies = {"http": "", "https": ""} if _loopback(url) else {}
        settings = session.merge_environment_settings(url, proxies, None, None, None)
        # The adapter and not the session, which would prepare the next request of a redirect even if told to stay.
        return session.get_adapter(url).send(
            request,
            stream=True,
            timeout=self._timeout,
            verify=settings["verify"] or True,
            proxies=settings["proxies"],
        )

    def _token(self) -> str | None:
        """The user's token for the hub, if there is one that may be used unasked."""
        if not self._implicit:
            return None
        from huggingface_hub import get_token

        try:
            return get_token()
        except Exception as error:  # noqa: BLE001 - it reads files and may ask servers, and lets through what they raise
            raise Fault("no_token", detail=str(error).partition("\n")[0]) from None


class _Bearer(AuthBase):
    """A token, or explicitly none: without this, requests would look for a password in `.netrc`."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _begins_at(response: requests.Response, remote: Remote, offset: int, host: str) -> int:
    """How many bytes at the start of the answer to pass over. Raises Fault if it is not the file's bytes."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Fault("no_hub", host, "it packs the file anew")
    if response.status_code == 206:
        told = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if told is None or [int(number) for number in told.groups()] != [offset, remote.size - 1, remote.size]:
            raise Fault("length", host, f"{response.headers.get('Content-Range')} for {remote.size} bytes")
        return 0
    length = response.headers.get("Content-Length")
    if length is not None and length != str(remote.size):
        raise Fault("length", host, f"{length} for {remote.size} bytes")
    return offset


def _origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, name and port."""
    try:
        parts = urlsplit(url)
        return parts.scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return "", "", None


def _host(url: str) -> str:
    scheme, name, port = _origin(url)
    return name if port == _PORTS.get(scheme) else f"{name}:{port}"


def _loopback(url: str) -> bool:
    name = _origin(url)[1]
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
