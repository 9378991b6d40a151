"""How long a turn goes on after it was cancelled."""

from __future__ import annotations

import time
from collections.abc import Callable

from edge.assistant import Assistant
from edge.bench.asking import ask, question
from edge.bench.measure import Measure, Samples
from edge.bench.prompts import STORY, words
from edge.bench.subject import Subject
from edge.events import Event, Piece, Waiting
from edge.turn import Question, Turn

__all__ = ["cancel_decode", "cancel_prefill"]

SHARE = 0.3
"""Of the time that evaluating the prompt takes: then it is cancelled."""
PIECES = 8
"""Of the reply: then it is cancelled."""


def cancel_prefill(subject: Subject, assistant: Assistant, count: int | None, takes_ms: float | None) -> Measure:
    """Cancel while a message of `count` words is evaluated, which takes `takes_ms`."""
    if count is None or not takes_ms:
        return Measure("cancel_prefill", skipped="There was no prompt long enough.")

    def begun(event: Event) -> bool:
        if not (isinstance(event, Waiting) and event.state == "prefill"):
            return False
        time.sleep(takes_ms * SHARE / 1000)
        return True

    return _measure(
        subject,
        assistant,
        "cancel_prefill",
        lambda: question(words(count, begin=subject.fresh), system="", max_tokens=1),
        lambda: begun,
    )


def cancel_decode(subject: Subject, assistant: Assistant, grammar: str | None) -> Measure:
    """Cancel in the middle of a reply."""

    def spoken() -> Callable[[Event], bool]:
        pieces = 0

        def enough(event: Event) -> bool:
            nonlocal pieces
            pieces += isinstance(event, Piece)
            return pieces == PIECES and isinstance(event, Piece)

        return enough

    limit = subject.plan.decode_tokens
    return _measure(
        subject,
        assistant,
        "cancel_decode",
        lambda: question(STORY, max_tokens=limit, grammar=grammar),
        spoken,
    )


def _measure(
    subject: Subject,
    assistant: Assistant,
    key: str,
    make: Callable[[], Question],
    until: Callable[[], Callable[[Event], bool]],
) -> Measure:
    times: list[float] = []
    late = 0
    for _ in range(subject.plan.cancels):
        subject.step("cancelling")
        now_or_not = until()
        at: list[float] = []

        def watch(
            turn: Turn, event: Event, now: Callable[[Event], bool] = now_or_not, pressed: list[float] = at
        ) -> None:
            if not pressed and now(event):
                pressed.append(time.monotonic())
                turn.cancel()

        turn = ask(assistant, make(), watch)
        if at and turn.record.cut_off == "cancelled":
            times.append((time.monotonic() - at[0]) * 1000)
        else:
            late += 1
    note = f"{late} of {late + len(times)} were done before" if late and times else ""
    skipped = "" if times else "The turns had ended before they could be cancelled."
    return Measure(key, asker=Samples.of(times), note=note, skipped=skipped)
