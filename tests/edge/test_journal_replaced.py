"""Turns in whose place a later one stands: what is seen, what is kept, and what comes back."""

from __future__ import annotations

from typing import Any

import pytest

from edge.errors import UsageError
from edge.events import Started
from edge.journal import Journal, new_uid
from edge.paths import Paths
from edge.transcript import Attachment
from tests.edge.journal_help import every_byte, question, record, said, talk


@pytest.fixture
def journal(paths: Paths) -> Any:
    journal = Journal.open(paths.journal)
    yield journal
    journal.close()


def again(journal: Journal, before: Started, text: str = "How are you?", **decided: Any) -> Started:
    return journal.begin(question(text, conversation=before.conversation, replaces=before.question, **decided))


def reopened(journal: Journal, paths: Paths) -> Journal:
    journal.close()
    return Journal.open(paths.journal)


def test_an_answer_asked_for_again_is_the_only_one_that_is_seen_and_the_one_before_is_its_face(paths: Paths) -> None:
    journal = Journal.open(paths.journal)
    first = talk(journal, reply="Fine.")
    second = again(journal, first)
    assert [one.text for one in journal.transcript(first.conversation, 200, second.turn)] == ["How are you?"]
    journal.finish(record(second, "Very well."), new_uid())
    third = again(journal, second)
    journal.finish(record(third, "So so."), new_uid())
    for _ in range(2):
        assert said(journal, first.conversation) == ["How are you?", "So so."]
        (kept,) = journal.turns(first.conversation)
        assert [(face.kind, face.text) for face in kept.faces] == [("earlier", "Fine."), ("earlier", "Very well.")]
        assert journal.earlier(third.turn) == kept.faces
        assert [one.record for one in journal.exchanges(first.conversation)] == [kept]
        assert journal.conversations()[0].turns == 1
        assert len(journal.stats_rows()) == 3  # each of them took its time
        journal = reopened(journal, paths)
    journal.close()


def test_a_message_in_other_words_stands_alone_and_the_old_answer_says_what_it_answers(journal: Journal) -> None:
    talk(journal, "Hello", "Hi.", conversation="new")
    first = talk(journal, "Capital of France?", "Paris.")
    second = again(journal, first, "Capital of Japan?")
    journal.finish(record(second, "Tokyo."), new_uid())
    assert said(journal, first.conversation) == ["Hello", "Hi.", "Capital of Japan?", "Tokyo."]
    (face,) = journal.turns(first.conversation)[-1].faces
    assert (face.text, face.question) == ("Paris.", "Capital of France?")
    assert journal.conversations()[0].title == "Hello"


def test_the_first_message_in_other_words_renames_its_conversation(journal: Journal) -> None:
    first = talk(journal, "Capital of France?", conversation="new")
    again(journal, first, "Capital of Japan?")
    assert journal.conversations()[0].title == "Capital of Japan?"


@pytest.mark.parametrize("text", ["", "Fi"])
def test_what_brings_nothing_replaces_nothing(paths: Paths, text: str) -> None:
    journal = Journal.open(paths.journal)
    first = journal.begin(question())
    journal.finish(record(first, "Fi", complete=False, cut_off="length"), new_uid())
    second = again(journal, first, goes_on=bool(text))
    journal.finish(record(second, text, complete=False, cut_off="cancelled"), new_uid())
    assert (journal.stands(first.turn), journal.stands(second.turn)) == (True, False)
    third = again(journal, first)
    journal.finish(record(third, "", complete=False, cut_off="error"), new_uid())
    for _ in range(2):
        assert said(journal, first.conversation) == ["How are you?", "Fi"]
        assert [one.turn for one in journal.turns(first.conversation)] == [first.turn]
        journal = reopened(journal, paths)
    journal.close()


def test_a_message_in_other_words_is_kept_although_nobody_answered_it(journal: Journal) -> None:
    first = talk(journal)
    second = again(journal, first, "How was your day?")
    journal.finish(record(second, "", complete=False, cut_off="error"), new_uid())
    assert said(journal, first.conversation) == ["How was your day?"]
    assert [face.text for face in journal.turns(first.conversation)[0].faces] == ["Fine."]


def test_a_process_that_dies_before_the_first_word_leaves_the_answer_that_there_was(paths: Paths) -> None:
    journal = Journal.open(paths.journal)
    first = talk(journal)
    asked = question(conversation=first.conversation, replaces=first.question)
    journal.begin(asked)
    journal = reopened(journal, paths)
    assert said(journal, first.conversation) == ["How are you?", "Fine."]
    second = journal.begin(asked)  # its asker asks once more
    journal.finish(record(second, "Well."), new_uid())
    assert said(journal, first.conversation) == ["How are you?", "Well."]
    journal.close()


def test_a_process_that_dies_in_the_middle_leaves_the_new_text(paths: Paths) -> None:
    journal = Journal.open(paths.journal)
    first = talk(journal)
    journal.progress(again(journal, first).turn, "Very w", "local", "m")
    journal = reopened(journal, paths)
    assert said(journal, first.conversation) == ["How are you?", "Very w"]
    assert [face.text for face in journal.turns(first.conversation)[0].faces] == ["Fine."]
    journal.close()


def test_a_reply_that_is_gone_on_with_is_one_message_and_no_face_of_itself(journal: Journal) -> None:
    first = journal.begin(question())
    journal.finish(record(first, "Once upon", complete=False, cut_off="length"), new_uid())
    second = again(journal, first, goes_on=True)
    journal.finish(record(second, "Once upon a time."), new_uid())
    assert said(journal, first.conversation) == ["How are you?", "Once upon a time."]
    assert journal.turns(first.conversation)[0].faces == ()


@pytest.mark.parametrize(
    ("before", "more", "why"),
    [
        ({}, {"goes_on": True}, "no reply that was cut off"),
        ({"complete": False, "by": "skill"}, {"goes_on": True}, "no reply that was cut off"),
        ({"complete": False}, {"goes_on": True, "text": "What?"}, "for the same message"),
        ({"complete": False}, {"goes_on": True, "schema": {}, "grammar": 'root ::= "a"'}, "without a schema"),
        ({}, {"replaces": "nobody"}, "There is no message 'nobody' to replace"),
        ({}, {"conversation": "new"}, "in this conversation"),
        ({}, {"replaces": None, "goes_on": True}, "name the message"),
    ],
)
def test_what_cannot_be_replaced_is_refused_and_nothing_is_kept(
    journal: Journal, before: dict[str, Any], more: dict[str, Any], why: str
) -> None:
    first = journal.begin(question())
    journal.finish(record(first, "Fine.", **before), new_uid())
    asked = {"text": "How are you?", "conversation": first.conversation, "replaces": first.question, **more}
    with pytest.raises(UsageError, match=why):
        journal.begin(question(**asked))
    assert said(journal, first.conversation) == ["How are you?", "Fine."]
    assert len(journal.conversations()) == 1


def test_only_the_last_message_that_is_answered_can_be_replaced(journal: Journal) -> None:
    first = talk(journal, conversation="new")
    second = journal.begin(question(conversation=first.conversation))
    with pytest.raises(UsageError, match="still being answered"):
        again(journal, second)
    with pytest.raises(UsageError, match="Only the last message"):
        again(journal, first)
    journal.finish(record(second), new_uid())
    again(journal, second)
    with pytest.raises(UsageError, match="to replace"):
        again(journal, second)


def test_what_replaces_a_private_message_may_not_leave_either(journal: Journal) -> None:
    talk(journal, "Hello", conversation="new")
    first = talk(journal, "My secret", private=True)
    second = again(journal, first, "Another secret")
    journal.finish(record(second, by="skill"), new_uid())
    assert [one.may_leave for one in journal.messages(first.conversation)] == [True, True, False, False]


def test_the_place_in_the_outbox_is_given_up(journal: Journal) -> None:
    first = journal.begin(question())
    uid = journal.outbox.hold(first.turn, {}, 10)
    journal.finish(record(first, outbox=uid), new_uid())
    assert [row.uid for row in journal.outbox.rows()] == [uid]
    second = again(journal, first)
    assert journal.outbox.rows() == []
    held = journal.outbox.hold(second.turn, {}, 10)
    journal.finish(record(second, "", complete=False, cut_off="error", outbox=held), new_uid())
    assert journal.stands(second.turn)  # nobody has answered it, and it waits
    assert [row.uid for row in journal.outbox.rows()] == [held]


def test_everything_of_it_is_forgotten_with_its_conversation(paths: Paths, journal: Journal) -> None:
    first = talk(journal, "CANARY-1", "CANARY-2", attachments=(Attachment("a.txt", "CANARY-3 " * 2000),))
    second = again(journal, first, "CANARY-4")
    journal.finish(record(second, "CANARY-5"), new_uid())
    assert b"CANARY" in every_byte(paths.journal.parent)
    journal.forget(first.conversation)
    assert b"CANARY" not in every_byte(paths.journal.parent)


def test_it_survives_the_loss_of_the_file(paths: Paths, journal: Journal) -> None:
    first = talk(journal)
    second = again(journal, first)
    for file in paths.journal.parent.glob("journal.db*"):
        file.unlink()
    journal.finish(record(second, "Well."), new_uid())
    journal.begin(question("Another one", conversation="new"))  # the loss is noticed here
    assert said(journal, first.conversation) == ["How are you?", "Well."]
    assert [face.text for face in journal.turns(first.conversation)[0].faces] == ["Fine."]
