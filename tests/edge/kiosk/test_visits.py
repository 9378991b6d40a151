"""What visitors said is forgotten, whatever ends the program and when."""

from __future__ import annotations

import contextlib
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.errors import JournalError
from edge.journal import Journal
from edge.kiosk.visits import Visits
from edge.paths import Paths
from edge.turn import Question
from tests.stubs.assistant import FakeAssistant

DIES = """
import os, pathlib, signal, sys
from edge.kiosk.visits import Visits
from edge.turn import Question
visits = Visits(pathlib.Path(sys.argv[1]))
visits.asked(Question("secret", uid="asked-only", conversation="new"))
if sys.argv[2] == "begun":
    visits.begun("the-conversation", "asked-only")
os.kill(os.getpid(), signal.SIGKILL)
"""


class Forgets(FakeAssistant):
    """One whose conversations can have names, and that can fail."""

    fails = False

    def forget(self, conversation: str | None) -> int:
        if self.fails:
            raise JournalError("It may still be in the file.")
        return super().forget(conversation)


@pytest.fixture
def visits(paths: Paths) -> Iterator[Visits]:
    with contextlib.closing(Visits(paths.visits)) as visits:
        yield visits


def ask(assistant: FakeAssistant, uid: str, conversation: str = "new") -> None:
    list(assistant.ask(Question("secret", uid=uid, conversation=conversation)))


def names(paths: Paths) -> list[str]:
    return [file.read_text() for file in paths.visits.glob("*.visit")]


def test_a_visit_is_forgotten_and_other_conversations_stay(visits: Visits, paths: Paths) -> None:
    assistant = Forgets()
    ask(assistant, "before")
    visits.asked(Question("secret", uid="q", conversation="new"))
    ask(assistant, "q")
    visits.begun(assistant.conversations()[0].uid, "q")
    visits.forget(assistant)
    assert [message.uid for message in assistant.messages(assistant.conversations()[0].uid)][:1] == ["before"]
    assert names(paths) == [""]


def test_what_cannot_be_forgotten_is_tried_again(visits: Visits, paths: Paths) -> None:
    assistant = Forgets()
    visits.asked(Question("secret", uid="q", conversation="new"))
    ask(assistant, "q")
    visits.begun(assistant.conversations()[0].uid, "q")
    assistant.fails = True
    with pytest.raises(JournalError):
        visits.forget(assistant)
    assert names(paths) != [""]
    assistant.fails = False
    visits.forget(assistant)
    assert assistant.conversations() == []
    assert names(paths) == [""]


@pytest.mark.parametrize("noted", ["asked", "begun"])
def test_what_a_killed_process_has_left_is_forgotten_by_the_next_one(visits: Visits, paths: Paths, noted: str) -> None:
    assistant = Forgets()
    ask(assistant, "before")
    killed = subprocess.run([sys.executable, "-c", DIES, str(paths.visits), noted], check=False)
    assert killed.returncode == -9
    assistant._kept["the-conversation"] = []
    ask(assistant, "asked-only", "the-conversation")
    visits.forget_left(assistant)
    assert [info.uid for info in assistant.conversations()] != []
    assert assistant.conversation("the-conversation") is None
    assert names(paths) == []


def test_a_living_process_keeps_its_visit(visits: Visits, paths: Paths) -> None:
    assistant = Forgets()
    visits.asked(Question("secret", uid="q", conversation="new"))
    ask(assistant, "q")
    with contextlib.closing(Visits(paths.visits)) as other:
        other.forget_left(assistant)
    assert len(assistant.conversations()) == 1
    assert names(paths) == ["asked q\n"]


def test_a_question_that_goes_on_in_the_visit_is_noted_no_more(visits: Visits, paths: Paths) -> None:
    visits.asked(Question("one", uid="q1", conversation="new"))
    visits.begun("c", "q1")
    visits.asked(Question("two", uid="q2", conversation="c"))
    visits.begun("c", "q2")
    assert names(paths) == ["asked q1\nbegun c\n"]


def test_where_nothing_can_be_noted_nothing_is_asked(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JournalError, match="make the folder writable"):
        Visits(tmp_path / "file" / "visits").asked(Question("secret", uid="q", conversation="new"))


def test_half_a_line_is_no_note_and_spoils_none(visits: Visits, paths: Paths) -> None:
    visits.asked(Question("one", uid="q1", conversation="new"))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (12, limits[1]))  # as a disk that has room for three bytes more
    try:
        with pytest.raises(JournalError, match="make room"):
            visits.asked(Question("two", uid="q2", conversation="new"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    visits.asked(Question("three", uid="q3", conversation="new"))
    assert names(paths) == ["asked q1\nasked q3\n"]


def test_a_line_that_is_no_name_harms_nothing(visits: Visits, paths: Paths) -> None:
    paths.visits.mkdir()
    (paths.visits / "x.visit").write_bytes(b"begun ../../etc\nasked\n\xff\xfe\nbegun \n")
    visits.forget_left(Forgets())
    assert names(paths) == []


def test_with_a_real_journal_the_text_is_gone_from_its_files(visits: Visits, paths: Paths) -> None:
    class Real(Forgets):
        def __init__(self, journal: Journal) -> None:
            super().__init__()
            self.forget = journal.forget  # type: ignore[method-assign]  # the rest of an assistant is not needed
            self.conversations = journal.conversations  # type: ignore[method-assign]  # as above
            self.messages = journal.messages  # type: ignore[method-assign]  # as above

    with contextlib.closing(Journal.open(paths.journal)) as journal:
        visits.asked(Question("a canary in the mine", uid="q", conversation="new"))
        journal.begin(Question("a canary in the mine", uid="q", conversation="new"))
        visits.forget(Real(journal))
        found = [file.name for file in paths.journal.parent.glob("journal*") if b"canary" in file.read_bytes()]
        assert found == []
