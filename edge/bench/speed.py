"""Evaluating a prompt, and generating."""

from __future__ import annotations

from edge.assistant import Assistant
from edge.bench.asking import Timed, ask, question
from edge.bench.measure import Measure, Samples
from edge.bench.prompts import STORY, fitted, words
from edge.bench.subject import Subject
from edge.errors import ContextFullError

__all__ = ["ENDLESS", "Prefilled", "decode", "prefill"]

ENDLESS = 'root ::= [^"] root'
"""A grammar of any text that never comes to an end, which keeps a reply from ending."""

TOKENS = 4
"""Of the reply behind a prompt: enough for a first text."""
ROOM = 48
"""Tokens of context that a prompt leaves free: markup, reply, and what the engine holds back for it."""


class Prefilled:
    """A length of prompt that was measured."""

    def __init__(self, measure: Measure, count: int | None) -> None:
        self.measure = measure
        self.words = count
        """Words of the message that has this length; None if there is none."""


def prefill(subject: Subject, assistant: Assistant, tokens: int) -> Prefilled:
    """Evaluate prompts of which `tokens` tokens are new."""
    key = f"prefill_{tokens}"
    too_long = f"{tokens:,} tokens do not fit into its context of {subject.context:,}."

    def once(count: int) -> Timed:
        text = words(count, begin=subject.fresh)
        return ask(assistant, question(text, system="", max_tokens=TOKENS))

    if tokens + ROOM > subject.context:
        for _ in range(subject.plan.repeat):
            subject.step(f"{tokens:,} tokens do not fit")
        return Prefilled(Measure(key, skipped=too_long), None)
    subject.tell(subject.done, subject.plan.steps, f"looking for a prompt of {tokens:,} tokens")
    try:
        count = fitted(lambda count: once(count).evaluated, tokens)
        turns = []
        for _ in range(subject.plan.repeat if count is not None else 0):
            subject.step(f"evaluating {tokens:,} tokens")
            turns.append(once(count or 1))
    except ContextFullError:
        return Prefilled(Measure(key, skipped=too_long), None)
    if count is None:
        return Prefilled(Measure(key, skipped=f"No message of {tokens:,} tokens was found for this tokenizer."), None)
    evaluated = sorted({turn.evaluated for turn in turns})
    return Prefilled(
        Measure(
            key,
            engine=Samples.of([_rate(turn.evaluated, turn.record.prefill_ms) for turn in turns]),
            asker=Samples.of([_rate(turn.evaluated, turn.first_ms or turn.total_ms) for turn in turns]),
            note="" if evaluated == [tokens] else f"{' or '.join(map(str, evaluated))} tokens",
            detail={"evaluated": [turn.evaluated for turn in turns], "ms": [turn.record.prefill_ms for turn in turns]},
        ),
        count,
    )


def decode(subject: Subject, assistant: Assistant) -> tuple[Measure, str | None]:
    """Generate; returns the grammar too that keeps this model's replies from ending, if it needed one."""
    tokens = min(subject.plan.decode_tokens, subject.context // 2)
    grammar: str | None = None
    turns: list[Timed] = []
    for _ in range(subject.plan.repeat):
        subject.step(f"generating {tokens} tokens")
        turn = ask(assistant, question(STORY, max_tokens=tokens, grammar=grammar))
        if turn.record.tokens.completion < tokens / 2 and grammar is None:
            grammar = ENDLESS
            turns = []
            turn = ask(assistant, question(STORY, max_tokens=tokens, grammar=grammar))
        turns.append(turn)
    counts = [turn.record.tokens.completion for turn in turns]
    notes = []
    if min(counts) < subject.plan.decode_tokens:
        notes.append(f"{min(counts)} tokens" if len(set(counts)) == 1 else f"{min(counts)} to {max(counts)} tokens")
    if grammar is not None:
        notes.append("kept from ending by a grammar, which costs some of the speed")
    measure = Measure(
        "decode",
        engine=Samples.of([turn.record.tok_s for turn in turns]),
        asker=Samples.of([_rate(turn.record.tokens.completion - 1, turn.after_first_ms) for turn in turns]),
        note="; ".join(notes),
        detail={"completion": counts, "prompt": [turn.record.tokens.prompt for turn in turns]},
    )
    return measure, grammar


def _rate(tokens: int, ms: float | None) -> float | None:
    """Tokens a second; None where there was no time or nothing to count."""
    return tokens * 1000 / ms if ms and tokens > 0 else None
