"""Against a real server that is not ours: llama-cpp-python's, with the built-in model."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cloud_client import CancelledError, Client, Endpoint
from cloud_client.errors import CutBeforeFirstTokenError, KeyRejectedError, NoSuchModelError

MODEL = Path(__file__).parent.parent.parent / "edge" / "data" / "builtin.gguf"
NEEDED = ("fastapi", "pydantic_settings", "sse_starlette", "starlette_context", "uvicorn")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"llama-cpp-python[server] is not whole: {', '.join(MISSING)}")

QUESTION = {"messages": [{"role": "user", "content": "What can you do?"}], "temperature": 0, "max_tokens": 40}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The base URL of one in a child process, which wants a key."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environ = {**os.environ, "SERVER_KEY": "right"}
    options = ["--model", str(MODEL), "--model_alias", "builtin", "--n_ctx", "512", "--api_key", "right"]
    options += ["--host", "127.0.0.1", "--port", str(port), "--n_threads", "1", "--chat_format", "chatml"]
    process = subprocess.Popen(
        [sys.executable, "-m", "llama_cpp.server", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environ,
    )
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:  # it tells nobody when it is ready
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


@pytest.fixture
def client(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setenv("SERVER_KEY", "right")
    with Client(Endpoint("llama", server, "builtin", key_env="SERVER_KEY")) as client:
        yield client


def test_an_answer_comes_in_pieces_and_is_complete(client: Client) -> None:
    with client.stream(QUESTION) as stream:
        pieces = [delta.text for delta in stream]
    assert len(pieces) > 3
    assert stream.completion.complete
    assert stream.completion.finish_reason in {"stop", "length"}
    assert client.complete(QUESTION).text == "".join(pieces)


def test_a_reply_that_is_too_long_ends_with_its_length(client: Client) -> None:
    completion = client.complete({**QUESTION, "max_tokens": 3})
    assert (completion.finish_reason, completion.complete) == ("length", True)


def test_the_models_are_listed(client: Client) -> None:
    assert [model.id for model in client.check().models] == ["builtin"]


def test_a_wrong_key_is_refused(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVER_KEY", "wrong")
    with Client(Endpoint("llama", server, "builtin", key_env="SERVER_KEY")) as client, pytest.raises(KeyRejectedError):
        client.complete(QUESTION)


def test_a_model_that_is_not_there_is_missed(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """This server answers any name with its default, so only the health check can tell."""
    monkeypatch.setenv("SERVER_KEY", "right")
    endpoint = Endpoint("llama", server, "Qwen/Qwen2.5-7B-Instruct", key_env="SERVER_KEY")
    with Client(endpoint) as client, pytest.raises(NoSuchModelError, match="it has builtin"):
        client.check()


def test_a_conversation_that_is_too_long_ends_without_a_word(client: Client) -> None:
    """Asked for a stream, this server sends a 200 with an empty body; other servers say what is wrong."""
    with pytest.raises(CutBeforeFirstTokenError):
        client.complete({"messages": [{"role": "user", "content": "one two three four " * 500}]})


def test_a_schema_holds(client: Client) -> None:
    schema = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}
    completion = client.complete({**QUESTION, "response_format": {"type": "json_object", "schema": schema}})
    assert "".join(completion.text.split()) in {'{"ok":true}', '{"ok":false}'}


def test_it_goes_on_answering_after_an_answer_was_cancelled(client: Client) -> None:
    stream = client.stream({**QUESTION, "max_tokens": 400})
    next(stream)
    stream.cancel()
    with pytest.raises(CancelledError):
        list(stream)
    assert client.complete(QUESTION).complete


def test_several_conversations_at_once_are_all_answered(client: Client) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: client.complete(QUESTION).complete, range(4)))
    assert answers == [True] * 4
