"""The replicas as Ray Serve's handle reaches them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ray.exceptions import RayError, TaskCancelledError
from ray.serve.exceptions import RayServeException, RequestCancelledError

from edge.cluster.replicas import Answering, Asking, ReplicaLostError, Said
from edge.turn import Status

__all__ = ["Handles"]

STATUS_S = 5.0
"""Seconds in which a replica has to tell its state."""


class Handles:
    """Implements `edge.cluster.replicas.Replicas`. Not to be called from an event loop."""

    def __init__(self, handle: Any) -> None:
        """`handle` is a `ray.serve.handle.DeploymentHandle` of engine replicas."""
        self._handle = handle

    def begin(self, asking: Asking) -> Answering:
        """Ask the replica that `edge.cluster.router.PinningRouter` chooses; it waits until there is one."""
        turns = self._handle.options(method_name="turn", stream=True, session_id=asking.session or "")
        return _Streaming(turns.remote(asking))

    def status(self) -> Status:
        """The state of one of them."""
        try:
            status = self._handle.status.remote().result(timeout_s=STATUS_S)
        except (RayError, RayServeException, TimeoutError):
            return Status(model="", quantization=None, state="down", detail="No engine replica answers.")
        assert isinstance(status, Status)
        return status


class _Streaming:
    """One turn of a replica."""

    def __init__(self, response: Any) -> None:
        """`response` is a `DeploymentResponseGenerator`."""
        self._response = response

    def __iter__(self) -> Iterator[Said]:
        """See `Answering`."""
        try:
            for some in self._response:
                yield from some
        except (TaskCancelledError, RequestCancelledError):
            return
        except (RayError, RayServeException) as error:  # it has ended, or is at its end: it raises nothing on purpose
            raise ReplicaLostError from error

    def cancel(self) -> None:
        """See `Answering`."""
        self._response.cancel()
