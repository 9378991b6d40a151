"""A chat completion with tools: it goes to an endpoint as it is, and what comes back is passed on as it comes.

Nothing on the device can take its part: the small model calls no tools, and half a call cannot be gone on with. So
there is no ladder here, but the same masking and the same gate as for every other request.
"""

from __future__ import annotations

import dataclasses
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from cloud_client import Completion, Delta, Pool, PoolStream, Usage
from cloud_client.errors import CancelledError as Stopped
from cloud_client.errors import CloudError
from cloud_client.held_back import HeldBackError as HeldBack
from cloud_client.marks import Marked, Outgoing
from cloud_client.masking import Masker, Restorer
from cloud_client.payload import Payload
from edge.answerer import Tokens
from edge.cloud.rules import Rules
from edge.cloud.sent import Sent
from edge.egress_words import held_back_text
from edge.errors import CancelledError, CloudNotReachableError, HeldBackError
from edge.events import Egress, Route, TurnRecord
from edge.journal.uid import new_uid

__all__ = ["Relay"]


class Relay:
    """One request; iterating sends it and gives the pieces of the answer, with the values in place of placeholders.

    pool      the clients of the endpoints; the best one is asked, and the next one where it does not begin
    rules     what may leave
    messages  as OpenAI's API has them, the last one of the user or of a tool
    options   the other fields of the request: `tools`, `tool_choice`, `max_tokens`, …
    language  of the sentences for the user
    ended     gets the record of how it went, with nothing that was said, when it has ended

    Iterating raises HeldBackError where something may not leave, CloudNotReachableError where nobody answers or an
    answer breaks off, and CancelledError once it was cancelled.
    """

    def __init__(
        self,
        pool: Pool,
        rules: Rules,
        messages: Sequence[Mapping[str, Any]],
        options: Mapping[str, Any],
        *,
        language: str = "en",
        ended: Callable[[TurnRecord], None] = lambda _record: None,
    ) -> None:
        self._pool = pool
        self._rules = rules
        self._messages = messages
        self._options = options
        self._language = language
        self._ended = ended
        self._sent = Sent()
        self._lock = threading.Lock()
        self._stream: PoolStream | None = None
        self._cancelled = False
        self._restore = _Restore(None)
        self._model = ""

    @property
    def egress(self) -> Egress | None:
        """What left the device so far; None if nothing did."""
        return self._sent.egress

    @property
    def completion(self) -> Completion:
        """The answer so far, without placeholders; `complete` says whether it is all."""
        done = self._stream.completion if self._stream is not None else Completion()
        return self._restore.whole(done)

    @property
    def model(self) -> str:
        """What the server calls what answers, or else the endpoint's name; cheap, unlike `completion`."""
        return self._model or self.endpoint

    @property
    def endpoint(self) -> str:
        """The name of the endpoint that answers; empty before one does."""
        asked = self._stream.endpoint if self._stream is not None else None
        return "" if asked is None else asked.name

    def cancel(self) -> None:
        """Stop at once, from any thread."""
        with self._lock:
            self._cancelled = True
            stream = self._stream
        if stream is not None:
            stream.cancel()

    def __iter__(self) -> Iterator[Delta]:
        began = time.monotonic()
        first: float | None = None
        error: str | None = None
        try:
            for piece in self._pieces():
                first = first or time.monotonic()
                yield piece
        except HeldBack as held:
            error = HeldBackError.kind
            raise HeldBackError(held_back_text(held, self._language)) from None
        except Stopped:
            error = CancelledError.kind
            raise CancelledError("It was cancelled.") from None
        except CloudError as failed:
            error = CloudNotReachableError.kind
            raise CloudNotReachableError(str(failed)) from None
        finally:
            self._ended(self._record(began, first, error))

    def _record(self, began: float, first: float | None, error: str | None) -> TurnRecord:
        done = self._stream.completion if self._stream is not None else Completion()
        usage, uid = done.usage or Usage(), new_uid()
        return TurnRecord(
            turn=uid,
            conversation=uid,
            text="",
            by="cloud",
            model=self.model,
            complete=done.complete,
            route=Route("cloud", None, (), "und", endpoint=self.endpoint or None, model=self.model or None),
            cut_off=None if done.complete else "cancelled" if error in (None, CancelledError.kind) else "error",
            error=error,
            ttft_ms=None if first is None else (first - began) * 1000,
            total_ms=(time.monotonic() - began) * 1000,
            tokens=Tokens(usage.prompt, usage.cached, usage.completion),
            egress=self.egress,
        )

    def _pieces(self) -> Iterator[Delta]:
        masker = self._rules.fresh_masker()
        self._restore = _Restore(masker)
        payload = Payload.of([_outgoing(message) for message in self._messages], self._options, masker=masker)
        gates = {}

        def gate(endpoint: Any) -> Any:
            made = gates[endpoint.name] = self._rules.gate(payload, masker)
            self._sent.asked(endpoint.name, stream, made, payload.masked)
            return made

        stream = self._pool.stream(dict(payload.body), gate=gate)
        with self._lock:
            self._stream = stream
            cancelled = self._cancelled
        if cancelled:
            stream.cancel()
        with stream:
            for delta in stream:
                self._model = self._model or stream.completion.model or self.endpoint
                restored = self._restore.piece(delta)
                if restored is not None:
                    yield restored
        rest = self._restore.end()
        if rest is not None:
            yield rest


class _Restore:
    """Values in the place of placeholders: in the text, and in each call's arguments, which are JSON in pieces."""

    def __init__(self, masker: Masker | None) -> None:
        self._masker = masker
        self._text = masker.restorer() if masker is not None else None
        self._calls: dict[int, Restorer] = {}

    def piece(self, delta: Delta) -> Delta | None:
        if self._masker is None or self._text is None:
            return delta
        calls = tuple(self._call(call, position) for position, call in enumerate(delta.tool_calls))
        restored = dataclasses.replace(delta, text=self._text.feed(delta.text), tool_calls=calls)
        return restored if restored.text or restored.reasoning or restored.tool_calls else None

    def end(self) -> Delta | None:
        """What was withheld because a placeholder might have begun."""
        if self._text is None:
            return None
        rests = {index: restorer.end() for index, restorer in self._calls.items()}
        calls = tuple({"index": index, "function": {"arguments": rest}} for index, rest in rests.items() if rest)
        text = self._text.end()
        return Delta(text, tool_calls=calls) if text or calls else None

    def whole(self, done: Completion) -> Completion:
        if self._masker is None:
            return done
        calls = tuple(self._whole_call(call) for call in done.tool_calls)
        return dataclasses.replace(done, text=self._masker.restore(done.text), tool_calls=calls)

    def _call(self, call: Mapping[str, Any], position: int) -> Mapping[str, Any]:
        function = call.get("function")
        if not isinstance(function, Mapping) or not isinstance(function.get("arguments"), str):
            return call
        assert self._masker is not None
        index = call.get("index")
        index = index if isinstance(index, int) else position
        restorer = self._calls.setdefault(index, self._masker.restorer(inside_json=True))
        return {**call, "function": {**function, "arguments": restorer.feed(function["arguments"])}}

    def _whole_call(self, call: Mapping[str, Any]) -> Mapping[str, Any]:
        assert self._masker is not None
        function = call.get("function") or {}
        restorer = self._masker.restorer(inside_json=True)
        arguments = restorer.feed(function.get("arguments", "")) + restorer.end()
        return {**call, "function": {**function, "arguments": arguments}}


def _outgoing(message: Mapping[str, Any]) -> Outgoing:
    """A message with its tool calls; what a call's arguments hold is masked as JSON."""
    content = message.get("content")
    text = content if isinstance(content, str) else "".join(part["text"] for part in content or ())
    more = {name: message[name] for name in ("tool_calls", "tool_call_id", "name") if message.get(name) is not None}
    return Outgoing(str(message["role"]), Marked(text, may_leave=True), json.loads(json.dumps(more)))
