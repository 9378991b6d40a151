"""`edge models pull` against a server on loopback that speaks the hub's protocol."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.edge.cli.conftest import Run

CONTENT = bytes(range(256)) * 4000
FILE = "qwen2.5-0.5b-instruct-q4_0.gguf"


class Hub(ThreadingHTTPServer):
    """Serves one file; `status` other than 200 is given instead, `lie` changes the hash."""

    status = 200
    lie = False
    asked = 0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Hub

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        self.server.asked += 1
        found = self.server.status == 200 and self.path.endswith(FILE)
        content = CONTENT if found else b"{}"
        start = 0
        requested = self.headers.get("Range", "")
        if found and requested.startswith("bytes="):
            start = int(requested.removeprefix("bytes=").split("-")[0] or 0)
        self.send_response(
            (206 if start else 200) if found else (404 if self.server.status == 200 else self.server.status)
        )
        sha = hashlib.sha256(b"other" if self.server.lie else CONTENT).hexdigest()
        self.send_header("ETag", f'"{sha}"')
        self.send_header("X-Repo-Commit", "0" * 40)
        self.send_header("Accept-Ranges", "bytes")
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        if body:
            self.wfile.write(content[start:])

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def hub() -> Iterator[Hub]:
    server = Hub(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def pulled(edge: Run, hub: Hub, **more: str) -> tuple[int, str]:
    endpoint = f"http://127.0.0.1:{hub.server_address[1]}"
    done = edge("models", "pull", "qwen2.5-0.5b", HF_ENDPOINT=endpoint, HF_HUB_DISABLE_XET="1", **more)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_a_model_is_fetched_whole_and_answers_from_then_on(edge: Run, hub: Hub, home: Path) -> None:
    code, said = pulled(edge, hub)
    assert code == 0, said
    assert (home / "models" / FILE).read_bytes() == CONTENT
    assert [path.name for path in (home / "models").iterdir()] == [FILE]
    asked = hub.asked
    assert pulled(edge, hub)[0] == 0
    assert hub.asked == asked  # what is here is not fetched again


def test_a_wrong_hash_is_refused_and_leaves_no_file_of_that_name(edge: Run, hub: Hub, home: Path) -> None:
    hub.lie = True
    code, said = pulled(edge, hub)
    assert code == 3
    assert "SHA-256 is wrong" in said
    assert not (home / "models" / FILE).exists()


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_what_the_hub_refuses_is_one_sentence(edge: Run, hub: Hub, home: Path, status: int) -> None:
    hub.status = status
    code, said = pulled(edge, hub)
    assert code == 3
    assert str(status) in said
    assert len(said.strip().splitlines()) == 1
    assert not (home / "models" / FILE).exists()


def test_without_a_network_it_says_so_at_once(edge: Run) -> None:
    done = edge("models", "pull", "qwen2.5-0.5b", HF_ENDPOINT="http://127.0.0.1:9")
    assert done.returncode == 3
    assert "cannot be reached" in done.stderr
    offline = edge("models", "pull", "qwen2.5-0.5b", HF_HUB_OFFLINE="1")
    assert offline.returncode == 3
    assert "HF_HUB_OFFLINE" in offline.stderr


def test_the_built_in_model_needs_no_fetching(edge: Run) -> None:
    done = edge("models", "pull", "builtin")
    assert done.returncode == 2
    assert "ships inside" in done.stderr
