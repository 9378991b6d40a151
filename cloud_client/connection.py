"""The connections that `requests` uses, so that whoever waits for one can close it from another thread.

`requests` hands out a response when its headers have come. Until then the connection is known to nobody, and a request
that waits in a server's queue could not be taken back. So each connection tells the exchange that uses it when it
stands, and the exchange closes its socket when nobody wants the answer any more.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import TYPE_CHECKING, Any, Protocol

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

if TYPE_CHECKING:
    _Base = HTTPConnection
else:
    _Base = object  # what it is mixed into is the base

__all__ = ["Watched", "Watcher", "new_adapter", "watching"]

IDLE = 60.0
"""Seconds after which a kept connection is not used again: one that a router on the way has forgotten looks alive."""

KEPT = 32
"""Connections that are kept alive for one endpoint."""

watching = threading.local()
"""`watching.watcher` is the exchange that this thread works for."""


class Watcher(Protocol):
    """Who is told of connections."""

    def took(self, connection: Watched, *, fresh: bool) -> None:
        """The connection stands and is about to carry the request. Raises what ends the request if it is unwanted."""
        ...


class Watched(_Base):
    """What both kinds of connection have in addition. Mixed in before urllib3's classes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._owner_lock = threading.Lock()
        self._owner: object = None
        self._used = time.monotonic()

    def connect(self) -> None:
        """Connect, with proxy and TLS, and tell."""
        super().connect()
        self._tell(fresh=True)

    def request(self, *args: Any, **options: Any) -> None:
        """Send, and tell before if the connection was kept from an earlier request."""
        if self.sock is not None:
            self._tell(fresh=False)
        super().request(*args, **options)

    @property
    def is_connected(self) -> bool:
        """Whether it can be used again: urllib3 looks at this before it takes a kept connection."""
        return time.monotonic() - self._used < IDLE and super().is_connected

    def hang_up(self, owner: object) -> None:
        """Close the socket in both directions at once, from any thread, if it still works for `owner`."""
        with self._owner_lock:
            sock = self.sock
            if self._owner is not owner or sock is None:
                return
            self._owner = None
            with contextlib.suppress(OSError):
                # Not `sock.shutdown`: of a TLS socket that takes the state away from under the thread that reads.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def let_go(self, owner: object) -> None:
        """`owner` is done with it."""
        with self._owner_lock:
            if self._owner is owner:
                self._owner = None
            self._used = time.monotonic()

    def _tell(self, *, fresh: bool) -> None:
        watcher: Watcher = watching.watcher
        with self._owner_lock:
            self._owner = watcher
        watcher.took(self, fresh=fresh)


class _HTTPConnection(Watched, HTTPConnection):
    pass


class _HTTPSConnection(Watched, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _HTTPConnection


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection


_POOLS = {"http": _HTTPPool, "https": _HTTPSPool}


class _Adapter(HTTPAdapter):
    """requests' own, with these connections."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = _POOLS
        return manager


def new_adapter() -> HTTPAdapter:
    """What sends requests, over connections that it keeps alive; it repeats nothing.

    A session of `requests` would in addition read proxies and netrc from the environment, keep cookies, and look into
    a redirect even where it is told not to follow.
    """
    return _Adapter(pool_connections=1, pool_maxsize=KEPT, max_retries=0)
