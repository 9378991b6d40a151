"""Chat completions: OpenAI's own client works unchanged, and sees who answered."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable
from typing import Any

import openai
import pytest
import requests
from openai.types.chat import ChatCompletionMessageParam

from edge.endpoints.info import EndpointInfo
from edge.errors import CloudNotReachableError, EdgeError, EngineDownError, NotEnoughMemoryError
from tests.edge.server.conftest import TOKEN, Serving
from tests.stubs.assistant import FakeAssistant

Scripted = Callable[..., Serving]


def client(served: Serving, token: str = TOKEN) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{served.url}/v1", api_key=token, max_retries=0)


def chunks(response: requests.Response) -> list[Any]:
    """The JSON of each event but the last, which says that there are no more."""
    found = [line.removeprefix(b"data: ") for line in response.iter_lines() if line.startswith(b"data: ")]
    assert found[-1] == b"[DONE]"
    return [json.loads(one) for one in found[:-1]]


class TestOpenAIsClient:
    def test_gets_an_answer_with_its_usage(self, real: Serving) -> None:
        with client(real) as ours:
            answer = ours.chat.completions.create(model="auto", messages=[{"role": "user", "content": "hello"}])
        assert answer.choices[0].message.content
        assert answer.choices[0].finish_reason == "stop"
        assert answer.usage is not None
        assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 0
        assert answer.model == "builtin"
        assert answer.model_extra is not None
        assert answer.model_extra["edge"]["by"] == "local"

    def test_gets_a_stream_with_its_usage(self, real: Serving) -> None:
        with client(real) as ours:
            stream = ours.chat.completions.create(
                model="auto",
                messages=[{"role": "user", "content": "你好"}],
                stream=True,
                stream_options={"include_usage": True},
            )
            told = list(stream)
        text = "".join(one.choices[0].delta.content or "" for one in told if one.choices)
        assert "好" in text
        assert [one.choices[0].finish_reason for one in told if one.choices][-1] == "stop"
        assert told[-1].usage is not None
        assert told[-1].usage.completion_tokens > 0

    def test_gets_json_that_fits_a_schema(self, real: Serving) -> None:
        city = {"enum": ["Paris", "Rome"]}
        schema: dict[str, object] = {"type": "object", "required": ["city"], "properties": {"city": city}}
        with client(real) as ours:
            answer = ours.chat.completions.create(
                model="device",
                messages=[{"role": "user", "content": "hello"}],
                response_format={"type": "json_schema", "json_schema": {"name": "place", "schema": schema}},
            )
        assert json.loads(answer.choices[0].message.content or "")["city"] in {"Paris", "Rome"}

    def test_lists_the_models(self, real: Serving) -> None:
        with client(real) as ours:
            assert [one.id for one in ours.models.list()] == ["auto", "device", "builtin", "small"]

    def test_raises_its_own_errors(self, real: Serving) -> None:
        question: list[ChatCompletionMessageParam] = [{"role": "user", "content": "hello"}]
        with client(real, "wrong") as ours, pytest.raises(openai.AuthenticationError):
            ours.chat.completions.create(model="auto", messages=question)
        with client(real) as ours:
            with pytest.raises(openai.NotFoundError, match="there are auto, device, cloud, builtin"):
                ours.chat.completions.create(model="gpt-4o", messages=question)
            with pytest.raises(openai.BadRequestError):
                ours.chat.completions.create(model="auto", messages=[])
            with pytest.raises(openai.NotFoundError, match="No endpoint is configured"):
                ours.chat.completions.create(model="cloud", messages=question)


def test_a_command_is_carried_out_and_says_so(real: Serving) -> None:
    response = real.complete("what is 12 times 12?")
    body = response.json()
    assert "144" in body["choices"][0]["message"]["content"]
    assert (response.headers["X-Edge-Route"], response.headers["X-Edge-By"]) == ("skill", "skill")
    assert [intent["name"] for intent in body["edge"]["intents"]] == ["math.evaluate"]
    assert body["usage"]["total_tokens"] == 0


def test_a_conversation_is_the_clients_and_the_home_knows_nothing_of_it(real: Serving) -> None:
    first = real.complete("hello", model="device").json()
    reply = first["choices"][0]["message"]["content"]
    second = real.complete("hello", reply, "how are you?", model="device").json()
    assert second["usage"]["prompt_tokens"] > first["usage"]["prompt_tokens"]
    assert second["usage"]["prompt_tokens_details"]["cached_tokens"] > first["usage"]["prompt_tokens"]
    assert real.assistant.conversations() == []


def test_curl_reads_a_stream(real: Serving) -> None:
    body = json.dumps({"model": "auto", "stream": True, "messages": [{"role": "user", "content": "hello"}]})
    headers = ["-H", "Content-Type: application/json", "-H", f"Authorization: Bearer {TOKEN}"]
    said = subprocess.run(
        ["curl", "-sN", *headers, "-d", body, f"{real.url}/v1/chat/completions"],
        capture_output=True,
        check=True,
        timeout=60,
    ).stdout.decode()
    assert said.startswith("data: {")
    assert said.endswith("data: [DONE]\n\n")
    assert '"edge":{"route":"local"' in said


def test_each_piece_is_sent_when_it_comes(scripted: Scripted) -> None:
    gate = threading.Event()
    served = scripted(FakeAssistant(["One", " two."], gates={1: gate}))
    response = served.complete("hello", stream=True)
    lines = response.iter_lines()
    seen = b""
    while b"One" not in seen:
        seen = next(lines)
    gate.set()
    assert any(b" two." in line for line in lines)


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_that_goes_ends_its_turn(scripted: Scripted, stream: bool) -> None:
    fake = FakeAssistant(["One", " two."], gates={1: threading.Event()})
    served = scripted(fake)
    if stream:
        response = served.complete("hello", stream=True)
        next(response.iter_lines())
        response.close()
    else:
        with pytest.raises(requests.ReadTimeout):
            served.session.post(
                f"{served.url}/v1/chat/completions",
                json={"model": "auto", "messages": [{"role": "user", "content": "hello"}]},
                timeout=1,
            )
    assert fake.finished.get(timeout=10).cut_off == "cancelled"


def test_those_beyond_the_queue_are_told_when_to_come_again(scripted: Scripted) -> None:
    gate = threading.Event()
    served = scripted(FakeAssistant(["One"], gates={1: gate}), queue=2)
    responses: list[requests.Response] = []

    def ask() -> None:
        responses.append(served.complete("hello"))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    while "edge_queue 2.0" not in served.get("/metrics").text:
        pass
    refused = served.complete("hello")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert refused.json()["error"]["code"] == "queue_full"
    gate.set()
    for thread in threads:
        thread.join(30)
    assert [response.status_code for response in responses] == [200, 200]
    assert served.complete("hello").status_code == 200


def test_an_answer_that_takes_too_long_is_ended_with_what_there_is(scripted: Scripted) -> None:
    served = scripted(FakeAssistant(["One"], gates={1: threading.Event()}), seconds=1)
    choice = served.complete("hello").json()["choices"][0]
    assert (choice["message"]["content"], choice["finish_reason"]) == ("One", "error")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (CloudNotReachableError("No endpoint."), 503),
        (NotEnoughMemoryError("Too large."), 503),
        (EngineDownError("It ended too often."), 503),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_goes_wrong_before_the_first_word_is_the_responses_status(
    scripted: Scripted, error: EdgeError, status: int, stream: bool
) -> None:
    response = scripted(FakeAssistant(error=error)).complete("hello", stream=stream)
    assert (response.status_code, response.json()["error"]["message"]) == (status, str(error))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"messages": [{"role": "user", "content": "x"}]}, "'model' is a required property"),
        ({"model": "auto"}, "'messages' is a required property"),
        ({"model": "auto", "messages": [{"role": "user"}]}, "messages.0"),
        ({"model": "auto", "messages": [{"role": "user", "content": "   "}]}, "ends with a question"),
        ({"model": "auto", "messages": [{"role": "assistant", "content": "x"}]}, "ends with a question"),
        ({"model": "auto", "messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "messages.0"),
        ({"model": "auto", "messages": [{"role": "user", "content": "x"}], "temperature": 3}, "temperature"),
        ({"model": "auto", "messages": [{"role": "user", "content": "x"}], "n": 2}, "n: 2"),
        ({"model": "auto", "messages": [{"role": "user", "content": "x"}], "stop": ["."]}, "stop"),
        ({"model": "auto", "messages": [{"role": "user", "content": "x"}], "presence_penalty": 1}, "presence_penalty"),
        ({"model": "../x.gguf", "messages": [{"role": "user", "content": "x"}]}, "There is no model"),
        ([], "The body"),
    ],
)
def test_what_is_wrong_with_a_request_is_one_sentence(real: Serving, body: Any, said: str) -> None:
    response = real.post("/v1/chat/completions", body)
    assert response.status_code in {400, 404}
    assert said in response.json()["error"]["message"]


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff", b'"\\ud800"', b"NaN", b"[" * 100_000, b'{"model":"auto","messages":[NaN]}']
)
def test_a_body_that_is_no_json_is_refused(real: Serving, data: bytes) -> None:
    response = real.session.post(
        f"{real.url}/v1/turns", data=data, headers={"Content-Type": "application/json"}, timeout=30
    )
    assert response.status_code == 400


def test_system_messages_stand_first_and_replace_the_settings_own(scripted: Scripted) -> None:
    fake = FakeAssistant(["Arr."])
    served = scripted(fake)
    told = [{"role": "system", "content": "A pirate."}, {"role": "developer", "content": "Brief."}]
    served.post("/v1/chat/completions", {"model": "auto", "messages": [*told, {"role": "user", "content": "hi"}]})
    question = fake.asked[0]
    assert (question.system, question.text, question.history, question.surface) == (
        "A pirate.\n\nBrief.",
        "hi",
        (),
        "http",
    )
    wrong = served.post(
        "/v1/chat/completions", {"model": "auto", "messages": [{"role": "user", "content": "hi"}, *told]}
    )
    assert wrong.status_code == 400


def test_the_names_of_models_say_who_answers(scripted: Scripted) -> None:
    fake = FakeAssistant(["Yes."])
    fake.known_endpoints = [EndpointInfo("lab", "lab", "https://lab.example/v1", "big")]
    served = scripted(fake)
    for name in ("auto", "device", "cloud", "small"):
        served.complete("hello", model=name)
    assert [(one.choice, one.model) for one in fake.asked] == [
        (None, None),
        ("local", None),
        ("cloud", None),
        ("local", "builtin"),
    ]


def test_a_client_that_goes_before_the_first_word_ends_its_turn(scripted: Scripted) -> None:
    fake = FakeAssistant(["One"], gates={0: threading.Event()})
    served = scripted(fake)
    with pytest.raises(requests.ReadTimeout):
        served.session.post(
            f"{served.url}/v1/chat/completions",
            json={"model": "auto", "stream": True, "messages": [{"role": "user", "content": "hello"}]},
            timeout=1,
        )
    assert fake.finished.get(timeout=10).cut_off == "cancelled"
    while "edge_queue 0.0" not in served.get("/metrics").text:
        pass


@pytest.mark.parametrize("stream", [False, True])
def test_no_word_in_time_is_said(scripted: Scripted, stream: bool) -> None:
    served = scripted(FakeAssistant(["One"], gates={0: threading.Event()}), seconds=1)
    response = served.complete("hello", stream=stream)
    assert (response.status_code, response.json()["error"]["code"]) == (504, "too_slow")


def test_a_whole_number_may_be_written_with_a_point(real: Serving) -> None:
    response = real.complete("hello", model="device", seed=1.0, max_tokens=8.0, temperature=0.5)
    assert response.status_code == 200
    assert real.get("/readyz").status_code == 200


def test_one_model_can_be_looked_up(real: Serving) -> None:
    with client(real) as ours:
        assert ours.models.retrieve("builtin").id == "builtin"
        with pytest.raises(openai.NotFoundError):
            ours.models.retrieve("gpt-4o")


def test_a_greeting_of_the_assistant_may_stand_before_the_first_question(scripted: Scripted) -> None:
    fake = FakeAssistant(["Yes."])
    greeting = {"role": "assistant", "content": "How can I help?"}
    nothing = {"role": "assistant", "content": None}
    said = [greeting, {"role": "user", "content": "hi"}, nothing, {"role": "user", "content": "well?"}]
    assert scripted(fake).post("/v1/chat/completions", {"model": "auto", "messages": said}).status_code == 200
    assert [message.text for message in fake.asked[0].history or ()] == ["hi"]


def test_a_fault_of_ours_is_a_sentence_and_no_traceback(scripted: Scripted) -> None:
    class Broken(FakeAssistant):
        def endpoints(self) -> list[EndpointInfo]:
            raise OSError("disk")

    response = scripted(Broken()).get("/v1/models")
    assert (response.status_code, response.json()["error"]["code"]) == (500, "fault")
