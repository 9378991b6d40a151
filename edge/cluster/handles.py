"""The replicas as Ray Serve's handle reaches them."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from typing import Any

from ray.exceptions import RayError, TaskCancelledError
from ray.serve.exceptions import RayServeException, RequestCancelledError

from edge.cluster.replicas import Answering, Asking, ReplicaLostError, Said
from edge.turn import Status

__all__ = ["Handles"]

STATUS_S = 5.0
"""Seconds in which a replica has to tell its state."""
_NOBODY = Status(model="", quantization=None, state="down", detail="No engine replica answers.")


class Handles:
    """Implements `edge.cluster.replicas.Replicas`. Not to be called from an event loop."""

    def __init__(self, handle: Any) -> None:
        """`handle` is a `ray.serve.handle.DeploymentHandle` of engine replicas."""
        self._handle = handle
        self._lock = threading.Lock()
        self._under_way = 0
        """Turns that a replica has begun."""
        self._last = Status(model="", quantization=None, state="answering")

    def begin(self, asking: Asking) -> Answering:
        """Ask the replica that `edge.cluster.router.PinningRouter` chooses; it waits until there is one."""
        turns = self._handle.options(method_name="turn", stream=True, session_id=asking.session or "")
        return _Streaming(turns.remote(asking), self._count)

    def status(self) -> Status:
        """The state of one of them; where all have as much to do as they may have, the last one that was told."""
        asked = self._handle.status.remote()
        try:
            status = asked.result(timeout_s=STATUS_S)
        except TimeoutError:
            asked.cancel()  # else it waits for a place, and each that looks later behind it
            with self._lock:
                if self._under_way:
                    return dataclasses.replace(self._last, state="answering")
            return _NOBODY
        except (RayError, RayServeException):
            return _NOBODY
        assert isinstance(status, Status)
        with self._lock:
            self._last = status
        return status

    def _count(self, more: int) -> None:
        with self._lock:
            self._under_way += more


class _Streaming:
    """One turn of a replica."""

    def __init__(self, response: Any, count: Callable[[int], None]) -> None:
        """`response` is a `DeploymentResponseGenerator`; `count` is told 1 when a replica has begun, -1 at its end."""
        self._response = response
        self._count = count

    def __iter__(self) -> Iterator[Said]:
        """See `Answering`."""
        begun = False
        try:
            for some in self._response:
                if not begun:
                    begun = True
                    self._count(1)
                yield from some
        except (TaskCancelledError, RequestCancelledError):
            return
        except (RayError, RayServeException) as error:  # it has ended, or is at its end: it raises nothing on purpose
            raise ReplicaLostError from error
        finally:
            if begun:
                self._count(-1)

    def cancel(self) -> None:
        """See `Answering`."""
        self._response.cancel()
