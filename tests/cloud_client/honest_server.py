"""A small server that speaks the protocol as vLLM does, over real sockets, and remembers what it was asked."""

from __future__ import annotations

import contextlib
import json
import select
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


@dataclass(frozen=True)
class Received:
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    client: tuple[str, int]

    @property
    def payload(self) -> dict[str, Any]:
        """The body of a POST."""
        value: dict[str, Any] = json.loads(self.body)
        return value


@dataclass
class Behaviour:
    """What a test sets."""

    pieces: tuple[str, ...] = ("Hello", ", ", "world", ".")
    models: Mapping[str, int | None] = field(default_factory=lambda: {"test-model": 4096})
    key: str | None = None
    finish_reason: str | None = "stop"
    end_mark: bool = True
    hold_after: int | None = None
    """Pieces after which the server waits until the client is gone or `release` is called."""
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    """Responses to give to the next requests instead, first to last."""
    strict: bool = False
    """Whether an option that old servers do not know is refused."""
    message: Mapping[str, Any] | None = None
    """The first delta, where it is not text."""
    whole: bool = False
    """Whether it answers with one JSON object, as a server that cannot stream."""
    metrics: str | None = None
    """What it says at `/metrics`; None where it has no such page."""


class HonestServer:
    """Listens on a free port of this machine until the `with` ends."""

    def __init__(self, behaviour: Behaviour | None = None, context: ssl.SSLContext | None = None) -> None:
        self.behaviour = behaviour or Behaviour()
        self.requests: list[Received] = []
        self.held = threading.Event()
        """Set when an answer waits in its middle."""
        self.gone = threading.Event()
        """Set when a client went away before the end of its answer."""
        self._release, self._waiting = socket.socketpair()
        owner = self

        class Handler(_Handler):
            server_of_test = owner

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._scheme = "http"
        if context is not None:
            self._scheme = "https"
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port."""
        return self._server.server_port

    @property
    def url(self) -> str:
        """The base URL."""
        return f"{self._scheme}://127.0.0.1:{self.port}/v1"

    @property
    def asked(self) -> list[Received]:
        """The requests for completions."""
        return [request for request in self.requests if request.method == "POST"]

    def release(self) -> None:
        """Let answers that wait go on."""
        self._release.send(b"x")

    def wait(self, connection: socket.socket) -> bool:
        """Wait as `hold_after` says. Whether the client is still there."""
        self.held.set()
        ready, _, _ = select.select([connection, self._waiting], [], [])
        if connection in ready:
            self.gone.set()
        return connection not in ready

    def __enter__(self) -> HonestServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._release.close()
        self._waiting.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    server_of_test: HonestServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing."""

    def do_GET(self) -> None:
        self._note(b"")
        if self._refused():
            return
        if self.path == "/metrics" and self._set.metrics is not None:
            self._send(200, {"Content-Type": "text/plain; version=0.0.4"}, self._set.metrics.encode())
            return
        if self.path != "/v1/models":
            self._json(404, {"detail": "Not Found"})
            return
        entries = [
            {"id": name, "object": "model", "max_model_len": length} for name, length in self._set.models.items()
        ]
        self._json(200, {"object": "list", "data": entries})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = self._note(body)
        if self._set.answers:
            status, headers, content = self._set.answers.pop(0)
            self._send(status, {"Content-Type": "application/json", **headers}, content)
            return
        if self._refused():
            return
        payload = request.payload
        if self.path != "/v1/chat/completions":
            self._json(404, {"detail": "Not Found"})
        elif payload["model"] not in self._set.models:
            message = f"The model `{payload['model']}` does not exist."
            self._json(404, {"error": {"message": message, "type": "NotFoundError", "code": 404}})
        elif self._set.strict and "stream_options" in payload:
            self._json(422, {"detail": [{"loc": ["body", "stream_options"], "msg": "Extra inputs"}]})
        elif self._set.whole:
            self._json(200, self._whole(payload["model"]))
        else:
            self._stream(payload)

    @property
    def _set(self) -> Behaviour:
        return self.server_of_test.behaviour

    def _note(self, body: bytes) -> Received:
        request = Received(self.command, self.path, dict(self.headers.items()), body, self.client_address)
        self.server_of_test.requests.append(request)
        return request

    def _refused(self) -> bool:
        if self._set.key is None or self.headers.get("Authorization") == f"Bearer {self._set.key}":
            return False
        given = self.headers.get("Authorization", "")
        self._json(401, {"error": {"message": f"Incorrect API key provided: {given}", "code": "invalid_api_key"}})
        return True

    def _json(self, status: int, value: Any) -> None:
        self._send(status, {"Content-Type": "application/json"}, json.dumps(value).encode())

    def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, payload: Mapping[str, Any]) -> None:
        behaviour = self._set
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        model = payload["model"]
        first = dict(behaviour.message or {"role": "assistant", "content": ""})
        self._event({"model": model, "choices": [{"index": 0, "delta": first, "finish_reason": None}]})
        for number, piece in enumerate(behaviour.pieces):
            if number == behaviour.hold_after and not self.server_of_test.wait(self.connection):
                self.close_connection = True
                return
            self._event({"model": model, "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
        if behaviour.finish_reason is not None:
            choice = {"index": 0, "delta": {}, "finish_reason": behaviour.finish_reason}
            self._event({"model": model, "choices": [choice]})
        if payload.get("stream_options", {}).get("include_usage"):
            self._event({"model": model, "choices": [], "usage": self._usage()})
        if behaviour.end_mark:
            self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _whole(self, model: str) -> dict[str, Any]:
        message = {"role": "assistant", "content": "".join(self._set.pieces)}
        choice = {"index": 0, "message": message, "finish_reason": self._set.finish_reason}
        return {"model": model, "choices": [choice], "usage": self._usage()}

    def _usage(self) -> dict[str, Any]:
        return {
            "prompt_tokens": 7,
            "completion_tokens": len(self._set.pieces),
            "prompt_tokens_details": {"cached_tokens": 3},
        }

    def _event(self, value: Any) -> None:
        self._chunk(f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self.wfile.flush()


def eventually(condition: Any, seconds: float = 10.0) -> bool:
    """Whether something that another thread does is so, at the latest after that time."""
    until = time.monotonic() + seconds
    with contextlib.suppress(KeyboardInterrupt):
        while not condition():
            if time.monotonic() > until:
                return False
            time.sleep(0.005)
    return True
