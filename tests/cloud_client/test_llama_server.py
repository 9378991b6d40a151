"""Against a real server that is not ours: llama-cpp-python's, with the built-in model."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from cloud_client import CancelledError, Client, Endpoint
from cloud_client.errors import CutBeforeFirstTokenError, KeyRejectedError, NoSuchModelError, RejectedError
from tests.stubs.llama_server import KEY, MISSING, LlamaServer

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"llama-cpp-python[server] is not whole: {', '.join(MISSING)}")

QUESTION = {"messages": [{"role": "user", "content": "What can you do?"}], "temperature": 0, "max_tokens": 40}
LONG = {**QUESTION, "max_tokens": 400, "min_tokens": 400}
"""An answer that takes this server many seconds: it forbids the end in Python."""
SCHEMA = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}


@pytest.fixture(scope="module")
def server() -> Iterator[LlamaServer]:
    with LlamaServer() as server:
        yield server


@pytest.fixture
def client(server: LlamaServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setenv("SERVER_KEY", KEY)
    with Client(Endpoint("llama", server.url, "builtin", key_env="SERVER_KEY")) as client:
        yield client


def test_an_answer_comes_in_pieces_and_is_complete(client: Client) -> None:
    with client.stream(QUESTION) as stream:
        pieces = [delta.text for delta in stream]
    assert len(pieces) > 3
    assert stream.completion.complete
    assert stream.completion.finish_reason in {"stop", "length"}
    assert client.complete(QUESTION).text == "".join(pieces)


def test_it_counts_no_tokens_in_a_stream(client: Client) -> None:
    assert client.complete(QUESTION).usage is None


def test_a_reply_that_is_too_long_ends_with_its_length(client: Client) -> None:
    completion = client.complete({**QUESTION, "max_tokens": 3})
    assert (completion.finish_reason, completion.complete) == ("length", True)


def test_the_models_are_listed(client: Client) -> None:
    assert [model.id for model in client.check().models] == ["builtin"]
    assert client.check().context is None  # it does not say how long that is


def test_a_wrong_key_is_refused(server: LlamaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVER_KEY", "wrong")
    with Client(Endpoint("llama", server.url, "builtin", key_env="SERVER_KEY")) as client:
        with pytest.raises(KeyRejectedError):
            client.complete(QUESTION)
        with pytest.raises(KeyRejectedError):
            client.check()


def test_a_model_that_is_not_there_is_missed(server: LlamaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """This server answers any name with its default, so only the health check can tell."""
    monkeypatch.setenv("SERVER_KEY", KEY)
    endpoint = Endpoint("llama", server.url, "Qwen/Qwen2.5-7B-Instruct", key_env="SERVER_KEY")
    with Client(endpoint) as client, pytest.raises(NoSuchModelError, match="it has builtin"):
        client.check()


def test_a_conversation_that_is_too_long_ends_without_a_word(client: Client) -> None:
    """Asked for a stream, this server sends a 200 with an empty body; other servers say what is wrong."""
    with pytest.raises(CutBeforeFirstTokenError):
        client.complete({"messages": [{"role": "user", "content": "one two three four " * 500}]})


def test_a_schema_holds_in_the_form_that_this_server_knows(client: Client) -> None:
    completion = client.complete({**QUESTION, "response_format": {"type": "json_object", "schema": SCHEMA}})
    assert "".join(completion.text.split()) in {'{"ok":true}', '{"ok":false}'}
    newer = {"type": "json_schema", "json_schema": {"name": "reply", "schema": SCHEMA}}
    with pytest.raises(RejectedError, match="response_format"):
        client.complete({**QUESTION, "response_format": newer})


def test_cancelling_stops_the_server(client: Client, server: LlamaServer) -> None:
    stream = client.stream(LONG)
    next(stream)
    stream.cancel()
    with pytest.raises(CancelledError):
        list(stream)
    assert server.has_said("Disconnected from client")
    assert client.complete(QUESTION).complete  # it takes one question after the other: that one is over


def test_twenty_conversations_at_once_are_all_answered(client: Client) -> None:
    def converse(number: int) -> tuple[str, str, bool]:
        asked = [{"role": "user", "content": f"My number is {number}."}]
        first = client.complete({**QUESTION, "messages": asked})
        asked += [{"role": "assistant", "content": first.text}, {"role": "user", "content": "What can you do?"}]
        second = client.complete({**QUESTION, "messages": asked})
        return first.text, second.text, first.complete and second.complete

    alone = converse(7)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(converse, range(20)))
    assert all(first and second and complete for first, second, complete in answers)
    assert answers[7] == alone
