"""Lookup speculation (`engine.lookup`): what it gains where a text is rewritten, and costs where nothing repeats."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import echo
from edge.assistant import Assistant
from edge.bench import Samples
from edge.bench.asking import Timed, ask, question
from edge.bench.home import temporary_homes
from edge.paths import Paths
from edge.settings import Engine, Settings

__all__ = ["Lookup", "rewriting"]

TOKENS = 160


@dataclass(slots=True)
class Lookup:
    """With it against without it; a sample a prompt."""

    off: list[float] = field(default_factory=list)
    """Tokens a second."""
    auto: list[float] = field(default_factory=list)
    speed_up: list[float] = field(default_factory=list)
    """The time without it by the time with it, of the same reply."""
    drafted: int = 0
    accepted: int = 0
    completion: int = 0
    different: int = 0
    """Replies that were not the same with it and without it: there should be none."""

    def samples(self, name: str) -> Samples:
        """The samples of that name."""
        return Samples.of(getattr(self, name))


def rewriting(untied: Path, threads: int, context: int) -> dict[str, Lookup]:
    """20 drafts of one text to be rewritten, and 20 texts that have nothing to do with the reply.

    `untied` is a file of Qwen's shape with an output matrix of its own.
    """
    model = echo.make(untied, untied.with_name(f"{untied.stem}-echo.gguf"))
    unlike = echo.others(untied)
    alike = echo.drafts(echo.recited(untied), spare=unlike[0].split())
    with ExitStack() as stack:
        off, auto = (_assistant(stack, model, threads, context, lookup) for lookup in ("off", "auto"))
        for assistant in (off, auto):
            ask(assistant, question("Hello", max_tokens=TOKENS))
        return {
            "rewriting 20 drafts": _compare(off, auto, alike),
            "20 texts of which nothing repeats": _compare(off, auto, unlike),
        }


def _assistant(stack: ExitStack, model: Path, threads: int, context: int, lookup: str) -> Assistant:
    homes = stack.enter_context(temporary_homes(Paths.under(model.parent / "no-such-home")))
    engine = Engine(threads=threads, context=context, lookup=lookup)
    assistant = Assistant(homes.own, Settings(model=str(model), engine=engine))
    stack.callback(assistant.close)
    return assistant


def _compare(off: Assistant, auto: Assistant, texts: Sequence[str]) -> Lookup:
    found = Lookup()
    for number, text in enumerate(texts):
        turns: dict[str, Timed] = {}
        pair = [("off", off), ("auto", auto)]
        for name, assistant in pair if number % 2 else reversed(pair):
            turns[name] = ask(assistant, question(f"Correct this text: {text}", max_tokens=TOKENS))
        without, with_it = turns["off"].record, turns["auto"].record
        found.different += without.text != with_it.text
        found.drafted += with_it.tokens.drafted
        found.accepted += with_it.tokens.accepted
        found.completion += with_it.tokens.completion
        if without.tok_s and with_it.tok_s and without.decode_ms and with_it.decode_ms:
            found.off.append(without.tok_s)
            found.auto.append(with_it.tok_s)
            found.speed_up.append(without.decode_ms / with_it.decode_ms)
    return found
