from __future__ import annotations

import dataclasses
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.answerer import Tokens, Uncertainty
from edge.errors import JournalError, UsageError
from edge.events import (
    Egress,
    Face,
    Fallback,
    Intent,
    Memory,
    Reason,
    Receipt,
    Route,
    SecondReading,
    TurnRecord,
)
from edge.journal import Journal, beside, new_uid, reading, schema
from edge.paths import Paths
from edge.turn import Question
from tests.edge.journal_help import FACE, RECEIPT, question, record, said, talk


@pytest.fixture
def journal(paths: Paths) -> Iterator[Journal]:
    journal = Journal.open(paths.journal)
    yield journal
    journal.close()


def test_a_conversation_is_there_after_the_program_was_started_again(paths: Paths) -> None:
    first = Journal.open(paths.journal)
    started = talk(first, "What can you do?", "Small talk.")
    first.close()
    again = Journal.open(paths.journal)
    assert again.last_conversation() == started.conversation
    assert said(again, started.conversation) == ["What can you do?", "Small talk."]
    assert not again.memory_only
    assert again.notices == []
    again.close()


def test_a_message_says_whose_it_is_and_who_wrote_it(journal: Journal) -> None:
    asked = question("Hello")
    started = journal.begin(asked)
    journal.finish(record(started, "Hi.", model="qwen"), "reply-1")
    user, assistant = journal.messages(started.conversation)
    assert (user.role, user.uid, user.by, user.complete) == ("user", asked.uid, None, True)
    assert (assistant.role, assistant.uid, assistant.by, assistant.model) == ("assistant", "reply-1", "local", "qwen")


def test_file_and_folder_are_for_this_user_only(home: Path) -> None:
    path = home / "new" / "folder" / "journal.db"
    journal = Journal.open(path)
    talk(journal)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    journal.close()


def test_a_file_that_others_could_read_is_closed_to_them(paths: Paths) -> None:
    Journal.open(paths.journal).close()
    paths.journal.chmod(0o644)
    Journal.open(paths.journal).close()
    assert stat.S_IMODE(paths.journal.stat().st_mode) == 0o600


# -- conversations


def test_without_a_conversation_the_one_last_talked_in_goes_on(journal: Journal) -> None:
    first = talk(journal)
    second = talk(journal, conversation="new")
    assert first.conversation != second.conversation
    assert talk(journal).conversation == second.conversation
    talk(journal, conversation=first.conversation)
    assert talk(journal).conversation == first.conversation
    assert [info.uid for info in journal.conversations()] == [first.conversation, second.conversation]
    assert [info.turns for info in journal.conversations()] == [3, 2]
    assert [info.uid for info in journal.conversations(limit=1)] == [first.conversation]


@pytest.mark.parametrize("uid", ["nobody-knows", "", "\udcff"])
def test_an_unknown_conversation_is_refused_with_a_sentence(journal: Journal, uid: str) -> None:
    with pytest.raises(UsageError, match="There is no conversation"):
        journal.begin(question(conversation=uid))
    assert journal.conversations() == []


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("What time is it?", "What time is it?"),
        ("\n\n  First \t line \nsecond", "First line"),
        ("long " * 30, "long long long long long long long long long long long long…"),
        ("今天的天气怎么样？" * 9, "今天的天气怎么样？今天的天气怎么样？今天的天气怎么样？今天…"),
        ("\x1b[31mred\x07 text", "red text"),
        ("odd \udcff byte", "odd � byte"),
    ],
)
def test_the_title_is_the_beginning_of_the_first_message(journal: Journal, text: str, title: str) -> None:
    talk(journal, text)
    talk(journal, "something else")
    assert [info.title for info in journal.conversations()] == [title]


def test_the_order_does_not_depend_on_the_clock(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    for clock in ("2026-11-01T00:00:00.000+00:00", "1970-01-01T00:00:00.000+00:00", "2030-01-01T00:00:00.000+00:00"):
        monkeypatch.setattr("edge.journal.writing.now", lambda clock=clock: clock)
        started = talk(journal, clock)
    assert [text[:4] for text in said(journal, started.conversation)[::2]] == ["2026", "1970", "2030"]


# -- what may leave


def marks(journal: Journal, conversation: str) -> list[bool]:
    return [message.may_leave for message in journal.messages(conversation)]


def test_a_private_message_and_its_answer_may_not_leave(journal: Journal) -> None:
    talk(journal)
    started = talk(journal, private=True)
    assert marks(journal, started.conversation) == [True, True, False, False]
    assert [info.private for info in journal.conversations()] == [False]


def test_in_a_conversation_begun_in_private_nothing_may_leave(journal: Journal) -> None:
    talk(journal, private=True)
    started = talk(journal)
    assert marks(journal, started.conversation) == [False] * 4
    assert [info.private for info in journal.conversations()] == [True]


def test_what_a_local_model_says_after_a_private_message_may_repeat_it_and_stays(journal: Journal) -> None:
    talk(journal)
    talk(journal, "My PIN is 4711.", private=True)
    for by in ("local", "skill", "cloud"):
        started = journal.begin(question())
        journal.finish(record(started, by=by), new_uid())
    assert marks(journal, started.conversation)[4:] == [True, False, True, True, True, True]


# -- asking again


def test_asking_again_while_the_turn_is_open_opens_the_same_turn(journal: Journal) -> None:
    asked = question()
    assert journal.begin(asked) == journal.begin(asked)
    conversation = journal.last_conversation()
    assert conversation is not None
    assert len(journal.messages(conversation)) == 1


def test_asking_again_what_was_answered_is_refused(journal: Journal) -> None:
    asked = question()
    journal.finish(record(journal.begin(asked)), new_uid())
    with pytest.raises(UsageError, match="was answered already"):
        journal.begin(asked)


def test_a_uid_of_another_message_is_refused(journal: Journal) -> None:
    started = journal.begin(question(uid="the-same"))
    journal.finish(record(started), "the-reply")
    for uid in ("the-same", "the-reply"):
        with pytest.raises(UsageError, match="Another message has the uid"):
            journal.begin(question("Something else?", uid=uid))


@pytest.mark.parametrize("uid", ["-flag", "a b", "\udcff", "x" * 129, "новый"])
def test_a_uid_that_cannot_be_one_is_refused(journal: Journal, uid: str) -> None:
    with pytest.raises(UsageError, match="uid is 1 to 128"):
        journal.begin(question(uid=uid))
    assert journal.conversations() == []


def test_asking_again_in_private_takes_the_message_back(journal: Journal) -> None:
    asked = question()
    journal.begin(asked)
    started = journal.begin(dataclasses.replace(asked, private=True))
    journal.finish(record(started), new_uid())
    assert marks(journal, started.conversation) == [False, False]


# -- messages and transcripts


def test_a_reply_stands_behind_its_question_when_two_were_asked_at_once(journal: Journal) -> None:
    one = journal.begin(question("one?"))
    two = journal.begin(question("two?"))
    assert [m.text for m in journal.transcript(one.conversation, turn=one.turn)] == ["one?"]
    journal.finish(record(two, "two!"), new_uid())
    journal.finish(record(one, "one!"), new_uid())
    assert said(journal, one.conversation) == ["one?", "one!", "two?", "two!"]
    assert [m.text for m in journal.transcript(one.conversation, turn=two.turn)] == ["one?", "one!", "two?"]


def test_a_limit_keeps_the_last_messages_and_a_transcript_begins_with_a_question(journal: Journal) -> None:
    for number in range(5):
        conversation = talk(journal, f"q{number}", f"r{number}").conversation
    assert [m.text for m in journal.messages(conversation, limit=3)] == ["r3", "q4", "r4"]
    assert [m.text for m in journal.transcript(conversation, limit=3)] == ["q4", "r4"]
    assert journal.messages(conversation, limit=0) == []
    assert [turn.text for turn in journal.turns(conversation, limit=2)] == ["r3", "r4"]
    assert [*journal.messages("unknown"), *journal.transcript("unknown"), *journal.turns("unknown")] == []


def test_a_turn_without_text_has_a_record_and_no_reply(journal: Journal) -> None:
    started = journal.begin(question("Hm?"))
    failed = record(started, "", complete=False, cut_off="error", why="It failed.", error="engine_died")
    journal.finish(failed, new_uid())
    assert said(journal, started.conversation) == ["Hm?"]
    assert journal.turns(started.conversation) == [failed]


def test_what_a_cut_reply_had_is_kept_and_marked(journal: Journal) -> None:
    started = journal.begin(question())
    journal.progress(started.turn, "Well, I ")
    journal.finish(record(started, "Well, I think", complete=False, cut_off="cancelled"), new_uid())
    assert [(m.text, m.complete) for m in journal.messages(started.conversation)][1] == ("Well, I think", False)


def test_the_first_end_of_a_turn_counts(journal: Journal) -> None:
    started = talk(journal, reply="first")
    journal.finish(record(started, "second"), new_uid())
    journal.progress(started.turn, "third")
    assert said(journal, started.conversation)[1] == "first"


SELECTS = {
    "messages": reading._MESSAGES + reading._NEWEST_MESSAGES,
    "turns": reading._TURNS,
    "faces": beside.FACES,
    "receipts": beside.RECEIPTS,
}


@pytest.mark.parametrize("name", SELECTS)
def test_a_long_conversation_is_read_through_indexes_from_its_end(name: str) -> None:
    database = sqlite3.connect(":memory:")
    schema.create(database)
    values = {"conversation": "c", "limit": 200, "turn": "t"}
    plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {SELECTS[name]}", values)]
    database.close()
    assert [step for step in plan if step.startswith("SCAN") or "TEMP" in step] == []


def test_the_end_of_ten_thousand_turns(journal: Journal) -> None:
    started = talk(journal)
    with journal._storage.db.transaction(durable=False):
        for number in range(10_000):
            turn = {"uid": f"t{number}", "conversation": 1, "state": "finished", "begun": "2026", "language": "en"}
            row = journal._storage.db.insert("turn", turn)
            for role in ("user", "assistant"):
                message = {"uid": f"{role}{number}", "turn": row, "role": role, "text": str(number), "may_leave": True}
                journal._storage.db.insert("message", message)
    assert said(journal, started.conversation)[::2] == [str(number) for number in range(9900, 10_000)]
    assert journal.conversations()[0].turns == 10_001


# -- records

floats = st.floats(allow_nan=False, allow_infinity=False) | st.none()
counts = st.integers(0, 2**62)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
bys = st.sampled_from(["skill", "local", "cloud"])
masked = st.dictionaries(texts, counts, max_size=2)
moments = st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.isoformat(timespec="milliseconds"))
receipts = st.lists(
    st.builds(Receipt, texts, texts, counts, texts, moments, masked),
    max_size=3,
    unique_by=lambda receipt: (receipt.sha256, receipt.when),
).map(tuple)
slots = st.dictionaries(texts, st.integers(-(2**60), 2**60) | texts | st.booleans() | st.none(), max_size=3)

FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "turn": st.just(""),
    "conversation": st.just(""),
    "text": texts,
    "by": bys,
    "model": texts,
    "complete": st.booleans(),
    "route": st.builds(
        Route,
        bys,
        floats,
        st.lists(st.builds(Reason, texts, texts, slots, st.booleans()), max_size=3).map(tuple),
        texts,
        texts | st.none(),
        texts | st.none(),
        texts | st.none(),
        st.sampled_from([None, "local", "cloud"]),
    ),
    "quantization": texts | st.none(),
    "cut_off": st.sampled_from([None, "cancelled", "length", "context", "died", "hung", "error"]),
    "why": texts | st.none(),
    "error": texts | st.none(),
    "intents": st.lists(st.builds(Intent, texts, slots, st.floats(0, 1)), max_size=2).map(tuple),
    "ttft_ms": floats,
    "total_ms": st.floats(0, 1e9),
    "load_ms": floats,
    "prefill_ms": floats,
    "decode_ms": floats,
    "tokens": st.builds(Tokens, counts, counts, counts),
    "tok_s": floats,
    "memory": st.builds(Memory, *[floats] * 7),
    "dropped_turns": counts,
    "choice": texts | st.none(),
    "confidence": floats,
    "uncertainty": st.lists(st.builds(Uncertainty, st.floats(0, 4.2), st.floats(0, 1)), max_size=4).map(tuple),
    "egress": st.none() | st.builds(Egress, texts, counts, masked, receipts),
    "fallback": st.none() | st.builds(Fallback, texts, texts),
    "outbox": st.sampled_from([None, "its row's uid"]),
    "second_reading": st.none() | st.builds(SecondReading, texts, st.floats(0, 1e6), floats),
    "faces": st.lists(
        st.builds(Face, st.sampled_from(["provisional", "short"]), texts, bys, texts, st.booleans()), max_size=3
    ).map(tuple),
}


def test_every_field_of_a_record_is_drawn_below() -> None:
    assert set(FIELDS) == {field.name for field in dataclasses.fields(TurnRecord)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.builds(TurnRecord, **FIELDS))
def test_a_record_comes_back_as_it_was(journal: Journal, told: TurnRecord) -> None:
    started = journal.begin(question())
    row = journal.outbox.hold(started.turn, {}, limit=1000) if told.outbox else None
    told = dataclasses.replace(told, turn=started.turn, conversation=started.conversation, outbox=row)
    journal.finish(told, new_uid())
    assert journal.turns(started.conversation, limit=1) == [told]


def test_odd_bytes_from_a_terminal_are_replaced(journal: Journal) -> None:
    started = journal.begin(Question("odd \udcff and \ud83d\ude00", "q"), "\udcff")
    journal.progress(started.turn, "half \udcff")
    told = record(
        started,
        "reply \udcff",
        model="/models/\udcff.gguf",
        why="\udcff",
        intents=(Intent("note", {"text": "\udcff"}),),
    )
    journal.finish(told, "r")
    assert said(journal, started.conversation) == ["odd � and 😀", "reply �"]
    [kept] = journal.turns(started.conversation)
    assert (kept.model, kept.why, kept.intents[0].slots) == ("/models/�.gguf", "�", {"text": "�"})


def test_rows_of_figures_are_flat_and_hold_nothing_that_was_said(journal: Journal) -> None:
    started = journal.begin(question("CANARY question"))
    told = record(
        started,
        "CANARY reply",
        why="CANARY does not fit the schema",
        intents=(Intent("reminder", {"text": "CANARY"}),),
        route=Route("local", None, (Reason("rule", "CANARY"),), "en"),
        fallback=Fallback("cloud", "CANARY"),
    )
    journal.finish(told, new_uid())
    journal.begin(question("open"))
    [row] = journal.stats_rows()
    assert tuple(row) == reading.ROW_COLUMNS
    assert "CANARY" not in str(row)
    assert (row["turn"], row["by"], row["complete"], row["completion_tokens"]) == (started.turn, "local", True, 5)


def test_rows_since_a_moment(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    for second in (10, 20, 30):
        monkeypatch.setattr("edge.journal.writing.now", lambda s=second: f"1970-01-01T00:00:{s}.000+00:00")
        talk(journal)
    assert [row["begun"][17:19] for row in journal.stats_rows(since=20.0)] == ["20", "30"]
    assert len(journal.stats_rows(since=0)) == len(journal.stats_rows()) == 3
    assert journal.stats_rows(since=1e300) == []


def test_several_threads_talk_at_once(journal: Journal) -> None:
    def ask(number: int) -> None:
        for turn in range(10):
            talk(journal, f"{number}.{turn}?", f"{number}.{turn}!")

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(ask, range(6)))
    texts = [text for info in journal.conversations() for text in said(journal, info.uid)]
    assert len(texts) == 120
    assert all(asked[:-1] == answered[:-1] for asked, answered in zip(texts[::2], texts[1::2], strict=True))


def test_after_closing_the_journal_says_so(paths: Paths) -> None:
    journal = Journal.open(paths.journal)
    journal.close()
    journal.close()
    calls: list[Any] = [lambda: journal.begin(question()), journal.last_conversation, lambda: journal.forget(None)]
    for call in calls:
        with pytest.raises(JournalError, match="closed"):
            call()


@pytest.mark.parametrize("version", range(1, schema.VERSION))
def test_a_journal_of_a_version_before_is_brought_up_and_keeps_its_turns(home: Path, version: int) -> None:
    connection = sqlite3.connect(home / "journal.db")
    schema.create(connection, version)
    connection.execute("INSERT INTO conversation (uid, title, begun, private) VALUES ('c', 't', '2026-01-01', 0)")
    connection.execute(
        "INSERT INTO turn (uid, conversation, state, begun, by, model, complete, language, completion_tokens)"
        " VALUES ('t', 1, 'finished', '2026-01-01', 'local', 'm', 1, 'en', 7)"
    )
    connection.commit()
    connection.close()
    for _ in range(2):  # the second time it is one of today's
        journal = Journal.open(home / "journal.db")
        kept = journal.turns("c")[0]
        assert (kept.model, kept.tokens, kept.uncertainty) == ("m", Tokens(completion=7), ())
        assert (kept.faces, kept.egress) == ((), None)
        assert not journal.memory_only
        journal.close()


# -- what stands beside a reply


def escalated(journal: Journal, *receipts: Receipt) -> str:
    """A turn that went up; its conversation."""
    started = journal.begin(question(conversation="new"))
    journal.finish(record(started, by="cloud", egress=Egress.of(receipts), faces=(FACE,)), new_uid())
    return started.conversation


def test_other_texts_of_a_reply_are_no_messages_and_do_not_go_up(journal: Journal) -> None:
    conversation = escalated(journal, RECEIPT)
    assert said(journal, conversation) == ["How are you?", "Fine."]
    assert [message.text for message in journal.transcript(conversation)] == ["How are you?", "Fine."]
    assert journal.turns(conversation)[-1].faces == (FACE,)


def test_each_turn_has_its_own_faces_and_receipts(journal: Journal) -> None:
    later = dataclasses.replace(RECEIPT, when="2026-03-01T12:00:06.000+00:00")
    conversation = escalated(journal, RECEIPT, later)
    talk(journal, conversation=conversation)
    escalated(journal, RECEIPT)
    first, second = journal.turns(conversation)
    assert first.egress == Egress("lab", 240, {"email": 1}, (RECEIPT, later))
    assert (second.egress, second.faces) == (None, ())
    assert journal.turns(conversation, limit=1) == [second]


def test_receipts_since_a_moment(journal: Journal) -> None:
    whole_second = dataclasses.replace(RECEIPT, when="2026-03-01T20:00:06+08:00")
    escalated(journal, RECEIPT)
    escalated(journal, whole_second)
    told = dataclasses.replace(whole_second, when="2026-03-01T12:00:06.000+00:00")
    assert journal.receipts() == [RECEIPT, told]
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()
    assert journal.receipts(since=noon + 6) == [told]
    assert journal.receipts(since=noon + 6.001) == []


def test_what_left_before_the_program_died_is_still_told(journal: Journal) -> None:
    started = journal.begin(question())
    database = journal._storage.db
    row = database.value("SELECT id FROM turn WHERE uid = :uid", {"uid": started.turn})
    for _ in range(2):  # the same one is not kept twice
        beside.add_receipts(database, row, [RECEIPT])
    database.execute("UPDATE turn SET state = 'died'")
    assert journal.turns(started.conversation)[0].egress == Egress("lab", 120, {"email": 1}, (RECEIPT,))


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE face SET kind = 'odd'",
        "UPDATE face SET by = 'nobody'",
        "UPDATE face SET text = x'00'",
        "UPDATE receipt SET bytes = 'many'",
        "UPDATE receipt SET sha256 = x'00'",
        "UPDATE receipt SET masked = '[1'",
        "UPDATE receipt SET masked = '[1]'",
        """UPDATE receipt SET masked = '{"email": "two"}'""",
    ],
)
def test_a_damaged_row_beside_a_reply_does_not_hide_the_turn(journal: Journal, damage: str) -> None:
    conversation = escalated(journal, RECEIPT)
    journal._storage.db.execute(damage)
    kept = journal.turns(conversation)[0]
    assert kept.text == "Fine."
    assert kept.egress is not None
    assert kept.faces == (() if "face" in damage else (FACE,))
    masked_alone = (dataclasses.replace(RECEIPT, masked={}),)
    assert kept.egress.receipts == ((RECEIPT,) if "face" in damage else masked_alone if "masked" in damage else ())
    assert journal.receipts() == list(kept.egress.receipts)


def died(journal: Journal, paths: Paths) -> Journal:
    """The journal as the next process finds it after one that was killed."""
    journal.close()
    return Journal.open(paths.journal)


def test_a_text_put_aside_is_kept_once_when_the_turn_ends(journal: Journal) -> None:
    started = journal.begin(question())
    journal.progress(started.turn, FACE.text, FACE.by, FACE.model)
    journal.put_aside(started.turn, FACE)
    journal.finish(record(started, "Surely.", by="cloud", faces=(FACE,)), new_uid())
    journal.put_aside(started.turn, FACE)  # too late
    assert journal.turns(started.conversation)[0].faces == (FACE,)


def test_a_text_put_aside_survives_the_program_and_stands_where_nothing_came_in_its_place(
    journal: Journal, paths: Paths
) -> None:
    first, second = (journal.begin(question(conversation="new")) for _ in range(2))
    for started in (first, second):
        journal.progress(started.turn, FACE.text, FACE.by, FACE.model)
        journal.put_aside(started.turn, FACE)
    journal.progress(second.turn, "Sure", "cloud", "large")
    journal = died(journal, paths)
    [alone], [both] = journal.turns(first.conversation), journal.turns(second.conversation)
    assert (alone.text, alone.by, alone.model, alone.complete, alone.faces) == ("Perhaps.", "local", "qwen", False, ())
    assert (both.text, both.by, both.faces) == ("Sure", "cloud", (FACE,))
    journal.close()


def test_what_is_kept_back_while_its_turn_is_under_way_stays_so_in_the_next_file(
    journal: Journal, paths: Paths
) -> None:
    started = journal.begin(question("take a note", conversation="new"))
    journal.keep_back(started.turn)
    assert marks(journal, started.conversation) == [False]
    shutil.rmtree(paths.journal.parent)
    journal._storage.look_after_file()
    journal._storage.db.execute("DELETE FROM conversation")  # as if nothing of it could have been read
    journal._storage.write(journal._current.pack)
    journal.finish(record(started, "Noted.", by="skill"), new_uid())
    assert marks(journal, started.conversation) == [False, False]
