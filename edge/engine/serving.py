"""What a loaded model is asked for: to write a reply, or to be ready for one."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from edge.answerer import Sampling
from edge.engine.begun import DoesNotFit, last_word
from edge.engine.cache import Cache
from edge.engine.forced import ForcedText
from edge.engine.gate import Gate
from edge.engine.llama import Aborted, Llama, NoRoom
from edge.engine.lookup import Worth
from edge.engine.page import Watch
from edge.engine.prompt import PlannedPrompt, Prompts, PromptTooLong, WireMessage
from edge.engine.reply import Outcome, Tools, Writer
from edge.engine.resume import Resume
from edge.engine.sampler import BadGrammar, Sampler
from edge.engine.template import TemplateFailed
from edge.engine.uncertainty import Probe

__all__ = ["Serving"]

SMALLEST_RESERVE = 32
"""Tokens of reply for which there has to be room, however long the question is."""


class _BegunTooLong(Exception):
    """The prompt fits, but not with what was begun of the reply."""


class _DoesNotContinue(Exception):
    """A model with a gate was asked to go on with another one's text."""


@dataclass(frozen=True, slots=True)
class _Planned:
    """A prompt, and what of it the cache holds."""

    prompt: PlannedPrompt
    """It ends with `begun`."""
    begun: list[int]
    cached: int
    head_ms: float
    """Time spent on evaluating the system prompt alone."""


class Serving:
    """Answers requests, one after the other; a request is a frame of the parent's."""

    def __init__(
        self,
        llama: Llama,
        cache: Cache,
        prompts: Prompts,
        resume: Resume | None,
        worth: Worth | None,
        gate: Gate | None,
        watch: Watch,
        tell: Callable[[dict[str, Any]], None],
    ) -> None:
        """`tell` takes the frames of the answers."""
        self._llama = llama
        self._cache = cache
        self._prompts = prompts
        self._resume = resume
        self._worth = worth
        self._gate = gate
        self._watch = watch
        self._tell = tell
        self._made: Tools | None = None

    def reply(self, frame: dict[str, Any]) -> None:
        """Write one reply; errors become a `failed` frame."""
        request = int(frame["id"])
        self._watch.begin(request)
        try:
            self._reply(request, frame)
        except BadGrammar:
            self._fail(request, "schema", "The grammar cannot be read: it has to be GBNF with a rule 'root'.")
        except DoesNotFit:
            self._fail(
                request,
                "schema",
                "What another model began of the reply does not fit the schema or grammar, so the device cannot go on"
                " with it.",
            )
        except _DoesNotContinue:
            self._fail(request, "engine", "The built-in model does not go on with what a larger model began.")
        except PromptTooLong as error:
            self._fail(
                request,
                "context_full",
                f"The message is too long for this model: with the system prompt it has {error.needed} tokens,"
                f" and there is room for {error.room}. Shorten it, or take a model with a longer context.",
            )
        except _BegunTooLong:
            self._done(request, Outcome(cut_off="context"))
        except TemplateFailed as error:
            why = f"The chat template in the model's file cannot write this conversation: {error}."
            self._fail(request, "model_file", f"{why} Begin a new one, or choose another model.")
        finally:
            self._watch.end()

    def prepare(self, frame: dict[str, Any]) -> None:
        """Evaluate the prompt of a reply and write none; `prepared` tells the end, and nothing else.

        Cut short, what was evaluated stays in the cache. What is wrong with the request, the reply will say.
        """
        request = int(frame["id"])
        self._watch.begin(request)
        try:
            planned = self._planned(frame, self._cache.evaluate_in_pieces)
            since, before = time.monotonic(), len(self._cache.ids)
            try:
                self._cache.evaluate_in_pieces(planned.prompt.tokens[planned.cached :])
            finally:
                ms = (time.monotonic() - since) * 1000
                self._note(frame, [], len(self._cache.ids) - before, ms)
        except (Aborted, NoRoom, PromptTooLong, _BegunTooLong, TemplateFailed):
            pass
        finally:
            self._watch.end()
        self._tell({"ev": "prepared", "id": request})

    def _reply(self, request: int, frame: dict[str, Any]) -> None:
        begun = frame.get("begun", "")
        if begun and self._gate is not None:
            raise _DoesNotContinue
        planned = self._planned(frame, self._cache.evaluate)
        prompt, cached = planned.prompt, planned.cached
        reused = 0 if planned.head_ms else cached  # what was evaluated a moment ago was not saved by the cache
        dropped = prompt.dropped_turns
        self._tell(
            {"ev": "prompt", "id": request, "prompt": len(prompt.tokens), "cached": reused, "dropped_turns": dropped}
        )
        told = [begun]

        def emit(text: str) -> None:
            told.append(text)
            self._tell({"ev": "piece", "id": request, "text": text})

        out = Writer(
            self._llama,
            self._cache,
            self._tools(frame["grammar"]),
            Sampler(self._llama, Sampling(**frame["sampling"]), frame["grammar"]),
            frame["max_tokens"],
            emit=emit,
            first=lambda seen: self._tell(
                {"ev": "first", "id": request, "entropy": seen.entropy, "margin": seen.margin}
            ),
            stopped=self._watch.stopped,
        ).write(prompt.tokens[cached:], planned.begun)
        self._prompts.keep(frame["reply_uid"], out.ids, "".join(told))
        reply = WireMessage("assistant", "", frame["reply_uid"])
        self._note(frame, [reply], len(prompt.tokens) - cached, out.prefill_ms)
        out.prefill_ms += planned.head_ms
        self._done(request, out)

    def _planned(self, frame: dict[str, Any], evaluate: Callable[[Sequence[int]], None]) -> _Planned:
        """The request's prompt, fitted to the cache. Raises PromptTooLong, _BegunTooLong, TemplateFailed."""
        resume = self._resume if frame.get("keep", True) else None
        if resume is not None:
            resume.before(frame["conversation"])
        elif self._resume is not None:
            self._resume.leave_out()
        begun = self._prompts.text(frame.get("begun", ""))
        prompt = self._plan(frame, begun)
        again = len(last_word(self._llama, begun)) + 1
        cached = self._cache.fit(prompt, again)
        head_ms = 0.0
        if cached == 0 and resume is not None:
            with contextlib.suppress(Aborted):  # what follows sees the cancellation, too
                head_ms = resume.head(prompt, evaluate, self._watch.tick, self._watch.stopped)
            cached = self._cache.fit(prompt, again)
        return _Planned(prompt, begun, cached, head_ms)

    def _plan(self, frame: dict[str, Any], begun: list[int]) -> PlannedPrompt:
        conversation, messages = frame["conversation"], _messages(frame)
        reserve = max(SMALLEST_RESERVE, min(frame["max_tokens"], self._llama.n_ctx // 4))
        if not begun:
            return self._prompts.plan(conversation, messages, reserve)
        try:
            prompt = self._prompts.plan(conversation, messages, reserve + len(begun))
        except PromptTooLong as error:
            if error.needed > self._llama.n_ctx - reserve:
                raise  # the question does not fit either
            raise _BegunTooLong from None
        return dataclasses.replace(prompt, tokens=prompt.tokens + begun)

    def _note(self, frame: dict[str, Any], replies: list[WireMessage], evaluated: int, ms: float) -> None:
        if self._resume is not None and frame.get("keep", True):
            self._resume.after(frame["conversation"], [*_messages(frame), *replies], evaluated, ms)

    def _tools(self, grammar: str | None) -> Tools:
        """What replies use, made when it is first needed."""
        if self._made is None:
            self._made = Tools(Probe(self._llama), self._worth, gate=self._gate)
        if grammar is not None and self._made.finder is None:
            self._made = dataclasses.replace(self._made, finder=ForcedText(self._llama))
        return self._made

    def _done(self, request: int, out: Outcome) -> None:
        self._tell(
            {
                "ev": "done",
                "id": request,
                "cut_off": out.cut_off,
                "tokens": {
                    "completion": out.completion,
                    "forced": out.forced,
                    "drafted": out.drafted,
                    "accepted": out.accepted,
                },
                "prefill_ms": out.prefill_ms,
                "decode_ms": out.decode_ms,
                "choice": out.choice.name if out.choice else None,
                "confidence": out.choice.confidence if out.choice else None,
                "uncertainty": [[one.entropy, one.margin] for one in out.uncertainties],
            }
        )

    def _fail(self, request: int, kind: str, text: str) -> None:
        self._tell({"ev": "failed", "id": request, "kind": kind, "text": text})


def _messages(frame: dict[str, Any]) -> list[WireMessage]:
    return [WireMessage(m["role"], m["text"], m["uid"]) for m in frame["messages"]]
