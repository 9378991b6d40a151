"""Commands as turns of the assistant: read, carried out, recorded, and part of the conversation."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from edge.answerer import Sampling
from edge.assistant import Assistant
from edge.events import Event, Finished, Intent, Piece, Read, Routed, Started, TurnRecord, from_json, to_json
from edge.journal import new_uid
from edge.paths import Paths
from edge.rings import Ring
from edge.settings import Engine, Reply, Settings, Skills
from edge.turn import Question
from tests.edge.skills.skills_help import FakeClock

GREEDY = Sampling(temperature=0, top_k=0, top_p=1, repeat_penalty=1, seed=1)
Make = Callable[..., Assistant]


@pytest.fixture
def clock() -> FakeClock:
    """Noon of a Monday."""
    return FakeClock()


@pytest.fixture
def make(paths: Paths, clock: FakeClock, tiny: Path) -> Iterator[Make]:
    """Assistants of one home, one after the other; a model that is asked says something without a meaning."""
    made: list[Assistant] = []

    def begin(alone: str | None = None, **settings: Any) -> Assistant:
        for before in made:
            before.close()
        chosen = Settings(model=str(tiny), engine=Engine(threads=1), **settings)
        made.append(Assistant(paths, chosen, alone=alone, clock=clock))
        return made[-1]

    yield begin
    for assistant in made:
        assistant.close()


def question(text: str, **more: Any) -> Question:
    return Question(**{"text": text, "uid": new_uid(), "max_tokens": 8, "sampling": GREEDY, **more})


def events_of(assistant: Assistant, text: str, **more: Any) -> list[Event]:
    return list(assistant.ask(question(text, **more)))


def ask(assistant: Assistant, text: str, **more: Any) -> TurnRecord:
    last = events_of(assistant, text, **more)[-1]
    assert isinstance(last, Finished)
    return last.record


# -- one turn


@pytest.mark.parametrize(
    ("text", "reply", "reason"),
    [
        ("set a pasta timer for 8 minutes", "The pasta timer is set for 8 minutes.", "This is a command (timer.start)"),
        ("帮我定一个五分钟的计时器", "好的，计时5分钟。", "这是一条命令（timer.start）"),
        ("5分のタイマーをかけて", "タイマーを5分に設定しました。", "これは命令（timer.start）"),
    ],
)
def test_a_command_is_carried_out_without_a_model_and_answered_in_its_language(
    make: Make, text: str, reply: str, reason: str
) -> None:
    assistant = make()
    events = events_of(assistant, text)
    assert [type(event) for event in events] == [Started, Read, Routed, Piece, Finished]
    record = events[-1].record if isinstance(events[-1], Finished) else None
    assert record is not None
    assert record.text.startswith(reply)
    assert (record.by, record.model, record.complete) == ("skill", "timer.start", True)
    assert (record.route.to, record.route.reasons[0].rule) == ("skill", "skill_template")
    assert record.route.reasons[0].text.startswith(reason)
    assert [intent.name for intent in record.intents] == ["timer.start"]
    assert record.ttft_ms is not None
    assert record.quantization is None
    assert assistant.status().engine_pid is None  # no model was loaded for it


def test_what_was_read_is_told_in_json_values(make: Make) -> None:
    events = events_of(make(), "wake me at 7 am and add milk and eggs to the shopping list")
    read = next(event for event in events if isinstance(event, Read))
    assert [intent.name for intent in read.intents] == ["alarm.set", "list.add"]
    assert read.intents[0].slots == {"at": "2026-11-24T07:00:00+08:00"}
    assert read.intents[1].slots == {"list": "shopping", "items": ["milk", "eggs"]}
    assert isinstance(events[-1], Finished)
    assert events[-1].record.intents == read.intents
    for event in events:
        assert from_json(json.loads(json.dumps(to_json(event)))) == event


def test_several_commands_are_carried_out_in_their_order(make: Make) -> None:
    events = events_of(make(), "set a timer for 10 minutes, then what time is it")
    pieces = [(event.model, event.text) for event in events if isinstance(event, Piece)]
    assert [name for name, _ in pieces] == ["timer.start", "time.now"]
    assert pieces[1][1] == "\nIt is 12:00 pm."
    assert isinstance(events[-1], Finished)
    record = events[-1].record
    assert record.model == "timer.start, time.now"
    assert record.text == "".join(text for _, text in pieces)
    assert "2 commands (timer.start, time.now)" in record.route.reasons[0].text


def test_the_record_is_in_the_journal_as_it_was_told(make: Make) -> None:
    assistant = make()
    record = ask(assistant, "5 miles in km")
    assert assistant.turns(record.conversation) == [record]
    assert [message.by for message in assistant.messages(record.conversation)] == [None, "skill"]


def test_the_local_model_sees_what_a_skill_said(make: Make) -> None:
    assistant = make()
    first = ask(assistant, "5 miles in km")
    alone = ask(assistant, "why is the sea blue", conversation="new")
    second = ask(assistant, "why is the sea blue", conversation=first.conversation)
    assert second.by == "local"
    assert second.tokens.prompt > alone.tokens.prompt + 20  # the question and its answer, in a template of bytes


# -- follow-ups


def test_a_follow_up_goes_on_from_the_last_command(make: Make) -> None:
    assistant = make()
    first = ask(assistant, "5 miles in km")
    assert first.text == "5 miles is about 8.047 kilometers."
    second = ask(assistant, "and in feet?", conversation=first.conversation)
    assert second.intents == (Intent("unit.convert", {"value": 5, "from": "mi", "to": "ft"}, 0.9),)
    assert "26,400" in second.text


def test_a_follow_up_in_chinese(make: Make) -> None:
    assistant = make()
    first = ask(assistant, "定时十分钟")
    second = ask(assistant, "再加五分钟", conversation=first.conversation)
    assert [intent.name for intent in second.intents] == ["timer.extend"]
    assert "15分钟" in second.text


def test_what_a_skill_asked_for_is_the_next_message(make: Make) -> None:
    assistant = make()
    first = ask(assistant, "set a timer")
    assert first.text == "For how long?"
    second = ask(assistant, "10 minutes", conversation=first.conversation)
    assert [(intent.name, intent.slots) for intent in second.intents] == [("timer.start", {"seconds": 600})]


def test_after_another_answerer_nothing_is_a_follow_up(make: Make) -> None:
    assistant = make()
    first = ask(assistant, "5 miles in km")
    ask(assistant, "why is the sea blue", conversation=first.conversation)
    assert ask(assistant, "and in feet?", conversation=first.conversation).by == "local"


def test_a_follow_up_belongs_to_its_conversation(make: Make) -> None:
    assistant = make()
    ask(assistant, "5 miles in km")
    assert ask(assistant, "and in feet?", conversation="new").by == "local"


# -- what the user decided


def test_who_was_named_answers_also_what_would_be_a_command(make: Make) -> None:
    assistant = make()
    record = ask(assistant, "what time is it", choice="local")
    assert (record.by, record.intents) == ("local", ())
    assert ask(assistant, "what time is it", choice="cloud").error == "cloud_not_reachable"


def test_under_a_schema_or_other_instructions_the_model_answers(make: Make) -> None:
    assistant = make(reply=Reply(system="Speak like a sailor."))
    schema = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}
    assert ask(assistant, "what time is it", schema=schema, max_tokens=60).by == "local"
    assert ask(assistant, "what time is it", grammar='root ::= "a"').by == "local"
    assert ask(assistant, "what time is it", system="Translate into French.").by == "local"
    assert ask(assistant, "what time is it", system="Speak like a sailor.").by == "skill"


def test_words_of_distress_come_before_any_command(make: Make) -> None:
    record = ask(make(), "I want to kill myself, set a timer for 5 minutes")
    assert (record.model, record.intents) == ("care", ())


def test_a_surface_can_use_what_its_setting_allows(make: Make) -> None:
    assistant = make(skills=Skills(allow_cli="all -note.*"))
    assert ask(assistant, "go offline", surface="kiosk").text == "That cannot be done from here."
    assert ask(assistant, "go offline", surface="http").text == "That cannot be done from here."
    assert not assistant.is_offline()
    assert ask(assistant, "what time is it", surface="kiosk").text == "It is 12:00 pm."
    assert ask(assistant, "note: the key is under the pot").text == "That cannot be done from here."
    assert ask(assistant, "note: the key is under the pot", surface="terminal").text.startswith("Noted")


def test_a_fault_in_reading_commands_costs_no_turn(make: Make, paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    assistant = make()

    def broken(*_: object) -> None:
        raise ZeroDivisionError("the user's words")

    monkeypatch.setattr("edge.skills.late.recognize", broken)
    assert ask(assistant, "remind me to buy milk").by == "local"
    log = (paths.logs / "faults.log").read_text()
    assert "ZeroDivisionError" in log
    assert "the user's words" not in log


# -- in no language


def test_a_message_in_no_language_is_answered_in_the_conversations(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    assistant = make()
    first = ask(assistant, "现在几点")
    second = ask(assistant, "12*7", conversation=first.conversation)
    assert second.route.language == "und"
    assert "84" in second.text
    assert second.route.reasons[0].text.startswith("这是一条命令")
    assert ask(assistant, "12*7", conversation="new").route.reasons[0].text.startswith("これは命令")
    monkeypatch.setenv("LC_ALL", "C")
    assert ask(assistant, "12*7", conversation="new").route.reasons[0].text.startswith("This is a command")


# -- offline


def test_offline_mode_holds_for_every_later_turn_and_over_a_restart(make: Make, paths: Paths) -> None:
    assistant = make()
    assert ask(assistant, "go offline").text == "Offline: from now on nothing leaves this device."
    assert assistant.status().offline
    assert ask(assistant, "why is the sea blue").route.reasons[0].rule == "offline"
    again = make()
    assert again.status().offline
    assert ask(again, "why is the sea blue").route.reasons[0].rule == "offline"
    assert ask(again, "go online").text == "Online: hard questions may go to the cloud again."
    assert not again.status().offline
    assert not paths.offline.exists()


def test_offline_mode_that_cannot_be_written_holds_until_the_end_and_says_so(
    make: Make, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    assistant = make()
    monkeypatch.setattr("edge.offline._write", full)
    said = ask(assistant, "go offline").text
    assert "nothing leaves this device until the program ends" in said
    assert "No space left on device" in said
    assert assistant.is_offline()
    assert not make().is_offline()


def test_what_cannot_be_looked_at_counts_as_offline(make: Make, paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    assistant = make()

    def forbidden(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "lstat", forbidden)
    assert assistant.is_offline()


def test_alone_it_switches_for_itself_only(make: Make, paths: Paths) -> None:
    alone = make(alone="The home is not ours.")
    assert ask(alone, "go offline").text == "Offline: from now on nothing leaves this device."
    assert alone.is_offline()
    assert not paths.offline.exists()
    assert alone.status().notices == ("The home is not ours.",)
    assert "kept in memory only" in ask(alone, "note: the key is under the pot").text


# -- rings and restarts


def test_a_timer_that_nobody_is_there_to_ring_says_so_and_rings_late_after_a_restart(
    make: Make, clock: FakeClock
) -> None:
    assert "only while the Edge app is open" in ask(make(), "set a timer for 1 minute").text
    clock.advance(600)
    rung: list[Ring] = []
    assistant = make()
    service = assistant._skills.service()
    assistant.listen(rung.append)
    service.ringer.look()
    assert [ring.text for ring in rung] == ["Time is up. It was due today at 12:01 pm, 9 minutes ago."]
    assert "only while" not in ask(assistant, "set a timer for 1 minute").text


def test_stop_silences_what_rings_and_ends_another_answer(make: Make, clock: FakeClock, slow: Path) -> None:
    assistant = make()
    silenced: list[bool] = []
    assistant.listen(lambda ring: None, lambda: silenced.append(True))
    ask(assistant, "set a timer for 1 minute")
    clock.advance(61)
    assistant._skills.service().ringer.look()
    turn = iter(assistant.ask(question("hello", model=str(slow), max_tokens=2000, surface="terminal")))
    assert any(isinstance(event, Piece) for event in turn)
    assert ask(assistant, "stop", conversation="new", surface="kiosk").text == "Stopped."  # what rang
    assert ask(assistant, "stop", conversation="new", surface="kiosk").text == "Nothing is going on."
    assert ask(assistant, "stop", conversation="new", surface="terminal").text == "Stopped."
    *_, end = turn
    assert isinstance(end, Finished)
    assert end.record.cut_off == "cancelled"
    assert silenced == [True]


KILLED = """
import os, signal
from edge.assistant import Assistant
from edge.skills.timers import Timers
from edge.turn import Question

def carry_out(self, command, surroundings, before=Timers.carry_out):
    before(self, command, surroundings)
    os.kill(os.getpid(), signal.SIGKILL)

Timers.carry_out = carry_out
list(Assistant().ask(Question("set a tea timer for 1 hour", uid="q1")))
"""


def test_killed_in_the_middle_of_a_command_the_message_and_what_was_done_are_kept(make: Make) -> None:
    died = subprocess.run([sys.executable, "-c", KILLED], check=False)
    assert died.returncode == -signal.SIGKILL
    assistant = make()
    (conversation,) = assistant.conversations()
    assert [message.text for message in assistant.messages(conversation.uid)] == ["set a tea timer for 1 hour"]
    (record,) = assistant.turns(conversation.uid)
    assert (record.complete, record.cut_off) == (False, "died")
    (alert,) = assistant._skills.service().store.alerts()
    assert (alert.kind, alert.text, alert.seconds) == ("timer", "tea", 3600)


# -- forgetting


def test_forgetting_a_conversation_takes_what_was_kept_in_it(make: Make, paths: Paths) -> None:
    assistant = make()
    record = ask(assistant, "note: the canary sings")
    other = ask(assistant, "note: the key is under the pot", conversation="new")
    assistant.forget(record.conversation)
    notes = ask(assistant, "show my notes", conversation=other.conversation).text
    assert "canary" not in notes
    assert "key" in notes
    assistant.forget(None)
    assistant.close()
    for file in paths.skills.parent.rglob("*"):
        if file.is_file():
            assert b"canary" not in file.read_bytes()
            assert b"under the pot" not in file.read_bytes()


def test_a_conversation_that_is_cleared_says_at_its_end_that_it_is_erased(make: Make) -> None:
    assistant = make()
    first = ask(assistant, "note: the canary sings")
    asked = events_of(assistant, "clear this conversation", conversation=first.conversation)[-1]
    assert isinstance(asked, Finished)
    assert not asked.erased
    assert "say it once more" in asked.record.text
    done = events_of(assistant, "clear this conversation", conversation=first.conversation)[-1]
    assert isinstance(done, Finished)
    assert done.erased
    assert done.record.text == "This conversation is erased."
    assert assistant.conversations() == []
    assert ask(assistant, "show my notes").text == "There are no notes."


def test_a_store_that_is_damaged_is_a_notice(make: Make, paths: Paths) -> None:
    ask(make(), "note: the key is under the pot")
    make().close()
    paths.skills.write_bytes(b"no database" * 1000)
    for beside in ("-wal", "-shm"):
        paths.skills.with_name(paths.skills.name + beside).unlink(missing_ok=True)
    assistant = make()
    assert assistant.status().notices == ()  # nothing has needed it yet
    ask(assistant, "show my notes")
    (notice,) = assistant.status().notices
    assert "could not be read" in notice
    with sqlite3.connect(paths.skills) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


# -- cancelling and closing


def test_a_command_that_is_cancelled_before_it_began_does_nothing(make: Make) -> None:
    assistant = make()
    turn = assistant.ask(question("set a timer for 5 minutes"))
    turn.cancel()
    *_, end = turn
    assert isinstance(end, Finished)
    running = assistant._skills.service().store.alerts()
    assert (end.record.cut_off, len(running)) in {("cancelled", 0), (None, 1)}  # it may have been done by then


def test_after_closing_nothing_is_made_anew(make: Make, paths: Paths) -> None:
    assistant = make()
    ask(assistant, "why is the sea blue")
    assistant.close()
    assert not paths.skills.exists()
    assistant.warm()  # in the way of an app that closes while it opens
    assert not paths.skills.exists()
