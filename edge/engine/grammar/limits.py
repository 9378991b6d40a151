"""Where the work ends: a schema comes from outside, and the conversation waits for its grammar."""

from __future__ import annotations

__all__ = ["Meter", "TooLarge", "Unsupported"]


class TooLarge(Exception):
    """The grammar would be too large to be of use, or would take too long to make."""


class Unsupported(Exception):
    """A pattern has something that a grammar cannot hold, such as looking ahead, or it is too large for one."""


class Meter:
    """Counts work that is done, whoever does it."""

    def __init__(self, most: int) -> None:
        self._left = most

    def spend(self, amount: int) -> None:
        """Note work. Raises TooLarge once it is too much altogether."""
        self._left -= amount
        if self._left < 0:
            raise TooLarge
