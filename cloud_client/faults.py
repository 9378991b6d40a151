"""A fault as it is found, before it is an error for a person: which kind, and what the server said."""

from __future__ import annotations

from typing import Any

from cloud_client.endpoint import Endpoint
from cloud_client.errors import CloudError
from cloud_client.key import Key

__all__ = ["Fault", "seconds"]

_LONGEST = 300
"""Characters of a server's own words that go into a sentence."""


class Fault(Exception):
    """Something went wrong. It never leaves this package: `at` makes the error of it."""

    def __init__(self, error: type[CloudError], detail: str = "", **more: Any) -> None:
        super().__init__(error.kind)
        self.error = error
        self.detail = detail
        self.more = more

    def at(self, endpoint: Endpoint, key: Key | None) -> CloudError:
        """The error of that endpoint. The key is taken out of what the server said, before that is shortened."""
        detail = self.detail if key is None else key.hidden_in(self.detail)
        return self.error(endpoint.name, endpoint.host, _readable(detail), **self.more)


def seconds(value: float) -> str:
    """A time for a sentence: "2 s", "0.25 s"."""
    return f"{value:.2g} s" if value < 10 else f"{value:.0f} s"


def _readable(text: str) -> str:
    """One short line that a terminal can show: no control characters, no runs of spaces, no full stop at the end."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    if len(line) > _LONGEST:
        line = line[: _LONGEST - 1].rstrip() + "…"
    return line.rstrip(".")
