"""Whatever happens to the file, the conversation goes on, one sentence says what happened, and nothing is destroyed."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.events import Egress
from edge.journal import Journal, beside, database, new_uid
from edge.journal.database import Database
from edge.paths import Paths
from tests.edge.journal_help import FACE, RECEIPT, every_byte, question, record, said, talk

NOBODY = 65534


def aside(path: Path, number: int = 1) -> Path:
    return path.with_name(f"{path.name}.damaged-{number}")


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A journal's file with several conversations, one of them long."""
    path = tmp_path_factory.mktemp("healthy") / "journal.db"
    journal = Journal.open(path)
    for number in range(12):
        talk(journal, f"question {number} " * 20, f"reply {number} " * 60, conversation="new" if number > 8 else None)
    journal.close()
    return path.read_bytes()


def goes_on(journal: Journal) -> None:
    """A whole turn, and everything that can be read."""
    started = talk(journal, "Are you still there?", "Yes.")
    assert said(journal, started.conversation)[-2:] == ["Are you still there?", "Yes."]
    for info in journal.conversations():
        journal.messages(info.uid)
        journal.turns(info.uid)
        journal.transcript(info.uid)
    journal.stats_rows()


# -- damaged files


@pytest.mark.parametrize("content", [b"just text", b"SQLite format 3\0 but no more", bytes(8192), b"\0"])
def test_a_file_that_is_no_journal_is_set_aside_unchanged(paths: Paths, content: bytes) -> None:
    paths.journal.write_bytes(content)
    journal = Journal.open(paths.journal)
    assert not journal.memory_only
    assert len(journal.notices) == 1
    assert "journal.db.damaged-1, and a new one was begun" in journal.notices[0]
    assert aside(paths.journal).read_bytes() == content
    goes_on(journal)
    journal.close()


def test_each_damaged_file_keeps_a_name_of_its_own(paths: Paths) -> None:
    for content in (b"first", b"second", b"third"):
        paths.journal.write_bytes(content)
        Journal.open(paths.journal).close()
    assert [aside(paths.journal, number).read_bytes() for number in (1, 2, 3)] == [b"first", b"second", b"third"]


def test_a_database_of_another_program_is_set_aside(paths: Paths) -> None:
    other = sqlite3.connect(paths.journal)
    other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    content = paths.journal.read_bytes()
    journal = Journal.open(paths.journal)
    assert "its tables are not those of a journal" in journal.notices[0]
    assert aside(paths.journal).read_bytes() == content
    journal.close()


def test_a_log_without_its_database_is_set_aside(paths: Paths) -> None:
    log = paths.journal.with_name("journal.db-wal")
    log.write_bytes(b"what could perhaps be saved")
    journal = Journal.open(paths.journal)
    assert not journal.memory_only
    assert aside(paths.journal).with_name("journal.db.damaged-1-wal").read_bytes() == b"what could perhaps be saved"
    journal.close()


def test_an_empty_file_is_a_new_journal(paths: Paths) -> None:
    paths.journal.touch()
    journal = Journal.open(paths.journal)
    assert (journal.notices, journal.memory_only) == ([], False)
    journal.close()


@pytest.mark.parametrize("whole", [True, False], ids=["checked whole", "checked where it is used"])
def test_a_file_cut_off_anywhere_does_not_end_a_conversation(
    paths: Paths, healthy: bytes, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "CHECKED_WHOLE", len(healthy) if whole else 0)
    for length in (*range(0, len(healthy), len(healthy) // 16), len(healthy) - 1):
        for file in paths.journal.parent.glob("journal.db*"):
            file.unlink()
        paths.journal.write_bytes(healthy[:length])
        journal = Journal.open(paths.journal)
        assert not journal.memory_only
        assert len(journal.notices) == (1 if length else 0)
        goes_on(journal)
        journal.close()
        if length:
            assert aside(paths.journal).read_bytes() == healthy[:length]


@pytest.mark.parametrize("whole", [True, False], ids=["checked whole", "checked where it is used"])
def test_flipped_bits_do_not_end_a_conversation(
    paths: Paths, healthy: bytes, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "CHECKED_WHOLE", len(healthy) if whole else 0)
    chance = random.Random(5)
    for _ in range(60):
        for file in paths.journal.parent.glob("journal.db*"):
            file.unlink()
        damaged = bytearray(healthy)
        # Half of them in the first bytes of a page, which hold its structure.
        place = chance.choice(
            [chance.randrange(len(healthy)), chance.randrange(0, len(healthy), 4096) + chance.randrange(64)]
        )
        damaged[place] ^= 1 << chance.randrange(8)
        paths.journal.write_bytes(damaged)
        journal = Journal.open(paths.journal)
        goes_on(journal)
        assert len(journal.notices) <= 1
        assert not journal.memory_only or "newer version" in journal.notices[0]
        journal.close()


def test_damage_found_on_the_way_takes_the_conversation_into_a_new_file(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "CHECKED_WHOLE", 0)
    journal = Journal.open(paths.journal)
    old = talk(journal, "old", "y" * 40_000).conversation
    kept = talk(journal, "What did I say?", "Nothing yet.", conversation="new")
    rows = journal._storage.db
    turn, message = rows.value("SELECT max(id) FROM turn"), rows.value("SELECT max(id) FROM message")
    beside.add_faces(rows, turn, [FACE])
    beside.add_receipts(rows, turn, [RECEIPT])
    rows.insert("outbox", {"uid": "o", "turn": turn, "state": "waiting", "queued": "2026"})
    rows.insert("attachment", {"message": message, "name": "a.txt", "text": "attached"})
    journal.close()
    content = bytearray(paths.journal.read_bytes())
    place = content.index(b"y" * 4000) // 4096 * 4096
    content[place : place + 4] = b"\xff" * 4  # the page's pointer to the next one of this text
    paths.journal.write_bytes(content)

    journal = Journal.open(paths.journal)
    started = journal.begin(question("And now?"))
    assert journal.notices == []
    assert journal.messages(old) == []
    assert len(journal.notices) == 1
    assert "it is kept as journal.db.damaged-1" in journal.notices[0]
    journal.finish(record(started, "Now I do."), new_uid())
    journal.close()
    assert aside(paths.journal).exists()

    again = Journal.open(paths.journal)
    assert said(again, started.conversation) == ["What did I say?", "Nothing yet.", "And now?", "Now I do."]
    first = again.turns(started.conversation)[0]
    assert (first.turn, first.faces, first.egress) == (kept.turn, (FACE,), Egress.of([RECEIPT]))
    rows = again._storage.db
    assert rows.value("SELECT t.uid FROM outbox o JOIN turn t ON t.id = o.turn") == kept.turn
    assert rows.value("SELECT a.text FROM attachment a JOIN message m ON m.id = a.message") == "attached"
    again.close()


def test_a_file_removed_under_the_program_is_begun_anew_with_the_conversation(paths: Paths) -> None:
    journal = Journal.open(paths.journal)
    talk(journal, "one", "two")
    shutil.rmtree(paths.journal.parent)
    started = talk(journal, "three", "four")
    assert "was removed while it was in use" in journal.notices[0]
    journal.close()
    again = Journal.open(paths.journal)
    assert said(again, started.conversation) == ["one", "two", "three", "four"]
    again.close()


# -- files of other versions


@pytest.mark.parametrize("in_log", [False, True], ids=["in the file", "still in its log"])
def test_a_journal_of_a_newer_version_is_left_as_it_is(paths: Paths, in_log: bool) -> None:
    Journal.open(paths.journal).close()
    newer = sqlite3.connect(paths.journal)
    newer.execute("PRAGMA user_version = 999")
    if in_log:
        shutil.copytree(paths.journal.parent, copy := paths.journal.parent / "copy")
        newer.close()
        for file in copy.iterdir():
            shutil.copy(file, paths.journal.parent)
        shutil.rmtree(copy)
    newer.close()
    content = paths.journal.read_bytes()
    journal = Journal.open(paths.journal)
    assert journal.memory_only
    assert len(journal.notices) == 1
    assert "newer version" in journal.notices[0]
    assert not journal.begin(question()).kept
    goes_on(journal)
    journal.close()
    other = sqlite3.connect(paths.journal)
    assert other.execute("PRAGMA user_version").fetchone() == (999,)
    assert other.execute("SELECT count(*) FROM message").fetchone() == (0,)
    other.close()
    assert in_log or paths.journal.read_bytes() == content


# -- files that cannot be had


@pytest.fixture
def locked_out() -> Iterator[Path]:
    """A folder, and this process without the rights of an administrator, whom no permission stops."""
    folder = Path(tempfile.mkdtemp())
    if os.geteuid() != 0:
        yield folder
    else:
        os.chown(folder, NOBODY, -1)
        os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            os.seteuid(0)
    folder.chmod(0o700)
    shutil.rmtree(folder)


def stays_in_memory(journal: Journal, because: str) -> None:
    assert journal.memory_only
    assert len(journal.notices) == 1
    assert because in journal.notices[0]
    assert "kept in memory only" in journal.notices[0]
    goes_on(journal)
    journal.close()


def test_a_folder_that_cannot_be_written_is_done_without(locked_out: Path) -> None:
    locked_out.chmod(0o500)
    stays_in_memory(Journal.open(locked_out / "journal.db"), "permission denied")
    stays_in_memory(Journal.open(locked_out / "new" / "journal.db"), "permission denied")


def test_a_folder_that_cannot_be_entered_is_done_without(locked_out: Path) -> None:
    locked_out.chmod(0o000)
    stays_in_memory(Journal.open(locked_out / "journal.db"), "permission denied")


def test_a_damaged_file_that_cannot_be_set_aside_stays_where_it_is(locked_out: Path) -> None:
    path = locked_out / "journal.db"
    path.write_bytes(b"just text")
    locked_out.chmod(0o500)
    stays_in_memory(Journal.open(path), "permission denied")
    assert path.read_bytes() == b"just text"


def test_a_folder_or_pipe_of_that_name_is_left_alone(paths: Paths, home: Path) -> None:
    paths.journal.mkdir()
    stays_in_memory(Journal.open(paths.journal), "it is no file")
    os.mkfifo(home / "pipe")
    stays_in_memory(Journal.open(home / "pipe"), "it is no file")
    (home / "file").touch()
    stays_in_memory(Journal.open(home / "file" / "journal.db"), "file exists")


def test_a_file_that_another_program_holds_is_done_without(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    Journal.open(paths.journal).close()
    other = sqlite3.connect(paths.journal, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    stays_in_memory(Journal.open(paths.journal), "another program holds it")
    other.close()


# -- a disk that fails on the way


@contextlib.contextmanager
def no_more_room(*files: Path) -> Iterator[None]:
    """The kernel lets no file of this process grow beyond the largest of these, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    most = max(file.stat().st_size for file in files)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_when_writing_fails_in_a_turn_the_conversation_goes_on_in_memory(paths: Paths) -> None:
    journal = Journal.open(paths.journal)
    talk(journal, "one", "two")
    started = journal.begin(question("three"))
    assert started.kept
    with no_more_room(paths.journal.with_name("journal.db-wal")):
        journal.progress(started.turn, "fo")
        assert journal.memory_only
        journal.finish(record(started, "four"), new_uid())
        assert not journal.begin(question("five", conversation=started.conversation)).kept
    assert said(journal, started.conversation) == ["one", "two", "three", "four", "five"]
    assert len(journal.notices) == 1
    journal.close()

    again = Journal.open(paths.journal)  # what had reached the disk is still there
    assert said(again, started.conversation) == ["one", "two", "three"]
    assert [turn.cut_off for turn in again.turns(started.conversation)] == [None, "died"]
    again.close()


def test_a_full_disk_at_a_question_is_said_and_the_question_is_kept_in_memory(paths: Paths) -> None:
    journal = Journal.open(paths.journal)
    first = talk(journal, "one", "two")
    database_ = journal._storage.db
    database_.execute(f"PRAGMA max_page_count = {database_.value('PRAGMA page_count')}")
    asked = question("x" * 100_000)
    started = journal.begin(asked)
    assert (started.kept, started.conversation) == (False, first.conversation)
    assert said(journal, started.conversation) == ["one", "two", asked.text]
    assert "the disk is full" in journal.notices[0]
    assert "put this right" in journal.notices[0]
    journal.close()


def test_a_disk_that_answers_nothing_any_more_does_not_lose_the_question(paths: Paths) -> None:
    journal = Journal.open(paths.journal)
    started = journal.begin(question("Are you there?", private=True))
    broken = journal._storage.db
    broken.close()
    journal._storage.db = Unplugged(paths.journal)
    journal.progress(started.turn, "Yes")
    assert journal.memory_only
    journal.finish(record(started, "Yes."), new_uid())
    assert said(journal, started.conversation) == ["Are you there?", "Yes."]
    assert journal.conversations()[0].private
    assert talk(journal, conversation=started.conversation).conversation == started.conversation
    journal.close()


class Unplugged(Database):
    """A database whose disk is gone: every statement fails, as SQLite tells it."""

    def __init__(self, path: Path) -> None:
        super().__init__(sqlite3.connect(":memory:"))
        self.path = path

    def execute(self, sql: str, values: object = None) -> sqlite3.Cursor:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error


def test_a_mistake_of_the_program_is_not_taken_for_a_fault_of_the_file(paths: Paths) -> None:
    journal = Journal.open(paths.journal)
    journal.finish(record(journal.begin(question())), "the-same")
    started = journal.begin(question())
    with pytest.raises(sqlite3.IntegrityError):
        journal.finish(record(started), "the-same")
    assert (journal.notices, journal.memory_only) == ([], False)
    goes_on(journal)
    journal.close()


def test_nothing_that_was_said_is_lost_in_a_file_set_aside(paths: Paths) -> None:
    journal = Journal.open(paths.journal)
    talk(journal, "CANARY", "two")
    journal.close()
    content = bytearray(paths.journal.read_bytes())
    content[100] ^= 0xFF  # the kind of the first page
    paths.journal.write_bytes(content)
    Journal.open(paths.journal).close()
    assert b"CANARY" in every_byte(paths.journal.parent)
