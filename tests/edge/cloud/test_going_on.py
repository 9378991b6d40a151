"""Answers that break off and are gone on with by another endpoint."""

from __future__ import annotations

import json

from edge.answerer import Cancel, Seam, Text
from edge.transcript import Attachment
from tests.cloud_client.bad_server import PIECES, Answer, BadServer
from tests.cloud_client.honest_server import HonestServer
from tests.edge.cloud.conftest import Ask, message, request_of


def test_the_next_endpoint_goes_on_from_the_text_so_far(ask: Ask, other: HonestServer) -> None:
    so_far = "".join(PIECES[:2])
    with BadServer() as bad:
        said = ask([bad.url("closed", 2), other.url], "How so?")
    assert said.text == f"{so_far}From the second."
    (seam,) = [step for step in said.steps if isinstance(step, Seam)]
    assert not seam.anew
    assert "b goes on from here." in seam.why
    assert (said.end.cut_off, said.end.error) == (None, None)
    question, begun, please = other.asked[0].payload["messages"]
    assert (question["content"], begun) == ("How so?", {"role": "assistant", "content": so_far})
    assert please["role"] == "user"
    assert PIECES[1].strip() in please["content"]


def test_what_the_next_endpoint_says_again_is_left_out(ask: Ask, other: HonestServer) -> None:
    other.behaviour.pieces = ("片0入\u2028 ", "片1入\u2028 ", "and more.")
    with BadServer() as bad:
        said = ask([bad.url("closed", 2), other.url], "How so?")
    assert said.text == "".join(PIECES[:2]) + "and more."


def test_an_endpoint_that_begins_anew_is_told_as_such(ask: Ask, other: HonestServer) -> None:
    other.behaviour.pieces = (*PIECES[:18], "the end.")
    with BadServer() as bad:
        said = ask([bad.url("closed", 18), other.url], "How so?")
    at = next(place for place, step in enumerate(said.steps) if isinstance(step, Seam) and step.anew)
    assert "".join(step.text for step in said.steps[at:] if isinstance(step, Text)) == "".join(PIECES[:18]) + "the end."


def test_where_the_next_one_cannot_be_had_the_text_stays_and_the_first_cause_is_told(
    ask: Ask, other: HonestServer
) -> None:
    other.behaviour.answers = [(500, {}, b"{}")]
    with BadServer() as bad:
        said = ask([bad.url("closed", 2), other.url], "How so?")
    assert said.text == "".join(PIECES[:2])
    assert (said.end.cut_off, said.end.error) == ("died", "cut_in_the_middle")


def test_a_value_keeps_its_placeholder_when_another_endpoint_goes_on(
    ask: Ask, honest: HonestServer, other: HonestServer
) -> None:
    ask([honest.url], "Write to anna@example.com.")
    placeholder = honest.asked[0].payload["messages"][0]["content"].removeprefix("Write to ").removesuffix(".")

    def told(answer: Answer) -> None:
        delta = f'{{"content": "To {placeholder} I"}}'
        answer.begin()
        answer.chunk(f'data: {{"choices": [{{"index": 0, "delta": {delta}}}]}}\n\n'.encode())

    with BadServer() as bad:
        bad.scripts["told"] = told
        said = ask([bad.url("told"), other.url], "Write to anna@example.com.")
    assert said.text == "To anna@example.com I From the second."
    assert b"anna@example.com" not in other.asked[0].body
    assert placeholder in other.asked[0].payload["messages"][1]["content"]


def test_a_schema_holds_for_the_cloud_with_one_repair(ask: Ask, honest: HonestServer) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    wrong = {"choices": [{"message": {"role": "assistant", "content": '{"m": 1}'}, "finish_reason": "stop"}]}
    honest.behaviour.answers = [(200, {}, json.dumps(wrong).encode())]
    honest.behaviour.pieces = ("```json\n", '{"n": 3}', "\n```")
    said = ask([honest.url], request_of(message("user", "How many?"), schema=schema))
    assert [step.text for step in said.steps if isinstance(step, Text)] == ['{"n": 3}']
    assert said.end.cut_off is None
    contents = [one["content"] for one in honest.asked[1].payload["messages"]]
    assert contents[:2] == ["How many?", '{"m": 1}']
    assert "'n' is a required property" in contents[2]
    assert honest.asked[1].payload["response_format"]["json_schema"]["schema"] == schema


def test_broken_json_of_a_schema_is_begun_again_elsewhere(ask: Ask, other: HonestServer) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    other.behaviour.pieces = ('{"n": 3}',)
    with BadServer() as bad:
        said = ask([bad.url("closed", 2), other.url], request_of(message("user", "How many?"), schema=schema))
    assert said.text == '{"n": 3}'
    assert not any(isinstance(step, Seam) for step in said.steps)


def test_cancelling_while_another_endpoint_goes_on_is_a_cancelling(ask: Ask, other: HonestServer) -> None:
    so_far, more = "".join(PIECES[:2]), "and more " * 10
    other.behaviour.pieces, other.behaviour.hold_after = (more, "the end."), 1
    with BadServer() as bad:
        said = ask([bad.url("closed", 2), other.url], "How so?", cancel=Cancel(), cancel_after=so_far + more)
    assert said.text == so_far + more
    assert (said.end.cut_off, said.end.error) == ("cancelled", None)


def test_empty_lines_are_no_first_word(ask: Ask, honest: HonestServer, other: HonestServer) -> None:
    honest.behaviour.pieces = ("\n", "\n  ")
    honest.behaviour.end_mark, honest.behaviour.finish_reason = False, None
    said = ask([honest.url, other.url], "How so?")
    assert said.text == "From the second."
    assert not any(isinstance(step, Seam) for step in said.steps)
    honest.behaviour.pieces = ("\n", "\n  code", " here")
    honest.behaviour.end_mark, honest.behaviour.finish_reason = True, "stop"
    assert ask([honest.url], "How so?").text == "  code here"


def test_a_repair_goes_up_in_a_conversation_with_private_turns(ask: Ask, honest: HonestServer) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    wrong = {"choices": [{"message": {"role": "assistant", "content": '{"m": 1}'}, "finish_reason": "stop"}]}
    honest.behaviour.answers = [(200, {}, json.dumps(wrong).encode())]
    honest.behaviour.pieces = ('{"n": 3}',)
    secret = message("user", "My secret is xyzzy.", may_leave=False)
    said = ask([honest.url], request_of(secret, message("user", "How many?"), schema=schema))
    assert said.text == '{"n": 3}'
    assert all(b"xyzzy" not in one.body for one in honest.asked)


def test_half_a_json_text_is_never_gone_on_with(ask: Ask, other: HonestServer) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    other.behaviour.pieces = ('{"n": 3}',)
    with BadServer() as bad:
        urls = [bad.url("closed", 2), other.url]
        said = ask(urls, request_of(message("user", "How many?"), schema=schema), insisted=True)
    at = next(place for place, step in enumerate(said.steps) if isinstance(step, Seam))
    assert getattr(said.steps[at], "anew", False)
    assert "".join(step.text for step in said.steps[at:] if isinstance(step, Text)) == '{"n": 3}'
    assert len(other.asked[0].payload["messages"]) == 1


def test_a_value_in_a_file_keeps_its_placeholder_in_later_turns(ask: Ask, honest: HonestServer) -> None:
    first = message("user", "Who is it?", attachments=(Attachment("list.txt", "anna@example.com"),))
    ask([honest.url], request_of(first))
    later = [first, message("assistant", "Anna.", by="cloud"), message("user", "Write to bob@example.com, too.")]
    ask([honest.url], request_of(*later))
    sent = [json.dumps(one.payload["messages"]) for one in honest.asked]
    assert ["EMAIL_1" in text for text in sent] == [True, True]
    assert sent[1].index("EMAIL_1") < sent[1].index("EMAIL_2")
