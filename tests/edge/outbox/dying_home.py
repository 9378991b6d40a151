"""A process with an outbox that kills itself at one step of a question's way, for the test of what it leaves behind.

    python -m tests.edge.outbox.dying_home "after taking"

It asks one question, whose turn the device answers, and sends what waits. It writes a line for each answer that it is
told of.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any

from edge.cleaning import Cleaner
from edge.journal import Journal, late_answer, queued
from edge.journal.outbox import OutboxTable
from edge.offers import Offer
from edge.outbox.listeners import Listeners
from edge.paths import Paths
from edge.turn import Question
from tests.edge.outbox.outbox_help import HARD, Desk

STEPS: dict[str, tuple[Any, str, bool]] = {
    "before it is held": (OutboxTable, "hold", False),
    "after it is held": (OutboxTable, "hold", True),
    "after its turn has ended": (Journal, "finish", True),
    "before it is taken": (OutboxTable, "take", False),
    "after it is taken": (OutboxTable, "take", True),
    "with the first text": (Cleaner, "feed", True),
    "before the answer is kept": (OutboxTable, "answered", False),
    "while the answer is kept": (late_answer, "add_egress", True),
    "after the answer is kept": (OutboxTable, "answered", True),
    "before it is offered": (Listeners, "tell", False),
    "after it is offered": (Listeners, "tell", True),
}
"""By name, the function in front of which or behind which the process dies."""

IN_FLIGHT = "while the server answers"
"""The step at which whoever started the process kills it."""


def die_at(step: str) -> None:
    """Have this process end at a step as if the system had ended it."""
    owner, name, behind = STEPS[step]
    function = getattr(owner, name)

    def dies(*arguments: Any, **named: Any) -> None:
        if behind:
            function(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, dies)


def main(step: str) -> None:
    """Ask and send until the end comes."""
    queued.REST_S = 0.0
    if step != IN_FLIGHT:
        die_at(step)
    desk = Desk(Paths.default())

    def told(offer: Offer) -> None:
        os.write(1, f"offered {offer.turn}\n".encode())

    desk.hear(told)
    question = Question(HARD, "q1", "new")
    started = desk.journal.begin(question)
    desk.end(started, desk.outbox.hold(started, question))
    threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1])
