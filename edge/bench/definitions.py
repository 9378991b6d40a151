"""What each figure means: the table's titles, the help and docs/benchmarks.md are made from this."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CLOCKS", "DEFINITIONS", "PREFILLS", "Definition"]

PREFILLS = (128, 512, 2048)
"""Lengths of prompt, in tokens, at which its evaluation is measured."""

CLOCKS = (
    "Times are measured with two monotonic clocks: the engine's own, which sees nothing but llama.cpp, and the asker's,"
    " from the call of `Assistant.ask` to the event that it waits for, with everything in between: writing the message"
    " to disk, tokenizing, pipes, cleaning, events."
)


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure."""

    title: str
    """As the table calls it."""
    unit: str
    text: str
    """What was done and what was counted, in one or two sentences."""


def _prefill(tokens: int) -> Definition:
    return Definition(
        f"prefill, {tokens:,} tokens",
        "tok/s",
        f"A message of which {tokens:,} tokens have to be evaluated (all but the opening markup), without a system"
        " prompt. Tokens evaluated by the time of their evaluation; by the asker's clock, by the time until the first"
        " text.",
    )


DEFINITIONS: dict[str, Definition] = {
    "cold_start": Definition(
        "process start to first text",
        "ms",
        "A new process of `edge ask`, from before its start to the first byte on its standard output: Python, the"
        " journal, the engine's process, loading the model, evaluating prompt and system prompt. The files are in the"
        " page cache, and an earlier start has left what it leaves: the vocabulary's index, a note of what was loaded,"
        " and the system prompt's state if the engine found that worth it.",
    ),
    "load": Definition(
        "load",
        "ms",
        "Loading the model in the engine's new process, its libraries included, until it can answer; by the asker's"
        " clock, the first turn of a new engine up to its first text.",
    ),
    **{f"prefill_{tokens}": _prefill(tokens) for tokens in PREFILLS},
    "decode": Definition(
        "decode",
        "tok/s",
        "Generated tokens after the first, by the time since the first. Greedy, no penalty, no grammar, no lookup"
        " speculation, a short prompt."
        " A reply that ends before half of the tokens wanted is asked for again under a grammar that has no end, and"
        " the figure says so.",
    ),
    "first_text": Definition(
        "first text, turns 2 to 8",
        "ms",
        "From the question to its first text in turns 2 to 8 of one conversation with the default system prompt. Only"
        " what is new is evaluated: `new` are the tokens of the question and its markup, `evaluated` those that the"
        " engine computed.",
    ),
    "new_share": Definition(
        "evaluated by new tokens, turn 5",
        "×",
        "Tokens that were evaluated in turn 5, by the tokens that were new in it.",
    ),
    "resumed": Definition(
        "first text, resumed",
        "ms",
        "The conversation's next turn in a new process whose engine has loaded the model (as the terminal app does at"
        " its start): reading the saved state, evaluating what is new, first text.",
    ),
    "resumed_share": Definition(
        "resumed by warm",
        "×",
        "That time by the time of the turn before it, which the old process answered from its cache; both questions are"
        " about as long.",
    ),
    "cancel_prefill": Definition(
        "cancel during prefill",
        "ms",
        "From the call of `cancel` in the middle of evaluating a prompt until the turn has ended and is recorded.",
    ),
    "cancel_decode": Definition("cancel during decode", "ms", "The same in the middle of a reply."),
    "memory": Definition(
        "memory, all processes",
        "MiB",
        "PSS of this process and of the engine's, after that engine's prompts, replies and cancellations and before the"
        " conversation: what processes share is divided among them,"
        " the model's file as far as it is mapped into memory is included. RSS where the system does not tell PSS.",
    ),
    "memory_file": Definition(
        "of it backed by files",
        "MiB",
        "The part that is pages of files (the model's, libraries'), which the system can drop and read again.",
    ),
}
