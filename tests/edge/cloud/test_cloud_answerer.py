"""An endpoint in the shape of an answerer: what is sent, what is said, and how it ends."""

from __future__ import annotations

import contextlib
import hashlib
import json
import socket
import threading
from datetime import datetime, timedelta

import pytest

from edge.answerer import Cancel, Progress, Sampling, Text
from edge.settings import Cloud
from tests.cloud_client.bad_server import BadServer
from tests.cloud_client.honest_server import HonestServer
from tests.edge.cloud.conftest import Ask, message, request_of


@pytest.fixture
def nobody() -> str:
    """A base URL at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/v1"


def sent(server: HonestServer) -> dict[str, object]:
    return server.asked[-1].payload


def test_the_answer_comes_in_pieces_with_its_author_and_what_left_is_told(ask: Ask, honest: HonestServer) -> None:
    said = ask([honest.url], "How so?")
    assert [type(step) for step in said.steps[:2]] == [Progress, Text]
    assert said.text == "Hello, world."
    assert {(step.by, step.model) for step in said.steps if isinstance(step, Text)} == {("cloud", "test-model")}
    end = said.end
    assert (end.by, end.model, end.cut_off, end.error) == ("cloud", "test-model", None, None)
    assert (end.tokens.prompt, end.tokens.cached, end.tokens.completion) == (7, 3, 4)
    egress = said.answerer.egress
    assert egress is not None
    assert (egress.endpoint, egress.bytes, egress.masked) == ("a", len(honest.asked[0].body), {})


def test_sampling_is_left_to_the_server_unless_the_user_chose(ask: Ask, honest: HonestServer) -> None:
    ask([honest.url], "How so?")
    assert sent(honest).keys() == {"model", "messages", "max_tokens", "stream", "stream_options"}
    chosen = Sampling(temperature=0.2, seed=5)
    ask([honest.url], request_of(message("user", "How so?"), sampling=chosen, max_tokens=7))
    found = sent(honest)
    assert (found["temperature"], found["top_p"], found["seed"], found["max_tokens"]) == (0.2, 0.8, 5, 7)


def test_a_schema_is_asked_for(ask: Ask, honest: HonestServer) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    ask([honest.url], request_of(message("user", "How so?"), schema=schema))
    assert sent(honest)["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "reply", "schema": schema},
    }


def test_a_server_that_does_not_know_that_form_of_a_schema_is_asked_in_the_older_one(
    ask: Ask, honest: HonestServer
) -> None:
    said = b'{"error": {"message": "body, response_format, type: Input should be text or json_object"}}'
    honest.behaviour.answers = [(500, {}, said)]
    honest.behaviour.pieces = ('{"a": ', "1}")
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    outcome = ask([honest.url], request_of(message("user", "How so?"), schema=schema))
    assert outcome.text == '{"a": 1}'
    assert sent(honest)["response_format"] == {"type": "json_object", "schema": schema}


def test_values_are_masked_the_same_in_each_turn_and_come_back_from_cut_placeholders(
    ask: Ask, honest: HonestServer
) -> None:
    honest.behaviour.pieces = ("Write to <EM", "AIL_2>, not ", "<EMAIL_", "1>.")
    said = ask(
        [honest.url],
        request_of(
            message("user", "I am anna@example.com."),
            message("assistant", "Hello anna@example.com!", by="local"),
            message("user", "Whom do I ask, bob@example.org or anna@example.com?"),
        ),
    )
    assert said.text == "Write to bob@example.org, not anna@example.com."
    body = honest.asked[0].body.decode()
    assert "example" not in body
    assert [one["content"] for one in json.loads(body)["messages"]] == [
        "I am <EMAIL_1>.",
        "Hello <EMAIL_1>!",
        "Whom do I ask, <EMAIL_2> or <EMAIL_1>?",
    ]
    assert said.answerer.egress is not None
    assert said.answerer.egress.masked == {"email": 2}


def test_a_masked_value_keeps_its_placeholder_when_older_turns_do_not_fit(ask: Ask, honest: HonestServer) -> None:
    early = [message("user", "I am anna@example.com. " + "x" * 2000), message("assistant", "Hello!", by="local")]
    ask([honest.url], request_of(*early, message("user", "And bob@example.org?")), context=512)
    assert [one["content"] for one in honest.asked[0].payload["messages"]] == ["And <EMAIL_2>?"]


def test_in_json_a_value_is_written_as_json_has_it(ask: Ask, honest: HonestServer) -> None:
    honest.behaviour.pieces = ('{"who": "<PRIVATE_1>"}',)
    asked = request_of(message("user", 'Who is "Ann"?'), schema={"type": "object"})
    said = ask([honest.url], asked, settings=Cloud(mask='"Ann"'))
    assert json.loads(said.text) == {"who": '"Ann"'}


def test_without_masking_values_go_as_they_are(ask: Ask, honest: HonestServer) -> None:
    ask([honest.url], "I am anna@example.com.", settings=Cloud(masking=False))
    assert b"anna@example.com" in honest.asked[0].body


def test_questions_without_an_answer_are_joined_to_the_next(ask: Ask, honest: HonestServer) -> None:
    ask([honest.url], request_of(message("user", "First?"), message("user", "Second?")))
    assert sent(honest)["messages"] == [{"role": "user", "content": "First?\n\nSecond?"}]


def test_what_may_not_leave_is_held_back_by_mark_by_pattern_and_offline(ask: Ask, honest: HonestServer) -> None:
    marked = ask([honest.url], request_of(message("user", "secret", may_leave=False)))
    assert (marked.text, marked.end.error) == ("", "held_back")
    pattern = ask([honest.url], "about falcon", settings=Cloud(never_leaves="(?i)falcon"))
    assert (pattern.text, pattern.end.error) == ("", "held_back")
    offline = ask([honest.url], "How so?", offline=True)
    assert offline.end.why is not None
    assert (offline.end.error, "ffline mode is on" in offline.end.why) == ("held_back", True)
    assert honest.requests == []
    assert marked.answerer.egress is pattern.answerer.egress is offline.answerer.egress is None


def test_an_older_turn_that_a_pattern_keeps_back_stays_here(ask: Ask, honest: HonestServer) -> None:
    said = [message("user", "about falcon"), message("assistant", "I see", by="local"), message("user", "And now?")]
    ask([honest.url], request_of(*said), settings=Cloud(never_leaves="falcon"))
    assert sent(honest)["messages"] == [{"role": "user", "content": "And now?"}]


def test_the_second_takes_over_before_the_first_word(ask: Ask, nobody: str, other: HonestServer) -> None:
    said = ask([nobody, other.url], "How so?")
    assert said.text == "From the second."
    assert said.end.cut_off is None
    assert said.answerer.egress is not None
    assert said.answerer.egress.endpoint == "b"


def test_what_a_failing_endpoint_got_is_told_as_well(ask: Ask, honest: HonestServer, other: HonestServer) -> None:
    honest.behaviour.answers = [(503, {}, b'{"message": "overloaded"}')]
    said = ask([honest.url, other.url], "How so?")
    assert said.answerer.egress is not None
    assert said.answerer.egress.endpoint == "a, b"
    assert said.answerer.egress.bytes == len(honest.asked[0].body) + len(other.asked[0].body)


def test_each_request_that_left_has_a_receipt_for_the_exact_bytes(
    ask: Ask, honest: HonestServer, other: HonestServer
) -> None:
    honest.behaviour.strict = True  # it refuses an option, and is asked without
    honest.behaviour.answers = [(503, {}, b'{"message": "overloaded"}')]
    ask([honest.url], "How so?")
    said = ask([honest.url, other.url], "I am anna@example.com. How so?")
    assert said.answerer.egress is not None
    bodies = [one.body for one in (*honest.asked[1:], *other.asked)]
    assert len(bodies) >= 2
    assert [(one.sha256, one.bytes) for one in said.answerer.egress.receipts] == [
        (hashlib.sha256(body).hexdigest(), len(body)) for body in bodies
    ]
    assert {one.model for one in said.answerer.egress.receipts} == {"test-model"}
    assert [one.masked for one in said.answerer.egress.receipts] == [{"email": 1}] * len(bodies)
    assert said.answerer.egress.masked == {"email": 1}
    assert datetime.fromisoformat(said.answerer.egress.receipts[0].when).utcoffset() == timedelta(0)


def test_what_was_cancelled_before_there_was_a_connection_did_not_leave(ask: Ask) -> None:
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):  # its queue is full, and nobody answers
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        cancel = Cancel()
        threading.Timer(0.1, cancel.set).start()
        said = ask([f"http://127.0.0.1:{listener.getsockname()[1]}/v1"], "How so?", cancel=cancel)
    assert said.end.cut_off == "cancelled"
    assert said.answerer.egress is None


@pytest.mark.parametrize(("insisted", "error"), [(False, "refused"), (True, "cloud_not_reachable")])
def test_nobody_there_is_told_in_one_sentence(ask: Ask, nobody: str, insisted: bool, error: str) -> None:
    said = ask([nobody], "How so?", insisted=insisted)
    assert (said.text, said.end.cut_off, said.end.error) == ("", "error", error)
    assert said.end.why is not None
    assert "refuses the connection" in said.end.why
    assert said.answerer.egress is None


def test_only_who_insists_has_an_endpoint_asked_again(ask: Ask, honest: HonestServer) -> None:
    overloaded: tuple[int, dict[str, str], bytes] = (503, {}, b'{"message": "overloaded"}')
    honest.behaviour.answers = [overloaded]
    assert ask([honest.url], "How so?").end.error == "server_failed"
    honest.behaviour.answers = [overloaded]
    assert ask([honest.url], "How so?", insisted=True).text == "Hello, world."


def test_an_endpoint_that_asks_to_be_left_alone_for_long_is_not_waited_for(ask: Ask, honest: HonestServer) -> None:
    honest.behaviour.answers = [(429, {"Retry-After": "600"}, b"{}")]
    assert ask([honest.url], "How so?", insisted=True).end.error == "cloud_not_reachable"
    assert len(honest.asked) == 1


def test_the_next_endpoint_answers_where_the_first_has_not_begun(ask: Ask, other: HonestServer) -> None:
    with BadServer() as bad:
        said = ask([bad.url("closed", 0), other.url], "How so?")
    assert (said.text, said.end.error) == ("From the second.", None)


def test_text_that_had_come_stays_where_nobody_goes_on(ask: Ask) -> None:
    with BadServer() as bad:
        said = ask([bad.url("closed", 2)], "How so?")
    assert said.text.startswith("片0入")
    assert (said.end.cut_off, said.end.error) == ("died", "cut_in_the_middle")


def test_the_limit_of_tokens_is_told(ask: Ask, honest: HonestServer) -> None:
    honest.behaviour.finish_reason = "length"
    assert ask([honest.url], "How so?").end.cut_off == "length"


def test_an_empty_answer_is_none(ask: Ask, honest: HonestServer) -> None:
    honest.behaviour.pieces = ()
    assert ask([honest.url], "How so?").end.error == "not_understood"


def test_a_conversation_that_is_too_long_for_the_server_is_handed_over_again_in_less(
    ask: Ask, honest: HonestServer
) -> None:
    said = f"This model's maximum context length is 600 tokens, and you asked for {10_000}."
    honest.behaviour.answers = [(400, {}, json.dumps({"error": {"message": said}}).encode())]
    turns = [[message("user", f"{n}? " + "x" * 400), message("assistant", "y" * 400, by="local")] for n in range(5)]
    outcome = ask([honest.url], request_of(*(one for turn in turns for one in turn), message("user", "now?")))
    assert outcome.text == "Hello, world."
    assert [len(asked.payload["messages"]) for asked in honest.asked] == [11, 1]
    assert outcome.end.dropped_turns == 5


def test_cancelling_closes_the_connection_and_keeps_the_text(ask: Ask, honest: HonestServer) -> None:
    honest.behaviour.hold_after = 2
    said = ask([honest.url], "How so?", cancel_after="Hello, ")
    assert (said.text, said.end.cut_off, said.end.error) == ("Hello, ", "cancelled", None)
    assert honest.gone.wait(10)


def test_a_turn_that_was_cancelled_before_asks_nobody(ask: Ask, honest: HonestServer) -> None:
    cancel = Cancel()
    cancel.set()
    assert ask([honest.url], "How so?", cancel=cancel, insisted=True).end.cut_off == "cancelled"
    assert honest.asked == []
