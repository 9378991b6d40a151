"""A Hugging Face hub on loopback: the hub itself and, on another port, the store that it sends clients to.

    with Hub(content) as hub:
        hub.cuts = [1000, 0]          # the next two bodies end after so many bytes, by a reset connection
        download(model, paths, report, Cancel(), endpoint=hub.endpoint)
    assert hub.starts == [0, 1000, 1000]

It answers HEAD with size, SHA-256 and commit, GET with the file or a redirect to the store, both with ranges. What it
should do wrong is set in its attributes, and may be changed while it runs.
"""

from __future__ import annotations

import hashlib
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

__all__ = ["COMMIT", "FILE", "REPOSITORY", "Asked", "Hub"]

REPOSITORY = "makers/small-GGUF"
FILE = "small-q4_0.gguf"
COMMIT = "c0ffee" * 6 + "c0ff"

_PAGE = b"<html>Welcome to the hotel. Please sign in.</html>"
_BLOCK = 16 << 10


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    at: str
    """`hub` or `store`."""
    authorization: str | None
    start: int
    """Where its range begins; 0 without one."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    hub: Hub
    role: str

    def handle_error(self, *_: object) -> None:
        """A client that was killed is no error."""


class Hub:
    """Both servers. Everything behind `content` is what it does wrong; None and empty mean nothing."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.sha256 = hashlib.sha256(content).hexdigest()
        """What it says; set another to make it lie."""
        self.size: int | None = len(content)
        """What it announces."""
        self.told_size: str | None = None
        """The text that it announces as size, whatever that is."""
        self.commit: str | None = COMMIT
        self.to_store = False
        """Whether GET is sent on to the store, on another port, as the real one does."""
        self.renamed = False
        """Whether the repository has moved to another path of the hub."""
        self.circle = False
        """Whether it redirects to `leads_to`, or else to where the request was made."""
        self.leads_to = ""
        self.ranges = True
        """Whether ranges are heeded."""
        self.range_lie = 0
        """Added to the start of the range that it says it sends."""
        self.length_lie = 0
        """Added to the length of the body that it announces."""
        self.chunked = False
        """Whether a body comes without its length, and ends when the connection does."""
        self.packed = False
        """Whether something between packs the body anew."""
        self.portal = False
        """Whether a hotel's sign-in page answers."""
        self.head_status = 200
        self.statuses: list[int] = []
        """For the next GETs, one each; 200 is no error."""
        self.retry_after: int | None = None
        self.cuts: list[int] = []
        """The next bodies end after so many bytes."""
        self.polite_cuts = False
        """Whether a cut is an orderly end of the connection, and not a reset."""
        self.stall_after: int | None = None
        """After so many bytes nothing comes any more, until `released`."""
        self.rate: float | None = None
        """Bytes a second."""
        self.asked: list[Asked] = []
        self.starts: list[int] = []
        """Where the bodies that were sent were asked to begin."""
        self.sent = 0
        """Bytes of content that were sent."""
        self.on_sent: Callable[[int], None] | None = None
        """Called with `sent` after each block."""
        self.stalled = threading.Event()
        self.released = threading.Event()
        self._servers = [self._serve("hub"), self._serve("store")]

    def _serve(self, role: str) -> _Server:
        server = _Server(("127.0.0.1", 0), _Handler)
        server.hub, server.role = self, role
        return server

    @property
    def endpoint(self) -> str:
        """For HF_ENDPOINT."""
        return f"http://127.0.0.1:{self._servers[0].server_address[1]}"

    @property
    def store(self) -> str:
        """Where the store is."""
        return f"http://127.0.0.1:{self._servers[1].server_address[1]}"

    def __enter__(self) -> Self:
        self._threads = [threading.Thread(target=server.serve_forever, args=(0.02,)) for server in self._servers]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        for server, thread in zip(self._servers, self._threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_HEAD(self) -> None:
        hub = self._noted()
        if self._led_astray(hub):
            return
        if hub.head_status != 200:
            self._refuse(hub.head_status)
        elif hub.portal:
            self._answer(200, {"Content-Type": "text/html", "Content-Length": str(len(_PAGE))})
        elif hub.to_store:
            self._answer(302, {**self._about(linked=True), "Location": f"{hub.store}/blob", "Content-Length": "0"})
        else:
            self._answer(200, self._about(linked=False))

    def do_GET(self) -> None:
        hub = self._noted()
        if self._led_astray(hub):
            return
        status = 200
        if self.server.role == "store" or not hub.to_store:
            status = hub.statuses.pop(0) if hub.statuses else 200
        if status != 200:
            self._refuse(status)
        elif hub.portal:
            self._answer(200, {"Content-Type": "text/html", "Content-Length": str(len(_PAGE))})
            self.wfile.write(_PAGE)
        elif hub.to_store and self.server.role == "hub":
            self._answer(302, {**self._about(linked=True), "Location": f"{hub.store}/blob", "Content-Length": "0"})
        else:
            self._send(hub)

    def _noted(self) -> Hub:
        hub = self.server.hub
        requested = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")[0]
        token = self.headers.get("Authorization")
        self._start = int(requested)
        hub.asked.append(Asked(self.command, self.path, self.server.role, token, self._start))
        return hub

    def _led_astray(self, hub: Hub) -> bool:
        """Answer what is no file and no refusal: a redirect on the hub, or a path that is not there."""
        if self.server.role == "store":
            return False
        if hub.circle:
            self._answer(302, {"Location": hub.leads_to or self.path, "Content-Length": "0"})
        elif hub.renamed and self.path.startswith(f"/{REPOSITORY}/"):
            self._answer(307, {"Location": f"/new/{self.path.removeprefix('/')}", "Content-Length": "0"})
        elif not self.path.endswith(f"/{FILE}"):
            self._refuse(404)
        else:
            return False
        return True

    def _about(self, *, linked: bool) -> dict[str, str]:
        hub = self.server.hub
        headers = {"X-Linked-Etag" if linked else "ETag": f'"{hub.sha256}"'}
        if hub.commit is not None:
            headers["X-Repo-Commit"] = hub.commit
        if hub.size is not None:
            headers["X-Linked-Size" if linked else "Content-Length"] = str(hub.size)
        if hub.told_size is not None:
            headers["X-Linked-Size"] = hub.told_size
        return headers

    def _answer(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _refuse(self, status: int) -> None:
        after = self.server.hub.retry_after
        self._answer(status, {"Content-Length": "0", **({} if after is None else {"Retry-After": str(after)})})

    def _send(self, hub: Hub) -> None:
        hub.starts.append(self._start)
        start = self._start if hub.ranges else 0
        body = hub.content[start:]
        headers = {"Accept-Ranges": "bytes"}
        if start:
            last, size = len(hub.content) - 1, len(hub.content)
            headers["Content-Range"] = f"bytes {start + hub.range_lie}-{last}/{size}"
        if hub.packed:
            headers["Content-Encoding"] = "gzip"
        if hub.chunked:
            headers["Connection"] = "close"
            self.close_connection = True
        else:
            headers["Content-Length"] = str(len(body) + hub.length_lie)
        self._answer(206 if start else 200, headers)
        end = hub.cuts.pop(0) if hub.cuts else len(body)
        try:
            self._write(hub, body, end)
        except OSError:  # the client has gone
            self.close_connection = True
            return
        if end < len(body) or hub.length_lie:
            self._cut(hub.polite_cuts)

    def _write(self, hub: Hub, body: bytes, end: int) -> None:
        for at in range(0, end, _BLOCK):
            if hub.stall_after is not None and at >= hub.stall_after:
                hub.stalled.set()
                hub.released.wait(60)
            block = body[at : min(end, at + _BLOCK)]
            self.wfile.write(block)
            hub.sent += len(block)
            if hub.on_sent is not None:
                hub.on_sent(hub.sent)
            if hub.rate is not None:
                hub.released.wait(len(block) / hub.rate)

    def _cut(self, polite: bool) -> None:
        self.close_connection = True
        if not polite:
            # Closing with nothing to linger for sends a reset, as a router does that has lost the connection.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            socket.close(self.connection.detach())

    def log_message(self, *_: object) -> None:
        """Quiet."""
