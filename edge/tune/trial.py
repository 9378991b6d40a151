"""One measurement: an engine's process of its own, a long prompt, and behind it a typical turn."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.answerer import Cancel, Sampling
from edge.bench.prompts import STORY, words
from edge.bench.speed import ENDLESS
from edge.engine.options import Options
from edge.engine.process import EngineProcess, Ready
from edge.errors import ContextFullError, EngineError, error_from_kind
from edge.tune.effort import REPLY, Effort

__all__ = ["Asked", "Engine", "Prompts", "Trial", "prepare", "trial"]

_GREEDY = dataclasses.asdict(Sampling(temperature=0, top_k=0, top_p=1, min_p=0, repeat_penalty=1))
_FEW, _SOME = 8, 40
"""Words of two messages from which the length of others is guessed."""
_ROOM = 64
"""Tokens of context that stay free: markup, and what the engine holds back."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came back for one message."""

    text: str
    evaluated: int
    """Tokens of the prompt that were computed."""
    prefill_ms: float
    completion: int
    drafted: int
    decode_ms: float
    """For all tokens of the reply but the first."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """What every engine of a run is asked."""

    long: str
    new: str
    reply_tokens: int
    grammar: str | None
    """Keeps this model's replies from ending, if it needs one."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What one engine took, in ms by its own clock."""

    long_tokens: int
    long_ms: float
    new_tokens: int
    prefill_ms: float
    decode_ms: float
    """For each generated token."""

    @property
    def turn_ms(self) -> float:
        """The typical turn: its message evaluated, its reply generated."""
        return self.prefill_ms + self.decode_ms * REPLY


class Engine:
    """A loaded engine that can be asked."""

    def __init__(self, process: EngineProcess, ready: Ready) -> None:
        self._process = process
        self.ready = ready
        self._number = 0

    @classmethod
    @contextmanager
    def loaded(cls, path: Path, options: Options) -> Iterator[Engine]:
        """Start one, and end it at the end. Raises EdgeError if the model cannot be loaded so."""
        with closing(EngineProcess(path, options)) as process:
            ready = process.wait_ready(Cancel())
            assert ready is not None  # only a cancelled wait has no outcome
            yield cls(process, ready)

    def ask(self, *texts: str, max_tokens: int, grammar: str | None = None, conversation: str = "") -> Asked:
        """Ask for a reply to the last of the texts; those before it were answered in the same conversation.

        Each conversation has a name; without one, it is a new one. Raises EdgeError.
        """
        self._number += 1
        conversation = conversation or f"c{self._number}"
        messages = []
        for at, text in enumerate(texts):
            if at:
                messages.append({"role": "assistant", "text": "", "uid": f"{conversation}-reply-{at}"})
            messages.append({"role": "user", "text": text, "uid": f"{conversation}-{at + 1}"})
        request: dict[str, Any] = {
            "conversation": conversation,
            "messages": messages,
            "reply_uid": f"{conversation}-reply-{len(texts)}",
            "max_tokens": max_tokens,
            "sampling": _GREEDY,
            "grammar": grammar,
        }
        text, evaluated = "", 0
        for frame in self._process.generate(request, Cancel()):
            match frame["ev"]:
                case "piece":
                    text += frame["text"]
                case "prompt":
                    evaluated = frame["prompt"] - frame["cached"]
                case "failed":
                    raise error_from_kind(frame["kind"], frame["text"])
                case "done":
                    tokens = frame["tokens"]
                    return Asked(
                        text,
                        evaluated,
                        frame["prefill_ms"],
                        tokens["completion"],
                        tokens["drafted"],
                        frame["decode_ms"],
                    )
        raise EngineError("The engine gave no account of a reply; this is a fault of ours: please report it.")


def prepare(path: Path, options: Options, effort: Effort) -> tuple[Prompts, Ready]:
    """Find prompts of the wanted lengths for this model's tokenizer, context and speed; and what was loaded for it.

    Raises EdgeError if the model cannot be loaded, or if its context has no room for a turn.
    """
    with Engine.loaded(path, options) as engine:
        n_ctx = engine.ready.n_ctx
        room = n_ctx - effort.new_tokens - effort.reply_tokens - _ROOM
        lengths = [length for length in effort.prompts if length <= room]
        try:
            if lengths:
                return _prompts(engine, lengths, effort), engine.ready
        except ContextFullError:
            pass  # its tokenizer takes many tokens for a word
    raise EngineError(
        f"A context of {n_ctx:,} tokens has no room for the turns that are measured: take a larger one"
        " (engine.context)."
    )


def _prompts(engine: Engine, lengths: Sequence[int], effort: Effort) -> Prompts:
    """Prompts, of which the long one has the first of these lengths that is evaluated fast enough, else the last."""
    engine.ask(words(_FEW, begin=0), max_tokens=8)  # the first computation takes longer than the next
    few, some, story = (engine.ask(text, max_tokens=1) for text in (words(_FEW, begin=1), words(_SOME, begin=2), STORY))
    each = max(0.1, (some.evaluated - few.evaluated) / (_SOME - _FEW))
    markup = max(0, few.evaluated - round(each * _FEW))

    def filling(tokens: int, begin: int) -> str:
        return words(max(0, math.floor(tokens / each)), begin=begin)

    if story.evaluated <= effort.new_tokens:
        new = f"{filling(effort.new_tokens - story.evaluated, begin=3)} {STORY}".strip()
    else:
        new = filling(effort.new_tokens - markup, begin=3)
    fast_enough = effort.prompt_s * 1000 * some.evaluated / some.prefill_ms
    length = next((length for length in lengths if length <= fast_enough), lengths[-1])
    reply = engine.ask(new, max_tokens=effort.reply_tokens)
    grammar = ENDLESS if reply.completion < effort.reply_tokens / 2 else None
    return Prompts(filling(length - markup, begin=4), new, effort.reply_tokens, grammar)


def trial(path: Path, options: Options, prompts: Prompts) -> Trial:
    """Load the model with these options and measure. Raises EdgeError if it cannot be loaded so, dies or hangs."""
    with Engine.loaded(path, options) as engine:
        if options.kv_type not in ("auto", engine.ready.plan["kv_type"]):
            raise EngineError(f"{engine.ready.plan['reasons']['kv_type']}.")
        engine.ask(words(_SOME, begin=0), max_tokens=8)
        long = engine.ask(prompts.long, max_tokens=1, conversation="talk")
        turn = engine.ask(
            prompts.long,
            prompts.new,
            max_tokens=prompts.reply_tokens,
            grammar=prompts.grammar,
            conversation="talk",
        )
    return Trial(
        long_tokens=long.evaluated,
        long_ms=long.prefill_ms,
        new_tokens=turn.evaluated,
        prefill_ms=turn.prefill_ms,
        decode_ms=turn.decode_ms / max(1, turn.completion - 1),
    )
