"""`/v1/turns` tells every event of a turn; `/metrics`, `/readyz` and the description say what they promise."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
import requests

from edge.server.openapi import description
from edge.turn import Status
from tests.edge.server.conftest import Serving
from tests.stubs.assistant import FakeAssistant

Scripted = Callable[..., Serving]


def events(response: requests.Response) -> list[dict[str, Any]]:
    """The values of all events; each is named for its kind."""
    found = []
    for block in response.content.decode().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            value = json.loads(lines["data"])
            assert value["event"] == lines["event"]
            found.append(value)
    return found


def test_every_event_of_a_turn_is_told_in_order(real: Serving) -> None:
    told = events(real.post("/v1/turns", {"text": "hello", "max_tokens": 16}))
    kinds = [event["event"] for event in told if event["event"] not in {"waiting", "piece"}]
    assert kinds == ["started", "read", "routed", "finished"]
    text = "".join(event["text"] for event in told if event["event"] == "piece")
    assert told[-1]["record"]["text"] == text
    assert told[-1]["record"]["memory"]["engine_rss_mb"] > 0


def test_a_turn_that_is_to_be_kept_is_kept_and_gone_on_with(real: Serving) -> None:
    kept = events(real.post("/v1/turns", {"text": "hello", "conversation": "new"}))
    uid = kept[0]["conversation"]
    again = events(real.post("/v1/turns", {"text": "what can you do?", "conversation": uid}))
    assert again[0]["conversation"] == uid
    assert [one.uid for one in real.assistant.conversations()] == [uid]
    assert len(real.assistant.messages(uid)) == 4
    assert real.assistant.forget(uid) == 1


def test_a_conversation_that_is_not_there_is_refused_before_the_stream(real: Serving) -> None:
    response = real.post("/v1/turns", {"text": "hello", "conversation": "nowhere"})
    assert (response.status_code, response.json()["error"]["code"]) == (400, "usage")


def test_it_is_kept_or_brings_its_history_and_not_both(real: Serving) -> None:
    both = {"text": "hello", "conversation": "new", "history": [{"role": "user", "content": "x"}]}
    assert real.post("/v1/turns", both).status_code == 400


def test_a_reader_who_stops_reading_ends_the_turn(scripted: Scripted) -> None:
    fake = FakeAssistant(["One", "two"], gates={1: threading.Event()})
    response = scripted(fake).post("/v1/turns", {"text": "hello"}, stream=True)
    next(response.iter_lines())
    response.close()
    assert fake.finished.get(timeout=10).cut_off == "cancelled"


def test_the_figures_count_turns_by_who_answered(real: Serving) -> None:
    def turns() -> float:
        lines = real.get("/metrics").text.splitlines()
        return next((float(one.split()[1]) for one in lines if one.startswith('edge_turns_total{by="skill"')), 0.0)

    real.post("/v1/turns", {"text": "hello"})  # the engine runs
    before = turns()
    real.post("/v1/turns", {"text": "what is 3 times 4?"})
    assert turns() == before + 1
    text = real.get("/metrics").text
    for name in (
        "edge_ttft_seconds_bucket",
        "edge_memory_bytes",
        "edge_engine_memory_bytes",
        "edge_outbox",
        "edge_queue",
    ):
        assert name in text


def test_it_is_ready_as_long_as_the_engine_can_answer(real: Serving, scripted: Scripted) -> None:
    assert real.get("/readyz").status_code == 200
    down = FakeAssistant(status=Status("fake", None, "down", "It ended three times."))
    response = scripted(down).get("/readyz")
    assert (response.status_code, response.json()["detail"]) == (503, "It ended three times.")


@pytest.mark.parametrize(("path", "method", "status"), [("/nothing", "GET", 404), ("/v1/turns", "GET", 405)])
def test_a_path_that_is_not_there_is_a_sentence(real: Serving, path: str, method: str, status: int) -> None:
    response = real.session.request(method, real.url + path, timeout=30)
    assert response.status_code == status
    assert response.json()["error"]["message"]


def test_the_description_is_that_of_every_path(real: Serving) -> None:
    told = real.get("/openapi.json").json()
    assert told == json.loads(json.dumps(description(["auto", "device", "builtin", "small"])))
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            jsonschema.Draft202012Validator.check_schema(schema)
            assert real.session.request(method, real.url + path, timeout=30).status_code not in {404, 405, 500}
