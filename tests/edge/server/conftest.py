"""`edge serve` in this process: uvicorn with a real socket, over a real assistant or a scripted one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import requests
import uvicorn

from edge.assistant import Assistant
from edge.paths import Paths
from edge.server import serving
from edge.settings import Engine, Server, Settings
from edge.turn import AssistantLike
from tests.stubs.assistant import FakeAssistant

TOKEN = "test-token-0123456789-abcdefghijklmnop"


@dataclass
class Serving:
    """A server that runs."""

    url: str
    port: int
    assistant: AssistantLike
    session: requests.Session

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.session.get(self.url + path, timeout=60, **more)

    def post(self, path: str, body: Any, **more: Any) -> requests.Response:
        return self.session.post(self.url + path, json=body, timeout=60, **more)

    def complete(self, *said: str, **more: Any) -> requests.Response:
        """A chat completion of a conversation that begins with the user's message."""
        roles = ("user", "assistant")
        messages = [{"role": roles[number % 2], "content": text} for number, text in enumerate(said)]
        stream = bool(more.get("stream"))
        return self.post("/v1/chat/completions", {"model": "auto", "messages": messages, **more}, stream=stream)


@contextmanager
def running(assistant: AssistantLike, **settings: Any) -> Iterator[Serving]:
    """Serve this assistant at a free port."""
    free = serving.Place("127.0.0.1", 0, None, None, (), ())
    with ExitStack() as stack:
        logs = Path(stack.enter_context(TemporaryDirectory()))
        sockets = stack.enter_context(serving.bound(free))
        port = sockets[0].getsockname()[1]
        wanted = Settings(server=Server(port=port, **settings))
        app = serving.application(
            serving.place(wanted), wanted, TOKEN, assistant, lambda: {"builtin": "builtin", "small": "builtin"}, logs
        )
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", ws="none"))
        thread = threading.Thread(target=lambda: server.run(sockets=sockets))
        thread.start()
        session = stack.enter_context(requests.Session())
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {TOKEN}"
        try:
            yield Serving(f"http://127.0.0.1:{port}", port, assistant, session)
        finally:
            session.close()
            server.should_exit = True
            thread.join(30)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """The built-in model behind it."""
    paths = Paths.under(tmp_path_factory.mktemp("served"))
    assistant = Assistant(paths, Settings(model="builtin", engine=Engine(threads=1)))
    try:
        with running(assistant) as served:
            yield served
    finally:
        assistant.close()


@pytest.fixture
def scripted() -> Iterator[Callable[..., Serving]]:
    """A server whose assistant says what the test wants."""
    with ExitStack() as stack:

        def begin(assistant: FakeAssistant, **settings: Any) -> Serving:
            return stack.enter_context(running(assistant, **settings))

        yield begin
