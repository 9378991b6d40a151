"""Turns that go up to a real server that is not ours: llama-cpp-python's, with the built-in model."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from edge.answerer import Sampling
from edge.catalogue.configured import Configured
from edge.cloud.rules import Rules
from edge.cloud.trial import try_endpoint
from edge.engine.constraint import complaint
from edge.settings import Cloud
from tests.edge.cloud.conftest import Ask, message, request_of
from tests.stubs.llama_server import KEY, MISSING, LlamaServer

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"llama-cpp-python[server] is not whole: {', '.join(MISSING)}")

GREEDY = Sampling(temperature=0.0, top_p=1.0)
SCHEMA = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}


@pytest.fixture(scope="module")
def server() -> Iterator[LlamaServer]:
    with LlamaServer() as server:
        yield server


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVER_KEY", KEY)


def test_a_question_is_answered(ask: Ask, server: LlamaServer) -> None:
    said = ask([server.url], request_of(message("user", "What can you do?"), sampling=GREEDY), key_env="SERVER_KEY")
    assert said.text
    assert (said.end.by, said.end.cut_off, said.end.error) == ("cloud", None, None)
    assert said.end.tokens.completion == 0  # it does not count them


def test_a_schema_holds_although_the_server_knows_only_its_older_form(ask: Ask, server: LlamaServer) -> None:
    wanted = request_of(message("user", "Are you there?"), sampling=GREEDY, schema=SCHEMA)
    said = ask([server.url], wanted, key_env="SERVER_KEY")
    assert said.end.cut_off is None
    assert complaint(said.text, SCHEMA) is None


def test_a_question_that_is_too_long_leaves_the_turn_to_another(ask: Ask, server: LlamaServer) -> None:
    said = ask([server.url], "one two three four " * 500, key_env="SERVER_KEY")
    assert (said.text, said.end.error) == ("", "cut_before_first_token")


def test_a_wrong_key_leaves_the_turn_to_another(ask: Ask, server: LlamaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVER_KEY", "wrong")
    said = ask([server.url], "What can you do?", key_env="SERVER_KEY")
    assert (said.text, said.end.error) == ("", "key_rejected")
    assert said.end.why is not None
    assert "wrong" not in said.end.why


def test_the_trial_of_an_endpoint_finds_it_well(server: LlamaServer) -> None:
    entry = {"base_url": server.url, "model": "builtin", "key_env": "SERVER_KEY"}
    found = try_endpoint(Configured.from_entry("llama", entry), Rules(Cloud(), lambda: False))
    assert (found.ok, found.context, found.usage, found.why) == (True, None, False, None)
    assert found.ttft_ms is not None


def test_the_trial_says_that_a_model_is_not_there(server: LlamaServer) -> None:
    entry = {"base_url": server.url, "model": "Qwen/Qwen2.5-7B-Instruct", "key_env": "SERVER_KEY"}
    found = try_endpoint(Configured.from_entry("llama", entry), Rules(Cloud(), lambda: False))
    assert (found.ok, found.error) == (False, "no_such_model")
    assert "it has builtin" in str(found.why)
