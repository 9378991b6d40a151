"""One server with a large model, as somebody configured it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from cloud_client.errors import EndpointError, PlainHttpError
from cloud_client.key import Key, read_key

__all__ = ["Endpoint", "Timeouts"]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait for what, in seconds, each more than 0."""

    connect: float = 5.0
    """For name resolution, connection, proxy and TLS together."""
    first_token: float = 30.0
    """From the connection to the first piece of the answer. Comments that keep a connection alive do not count."""
    between_tokens: float = 15.0
    """From one piece of the answer to the next."""
    total: float = 300.0
    """For all of it, tries and pauses included. A call may set another."""

    def __post_init__(self) -> None:
        for name in ("connect", "first_token", "between_tokens", "total"):
            if not getattr(self, name) > 0:
                raise ValueError(f"the timeout '{name}' has to be more than 0 seconds")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is served, and what it is good at. Making one opens no connection and reads no key.

    Raises EndpointError if the address or the proxy is none, PlainHttpError if it is http to another machine.
    """

    name: str
    """What settings, errors and receipts call it."""
    base_url: str
    """Up to and with the version: `https://models.example/v1`."""
    model: str
    """The model's name there."""
    key_env: str | None = None
    """The environment variable that holds the key. Without it and `key_file`, no key is sent."""
    key_file: Path | None = None
    """A file that holds the key, which nobody but this user can read; asked where the variable is not set."""
    context: int | None = None
    """Tokens that prompt and reply may have together; what `/v1/models` says counts more."""
    good_at: frozenset[str] = frozenset()
    """What it is good at, in the words of whoever orders a `Pool` by them."""
    allow_http: bool = False
    """Whether http is allowed to another machine than this one."""
    proxy: str | None = field(default=None, repr=False)
    """`http://host:port` of a proxy; it may hold a password and is never shown. The environment's are not used."""
    ca_file: Path | None = None
    """Certificates (PEM) to trust in place of the usual ones."""
    timeouts: Timeouts = field(default_factory=Timeouts)

    def __post_init__(self) -> None:
        address = _split(self.base_url)
        if address is None or address.scheme not in {"http", "https"} or not address.hostname:
            raise EndpointError(self.name, detail="its base_url is no address that begins with https:// or http://")
        if address.username is not None or address.password is not None:
            raise EndpointError(self.name, detail="its base_url holds a name or password, which belong to key_env")
        if address.query or address.fragment:
            raise EndpointError(self.name, detail="its base_url holds more than an address and a path")
        if self.proxy is not None:
            proxy = _split(self.proxy)
            if proxy is None or proxy.scheme not in {"http", "https"} or not proxy.hostname:
                raise EndpointError(self.name, detail="its proxy is no address that begins with http:// or https://")
        # A proxy on the way takes even loopback off this machine.
        if address.scheme == "http" and not self.allow_http and (self.proxy or not is_loopback(address.hostname)):
            raise PlainHttpError(self.name, self.host)

    @property
    def host(self) -> str:
        """Host and port, as they stand in the address."""
        return urlsplit(self.base_url).netloc

    def url(self, path: str) -> str:
        """The address of a path below `base_url`."""
        return f"{self.base_url.rstrip('/')}/{path}"

    def key(self) -> Key | None:
        """The key, read anew each time so that a changed one is used; None without one. Raises KeyNotUsableError."""
        return read_key(self.name, self.key_env, self.key_file)


def is_loopback(host: str) -> bool:
    """Whether a host can only be this machine. A name counts only if it is `localhost` or below it (RFC 6761)."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        name = host.lower().rstrip(".")
        return name == "localhost" or name.endswith(".localhost")


def _split(address: str) -> SplitResult | None:
    """The parts of an address, or None if it has none: a port that is no number, a bracket too many, a space."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return None if any(character.isspace() or not character.isprintable() for character in address) else parts
