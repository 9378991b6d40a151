"""What begins with a slash: `/cloud TEXT` and its like.

Whatever begins with one slash is a command or a mistake, and never goes to a model by accident: who mistypes `/private`
must not have the text sent like any other. A message that really begins with a slash and a word is written with two
slashes. What no command looks like is a message: a path (`/etc/hosts`), or a comment of C.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from tui.screens import SCREENS

if TYPE_CHECKING:
    from edge.transcript import Attachment
    from edge.turn import Choice

__all__ = [
    "NAMES",
    "Again",
    "Command",
    "Copy",
    "Do",
    "Said",
    "Show",
    "Wrong",
    "as_typed",
    "completed",
    "joined",
    "parse",
    "suggested",
]

NAMES = ("cloud", "local", "private", "again", "edit", "continue", "copy", "offline", "why", "help", *SCREENS)
"""Every command, in the order in which they are shown."""

_DOUBLED = re.compile(r"\s*/(?=/+[A-Za-z])")
_COMMAND = re.compile(r"\s*/(?P<name>[A-Za-z]*)(?P<rest>.*)", re.DOTALL)
_PATH = re.compile(r"\s*/[!-.0-~]+/")
_SIGN = re.compile(r"\s*/[^\sA-Za-z]")
"""A slash that no word follows, as in a comment of C."""
_SWITCH = {"on": True, "off": False}


@dataclass(frozen=True, slots=True)
class Said:
    """A message, and what the user decided about it."""

    text: str
    choice: Choice | None = None
    private: bool = False
    attachments: tuple[Attachment, ...] = ()
    replaces: str | None = None
    """The uid of the last message, in whose place this one stands."""
    goes_on: bool = False
    """Whether the reply of that one is gone on with."""

    @property
    def alone(self) -> Said:
        """The same as a message of its own."""
        return replace(self, replaces=None, goes_on=False)

    def to(self, choice: Choice | None) -> Said:
        """The same for somebody else, where there is a choice. What is private stays so."""
        return self if choice is None else replace(self, choice=choice)


@dataclass(frozen=True, slots=True)
class Again:
    """The last question, asked again."""

    choice: Choice | None = None
    """Of whom; None is whoever would be asked anyway."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Copy the answer, or this block of its code."""

    block: int | None = None
    """From 1."""


class Do(Enum):
    """A command that asks nothing."""

    EDIT = auto()
    GO_ON = auto()
    WHY = auto()
    HELP = auto()
    GO_OFFLINE = auto()
    GO_ONLINE = auto()


@dataclass(frozen=True, slots=True)
class Show:
    """Open one of `tui.screens.SCREENS`."""

    name: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is no command, or one that is not written like this."""

    name: str
    known: bool
    """Whether there is a command of that name."""


Command = Said | Again | Copy | Do | Show | Wrong


def parse(text: str) -> Command:
    """What the user meant by `text`."""
    if doubled := _DOUBLED.match(text):
        return Said(text[: doubled.end() - 1] + text[doubled.end() :])
    found = _COMMAND.match(text)
    if found is None or _PATH.match(text) or _SIGN.match(text):
        return Said(text)
    name, rest = found["name"].lower(), found["rest"]
    ends = not rest or rest[0].isspace() or not rest[0].isascii()  # Chinese needs no space behind the name
    if name not in NAMES or not ends:
        return Wrong(name, name in NAMES)
    return _meant(name, rest.strip())


def _meant(name: str, text: str) -> Command:
    match name:
        case "cloud" | "local":
            choice: Choice = "cloud" if name == "cloud" else "local"
            return Said(text, choice) if text else Again(choice)
        case "private" if text:
            return Said(text, private=True)
        case "offline" if text.lower() in _SWITCH:
            return Do.GO_OFFLINE if _SWITCH[text.lower()] else Do.GO_ONLINE
        case "again" if not text:
            return Again()
        case "edit" if not text:
            return Do.EDIT
        case "continue" if not text:
            return Do.GO_ON
        case "copy" if not text or (text.isascii() and text.isdigit() and int(text) > 0):
            return Copy(int(text) if text else None)
        case "why" if not text:
            return Do.WHY
        case "help" if not text:
            return Do.HELP
        case _ if name in SCREENS and not text:
            return Show(name)
        case _:
            return Wrong(name, known=True)


def as_typed(said: str) -> str:
    """What a user types to have `said` sent as it is: with a second slash where it begins like a command."""
    return said if parse(said) == Said(said) else said.replace("/", "//", 1)


def joined(texts: Iterable[str]) -> str:
    """Several texts of the composer as one. What may not leave, or might have been meant so, comes first and rules."""
    return "\n\n".join(sorted(filter(str.strip, texts), key=_rank))


def _rank(text: str) -> int:
    match parse(text):
        case Said(private=True):
            return 0
        case Wrong():
            return 1
        case Said(choice=None):
            return 3
        case _:
            return 2


def suggested(text: str) -> tuple[str, ...]:
    """The commands that a text may become which holds nothing but one, or the beginning of one."""
    begun = text.strip()[1:].lower()
    if not re.fullmatch(r"\s*/[A-Za-z]*\s*", text):
        return ()
    if text[-1].isspace():
        return (begun,) if begun in NAMES else ()
    return tuple(name for name in NAMES if name.startswith(begun))


def completed(text: str) -> str | None:
    """`text` with the command that it begins, or the first of them, written out; None where it begins none."""
    names = suggested(text)
    return f"/{names[0]} " if names else None
