"""Files beside the messages that they went with."""

from __future__ import annotations

import dataclasses

from edge.journal import Journal, new_uid
from edge.paths import Paths
from edge.transcript import Attachment
from tests.edge.journal_help import every_byte, question, record, talk

FILES = (Attachment("b.txt", "one\ntwo"), Attachment("a.txt", "三"))


def test_a_question_keeps_its_files_in_their_order_over_restarts(paths: Paths) -> None:
    journal = Journal.open(paths.journal)
    started = journal.begin(question(attachments=FILES))
    journal.finish(record(started), new_uid())
    talk(journal, "And?", "Well.", conversation=started.conversation)
    journal.close()
    journal = Journal.open(paths.journal)
    kept = journal.messages(started.conversation)
    assert [message.attachments for message in kept] == [FILES, (), (), ()]
    assert journal.transcript(started.conversation, 200, started.turn)[-1].attachments == FILES
    journal.close()


def test_a_question_asked_again_after_its_process_died_has_them_once(paths: Paths) -> None:
    asked = question(attachments=FILES)
    journal = Journal.open(paths.journal)
    journal.begin(asked)
    journal.close()
    journal = Journal.open(paths.journal)
    started = journal.begin(asked)
    assert journal.transcript(started.conversation)[-1].attachments == FILES
    journal.close()


def test_a_question_under_way_takes_them_along_when_the_file_is_lost(paths: Paths) -> None:
    journal = Journal.open(paths.journal)
    started = journal.begin(question(attachments=FILES))
    for file in paths.journal.parent.glob("journal.db*"):
        file.unlink()
    journal.begin(question("Another one", conversation="new"))
    assert journal.messages(started.conversation)[0].attachments == FILES
    journal.close()


def test_files_are_forgotten_with_their_conversation_and_no_others(paths: Paths) -> None:
    journal = Journal.open(paths.journal)
    kept = journal.begin(question(attachments=FILES, conversation="new"))
    canary = Attachment("CANARY-1.txt", "CANARY-1 " * 3000)
    gone = journal.begin(question(attachments=(canary,), conversation="new"))
    for started in (kept, gone):
        journal.finish(dataclasses.replace(record(started)), new_uid())
    assert b"CANARY-1" in every_byte(paths.journal.parent)
    journal.forget(gone.conversation)
    assert b"CANARY-1" not in every_byte(paths.journal.parent)
    assert journal.messages(kept.conversation)[0].attachments == FILES
    journal.close()
