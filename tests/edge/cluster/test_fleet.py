"""Replicas behind one address, over HTTP: what clients see when one is lost."""

from __future__ import annotations

import json
import threading
from typing import Any

import openai
import pytest

from edge.errors import NoSuchModelError
from edge.events import Event, Finished, Piece
from edge.turn import Question
from tests.edge.cluster.conftest import Fleets, Replica
from tests.edge.server.conftest import TOKEN, Serving
from tests.stubs.assistant import FakeAssistant

WORDS = ["The", " capital", " is", " Lima."]
WHOLE = "".join(WORDS)


def streamed(served: Serving, *said: str) -> tuple[list[dict[str, Any]], bool]:
    """The chunks, and whether it came to its end."""
    response = served.complete(*said, stream=True)
    assert response.status_code == 200, response.text
    lines = [line[6:] for line in response.text.splitlines() if line.startswith("data: ")]
    return [json.loads(line) for line in lines if line != "[DONE]"], lines[-1] == "[DONE]"


def text_of(chunks: list[dict[str, Any]]) -> str:
    return "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks if chunk["choices"])


def switched(chunks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [chunk["edge"]["switched"] for chunk in chunks if "switched" in chunk.get("edge", {})]


@pytest.mark.parametrize("pieces", range(1, 5))
def test_a_stream_whose_replica_is_lost_goes_on_behind_a_seam_and_ends_properly(fleet: Fleets, pieces: int) -> None:
    served, local = fleet(a=Replica(FakeAssistant(WORDS), pieces), b=Replica(FakeAssistant(WORDS)))
    local.replicas["a"].assistant.pieces = [*WORDS, " Really."]  # so that it can be lost behind the last word, too
    chunks, done = streamed(served, "What is the capital of Peru?")
    assert text_of(chunks) == WHOLE
    (seam,) = switched(chunks)
    assert seam["anew"] is False
    assert "lost" in seam["why"]
    assert done
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-1]["edge"]["fallback"] == {"from": "local", "why": seam["why"]}


def test_the_other_replica_gets_the_text_so_far_to_go_on_with(fleet: Fleets) -> None:
    served, local = fleet(a=Replica(FakeAssistant(WORDS), 2), b=Replica(FakeAssistant(WORDS)))
    streamed(served, "What is the capital of Peru?")
    (_, first), (name, second) = local.asked
    assert first.question.begun is None
    assert name == "b"
    assert second.lost == ("a",)
    assert second.question.begun is not None
    assert second.question.begun.text == "The capital"


def test_another_answer_stands_behind_an_empty_line_and_the_first_one_was_provisional(fleet: Fleets) -> None:
    served, _ = fleet(a=Replica(FakeAssistant(WORDS), 2), b=Replica(FakeAssistant(["Lima", ", in Peru."])))
    chunks, done = streamed(served, "What is the capital of Peru?")
    assert text_of(chunks) == "The capital\n\nLima, in Peru."
    assert [seam["anew"] for seam in switched(chunks)] == [True]
    assert done


def test_a_replica_that_is_lost_before_its_first_word_costs_a_moment_and_nothing_else(fleet: Fleets) -> None:
    served, _ = fleet(a=Replica(FakeAssistant(WORDS), 0), b=Replica(FakeAssistant(WORDS)))
    chunks, done = streamed(served, "What is the capital of Peru?")
    assert text_of(chunks) == WHOLE
    assert switched(chunks) == []
    assert done


def test_an_answer_that_is_not_streamed_is_whole_and_says_that_another_one_took_over(fleet: Fleets) -> None:
    served, _ = fleet(a=Replica(FakeAssistant(WORDS), 2), b=Replica(FakeAssistant(WORDS)))
    answer = served.complete("What is the capital of Peru?").json()
    assert answer["choices"][0]["message"]["content"] == WHOLE
    assert "lost" in answer["edge"]["fallback"]["why"]


def test_where_every_replica_is_lost_the_text_so_far_is_kept_and_the_stream_says_how_it_ended(fleet: Fleets) -> None:
    served, _ = fleet(a=Replica(FakeAssistant(WORDS), 2), b=Replica(FakeAssistant(WORDS), 3))
    chunks, done = streamed(served, "What is the capital of Peru?")
    assert text_of(chunks) == "The capital is"
    assert done
    assert chunks[-1]["choices"][0]["finish_reason"] == "error"
    assert "ask again" in chunks[-1]["edge"]["why"]


def test_a_question_that_ends_three_replicas_is_not_given_to_a_fourth(fleet: Fleets) -> None:
    served, local = fleet(**{name: Replica(FakeAssistant(WORDS), 0) for name in "abcd"})
    assert served.complete("What is the capital of Peru?").status_code == 503
    assert [name for name, _ in local.asked] == ["a", "b", "c"]


def test_a_conversation_goes_back_to_the_replica_that_holds_it(fleet: Fleets) -> None:
    served, local = fleet(a=Replica(FakeAssistant(WORDS)), b=Replica(FakeAssistant(WORDS)))
    served.complete("hello")
    local.replicas["a"].lost = True
    served.complete("hello", WHOLE, "and now?")
    local.replicas["a"].lost = False
    served.complete("hello", WHOLE, "and now?", WHOLE, "and then?")
    assert [name for name, _ in local.asked] == ["a", "b", "b"]
    assert [asking.holders for _, asking in local.asked] == [(), ("a",), ("b",)]


def test_what_was_said_in_private_may_not_leave_from_another_replica_either(fleet: Fleets) -> None:
    served, local = fleet(a=Replica(FakeAssistant(["Noted."])), b=Replica(FakeAssistant(["Noted."])))
    served.post("/v1/turns", {"text": "my PIN is 2468", "history": [], "private": True})
    local.replicas["a"].lost = True
    served.complete("my PIN is 2468", "Noted.", "what is the weather like?")
    name, asking = local.asked[-1]
    assert name == "b"
    assert [message.may_leave for message in asking.question.history or ()] == [False, False]


def test_a_turn_that_is_to_be_kept_is_refused_with_what_to_do(fleet: Fleets) -> None:
    served, local = fleet(a=Replica(FakeAssistant(WORDS)))
    response = served.post("/v1/turns", {"text": "hello", "conversation": "new"})
    assert response.status_code == 400
    assert "history" in response.json()["error"]["message"]
    assert local.asked == []


def test_what_a_replica_refuses_is_refused_with_its_sentence(fleet: Fleets) -> None:
    served, _ = fleet(a=Replica(FakeAssistant(error=NoSuchModelError("There is no model 'x'."))))
    response = served.complete("hello")
    assert response.status_code == 404
    assert response.json()["error"]["message"] == "There is no model 'x'."


def test_the_address_is_ready_as_long_as_a_replica_is(fleet: Fleets) -> None:
    served, local = fleet(a=Replica(FakeAssistant(WORDS)))
    assert served.get("/readyz").status_code == 200
    local.replicas["a"].lost = True
    assert served.get("/readyz").status_code == 503


def test_nobody_gets_in_without_the_token(fleet: Fleets) -> None:
    served, _ = fleet(a=Replica(FakeAssistant(WORDS)))
    assert served.get("/v1/models", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_a_turn_that_is_stopped_ends_with_what_there_was(fleet: Fleets) -> None:
    gate = threading.Event()
    served, _ = fleet(a=Replica(FakeAssistant(WORDS, gates={2: gate})))
    asked = served.assistant.ask(Question("What is the capital of Peru?", "q1", history=()))
    events: list[Event] = []
    for event in asked:
        events.append(event)
        if isinstance(event, Piece) and event.text == " capital":
            asked.cancel()
    last = events[-1]
    assert isinstance(last, Finished)
    assert (last.record.text, last.record.complete, last.record.cut_off) == ("The capital", False, "cancelled")


def test_the_openai_client_reads_a_stream_with_a_seam(fleet: Fleets) -> None:
    served, _ = fleet(a=Replica(FakeAssistant(WORDS), 2), b=Replica(FakeAssistant(WORDS)))
    with openai.OpenAI(base_url=f"{served.url}/v1", api_key=TOKEN, max_retries=0) as client:
        stream = client.chat.completions.create(
            model="auto", stream=True, messages=[{"role": "user", "content": "What is the capital of Peru?"}]
        )
        chunks = list(stream)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == WHOLE
    assert chunks[-1].choices[0].finish_reason == "stop"
