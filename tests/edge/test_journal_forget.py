"""What was forgotten stands in no file of the home."""

from __future__ import annotations

import dataclasses
import os
import resource
import shutil
import sqlite3
from pathlib import Path

import pytest

from edge.errors import JournalError
from edge.events import Egress, Face, Receipt
from edge.journal import Journal, database, erasing, new_uid
from edge.paths import Paths
from tests.edge.journal_help import every_byte, question, record, said, talk

CANARY = "CANARY-7Q2: das Passwort lautet 密码四七一一"


def canaries(folder: Path) -> int:
    return every_byte(folder).count(b"CANARY-7Q2")


def confide(journal: Journal, **decided: object) -> str:
    """A conversation full of it: question, partial reply, reply, title, record."""
    started = journal.begin(question(CANARY, **{"conversation": "new", **decided}))
    for length in (1, 50):
        journal.progress(started.turn, CANARY * length)
    told = record(started, CANARY * 60, why=CANARY, choice=CANARY, faces=(Face("provisional", CANARY, "local", "m"),))
    receipt = Receipt(CANARY, CANARY, 9, "00", "2026-03-01T12:00:00+00:00")
    journal.finish(dataclasses.replace(told, egress=Egress.of([receipt])), new_uid())
    database = journal._storage.db
    database.execute("INSERT INTO attachment (message, name, text) SELECT max(id), 'a', :t FROM message", {"t": CANARY})
    database.execute(
        "INSERT INTO outbox (uid, turn, state, queued, why) SELECT hex(id), id, 'waiting', '2026', :t FROM turn"
        " WHERE uid = :turn",
        {"t": CANARY, "turn": started.turn},
    )
    for number in range(30):
        talk(journal, f"{number} {CANARY}", CANARY * (number % 7), conversation=started.conversation)
    return started.conversation


def test_forgetting_everything_leaves_no_trace(paths: Paths, home: Path) -> None:
    journal = Journal.open(paths.journal)
    confide(journal)
    confide(journal)
    assert canaries(home) > 0
    assert journal.forget(None) == 2
    assert canaries(home) == 0
    assert journal.conversations() == []
    assert not journal.memory_only
    journal.close()
    assert canaries(home) == 0


def test_forgetting_one_conversation_leaves_no_trace_of_it_and_all_of_the_others(paths: Paths, home: Path) -> None:
    journal = Journal.open(paths.journal)
    kept = talk(journal, "Remember this.", "I will.").conversation
    secret = confide(journal)
    for number in range(20):  # so that pages are shared, split and merged
        talk(journal, f"more {number}", "words " * 100, conversation=kept)
        talk(journal, CANARY, CANARY * number, conversation=secret)
    assert journal.forget(secret) == 1
    assert canaries(home) == 0
    assert len(said(journal, kept)) == 42
    assert journal.last_conversation() == kept
    journal.close()
    assert canaries(home) == 0
    again = Journal.open(paths.journal)
    assert said(again, kept)[:2] == ["Remember this.", "I will."]
    assert again.forget(secret) == 0
    assert again.notices == []
    again.close()


def test_the_journal_goes_on_after_forgetting(paths: Paths) -> None:
    journal = Journal.open(paths.journal)
    talk(journal)
    journal.forget(None)
    started = talk(journal, "Hello again", "Hello.")
    journal.close()
    again = Journal.open(paths.journal)
    assert said(again, started.conversation) == ["Hello again", "Hello."]
    again.close()


def test_a_turn_under_way_does_not_bring_a_forgotten_conversation_back(paths: Paths, home: Path) -> None:
    journal = Journal.open(paths.journal)
    for everything in (True, False):
        started = journal.begin(question(CANARY))
        journal.progress(started.turn, CANARY)
        journal.forget(None if everything else started.conversation)
        journal.progress(started.turn, CANARY)
        journal.finish(record(started, CANARY), new_uid())
        assert journal.conversations() == []
        assert canaries(home) == 0
    journal.close()


def test_an_erasure_that_a_killed_process_began_is_finished_at_the_next_start(paths: Paths, home: Path) -> None:
    journal = Journal.open(paths.journal)
    secret = confide(journal)
    copy = home.parent / "killed"
    with journal._storage.db.transaction():
        assert erasing.delete(journal._storage.db, secret)
    shutil.copytree(home, copy)  # as a killed process leaves it: the log is still there
    journal.close()
    assert canaries(copy) > 0
    Journal.open(copy / "journal.db").close()
    assert canaries(copy) == 0


def test_files_set_aside_go_when_everything_is_forgotten(paths: Paths, home: Path) -> None:
    paths.journal.write_text(f"no journal, but it says {CANARY}")
    other = home / "journal.db.mine"
    other.touch()
    journal = Journal.open(paths.journal)
    conversation = confide(journal)
    assert journal.forget(conversation) == 1
    assert "set aside as damaged may hold a copy" in journal.notices[-1]
    assert canaries(home) == 1
    assert journal.forget(None) == 0
    assert canaries(home) == 0
    assert other.exists()
    journal.close()


def test_a_name_that_is_removed_leaves_only_zeros_behind_it(home: Path) -> None:
    file, link = home / "file", home.parent / "link"
    file.write_text(CANARY * 100_000)
    os.link(file, link)
    size = link.stat().st_size
    erasing.shred([home / "not there", file])
    assert not file.exists()
    assert link.read_bytes() == bytes(size)


def test_in_memory_the_file_is_forgotten_as_well(paths: Paths, home: Path) -> None:
    for everything in (True, False):
        journal = Journal.open(paths.journal)
        conversation = confide(journal)
        journal._storage.db.execute("PRAGMA max_page_count = 1")
        journal.begin(question(CANARY * 1000))
        assert journal.memory_only
        assert canaries(home) > 0
        assert journal.forget(None if everything else conversation) == 1
        assert canaries(home) == 0
        assert journal.memory_only is not everything
        assert journal.conversations() == []
        journal.close()


def test_everything_can_be_forgotten_on_a_full_disk(paths: Paths, home: Path) -> None:
    journal = Journal.open(paths.journal)
    confide(journal)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (paths.journal.stat().st_size, hard))
    try:
        assert journal.forget(None) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert canaries(home) == 0
    journal.close()


def test_another_program_that_reads_the_file_is_named_instead_of_a_false_promise(
    paths: Paths, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    journal = Journal.open(paths.journal)
    conversation = confide(journal)
    reader = sqlite3.connect(paths.journal, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM message").fetchone()
    with pytest.raises(JournalError, match=r"another program .* forget it again"):
        journal.forget(conversation)
    assert journal.messages(conversation) == []
    reader.close()
    assert journal.forget(conversation) == 0  # it is gone from the tables already; its traces go now
    assert canaries(home) == 0
    journal.close()


def test_a_journal_that_cannot_be_removed_is_an_error_that_says_so(paths: Paths) -> None:
    paths.journal.mkdir()
    journal = Journal.open(paths.journal)
    talk(journal)
    with pytest.raises(JournalError, match="may still be in"):
        journal.forget(None)
    assert journal.conversations() == []
    talk(journal)
    journal.close()
