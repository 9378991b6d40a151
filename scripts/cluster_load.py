"""Clients that hold conversations with a cluster, and replicas killed in the middle of their answers.

Part of `measure_cluster.py`, which says what is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import requests

from edge.home import OwnerLock

QUESTIONS = (
    ("hello", "how are you?", "good morning", "thank you", "tell me about yourself"),
    ("你好", "谢谢", "你好吗"),
)
"""A conversation is in one language: the device keeps to it."""
AGAIN_S = 60.0
"""Seconds that a killed replica may take to be back."""


@dataclass
class Answer:
    """What a client saw of one turn."""

    question: str
    sent: float = 0.0
    first: float | None = None
    end: float = 0.0
    pieces: list[str] = field(default_factory=list)
    seams: list[dict[str, Any]] = field(default_factory=list)
    finish: str | None = None
    done: bool = False
    cached: int = 0
    prompt: int = 0
    error: str = ""

    @property
    def text(self) -> str:
        """All of it, as a client shows it."""
        return "".join(self.pieces)

    @property
    def standing(self) -> str:
        """What is the answer of it: what came behind the last text that was put aside."""
        return self.text.rpartition("\n\n")[2] if any(one["anew"] for one in self.seams) else self.text

    @property
    def kind(self) -> str:
        """`whole`, `with_seam` or `lost`."""
        if not (self.done and self.finish in {"stop", "length"}):
            return "lost"
        return "with_seam" if self.seams else "whole"


class Load:
    """Clients, and who kills."""

    def __init__(
        self, url: str, token: str, homes: Path, running: Callable[[], int], wanted: argparse.Namespace
    ) -> None:
        self._url, self._headers = url, {"Authorization": f"Bearer {token}"}
        self._homes, self._running, self._wanted = homes, running, wanted
        self._lock = threading.Lock()
        self._left = wanted.conversations
        self._next_kill = wanted.conversations // 2 if wanted.kills else -1
        self._killed: list[threading.Thread] = []
        self.answers: list[Answer] = []
        self.kills: list[tuple[float, float | None]] = []
        """When, and how many seconds later the replica was back."""

    def run(self) -> None:
        """All conversations."""
        clients = [threading.Thread(target=self._client, args=(number,)) for number in range(self._wanted.clients)]
        for one in clients:
            one.start()
        for one in clients:
            one.join()
        for one in self._killed:
            one.join()

    def _client(self, number: int) -> None:
        chosen = random.Random(number)
        with requests.Session() as session:
            session.trust_env = False
            while True:
                with self._lock:
                    if not self._left:
                        return
                    self._left -= 1
                said, questions = list[dict[str, str]](), chosen.choice(QUESTIONS)
                for _ in range(self._wanted.turns):
                    said.append({"role": "user", "content": chosen.choice(questions)})
                    answer = self._ask(session, said)
                    with self._lock:
                        self.answers.append(answer)
                    if answer.kind == "lost":
                        break
                    said.append({"role": "assistant", "content": answer.standing})

    def _ask(self, session: requests.Session, said: list[dict[str, str]]) -> Answer:
        body = {"model": "device", "messages": said, "stream": True, "stream_options": {"include_usage": True}}
        body |= {"max_tokens": self._wanted.max_tokens, "temperature": 0}
        answer = Answer(said[-1]["content"])
        while True:
            answer.sent = time.monotonic()
            try:
                with session.post(
                    f"{self._url}/v1/chat/completions", json=body, headers=self._headers, stream=True, timeout=180
                ) as response:
                    if response.status_code == 429:
                        time.sleep(float(response.headers["Retry-After"]))
                        continue
                    if response.status_code != 200:
                        answer.error = f"{response.status_code}: {response.text[:200]}"
                    else:
                        self._read(response, answer)
            except requests.RequestException as error:
                answer.error = type(error).__name__
            answer.end = time.monotonic()
            return answer

    def _read(self, response: requests.Response, answer: Answer) -> None:
        for line in response.iter_lines(chunk_size=1):
            if not line.startswith(b"data: "):
                continue
            if line == b"data: [DONE]":
                answer.done = True
                return
            chunk = json.loads(line[6:])
            if chunk.get("usage"):
                answer.prompt = chunk["usage"]["prompt_tokens"]
                answer.cached = chunk["usage"]["prompt_tokens_details"]["cached_tokens"]
            if (chunk.get("edge") or {}).get("switched"):
                answer.seams.append(chunk["edge"]["switched"])
            for choice in chunk["choices"]:
                answer.finish = choice["finish_reason"] or answer.finish
                if choice["delta"].get("content"):
                    answer.pieces.append(choice["delta"]["content"])
                    if answer.first is None:
                        answer.first = time.monotonic()
                        self._perhaps_kill()

    def _perhaps_kill(self) -> None:
        with self._lock:
            begun = self._wanted.conversations - self._left
            if self._next_kill < 0 or begun < self._next_kill or len(self.kills) >= self._wanted.kills:
                return
            self._next_kill = -1
            home = self._homes / str(len(self.kills) % self._wanted.replicas)
            holder = OwnerLock(home / "owner.lock").holder()
            if holder is None:
                return
            os.kill(holder.pid, signal.SIGKILL)
            self.kills.append((time.monotonic(), None))
            self._killed.append(threading.Thread(target=self._until_back, args=(home, holder.pid, begun)))
            self._killed[-1].start()

    def _until_back(self, home: Path, pid: int, begun: int) -> None:
        at = self.kills[-1][0]
        while time.monotonic() < at + AGAIN_S:
            time.sleep(0.05)
            holder = OwnerLock(home / "owner.lock").holder()
            if holder is None or holder.pid == pid or self._running() < self._wanted.replicas:
                continue
            with self._lock:
                self.kills[-1] = (at, time.monotonic() - at)
                step = max(1, self._wanted.conversations // (2 * self._wanted.kills))
                self._next_kill = max(begun + step, self._wanted.conversations - self._left)
            return
