"""What begins with a slash in plain mode: the app's commands as far as they make sense here, and a few of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from tui import commands
from tui.commands import Command

__all__ = ["Order", "Own", "parse"]

Name = Literal["face", "new", "conversations", "quit"]

_OWN = re.compile(r"\s*/(?P<name>face|new|conversations|quit|exit)(?:\s+(?P<number>\d{1,6}))?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Own:
    """A command that only plain mode has, or has in its own way."""

    name: Name
    number: int | None = None
    """Which conversation, from 1."""


Order = Own | Command


def parse(text: str) -> Order:
    """What the user meant by `text`."""
    found = _OWN.fullmatch(text)
    if found is None:
        return commands.parse(text)
    name = found["name"].lower()
    number = int(found["number"]) if found["number"] else None
    match name:
        case "conversations":
            return Own("conversations", number)
        case "face" | "new" | "quit" if number is None:
            return Own(name)
        case "exit" if number is None:
            return Own("quit")
        case _:
            return commands.Wrong(name, known=True)
