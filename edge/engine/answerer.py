"""The local model in the shape of an answerer."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from edge.answerer import Answered, Cancel, Progress, Request, Step, Text, Tokens, Uncertainty
from edge.catalogue import Model
from edge.engine.process import EngineProcess, Options
from edge.engine.supervisor import Supervisor
from edge.engine.turnstile import Turnstile
from edge.errors import EdgeError, EngineDiedError, EngineHungError

__all__ = ["LocalAnswerer", "wire"]


class LocalAnswerer:
    """Answers with one local model through one engine; askers queue.

    With `Request.begun`, what is told is only what is new, and `max_tokens` bounds that. A schema or grammar has to
    allow what was begun; else the reply ends with an error of kind `schema`, and nothing is told. The built-in model
    never goes on: it tells nothing, and ends with an error of kind `engine`. What was begun can fill the context
    alone: then the reply ends with `cut_off="context"`.
    """

    def __init__(
        self,
        supervisor: Supervisor,
        turnstile: Turnstile,
        model: Model,
        options: Options,
        *,
        loading_counts: bool = False,
    ) -> None:
        """`loading_counts`: the model was begun to be loaded in this very turn, and may be there by now."""
        self._loading_counts = loading_counts
        self._supervisor = supervisor
        self._turnstile = turnstile
        self._model = model
        self._options = options

    def answer(self, request: Request, cancel: Cancel) -> Iterator[Step]:
        """See `edge.answerer.Answerer`."""
        if self._turnstile.busy:
            yield Progress("queued")
        with self._turnstile.passing(cancel) as mine:
            if not mine or cancel.is_set():
                yield self._cancelled()
                return
            yield from self._serve(request, cancel)

    def _serve(self, request: Request, cancel: Cancel) -> Iterator[Step]:
        try:
            process = self._supervisor.start(self._model.path, self._options)
            loading = process.ready is None
            if loading:
                yield Progress("loading", self._model.title)
            ready = process.wait_ready(cancel)
        except EngineHungError as error:
            self._supervisor.died(error)
            yield self._failed(error)
            return
        except EdgeError as error:
            self._supervisor.failed_to_load()
            yield self._failed(error)
            return
        if ready is None:
            yield self._cancelled()
            return
        yield from self._generate(process, request, cancel, ready.load_ms if loading or self._loading_counts else None)

    def _generate(
        self, process: EngineProcess, request: Request, cancel: Cancel, load_ms: float | None
    ) -> Iterator[Step]:
        tokens = Tokens()
        dropped = 0
        spoke = False
        try:
            for frame in process.generate(wire(request), cancel):
                if frame["ev"] == "piece":
                    spoke = True
                    yield Text(frame["text"], "local", self._model.name)
                elif frame["ev"] == "first":
                    yield Uncertainty(frame["entropy"], frame["margin"])
                elif frame["ev"] == "prompt":
                    tokens = Tokens(prompt=frame["prompt"], cached=frame["cached"])
                    dropped = frame["dropped_turns"]
                    yield Progress("prefill", f"{tokens.prompt - tokens.cached} tokens")
                elif frame["ev"] == "failed":
                    yield self._answered(cut_off="error", why=frame["text"], error=frame["kind"], load_ms=load_ms)
                else:
                    yield self._answered(
                        cut_off=frame["cut_off"],
                        why=_WHY.get(frame["cut_off"]),
                        tokens=dataclasses.replace(tokens, **frame["tokens"]),
                        load_ms=load_ms,
                        prefill_ms=frame["prefill_ms"],
                        decode_ms=frame["decode_ms"],
                        dropped_turns=dropped,
                        choice=frame["choice"],
                        confidence=frame["confidence"],
                        uncertainty=tuple(Uncertainty(*pair) for pair in frame["uncertainty"]),
                        quantization=process.ready.quantization if process.ready else None,
                    )
        except (EngineDiedError, EngineHungError) as error:
            self._supervisor.died(error)
            kept = " The text so far is kept." if spoke else ""
            yield self._failed(error, kept, tokens)

    def _failed(self, error: EdgeError, more: str = "", tokens: Tokens | None = None) -> Answered:
        cut = (
            "hung" if isinstance(error, EngineHungError) else "died" if isinstance(error, EngineDiedError) else "error"
        )
        return self._answered(cut_off=cut, why=f"{error}{more}", error=error.kind, tokens=tokens or Tokens())

    def _cancelled(self) -> Answered:
        return self._answered(cut_off="cancelled", why="It was cancelled before it began.")

    def _answered(self, **known: Any) -> Answered:
        known.setdefault("quantization", self._model.quantization)
        return Answered(by="local", model=self._model.name, **known)


_WHY = {
    "cancelled": "It was cancelled.",
    "length": "It reached the limit of tokens for a reply (reply.max_tokens).",
    "context": "The model's context is full.",
}


def _name(request: Request) -> str:
    """Of the conversation. A guest's has another one in every turn; the engine knows it by its first message."""
    name = request.transcript.conversation
    if request.keep or not name.startswith("guest."):
        return name
    return f"guest.{next((message.uid for message in request.transcript.messages if message.role != 'system'), '')}"


def wire(request: Request) -> dict[str, Any]:
    """The request as the child gets it."""
    return {
        "conversation": _name(request),
        "messages": [{"role": m.role, "text": m.text, "uid": m.uid} for m in request.transcript.messages],
        "reply_uid": request.reply_uid,
        "begun": request.begun,
        "max_tokens": request.max_tokens,
        "sampling": dataclasses.asdict(request.sampling),
        "grammar": request.grammar,
        "keep": request.keep,
    }
