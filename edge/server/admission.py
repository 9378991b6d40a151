"""How many turns may be under way or wait: whoever comes beyond that is told when to come again."""

from __future__ import annotations

from collections import deque
from types import TracebackType

from edge.server.problem import Problem

__all__ = ["Admission", "Place"]

_REMEMBERED = 20
"""Turns of which the time is remembered."""
_LONGEST_S = 300


class Admission:
    """Used from one event loop only.

    most  turns under way and waiting together
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: deque[float] = deque(maxlen=_REMEMBERED)
        self.inside = 0
        """Turns under way or waiting."""
        self.refused = 0
        """Requests that were told to come again."""

    def enter(self) -> Place:
        """Take a place for a turn, to be left when it ends. Raises Problem where there are too many."""
        if self.inside >= self._most:
            self.refused += 1
            raise Problem(
                429,
                f"{self._most} questions are being answered or wait: ask again in {self.wait_s} s.",
                code="queue_full",
                headers={"Retry-After": str(self.wait_s)},
            )
        self.inside += 1
        return Place(self)

    def took(self, seconds: float) -> None:
        """Note how long a turn took."""
        self._taken.append(seconds)

    @property
    def wait_s(self) -> int:
        """Whole seconds until a place is likely to be free, at least 1: what a turn took lately."""
        mean = sum(self._taken) / len(self._taken) if self._taken else 1.0
        return max(1, min(_LONGEST_S, round(mean)))


class Place:
    """A turn's place in the queue; leaving it twice is leaving it once."""

    def __init__(self, admission: Admission) -> None:
        self._admission: Admission | None = admission

    def leave(self) -> None:
        """The turn has ended; what is still to be sent of it takes no place."""
        if self._admission is not None:
            self._admission.inside -= 1
            self._admission = None

    def __enter__(self) -> Place:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()
