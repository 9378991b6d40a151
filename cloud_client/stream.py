"""An answer while it comes: tries, the waits of each, and the end that only the server can say."""

from __future__ import annotations

import contextlib
import inspect
import json
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from cloud_client.chunks import Assembly
from cloud_client.completion import Completion, Delta, Gate
from cloud_client.endpoint import Endpoint
from cloud_client.errors import (
    BadRequestError,
    CancelledError,
    CaptivePortalError,
    CloudError,
    CutBeforeFirstTokenError,
    CutInTheMiddleError,
    InvalidUtf8Error,
    LineTooLongError,
    NoSuchModelError,
    NoSuchPathError,
)
from cloud_client.faults import Fault
from cloud_client.key import Key
from cloud_client.rejection import is_web_page, no_such_model
from cloud_client.retries import Retries
from cloud_client.sse import LineTooLong, NotUtf8, Reader
from cloud_client.waits import Waits

if TYPE_CHECKING:  # it imports requests, which waits for the first request
    from cloud_client.exchange import Exchange
    from cloud_client.transport import Transport

__all__ = ["Stream"]

_TAIL = 0.1
"""Seconds that the end of the body may still take after the end mark; without it the connection cannot be kept."""
_LOOK_AT_MODELS = 3.0
"""Seconds for a look at the list of models, when the one that is wanted is not there."""


class Stream:
    """An answer while it comes: iterate it for `Delta`s. The request is sent when the iteration begins.

    The iteration ends when the server has said that the answer is complete, and raises a CloudError otherwise; what had
    come stays in `completion`. One thread iterates; `cancel` may be called from any. Made by `Client.stream`.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        transport: Callable[[], Transport],
        payload: Mapping[str, Any],
        gate: Gate | None,
        total: float,
        retries: Retries,
        on_retry: Callable[[CloudError, float], None] | None,
    ) -> None:
        self._endpoint = endpoint
        self._transport = transport
        self._payload = payload
        self._gate = gate
        self._total = total
        self._retries = retries
        self._on_retry = on_retry
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._exchange: Exchange | None = None
        self._assembly = Assembly()
        self._ttft_ms: float | None = None
        self._tries = 0
        self._reached = False
        self._steps = self._run()

    def __iter__(self) -> Iterator[Delta]:
        return self

    def __next__(self) -> Delta:
        return next(self._steps)

    @property
    def endpoint(self) -> Endpoint:
        """Who is asked."""
        return self._endpoint

    @property
    def reached(self) -> bool:
        """Whether a connection stood for any try: from then on, what the gate let through may have left."""
        with self._lock:
            self._note()
            return self._reached

    @property
    def text(self) -> str:
        """The text so far."""
        return self._assembly.text

    @property
    def completion(self) -> Completion:
        """The answer so far; `complete` says whether it is all."""
        return self._assembly.completion(self._ttft_ms, self._tries)

    def cancel(self) -> None:
        """Stop at once, from any thread: the connection is closed, and the iteration raises CancelledError."""
        with self._lock:
            self._stopped.set()
            exchange = self._exchange
        if exchange is not None:
            exchange.abort()

    def close(self) -> None:
        """Stop without raising anything: nobody iterates any more. Does nothing after the end."""
        self.cancel()
        if (
            inspect.getgeneratorstate(self._steps) != inspect.GEN_RUNNING
        ):  # else another thread iterates, and is about to get CancelledError
            self._steps.close()

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self) -> Generator[Delta]:
        """Try until an answer begins, and see it to its end."""
        ends = time.monotonic() + self._total
        key = self._endpoint.key()
        free = 0  # tries that do not count, each kind at most once
        stale = False
        while True:
            if self._stopped.is_set():
                raise CancelledError(self._endpoint.name, self._endpoint.host)
            self._tries += 1
            fault = None
            try:
                yield from self._try(key, ends)
            except Fault as found:
                fault = found
            finally:
                unheard = self._let_go()
            if fault is None:
                return
            if fault.error is CutBeforeFirstTokenError and self._assembly.begun:
                fault = Fault(CutInTheMiddleError)
            error = fault.at(self._endpoint, key)
            if self._stopped.is_set():
                raise CancelledError(self._endpoint.name, self._endpoint.host)
            if isinstance(error, BadRequestError) and "stream_options" in error.detail and self._transport().counts:
                self._transport().counts = False
                free += 1
                continue
            if unheard and not stale and isinstance(error, CutBeforeFirstTokenError):
                stale = True  # the server had closed the connection that was kept, which is nobody's fault
                free += 1
                continue
            if self._assembly.begun or not error.retried or self._tries - free >= self._retries.tries:
                raise error
            pause = self._retries.pause_before(error, self._tries)
            if time.monotonic() + pause >= ends:
                raise error
            if self._on_retry is not None:
                self._on_retry(error, pause)
            self._stopped.wait(pause)

    def _try(self, key: Key | None, ends: float) -> Generator[Delta]:
        """One request. Raises Fault, and what the gate raises."""
        from cloud_client.transport import read_head, rejection

        self._assembly = Assembly()
        started = time.monotonic()
        body = self._body()
        if self._gate is not None:
            body = self._gate(body)
        exchange = self._take(self._transport().post("chat/completions", body, key, max(ends - started, 0.001)))
        head = read_head(exchange, self._endpoint, self._endpoint.timeouts.first_token, ends)
        if head.status != 200:
            fault = rejection(exchange, head, self._endpoint.url("chat/completions"))
            raise self._with_models(fault, key, ends)
        for delta in self._read(exchange, head.headers.get("Content-Type", "").lower(), ends):
            if self._stopped.is_set():  # pieces that came together with the last one are not wanted any more
                raise Fault(CancelledError)
            if self._ttft_ms is None:
                self._ttft_ms = (time.monotonic() - started) * 1000.0
            yield delta

    def _body(self) -> bytes:
        """The finished payload."""
        payload = {"model": self._endpoint.model, **self._payload, "stream": True}
        payload.pop("stream_options", None)
        if self._transport().counts:
            payload["stream_options"] = {"include_usage": True}
        # Half of a surrogate pair is no text and has no UTF-8.
        return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")

    def _read(self, exchange: Exchange, kind: str, ends: float) -> Generator[Delta]:
        """The pieces of a response, whose type is `kind`. Raises Fault."""
        from cloud_client.transport import BODY, read_rest

        waits = Waits(self._endpoint, exchange.connected_at or time.monotonic(), ends)
        begun = self._more(exchange, waits)
        if "text/html" in kind or is_web_page(begun):
            raise Fault(CaptivePortalError, kind.partition(";")[0])
        json_begins = "application/json" in kind or ("event-stream" not in kind and begun.lstrip().startswith(b"{"))
        if begun and json_begins:
            body = read_rest(exchange, waits.until(), BODY, begun)
            if body is None:
                raise waits.fault()
            delta = self._assembly.take_whole(_utf8(body))
            if delta is not None:
                yield delta
            return
        reader, data = Reader(), begun
        while data:
            yield from self._understand(reader, data, waits)
            if self._assembly.done:
                break
            data = self._more(exchange, waits)
        if not self._assembly.complete:
            raise Fault(CutBeforeFirstTokenError)
        until = time.monotonic() + _TAIL
        with contextlib.suppress(Fault):
            while exchange.read(until):
                pass

    def _understand(self, reader: Reader, data: bytes, waits: Waits) -> Generator[Delta]:
        """What a piece of the body says. Raises Fault."""
        fault = None
        try:
            for event in reader.feed(data):
                delta = self._assembly.take(event)
                if self._assembly.finish_reason is not None:
                    waits.finish()
                if delta is not None:
                    waits.token()
                    yield delta
                if self._assembly.done:
                    return
        except LineTooLong as error:
            fault = Fault(LineTooLongError, str(error))
        except NotUtf8:
            fault = Fault(InvalidUtf8Error)
        if fault is not None:
            raise fault

    def _more(self, exchange: Exchange, waits: Waits) -> bytes:
        """The next piece of the body; b"" at its end, or when nothing more is needed. Raises Fault."""
        fault = None
        try:
            data = exchange.read(waits.until())
        except Fault as found:
            fault, data = found, None
        if data is not None:
            return data
        if self._assembly.complete and not self._stopped.is_set():
            return b""
        raise fault or waits.fault()

    def _with_models(self, fault: Fault, key: Key | None, ends: float) -> Fault:
        """A 404 with the models that the server has, if it lists any: then it is the model that is missing."""
        from cloud_client.transport import read_models

        if fault.error not in (NoSuchModelError, NoSuchPathError):
            return fault
        left = min(_LOOK_AT_MODELS, ends - time.monotonic())
        if left <= 0:
            return fault
        try:
            models = read_models(self._take(self._transport().get("models", key, left)), self._endpoint, left)
        except Fault:
            return fault
        return no_such_model(str(self._payload.get("model", self._endpoint.model)), models)

    def _take(self, exchange: Exchange) -> Exchange:
        """Make it the one that `cancel` aborts."""
        with self._lock:
            self._note()
            self._exchange = exchange
            stopped = self._stopped.is_set()
        if stopped:
            exchange.abort()
        return exchange

    def _let_go(self) -> bool:
        """Nothing more is wanted of the exchange. Whether nothing had come back over a connection that was kept."""
        with self._lock:
            exchange = self._exchange
        if exchange is None:
            return False
        exchange.abort()
        with self._lock:
            self._note()
            self._exchange = None
        return exchange.unheard

    def _note(self) -> None:
        """Remember whether the exchange had a connection; with the lock."""
        if self._exchange is not None and self._exchange.connected_at is not None:
            self._reached = True


def _utf8(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        pass
    raise Fault(InvalidUtf8Error)
