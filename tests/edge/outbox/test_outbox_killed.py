"""Killed between any two steps, an outbox loses no question, shows no answer twice and repeats at most one request."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cloud_client.honest_server import HonestServer
from tests.edge.journal_help import said
from tests.edge.outbox.conftest import MakeDesk
from tests.edge.outbox.dying_home import IN_FLIGHT, STEPS
from tests.edge.outbox.outbox_help import ANSWER, HARD, PROVISIONAL, Desk

NOT_HELD = "before it is held"
NO_PROVISIONAL = {NOT_HELD, "after it is held"}
SENT = {IN_FLIGHT, "with the first text", "before the answer is kept", "while the answer is kept"}
ANSWERED = {"after the answer is kept", "before it is offered", "after it is offered"}


def die(step: str, server: HonestServer) -> int:
    """Have a process die at that step; how many answers it was told of."""
    server.behaviour.hold_after = 0 if step == IN_FLIGHT else None
    command = [sys.executable, "-m", "tests.edge.outbox.dying_home", step]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]) as process:
        if step == IN_FLIGHT:
            assert server.held.wait(30)
            process.kill()
        told, _ = process.communicate(timeout=30)
    assert process.returncode == -9
    server.behaviour.hold_after = None
    return told.count("offered")


def resume(home: Desk, *, expected: int) -> int:
    """What the next process does; how many answers it is told of."""
    home.start()
    for _ in range(expected):
        home.offer()
    home.close()
    return expected + home.told


@pytest.mark.parametrize("step", [*STEPS, IN_FLIGHT])
def test_killed_at_any_step(step: str, desk: MakeDesk, lab: HonestServer) -> None:
    told = die(step, lab)
    assert told == (step == "after it is offered")
    told += resume(desk(), expected=0 if step in {NOT_HELD, *ANSWERED} else 1)
    last = desk()
    (conversation,) = last.journal.conversations()
    if step == NOT_HELD:  # nothing was known of it but its text, and that is kept
        assert (said(last.journal, conversation.uid), lab.requests, told) == ([HARD], [], 0)
        return
    assert said(last.journal, conversation.uid) == [HARD, ANSWER]
    (record,) = last.journal.turns(conversation.uid)
    assert (record.text, record.by, record.complete, record.outbox) == (ANSWER, "cloud", True, None)
    assert [face.text for face in record.faces] == [PROVISIONAL] * (step not in NO_PROVISIONAL)
    assert record.egress is not None
    assert len(record.egress.receipts) == 1
    assert len(lab.asked) == (2 if step in SENT else 1)
    assert told == (0 if step in ANSWERED - {"after it is offered"} else 1)
    assert last.outbox.rows() == []
