"""The local model as second reader: what it is asked, and what of its answers is believed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from edge.answerer import Answered, Cancel, CutOff, Request, Step, Text
from edge.catalogue import Catalogue
from edge.engine import LocalEngine
from edge.engine.constraint import complaint
from edge.paths import Paths
from edge.settings import Engine
from edge.skills.names import Command
from edge.skills.second_reader import Second, read_again
from tests.edge.skills.recognized import NOW, at


class Scripted:
    """An answerer that replies with these objects, one after the other, and keeps what it was asked."""

    def __init__(self, *replies: Any, cut_off: CutOff | None = None) -> None:
        self._replies = list(replies)
        self._cut_off = cut_off
        self.requests: list[Request] = []

    def answer(self, request: Request, _cancel: Cancel) -> Iterator[Step]:
        self.requests.append(request)
        reply = self._replies.pop(0)
        yield Text(reply if isinstance(reply, str) else json.dumps(reply), "local", "m")
        yield Answered("local", "m", cut_off=self._cut_off)


def again(text: str, model: Scripted, *candidates: str) -> Second:
    return read_again(text, candidates, model, NOW, Cancel(), "turn.reply")


def test_it_chooses_among_the_candidates_and_none() -> None:
    model = Scripted({"command": "random.coin"})
    second = again("heads for me", model, "random.coin", "random.dice")
    assert second.command == Command("random.coin", {}, 0.8)
    assert second.reading.intent == "random.coin"
    assert second.reading.ms >= 0
    assert second.reading.slots_ms is None
    (request,) = model.requests
    assert request.schema is not None
    assert request.schema["properties"]["command"] == {"enum": ["random.coin", "random.dice", "none"]}
    assert request.grammar is not None
    assert request.sampling.temperature == 0


def test_none_is_no_command_and_its_choice_is_kept() -> None:
    second = again("I like coins", Scripted({"command": "none"}), "random.coin")
    assert second.command is None
    assert second.reading.intent == "none"


def test_words_for_a_slot_are_asked_for_in_a_second_call_that_goes_on_from_the_first() -> None:
    model = Scripted({"command": "reminder.add"}, {"text": "the theorem sheet", "at": "tomorrow at noon"})
    second = again("nudge me about the theorem sheet tomorrow at noon", model, "reminder.add")
    assert second.command == Command("reminder.add", {"text": "the theorem sheet", "at": at(23, 12)}, 0.8)
    assert second.reading.slots_ms is not None
    first, other = (request.transcript.messages for request in model.requests)
    assert other[: len(first)] == first  # so that the engine evaluates only what is new


@pytest.mark.parametrize("values", [{"text": "buy a car", "at": ""}, {"text": "", "at": ""}, {"text": 7}, []])
def test_words_that_do_not_stand_in_the_message_are_not_believed(values: Any) -> None:
    second = again("nudge me about the sheet", Scripted({"command": "reminder.add"}, values), "reminder.add")
    assert second.command is None
    assert second.reading.intent == "reminder.add"


def test_a_time_that_no_grammar_reads_is_left_out() -> None:
    model = Scripted({"command": "reminder.add"}, {"text": "the sheet", "at": "me about"})
    second = again("nudge me about the sheet", model, "reminder.add")
    assert second.command == Command("reminder.add", {"text": "the sheet"}, 0.8)


def test_items_are_copied_one_by_one() -> None:
    model = Scripted({"command": "list.add"}, {"list": "购物", "items": ["牛奶", "鸡蛋", "汽车"]})
    second = again("牛奶和鸡蛋没了，记到购物里", model, "list.add")
    assert second.command is not None
    assert second.command.slots == {"list": "购物", "items": ("牛奶", "鸡蛋")}


def test_what_the_grammars_found_is_not_asked_for() -> None:
    model = Scripted({"command": "timer.start"}, {"name": "eggs"})
    second = again("five minutes for the eggs", model, "timer.start")
    assert second.command == Command("timer.start", {"seconds": 300, "name": "eggs"}, 0.8)
    assert model.requests[1].schema is not None
    assert set(model.requests[1].schema["properties"]) == {"name"}


@pytest.mark.parametrize("reply", ["", "{", "[]", '{"command": "format.disk"}', '{"other": 1}', "null"])
def test_whatever_else_it_says_is_no_command(reply: str) -> None:
    assert again("heads for me", Scripted(reply), "random.coin").command is None


def test_a_reply_that_was_cut_off_is_no_command() -> None:
    assert again("heads for me", Scripted({"command": "random.coin"}, cut_off="died"), "random.coin").command is None


def test_the_built_in_model_goes_all_the_way_under_the_schema(paths: Paths) -> None:
    # Its choice is worth nothing: what is tested is the path through the engine, and that it ends in a choice.
    engine = LocalEngine(Engine(threads=1), None)
    try:
        answerer = engine.answerer(Catalogue.of(paths).choose("builtin"))
        heard: list[str] = []

        class Listening:
            def answer(self, request: Request, cancel: Cancel) -> Iterator[Step]:
                pieces: list[str] = []
                for step in answerer.answer(request, cancel):
                    if isinstance(step, Text):
                        pieces.append(step.text)
                    yield step
                assert request.schema is not None
                assert complaint("".join(pieces), request.schema) is None
                heard.append("".join(pieces))

        candidates = ("reminder.add", "timer.start", "note.add")
        second = read_again("nudge me about the sheet", candidates, Listening(), NOW, Cancel(), "turn.reply")
    finally:
        engine.close()
    assert json.loads(heard[0])["command"] == second.reading.intent
    assert second.reading.ms > 0


def test_a_cancelled_turn_asks_for_nothing_more(paths: Paths) -> None:
    cancel = Cancel()
    cancel.set()
    engine = LocalEngine(Engine(threads=1), None)
    try:
        answerer = engine.answerer(Catalogue.of(paths).choose("builtin"))
        second = read_again("nudge me", ("reminder.add",), answerer, NOW, cancel, "turn.reply")
    finally:
        engine.close()
    assert second.command is None
