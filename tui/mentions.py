"""`@path` in a message: where files are named, and how a name is written so that it is one.

A name begins behind an `@` that stands at the beginning, behind white space or behind a character that no address of
e-mail has there (Chinese puts no blank before it). It goes up to the next white space, or to the quotation mark that
ends it where it begins with one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

__all__ = ["Mention", "at_cursor", "mentions", "renamed", "written"]

_MENTION = re.compile(r"(?<![\w.+-])@(?:\"(?P<quoted>[^\"\n]*)(?P<closed>\"?)|(?P<plain>[^\s\"]+))", re.ASCII)
_ENDS = re.compile(r"[，。；：！？、）》」』】”’…]|[][(){}<>,.;:!?'](?=$|[][(){}<>,.;:!?'，。；：！？、）》」』】”’…])")
"""What may stand behind a name and be no part of it: a full stop of English only at its end."""
_MOST = 12
"""Ends that are tried of one name."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text where a file may be named."""

    start: int
    """Of the `@`, in characters."""
    names: tuple[tuple[str, int], ...]
    """What may be the name, the longest first, each with its end in the text."""
    quoted: bool = False
    closed: bool = True
    """Whether a name in quotation marks is ended."""

    @property
    def name(self) -> str:
        """The longest one."""
        return self.names[0][0]

    @property
    def end(self) -> int:
        """Of the longest one."""
        return self.names[0][1]

    @property
    def is_path(self) -> bool:
        """Whether it looks like a path, and not like somebody's name."""
        return self.quoted or any(mark in self.name for mark in "/.~\\")


def mentions(text: str) -> list[Mention]:
    """Where files may be named in `text`, in their order."""
    found: list[Mention] = []
    for match in _MENTION.finditer(text):
        if (quoted := match["quoted"]) is not None:
            if quoted:
                found.append(Mention(match.start(), ((quoted, match.end()),), True, bool(match["closed"])))
            continue
        plain, begin = match["plain"], match.start("plain")
        ends = [end.start() for end in _ENDS.finditer(plain) if end.start()]
        shorter = [(plain[:end], begin + end) for end in reversed(ends)]
        found.append(Mention(match.start(), ((plain, match.end()), *shorter[:_MOST])))
    return found


def at_cursor(text: str, cursor: int) -> Mention | None:
    """The name that is being typed: it ends at the cursor. None where none is."""
    head = text[:cursor]
    if head.endswith("@") and (len(head) == 1 or re.search(r"[\w.+-]@$", head, re.ASCII) is None):
        return Mention(cursor - 1, (("", cursor),))
    last = next(reversed(mentions(head)), None)
    if last is None or last.end != cursor or (last.quoted and last.closed):
        return None
    return last


def written(name: str, *, ended: bool = True) -> str:
    """How `name` is written so that it is one: in quotation marks where it needs them; a blank behind, if `ended`."""
    plain = not name or (_MENTION.fullmatch(f"@{name}") is not None and not any(mark.isspace() for mark in name))
    if plain:
        return f"@{name} " if ended else f"@{name}"
    return f'@"{name}" ' if ended else f'@"{name}'


def renamed(text: str, names: Mapping[int, tuple[int, str]], as_is: Callable[[str], str] = str) -> str:
    """`text` with other words for its mentions: by the start of each its end and the words."""
    pieces, at = [], 0
    for start, (end, words) in sorted(names.items()):
        pieces += [text[at:start], as_is(words)]
        at = end
    return "".join([*pieces, text[at:]])
