"""What begins with a slash in a kiosk. Nothing else of the chat's commands is there, whatever is added to them."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["COMMANDS", "Command", "completed", "parse", "suggested"]

COMMANDS = ("help", "language", "new", "clear", "stop")
"""In the order in which they are shown."""

_COMMAND = re.compile(r"\s*/(?P<name>[A-Za-z]+)(?P<rest>\s.*)?", re.DOTALL)
_BEGUN = re.compile(r"\s*/(?P<name>[A-Za-z]*)\s*")


@dataclass(frozen=True, slots=True)
class Command:
    """What was typed behind a slash."""

    name: str
    """One of `COMMANDS`, or what is none."""
    rest: str = ""

    @property
    def known(self) -> bool:
        """Whether it can be carried out."""
        return self.name in COMMANDS and (not self.rest or self.name == "language")


def parse(text: str) -> Command | None:
    """The command that `text` is; None for a question. A slash that no word follows, or a path, is a question."""
    found = _COMMAND.fullmatch(text)
    return Command(found["name"].lower(), (found["rest"] or "").strip().lower()) if found else None


def suggested(text: str) -> tuple[str, ...]:
    """The commands that a text may become which holds nothing but the beginning of one."""
    found = _BEGUN.fullmatch(text)
    if found is None:
        return ()
    return tuple(name for name in COMMANDS if name.startswith(found["name"].lower()))


def completed(text: str) -> str | None:
    """`text` with the command that it begins, or the first of them, written out; None where it begins none."""
    names = suggested(text)
    return f"/{names[0]}" if names else None
