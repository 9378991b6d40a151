"""An answer from several endpoints: the next takes over when one fails before its first token."""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

from cloud_client.completion import Completion, Delta, Gate
from cloud_client.endpoint import Endpoint
from cloud_client.errors import CancelledError, CloudError, NoEndpointError
from cloud_client.faults import seconds
from cloud_client.retries import Retries
from cloud_client.stream import Stream

if TYPE_CHECKING:
    from cloud_client.pool import Member

__all__ = ["PoolStream"]

_ONCE = Retries(tries=1)


class PoolStream:
    """An answer while it comes, from the first endpoint that begins one. Otherwise like `Stream`. See `Pool.stream`."""

    def __init__(
        self,
        members: Sequence[Member],
        payload: Mapping[str, Any],
        gate: Callable[[Endpoint], Gate] | None,
        deadline: float | None,
        anyway: bool,
    ) -> None:
        self._members = members
        self._payload = payload
        self._gate = gate
        self._deadline = deadline
        self._anyway = anyway
        self._lock = threading.Lock()
        self._stopped = False
        self._stream: Stream | None = None
        self._passed_over: list[CloudError] = []
        self._reached: list[str] = []
        self._steps = self._run()

    def __iter__(self) -> Iterator[Delta]:
        return self

    def __next__(self) -> Delta:
        return next(self._steps)

    @property
    def endpoint(self) -> Endpoint | None:
        """Who is asked now, or was last; None before anybody is."""
        return None if self._stream is None else self._stream.endpoint

    @property
    def passed_over(self) -> tuple[CloudError, ...]:
        """Why endpoints that were asked before this one did not answer, in their order."""
        return tuple(self._passed_over)

    @property
    def reached(self) -> tuple[str, ...]:
        """The names of the endpoints to which a connection stood: what their gates let through may have left."""
        with self._lock:
            stream, before = self._stream, tuple(self._reached)
        return (*before, stream.endpoint.name) if stream is not None and stream.reached else before

    @property
    def text(self) -> str:
        """The text so far."""
        return "" if self._stream is None else self._stream.text

    @property
    def completion(self) -> Completion:
        """The answer so far; `complete` says whether it is all."""
        return Completion() if self._stream is None else self._stream.completion

    def cancel(self) -> None:
        """Stop at once, from any thread: the connection is closed, and the iteration raises CancelledError."""
        with self._lock:
            self._stopped = True
            stream = self._stream
        if stream is not None:
            stream.cancel()

    def close(self) -> None:
        """Stop without raising anything: nobody iterates any more. Does nothing after the end."""
        self.cancel()
        if (
            inspect.getgeneratorstate(self._steps) != inspect.GEN_RUNNING
        ):  # else another thread iterates, and is about to get CancelledError
            self._steps.close()

    def __enter__(self) -> PoolStream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self) -> Generator[Delta]:
        ends = None if self._deadline is None else time.monotonic() + self._deadline
        for position, member in enumerate(self._members):
            if not (member.breaker.allows() or self._anyway):
                continue
            left = None if ends is None else ends - time.monotonic()
            if left is not None and left <= 0 and self._passed_over:
                member.breaker.unknown()
                break
            error = yield from self._ask(member, left, last=self._is_last(position))
            if error is None:
                return
            self._passed_over.append(error)
            if not error.elsewhere or self.completion.ttft_ms is not None:
                raise error
        raise self._passed_over[0] if self._passed_over else self._none()

    def _ask(self, member: Member, left: float | None, *, last: bool) -> Generator[Delta, None, CloudError | None]:
        """Ask one, and tell its member how that went. Why it failed, or None."""
        gate = None if self._gate is None else self._gate(member.endpoint)
        stream = member.client.stream(self._payload, gate=gate, deadline=left, retries=None if last else _ONCE)
        with self._lock:
            if self._stream is not None and self._stream.reached:
                self._reached.append(self._stream.endpoint.name)
            self._stream = stream
            stopped = self._stopped
        if stopped:
            stream.cancel()
        told = False
        try:
            with stream:
                for delta in stream:
                    if not told:
                        told = True
                        member.answered(stream.completion.ttft_ms)
                    yield delta
        except CloudError as error:
            failure, told = error, True
        else:
            if not told:
                member.answered()
            told = True
            return None
        finally:
            if not told:  # a gate that refuses, an iteration that is given up: neither is the endpoint's doing
                member.breaker.unknown()
        member.failed(failure)
        return failure

    def _is_last(self, position: int) -> bool:
        """Whether nobody else can be asked after this one."""
        return not any(self._anyway or member.breaker.state != "open" for member in self._members[position + 1 :])

    def _none(self) -> CloudError:
        names = ", ".join(member.endpoint.name for member in self._members) or "none is configured"
        if self._stopped:
            return CancelledError(names)
        rests = min((member.breaker.rests for member in self._members), default=0.0)
        return NoEndpointError(
            names, detail=f"{names}; the first is tried again in {seconds(rests)}" if rests else names
        )
