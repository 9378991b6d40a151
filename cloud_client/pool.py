"""Several endpoints: which is asked first, and which knows how the others are."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from cloud_client.breaker import Breaker, BreakerState
from cloud_client.client import Client, Health
from cloud_client.completion import Gate
from cloud_client.endpoint import Endpoint
from cloud_client.errors import CloudError, ContextTooLongError
from cloud_client.pool_stream import PoolStream
from cloud_client.retries import Retries

__all__ = ["Member", "Pool", "Standing"]

_WEIGHT = 0.3
"""Of the newest time to the first token in the average; each older one counts 0.7 times as much as the next."""

_NOT_MEASURED = 1000.0
"""Milliseconds to the first token that an endpoint is thought to take before it was asked."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An endpoint of a pool as it is now, and why it stands where it stands."""

    endpoint: Endpoint
    state: BreakerState
    """Of its breaker."""
    rests: float
    """Seconds until its breaker lets a request through; 0 if it does now."""
    context: int | None
    """Tokens: what the server says, else what is configured, else None."""
    fits: bool
    """Whether what is to be sent fits into that context; True where nobody knows."""
    points: float
    """The sum of what was wanted and it is good at."""
    strengths: tuple[str, ...]
    """What of its strengths was wanted, the weightiest first."""
    ttft_ms: float | None
    """Its time to the first token, exponentially weighted; None where nothing was measured."""
    failure: str | None
    """The sentence of its last error, until it answers again."""
    failure_kind: str | None
    """The kind of that error."""


class Member:
    """One endpoint of a pool, and how it is."""

    def __init__(self, client: Client, breaker: Breaker) -> None:
        self.client = client
        self.endpoint = client.endpoint
        self.breaker = breaker
        self._lock = threading.Lock()
        self._context: int | None = None
        self._ttft_ms: float | None = None
        self._failure: tuple[str, str] | None = None  # not the error, whose traceback holds the conversation

    def answered(self, ttft_ms: float | None = None, context: int | None = None) -> None:
        """It answers; what was measured and learnt on the way, where something was."""
        self.breaker.succeeded()
        with self._lock:
            self._failure = None
            self._context = context or self._context
            if ttft_ms is not None:
                old = self._ttft_ms
                self._ttft_ms = ttft_ms if old is None else old + _WEIGHT * (ttft_ms - old)

    def failed(self, error: CloudError) -> None:
        """It did not answer, through its own fault or not."""
        if error.blames:
            self.breaker.failed(error.retry_after)
        else:
            self.breaker.unknown()
        with self._lock:
            if error.blames:
                self._failure = (str(error), error.kind)
            if isinstance(error, ContextTooLongError) and error.limit:
                self._context = error.limit

    def standing(self, wants: Mapping[str, float], tokens: int) -> Standing:
        """How it is now, for what is wanted."""
        strengths = sorted(wants.keys() & self.endpoint.good_at, key=lambda strength: (-wants[strength], strength))
        with self._lock:
            context = self._context or self.endpoint.context
            failure, kind = self._failure or (None, None)
            return Standing(
                endpoint=self.endpoint,
                state=self.breaker.state,
                rests=self.breaker.rests,
                context=context,
                fits=context is None or tokens <= context,
                points=sum(wants[strength] for strength in strengths),
                strengths=tuple(strengths),
                ttft_ms=self._ttft_ms,
                failure=failure,
                failure_kind=kind,
            )


class Pool:
    """Several endpoints with a client and a breaker each. Safe to be used from several threads.

    endpoints  with different names
    retries    of the endpoint that is asked last; the others are asked once, because another endpoint is better than
               the same once more. None takes `Client`'s defaults
    breaker    makes the breaker of each, from a monotonic clock in seconds
    clock      that clock
    before     a pool whose place this one takes: an endpoint that is the same in both keeps its breaker, its
               connections and what was measured; the connections of the others are closed
    """

    def __init__(
        self,
        endpoints: Iterable[Endpoint],
        *,
        retries: Retries | None = None,
        breaker: Callable[[Callable[[], float]], Breaker] = lambda clock: Breaker(clock=clock),
        clock: Callable[[], float] = time.monotonic,
        before: Pool | None = None,
    ) -> None:
        known = dict(before._members) if before is not None else {}
        self._members: dict[str, Member] = {}
        for endpoint in endpoints:
            if endpoint.name in self._members:
                raise ValueError(f"two endpoints are called '{endpoint.name}'")
            member = known.get(endpoint.name)
            if member is not None and member.endpoint == endpoint:
                self._members[endpoint.name] = known.pop(endpoint.name)
            else:
                self._members[endpoint.name] = Member(Client(endpoint, retries=retries), breaker(clock))
        for member in known.values():
            member.client.close()

    def client(self, name: str) -> Client:
        """The client of one endpoint; what it does leaves the breaker as it is. Raises KeyError."""
        return self._members[name].client

    def answered(self, name: str, *, ttft_ms: float | None = None, context: int | None = None) -> None:
        """Take note that an endpoint answered somebody who asked it by another way. Raises KeyError.

        ttft_ms  its time to the first token then, in ms; None where that was not measured
        context  the tokens that its server named; None where it did not
        """
        self._members[name].answered(ttft_ms, context)

    def order(self, wants: Mapping[str, float] | None = None, *, tokens: int = 0) -> list[Standing]:
        """The endpoints, the one to ask first in front.

        wants   what a good answer asks for, in the words of `Endpoint.good_at`, with its points: for example
                {"code": 2.0, "languages": 1.5}
        tokens  about how many tokens prompt and reply need

        What decides, in this order: whether its breaker lets a request through, whether it fits (where it fits nowhere,
        the longest context), the points, the time to the first token, the name.
        """
        return sorted((member.standing(wants or {}, tokens) for member in self._members.values()), key=_order)

    def stream(
        self,
        payload: Mapping[str, Any],
        *,
        wants: Mapping[str, float] | None = None,
        tokens: int = 0,
        only: Sequence[str] | None = None,
        gate: Callable[[Endpoint], Gate] | None = None,
        deadline: float | None = None,
        anyway: bool = False,
    ) -> PoolStream:
        """Ask the best endpoint, and the next one if it fails before its first token.

        payload   as for `Client.stream`; `model` is each endpoint's own
        wants     as for `order`, as well as `tokens`
        only      names of the endpoints to ask, in this order; None takes all, as `order` puts them
        gate      makes the gate for an endpoint: what leaves, and its receipt, belong to that endpoint
        deadline  seconds for all of them together; None takes each endpoint's own
        anyway    whether endpoints whose breaker is open are asked too

        The stream raises the error of the endpoint that was asked first, if all fail before their first token;
        NoEndpointError if none may be asked; after the first token whatever ends the answer; and what a gate raises,
        after which nobody else is asked. Raises KeyError for a name that is none of its endpoints'.
        """
        names = [standing.endpoint.name for standing in self.order(wants, tokens=tokens)] if only is None else only
        unnamed = {name: value for name, value in payload.items() if name != "model"}
        return PoolStream([self._members[name] for name in names], unnamed, gate, deadline, anyway)

    def check(self, *, deadline: float = 10.0) -> dict[str, Health | CloudError]:
        """Look at every endpoint's `/v1/models`, side by side, and remember contexts and health.

        `deadline` in seconds. Raises nothing.
        """
        found: dict[str, Health | CloudError] = {}

        def look(member: Member) -> None:
            try:
                health = member.client.check(deadline=deadline)
            except CloudError as error:
                member.failed(error)
                found[member.endpoint.name] = error
            else:
                member.answered(context=health.context)
                found[member.endpoint.name] = health

        threads = [threading.Thread(target=look, args=(member,), daemon=True) for member in self._members.values()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return {name: found[name] for name in self._members}

    def close(self) -> None:
        """Close the kept connections."""
        for member in self._members.values():
            member.client.close()

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _order(standing: Standing) -> tuple[bool, bool, int, float, float, str]:
    room = 0 if standing.fits else -(standing.context or 0)
    ttft = _NOT_MEASURED if standing.ttft_ms is None else standing.ttft_ms
    return standing.state == "open", not standing.fits, room, -standing.points, ttft, standing.endpoint.name
