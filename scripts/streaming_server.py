"""A small server that speaks the protocol of an endpoint and answers every question with the same text.

    python scripts/streaming_server.py [--port 0] [--wait MS] [--stall] [--requests FILE] [--text TEXT]

For measurements: nothing is computed, so that what is left is what the asker costs. Prints its base URL when it
listens, and runs until its standard input ends. It waits --wait ms before the first word, as a model would that reads,
and sends head, first event and first word together. With --stall it sends the head at once and then nothing. Each
request's body is added to FILE, one a line.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

MODEL = "test-model"
TEXT = "There are infinitely many primes, since no finite list has all of them."


class Server(ThreadingHTTPServer):
    """Listens on this machine."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, wait_s: float, stall: bool, requests: Path | None, text: str) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.wait_s, self.stall, self.text = wait_s, stall, text
        self.closed = threading.Event()
        self._requests = requests
        self._lock = threading.Lock()

    def note(self, body: bytes) -> None:
        """Keep a request's body."""
        if self._requests is not None:
            with self._lock, self._requests.open("ab") as file:
                file.write(body + b"\n")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """An asker that goes away is not worth a word."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # what belongs together leaves together; `flush` sends it

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing."""

    def do_GET(self) -> None:
        """The list of models."""
        listed = {"object": "list", "data": [{"id": MODEL, "object": "model", "max_model_len": 32_768}]}
        body = json.dumps(listed).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def do_POST(self) -> None:
        """The answer, a word at a time."""
        self.server.note(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.server.stall:
            time.sleep(self.server.wait_s)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if self.server.stall:
            self.wfile.flush()
            self.server.closed.wait()
            return
        self._event({"role": "assistant", "content": ""})
        first, *rest = self.server.text.split(" ")
        for word in [first, *(f" {word}" for word in rest)]:
            self._event({"content": word})
            self.wfile.flush()
        self._event({}, "stop")
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")
        self.wfile.flush()

    def _event(self, delta: dict[str, str], finish_reason: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        self._chunk(f"data: {json.dumps({'model': MODEL, 'choices': [choice]})}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))


def main() -> None:
    """Listen until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--wait", type=float, default=0.0, metavar="MS")
    parser.add_argument("--stall", action="store_true")
    parser.add_argument("--requests", type=Path, metavar="FILE")
    parser.add_argument("--text", default=TEXT)
    given = parser.parse_args()
    with Server(given.port, given.wait / 1000, given.stall, given.requests, given.text) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        print(f"http://127.0.0.1:{server.server_port}/v1", flush=True)
        sys.stdin.read()
        server.closed.set()
        server.shutdown()


if __name__ == "__main__":
    main()
