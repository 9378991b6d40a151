"""A process that is killed at any moment loses nothing that it had acknowledged."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from edge.journal import Journal
from edge.paths import Paths
from edge.turn import Question
from tests.edge.journal_help import record, said

TALKS_FOR_EVER = """
import sys
from pathlib import Path
from edge.journal import Journal
from tests.edge.journal_help import question, record

journal = Journal.open(Path(sys.argv[1]))
number = 0
while True:
    started = journal.begin(question(f"question {number}", uid=f"{sys.argv[2]}.q{number}"))
    print("kept", started.question, flush=True)
    for length in range(5):
        journal.progress(started.turn, f"reply {number} " * 50 * length)
    journal.finish(record(started, f"reply {number}"), f"{sys.argv[2]}.r{number}")
    print("kept", f"{sys.argv[2]}.r{number}", flush=True)
    number += 1
"""

ASKS = """
import sys, threading
from pathlib import Path
from edge.journal import Journal
from edge.turn import Question

journal = Journal.open(Path(sys.argv[1]))
started = journal.begin(Question("Who are you?", "q1"))
if len(sys.argv) > 2:
    journal.progress(started.turn, sys.argv[2], "local", "builtin")
print(started.turn, started.conversation, flush=True)
threading.Event().wait()
"""


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])


def kill(process: subprocess.Popen[str]) -> str:
    """End it as the system does, and return what it had still printed."""
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    return rest


def test_killed_at_any_moment_it_has_kept_what_it_said_it_had(paths: Paths) -> None:
    chance = random.Random(3)
    acknowledged: set[str] = set()
    for run in range(5):
        process = start(TALKS_FOR_EVER, paths.journal, f"run{run}")
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(chance.randrange(1, 60))]
        lines += kill(process).splitlines(keepends=True)
        acknowledged |= {line.split()[1] for line in lines if line.endswith("\n")}
    file = sqlite3.connect(paths.journal)
    assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    file.close()
    journal = Journal.open(paths.journal)
    [conversation] = journal.conversations()
    assert acknowledged <= {message.uid for message in journal.messages(conversation.uid, limit=10_000)}
    assert {turn.cut_off for turn in journal.turns(conversation.uid)} <= {None, "died"}
    assert (journal.notices, journal.memory_only) == ([], False)
    journal.close()


def test_the_reply_so_far_of_a_killed_process_is_kept_and_marked(paths: Paths) -> None:
    process = start(ASKS, paths.journal, "I am the ass")
    assert process.stdout is not None
    turn, conversation = process.stdout.readline().split()
    kill(process)
    journal = Journal.open(paths.journal)
    asked, reply = journal.messages(conversation)
    assert (asked.text, asked.complete) == ("Who are you?", True)
    assert (reply.text, reply.complete, reply.by, reply.model) == ("I am the ass", False, "local", "builtin")
    [kept] = journal.turns(conversation)
    assert (kept.turn, kept.cut_off, kept.complete) == (turn, "died", False)
    assert kept.why == "The program ended before the answer was complete."
    assert [row["cut_off"] for row in journal.stats_rows()] == ["died"]
    journal.close()


def test_a_question_without_any_reply_stays_and_can_be_asked_again(paths: Paths) -> None:
    process = start(ASKS, paths.journal)
    assert process.stdout is not None
    turn, conversation = process.stdout.readline().split()
    kill(process)
    journal = Journal.open(paths.journal)
    assert said(journal, conversation) == ["Who are you?"]
    assert [kept.cut_off for kept in journal.turns(conversation)] == ["died"]
    again = journal.begin(Question("Who are you?", "q1"))
    assert (again.turn, again.conversation) == (turn, conversation)
    journal.finish(record(again, "I am the assistant."), "r1")
    assert said(journal, conversation) == ["Who are you?", "I am the assistant."]
    assert [kept.complete for kept in journal.turns(conversation)] == [True]
    journal.close()


def test_asked_again_the_old_part_of_a_reply_stays_until_the_new_reply_is_whole(paths: Paths) -> None:
    for part in ("I am", ""):
        process = start(ASKS, paths.journal, *[part] * bool(part))
        assert process.stdout is not None
        _, conversation = process.stdout.readline().split()
        kill(process)
    journal = Journal.open(paths.journal)
    assert said(journal, conversation) == ["Who are you?", "I am"]
    assert [message.text for message in journal.transcript(conversation)] == ["Who are you?", "I am"]
    again = journal.begin(Question("Who are you?", "q1"))
    assert [m.text for m in journal.transcript(conversation, turn=again.turn)] == ["Who are you?"]
    journal.finish(record(again, "The assistant."), "r2")
    assert said(journal, conversation) == ["Who are you?", "The assistant."]
    journal.close()
