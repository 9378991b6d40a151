"""Asking again, asking in other words and going on with a reply, through the whole ladder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edge.answerer import Sampling
from edge.assistant import Assistant
from edge.catalogue.configuring import enter
from edge.errors import UsageError
from edge.events import Event, Finished, Piece, Routed
from edge.home import open_home
from edge.journal import new_uid
from edge.paths import Paths
from edge.settings import Engine, Settings
from edge.transcript import Attachment
from edge.turn import AssistantLike, Question
from tests.cloud_client.honest_server import Behaviour, HonestServer

GREEDY = Sampling(temperature=0, top_k=0, top_p=1, repeat_penalty=1, seed=1)


@pytest.fixture
def settings(tiny: Path) -> Settings:
    return Settings(model=str(tiny), engine=Engine(threads=1))


@pytest.fixture
def assistant(paths: Paths, settings: Settings) -> Iterator[Assistant]:
    assistant = Assistant(paths, settings)
    yield assistant
    assistant.close()


def asked(text: str = "Tell me a story.", **decided: object) -> Question:
    known = {"conversation": "new", "max_tokens": 12, "sampling": GREEDY, **decided}
    return Question(text, uid=new_uid(), **known)  # type: ignore[arg-type]


def again(question: Question, ended: Finished, **decided: object) -> Question:
    where = ended.record.conversation
    return replace(question, uid=new_uid(), conversation=where, replaces=question.uid, **decided)  # type: ignore[arg-type]


def ask(assistant: AssistantLike, question: Question) -> Finished:
    return ended(list(assistant.ask(question)))


def ended(events: list[Event]) -> Finished:
    assert isinstance(events[-1], Finished)
    return events[-1]


def told(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, Piece))


def test_the_device_goes_on_where_it_was_cut_off_and_the_reply_is_one_message(assistant: Assistant) -> None:
    question = asked()
    first = ask(assistant, question)
    assert first.record.cut_off == "length"
    more = again(question, first, goes_on=True)
    events = list(assistant.ask(more))
    second = ended(events).record
    assert told(events) == second.text
    assert second.text.startswith(first.record.text)
    assert len(second.text) > len(first.record.text)
    assert [one.text for one in assistant.messages(second.conversation)] == [question.text, second.text]
    assert second.faces == ()


def test_whose_choice_it_was_is_not_learnt_from_going_on(assistant: Assistant) -> None:
    question = asked()
    first = ask(assistant, question)
    events = list(assistant.ask(again(question, first, goes_on=True)))
    (route,) = [event.route for event in events if isinstance(event, Routed)]
    assert (route.to, route.choice, [reason.rule for reason in route.reasons if reason.decides]) == (
        *("local", None),
        ["goes_on"],
    )


def test_the_cloud_goes_on_with_what_it_wrote(paths: Paths, settings: Settings) -> None:
    with HonestServer(Behaviour(pieces=("Once", " upon"), finish_reason="length")) as server:
        enter(paths.endpoints, "lab", {"base_url": server.url, "model": "test-model"})
        assistant = Assistant(paths, settings)
        try:
            question = asked(choice="cloud")
            first = ask(assistant, question)
            assert (first.record.by, first.record.cut_off) == ("cloud", "length")
            server.behaviour.pieces, server.behaviour.finish_reason = (" a", " time."), "stop"
            second = ask(assistant, again(question, first, goes_on=True, choice=None)).record
            sent = [one["content"] for one in server.asked[-1].payload["messages"]]
        finally:
            assistant.close()
    assert (second.by, second.text, second.complete) == ("cloud", "Once upon a time.", True)
    assert first.record.text in sent


def test_the_next_turn_sees_what_stands_and_not_what_stood_there_before(paths: Paths, settings: Settings) -> None:
    with HonestServer(Behaviour()) as server:
        enter(paths.endpoints, "lab", {"base_url": server.url, "model": "test-model"})
        assistant = Assistant(paths, settings)
        try:
            question = asked("What is the OLD question?", choice="cloud", attachments=(Attachment("a.txt", "FILE"),))
            first = ask(assistant, question)
            second = ask(assistant, again(question, first, text="What is the NEW question?"))
            ask(assistant, asked("And now?", conversation=second.record.conversation, choice="cloud"))
            sent = str(server.asked[-1].payload["messages"])
        finally:
            assistant.close()
    assert "NEW" in sent
    assert "FILE" in sent
    assert "OLD" not in sent
    assert [face.question for face in second.record.faces] == [question.text]


def test_nothing_is_lost_where_the_cloud_that_is_asked_cannot_be_had(assistant: Assistant) -> None:
    question = asked()
    first = ask(assistant, question)
    for refused in (again(question, first, choice="cloud"), again(question, first, choice="cloud", private=True)):
        second = ask(assistant, refused)
        assert (second.restored, second.record.error is not None) == (True, True)
    assert [one.text for one in assistant.messages(first.record.conversation)] == [question.text, first.record.text]
    third = ask(assistant, again(question, first, sampling=replace(GREEDY, temperature=2.0, seed=7)))
    assert not third.restored
    assert [face.text for face in third.record.faces] == [first.record.text]


def test_the_built_in_model_does_not_go_on_and_what_it_said_stays(paths: Paths) -> None:
    assistant = Assistant(paths, Settings(model="builtin", engine=Engine(threads=1)))
    try:
        question = asked("Hello, nice to meet you!", choice="local", max_tokens=2)
        first = ask(assistant, question)
        assert first.record.cut_off == "length"
        second = ask(assistant, again(question, first, goes_on=True))
        assert (second.restored, second.record.error) == (True, "engine")
        assert assistant.messages(first.record.conversation)[-1].text == first.record.text
    finally:
        assistant.close()


def test_over_the_homes_socket_it_is_the_same(paths: Paths, settings: Settings) -> None:
    homes = [open_home(paths, lambda: Assistant(paths, settings)) for _ in range(2)]
    owner, client = homes
    try:
        question = asked()
        first = ask(owner, question)
        second = ask(client, again(question, first, goes_on=True))
        assert second.record.text.startswith(first.record.text)
        third = again(question, first, text="In other words.")
        with pytest.raises(UsageError, match="to replace"):
            ask(client, third)
        last = replace(third, replaces=client.messages(first.record.conversation)[0].uid)
        assert ask(client, last).record.faces[-1].question == question.text
    finally:
        for home in reversed(homes):
            home.close()
