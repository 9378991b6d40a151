"""An answer while it comes: pieces, counts, the end, retries and cancelling, against a real server."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from cloud_client import CancelledError, Client, CloudError, Delta, Endpoint, Retries, Timeouts, Usage
from cloud_client.errors import (
    CutBeforeFirstTokenError,
    CutInTheMiddleError,
    ErrorInStreamError,
    RateLimitedError,
    ServerFailedError,
)
from tests.cloud_client.bad_server import Answer, BadServer, event
from tests.cloud_client.conftest import MESSAGES
from tests.cloud_client.honest_server import HonestServer, eventually


def test_an_answer_comes_in_pieces_and_ends_with_counts(honest: HonestServer, client: Client) -> None:
    with client.stream(MESSAGES) as stream:
        pieces = list(stream)
    assert pieces == [Delta("Hello"), Delta(", "), Delta("world"), Delta(".")]
    completion = stream.completion
    assert (completion.text, completion.finish_reason, completion.complete) == ("Hello, world.", "stop", True)
    assert completion.usage == Usage(prompt=7, completion=4, cached=3)
    assert (completion.model, completion.tries) == ("test-model", 1)
    assert completion.ttft_ms is not None


def test_a_piece_is_there_before_the_next_one_is_sent(honest: HonestServer, client: Client) -> None:
    honest.behaviour.hold_after = 2
    with client.stream(MESSAGES) as stream:
        assert [next(stream).text, next(stream).text] == ["Hello", ", "]
        assert not stream.completion.complete
        honest.release()
        assert [piece.text for piece in stream] == ["world", "."]


def test_nothing_is_sent_before_somebody_iterates(honest: HonestServer, client: Client) -> None:
    client.stream(MESSAGES).close()
    assert honest.requests == []


def test_the_payload_goes_up_as_it_is_with_model_and_stream_set(honest: HonestServer, client: Client) -> None:
    payload = {
        **MESSAGES,
        "tools": [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}},
        "temperature": 0.2,
        "stream": False,
    }
    client.complete(payload)
    (request,) = honest.asked
    assert request.payload == {
        **payload,
        "model": "test-model",
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_text_of_any_language_arrives_as_utf8(honest: HonestServer, client: Client) -> None:
    honest.behaviour.pieces = ("进入", "\u2028", "\u0085", "🙂")
    message = "早上好，入口在哪里？ \ud83d"
    assert client.complete({"messages": [{"role": "user", "content": message}]}).text == "进入\u2028\u0085🙂"
    assert "早上好，入口在哪里？ ?".encode() in honest.asked[0].body


def test_the_gate_gets_the_finished_body_and_what_it_returns_is_sent(honest: HonestServer, client: Client) -> None:
    seen: list[bytes] = []

    def gate(body: bytes) -> bytes:
        seen.append(body)
        return body.replace(b"Hello?", b"[masked]")

    client.complete(MESSAGES, gate=gate)
    assert json.loads(seen[0])["stream"] is True
    assert honest.asked[0].body == seen[0].replace(b"Hello?", b"[masked]")


def test_what_a_gate_raises_is_raised_and_nothing_is_sent(honest: HonestServer, client: Client) -> None:
    def gate(body: bytes) -> bytes:
        raise PermissionError("this never leaves")

    with pytest.raises(PermissionError, match="this never leaves"):
        client.complete(MESSAGES, gate=gate)
    assert honest.requests == []


def test_every_try_passes_the_gate(honest: HonestServer, client: Client) -> None:
    honest.behaviour.answers = [(503, {}, b"{}"), (503, {}, b"{}")]
    passed: list[bytes] = []

    def gate(body: bytes) -> bytes:
        passed.append(body)
        return body

    assert client.complete(MESSAGES, gate=gate).tries == 3
    assert len(passed) == 3


def test_connections_are_kept_and_used_again(honest: HonestServer, client: Client) -> None:
    for _ in range(3):
        client.complete(MESSAGES)
    client.models()
    assert len({request.client for request in honest.requests}) == 1


def test_a_kept_connection_that_the_server_has_closed_costs_no_try(bad: BadServer) -> None:
    served = threading.Event()

    def once(answer: Answer) -> None:
        body = event("hello") + b'data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}\n\n'
        answer.raw(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        )
        if not served.is_set():  # it reads the next request as well, and goes away without a word
            served.set()
            answer.connection.recv(65536)

    bad.scripts["once"] = once
    with Client(Endpoint("bad", bad.url("once"), "m"), retries=Retries(tries=1)) as client:
        assert client.complete(MESSAGES).text == "hello"
        assert client.complete(MESSAGES).text == "hello"


def test_twenty_conversations_at_once_do_not_mix(honest: HonestServer, client: Client) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: client.complete(MESSAGES).text, range(40)))
    assert set(answers) == {"Hello, world."}


def test_a_tool_call_is_put_together_from_its_pieces(bad: BadServer) -> None:
    def call(answer: Answer) -> None:
        answer.begin()
        first = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "weather", "arguments": ""}}
        other = {"index": 1, "id": "call_2", "type": "function", "function": {"name": "clock", "arguments": "{}"}}
        for piece in (
            first,
            {"index": 0, "function": {"arguments": '{"city": '}},
            other,
            {"index": 0, "function": {"arguments": '"北京"}'}},
        ):
            choice = {"index": 0, "delta": {"tool_calls": [piece]}, "finish_reason": None}
            answer.chunk(f"data: {json.dumps({'choices': [choice]})}\n\n".encode())
        answer.chunk(b'data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]}\n\n')
        answer.raw(b"0\r\n\r\n")

    bad.scripts["call"] = call
    with Client(Endpoint("bad", bad.url("call"), "m")) as client:
        completion = client.complete(MESSAGES)
    assert completion.finish_reason == "tool_calls"
    assert completion.tool_calls == (
        {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "北京"}'}},
        {"id": "call_2", "type": "function", "function": {"name": "clock", "arguments": "{}"}},
    )


def test_what_a_model_thinks_is_kept_apart_from_what_it_says(honest: HonestServer, client: Client) -> None:
    honest.behaviour.message = {"role": "assistant", "reasoning_content": "Let me see."}
    completion = client.complete(MESSAGES)
    assert (completion.reasoning, completion.text) == ("Let me see.", "Hello, world.")


def test_a_server_that_does_not_stream_is_understood(honest: HonestServer, client: Client) -> None:
    honest.behaviour.whole = True
    completion = client.complete(MESSAGES)
    assert (completion.text, completion.finish_reason, completion.complete) == ("Hello, world.", "stop", True)


def test_a_server_that_does_not_know_stream_options_is_asked_without_them(honest: HonestServer, client: Client) -> None:
    honest.behaviour.strict = True
    completion = client.complete(MESSAGES)
    assert (completion.text, completion.usage) == ("Hello, world.", None)
    client.complete(MESSAGES)
    assert ["stream_options" in request.payload for request in honest.asked] == [True, False, False]


@pytest.mark.parametrize(("reason", "mark"), [("length", True), ("stop", False), (None, True)])
def test_an_answer_is_complete_when_the_server_says_so(
    honest: HonestServer, client: Client, reason: str | None, mark: bool
) -> None:
    honest.behaviour.finish_reason, honest.behaviour.end_mark = reason, mark
    completion = client.complete(MESSAGES)
    assert (completion.complete, completion.finish_reason) == (True, reason)


def test_an_answer_that_just_ends_is_not_complete(honest: HonestServer, client: Client) -> None:
    honest.behaviour.finish_reason, honest.behaviour.end_mark = None, False
    stream = client.stream(MESSAGES)
    with stream, pytest.raises(CutInTheMiddleError):
        list(stream)
    assert (stream.text, stream.completion.complete) == ("Hello, world.", False)


def test_an_end_mark_alone_is_no_answer(bad: BadServer) -> None:
    def mark(answer: Answer) -> None:
        answer.begin()
        answer.chunk(b"data: [DONE]\n\n")

    bad.scripts["mark"] = mark
    client = Client(Endpoint("bad", bad.url("mark"), "m"), retries=Retries(tries=1))
    with client, pytest.raises(CutBeforeFirstTokenError):
        client.complete(MESSAGES)


def test_a_connection_that_is_cut_after_the_finish_reason_has_lost_nothing(bad: BadServer) -> None:
    def finished(answer: Answer) -> None:
        answer.begin()
        answer.chunk(b'data: {"choices": [{"index": 0, "delta": {"content": "."}, "finish_reason": "stop"}]}\n\n')

    bad.scripts["finished"] = finished
    with Client(Endpoint("bad", bad.url("finished", 2), "m")) as client:
        completion = client.complete(MESSAGES)
    assert (completion.complete, completion.text[-1]) == (True, ".")


def test_cancelling_closes_the_connection_at_once(honest: HonestServer, client: Client) -> None:
    honest.behaviour.hold_after = 1
    stream = client.stream(MESSAGES)
    assert not stream.reached
    assert next(stream).text == "Hello"
    assert stream.reached
    assert honest.held.wait(10)
    threading.Timer(0.05, stream.cancel).start()
    with pytest.raises(CancelledError):
        next(stream)
    assert honest.gone.wait(10)
    assert stream.text == "Hello"
    assert stream.reached


def test_cancelling_reaches_a_server_that_has_not_begun_to_respond(bad: BadServer) -> None:
    gone, asked = threading.Event(), threading.Event()

    def queue(answer: Answer) -> None:
        asked.set()
        answer.wait_until_gone()
        gone.set()

    bad.scripts["queue"] = queue
    with Client(Endpoint("bad", bad.url("queue"), "m")) as client:
        stream = client.stream(MESSAGES)

        def cancel() -> None:
            assert asked.wait(10)
            stream.cancel()

        threading.Thread(target=cancel).start()
        with pytest.raises(CancelledError):
            next(stream)
    assert gone.wait(10)


def test_cancelling_ends_a_pause_between_tries(honest: HonestServer) -> None:
    honest.behaviour.answers = [(503, {"Retry-After": "60"}, b"{}")]
    with Client(Endpoint("test", honest.url, "test-model")) as client:
        stream = client.stream(MESSAGES, on_retry=lambda error, pause: stream.cancel())
        with pytest.raises(CancelledError):
            next(stream)


def test_a_stream_that_was_cancelled_before_sends_nothing(honest: HonestServer, client: Client) -> None:
    stream = client.stream(MESSAGES)
    stream.cancel()
    with pytest.raises(CancelledError):
        next(stream)
    assert honest.asked == []


def test_pieces_that_came_together_are_not_handed_out_after_cancelling(bad: BadServer) -> None:
    def together(answer: Answer) -> None:
        answer.begin()
        answer.chunk(event("one") + event("two") + event("three"))
        answer.wait_until_gone()

    bad.scripts["together"] = together
    with Client(Endpoint("bad", bad.url("together"), "m")) as client, client.stream(MESSAGES) as stream:
        assert next(stream).text == "one"
        stream.cancel()
        with pytest.raises(CancelledError):
            next(stream)


def test_who_stops_iterating_closes_the_connection(honest: HonestServer, client: Client) -> None:
    honest.behaviour.hold_after = 1
    with client.stream(MESSAGES) as stream:
        next(stream)
    assert honest.gone.wait(10)


def test_cancelling_after_the_end_does_nothing(honest: HonestServer, client: Client) -> None:
    with client.stream(MESSAGES) as stream:
        list(stream)
    stream.cancel()
    assert client.complete(MESSAGES).text == stream.text == "Hello, world."
    assert len({request.client for request in honest.requests}) == 1


def test_a_cancelled_answer_does_not_disturb_the_others(honest: HonestServer, client: Client) -> None:
    honest.behaviour.hold_after = 1
    first = client.stream(MESSAGES)
    next(first)
    honest.behaviour.hold_after = None
    first.cancel()
    assert client.complete(MESSAGES).text == "Hello, world."


def test_trouble_before_the_first_token_is_tried_again(honest: HonestServer, client: Client) -> None:
    honest.behaviour.answers = [(500, {}, b"oops"), (503, {}, b'{"detail": "loading"}')]
    told: list[str] = []
    with client.stream(MESSAGES, on_retry=lambda error, pause: told.append(str(error))) as stream:
        list(stream)
    assert (stream.completion.tries, stream.text) == (3, "Hello, world.")
    assert told == [
        "test has trouble of its own (500: oops): try again later, or ask another endpoint.",
        "test has trouble of its own (503: loading): try again later, or ask another endpoint.",
    ]


def test_tries_have_an_end(honest: HonestServer, client: Client) -> None:
    honest.behaviour.answers = [(500, {}, b"{}")] * 5
    with pytest.raises(ServerFailedError):
        client.complete(MESSAGES)
    assert len(honest.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 413])
def test_what_another_try_cannot_mend_is_not_tried_again(honest: HonestServer, client: Client, status: int) -> None:
    honest.behaviour.answers = [(status, {}, b"{}")]
    with pytest.raises(CloudError):
        client.complete(MESSAGES)
    assert len(honest.asked) == 1


def test_nothing_is_tried_again_after_the_first_token(bad: BadServer) -> None:
    before = len(bad.requests)
    with (
        Client(Endpoint("bad", bad.url("closed", 1), "m"), retries=Retries(pause=0.001)) as client,
        pytest.raises(CutInTheMiddleError),
    ):
        client.complete(MESSAGES)
    assert len(bad.requests) == before + 1


def test_retry_after_is_waited_for(honest: HonestServer, client: Client) -> None:
    honest.behaviour.answers = [(429, {"Retry-After": "0.25"}, b"{}")]
    pauses: list[float] = []
    with client.stream(MESSAGES, on_retry=lambda error, pause: pauses.append(pause)) as stream:
        list(stream)
    assert pauses == [0.25]


def test_retry_after_beyond_the_deadline_is_an_error_at_once(honest: HonestServer, client: Client) -> None:
    honest.behaviour.answers = [(429, {"Retry-After": "30"}, b'{"error": {"message": "slow down"}}')]
    with pytest.raises(RateLimitedError) as raised:
        client.complete(MESSAGES, deadline=5)
    assert raised.value.retry_after == 30
    assert str(raised.value) == "test gets too many requests (429: slow down): wait, or ask another endpoint."


def test_pauses_grow_and_are_never_the_same(honest: HonestServer) -> None:
    retries = Retries(pause=0.25, longest=1.0)
    error = ServerFailedError("test")
    for tries, most in ((1, 0.25), (2, 0.5), (3, 1.0), (9, 1.0)):
        drawn = [retries.pause_before(error, tries) for _ in range(50)]
        assert max(drawn) <= most
        assert len(set(drawn)) > 40


def test_the_deadline_holds_for_all_tries_together(bad: BadServer) -> None:
    endpoint = Endpoint("bad", bad.url("silence"), "m", timeouts=Timeouts(10, 10, 10, 10))
    started = time.monotonic()
    with Client(endpoint) as client, pytest.raises(CloudError) as raised:
        client.complete(MESSAGES, deadline=0.3)
    assert raised.value.kind == "no_first_token"
    assert time.monotonic() - started < 5


def test_an_error_that_says_the_context_is_full_is_told_apart_inside_a_200(bad: BadServer) -> None:
    def full(answer: Answer) -> None:
        answer.begin()
        message = "This model's maximum context length is 4096 tokens. However, you requested 5000."
        answer.chunk(f"data: {json.dumps({'error': {'message': message, 'code': 400}})}\n\n".encode())
        answer.wait_until_gone()

    bad.scripts["full"] = full
    with Client(Endpoint("bad", bad.url("full"), "m")) as client, pytest.raises(CloudError) as raised:
        client.complete(MESSAGES)
    assert (raised.value.kind, getattr(raised.value, "limit", None)) == ("context_too_long", 4096)


def test_an_error_in_a_200_that_is_no_stream_is_an_error(honest: HonestServer, client: Client) -> None:
    honest.behaviour.answers = [(200, {}, b'{"error": {"message": "overloaded"}}')] * 3
    with pytest.raises(ErrorInStreamError, match="overloaded"):
        client.complete(MESSAGES)


def test_threads_end_with_their_requests(honest: HonestServer, client: Client) -> None:
    honest.behaviour.hold_after = 1
    with client.stream(MESSAGES) as stream:
        next(stream)
    honest.behaviour.hold_after = None
    client.complete(MESSAGES)
    assert eventually(lambda: not [one for one in threading.enumerate() if one.name == "cloud-client"])
