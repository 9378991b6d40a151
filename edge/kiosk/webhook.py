"""A command that is carried out by an address: the intent and its slots go there as JSON.

No redirect is followed, no proxy of the environment is used, nothing is sent twice, and to anything that is not this
machine it goes by TLS (`edge.kiosk.reading` refuses other addresses).
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from edge import __version__
from edge.answerer import Cancel
from edge.kiosk.carrying_out import NotDoneError, within
from edge.kiosk.reading import is_loopback

if TYPE_CHECKING:
    from http.client import HTTPConnection

__all__ = ["MOST_BYTES", "leaves", "post"]

MOST_BYTES = 64 * 1024
"""Of the reply; what is longer counts as failed."""


def leaves(address: str) -> bool:
    """Whether what is sent there leaves the device."""
    return not is_loopback(urlsplit(address).hostname or "")


def post(address: str, said: Mapping[str, Any], token_env: str | None, seconds: float, cancel: Cancel) -> str | None:
    """Send it, and return the `text` of the JSON that comes back, or None where there is none.

    said       what goes there, ready for JSON
    token_env  the environment variable that holds the bearer token
    seconds    in which all of it has to be done

    Raises NotDoneError.
    """
    import http.client  # with TLS it takes 12 ms, and few kiosks have a webhook

    parts = urlsplit(address)
    host = parts.hostname or ""
    headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": f"edge/{__version__}"}
    if token_env is not None:
        token = os.environ.get(token_env, "").strip()
        if not token or not token.isascii() or not token.isprintable():
            raise NotDoneError("broken")  # a request without its token would be refused
        headers["Authorization"] = f"Bearer {token}"
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    port = kind.default_port if parts.port is None else parts.port  # without one, part of an IPv6 address is taken
    connection = kind(host, port, timeout=seconds)
    deadline = time.monotonic() + seconds

    def send(given_up: threading.Event) -> str | None:
        try:
            connection.connect()
            if given_up.is_set():  # looking up a name cannot be broken off
                raise TimeoutError
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, json.dumps(dict(said), ensure_ascii=False).encode(), headers)
            with contextlib.closing(connection.getresponse()) as response:
                if not 200 <= response.status < 300:
                    raise NotDoneError("failed")
                body = response.read(MOST_BYTES + 1)
        except TimeoutError:
            raise NotDoneError("late") from None
        except (OSError, http.client.HTTPException, ValueError):
            raise NotDoneError("missing" if time.monotonic() < deadline else "late") from None
        finally:
            connection.close()
        if len(body) > MOST_BYTES:
            raise NotDoneError("failed")
        return _text(body)

    return within(seconds, send, cancel, lambda: _break_off(connection))


def _break_off(connection: HTTPConnection) -> None:
    """End the thread that waits for it."""
    with contextlib.suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


def _text(body: bytes) -> str | None:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    text = said.get("text") if isinstance(said, dict) else None
    return text if isinstance(text, str) else None
