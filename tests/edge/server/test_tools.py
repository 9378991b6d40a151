"""Tools go to an endpoint, masked, through the same gate as everything else; the device calls none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from edge.assistant import Assistant
from edge.catalogue.configuring import enter
from edge.paths import Paths
from edge.settings import Cloud, Settings
from tests.cloud_client.honest_server import Behaviour, HonestServer
from tests.edge.server.conftest import TOKEN, Serving, running

ANNA = "anna@example.com"
TOOL = {"type": "function", "function": {"name": "send", "parameters": {"type": "object"}}}
ASKED = [{"role": "user", "content": f"Write to {ANNA}."}]


@pytest.fixture
def endpoint() -> Iterator[HonestServer]:
    """Calls the tool that it is given, with the placeholder of the first address."""
    call = {
        "index": 0,
        "id": "call_1",
        "type": "function",
        "function": {"name": "send", "arguments": '{"to": "<EMAIL_1>"}'},
    }
    first = {"role": "assistant", "content": None, "tool_calls": [call]}
    with HonestServer(Behaviour(pieces=(), message=first, finish_reason="tool_calls")) as server:
        yield server


@pytest.fixture
def served(tmp_path: Path, endpoint: HonestServer) -> Iterator[Serving]:
    paths = Paths.under(tmp_path / "home")
    enter(paths.endpoints, "lab", {"base_url": endpoint.url, "model": "test-model"})
    assistant = Assistant(paths, Settings(model="builtin", cloud=Cloud(never_leaves="secret plan")))
    try:
        with running(assistant) as one:
            yield one
    finally:
        assistant.close()


def ask(served: Serving, messages: list[dict[str, Any]], **more: Any) -> Any:
    return served.post("/v1/chat/completions", {"model": "auto", "messages": messages, "tools": [TOOL], **more})


def test_a_call_comes_back_with_the_value_that_did_not_leave(served: Serving, endpoint: HonestServer) -> None:
    response = ask(served, ASKED)
    body = response.json()
    call = body["choices"][0]["message"]["tool_calls"][0]
    assert json.loads(call["function"]["arguments"]) == {"to": ANNA}
    assert body["choices"][0]["finish_reason"] == "tool_calls"
    assert body["edge"]["egress"]["masked"] == {"email": 1}
    sent = endpoint.asked[0].payload
    assert ANNA not in json.dumps(sent)
    assert sent["tools"] == [TOOL]
    assert response.headers["X-Edge-Route"] == "cloud"


def test_what_a_tool_gave_goes_up_masked_too(served: Serving, endpoint: HonestServer) -> None:
    arguments = json.dumps({"to": ANNA})
    call = {"id": "call_1", "type": "function", "function": {"name": "send", "arguments": arguments}}
    called = {"role": "assistant", "content": None, "tool_calls": [call]}
    gave = {"role": "tool", "tool_call_id": "call_1", "content": f"Sent to {ANNA} and to ben@example.com."}
    assert ask(served, [*ASKED, called, gave]).status_code == 200
    messages = endpoint.asked[0].payload["messages"]
    assert "@" not in json.dumps(messages)
    assert json.loads(messages[1]["tool_calls"][0]["function"]["arguments"]) == {"to": "<EMAIL_1>"}
    assert messages[2] == {"role": "tool", "tool_call_id": "call_1", "content": "Sent to <EMAIL_1> and to <EMAIL_2>."}


def test_openais_client_reads_the_stream(served: Serving) -> None:
    with openai.OpenAI(base_url=f"{served.url}/v1", api_key=TOKEN, max_retries=0) as ours:
        create: Any = ours.chat.completions.create  # which wants classes of its own in the place of dicts
        told = list(create(model="cloud", messages=ASKED, tools=[TOOL], stream=True))
    calls = [call for one in told for call in one.choices[0].delta.tool_calls or ()]
    assert "".join(call.function.arguments or "" for call in calls) == json.dumps({"to": ANNA})
    assert told[-1].choices[0].finish_reason == "tool_calls"


def test_the_device_calls_none_and_says_so(served: Serving, endpoint: HonestServer) -> None:
    for model in ("device", "builtin"):
        response = ask(served, ASKED, model=model)
        assert (response.status_code, response.json()["error"]["code"]) == (400, "tools")
    assert endpoint.asked == []


def test_what_may_never_leave_does_not(served: Serving, endpoint: HonestServer) -> None:
    response = ask(served, [{"role": "user", "content": "Send the secret plan."}])
    assert (response.status_code, response.json()["error"]["code"]) == (403, "held_back")
    assert endpoint.asked == []
    served.assistant.set_offline(True)
    assert ask(served, ASKED).status_code == 403
    assert endpoint.asked == []


def test_an_endpoint_that_fails_is_a_sentence(served: Serving, endpoint: HonestServer) -> None:
    endpoint.behaviour.answers += [(500, {}, b"{}")] * 4
    response = ask(served, ASKED)
    assert (response.status_code, "lab" in response.json()["error"]["message"]) == (503, True)


def test_without_an_endpoint_it_says_what_is_missing(real: Serving) -> None:
    response = ask(real, ASKED)
    assert (response.status_code, "edge endpoints add" in response.json()["error"]["message"]) == (404, True)


def test_a_stream_that_breaks_off_says_so(served: Serving, endpoint: HonestServer) -> None:
    endpoint.behaviour.finish_reason, endpoint.behaviour.end_mark = None, False
    response = served.session.post(
        f"{served.url}/v1/chat/completions",
        json={"model": "cloud", "messages": ASKED, "tools": [TOOL], "stream": True},
        timeout=60,
    )
    lines = [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: ")]
    assert lines[-1] == "[DONE]"
    last = json.loads(lines[-2])
    assert last["choices"][0]["finish_reason"] == "error"
    assert "lab" in last["edge"]["why"]
