"""One endpoint: chat completions as a stream, and its list of models as the health check."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any

from cloud_client.completion import Completion, Gate, ModelInfo
from cloud_client.endpoint import Endpoint
from cloud_client.errors import CloudError
from cloud_client.faults import Fault
from cloud_client.rejection import no_such_model
from cloud_client.retries import Retries
from cloud_client.stream import Stream

if TYPE_CHECKING:  # it imports requests, which waits for the first request
    from cloud_client.transport import Transport

__all__ = ["Client", "Health"]


@dataclass(frozen=True, slots=True)
class Health:
    """What a look at `/v1/models` tells."""

    latency_ms: float
    models: tuple[ModelInfo, ...]
    context: int | None
    """Tokens of the endpoint's model as the server says; None where it does not."""


class Client:
    """One endpoint, its kept-alive connections and its retries. Safe to be used from several threads.

    endpoint  who is asked
    retries   None takes the defaults
    """

    def __init__(self, endpoint: Endpoint, *, retries: Retries | None = None) -> None:
        self.endpoint = endpoint
        self._retries = retries or Retries()
        self._lock = threading.Lock()
        self._transport: Transport | None = None

    def stream(
        self,
        payload: Mapping[str, Any],
        *,
        gate: Gate | None = None,
        deadline: float | None = None,
        retries: Retries | None = None,
        on_retry: Callable[[CloudError, float], None] | None = None,
    ) -> Stream:
        """Ask for a chat completion. Nothing is sent before the stream is iterated.

        payload   of `/chat/completions`: `messages`, and whatever else is to be passed through (`tools`,
                  `response_format`, `temperature`, `max_tokens`, …). `model` is the endpoint's unless it stands here;
                  `stream` and `stream_options` are set.
        gate      gets the finished body right before each try and returns what is sent, or raises (see `Gate`)
        deadline  seconds for all of it, from the first step of the iteration; None takes the endpoint's
                  `timeouts.total`
        retries   for this request; None takes the client's
        on_retry  called with the error and the pause in seconds before the endpoint is asked again

        The stream raises CloudErrors, and what the gate raises.
        """
        total = self.endpoint.timeouts.total if deadline is None else deadline
        return Stream(self.endpoint, self._way, payload, gate, total, retries or self._retries, on_retry)

    def complete(
        self, payload: Mapping[str, Any], *, gate: Gate | None = None, deadline: float | None = None
    ) -> Completion:
        """The whole answer at once. Raises as the stream does."""
        with self.stream(payload, gate=gate, deadline=deadline) as stream:
            for _ in stream:
                pass
            return stream.completion

    def models(self, *, deadline: float = 10.0) -> tuple[ModelInfo, ...]:
        """What `/v1/models` lists. Raises CloudError. `deadline` in seconds."""
        from cloud_client.transport import read_models

        key = self.endpoint.key()
        exchange = self._way().get("models", key, deadline)
        try:
            return read_models(exchange, self.endpoint, deadline)
        except Fault as found:
            fault = found
        finally:
            exchange.abort()
        raise fault.at(self.endpoint, key)

    def check(self, *, deadline: float = 10.0) -> Health:
        """Whether the server answers, accepts the key and has the model, without asking it anything.

        Raises CloudError, NoSuchModelError among them. `deadline` in seconds.
        """
        started = time.monotonic()
        models = self.models(deadline=deadline)
        latency = (time.monotonic() - started) * 1000.0
        ours = next((model for model in models if model.id == self.endpoint.model), None)
        if ours is None:
            raise no_such_model(self.endpoint.model, models).at(self.endpoint, None)
        return Health(latency, models, ours.max_model_len)

    def metrics(self, *, deadline: float = 10.0) -> dict[str, float]:
        """What the server's `/metrics` tells (vLLM's does), by name and summed over labels; see `metrics.parsed`.

        It goes to the same host by the same rules, with the key, and holds nothing that was said. Raises CloudError,
        for a server without such a page NoSuchPathError. `deadline` in seconds.
        """
        from cloud_client.metrics import read_metrics

        key = self.endpoint.key()
        exchange = self._way().get_metrics(key, deadline)
        try:
            return read_metrics(exchange, self.endpoint, deadline)
        except Fault as found:
            fault = found
        finally:
            exchange.abort()
        raise fault.at(self.endpoint, key)

    def close(self) -> None:
        """Close the kept connections. Streams in progress go on."""
        with self._lock:
            if self._transport is not None:
                self._transport.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _way(self) -> Transport:
        from cloud_client.transport import Transport

        with self._lock:
            if self._transport is None:
                self._transport = Transport(self.endpoint)
            return self._transport
