"""The turns of a conversation, and going on with it in a new process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from edge.assistant import Assistant
from edge.bench.asking import Timed, ask, question
from edge.bench.measure import Measure, Samples
from edge.bench.prompts import TURNS
from edge.bench.subject import Subject

__all__ = ["Talk", "conversation", "new_tokens"]

LOOKED_AT = 5
"""The turn whose evaluated tokens are compared with its new ones."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation: its turns in one process, and the next one in another."""

    turns: Sequence[Timed]
    resumed: Timed


def conversation(subject: Subject) -> list[Measure]:
    """Hold the conversation as often as the plan says, each time going on with it in a new engine at the end."""
    talks = [_talk(subject) for _ in range(subject.plan.repeat)]
    return [*_warm(talks), *_resumed(talks)]


def new_tokens(before: Timed, now: Timed) -> int:
    """Tokens of this turn's prompt that were neither in the turn's before it nor in its reply."""
    return now.record.tokens.prompt - before.record.tokens.prompt - before.record.tokens.completion


def _talk(subject: Subject) -> Talk:
    with subject.assistant() as assistant:
        turns = list(_turns(subject, assistant))
    subject.step("going on in a new process")
    with subject.assistant() as assistant:
        last = turns[-1].record.conversation
        resumed = ask(assistant, _question(subject, len(turns), last))
    return Talk(turns, resumed)


def _turns(subject: Subject, assistant: Assistant) -> Iterator[Timed]:
    where = "new"
    for number in range(subject.plan.turns):
        subject.step(f"turn {number + 1} of a conversation")
        turn = ask(assistant, _question(subject, number, where))
        where = turn.record.conversation
        yield turn


def _question(subject: Subject, number: int, where: str) -> Any:
    return question(TURNS[number % len(TURNS)], conversation=where, max_tokens=subject.plan.reply_tokens)


def _warm(talks: Sequence[Talk]) -> Iterator[Measure]:
    pairs = [list(zip(talk.turns, talk.turns[1:], strict=False)) for talk in talks]
    rows = []
    for number in range(len(pairs[0])):
        these = [pair[number] for pair in pairs]
        rows.append(
            {
                "turn": number + 2,
                "new": [new_tokens(*pair) for pair in these],
                "evaluated": [now.evaluated for _, now in these],
                "first_ms": Samples.of([now.first_ms for _, now in these]).to_json(),
                "prefill_ms": Samples.of([now.record.prefill_ms for _, now in these]).to_json(),
            }
        )
    later = [now for pair in pairs for _, now in pair]
    dropped = max(turn.record.dropped_turns for turn in later)
    yield Measure(
        "first_text",
        engine=Samples.of([turn.record.prefill_ms for turn in later]),
        asker=Samples.of([turn.first_ms for turn in later]),
        note=f"{dropped} turns were dropped, the context being full" if dropped else "",
        detail={"turns": rows},
    )
    at = min(LOOKED_AT, len(pairs[0]) + 1)
    looked = [pair[at - 2] for pair in pairs]
    counts = sorted({(now.evaluated, new_tokens(before, now)) for before, now in looked})
    yield Measure(
        "new_share",
        engine=Samples.of([now.evaluated / new for before, now in looked if (new := new_tokens(before, now)) > 0]),
        note=", ".join(f"{evaluated} of {new}" for evaluated, new in counts)
        + (f" tokens in turn {at}" if at != LOOKED_AT else " tokens"),
    )


def _resumed(talks: Sequence[Talk]) -> Iterator[Measure]:
    resumed = [talk.resumed for talk in talks]
    evaluated = sorted({turn.evaluated for turn in resumed})
    restored = all(turn.record.tokens.cached > turn.record.tokens.prompt / 2 for turn in resumed)
    counts = " or ".join(map(str, evaluated))
    yield Measure(
        "resumed",
        engine=Samples.of([turn.record.prefill_ms for turn in resumed]),
        asker=Samples.of([turn.first_ms for turn in resumed]),
        note=f"{counts} tokens evaluated"
        if restored
        else f"no state was saved, as evaluating {counts} tokens takes less time than a file",
        detail={"evaluated": [turn.evaluated for turn in resumed], "restored": restored},
    )
    shares = [
        talk.resumed.first_ms / warm
        for talk in talks
        if talk.resumed.first_ms is not None and (warm := talk.turns[-1].first_ms)
    ]
    yield Measure("resumed_share", asker=Samples.of(shares))
