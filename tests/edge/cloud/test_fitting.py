"""Answers of the cloud that have to fit a schema."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from cloud_client.errors import NotUnderstoodError, RefusedError
from edge.answerer import Answered, Progress, Request, Sampling, Step, Text
from edge.catalogue.endpoint import Endpoint
from edge.cloud.fitting import held_to_schema, unfenced
from edge.transcript import Message, Transcript

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
REQUEST = Request(Transcript("c", (Message("user", "Where is the tower?", "q"),)), "r", 64, Sampling(), schema=SCHEMA)
ENDPOINT = Endpoint("lab", "lab", "http://127.0.0.1:1/v1", "m", 4096)
Ended = Answered | RefusedError


class Server:
    """Gives the answers one after the other, in pieces, and keeps what it was asked."""

    def __init__(self, *answers: str | RefusedError, cut_off: bool = False) -> None:
        self.asked: list[Request] = []
        self._answers = list(answers)
        self._cut_off = cut_off

    def ask(self, request: Request) -> Generator[Step, None, Ended]:
        self.asked.append(request)
        answer = self._answers.pop(0)
        yield Progress("asking", "lab")
        if isinstance(answer, RefusedError):
            return answer
        for character in answer:
            yield Text(character, "cloud", "m")
        return Answered("cloud", "m", cut_off="died", error="cut") if self._cut_off else Answered("cloud", "m")


def run(server: Server, *, insisted: bool = False) -> tuple[list[str], object]:
    told: list[str] = []
    steps = held_to_schema(server.ask, REQUEST, ENDPOINT, insisted=insisted)
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return told, end.value
        if isinstance(step, Text):
            told.append(step.text)


def test_what_fits_comes_as_one_piece() -> None:
    server = Server('{"city": "巴黎"}')
    assert run(server) == (['{"city": "巴黎"}'], Answered("cloud", "m"))
    assert len(server.asked) == 1


def test_what_does_not_fit_is_sent_back_once_with_what_is_wrong() -> None:
    server = Server('{"town": "Paris"}', '{"city": "Paris"}')
    told, ended = run(server)
    assert (told, ended) == (['{"city": "Paris"}'], Answered("cloud", "m"))
    _question, wrong, please = server.asked[1].transcript.messages
    assert (wrong.role, wrong.text, please.role) == ("assistant", '{"town": "Paris"}', "user")
    assert "'city' is a required property" in please.text
    assert '"required": ["city"]' in please.text


def test_what_does_not_fit_twice_leaves_the_turn_to_another() -> None:
    told, ended = run(Server("no", "still no"))
    assert told == []
    assert isinstance(ended, NotUnderstoodError)
    assert "does not fit the schema" in str(ended)


def test_who_wants_the_cloud_only_sees_what_came() -> None:
    assert run(Server("no", "still no"), insisted=True) == (["still no"], Answered("cloud", "m"))


def test_what_breaks_off_is_not_told() -> None:
    told, ended = run(Server('{"city": "Par', cut_off=True))
    assert told == []
    assert isinstance(ended, NotUnderstoodError)


def test_an_endpoint_that_cannot_be_reached_stays_an_error() -> None:
    refused = RefusedError("lab")
    assert run(Server(refused)) == ([], refused)


@pytest.mark.parametrize("text", ['```json\n{"a": 1}\n```', '```\n{"a": 1}```', ' {"a": 1}\n', '{"a": 1}'])
def test_a_fence_around_json_is_taken_off(text: str) -> None:
    assert unfenced(text) == '{"a": 1}'
