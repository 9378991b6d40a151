"""Models on servers in the shape of an answerer."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING

from cloud_client import Completion, Pool, PoolStream
from cloud_client.errors import (
    CancelledError,
    CloudError,
    ContextTooLongError,
    NoEndpointError,
    NotUnderstoodError,
    RejectedError,
)
from cloud_client.held_back import HeldBackError
from cloud_client.masking import TooMuchWorkError
from cloud_client.payload import Payload
from edge.answerer import Answered, Cancel, Progress, Request, Seam, Step, Text, Tokens
from edge.catalogue.endpoint import Endpoint
from edge.cloud.failing import broke_off, failed
from edge.cloud.handover import HandOver, hand_over
from edge.cloud.joining import Joined, Joiner, Opening, please_go_on
from edge.cloud.payload import options, outgoing, reply_tokens
from edge.cloud.rules import Rules
from edge.cloud.sent import Sent
from edge.cloud.words import goes_on
from edge.egress_words import held_back_text
from edge.errors import CloudNotReachableError
from edge.events import Egress
from edge.router.text import tokens_of
from edge.transcript import Message, Transcript

if TYPE_CHECKING:
    from edge.attachments.shown import Selection

__all__ = ["CloudAnswerer"]

_SHORTER = 0.5
"""Of the context that a server names when the first hand-over was too long for it: our count was wrong once."""
_PAUSE = 0.3
"""Seconds before all endpoints are asked once more, where the user wants no other answer."""
_LONGEST_WAIT = 5.0
"""Seconds that a server may ask us to wait for that."""

_LENGTH = "It reached the limit of tokens for a reply (reply.max_tokens)."

_Ended = Answered | CloudError | HeldBackError
"""How an endpoint's answer ended, or why it did not begin."""


class CloudAnswerer:
    """Answers one turn from the first of some endpoints that begins to; where it breaks off, the next one goes on.

    pool       their clients
    endpoints  the one to ask first in front
    rules      what may leave
    insisted   whether the user asked for the cloud: then all are asked twice before it is given up
    language   of the sentences for the user
    problem    the sentence that says why there are no endpoints, if there are none
    """

    def __init__(
        self,
        pool: Pool,
        endpoints: Sequence[Endpoint],
        rules: Rules,
        *,
        insisted: bool = False,
        language: str = "en",
        problem: str = "No endpoint is configured.",
    ) -> None:
        self._pool = pool
        self._endpoints = endpoints
        self._rules = rules
        self._insisted = insisted
        self._language = language
        self._problem = problem
        self._sent = Sent()
        self._lock = threading.Lock()
        self._stream: PoolStream | None = None
        self.held_back = False
        """Whether the gate kept a request here: asked again, it would do so again."""
        self.selection: Selection | None = None
        """What of the files was shown to the endpoint that was asked last; None where the question is about none."""

    @property
    def egress(self) -> Egress | None:
        """What left the device so far, also where nothing came back; None if nothing did."""
        return self._sent.egress

    @property
    def title(self) -> str:
        """What the one that is asked first is called."""
        return self._endpoints[0].title if self._endpoints else ""

    def answer(self, request: Request, cancel: Cancel) -> Iterator[Step]:
        """See `edge.answerer.Answerer`. Without any text before it, an `Answered` with an error leaves the turn open:
        another answerer may take it. With text before it, another one may go on.

        With a schema the text comes as a whole, once it fits; what does not fit is sent back for repair once.
        """
        cancel.on_set(self._stop)
        said = self._rules.marked(request.transcript.messages)
        request = dataclasses.replace(request, transcript=Transcript(request.transcript.conversation, tuple(said)))
        failures: list[CloudError | HeldBackError] = []
        broken: Answered | None = None
        for again in (False, True) if self._insisted else (False,):
            if again and (not _may_help(failures) or cancel.wait(_PAUSE)):
                break
            for endpoint in self._endpoints:
                if broken is not None:
                    anew = request.schema is not None  # half a JSON text is nothing to go on from
                    yield Seam(goes_on(broken.why or "", endpoint.title, self._language, anew=anew), anew)
                begun, ended = yield from self._written(request.begun, self._ask(endpoint, request, cancel))
                request = dataclasses.replace(request, begun="" if request.schema is not None else begun)
                if isinstance(ended, Answered) and not broke_off(ended):
                    yield ended
                    return
                if isinstance(ended, Answered):
                    broken = ended
                    continue
                failures.append(ended)
                if isinstance(ended, CancelledError | HeldBackError):
                    self.held_back |= isinstance(ended, HeldBackError)
                    break
        if broken is not None and cancel.is_set():
            broken = dataclasses.replace(broken, cut_off="cancelled", why="It was cancelled.", error=None)
        yield self._given_up(failures, cancel) if broken is None else broken

    def _written(self, begun: str, steps: Generator[Step, None, _Ended]) -> Generator[Step, None, tuple[str, _Ended]]:
        """Pass on what an endpoint says; what is written of the reply by then, and how it ended."""
        pieces = [begun]
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                return "".join(pieces), end.value
            match step:
                case Text():
                    pieces.append(step.text)
                case Seam(anew=True):
                    pieces.clear()
            yield step

    def _ask(self, endpoint: Endpoint, request: Request, cancel: Cancel) -> Generator[Step, None, _Ended]:
        """Ask one. How it ended, or why it did not begin."""
        yield Progress("asking", endpoint.title)
        if request.schema is None:
            return (yield from self._ask_for(endpoint, request, cancel))
        from edge.cloud.fitting import held_to_schema

        def ask(request: Request) -> Generator[Step, None, _Ended]:
            return self._ask_for(endpoint, request, cancel)

        return (yield from held_to_schema(ask, request, endpoint, insisted=self._insisted))

    def _ask_for(self, endpoint: Endpoint, request: Request, cancel: Cancel) -> Generator[Step, None, _Ended]:
        context = endpoint.context
        handed = _handed(request, context, self._language)
        self.selection = handed.selection
        ended = yield from self._stream_from(endpoint, request, handed, context, cancel)
        if isinstance(ended, ContextTooLongError):
            context = int(min(ended.limit or context, context) * _SHORTER)
            shorter = _handed(request, context, self._language)
            self.selection = shorter.selection
            if shorter != handed or request.max_tokens > reply_tokens(request, context):
                ended = yield from self._stream_from(endpoint, request, shorter, context, cancel)
        elif isinstance(ended, RejectedError) and request.schema is not None and "response_format" in ended.detail:
            ended = yield from self._stream_from(endpoint, request, handed, context, cancel, old_form=True)
        return ended

    def _stream_from(
        self,
        endpoint: Endpoint,
        request: Request,
        handed: HandOver,
        context: int,
        cancel: Cancel,
        *,
        old_form: bool = False,
    ) -> Generator[Step, None, _Ended]:
        """One request to one endpoint."""
        try:
            masker = self._rules.masker(request.transcript)
            wanted = options(request, reply_tokens(request, context), old_form=old_form)
            payload = Payload.of(list(outgoing(handed.messages)), wanted, masker=masker)
        except HeldBackError as error:
            return error
        except TooMuchWorkError:
            return HeldBackError("too_much_work")
        gate = self._rules.gate(payload, masker)
        restorer = masker.restorer(inside_json=request.schema is not None) if masker is not None else None
        joiner = Joiner(request.begun) if request.begun else Opening()
        stream = self._taken(
            self._pool.stream(dict(payload.body), only=[endpoint.name], gate=lambda _endpoint: gate), cancel
        )
        self._sent.asked(endpoint.name, stream, gate, payload.masked)
        failure: CloudError | None = None
        first: float | None = None
        try:
            with stream:
                for delta in stream:
                    if delta.text and first is None:
                        first = time.monotonic()
                    text = restorer.feed(delta.text) if restorer is not None else delta.text
                    yield from self._told(text, joiner, endpoint)
        except HeldBackError as error:
            return error
        except CloudError as error:
            failure = error
        yield from self._told(restorer.end() if restorer is not None else "", joiner, endpoint, last=True)
        done = stream.completion
        if not done.text.strip():
            return failure or NotUnderstoodError(endpoint.name, detail="it is empty")
        decode_ms = (time.monotonic() - first) * 1000 if first is not None else None
        return self._answered(endpoint, done, failure, handed.dropped, decode_ms)

    def _told(self, text: str, joiner: Joiner | Opening, endpoint: Endpoint, *, last: bool = False) -> Iterator[Step]:
        """A piece of the answer, behind what another one wrote of it if it did."""
        waited = joiner.how is Joined.WAITS
        text = joiner.feed(text) + (joiner.end() if last else "")
        if waited and joiner.how is Joined.ANEW:
            yield Seam(goes_on("", endpoint.title, self._language, anew=True), anew=True)
        if text:
            yield Text(text, "cloud", endpoint.model)

    def _answered(
        self, endpoint: Endpoint, done: Completion, failure: CloudError | None, dropped: int, decode_ms: float | None
    ) -> Answered:
        tokens = Tokens(done.usage.prompt, done.usage.cached, done.usage.completion) if done.usage else Tokens()
        if failure is not None:
            return failed(failure, endpoint.model, tokens, insisted=self._insisted)
        limit, filtered = done.finish_reason == "length", done.finish_reason == "content_filter"
        return Answered(
            by="cloud",
            model=endpoint.model,
            cut_off="length" if limit else "error" if filtered else None,
            why=_LENGTH if limit else f"A filter of {endpoint.name} ended its answer." if filtered else None,
            error="content_filter" if filtered else None,
            tokens=tokens,
            decode_ms=decode_ms,
            dropped_turns=dropped,
        )

    def _given_up(self, failures: list[CloudError | HeldBackError], cancel: Cancel) -> Answered:
        """Nobody began: told by what the first endpoint said that was asked."""
        model = self._endpoints[0].model if self._endpoints else ""
        if cancel.is_set():
            return Answered("cloud", model, cut_off="cancelled", why="It was cancelled before it began.")
        telling = [error for error in failures if not isinstance(error, NoEndpointError)] or failures
        if telling and isinstance(telling[0], CloudError):
            return failed(telling[0], model, insisted=self._insisted)
        why, kind = self._problem, CloudNotReachableError.kind
        if telling and isinstance(telling[0], HeldBackError):
            why, kind = held_back_text(telling[0], self._language), telling[0].kind
        kind = CloudNotReachableError.kind if self._insisted else kind
        return Answered("cloud", model, cut_off="error", why=why, error=kind)

    def _taken(self, stream: PoolStream, cancel: Cancel) -> PoolStream:
        """Make it the one that is closed when the turn is cancelled."""
        with self._lock:
            self._stream = stream
        if cancel.is_set():
            stream.cancel()
        return stream

    def _stop(self) -> None:
        with self._lock:
            stream = self._stream
        if stream is not None:
            stream.cancel()


def _handed(request: Request, context: int, language: str) -> HandOver:
    """What goes up of the transcript; behind it what was written of the reply already, and that it is to go on."""
    begun = tokens_of(request.begun)
    handed = hand_over(request.transcript.messages, context - begun, reply_tokens(request, context), language)
    if not request.begun:
        return handed
    may_leave = all(message.may_leave for message in handed.messages)
    so_far = Message("assistant", request.begun, request.reply_uid, may_leave=may_leave, complete=False)
    please = Message("user", please_go_on(request.begun, language), f"{request.reply_uid}.go_on", may_leave=may_leave)
    return dataclasses.replace(handed, messages=(*handed.messages, so_far, please))


def _may_help(failures: Sequence[CloudError | HeldBackError]) -> bool:
    """Whether asking the same endpoints again at once makes sense."""
    return any(
        isinstance(error, CloudError) and error.retried and (error.retry_after or 0.0) <= _LONGEST_WAIT
        for error in failures
    ) and not any(isinstance(error, CancelledError | HeldBackError) for error in failures)
