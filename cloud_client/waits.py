"""Until when to wait for the next piece of an answer."""

from __future__ import annotations

import time

from cloud_client.endpoint import Endpoint
from cloud_client.errors import DeadlineError, NoFirstTokenError, StalledError
from cloud_client.faults import Fault, seconds

__all__ = ["Waits"]

_AFTER_END = 1.0
"""Seconds that the counts of tokens and the end mark may still take once the server has said why the answer ended."""


class Waits:
    """Until when to wait for the next piece, and what it is called when it does not come.

    connected  when the connection stood, and `ends` when the time for all of it is over, by `time.monotonic`
    """

    def __init__(self, endpoint: Endpoint, connected: float, ends: float) -> None:
        self._timeouts = endpoint.timeouts
        self._connected = connected
        self._ends = ends
        self._until = connected + self._timeouts.first_token
        self._begun = False
        self._finished = False

    def token(self) -> None:
        """A piece of the answer has come."""
        self._begun = True
        if not self._finished:
            self._until = time.monotonic() + self._timeouts.between_tokens

    def finish(self) -> None:
        """The server has said why the answer ended; what follows is counts and the end mark."""
        if not self._finished:
            self._finished = True
            self._until = time.monotonic() + _AFTER_END

    def until(self) -> float:
        """The moment, by `time.monotonic`."""
        return min(self._until, self._ends)

    def fault(self) -> Fault:
        """What has happened when that moment is over."""
        if not self._begun:
            return Fault(NoFirstTokenError, seconds(min(self._timeouts.first_token, self._ends - self._connected)))
        if self._until <= self._ends:
            return Fault(StalledError, seconds(self._timeouts.between_tokens))
        return Fault(DeadlineError, "the time it had")
