"""A text that was on the screen and in whose place another one begins survives the end of the process."""

from __future__ import annotations

from pathlib import Path

from edge.events import Face
from edge.journal import Journal, new_uid
from edge.turn import Question

FIRST = Face("provisional", "Perhaps so.", "local", "small", complete=False)


def test_it_is_the_reply_after_all_where_nothing_has_begun_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    journal = Journal.open(path)
    started = journal.begin(Question("Why?", new_uid(), "new"))
    journal.progress(started.turn, FIRST.text, "local", "small")
    journal.put_aside(started.turn, FIRST)
    journal.close()  # as if the process had ended: the turn is open

    again = Journal.open(path)
    (record,) = again.turns(started.conversation)
    assert (record.faces, record.text, record.by, record.cut_off) == ((), FIRST.text, "local", "died")
    again.close()


def test_it_is_a_face_where_another_text_has_begun(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    journal = Journal.open(path)
    started = journal.begin(Question("Why?", new_uid(), "new"))
    journal.put_aside(started.turn, FIRST)
    journal.progress(started.turn, "Because", "cloud", "big")
    journal.close()

    again = Journal.open(path)
    (record,) = again.turns(started.conversation)
    assert (record.faces, record.text, record.by) == ((FIRST,), "Because", "cloud")
    again.close()


def test_a_turn_that_was_forgotten_keeps_nothing(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "journal.sqlite")
    started = journal.begin(Question("Why?", new_uid(), "new"))
    journal.forget(started.conversation)
    journal.put_aside(started.turn, FIRST)
    assert journal.turns(started.conversation) == []
    journal.close()
