"""A server on a raw socket that misbehaves on request, at any place of an answer.

`http://host:port/NAME/POSITION/v1` is an endpoint that sends POSITION pieces of `PIECES` and then the fault NAME.
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType

from cloud_client import Client, CloudError, Endpoint, Retries, Timeouts

PIECES = tuple(f"片{number}入\u2028 " for number in range(20))
"""入 has the byte 0x85 and U+2028 is a line separator: both must not end a line."""

REASONS: dict[str, Fault] = {}
"""By name, filled below."""

_SOON = 0.25
"""Seconds that a test waits for what never comes."""


@dataclass(frozen=True)
class Fault:
    """One way to misbehave."""

    act: Callable[[Answer], None]
    """After the pieces; the connection is closed when it returns."""
    before: str
    """The kind of error when no piece had come."""
    after: str
    """And in the middle of the answer."""
    timeouts: Timeouts = field(default_factory=lambda: Timeouts(10, 10, 10, 20))
    exact: bool = True
    """Whether exactly the pieces before the fault have to be there; else more may have come."""


@dataclass
class Answer:
    """What a fault is made with."""

    connection: socket.socket
    position: int

    def begin(self, *headers: str) -> None:
        """Send the head of a chunked response, and the pieces before the fault."""
        self.raw(_head("Transfer-Encoding: chunked", *headers))
        for number in range(self.position):
            self.chunk(event(PIECES[number]))

    def chunk(self, data: bytes) -> None:
        """Send a chunk."""
        self.raw(b"%x\r\n%b\r\n" % (len(data), data))

    def raw(self, data: bytes) -> None:
        """Send bytes."""
        self.connection.sendall(data)

    def wait_until_gone(self) -> None:
        """Do nothing until the client closes the connection."""
        with contextlib.suppress(OSError):
            while self.connection.recv(4096):
                pass

    def every(self, seconds: float, send: Callable[[], None]) -> None:
        """Send something again and again until the client closes the connection."""
        self.connection.settimeout(seconds)
        while True:
            try:
                if not self.connection.recv(4096):
                    return
            except TimeoutError:
                send()


def event(text: str) -> bytes:
    """A chunk of a completion, as a server sends it."""
    return _data({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]})


def _data(value: object) -> bytes:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode()


def _head(*headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/event-stream", *headers, "", ""]).encode()


def _fault(
    before: str, after: str, timeouts: Timeouts | None = None, *, exact: bool = True
) -> Callable[[Callable[[Answer], None]], Callable[[Answer], None]]:
    def add(act: Callable[[Answer], None]) -> Callable[[Answer], None]:
        fault = Fault(act, before, after, exact=exact)
        REASONS[act.__name__] = fault if timeouts is None else Fault(act, before, after, timeouts, exact)
        return act

    return add


_cut = _fault("cut_before_first_token", "cut_in_the_middle")
_impatient = Timeouts(10, _SOON, _SOON, 20)


@_cut
def closed(answer: Answer) -> None:
    """The connection is closed between two events."""
    answer.begin()


@_cut
def reset(answer: Answer) -> None:
    """The connection is reset."""
    answer.begin()
    answer.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@_cut
def half_an_event(answer: Answer) -> None:
    """The connection is closed within an event."""
    answer.begin()
    answer.chunk(event("unfinished")[:-12])


@_cut
def no_empty_line(answer: Answer) -> None:
    """The last event is whole but for the empty line that ends it."""
    answer.begin()
    answer.chunk(event("unfinished")[:-1])


@_cut
def half_a_character(answer: Answer) -> None:
    """The connection is closed within a character."""
    answer.begin()
    answer.chunk(event("入").partition("入".encode())[0] + "入".encode()[:2])


@_cut
def half_a_chunk(answer: Answer) -> None:
    """A chunk is shorter than it says."""
    answer.begin()
    answer.raw(b"ffff\r\n" + event("unfinished")[:-12])


@_cut
def damaged_chunk(answer: Answer) -> None:
    """The size of a chunk is no number."""
    answer.begin()
    answer.raw(b"zz\r\n" + event("unfinished") + b"\r\n")


@_cut
def shorter_than_announced(answer: Answer) -> None:
    """The body is shorter than its Content-Length."""
    answer.raw(_head("Content-Length: 100000"))
    answer.raw(b"".join(event(piece) for piece in PIECES[: answer.position]))


@_cut
def without_a_length(answer: Answer) -> None:
    """The end of the connection is the end of the body, and it comes too early."""
    answer.raw(_head("Connection: close"))
    answer.raw(b"".join(event(piece) for piece in PIECES[: answer.position]))


@_cut
def ends_silently(answer: Answer) -> None:
    """The body ends as it should, and the server has not said that the answer is complete."""
    answer.begin()
    answer.chunk(b": bye\n\n")
    answer.raw(b"0\r\n\r\n")


@_fault("no_first_token", "stalled", _impatient)
def silence(answer: Answer) -> None:
    """Nothing comes any more."""
    answer.begin()
    answer.wait_until_gone()


@_fault("no_first_token", "stalled", _impatient)
def comments_only(answer: Answer) -> None:
    """Comments keep the connection alive, and nothing else comes."""
    answer.begin()
    answer.every(0.02, lambda: answer.chunk(b": ping\n\n"))


@_fault("no_first_token", "stalled", _impatient)
def drip(answer: Answer) -> None:
    """An event comes byte by byte and never ends."""
    answer.begin()
    answer.chunk(b"data: ")
    answer.every(0.02, lambda: answer.chunk(b"{"))


@_fault("deadline", "deadline", Timeouts(10, 10, 10, 0.4), exact=False)
def endless(answer: Answer) -> None:
    """The answer goes on for ever."""
    answer.begin()
    answer.every(0.02, lambda: answer.chunk(event("more ")))


@_fault("invalid_json", "invalid_json")
def invalid_json(answer: Answer) -> None:
    """An event is cut and still ended."""
    answer.begin()
    answer.chunk(b'data: {"choices": [{"index": 0, "delta": {"content": "unfini\n\n')
    answer.wait_until_gone()


@_fault("invalid_json", "invalid_json")
def no_object(answer: Answer) -> None:
    """An event is JSON of another kind."""
    answer.begin()
    answer.chunk(b"data: 42\n\n")
    answer.wait_until_gone()


@_fault("invalid_utf8", "invalid_utf8")
def invalid_utf8(answer: Answer) -> None:
    """An event is not UTF-8."""
    answer.begin()
    answer.chunk(b'data: {"choices": [{"index": 0, "delta": {"content": "\xe5\x85"}}]}\n\n')
    answer.wait_until_gone()


@_fault("line_too_long", "line_too_long")
def long_line(answer: Answer) -> None:
    """A line of 10 MB."""
    answer.begin()
    answer.chunk(b'data: {"choices": [{"index": 0, "delta": {"content": "')
    with contextlib.suppress(OSError):  # nobody reads to its end
        for _ in range(160):
            answer.chunk(b"x" * 65536)
        answer.wait_until_gone()


@_fault("error_in_stream", "error_in_stream")
def error_event(answer: Answer) -> None:
    """The server tells an error in place of the next piece."""
    answer.begin()
    answer.chunk(_data({"error": {"message": "the engine died", "type": "InternalServerError", "code": 500}}))
    answer.chunk(b"data: [DONE]\n\n")
    answer.wait_until_gone()


@_fault("error_in_stream", "error_in_stream")
def aborted(answer: Answer) -> None:
    """The server gives up and says so where it says why an answer ended."""
    answer.begin()
    answer.chunk(_data({"choices": [{"index": 0, "delta": {}, "finish_reason": "abort"}]}))
    answer.wait_until_gone()


@_fault("captive_portal", "cut_in_the_middle")
def web_page(answer: Answer) -> None:
    """A web page where an event should be."""
    answer.begin()
    answer.chunk(b"<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head></html>\n")
    answer.raw(b"0\r\n\r\n")


@_fault("not_http", "not_http")
def damaged_packing(answer: Answer) -> None:
    """The body is packed, and damaged."""
    packer = zlib.compressobj(wbits=31)
    answer.raw(_head("Transfer-Encoding: chunked", "Content-Encoding: gzip"))
    for piece in PIECES[: answer.position]:
        answer.chunk(packer.compress(event(piece)) + packer.flush(zlib.Z_SYNC_FLUSH))
    answer.chunk(b"\xff" * 64)
    answer.wait_until_gone()


@_fault("no_first_token", "no_first_token", _impatient, exact=False)
def endless_head(answer: Answer) -> None:
    """The head of the response comes line by line and never ends; nothing of the answer comes."""
    answer.raw(b"HTTP/1.1 200 OK\r\n")
    answer.every(0.02, lambda: answer.raw(b"X-More: y\r\n"))


class BadServer:
    """Listens on a free port of this machine; every connection carries one request."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.scripts: dict[str, Callable[[Answer], None]] = {name: fault.act for name, fault in REASONS.items()}
        """What is done for each name; a test may add its own."""
        self.requests: list[bytes] = []
        """Heads and bodies as they came."""
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> BadServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def url(self, name: str, position: int = 0) -> str:
        """The base URL at which the fault `name` happens after `position` pieces."""
        return f"http://127.0.0.1:{self.port}/{name}/{position}/v1"

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, contextlib.suppress(OSError):
            request = _read_request(connection)
            self.requests.append(request)
            name, position = request.split(b" ", 2)[1].decode().split("/")[1:3]
            self.scripts[name](Answer(connection, int(position)))


def ask(server: BadServer, name: str, position: int) -> tuple[str, str]:
    """Ask for an answer with that fault, once: the kind of the error, and the text that had come."""
    endpoint = Endpoint("bad", server.url(name, position), "m", timeouts=REASONS[name].timeouts)
    with (
        Client(endpoint, retries=Retries(tries=1)) as client,
        client.stream({"messages": [{"role": "user", "content": "?"}]}) as stream,
    ):
        try:
            for _ in stream:
                pass
        except CloudError as error:
            return error.kind, stream.text
        return "complete", stream.text


def expected(name: str, position: int) -> tuple[str, str]:
    """What `ask` should give. Of a fault that is not exact, the text that is here is only its beginning."""
    fault = REASONS[name]
    if name == "endless_head":
        return fault.before, ""
    return (fault.after if position else fault.before), "".join(PIECES[:position])


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _some(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += _some(connection)
    return head + b"\r\n\r\n" + body


def _some(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise ConnectionResetError
    return data
