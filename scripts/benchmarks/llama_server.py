"""llama-server, asked over HTTP on the loopback."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests

from benchmarks.side import DECODE, PREFILLS, Job, random_ids
from benchmarks.tools import Tools
from edge.bench.memory import footprint
from edge.bench.prompts import TURNS
from edge.settings import DEFAULT_SYSTEM

__all__ = ["GREEDY", "LlamaServer", "Said", "Server"]

GREEDY = {"temperature": 0, "samplers": ["top_k"], "top_k": 1, "seed": 1}
"""The likeliest token with the least work."""

READY_S = 120.0
TOKENS = 4
"""Of the reply behind a prompt: enough for a first text."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of the server."""

    text: str
    first_ms: float | None
    """By the client's clock."""
    last_ms: float | None
    timings: dict[str, Any]
    """The server's own: `prompt_n`, `prompt_ms`, `predicted_n`, `predicted_ms`."""


class Server:
    """One that is running."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.pid = process.pid
        self._process = process
        self._url = f"http://127.0.0.1:{port}"
        self._session = requests.Session()
        self._session.trust_env = False

    @classmethod
    @contextmanager
    def running(cls, tools: Tools, job: Job) -> Iterator[Server]:
        """Start one with one slot and without a cache of prompts beside it, and end it behind the block."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [str(tools.server), "-m", str(job.model), "-t", str(job.threads), "-c", str(job.context)]
        command += ["-np", "1", "-cram", "0", "--no-webui", "--offline", "--host", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen(command, env=tools.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            server = cls(process, port)
            server._wait()
            yield server
            server.close()
        finally:
            process.terminate()
            process.wait(20)

    def _wait(self) -> None:
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                if self._session.get(f"{self._url}/health", timeout=5).status_code == 200:
                    return
            except requests.ConnectionError:
                pass
            time.sleep(0.005)
        raise SystemExit("llama-server did not start: run it by hand with the same file to see why.")

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    def complete(self, prompt: str | list[int], tokens: int, **more: Any) -> Said:
        """Text behind `prompt`; nothing of an earlier one is used, and the end of text is not taken for an end."""
        wanted = {"prompt": prompt, "n_predict": tokens, "cache_prompt": False, "ignore_eos": True, **GREEDY, **more}
        return self._stream("/completion", wanted, lambda data: str(data.get("content", "")))

    def chat(self, messages: list[dict[str, str]], tokens: int) -> Said:
        """A turn of a conversation, with the cache of what came before."""
        wanted = {"messages": messages, "max_tokens": tokens, "cache_prompt": True, "timings_per_token": True, **GREEDY}

        def text(data: dict[str, Any]) -> str:
            return "".join(choice["delta"].get("content") or "" for choice in data.get("choices", ()))

        return self._stream("/v1/chat/completions", wanted, text)

    def _stream(self, path: str, wanted: dict[str, Any], text_of: Any) -> Said:
        pieces: list[str] = []
        first = last = None
        timings: dict[str, Any] = {}
        begun = time.monotonic()
        with self._session.post(self._url + path, json={**wanted, "stream": True}, stream=True, timeout=600) as reply:
            if reply.status_code != 200:
                raise SystemExit(f"llama-server refused: {reply.text[:300]}")
            for line in reply.iter_lines(chunk_size=1):
                if not line.startswith(b"data: ") or line == b"data: [DONE]":
                    continue
                data = json.loads(line[6:])
                if piece := text_of(data):
                    last = (time.monotonic() - begun) * 1000
                    first = last if first is None else first
                    pieces.append(piece)
                timings = data.get("timings", timings)
        return Said("".join(pieces), first, last, timings)


class LlamaServer:
    """One server a round."""

    name = "llama-server"

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def measure(self, job: Job) -> tuple[dict[str, float | None], Any]:
        """Start, prompts, generation, a conversation, memory."""
        found: dict[str, float | None] = {}
        begun = time.monotonic()
        with Server.running(self._tools, job) as server:
            server.complete("Hello", TOKENS)
            found["cold_start"] = (time.monotonic() - begun) * 1000
            for tokens in PREFILLS:
                said = server.complete(random_ids(tokens, seed=job.round * 10_000 + tokens), TOKENS)
                found[f"prefill_{tokens}"] = _rate(said.timings["prompt_n"], said.timings["prompt_ms"])
                found[f"prefill_{tokens}_clock"] = _rate(tokens, said.first_ms)
            said = server.complete(random_ids(job.depth, seed=job.round), DECODE)
            predicted = said.timings["predicted_n"]
            found["decode"] = _rate(predicted - 1, said.timings["predicted_ms"])
            if said.first_ms is not None and said.last_ms is not None:
                found["decode_clock"] = _rate(predicted - 1, said.last_ms - said.first_ms)
            memory = footprint([server.pid])
            if memory is not None:
                found["memory"], found["memory_file"] = memory.total, memory.file
            turns = _conversation(server)
        found["first_text"] = turns[-1]["first_ms"]
        return found, {"turns": turns}


def _conversation(server: Server) -> list[dict[str, Any]]:
    """Five turns of the conversation that `edge bench` holds."""
    messages = [{"role": "system", "content": DEFAULT_SYSTEM}]
    turns = []
    for question in TURNS[:5]:
        messages.append({"role": "user", "content": question})
        said = server.chat(messages, 32)
        messages.append({"role": "assistant", "content": said.text})
        turns.append({"evaluated": said.timings.get("prompt_n"), "first_ms": said.first_ms})
    return turns


def _rate(tokens: int, ms: float | None) -> float | None:
    return tokens * 1000 / ms if ms else None
