"""An endpoint on this machine that shows what leaves: it keeps the body of each request, and answers with a sentence.

    python scripts/recording_server.py FOLDER [--port 8099]

Each body is written into the folder as it came, in a file named by its SHA-256: the one that `edge stats --egress`
shows. Headers are not kept. Ends with Ctrl-C.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ANSWER = "Your question arrived here, and nobody has read it."


class Recorder(BaseHTTPRequestHandler):
    """One connection."""

    folder: Path
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """The list of models: any name is taken."""
        self._send(200, "application/json", json.dumps({"object": "list", "data": [{"id": "any"}]}).encode())

    def do_POST(self) -> None:
        """Keep the body, and answer as a stream."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        digest = hashlib.sha256(body).hexdigest()
        (self.folder / f"{digest}.json").write_bytes(body)
        print(f"{len(body):,} bytes, {digest}", flush=True)
        events: list[dict[str, Any]] = [
            {"delta": {"content": ANSWER}, "finish_reason": None},
            {"delta": {}, "finish_reason": "stop"},
        ]
        lines = [f"data: {json.dumps({'choices': [{'index': 0, **event}]})}\n\n" for event in events]
        self._send(200, "text/event-stream", "".join([*lines, "data: [DONE]\n\n"]).encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing: what came is printed above."""

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Listen until it is interrupted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the bodies are kept")
    parser.add_argument("--port", type=int, default=8099, help="on 127.0.0.1; default: 8099")
    arguments = parser.parse_args()
    arguments.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    Recorder.folder = arguments.folder
    with ThreadingHTTPServer(("127.0.0.1", arguments.port), Recorder) as server:
        print(f"http://127.0.0.1:{server.server_port}/v1 keeps what it gets in {arguments.folder}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
