"""One turn from end to end: kept, read, routed, answered, recorded."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge.answerer import Sampling
from edge.assistant import Assistant
from edge.errors import NoSuchModelError, SchemaError, UsageError
from edge.events import Event, Finished, Piece, Read, Routed, Started, TurnRecord, Waiting, from_json, to_json
from edge.journal import new_uid
from edge.paths import Paths
from edge.settings import Engine, Settings
from edge.turn import Question

GREEDY = Sampling(temperature=0, top_k=0, top_p=1, repeat_penalty=1, seed=1)
Make = Callable[..., Assistant]


@pytest.fixture
def make(paths: Paths) -> Iterator[Make]:
    made: list[Assistant] = []

    def begin(model: Path, **settings: object) -> Assistant:
        made.append(Assistant(paths, Settings(model=str(model), engine=Engine(threads=1), **settings)))  # type: ignore[arg-type]
        return made[-1]

    yield begin
    for assistant in made:
        assistant.close()


def question(text: str, **more: object) -> Question:
    return Question(**{"text": text, "uid": new_uid(), "max_tokens": 16, "sampling": GREEDY, **more})  # type: ignore[arg-type]


def record_of(events: list[Event]) -> TurnRecord:
    assert isinstance(events[-1], Finished)
    return events[-1].record


def test_a_turn_tells_its_steps_in_order_and_ends_with_its_record(make: Make, tiny: Path) -> None:
    events = list(make(tiny).ask(question("hello")))
    kinds = [type(event) for event in events if not isinstance(event, Waiting)]
    record = record_of(events)
    assert kinds[:3] == [Started, Read, Routed]
    assert set(kinds[3:-1]) == {Piece}
    assert record.text == "".join(event.text for event in events if isinstance(event, Piece))
    assert record.by == "local"
    assert record.model == "tiny"
    assert record.ttft_ms is not None
    assert 0 < record.ttft_ms < record.total_ms
    assert record.load_ms is not None
    assert record.tokens.prompt > 0
    assert record.tokens.completion > 0
    assert record.memory.engine_rss_mb is not None
    assert record.route.reasons[0].rule == "small_talk"
    assert record.route.p_cloud is not None


@pytest.mark.parametrize(
    ("text", "language"), [("hello", "en"), ("你好，在吗", "zh"), ("こんにちは", "ja"), ("123", "und")]
)
def test_reasons_come_in_the_messages_language(make: Make, tiny: Path, text: str, language: str) -> None:
    record = record_of(list(make(tiny).ask(question(text))))
    assert record.route.language == language
    assert record.route.reasons[0].text.isascii() == (language in {"en", "und"})


def test_the_next_turn_sees_the_conversation_and_evaluates_little(make: Make, tiny: Path) -> None:
    assistant = make(tiny)
    first = record_of(list(assistant.ask(question("hello"))))
    second = record_of(list(assistant.ask(question("what is the sea", conversation=first.conversation))))
    assert second.conversation == first.conversation
    assert second.tokens.cached > first.tokens.prompt
    assert [m.role for m in assistant.messages(first.conversation)] == ["user", "assistant", "user", "assistant"]


def test_events_survive_json(make: Make, tiny: Path) -> None:
    for event in make(tiny).ask(question("hello")):
        assert from_json(to_json(event)) == event


def test_control_characters_of_a_model_are_never_told(make: Make, tiny: Path) -> None:
    record = record_of(list(make(tiny).ask(question("hello", max_tokens=200))))
    assert not [c for c in record.text if ord(c) < 32 and c not in "\n\t"]


def test_a_cancelled_turn_keeps_its_text_and_says_so(make: Make, slow: Path) -> None:
    assistant = make(slow)
    turn = assistant.ask(question("hello", max_tokens=900))
    events: list[Event] = []
    for event in turn:
        events.append(event)
        if isinstance(event, Piece):
            turn.cancel()
    record = record_of(events)
    kept = assistant.messages(record.conversation)[-1]
    assert record.cut_off == "cancelled"
    assert not record.complete
    assert kept.text == record.text != ""
    assert not kept.complete


def test_a_turn_can_be_cancelled_while_the_model_loads(make: Make, slow: Path) -> None:
    turn = make(slow).ask(question("hello", max_tokens=900))
    turn.cancel()
    assert record_of(list(turn)).cut_off == "cancelled"


def test_two_askers_are_served_one_after_the_other(make: Make, slow: Path) -> None:
    assistant = make(slow)
    records: list[TurnRecord] = []
    waits: list[str] = []

    def ask(n: int) -> None:
        events = list(assistant.ask(question(f"question {n}", max_tokens=30, conversation="new")))
        records.append(record_of(events))
        waits.extend(event.state for event in events if isinstance(event, Waiting))

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({record.conversation for record in records}) == 3
    assert {record.cut_off for record in records} <= {None, "length"}
    assert "queued" in waits


def test_a_killed_engine_leaves_the_text_so_far_and_the_next_question_is_answered(make: Make, slow: Path) -> None:
    assistant = make(slow)
    events: list[Event] = []
    for event in assistant.ask(question("hello", max_tokens=900)):
        if isinstance(event, Piece) and not any(isinstance(e, Piece) for e in events):
            pid = assistant.status().engine_pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
        events.append(event)
    record = record_of(events)
    assert record.cut_off == "died"
    assert record.error == "engine_died"
    assert record.text
    again = record_of(list(assistant.ask(question("hello again", max_tokens=4))))
    assert again.error is None


def test_what_cannot_be_asked_is_refused_before_anything_is_kept(make: Make, tiny: Path) -> None:
    assistant = make(tiny)
    with pytest.raises(UsageError, match="no message"):
        assistant.ask(question("  \n"))
    with pytest.raises(NoSuchModelError, match="did you mean 'builtin'"):
        assistant.ask(question("hello", model="bultin"))
    with pytest.raises(SchemaError):
        assistant.ask(question("hello", schema={"type": "strnig"}))
    assert assistant.conversations() == []


def test_the_cloud_is_refused_with_a_sentence_and_the_message_is_kept(make: Make, tiny: Path) -> None:
    assistant = make(tiny)
    record = record_of(list(assistant.ask(question("hello", choice="cloud"))))
    assert record.error == "cloud_not_reachable"
    assert not record.complete
    assert assistant.messages(record.conversation)[0].text == "hello"


def test_a_private_message_and_its_answer_carry_their_mark(make: Make, tiny: Path) -> None:
    assistant = make(tiny)
    record = record_of(list(assistant.ask(question("my secret", private=True))))
    assert [m.may_leave for m in assistant.messages(record.conversation)] == [False, False]
    assert record.route.reasons[0].rule == "private"


def test_words_of_distress_are_met_before_any_model(make: Make, tmp_path: Path) -> None:
    # The model's file is damaged: whoever needs help must not depend on it.
    damaged = tmp_path / "damaged.gguf"
    damaged.write_bytes(b"no model")
    record = record_of(list(make(damaged).ask(question("I want to kill myself"))))
    assert record.complete
    assert record.by == "skill"
    assert "988" in record.text


def test_a_damaged_model_is_one_sentence_in_the_record(make: Make, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.gguf"
    damaged.write_bytes(b"GGUF" + bytes(100))
    assistant = make(damaged)
    record = record_of(list(assistant.ask(question("hello"))))
    assert record.error == "model_file"
    assert record.why is not None
    assert "\n" not in record.why
    assert assistant.messages(record.conversation)[0].text == "hello"


def test_a_reply_under_a_schema_is_valid_json(make: Make, tiny: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"城市": {"enum": ["北京", "上海"]}, "n": {"type": "integer", "minimum": 1, "maximum": 9}},
        "required": ["城市", "n"],
        "additionalProperties": False,
    }
    record = record_of(list(make(tiny).ask(question("hello", schema=schema, max_tokens=200))))
    assert record.complete, record.why
    assert '"城市"' in record.text


def test_a_fault_of_ours_ends_the_turn_with_a_sentence_and_a_log(
    make: Make, tiny: Path, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("the user's words")

    monkeypatch.setattr("edge.ladder.decide", broken)
    record = record_of(list(make(tiny).ask(question("hello"))))
    assert record.error == "error"
    assert record.why is not None
    assert "ZeroDivisionError" in record.why
    log = (paths.logs / "faults.log").read_text()
    assert "ZeroDivisionError" in log
    assert "the user's words" not in log


def test_closing_in_the_middle_of_a_turn_keeps_its_text(make: Make, slow: Path, paths: Paths) -> None:
    assistant = make(slow)
    turn = assistant.ask(question("hello", max_tokens=900))
    events = iter(turn)
    conversation = ""
    for event in events:
        if isinstance(event, Started):
            conversation = event.conversation
        if isinstance(event, Piece):
            break
    assistant.close()
    rest = list(events)
    assert isinstance(rest[-1], Finished)
    reopened = make(slow)
    assert [m.complete for m in reopened.messages(conversation)] == [True, False]


def test_forgetting_a_conversation_erases_its_drafts_and_no_others(make: Make, tiny: Path, paths: Paths) -> None:
    assistant = make(tiny)
    record = record_of(list(assistant.ask(question("hello"))))
    paths.drafts.mkdir()
    mine, other = paths.drafts / f"{record.conversation}.123.txt", paths.drafts / "another.123.txt"
    mine.write_text("half a thought")
    other.write_text("another thought")
    assistant.forget(record.conversation)
    assert not mine.exists()
    assert other.exists()
    assistant.forget(None)
    assert not other.exists()


def test_alone_it_keeps_everything_in_memory_and_says_why(tiny: Path, paths: Paths) -> None:
    assistant = Assistant(paths, Settings(model=str(tiny), engine=Engine(threads=1)), alone="The home is not ours.")
    record = record_of(list(assistant.ask(question("hello"))))
    assert assistant.messages(record.conversation)[0].role == "user"
    assert assistant.status().memory_only
    assert assistant.status().notices == ("The home is not ours.",)
    assistant.close()
    assert not paths.journal.exists()
    assert not paths.cache.exists()


def test_uncertainty_and_what_a_schema_forced_reach_the_record_and_the_journal(make: Make, tiny: Path) -> None:
    assistant = make(tiny)
    schema = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}
    events = list(assistant.ask(question("hi", schema=schema, max_tokens=60)))
    assert isinstance(events[-1], Finished)
    record = events[-1].record
    assert record.tokens.forced > 0
    assert record.uncertainty[0].entropy > 0
    assert from_json(to_json(events[-1])) == events[-1]
    kept = assistant.turns(record.conversation)[-1]
    assert (kept.tokens, kept.uncertainty) == (record.tokens, record.uncertainty)
