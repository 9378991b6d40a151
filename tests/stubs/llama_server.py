"""A real server that is not ours: llama-cpp-python's, with the built-in model, in a child process.

with LlamaServer() as server:
    Endpoint("llama", server.url, "builtin", key_env="LLAMA_KEY")
    assert server.has_said("Disconnected")
"""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

__all__ = ["KEY", "MISSING", "LlamaServer"]

KEY = "right"
"""The key that it wants."""
MODEL = Path(__file__).parent.parent.parent / "edge" / "data" / "builtin.gguf"
NEEDED = ("fastapi", "pydantic_settings", "sse_starlette", "starlette_context", "uvicorn")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]
"""Packages of `llama-cpp-python[server]` that are not here."""

_STARTED = re.compile(r"running on (http://127\.0\.0\.1:\d+)")


class LlamaServer:
    """Listens on a free port of this machine until the `with` ends.

    One request after the other: with its own default, a server of this kind ends the answer under way as soon as
    another question comes.
    """

    def __init__(self) -> None:
        options = ["--model", str(MODEL), "--model_alias", "builtin", "--n_ctx", "512", "--n_threads", "1"]
        options += ["--chat_format", "chatml", "--api_key", KEY, "--interrupt_requests", "false", "--verbose", "false"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "llama_cpp.server", "--host", "127.0.0.1", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self._said = ""
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()
        assert self.has_said("running on http"), self._said
        found = _STARTED.search(self._said)
        assert found is not None, self._said
        self.url = f"{found[1]}/v1"
        """The base URL."""

    def has_said(self, text: str, seconds: float = 60.0) -> bool:
        """Whether it prints that, at the latest after that time."""
        with self._news:
            self._news.wait_for(lambda: text in self._said or self._process.poll() is not None, seconds)
            return text in self._said

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                with self._news:
                    self._said += line
                    self._news.notify_all()
        with self._news:
            self._news.notify_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
