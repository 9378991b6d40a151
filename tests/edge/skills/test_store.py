"""What skills keep: on disk, for this user only, whatever happens to the file, and gone when it is to be forgotten."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.errors import JournalError
from edge.paths import Paths
from edge.skills.store import MOST_ENTRIES, MOST_TEXT, Alert, SkillStore, schema
from tests.edge.journal_help import every_byte
from tests.edge.skills.conftest import MakeDesk
from tests.edge.skills.skills_help import at

NOBODY = 65534
CANARY = "CANARY-7413"


def timer(name: str = "tea", conversation: str = "c1") -> Alert:
    return Alert(0, "timer", name, 1000.0, 900.0, 100.0, "boot", 50.0, "en", conversation)


def reminder(text: str, conversation: str = "c1") -> Alert:
    return Alert(0, "reminder", text, None, 900.0, 0.0, "", 0.0, "en", conversation)


def filled(path: Path) -> SkillStore:
    store = SkillStore(path)
    store.add_alert(timer())
    store.add_items("shopping", ["milk", "eggs"], "c1")
    store.add_note("the key is under the pot", 900.0, "c2")
    return store


def holds_everything(store: SkillStore) -> bool:
    return (
        [alert.text for alert in store.alerts()] == ["tea"]
        and [item.text for item in store.items("shopping")] == ["milk", "eggs"]
        and [note.text for note in store.notes()] == ["the key is under the pot"]
    )


# -- kept


def test_everything_is_there_again_after_a_restart_in_its_order(paths: Paths) -> None:
    filled(paths.skills).close()
    store = SkillStore(paths.skills)
    assert holds_everything(store)
    assert store.notices == []
    assert store.lists() == ["shopping"]
    assert store.add_note("later", 901.0, "c1").id > max(item.id for item in store.items("shopping"))
    store.close()


def test_what_was_kept_survives_a_process_that_ends_without_closing(paths: Paths, tmp_path: Path) -> None:
    store = filled(paths.skills)
    killed = tmp_path / "copy"
    shutil.copytree(paths.skills.parent, killed)
    assert holds_everything(SkillStore(killed / paths.skills.name))
    store.close()


def test_only_this_user_can_read_it(paths: Paths) -> None:
    store = filled(paths.skills)
    files = [file for file in paths.skills.parent.iterdir() if file.name.startswith("skills.db")]
    assert len(files) >= 2  # the log as well
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    store.close()


def test_a_list_is_found_however_its_name_is_written(paths: Paths) -> None:
    store = filled(paths.skills)
    store.add_items("ＳＨＯＰＰＩＮＧ", ["tea"], "c1")
    assert [item.text for item in store.items("Shopping")] == ["milk", "eggs", "tea"]
    assert store.lists() == ["shopping"]
    store.close()


def test_text_that_is_no_text_is_kept_as_far_as_it_can_be(paths: Paths) -> None:
    store = SkillStore(paths.skills)
    store.add_note("a\ud800b\0c", 1.0, "c1")
    store.close()
    again = SkillStore(paths.skills)
    assert [note.text for note in again.notes()] == ["a\ufffdb\0c"]
    again.close()


def test_a_closed_store_refuses_changes(paths: Paths) -> None:
    store = SkillStore(paths.skills)
    store.close()
    store.close()
    with pytest.raises(JournalError, match="closed"):
        store.add_note("x", 1.0, "c1")


def test_there_is_an_end_to_what_is_kept(make_desk: MakeDesk) -> None:
    desk = make_desk(alone="In memory for this test.")
    desk.service.store.add_items("shopping", [str(number) for number in range(MOST_ENTRIES)], "c1")
    assert desk.do("list.add", list="shopping", items=("milk",)).startswith("There is no room for more")
    assert desk.do("note.add", text="x" * (MOST_TEXT + 1)) == "That is too long to keep: at most 4000 characters."


# -- a file that fails


@pytest.mark.parametrize("content", [b"just text, and more of it than a header has" * 4, bytes(8192), b"\0" * 100])
def test_a_file_that_is_no_store_is_set_aside_with_one_sentence(paths: Paths, content: bytes) -> None:
    paths.skills.write_bytes(content)
    store = SkillStore(paths.skills)
    assert len(store.notices) == 1
    assert "it is kept as skills.db.damaged-1, and an empty one was begun." in store.notices[0]
    assert paths.skills.with_name("skills.db.damaged-1").read_bytes() == content
    store.add_note("x", 1.0, "c1")
    store.close()
    assert len(SkillStore(paths.skills).notes()) == 1


def test_another_program_s_database_is_set_aside(paths: Paths) -> None:
    with contextlib.closing(sqlite3.connect(paths.skills)) as other:
        other.execute("CREATE TABLE alert (id)")
        other.commit()
    store = SkillStore(paths.skills)
    assert "it holds something else" in store.notices[0]
    store.close()


def test_damage_takes_only_what_it_hit(paths: Paths) -> None:
    store = filled(paths.skills)
    for number in range(200):
        store.add_note(f"note {number} " * 40, 1.0, "c1")
    store.close()
    content = bytearray(paths.skills.read_bytes())
    content[-3000:] = b"\xff" * 3000
    paths.skills.write_bytes(content)
    again = SkillStore(paths.skills)
    assert len(again.notices) == 1
    assert "that could be saved" in again.notices[0]
    assert [alert.text for alert in again.alerts()] == ["tea"]
    again.close()
    assert [alert.text for alert in SkillStore(paths.skills).alerts()] == ["tea"]


def test_a_store_of_a_newer_version_is_left_as_it_is(paths: Paths) -> None:
    filled(paths.skills).close()
    with contextlib.closing(sqlite3.connect(paths.skills)) as newer:
        newer.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    before = paths.skills.read_bytes()
    store = SkillStore(paths.skills)
    assert store.memory_only
    assert "newer version" in store.notices[0]
    store.add_note("x", 1.0, "c1")
    with pytest.raises(JournalError, match="may still be in"):
        store.forget("c1")
    store.close()
    assert paths.skills.read_bytes() == before


def test_a_file_that_is_removed_is_begun_anew_with_everything(paths: Paths) -> None:
    store = filled(paths.skills)
    for file in paths.skills.parent.glob("skills.db*"):
        file.unlink()
    store.remove_notes([])
    store.add_alert(reminder("call Anna"))
    assert "was removed while it was in use" in store.notices[0]
    store.close()
    again = SkillStore(paths.skills)
    assert [alert.text for alert in again.alerts()] == ["tea", "call Anna"]
    assert len(again.items("shopping")) == 2
    again.close()


@contextlib.contextmanager
def nothing_more_fits() -> Iterator[None]:
    """No file may grow, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_on_a_full_disk_it_goes_on_in_memory_and_says_so(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.listen()
    desk.do("note.add", text="before")
    with nothing_more_fits():
        said = desk.do("timer.start", seconds=60)
    assert said == (
        "The timer is set for one minute. It is kept in memory only, because the disk cannot be written: it is gone"
        " when the program ends."
    )
    assert desk.service.store.memory_only
    assert len(desk.service.notices) == 1
    assert "cannot be written" in desk.service.notices[0]
    assert len(desk.service.store.notes()) == 1
    desk.clock.advance(60)
    assert desk.rings() == ["Time is up."]


@pytest.fixture
def read_only_home(paths: Paths) -> Iterator[Path]:
    """A folder with a store in it in which nothing may be changed, for a user who is not root."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    filled(folder / "skills.db").close()
    folder.chmod(0o555)
    (folder / "skills.db").chmod(0o444)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            os.seteuid(0)
    else:
        yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


def test_what_is_on_a_read_only_disk_is_known_and_still_rings(read_only_home: Path) -> None:
    store = SkillStore(read_only_home / "skills.db")
    assert store.memory_only
    assert len(store.notices) == 1
    assert holds_everything(store)
    store.add_note("only in memory", 1.0, "c1")
    with pytest.raises(JournalError, match="may still be in"):
        store.forget("c2")
    store.close()


# -- forgetting


def test_forgetting_a_conversation_erases_every_copy_of_what_was_kept_in_it(paths: Paths) -> None:
    store = SkillStore(paths.skills)
    store.add_alert(reminder(f"call {CANARY}"))
    store.add_alert(timer(CANARY))
    store.add_items("shopping", [CANARY, "milk"], "c1")
    store.add_note(CANARY, 1.0, "c1")
    store.add_note("another's", 1.0, "c2")
    assert CANARY.encode() in every_byte(paths.skills.parent)
    assert store.kept_in("c1") == (forgotten := store.forget("c1"))
    assert (forgotten.alerts, forgotten.items, forgotten.notes, forgotten.unnamed) == (1, 2, 1, 1)
    assert CANARY.encode() not in every_byte(paths.skills.parent)
    assert [(alert.kind, alert.text) for alert in store.alerts()] == [("timer", "")]
    assert [note.text for note in store.notes()] == ["another's"]
    store.close()
    assert CANARY.encode() not in every_byte(paths.skills.parent)


def test_what_was_removed_before_leaves_no_trace_either(paths: Paths) -> None:
    store = SkillStore(paths.skills)
    note = store.add_note(CANARY, 1.0, "c1")
    store.remove_notes([note])
    store.add_note("x", 1.0, "c1")
    store.forget("c1")
    assert CANARY.encode() not in every_byte(paths.skills.parent)
    store.close()


def test_forgetting_everything_takes_timers_lists_and_files_that_were_set_aside(paths: Paths) -> None:
    paths.skills.write_bytes(f"damaged {CANARY} ".encode() * 100)
    store = filled(paths.skills)
    store.add_alert(reminder(CANARY))
    forgotten = store.forget(None)
    assert (forgotten.alerts, forgotten.items, forgotten.notes) == (2, 2, 1)
    assert store.alerts() == []
    assert store.lists() == []
    assert CANARY.encode() not in every_byte(paths.skills.parent)
    store.add_note("after", 1.0, "c1")
    store.close()
    assert [note.text for note in SkillStore(paths.skills).notes()] == ["after"]


def test_forgetting_one_conversation_says_that_damaged_files_may_hold_a_copy(paths: Paths) -> None:
    paths.skills.write_bytes(b"damaged " * 100)
    store = filled(paths.skills)
    store.forget("c1")
    assert "may hold a copy" in store.notices[-1]
    store.close()


def test_a_forgetting_that_was_cut_off_is_finished_by_the_next_opening(paths: Paths) -> None:
    filled(paths.skills).close()
    with contextlib.closing(sqlite3.connect(paths.skills)) as connection:
        connection.execute("INSERT INTO chore VALUES ('scrub')")
        connection.commit()
    SkillStore(paths.skills).close()
    with contextlib.closing(sqlite3.connect(paths.skills)) as connection:
        assert connection.execute("SELECT * FROM chore").fetchall() == []


def test_a_process_that_may_not_touch_the_home_keeps_everything_in_memory(paths: Paths) -> None:
    store = SkillStore(paths.skills, in_memory="Another process owns this home.")
    store.add_note("x", 1.0, "c1")
    assert store.notices == ["Another process owns this home."]
    assert store.forget("c1").notes == 1
    store.close()
    assert list(paths.skills.parent.iterdir()) == []


def test_clearing_the_conversation_says_first_what_goes_with_it(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.listen()
    desk.do("reminder.add", text=CANARY, at=at("15:00"))
    desk.do("list.add", list="shopping", items=("milk", "eggs"))
    assert desk.do("conversation.clear") == (
        "This erases the conversation for good, and with it what was kept in it (reminders: 1, things on lists: 2,"
        " notes: 0): say it once more to do it."
    )
    assert desk.host.forgotten == []
    assert desk.do("time.now") == "It is 12:00 pm."
    assert desk.do("conversation.clear").startswith("This erases")
    assert desk.do("conversation.clear") == "This conversation is erased."
    assert desk.host.forgotten == ["c1"]
    assert CANARY.encode() not in every_byte(desk.paths.skills.parent)
