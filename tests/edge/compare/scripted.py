"""An endpoint that knows the tasks of `edge compare`, over real sockets: it says what a test wants to each of them."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from cloud_client.masking.placeholders import PLACEHOLDER
from edge.compare.task import Task

MODEL = "scripted"
CONTEXT = 65_536

Answering = Callable[[Task, int], str]
"""What is said to a message of a task, counted from 0."""


def right(task: Task, number: int) -> str:
    """The reference."""
    return task.references[number]


class Scripted:
    """Listens on a free port of this machine until the `with` ends.

    tasks    that it knows; to anything else it says "Ready."
    answer   what it says to a message of them
    dies     after so many answers it takes no connections any more
    wait_s   before each answer
    """

    def __init__(
        self, tasks: Sequence[Task], answer: Answering = right, *, dies: int | None = None, wait_s: float = 0.0
    ) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.answered = 0
        self.metrics_asked = 0
        self._tasks = tasks
        self._answer = answer
        self._dies = dies
        self._wait_s = wait_s
        self._lock = threading.Lock()
        owner = self

        class Handler(_Handler):
            scripted = owner

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def asked(self) -> list[str]:
        """The last message of every request, in their order."""
        return [body["messages"][-1]["content"] for body in self.bodies]

    def reply(self, body: dict[str, Any]) -> str | None:
        """What is said to a request; None if it is dead."""
        with self._lock:
            if self._dies is not None and self.answered >= self._dies:
                return None
            self.bodies.append(body)
            self.answered += 1
        time.sleep(self._wait_s)
        said = [message["content"] for message in body["messages"] if message["role"] == "user"]
        task = self._task(said)
        return "Ready." if task is None else self._answer(task, len(said) - 1)

    def _task(self, said: Sequence[str]) -> Task | None:
        """The task that begins with these messages; of several, the one of which they hold the most."""
        fits = [(size, number) for number, task in enumerate(self._tasks) if (size := _held(task, said)) > 0]
        return self._tasks[max(fits)[1]] if fits else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _held(task: Task, said: Sequence[str]) -> int:
    """Characters of the task's messages that stand in these; 0 if it is another task."""
    if len(task.turns) < len(said):
        return 0
    size = 0
    for turn, text in zip(task.turns, said, strict=False):
        if not _stands_in(turn.text, text):
            return 0
        size += len(turn.text)
        size += sum(len(line) for one in turn.attachments for line in one.text.splitlines() if line and line in text)
    return size


def _stands_in(wanted: str, text: str) -> bool:
    """Whether a message stands in a text, also where values in it were masked on its way."""
    if wanted.strip() in text:
        return True
    pieces = [text[begin:end] for begin, end in _between(text)]
    if len(pieces) == 1:
        return False
    return re.search("(?s:.{1,80}?)".join(map(re.escape, pieces)), wanted) is not None


def _between(text: str) -> list[tuple[int, int]]:
    """Where the parts of a text stand between placeholders."""
    found = [match.span() for match in PLACEHOLDER.finditer(text)]
    begins, ends = [0, *(end for _, end in found)], [*(begin for begin, _ in found), len(text)]
    return list(zip(begins, ends, strict=True))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    scripted: Scripted
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing."""

    def do_GET(self) -> None:
        self.scripted.keys.append(self.headers.get("Authorization"))
        if self.path == "/metrics":
            self.scripted.metrics_asked += 1
            self._whole("text/plain; version=0.0.4", _metrics(self.scripted.answered))
        elif self.path == "/v1/models":
            listed = {"object": "list", "data": [{"id": MODEL, "object": "model", "max_model_len": CONTEXT}]}
            self._whole("application/json", json.dumps(listed))
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = self.scripted.reply(body)
        if text is None:
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        half = len(text) // 2
        for piece in (text[:half], text[half:]):
            self._event({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
        self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        self._event({"choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}})
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _event(self, value: dict[str, Any]) -> None:
        self._chunk(f"data: {json.dumps({'model': MODEL, **value})}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))

    def _whole(self, kind: str, text: str) -> None:
        data = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _metrics(answered: int) -> str:
    """As vLLM tells them: labels, help lines, histograms."""
    label = f'{{engine="0",model_name="{MODEL}"}}'
    return (
        "# HELP vllm:prompt_tokens_total Number of prefill tokens processed.\n"
        "# TYPE vllm:prompt_tokens_total counter\n"
        f"vllm:prompt_tokens_total{label} {11.0 * answered}\n"
        f"vllm:generation_tokens_total{label} {7.0 * answered}\n"
        f'vllm:request_success_total{{engine="0",finished_reason="stop",model_name="{MODEL}"}} {float(answered)}\n'
        f'vllm:request_success_total{{engine="0",finished_reason="length",model_name="{MODEL}"}} 0.0\n'
        f'vllm:time_to_first_token_seconds_bucket{{le="+Inf"}} {float(answered)}\n'
        f"vllm:time_to_first_token_seconds_sum{label} {0.25 * answered}\n"
        f"vllm:time_to_first_token_seconds_count{label} {float(answered)}\n"
        f"vllm:num_requests_running{label} 0.0\n"
    )
