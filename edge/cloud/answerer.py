"""A model on a server in the shape of an answerer."""

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
from edge.answerer import Answered, Cancel, Progress, Request, Step, Text, Tokens
from edge.catalogue.endpoint import Endpoint
from edge.cloud.failing import failed
from edge.cloud.handover import HandOver, hand_over
from edge.cloud.payload import options, outgoing, reply_tokens
from edge.cloud.rules import Rules
from edge.cloud.sent import Sent
from edge.egress_words import held_back_text
from edge.errors import CloudNotReachableError
from edge.events import Egress
from edge.transcript import Transcript

if TYPE_CHECKING:
    from cloud_client.masking import Masker

__all__ = ["CloudAnswerer"]

_SHORTER = 0.5
"""Of the context that a server names when the first hand-over was too long for it: our count was wrong once."""
_PAUSE = 0.3
"""Seconds before all endpoints are asked once more, where the user wants no other answer."""
_LONGEST_WAIT = 5.0
"""Seconds that a server may ask us to wait for that."""

_LENGTH = "It reached the limit of tokens for a reply (reply.max_tokens)."


class CloudAnswerer:
    """Answers one turn from the first of some endpoints that begins to.

    pool       their clients
    endpoints  the one to ask first in front
    rules      what may leave
    insisted   whether the user asked for the cloud: then all are asked twice before it is given up
    language   of the sentences about what may not leave
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

    @property
    def egress(self) -> Egress | None:
        """What left the device so far, also where nothing came back; None if nothing did."""
        return self._sent.egress

    def answer(self, request: Request, cancel: Cancel) -> Iterator[Step]:
        """See `edge.answerer.Answerer`. Without any text before it, an `Answered` with an error leaves the turn open:
        another answerer may take it.
        """
        cancel.on_set(self._stop)
        said = self._rules.marked(request.transcript.messages)
        request = dataclasses.replace(request, transcript=Transcript(request.transcript.conversation, tuple(said)))
        failures: list[CloudError | HeldBackError] = []
        for again in (False, True) if self._insisted else (False,):
            if again and (not _may_help(failures) or cancel.wait(_PAUSE)):
                break
            for endpoint in self._endpoints:
                ended = yield from self._ask(endpoint, request, cancel)
                if isinstance(ended, Answered):
                    yield ended
                    return
                failures.append(ended)
                if isinstance(ended, CancelledError | HeldBackError):
                    break
        yield self._given_up(failures, cancel)

    def _ask(
        self, endpoint: Endpoint, request: Request, cancel: Cancel
    ) -> Generator[Step, None, Answered | CloudError | HeldBackError]:
        """Ask one. How it ended, or why it did not begin."""
        yield Progress("asking", endpoint.title)
        context = endpoint.context
        handed = _handed(request, context)
        ended = yield from self._stream_from(endpoint, request, handed, context, cancel)
        if isinstance(ended, ContextTooLongError):
            context = int(min(ended.limit or context, context) * _SHORTER)
            shorter = _handed(request, context)
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
    ) -> Generator[Step, None, Answered | CloudError | HeldBackError]:
        """One request to one endpoint."""
        masker = self._rules.masker()
        try:
            _number(masker, request)
            wanted = options(request, reply_tokens(request, context), old_form=old_form)
            payload = Payload.of(list(outgoing(handed.messages)), wanted, masker=masker)
        except HeldBackError as error:
            return error
        except TooMuchWorkError:
            return HeldBackError("too_much_work")
        gate = self._rules.gate(payload, masker)
        restorer = masker.restorer(inside_json=request.schema is not None) if masker is not None else None
        stream = self._taken(
            self._pool.stream(dict(payload.body), only=[endpoint.name], gate=lambda _endpoint: gate), cancel
        )
        failure: CloudError | None = None
        first: float | None = None
        try:
            with stream:
                for delta in stream:
                    if delta.text and first is None:
                        first = time.monotonic()
                    text = restorer.feed(delta.text) if restorer is not None else delta.text
                    if text:
                        yield Text(text, "cloud", endpoint.model)
        except HeldBackError as error:
            return error
        except CloudError as error:
            failure = error
        finally:
            self._sent.add(endpoint.name, gate, {str(kind): n for kind, n in payload.masked.items()}, failure)
        if restorer is not None and (rest := restorer.end()):
            yield Text(rest, "cloud", endpoint.model)
        done = stream.completion
        if not done.text.strip():
            return failure or NotUnderstoodError(endpoint.name, detail="it is empty")
        decode_ms = (time.monotonic() - first) * 1000 if first is not None else None
        return self._answered(endpoint, done, failure, handed.dropped, decode_ms)

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


def _handed(request: Request, context: int) -> HandOver:
    return hand_over(request.transcript.messages, context, reply_tokens(request, context))


def _number(masker: Masker | None, request: Request) -> None:
    """Have placeholders numbered from the conversation's beginning, so that a value keeps its own in each turn."""
    if masker is not None:
        for message in request.transcript.messages:
            if message.may_leave:
                masker.mask(message.text)


def _may_help(failures: Sequence[CloudError | HeldBackError]) -> bool:
    """Whether asking the same endpoints again at once makes sense."""
    return any(
        isinstance(error, CloudError) and error.retried and (error.retry_after or 0.0) <= _LONGEST_WAIT
        for error in failures
    ) and not any(isinstance(error, CancelledError | HeldBackError) for error in failures)
